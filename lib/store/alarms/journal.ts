import type {
  AlarmAnnouncement,
  AlarmJournal,
  AlarmRate,
  AlarmRuleCount,
  AlarmUnitCount,
  JournalEntry,
  JournalFilter,
  JournalSpan,
} from '../../alarms/ports';
import { decodeCursor } from '../../core/cursor';
import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import { textArray } from '../binary-array';
import { page } from '../rows';
import type { SqlClient } from '../sql-client';
import type { StatementClass } from '../statement-watch';
import type { Transactions } from '../tenant-transaction';
import { LINE_COLUMNS, appendLines, lineOf, type LineRow } from './journal-lines';

const LINES_OF_A_PART = 5_000;
/** Longest span of counts, in days: a year and what compares it with the one before. */
const MAX_COUNTED_DAYS = 800;
const DAY_MS = 86_400_000;

/** A line's place: in the order of the field's time, then of finding, then of its batch. */
type Place = readonly [at: number, evaluatedAt: number, ordinal: number, id: string];

/** The journal of alarms of one tenant at a time. It only grows. */
export class StoredAlarmJournal implements AlarmJournal {
  /** `exports` is for what runs for minutes. */
  constructor(
    private readonly transactions: Transactions,
    private readonly exports: Transactions = transactions,
  ) {}

  append(tenant: string, entries: readonly JournalEntry[]): Promise<void> {
    return this.transactions.forTenant(tenant, 'write', (client) => appendLines(client, entries));
  }

  async list(tenant: string, { limit, cursor, ...filter }: JournalFilter): Promise<Page<JournalEntry>> {
    const after = cursor ? decodeCursor(cursor, ['number', 'number', 'number', 'string']) : undefined;
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const rows = await select(client, 'newest', filter, after, limit + 1);
      const { nextCursor } = page(rows, limit, placeOf);
      return { items: rows.slice(0, limit).map(lineOf), ...(nextCursor === undefined ? {} : { nextCursor }) };
    });
  }

  async *read(
    tenant: string,
    filter: Omit<JournalFilter, 'limit' | 'cursor'>,
  ): AsyncGenerator<JournalEntry, void, undefined> {
    for (let after: Place | undefined; ;) {
      const rows = await this.part(tenant, filter, after);
      for (const row of rows) yield lineOf(row);
      const last = rows.at(-1);
      if (!last || rows.length < LINES_OF_A_PART) return;
      after = placeOf(last);
    }
  }

  /** A transaction of its own, so that a slow reader holds up neither the lane nor retention. */
  private part(
    tenant: string,
    filter: Omit<JournalFilter, 'limit' | 'cursor'>,
    after: Place | undefined,
  ): Promise<LineRow[]> {
    return this.exports.forTenant(tenant, 'export' satisfies StatementClass, (client) =>
      select(client, 'in_order', filter, after, LINES_OF_A_PART),
    );
  }

  rate(tenant: string, span: JournalSpan): Promise<readonly AlarmRate[]> {
    return this.count<AlarmRate>(
      tenant,
      span,
      `select (extract(epoch from date_bin('10 minutes', j.time, timestamptz '1970-01-01 00:00:00+00')) * 1000)::float8 as at,
              count(*)::int as alarms from announced j group by 1 order by 1`,
    );
  }

  badActors(tenant: string, span: JournalSpan, limit: number): Promise<readonly AlarmRuleCount[]> {
    return this.count<AlarmRuleCount>(
      tenant,
      span,
      `select j.rule, count(*)::int as alarms, count(distinct j.instance)::int as instances
       from announced j group by 1 order by 2 desc, 1 limit $4`,
      limit,
    );
  }

  byUnit(tenant: string, span: JournalSpan): Promise<readonly AlarmUnitCount[]> {
    return this.count<AlarmUnitCount>(
      tenant,
      span,
      `select j.unit, j.priority, count(*)::int as alarms
       from announced j where j.unit is not null group by 1, 2 order by 1, 2`,
    );
  }

  announcements(tenant: string, span: JournalSpan, limit: number): Promise<readonly AlarmAnnouncement[]> {
    return this.count<AlarmAnnouncement>(
      tenant,
      span,
      `select instance, at from (
         select j.instance, (extract(epoch from j.time) * 1000)::float8 as at
         from announced j order by j.time desc limit $4) newest order by at`,
      limit,
    );
  }

  private async count<Row extends object>(
    tenant: string,
    { from, to, unit }: JournalSpan,
    counted: string,
    ...more: readonly unknown[]
  ): Promise<readonly Row[]> {
    if (to - from > MAX_COUNTED_DAYS * DAY_MS)
      throw new ThermaCoreError('invalid', 'The time is too long to count alarms in.', {
        field: 'from',
        advice: `Ask for ${MAX_COUNTED_DAYS} days at most.`,
      });
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const { rows } = await client.query<Row>(`${ANNOUNCED} ${counted}`, [from, to, unit ?? null, ...more]);
      return rows;
    });
  }
}

/** A line that withdraws another has its time. */
const ANNOUNCED = `
with announced as (
  select j.time, j.rule, j.instance, j.unit, j.priority
  from thermacore.alarm_journal_in_order j
  where j.time >= to_timestamp($1::float8 / 1000) and j.time < to_timestamp($2::float8 / 1000)
    and j.to_state = 'unacknowledged' and j.from_state <> 'unacknowledged' and j.event <> 'withdrawn'
    and j.priority <> 'journal' and ($3::text is null or j.unit = $3)
    and not exists (
      select from thermacore.alarm_journal_in_order w
      where w.time = j.time and w.event = 'withdrawn' and w.withdraws = j.id)
)`;

const placeOf = ({ at, evaluatedAt, ordinal, id }: LineRow): [number, number, number, string] => [
  at,
  evaluatedAt,
  ordinal,
  id,
];

/** A part of one of the two views; `after` is behind in its order. Times are compared first, for the index. */
async function select(
  client: SqlClient,
  order: 'newest' | 'in_order',
  filter: Omit<JournalFilter, 'limit' | 'cursor'>,
  after: Place | undefined,
  limit: number,
): Promise<LineRow[]> {
  const values: unknown[] = [];
  const given = (value: unknown): string => `$${values.push(value)}`;
  const time = (ms: number): string => `to_timestamp(${given(ms)}::float8 / 1000)`;
  const where: string[] = [];
  if (filter.from !== undefined) where.push(`j.time >= ${time(filter.from)}`);
  if (filter.to !== undefined) where.push(`j.time < ${time(filter.to)}`);
  for (const name of ['rule', 'instance', 'unit', 'sensor', 'device', 'user', 'correlation'] as const)
    if (filter[name] !== undefined) where.push(`j."${name}" = ${given(filter[name])}`);
  // The index is by rule, whose key comes first in an instance's id.
  if (filter.instance !== undefined)
    where.push(`j.rule = split_part(${given(filter.instance)}::text, ':', 1)`);
  for (const [column, names] of [
    ['priority', filter.priorities],
    ['event', filter.events],
    ['to_state', filter.states],
  ] as const)
    if (names) where.push(`j.${column} = any (${given(textArray(names))}::text[])`);
  const [back, direction] = order === 'newest' ? (['<', 'desc'] as const) : (['>', 'asc'] as const);
  if (after) {
    const [at, evaluatedAt, ordinal, id] = after;
    where.push(`j.time ${back}= ${time(at)}`);
    where.push(
      `(j.time, j.evaluated_at, j.ordinal, j.id) ${back} (${time(at)}, ${time(evaluatedAt)}, ${given(ordinal)}::int, ${given(id)}::text)`,
    );
  }
  const { rows } = await client.query<LineRow>(
    `select ${LINE_COLUMNS} from thermacore.alarm_journal_${order} j
     ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
     order by ${['j.time', 'j.evaluated_at', 'j.ordinal', 'j.id'].map((column) => `${column} ${direction}`).join(', ')}
     limit ${given(limit)}`,
    values,
  );
  return rows;
}
