import { ThermaCoreError } from '../../core/errors';
import { soundSynoptic, type Synoptic, type SynopticInput } from '../../core/synoptic';
import { jsonForSql } from '../alarms/json';
import { instant } from '../rows';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

const SELECT = `select y.svg, y.bindings, y.updated_by as "updatedBy", ${instant('y.updated_at')} as "updatedAt"
  from thermacore.synoptics y join thermacore.units u on u.id = y.unit_id where u.key = $1`;

/** The drawing of a unit. Kept is only what `soundSynoptic` makes of what comes. */
export class StoredSynoptics {
  constructor(private readonly transactions: Transactions) {}

  /** Rejects `not-found` for a unit without one, and for one that is not visible. */
  get(tenant: string, unit: string): Promise<Synoptic> {
    return this.transactions.forTenant(tenant, 'lookup', (client) => find(client, unit));
  }

  /** Keys of the units that have one. */
  list(tenant: string): Promise<string[]> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<{ key: string }>(
        'select u.key from thermacore.synoptics y join thermacore.units u on u.id = y.unit_id order by u.key',
      );
      return rows.map(({ key }) => key);
    });
  }

  /** Puts it in the place of the one before. Rejects `invalid` where a binding names no sensor of the unit. */
  async put(tenant: string, unit: string, input: SynopticInput, username: string): Promise<Synoptic> {
    const { svg, bindings } = soundSynoptic(input);
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const sensors = await sensorsOf(client, unit);
      const lost = bindings.findIndex(({ sensor }) => !sensors.has(sensor));
      if (lost >= 0)
        throw new ThermaCoreError('invalid', `The unit has no sensor "${bindings[lost]?.sensor}".`, {
          field: `bindings.${lost}.sensor`,
          advice: 'Choose one that it has.',
        });
      await client.query(
        `insert into thermacore.synoptics (tenant_id, unit_id, svg, bindings, updated_by)
         select thermacore.current_tenant(), u.id, $2, $3::jsonb, $4 from thermacore.units u where u.key = $1
         on conflict (tenant_id, unit_id) do update
         set svg = excluded.svg, bindings = excluded.bindings, updated_by = excluded.updated_by, updated_at = now()`,
        [unit, svg, jsonForSql(bindings), username],
      );
      return find(client, unit);
    });
  }

  async remove(tenant: string, unit: string): Promise<void> {
    await this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query(
        `delete from thermacore.synoptics y using thermacore.units u where u.id = y.unit_id and u.key = $1
         returning u.key`,
        [unit],
      );
      if (rows.length === 0) throw none();
    });
  }
}

const none = (): ThermaCoreError =>
  new ThermaCoreError('not-found', 'There is no drawing of this unit.', { field: 'unit' });

async function find(client: SqlClient, unit: string): Promise<Synoptic> {
  const { rows } = await client.query<Synoptic>(SELECT, [unit]);
  if (rows[0]) return rows[0];
  throw none();
}

/** Rejects `not-found` for a unit that is not visible. */
async function sensorsOf(client: SqlClient, unit: string): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ key: string | null }>(
    'select s.key from thermacore.units u left join thermacore.sensors s on s.unit_id = u.id where u.key = $1',
    [unit],
  );
  if (rows.length === 0)
    throw new ThermaCoreError('not-found', `There is no unit "${unit}".`, { field: 'unit' });
  return new Set(rows.flatMap(({ key }) => key ?? []));
}
