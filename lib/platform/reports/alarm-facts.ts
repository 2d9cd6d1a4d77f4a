import { metricsOf } from '../../alarms/metrics';
import { PRIORITIES } from '../../alarms/condition';
import type { JournalEntry } from '../../alarms/ports';
import type { Alarm } from '../../alarms/service/shown';
import type { Span } from '../../core/history';
import { everyPage } from '../../core/pages';
import type { Page } from '../../core/plant';
import type { TimeZone } from '../../core/time-zone';
import type { AlarmFacts } from '../../reports';
import type { Asking, FactsStore } from './asking';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** An alarm that nobody has acknowledged for so long is forgotten. */
const FORGOTTEN_MS = HOUR_MS;
const PAGE = 1000;
const MOST_ALARMS = 20_000;

/** The journal of the period, read as a stream: metrics remember a row for each alarm, and no lines. */
export async function alarmFacts<S extends FactsStore>(asking: Asking<S>): Promise<AlarmFacts> {
  const { store, tenant, span, operators, named } = asking;
  const lines = store.alarmJournal.read(tenant, span);
  const metrics = await metricsOf(named ? ofUnits(lines, named) : lines, { ...span, operators });
  const [course, before, forgotten] = await Promise.all([
    rates(asking, span),
    alarmsBefore(asking),
    forgottenAlarms(asking),
  ]);
  const { alarms, figures, badActors, chattering, fleeting, standing, stale, floods, byPriority } = metrics;
  return {
    alarms,
    alarmsBefore: before,
    operators,
    figures,
    badActors: badActors.map(({ instance, ...actor }) => ({ alarm: instance, ...actor })),
    chattering: chattering.length,
    fleeting,
    standing: standing.length,
    stale: stale.length,
    floods,
    byPriority,
    course: inParts(course, span, asking.report.period === 'day' ? HOUR_MS : DAY_MS, asking.zone),
    forgotten,
  };
}

async function* ofUnits(
  lines: AsyncIterable<JournalEntry>,
  named: ReadonlySet<string>,
): AsyncGenerator<JournalEntry> {
  for await (const line of lines) if (named.has(line.source.unit ?? '')) yield line;
}

interface Rate {
  readonly at: number;
  readonly alarms: number;
}

async function rates({ store, tenant, named }: Asking, span: Span): Promise<readonly Rate[]> {
  if (!named) return store.alarmJournal.rate(tenant, span);
  const lists: Rate[] = [];
  for (const unit of named) lists.push(...(await store.alarmJournal.rate(tenant, { ...span, unit })));
  return lists;
}

export async function alarmsBefore(asking: Asking): Promise<number> {
  return (await rates(asking, asking.earlier)).reduce((sum, { alarms }) => sum + alarms, 0);
}

/** In hours or days by the clock of the plant, also where the clocks are set. */
export function inParts(
  found: readonly Rate[],
  { from, to }: Span,
  partMs: number,
  zone: TimeZone,
): AlarmFacts['course'] {
  const starts: number[] = [];
  for (let wall = zone.wallAt(from); ; wall += partMs) {
    const at = zone.instantOf(wall);
    if (at >= to) break;
    if (at !== starts.at(-1)) starts.push(at);
  }
  return starts.map((at, i) => {
    const end = starts[i + 1] ?? to;
    const own = found.filter((rate) => rate.at >= at && rate.at < end);
    return { at, alarms: own.reduce((sum, { alarms }) => sum + alarms, 0) };
  });
}

async function forgottenAlarms<S extends FactsStore>({
  store,
  tenant,
  alarms,
  now,
  named,
}: Asking<S>): Promise<AlarmFacts['forgotten']> {
  const query = { view: 'unacknowledged', limit: PAGE, priorities: PRIORITIES } as const;
  const read = async (cursor: string | undefined): Promise<Page<Alarm>> => {
    const { items, nextCursor } = await alarms.of(store).list(tenant, { ...query, cursor });
    return nextCursor === undefined ? { items } : { items, nextCursor };
  };
  const all = await everyPage(read, MOST_ALARMS);
  return all
    .filter(({ unit }) => !named || named.has(unit ?? ''))
    .map(({ message, priority, since }) => ({ message, priority, since: Date.parse(since) }))
    .filter(({ since }) => now - since > FORGOTTEN_MS)
    .sort((a, b) => a.since - b.since);
}
