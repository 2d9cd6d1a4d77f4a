import { ThermaCoreError } from '../../core/errors';
import type { SortKey } from '../../core/sort';
import { PRIORITIES, type Priority } from '../condition';
import type { AlarmInstance, AlarmList as AlarmView } from '../ports';
import { isAnnounced, isUnacknowledged } from '../state-machine';
import { AlarmOrder, type AlarmSort } from './order';
import { shownAlarm, type AlarmList } from './shown';

/** What of the alarms is asked for. */
export interface AlarmQuery {
  readonly view: AlarmView;
  readonly unit?: string | undefined;
  /** Alarms of other units, and of devices, do not exist for who asks, nor are they counted. */
  readonly within?: readonly string[] | undefined;
  readonly rule?: string | undefined;
  readonly class?: string | undefined;
  readonly priorities?: readonly Priority[] | undefined;
  /** Left out: what waits for an acknowledgement first, then by priority, newest first. */
  readonly sort?: readonly SortKey<AlarmSort>[] | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export type PriorityCounts = AlarmList['counts'];

/** Alarms of the priority `journal` are told to nobody; what was told before it became so stays until it is acknowledged. */
export const isShownToOperators = ({ state, priority }: AlarmInstance): boolean =>
  isAnnounced(state) && (priority !== 'journal' || isUnacknowledged(state));

const VIEWS: Readonly<Record<AlarmView, (alarm: AlarmInstance) => boolean>> = {
  announced: isShownToOperators,
  active: (alarm) => isShownToOperators(alarm) && alarm.active,
  unacknowledged: (alarm) => isShownToOperators(alarm) && isUnacknowledged(alarm.state),
  shelved: ({ state }) => state === 'shelved',
  suppressed: ({ state }) => state === 'suppressed-by-design',
  'out-of-service': ({ state }) => state === 'out-of-service',
  all: () => true,
};

const noneOf = () => ({ active: 0, unacknowledged: 0, shelved: 0, suppressed: 0, outOfService: 0 });

export function countByPriority(alarms: Iterable<AlarmInstance>): PriorityCounts {
  const counts = Object.fromEntries(PRIORITIES.map((priority) => [priority, noneOf()])) as PriorityCounts;
  for (const alarm of alarms) {
    const of = counts[alarm.priority];
    if (VIEWS.active(alarm)) of.active++;
    if (VIEWS.unacknowledged(alarm)) of.unacknowledged++;
    if (VIEWS.shelved(alarm)) of.shelved++;
    if (VIEWS.suppressed(alarm)) of.suppressed++;
    if (VIEWS['out-of-service'](alarm)) of.outOfService++;
  }
  return counts;
}

/** The alarms that are not normal, by id: what lists, banners and counts are made of. */
export class AlarmBoard {
  private readonly alarms = new Map<string, AlarmInstance>();

  /** Takes the newest state of an alarm. */
  put(alarm: AlarmInstance): void {
    if (alarm.state === 'normal') this.alarms.delete(alarm.id);
    else this.alarms.set(alarm.id, alarm);
  }

  /** The alarm that is there no more, if it was in the list. */
  remove(id: string): AlarmInstance | undefined {
    const known = this.alarms.get(id);
    this.alarms.delete(id);
    return known;
  }

  clear(): void {
    this.alarms.clear();
  }

  get(id: string): AlarmInstance | undefined {
    return this.alarms.get(id);
  }

  get size(): number {
    return this.alarms.size;
  }

  get all(): readonly AlarmInstance[] {
    return [...this.alarms.values()];
  }

  get counts(): PriorityCounts {
    return countByPriority(this.alarms.values());
  }

  list(query: AlarmQuery, flood: boolean): AlarmList {
    return listOf(this.alarms.values(), query, flood);
  }
}

/** One page. Throws `invalid` for a cursor that no list gave. */
export function listOf(all: Iterable<AlarmInstance>, query: AlarmQuery, flood: boolean): AlarmList {
  const { view, unit, within, rule, class: ofClass, priorities, sort, cursor, limit } = query;
  const order = new AlarmOrder(sort);
  const alarms = within ? [...all].filter(({ source }) => isWithin(source, within)) : [...all];
  const after = cursor === undefined ? undefined : order.placeIn(cursor);
  const found = alarms
    .filter(
      (alarm) =>
        VIEWS[view](alarm) &&
        (unit ?? alarm.source.unit) === alarm.source.unit &&
        (rule ?? alarm.rule) === alarm.rule &&
        (ofClass ?? alarm.class) === alarm.class &&
        (!priorities || priorities.includes(alarm.priority)),
    )
    .map((alarm) => ({ alarm, place: order.placeOf(alarm) }))
    .filter(({ place }) => !after || order.compare(place, after) > 0)
    .sort((a, b) => order.compare(a.place, b.place));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ alarm }) => shownAlarm(alarm)),
    ...(last && found.length > limit ? { nextCursor: order.cursorOf(last.place) } : {}),
    counts: countByPriority(alarms),
    flood,
  };
}

const isWithin = ({ unit }: AlarmInstance['source'], units: readonly string[]): boolean =>
  unit !== undefined && units.includes(unit);

export const noSuchAlarm = (id: string): ThermaCoreError =>
  new ThermaCoreError('not-found', `There is no alarm "${id}".`, {
    field: 'alarm',
    advice: 'Look at the list again: its rule or sensor may be gone.',
  });
