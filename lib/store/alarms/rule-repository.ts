import { AlarmRuleInput, type AlarmRulePatch } from '../../alarms/rule';
import { changedRule, ruleOf, settingsFault } from '../../alarms/rule-change';
import type {
  AlarmRuleChange,
  AlarmRuleFilter,
  AlarmRuleRecord,
  AlarmRuleRepository,
  KeptRule,
  RuleChange,
  RuleCopy,
} from '../../alarms/ports';
import { decodeCursor } from '../../core/cursor';
import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import { page, withoutNulls } from '../rows';
import { sorted, sortedPage, text, time, up, yes, type Order } from '../sorted';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';

interface RuleRow {
  readonly key: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly rule: unknown;
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string | null;
  readonly updatedAt: number;
  readonly updatedBy: string | null;
}

const epochMs = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const COLUMNS = `r.key, r.name, r.enabled, r.rule, r.version, ${epochMs('r.created_at')} as "createdAt", r.created_by as "createdBy",
  ${epochMs('r.updated_at')} as "updatedAt", r.updated_by as "updatedBy"`;
const SELECT = `select ${COLUMNS} from thermacore.alarm_rules r`;
const ORDER: Order = {
  columns: {
    key: text('r.key'),
    name: text('r.name'),
    enabled: yes('r.enabled'),
    priority: text('r.priority'),
    class: text('r.class'),
    createdAt: time('r.created_at'),
    updatedAt: time('r.updated_at'),
  },
  unique: up('key'),
};

/** Rules that are read at a time. */
const PAGE = 500;

/** A version of a rule; no two are the same, also where a rule was removed and made again. */
const stampOf = ({ key, version }: { key: string; version: number }): string => `${key} ${version}`;

/** Of all rules, in the order of their keys. One text, for a row each costs as much as reading some of the rules. */
async function stamps(client: SqlClient): Promise<readonly string[]> {
  const { rows } = await client.query<{ stamps: string | null }>(
    `select string_agg(r.key || ' ' || r.version, chr(10) order by r.key) as stamps from thermacore.alarm_rules r`,
  );
  return rows[0]?.stamps?.split('\n') ?? [];
}

/** Alarm rules of one tenant at a time. Each change leaves a line that says who made it and why. */
export class StoredAlarmRules implements AlarmRuleRepository {
  constructor(private readonly transactions: Transactions) {}

  all(tenant: string, known: readonly KeptRule[] = []): Promise<readonly KeptRule[]> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const found = new Map<string, KeptRule | undefined>();
      const before = new Map(known.map((rule) => [stampOf(rule), rule]));
      for (const stamp of await stamps(client)) found.set(stamp, before.get(stamp));
      const missing = [...found.keys()].filter((stamp) => !found.get(stamp));
      // A page at a time: what is in it is read through its schema, which takes a while.
      for (let first = 0; first < missing.length; first += PAGE) {
        const keys = missing.slice(first, first + PAGE).map((stamp) => stamp.slice(0, stamp.indexOf(' ')));
        const { rows } = await client.query<RuleRow>(
          `${SELECT} where r.key in (select jsonb_array_elements_text($1::jsonb))`,
          [JSON.stringify(keys)],
        );
        for (const row of rows) found.set(stampOf(row), keptOf(row));
      }
      return [...found.values()].filter((rule) => rule !== undefined);
    });
  }

  async list(tenant: string, filter: AlarmRuleFilter): Promise<Page<KeptRule>> {
    const { limit, enabled, kind, priority, template, unit, search } = filter;
    const { where, orderBy, place, values } = sorted(ORDER, filter, 9);
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<object>(
        `select ${COLUMNS}, ${place} from thermacore.alarm_rules r
         where ($2::boolean is null or r.enabled = $2) and ($3::text is null or r.kind = $3)
           and ($4::text is null or r.priority = $4) and ($5::text is null or r.class = $5)
           and ($6::boolean is null or (r.applies_to in ('sensors', 'devices')) = $6)
           and ($7::text is null or r.unit = $7)
           and ($8::text is null or strpos(lower(r.key || ' ' || r.name), lower($8)) > 0) and ${where}
         order by ${orderBy} limit $1`,
        [limit + 1, enabled ?? null, kind ?? null, priority ?? null, filter.class ?? null, template ?? null, unit ?? null, search ?? null, ...values],
      ); // prettier-ignore
      const { items, ...more } = sortedPage<RuleRow>(rows, limit);
      return { ...more, items: items.map(keptOf) };
    });
  }

  get(tenant: string, key: string): Promise<KeptRule> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => keptOf(await row(client, key)));
  }

  add(tenant: string, rule: AlarmRuleInput, by: RuleChange): Promise<AlarmRuleRecord> {
    return this.transactions.forTenant(tenant, 'write', (client) => insert(client, ruleOf(rule), by));
  }

  clone(tenant: string, key: string, as: RuleCopy, by: RuleChange): Promise<AlarmRuleRecord> {
    return this.transactions.forTenant(tenant, 'write', async (client) =>
      insert(client, changedRule((await row(client, key)).rule, as), by),
    );
  }

  update(
    tenant: string,
    key: string,
    patch: AlarmRulePatch,
    version: number,
    by: RuleChange,
  ): Promise<AlarmRuleRecord> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const before = await row(client, key, 'for update');
      refuseStale(key, before.version, version);
      const rule = changedRule(before.rule, patch);
      await client.query(
        `update thermacore.alarm_rules set rule = $2::jsonb, version = version + 1, updated_at = now(), updated_by = $3
         where key = $1`,
        [key, JSON.stringify(rule), by.user ?? null],
      );
      await note(client, { key, version: version + 1, rule, by });
      return one(client, key);
    });
  }

  remove(tenant: string, key: string, by: RuleChange, version?: number): Promise<void> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const before = await row(client, key, 'for update');
      if (version !== undefined) refuseStale(key, before.version, version);
      await client.query('delete from thermacore.alarm_rules where key = $1', [key]);
      await client.query('delete from thermacore.alarm_instances where rule = $1', [key]);
      await note(client, { key, version: before.version + 1, by });
    });
  }

  async changes(
    tenant: string,
    key: string,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<AlarmRuleChange>> {
    const [before] = cursor ? decodeCursor(cursor, ['number']) : [null];
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query(
        `select version, ${epochMs('changed_at')} as "changedAt", changed_by as "user", reason, rule
         from thermacore.alarm_rule_changes where key = $1 and ($2::int is null or version < $2)
         order by version desc limit $3`,
        [key, before, limit + 1],
      );
      const found = rows.map((row) => withoutNulls<AlarmRuleChange>(row));
      return page(found, limit, ({ version }) => [version]);
    });
  }
}

/** Written and read through its schema: nothing else is ever kept. */
function recordOf(row: RuleRow): AlarmRuleRecord {
  return { ...ruleOf(row.rule), ...historyOf(row) };
}

const historyOf = ({ version, createdAt, createdBy, updatedAt, updatedBy }: RuleRow) => ({
  version,
  createdAt,
  createdBy: createdBy ?? undefined,
  updatedAt,
  updatedBy: updatedBy ?? undefined,
});

/** One that cannot be read any more costs nobody else's alarms. */
function keptOf(row: RuleRow): KeptRule {
  const { success, data, error } = AlarmRuleInput.safeParse(row.rule);
  if (success) return { ...data, ...historyOf(row) };
  const { key, name, enabled, rule: stored } = row;
  const fault = { ...settingsFault(error), advice: 'Change what is named, or delete the rule.' };
  return { key, name, enabled, ...historyOf(row), stored, fault };
}

const one = async (client: SqlClient, key: string): Promise<AlarmRuleRecord> =>
  recordOf(await row(client, key));

/** Throws `not-found`. */
async function row(client: SqlClient, key: string, lock: '' | 'for update' = ''): Promise<RuleRow> {
  const { rows } = await client.query<RuleRow>(`${SELECT} where r.key = $1 ${lock}`, [key]);
  if (!rows[0]) throw new ThermaCoreError('not-found', `There is no alarm rule "${key}".`, { field: 'rule' });
  return rows[0];
}

/** Versions go on after those of a rule of the same key that was removed, so that none means two things. */
async function insert(client: SqlClient, rule: AlarmRuleInput, by: RuleChange): Promise<AlarmRuleRecord> {
  const { rows } = await client.query<{ version: number }>(
    `insert into thermacore.alarm_rules (tenant_id, key, rule, version, created_by, updated_by)
     select thermacore.current_tenant(), $1, $2::jsonb, coalesce(max(version), 0) + 1, $3, $3
     from thermacore.alarm_rule_changes where key = $1
     on conflict (tenant_id, key) do nothing returning version`,
    [rule.key, JSON.stringify(rule), by.user ?? null],
  );
  const version = rows[0]?.version;
  if (version === undefined)
    throw new ThermaCoreError('conflict', `There is an alarm rule "${rule.key}" already.`, {
      field: 'key',
      advice: 'Choose another key, or change that rule.',
    });
  await note(client, { key: rule.key, version, rule, by });
  return one(client, rule.key);
}

function refuseStale(key: string, version: number, expected: number): void {
  if (version !== expected)
    throw new ThermaCoreError('conflict', `The alarm rule "${key}" was changed meanwhile.`, {
      field: 'version',
      advice: `Look at it as it is now (version ${version}), and change that.`,
    });
}

async function note(
  client: SqlClient,
  { key, version, rule, by }: { key: string; version: number; rule?: AlarmRuleInput; by: RuleChange },
): Promise<void> {
  if (by.reason.trim() === '')
    throw new ThermaCoreError('invalid', 'A change of an alarm rule needs a reason.', {
      field: 'reason',
      advice: 'Say in a few words why it is made.',
    });
  await client.query(
    `insert into thermacore.alarm_rule_changes (tenant_id, key, version, changed_by, reason, rule)
     values (thermacore.current_tenant(), $1, $2, $3, $4, $5::jsonb)`,
    [key, version, by.user ?? null, by.reason.trim(), rule ? JSON.stringify(rule) : null],
  );
}
