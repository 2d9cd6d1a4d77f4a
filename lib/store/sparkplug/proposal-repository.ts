import { decodeCursor } from '../../core/cursor';
import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import type { ReadingValue } from '../../core/reading';
import {
  PROPOSAL_LIMITS,
  type ProposalState,
  type SparkplugAddress,
  type SparkplugProposal,
} from '../../core/sparkplug-proposal';
import { jsonForSql } from '../alarms/json';
import { instant, page, withoutNulls } from '../rows';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

/** A metric that a birth named, for which there is no sensor. */
export interface OfferedMetric extends SparkplugAddress {
  /** Made of the address. */
  readonly id: string;
  readonly datatype: string;
  readonly uom?: string | undefined;
  readonly rangeLow?: number | undefined;
  readonly rangeHigh?: number | undefined;
  readonly value?: ReadingValue | undefined;
  /** Where the host would put it. */
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
  /** Its place in the birth. */
  readonly place: number;
}

export interface ProposalFilter {
  readonly state?: ProposalState | undefined;
  readonly group?: string | undefined;
  readonly node?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A metric whose place somebody chose. */
export interface ChosenPlace extends SparkplugAddress {
  readonly unit: string;
  readonly sensor: string;
}

export interface Decision {
  readonly id: string;
  readonly unit?: string;
  readonly sensor?: string;
}

interface Placed {
  readonly proposal: SparkplugProposal;
  readonly firstSeen: number;
  readonly place: number;
}

const FIELDS = `p.id, p.state, p.edge_group as "group", p.edge_node as node, nullif(p.device, '') as device, p.metric, p.datatype,
  p.uom, p.range_low as "rangeLow", p.range_high as "rangeHigh", p.sample as value, p.unit_key as unit, p.sensor_key as sensor,
  ${instant('p.first_seen')} as "firstSeenAt", ${instant('p.last_seen')} as "lastSeenAt", p.decided_by as "decidedBy",
  ${instant('p.decided_at')} as "decidedAt"`;
const TABLE = 'thermacore.sparkplug_proposals';
const AT = (parameter: string): string => `to_timestamp(${parameter}::float8 / 1000)`;

/** Metrics of Sparkplug that are no sensors yet, one row for each address. */
export class StoredProposals {
  constructor(private readonly transactions: Transactions) {}

  /**
   * Notes what a birth named, and gives those that wait for a decision. What was rejected stays so; what was approved
   * waits again once its sensor is gone, or its host would put it elsewhere than where it was approved. Beyond the bound those go that were not seen for longest.
   */
  offer(
    tenant: string,
    metrics: readonly OfferedMetric[],
    now: number,
  ): Promise<readonly SparkplugProposal[]> {
    // A statement may not meet a row twice.
    const unique = [...new Map(metrics.map((metric) => [metric.id, metric])).values()];
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query<object & { isNew: boolean; state: ProposalState }>(
        `insert into ${TABLE} as p (tenant_id, id, edge_group, edge_node, device, metric, datatype, uom, range_low, range_high,
           sample, unit_key, sensor_key, state, place, first_seen, last_seen)
         select thermacore.current_tenant(), g.id, g."group", g.node, coalesce(g.device, ''), g.metric, g.datatype, left(g.uom, 20),
           g."rangeLow", g."rangeHigh", g.value, g.unit, g.sensor, 'pending', g.place, ${AT('$2')}, ${AT('$2')}
         from jsonb_to_recordset($1::jsonb) as g (id text, "group" text, node text, device text, metric text, datatype text,
           uom text, "rangeLow" float8, "rangeHigh" float8, value jsonb, unit text, sensor text, place int)
         order by g.id
         on conflict (tenant_id, id) do update set datatype = excluded.datatype, uom = excluded.uom,
           range_low = excluded.range_low, range_high = excluded.range_high, sample = excluded.sample,
           last_seen = greatest(p.last_seen, excluded.last_seen),
           unit_key = case when p.remapped then p.unit_key else excluded.unit_key end,
           sensor_key = case when p.remapped then p.sensor_key else excluded.sensor_key end,
           state = case when p.state = 'approved' and (not p.remapped
               and (excluded.unit_key, excluded.sensor_key) is distinct from (p.unit_key, p.sensor_key) or not exists (
               select from thermacore.sensors s join thermacore.units u on u.id = s.unit_id
               where u.key = p.unit_key and s.key = p.sensor_key)) then 'pending' else p.state end
         returning (xmax = 0) as "isNew", ${FIELDS}`,
        [jsonForSql(unique), now],
      );
      if (rows.some(({ isNew }) => isNew)) await bound(client);
      return rows.filter(({ state }) => state === 'pending').map(({ isNew: _, ...row }) => shown(row));
    });
  }

  /** Those that were met last come first, within a birth in its order. */
  list(
    tenant: string,
    { state, group, node, limit, cursor }: ProposalFilter,
  ): Promise<Page<SparkplugProposal>> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const [seen, place, id] = cursor
        ? decodeCursor(cursor, ['number', 'number', 'string'])
        : [null, null, null];
      const { rows } = await client.query<{ firstSeen: number; place: number }>(
        `select ${FIELDS}, (extract(epoch from p.first_seen) * 1000)::float8 as "firstSeen", p.place from ${TABLE} p
         where ($1::text is null or p.state = $1) and ($2::text is null or p.edge_group = $2) and ($3::text is null or p.edge_node = $3)
           and ($4::float8 is null or p.first_seen < ${AT('$4')}
             or (p.first_seen = ${AT('$4')} and (p.place, p.id) > ($5::int, $6::text)))
         order by p.first_seen desc, p.place, p.id limit $7`,
        [state ?? null, group ?? null, node ?? null, seen, place, id, limit + 1],
      );
      const found = rows.map(({ firstSeen, place: at, ...row }): Placed => ({
        proposal: shown(row),
        firstSeen,
        place: at,
      }));
      const { items, nextCursor } = page(found, limit, (row) => [row.firstSeen, row.place, row.proposal.id]);
      return {
        items: items.map(({ proposal }) => proposal),
        ...(nextCursor === undefined ? {} : { nextCursor }),
      };
    });
  }

  /** Rejects `not-found` for one that is not there. */
  async get(tenant: string, id: string): Promise<SparkplugProposal> {
    const [found] = await this.find(tenant, [id]);
    if (found) return found;
    throw new ThermaCoreError('not-found', 'There is no such proposal.', { field: 'proposal' });
  }

  /** Those of them that are there. */
  find(tenant: string, ids: readonly string[]): Promise<readonly SparkplugProposal[]> {
    return this.transactions.forTenant(tenant, 'lookup', (client) => find(client, ids));
  }

  /** Metrics that have one of these places by an approval, as long as its sensor is there. */
  approvedAt(
    tenant: string,
    places: readonly { readonly unit: string; readonly sensor: string }[],
  ): Promise<readonly Required<Decision>[]> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<Required<Decision>>(
        `select p.id, p.unit_key as unit, p.sensor_key as sensor from ${TABLE} p
         join jsonb_to_recordset($1::jsonb) as g (unit text, sensor text) on g.unit = p.unit_key and g.sensor = p.sensor_key
         join thermacore.units u on u.key = g.unit join thermacore.sensors s on s.unit_id = u.id and s.key = g.sensor
         where p.state = 'approved'`,
        [jsonForSql(places)],
      );
      return rows;
    });
  }

  /** Gives them as they are then. A place that differs from the proposed one is kept as chosen. */
  decide(
    tenant: string,
    decisions: readonly Decision[],
    { state, by, now }: { readonly state: ProposalState; readonly by: string; readonly now: number },
  ): Promise<readonly SparkplugProposal[]> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await client.query(
        `update ${TABLE} p set state = $2, decided_by = left($3, 200), decided_at = ${AT('$4')},
           remapped = p.remapped or coalesce((d.unit, d.sensor) is distinct from (p.unit_key, p.sensor_key) and d.unit is not null, false),
           unit_key = coalesce(d.unit, p.unit_key), sensor_key = coalesce(d.sensor, p.sensor_key)
         from jsonb_to_recordset($1::jsonb) as d (id text, unit text, sensor text) where p.id = d.id`,
        [jsonForSql(decisions), state, by, now],
      );
      return find(
        client,
        decisions.map(({ id }) => id),
      );
    });
  }

  /** Metrics whose place was chosen, for a host that begins. */
  chosen(tenant: string): Promise<readonly ChosenPlace[]> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const { rows } = await client.query<object>(
        `select p.edge_group as "group", p.edge_node as node, nullif(p.device, '') as device, p.metric, p.unit_key as unit,
           p.sensor_key as sensor from ${TABLE} p where p.state = 'approved' and p.remapped`,
      );
      return rows.map((row) => withoutNulls<ChosenPlace>(row));
    });
  }
}

const shown = (row: object): SparkplugProposal => withoutNulls<SparkplugProposal>(row);

async function find(client: SqlClient, ids: readonly string[]): Promise<readonly SparkplugProposal[]> {
  const { rows } = await client.query<object>(
    `select ${FIELDS} from ${TABLE} p where p.id in (select jsonb_array_elements_text($1::jsonb))
     order by p.first_seen desc, p.place, p.id`,
    [jsonForSql(ids)],
  );
  return rows.map(shown);
}

/** What was approved is bounded by the sensors that there are. */
const bound = (client: SqlClient): Promise<unknown> =>
  client.query(
    `delete from ${TABLE} where id in (
       select id from (select id, row_number() over (partition by state order by last_seen desc, place, id) as n
         from ${TABLE} where state <> 'approved') r
       where r.n > $1::int)`,
    [PROPOSAL_LIMITS.perTenant],
  );
