import { DAY_MS } from '../core/duration';
import { isNewAlarm } from './announcer';
import { PRIORITIES, type Priority } from './condition';
import { FLOOD_BEGINS_ABOVE, FLOOD_WINDOW_MS, FloodWatch } from './flood';
import { rate, type MetricFigure } from './metric-targets';
import type { JournalEntry } from './ports';

/** As often within a minute, and it chatters (ISA-18.2). */
export const CHATTERING_TIMES = 3;
export const CHATTERING_MS = 60_000;
/** An alarm that is over before anybody can act on it, in ms. */
export const FLEETING_MS = 10_000;
/** One that lasts longer is stale: it tells nobody anything any more, in ms. */
export const STALE_MS = DAY_MS;
const TOP = 10;
const HOUR_MS = 3_600_000;

export interface BadActor {
  readonly instance: string;
  readonly rule: string;
  readonly alarms: number;
  /** Of all alarms, 0 to 1. */
  readonly share: number;
}

export interface AlarmMetricsReport {
  /** Epoch ms; `from` included, `to` not. */
  readonly from: number;
  readonly to: number;
  readonly operators: number;
  /** Announced alarms. */
  readonly alarms: number;
  /** Each with the band that EEMUA 191 and ISA-18.2 name. */
  readonly figures: readonly MetricFigure[];
  readonly badActors: readonly BadActor[];
  /** Instances. */
  readonly chattering: readonly string[];
  /** Alarms that were over within ten seconds. */
  readonly fleeting: number;
  /** Instances that are active now, and those of them that have been for more than a day. */
  readonly standing: readonly string[];
  readonly stale: readonly string[];
  readonly floods: readonly { readonly from: number; readonly to: number | undefined }[];
  readonly byPriority: Readonly<Record<Priority, number>>;
}

interface Actor {
  readonly rule: string;
  alarms: number;
  /** Of its last announcements, as many as make it chatter. */
  readonly recent: number[];
  chatters: boolean;
  activeSince: number | undefined;
}

/**
 * How the alarm system does, from lines of the journal in the order of the field's time. It remembers a row for each alarm
 * that there was, and no lines.
 */
export class AlarmMetrics {
  private readonly actors = new Map<string, Actor>();
  private readonly byPriority = Object.fromEntries(PRIORITIES.map((one) => [one, 0])) as Record<
    Priority,
    number
  >;
  private readonly floods: { from: number; to: number | undefined }[] = [];
  private readonly watch: FloodWatch;
  private fleeting = 0;
  private periodOf = -1;
  private inPeriod = 0;
  private peak = 0;
  private crowded = 0;

  constructor(
    private readonly from: number,
    /** Who share the alarms, at least 1. */
    private readonly operators = 1,
  ) {
    this.watch = new FloodWatch(({ began, at }) => this.onFlood(began, at), operators);
  }

  /** Withdrawn lines and those that withdraw do not belong here: see `withoutWithdrawn`. */
  add(entry: JournalEntry): void {
    const actor = this.actorOf(entry);
    if (isNewAlarm(entry)) this.announce(actor, entry);
    if (entry.event === 'active') actor.activeSince = entry.at;
    if (entry.event === 'removed') actor.activeSince = undefined;
    if (entry.event !== 'return' || actor.activeSince === undefined) return;
    if (entry.at - actor.activeSince <= FLEETING_MS) this.fleeting++;
    actor.activeSince = undefined;
  }

  report(to: number): AlarmMetricsReport {
    this.watch.advance(to);
    this.closePeriod();
    const { from, operators, byPriority } = this;
    const all = [...this.actors];
    const alarms = all.reduce((sum, [, actor]) => sum + actor.alarms, 0);
    const badActors = this.worst(alarms);
    const standing = all.filter(([, actor]) => actor.activeSince !== undefined);
    const stale = standing.filter(([, actor]) => to - (actor.activeSince ?? to) > STALE_MS).map(([id]) => id);
    const chattering = all.filter(([, actor]) => actor.chatters).map(([id]) => id);
    const flooded = this.floods.reduce((sum, flood) => sum + (flood.to ?? to) - flood.from, 0);
    const length = Math.max(1, to - from);
    const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
    const per = (ms: number): number => (alarms / operators) * (ms / length);
    return {
      from, to, operators, alarms, badActors, chattering, stale,
      fleeting: this.fleeting,
      standing: standing.map(([id]) => id),
      floods: this.floods,
      byPriority,
      figures: [
        rate('per-day', per(DAY_MS)),
        rate('per-hour', per(HOUR_MS)),
        rate('per-10-min', per(FLOOD_WINDOW_MS)),
        rate('peak-10-min', this.peak / operators),
        rate('crowded-share', share(this.crowded, Math.ceil(length / FLOOD_WINDOW_MS))),
        rate('flood-share', flooded / length),
        rate('top-10-share', badActors.reduce((sum, actor) => sum + actor.share, 0)),
        rate('chattering', chattering.length),
        rate('stale', stale.length),
        rate('share-critical', share(byPriority.critical, alarms)),
        rate('share-high', share(byPriority.high, alarms)),
        rate('share-medium', share(byPriority.medium, alarms)),
        rate('share-low', share(byPriority.low, alarms)),
      ],
    }; // prettier-ignore
  }

  private actorOf({ instance, rule }: JournalEntry): Actor {
    let actor = this.actors.get(instance);
    if (!actor) {
      actor = { rule, alarms: 0, recent: [], chatters: false, activeSince: undefined };
      this.actors.set(instance, actor);
    }
    return actor;
  }

  private announce(actor: Actor, { at, priority }: JournalEntry): void {
    actor.alarms++;
    this.byPriority[priority]++;
    this.watch.add(at);
    actor.recent.push(at);
    if (actor.recent.length > CHATTERING_TIMES) actor.recent.shift();
    const [first = at] = actor.recent;
    if (actor.recent.length === CHATTERING_TIMES && at - first <= CHATTERING_MS) actor.chatters = true;
    const period = Math.floor((at - this.from) / FLOOD_WINDOW_MS);
    if (period !== this.periodOf) this.closePeriod();
    this.periodOf = period;
    this.inPeriod++;
  }

  private closePeriod(): void {
    this.peak = Math.max(this.peak, this.inPeriod);
    if (this.inPeriod > FLOOD_BEGINS_ABOVE * this.operators) this.crowded++;
    this.inPeriod = 0;
    this.periodOf = -1;
  }

  private worst(alarms: number): BadActor[] {
    return [...this.actors]
      .filter(([, actor]) => actor.alarms > 0)
      .sort(([a, one], [b, other]) => other.alarms - one.alarms || (a < b ? -1 : 1))
      .slice(0, TOP)
      .map(([instance, actor]) => ({
        instance,
        rule: actor.rule,
        alarms: actor.alarms,
        share: actor.alarms / alarms,
      }));
  }

  private onFlood(began: boolean, at: number): void {
    const last = this.floods.at(-1);
    if (began) this.floods.push({ from: at, to: undefined });
    else if (last) last.to = at;
  }
}

/**
 * Lines in the order of the field's time, without those that were withdrawn: a line and the one that withdraws it have the
 * same time, so only lines of one time are held back at once.
 */
export async function* withoutWithdrawn(
  entries: AsyncIterable<JournalEntry> | Iterable<JournalEntry>,
): AsyncGenerator<JournalEntry> {
  let held: JournalEntry[] = [];
  for await (const entry of entries) {
    if (held[0] && held[0].at !== entry.at) {
      yield* valid(held);
      held = [];
    }
    held.push(entry);
  }
  yield* valid(held);
}

function valid(entries: readonly JournalEntry[]): JournalEntry[] {
  const gone = new Set(entries.map(({ withdraws }) => withdraws));
  return entries.filter(({ id, event }) => event !== 'withdrawn' && !gone.has(id));
}

/** Over a list, or what the store reads, in the order of the field's time. */
export async function metricsOf(
  entries: AsyncIterable<JournalEntry> | Iterable<JournalEntry>,
  { from, to, operators = 1 }: { readonly from: number; readonly to: number; readonly operators?: number },
): Promise<AlarmMetricsReport> {
  const metrics = new AlarmMetrics(from, operators);
  for await (const entry of withoutWithdrawn(entries)) metrics.add(entry);
  return metrics.report(to);
}
