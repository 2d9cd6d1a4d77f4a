import type {
  AlarmChanges,
  AlarmFilter,
  AlarmInstance,
  AlarmInstanceRepository,
  AlarmKeeper,
  AlarmList,
  JournalEntry,
  ListedAlarm,
} from '../../alarms/ports';
import { PRIORITIES } from '../../alarms/condition';
import { ALARM_STATES, isAnnounced, isUnacknowledged, type AlarmState } from '../../alarms/state-machine';
import { isShortId } from '../../alarms/short-id';
import { decodeCursor } from '../../core/cursor';
import { ThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import { textArray } from '../binary-array';
import { page } from '../rows';
import type { Transactions } from '../tenant-transaction';
import { StoredAlarmKeeper } from './keeper';
import type { AlarmKeepers } from './keepers';

const LISTED: Readonly<Record<AlarmList, readonly AlarmState[]>> = {
  announced: ALARM_STATES.filter(isAnnounced),
  active: ALARM_STATES.filter(isAnnounced),
  unacknowledged: ALARM_STATES.filter(isUnacknowledged),
  shelved: ['shelved'],
  suppressed: ['suppressed-by-design'],
  'out-of-service': ['out-of-service'],
  all: ALARM_STATES.filter((state) => state !== 'normal'),
};
const ANNOUNCED_PRIORITIES = PRIORITIES.filter((priority) => priority !== 'journal');

interface Row {
  readonly shown: string;
  readonly ruleName: string | null;
  readonly unitName: string | null;
  readonly sensorName: string | null;
  readonly deviceName: string | null;
  readonly uom: string | null;
  readonly decimals: number | null;
}

const SELECT = `select i.shown, r.name as "ruleName", u.name as "unitName", s.name as "sensorName", d.name as "deviceName",
    s.uom, s.decimals
  from thermacore.alarm_instances i
  left join thermacore.alarm_rules r on r.tenant_id = i.tenant_id and r.key = i.rule
  left join thermacore.units u on u.tenant_id = i.tenant_id and u.key = i.unit
  left join thermacore.sensors s on s.unit_id = u.id and s.key = i.sensor
  left join thermacore.devices d on d.tenant_id = i.tenant_id and d.key = i.device`;

/** Alarms of one tenant at a time, as they are now. */
export class StoredAlarms implements AlarmInstanceRepository {
  /** `writes` is what keepers write through; without `keepers` they have no disk to go to. */
  constructor(
    private readonly transactions: Transactions,
    private readonly writes: Transactions = transactions,
    private readonly keepers?: AlarmKeepers,
  ) {}

  async open(tenant: string): Promise<AlarmKeeper> {
    if (!this.keepers) return this.read(tenant);
    const id = await this.writes.tenantId(tenant);
    return this.keepers.over({ key: tenant, id }, () => this.read(tenant));
  }

  private read(tenant: string): Promise<AlarmKeeper> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const { rows } = await client.query<{ id: string; rule: string; shown: string; memory: string; revision: number }>(
        `select id, rule, shown, memory, revision::float8 as revision from thermacore.alarm_instances order by id`,
      ); // prettier-ignore
      const opened = rows.map(({ id, rule, shown, memory, revision }) => ({
        record: {
          id,
          rule,
          shown: JSON.parse(shown) as AlarmInstance,
          memory: JSON.parse(memory) as unknown,
        },
        revision,
      }));
      return new StoredAlarmKeeper(this.writes, tenant, opened);
    });
  }

  get(tenant: string, id: string): Promise<ListedAlarm> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<Row>(
        `${SELECT} where ${isShortId(id) ? 'i.short_id' : 'i.id'} = $1`,
        [id],
      );
      if (rows[0]) return listed(rows[0]);
      throw new ThermaCoreError('not-found', 'There is no such alarm.', { field: 'alarm' });
    });
  }

  async list(tenant: string, filter: AlarmFilter): Promise<Page<ListedAlarm>> {
    const { list, limit, cursor, rule, unit, priorities = ANNOUNCED_PRIORITIES } = filter;
    const [beforeMs, beforeId] = cursor ? decodeCursor(cursor, ['number', 'string']) : [null, null];
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<Row>(
        `${SELECT} where i.state <> 'normal' and i.state = any ($1::text[]) and ($2 = false or i.active)
           and (i.priority = any ($3::text[]) or ($10 and i.state = any ($11::text[]))) and ($4::text is null or i.rule = $4) and ($5::text is null or i.unit = $5)
           and ($6::text is null or i.class = $6)
           and ($7::float8 is null or (i.since, i.id) < (to_timestamp($7::float8 / 1000), $8::text))
         order by i.since desc, i.id desc limit $9`,
        [textArray(LISTED[list]), list === 'active', textArray(priorities), rule ?? null, unit ?? null, filter.class ?? null, beforeMs, beforeId, limit + 1,
          filter.priorities === undefined, textArray(LISTED.unacknowledged)],
      ); // prettier-ignore
      return page(rows.map(listed), limit, ({ since, id }) => [since, id]);
    });
  }

  changes(tenant: string, cursor?: string): Promise<AlarmChanges> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      // One statement, so that all of it is of one moment.
      const { rows } = await client.query<ChangeRow>(
        `select now.cursor, now.open, i.shown, i.line
         from (select pg_snapshot_xmin(pg_current_snapshot())::text as cursor,
                 (select count(*)::int from thermacore.alarm_instances where state <> 'normal') as open) now
         left join (
           select shown, line, changed_in from thermacore.alarm_instances
           where case when $1::text is null then state <> 'normal'
             -- Not what a copy brought here from another database, whose transactions have other numbers.
             else changed_in >= $1::text::xid8 and changed_in < pg_snapshot_xmax(pg_current_snapshot()) end
           order by changed_in limit ${MAX_CHANGES}
         ) i on true
         order by i.changed_in`,
        [cursor ?? null],
      );
      return {
        cursor: rows[0]?.cursor ?? '0',
        open: rows[0]?.open ?? 0,
        alarms: rows.flatMap(({ shown, line }) =>
          shown === null
            ? []
            : [
                {
                  alarm: JSON.parse(shown) as AlarmInstance,
                  line: line === null ? undefined : (JSON.parse(line) as JournalEntry),
                },
              ],
        ),
      };
    });
  }
}

/** Of one look; beyond, pages ask for the list. */
const MAX_CHANGES = 20_000;

interface ChangeRow {
  readonly cursor: string;
  readonly open: number;
  readonly shown: string | null;
  readonly line: string | null;
}

function listed({ shown, ...names }: Row): ListedAlarm {
  const known = Object.entries(names).filter(([, name]) => name !== null);
  return { ...(JSON.parse(shown) as AlarmInstance), ...Object.fromEntries(known) };
}
