import {
  NO_FEEDBACK,
  checkSettings,
  type AnomalySettingsInput,
  type AnomalySettingsRepository,
  type Feedback,
  type SettingsPlace,
  type StoredSettings,
} from '../../anomaly';
import { ThermaCoreError } from '../../core/errors';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

interface Row {
  readonly unit: string;
  readonly sensor: string;
  readonly settings: unknown;
  readonly feedback: Feedback;
  readonly updatedAt: number;
  readonly updatedBy: string | null;
}

const SELECT = `select s.unit, s.sensor, s.settings, s.feedback, (extract(epoch from s.updated_at) * 1000)::float8 as "updatedAt",
  s.updated_by as "updatedBy" from thermacore.anomaly_settings s`;

/** How the sensors of one tenant at a time are watched. */
export class StoredAnomalySettings implements AnomalySettingsRepository {
  constructor(private readonly transactions: Transactions) {}

  all(tenant: string): Promise<readonly StoredSettings[]> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const { rows } = await client.query<Row>(`${SELECT} order by s.unit, s.sensor`);
      return rows.map(shown);
    });
  }

  async put(
    tenant: string,
    place: SettingsPlace,
    settings: AnomalySettingsInput,
    user?: string,
  ): Promise<StoredSettings> {
    const checked = checkedSettings(settings);
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await requirePlace(client, place);
      const { unit = '', sensor = '' } = place;
      await client.query(
        `insert into thermacore.anomaly_settings (tenant_id, unit, sensor, settings, feedback, updated_by)
         values (thermacore.current_tenant(), $1, $2, $3::jsonb, $4::jsonb, $5)
         on conflict (tenant_id, unit, sensor)
           do update set settings = excluded.settings, updated_at = now(), updated_by = excluded.updated_by`,
        [unit, sensor, JSON.stringify(checked), JSON.stringify(NO_FEEDBACK), user ?? null],
      );
      const { rows } = await client.query<Row>(`${SELECT} where s.unit = $1 and s.sensor = $2`, [
        unit,
        sensor,
      ]);
      return shown(rows[0] as Row);
    });
  }

  clear(tenant: string, place: SettingsPlace, user?: string): Promise<void> {
    const { unit = '', sensor = '' } = place;
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await client.query(
        `update thermacore.anomaly_settings set settings = '{}', updated_at = now(), updated_by = $3
         where unit = $1 and sensor = $2`,
        [unit, sensor, user ?? null],
      );
    });
  }
}

/** Read through the schema too: what an older version kept gets the defaults of this one. */
const shown = ({ unit, sensor, settings, feedback, updatedAt, updatedBy }: Row): StoredSettings => ({
  ...(unit === '' ? {} : { unit }),
  ...(sensor === '' ? {} : { sensor }),
  settings: checkedSettings(settings),
  feedback,
  updatedAt,
  ...(updatedBy === null ? {} : { updatedBy }),
});

function checkedSettings(given: unknown): AnomalySettingsInput {
  const result = checkSettings(given);
  if ('settings' in result) return result.settings;
  throw new ThermaCoreError('invalid', `The settings are not valid: ${result.message}.`, {
    field: result.field,
  });
}

async function requirePlace(client: SqlClient, { unit, sensor }: SettingsPlace): Promise<void> {
  if (unit === undefined) return;
  const { rows } = await client.query<{ known: boolean }>(
    `select exists (select from thermacore.units u where u.key = $1 and ($2::text is null
       or exists (select from thermacore.sensors s where s.unit_id = u.id and s.key = $2))) as known`,
    [unit, sensor ?? null],
  );
  if (!rows[0]?.known)
    throw new ThermaCoreError(
      'not-found',
      `There is no ${sensor === undefined ? 'such unit' : 'such sensor'}.`,
      {
        field: sensor === undefined ? 'unit' : 'sensor',
      },
    );
}
