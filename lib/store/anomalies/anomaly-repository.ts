import {
  NO_FEEDBACK,
  learnFeedback,
  type AnomalyFilter,
  type AnomalyRecord,
  type AnomalyRepository,
  type Band,
  type Feedback,
  type Judgement,
} from '../../anomaly';
import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import { jsonForSql } from '../alarms/json';
import { withoutNulls } from '../rows';
import { down, float, sorted, sortedPage, text, time as sortTime, type Order } from '../sorted';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

interface Row extends Omit<AnomalyRecord, 'expected'> {
  readonly low: number;
  readonly high: number;
}

const epochMs = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const time = (column: string): string => `to_timestamp(${column}::float8 / 1000)`;
const FIELDS = `a.id, a.unit, a.sensor, ${epochMs('a.began_at')} as "from", ${epochMs('a.ended_at')} as "to", a.open,
    a.confidence, a.detector, a.strength, a.observed, a.expected_low as low, a.expected_high as high, a.readings, a.scan,
    a.judgement, a.judged_by as "judgedBy", ${epochMs('a.judged_at')} as "judgedAt", a.comment`;
const SELECT = `select ${FIELDS} from thermacore.anomalies a`;
const ORDER: Order = {
  columns: {
    from: sortTime('a.began_at'),
    id: text('a.id'),
    to: sortTime('a.ended_at'),
    unit: text('a.unit'),
    sensor: text('a.sensor'),
    confidence: float('a.confidence'),
    strength: float('a.strength'),
  },
  unique: down('from', 'id'),
};

/** JSON has no infinity; PostgreSQL's floats have. */
const ends = ({ low, high }: Band): { low: string; high: string } => ({
  low: String(low),
  high: String(high),
});

const recordOf = ({ low, high, ...row }: Row): AnomalyRecord => ({
  ...withoutNulls<Omit<AnomalyRecord, 'expected'>>(row),
  expected: { low, high },
});

/** Anomalies of one tenant at a time. */
export class StoredAnomalies implements AnomalyRepository {
  constructor(private readonly transactions: Transactions) {}

  keep(tenant: string, anomalies: readonly AnomalyRecord[]): Promise<void> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await client.query(
        `insert into thermacore.anomalies (tenant_id, id, unit, sensor, began_at, ended_at, open, confidence, detector,
           strength, observed, expected_low, expected_high, readings, scan)
         select thermacore.current_tenant(), g.id, g.unit, g.sensor, ${time('g."from"')}, ${time('g."to"')}, g.open,
           g.confidence, g.detector, g.strength, g.observed, g.low::float8, g.high::float8, g.readings, g.scan
         from jsonb_to_recordset($1::jsonb) as g (id text, unit text, sensor text, "from" float8, "to" float8, open boolean,
           confidence float8, detector text, strength float8, observed float8, low text, high text, readings int, scan text)
         on conflict (tenant_id, id) do update set ended_at = excluded.ended_at, open = excluded.open,
           confidence = excluded.confidence, detector = excluded.detector, strength = excluded.strength,
           observed = excluded.observed, expected_low = excluded.expected_low, expected_high = excluded.expected_high,
           readings = excluded.readings`,
        [jsonForSql(anomalies.map(({ expected, ...one }) => ({ ...one, ...ends(expected) })))],
      );
    });
  }

  async list(tenant: string, filter: AnomalyFilter): Promise<Page<AnomalyRecord>> {
    const { limit, unit, sensor, from, to, open, judgement, scan } = filter;
    const { where, orderBy, place, values } = sorted(ORDER, filter, 9);
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<Row>(
        `select ${FIELDS}, ${place} from thermacore.anomalies a where ($1::text is null or a.unit = $1) and ($2::text is null or a.sensor = $2)
           and ($3::float8 is null or a.ended_at >= ${time('$3')}) and ($4::float8 is null or a.began_at < ${time('$4')})
           and ($5::boolean is null or a.open = $5)
           and ($6::text is null or a.judgement = $6 or $6 = 'none' and a.judgement is null)
           and ($7::text is null or a.scan = $7 or $7 = 'live' and a.scan is null)
           and ${where}
         order by ${orderBy} limit $8`,
        [unit ?? null, sensor ?? null, from ?? null, to ?? null, open ?? null, judgement ?? null, scan ?? null, limit + 1, ...values],
      ); // prettier-ignore
      const { items, ...more } = sortedPage<Row>(rows, limit);
      return { ...more, items: items.map(recordOf) };
    });
  }

  get(tenant: string, id: string): Promise<AnomalyRecord> {
    return this.transactions.forTenant(tenant, 'lookup', (client) => one(client, id));
  }

  judge(
    tenant: string,
    id: string,
    judgement: Judgement | undefined,
    { user, comment, at }: { user?: string | undefined; comment?: string | undefined; at: number },
  ): Promise<AnomalyRecord> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const before = await one(client, id, 'for update');
      await client.query(
        `update thermacore.anomalies set judgement = $2, comment = $3, judged_by = $4,
           judged_at = case when $2::text is null then null else ${time('$5')} end where id = $1`,
        [id, judgement ?? null, comment ?? null, judgement === undefined ? null : (user ?? null), at],
      );
      await tune(client, before, judgement, user);
      return one(client, id);
    });
  }

  closeOpen(tenant: string): Promise<number> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query(
        'update thermacore.anomalies set open = false where open and scan is null returning id',
      );
      return rows.length;
    });
  }
}

async function one(client: SqlClient, id: string, lock: '' | 'for update' = ''): Promise<AnomalyRecord> {
  const { rows } = await client.query<Row>(`${SELECT} where a.id = $1 ${lock}`, [id]);
  if (rows[0]) return recordOf(rows[0]);
  throw new ThermaCoreError('not-found', 'There is no such anomaly.', { field: 'anomaly' });
}

/** What is said of an anomaly counts for its sensor; two who judge at a time wait for each other. */
async function tune(
  client: SqlClient,
  { unit, sensor, detector, judgement: earlier }: AnomalyRecord,
  now: Judgement | undefined,
  user: string | undefined,
): Promise<void> {
  await client.query(
    `insert into thermacore.anomaly_settings (tenant_id, unit, sensor, settings, feedback, updated_by)
     values (thermacore.current_tenant(), $1, $2, '{}', $3::jsonb, $4) on conflict (tenant_id, unit, sensor) do nothing`,
    [unit, sensor, JSON.stringify(NO_FEEDBACK), user ?? null],
  );
  const { rows } = await client.query<{ feedback: Feedback }>(
    'select feedback from thermacore.anomaly_settings where unit = $1 and sensor = $2 for update',
    [unit, sensor],
  );
  const feedback = learnFeedback(rows[0]?.feedback ?? NO_FEEDBACK, detector, now, earlier);
  await client.query(
    `update thermacore.anomaly_settings set feedback = $3::jsonb, updated_at = now(), updated_by = $4
     where unit = $1 and sensor = $2`,
    [unit, sensor, JSON.stringify(feedback), user ?? null],
  );
}
