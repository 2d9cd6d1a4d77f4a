import { ThermaCoreError } from '../core/errors';
import type { Reading } from '../core/reading';
import { PRIORITIES, type Priority } from './condition';
import { AlarmEngine, DEFAULT_WINDOW_MS } from './engine';
import { AlarmMetrics, type AlarmMetricsReport } from './metrics';
import { Occurrences, type Occurrence } from './occurrences';
import type { AlarmPlant } from './ports';
import type { AlarmRuleInput } from './rule';
import type { RuleFault } from './rule-faults';

/** Alarms of one side that are kept with their times; beyond, they are only counted. */
export const MAX_REPLAYED_ALARMS = 50_000;
/** Between two reports of progress, in readings. */
const PROGRESS_EVERY = 50_000;

export interface ReplayOptions {
  readonly tenant: string;
  readonly plant: AlarmPlant;
  /** The rule as it is; undefined: there is none yet. */
  readonly before: AlarmRuleInput | undefined;
  /** The rule as it would be; undefined: it would be deleted. */
  readonly after: AlarmRuleInput | undefined;
  /** Other rules that theirs depend on, such as parents. */
  readonly others?: readonly AlarmRuleInput[];
  /** Readings by time, in batches of any size; also of the sensors that conditions and expressions look at. */
  readonly history: AsyncIterable<readonly Reading[]>;
  /** Epoch ms; `from` included, `to` not. */
  readonly from: number;
  readonly to: number;
  /**
   * When the history begins, epoch ms: readings from before `from` say how things stood then, and are in no figure.
   * Left out: at `from`.
   */
  readonly begin?: number;
  readonly windowMs?: number;
  /** How much of the time is through, 0 to 1, and how many readings that were. */
  readonly progress?: (share: number, readings: number) => void;
  readonly signal?: AbortSignal;
}

export interface ReplaySide {
  /** Alarms that would have been announced. */
  readonly alarms: number;
  /** Alarms that were announced before `from` and lasted into it; `occurrences` has them too. */
  readonly standing: number;
  readonly byPriority: Readonly<Record<Priority, number>>;
  /** Time from `from` to `to` that any of them lasted, each on its own, in ms. */
  readonly activeMs: number;
  readonly metrics: AlarmMetricsReport;
  /** What is wrong with the rule for the plant as it is now; its alarms are on the sources that it fits. */
  readonly faults: readonly RuleFault[];
  /** The first of them. */
  readonly occurrences: readonly Occurrence[];
  /** They are all in `occurrences`. */
  readonly complete: boolean;
}

export interface ReplayResult {
  /** From `from` on. */
  readonly readings: number;
  /** Of those, epoch ms; undefined: there are none. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly before: ReplaySide;
  readonly after: ReplaySide;
  /** Alarms of today's rule that none of the changed rule's shares a moment with. */
  readonly removed: readonly Occurrence[];
  /** And the other way round. */
  readonly added: readonly Occurrence[];
  /** Pairs that share a moment; an alarm may be in several. */
  readonly kept: readonly (readonly [before: Occurrence, after: Occurrence])[];
}

/**
 * What a changed rule would have done: the engine itself runs over history, once with the rule as it is and once as it
 * would be, without anybody who acknowledges. Memory does not grow with the history. Rejects with the signal's reason, and
 * with `invalid` where the changed rule is not sound.
 */
export async function replay(options: ReplayOptions): Promise<ReplayResult> {
  const { history, from, to, progress, signal } = options;
  const sides = [new Side(options, options.before), new Side(options, options.after)] as const;
  refuse(sides[1].faults);
  let first: number | undefined;
  let last: number | undefined;
  let readings = 0;
  let reported = 0;
  for await (const batch of history) {
    signal?.throwIfAborted();
    for (const side of sides) side.take(batch);
    const before = batch.findIndex(({ timestamp }) => timestamp >= from);
    if (before < 0) continue;
    first ??= batch[before]?.timestamp;
    last = batch.at(-1)?.timestamp ?? from;
    readings += batch.length - before;
    if (readings - reported < PROGRESS_EVERY) continue;
    reported = readings;
    progress?.(Math.min(1, (last - from) / (to - from)), readings);
  }
  signal?.throwIfAborted();
  const [before, after] = sides.map((side) => side.end(to)) as [ReplaySide, ReplaySide];
  progress?.(1, readings);
  return { readings, first, last, before, after, ...difference(before.occurrences, after.occurrences, to) };
}

function refuse([fault]: readonly RuleFault[]): void {
  if (!fault) return;
  const { field, message, advice } = fault;
  throw new ThermaCoreError('invalid', message, { field, advice });
}

class Side {
  readonly faults: readonly RuleFault[];
  private readonly engine: AlarmEngine;
  private readonly occurrences = new Occurrences(MAX_REPLAYED_ALARMS);
  private readonly metrics: AlarmMetrics;
  private readonly from: number;
  private readonly key: string | undefined;

  constructor(
    { tenant, plant, others = [], from, begin = from, windowMs = DEFAULT_WINDOW_MS }: ReplayOptions,
    rule: AlarmRuleInput | undefined,
  ) {
    this.key = rule?.key;
    this.from = from;
    this.metrics = new AlarmMetrics(from);
    this.engine = new AlarmEngine({ tenant, plant, windowMs, now: begin });
    const faults = this.engine.setRules(rule ? [...others, rule] : [], begin);
    this.faults = (rule && faults.get(rule.key)) ?? [];
  }

  /** Readings of one moment go in together. */
  take(batch: readonly Reading[]): void {
    if (this.key === undefined) return;
    const { engine, occurrences } = this;
    for (let first = 0; first < batch.length;) {
      const { timestamp } = batch[first] as Reading;
      let end = first + 1;
      while (end < batch.length && batch[end]?.timestamp === timestamp) end++;
      this.wake(timestamp);
      engine.readingsBetween(batch, first, end, timestamp);
      this.gather();
      for (let i = first; i < end; i++) occurrences.see(batch[i] as Reading);
      first = end;
    }
  }

  end(to: number): ReplaySide {
    // What ends at `to` itself is not of the span any more.
    this.wake(to - 1);
    this.gather();
    const { from, faults } = this;
    const { left } = this.occurrences;
    const occurrences = this.occurrences.list.filter(({ endedAt = to }) => endedAt > from);
    const begun = occurrences.filter(({ raisedAt }) => raisedAt >= from);
    const byPriority = Object.fromEntries(PRIORITIES.map((one) => [one, 0])) as Record<Priority, number>;
    for (const { priority } of begun) byPriority[priority]++;
    let activeMs = 0;
    for (const { raisedAt, endedAt = to } of occurrences) activeMs += endedAt - Math.max(from, raisedAt);
    return {
      alarms: begun.length + left,
      standing: occurrences.length - begun.length,
      byPriority,
      activeMs,
      metrics: this.metrics.report(to),
      faults,
      occurrences,
      complete: left === 0,
    };
  }

  private wake(until: number): void {
    const { engine } = this;
    for (let at = engine.wakeAt; at !== undefined && at <= until; at = engine.wakeAt) engine.wake(at);
  }

  private gather(): void {
    for (const entry of this.engine.takeJournal()) {
      if (entry.rule !== this.key) continue;
      this.occurrences.add(entry);
      if (entry.at >= this.from) this.metrics.add(entry);
    }
  }
}

function difference(
  before: readonly Occurrence[],
  after: readonly Occurrence[],
  to: number,
): Pick<ReplayResult, 'removed' | 'added' | 'kept'> {
  const lasts = ({ raisedAt, endedAt = to }: Occurrence): [number, number] => [raisedAt, endedAt];
  const bySource = Map.groupBy(after, ({ source }) => JSON.stringify(source));
  const kept: [Occurrence, Occurrence][] = [];
  const met = new Set<Occurrence>();
  for (const [source, ours] of Map.groupBy(before, (one) => JSON.stringify(one.source))) {
    const theirs = bySource.get(source) ?? [];
    let first = 0;
    for (const one of ours) {
      const [begin, end] = lasts(one);
      while (first < theirs.length && lasts(theirs[first] as Occurrence)[1] < begin) first++;
      for (let i = first; i < theirs.length && (theirs[i] as Occurrence).raisedAt <= end; i++) {
        const other = theirs[i] as Occurrence;
        kept.push([one, other]);
        met.add(one).add(other);
      }
    }
  }
  return {
    kept,
    removed: before.filter((one) => !met.has(one)),
    added: after.filter((one) => !met.has(one)),
  };
}
