import { randomUUID } from 'node:crypto';
import type { AlarmBatch, AlarmKeeper, InstanceRecord, JournalEntry } from '../../alarms/ports';
import { shortIdOf } from '../../alarms/short-id';
import { ThermaCoreError } from '../../core/errors';
import { float8Array, textArray } from '../binary-array';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';
import { jsonForSql } from './json';
import { appendLines } from './journal-lines';

/** `expected` is the revision that this one follows. */
const SAVE = `
insert into thermacore.alarm_instances as known (tenant_id, id, rule, unit, sensor, device, state, active, priority, class,
  since, shelved_until, shown, memory, line, short_id, revision, writer)
select thermacore.current_tenant(), id, rule, unit, sensor, device, state, active, priority, class,
  to_timestamp(since / 1000), to_timestamp("shelvedUntil" / 1000), shown, memory, line, "shortId", expected + 1, $2::uuid
from json_to_recordset($1::json) as (id text, rule text, unit text, sensor text, device text, state text, active boolean,
  priority text, class text, since float8, "shelvedUntil" float8, shown text, memory text, line text, "shortId" text,
  expected bigint)
order by id
on conflict (tenant_id, id) do update set rule = excluded.rule, unit = excluded.unit, sensor = excluded.sensor,
  device = excluded.device, state = excluded.state, active = excluded.active, priority = excluded.priority,
  class = excluded.class, since = excluded.since, shelved_until = excluded.shelved_until, shown = excluded.shown,
  line = coalesce(excluded.line, known.line), short_id = excluded.short_id, memory = excluded.memory, revision = known.revision + 1, writer = excluded.writer,
  changed_in = pg_current_xact_id()
where known.writer = excluded.writer or known.revision = excluded.revision - 1
returning id, revision::float8 as revision`;

const REMOVE = `
delete from thermacore.alarm_instances known using unnest($1::text[], $2::float8[]) as given (id, expected)
where known.id = given.id and (known.writer = $3::uuid or known.revision = given.expected)`;

export interface OpenedInstance {
  readonly record: InstanceRecord;
  readonly revision: number;
}

/**
 * A writer of a tenant's instances. It may overwrite what it wrote itself, known by the writer's mark (also where the
 * answer to an earlier write was lost), and what is still as it was when it was opened.
 */
export class StoredAlarmKeeper implements AlarmKeeper {
  readonly records: readonly InstanceRecord[];
  private readonly writer = randomUUID();
  private readonly revisions: Map<string, number>;

  constructor(
    private readonly transactions: Transactions,
    private readonly tenant: string,
    opened: readonly OpenedInstance[],
  ) {
    this.records = opened.map(({ record }) => record);
    this.revisions = new Map(opened.map(({ record, revision }) => [record.id, revision]));
  }

  async keep({ lines, instances, removed }: AlarmBatch): Promise<void> {
    if (lines.length + instances.length + removed.length === 0) return;
    const saved = await this.transactions.forTenant(this.tenant, 'write', async (client) => {
      await this.remove(client, removed);
      const revisions = await this.save(client, instances, lines);
      await appendLines(client, lines);
      return revisions;
    });
    for (const id of removed) this.revisions.delete(id);
    for (const { id, revision } of saved) this.revisions.set(id, revision);
  }

  private async save(
    client: SqlClient,
    instances: readonly InstanceRecord[],
    lines: readonly JournalEntry[],
  ): Promise<readonly { id: string; revision: number }[]> {
    if (instances.length === 0) return [];
    const last = new Map(lines.map((line) => [line.instance, line]));
    const rows = instances.map((record) => ({
      ...rowOf(record, this.revisions.get(record.id) ?? 0),
      line: JSON.stringify(last.get(record.id)),
    }));
    const saved = await client.query<{ id: string; revision: number }>(SAVE, [jsonForSql(rows), this.writer]);
    if (saved.rows.length < rows.length) throw ousted(rows.length - saved.rows.length);
    return saved.rows;
  }

  private async remove(client: SqlClient, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const expected = ids.map((id) => this.revisions.get(id) ?? 0);
    await client.query(REMOVE, [textArray(ids), float8Array(expected), this.writer]);
    const { rows } = await client.query<{ left: number }>(
      'select count(*)::int as left from thermacore.alarm_instances where id = any ($1::text[])',
      [textArray(ids)],
    );
    if (rows[0]?.left) throw ousted(rows[0].left);
  }
}

const rowOf = ({ id, rule, shown, memory }: InstanceRecord, expected: number): object => ({
  id,
  rule,
  ...shown.source,
  state: shown.state,
  active: shown.active,
  priority: shown.priority,
  class: shown.class,
  since: shown.since,
  shelvedUntil: shown.shelvedUntil,
  shown: JSON.stringify(shown),
  memory: JSON.stringify(memory ?? null),
  shortId: shortIdOf(id),
  expected,
});

const ousted = (alarms: number): ThermaCoreError =>
  new ThermaCoreError(
    'conflict',
    `Another process keeps the alarms of this tenant too, and changed ${alarms} of them.`,
    { advice: 'Let only one Node-RED evaluate the alarm rules of a tenant.' },
  );
