import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import type { ConditionReport } from '../core/foreign-condition';
import { atOnce } from '../core/slices';
import { EARLIEST_TIMESTAMP, type Reading, type ReadingValue } from '../core/reading';
import type { QualityClass } from '../core/quality';
import { check, perform, type AlarmActionRequest } from './actions';
import { Announcer } from './announcer';
import type { Instance } from './instance';
import { NEVER } from './memory';
import type {
  AlarmCounts,
  AlarmEffect,
  AlarmInstance,
  AlarmPlant,
  InstanceRecord,
  JournalEntry,
} from './ports';
import { Registry, type Watched } from './registry';
import type { AlarmRuleInput } from './rule';
import type { RuleFault } from './rule-faults';
import { shownOf } from './shown';
import { restoreRecords, restoreSnapshot, snapshotOf, type EngineSnapshot } from './snapshot';
import { encodeReport } from './foreign';
import { conditionKey, deviceKey, scoreKey, sensorKey } from './spec';
import { BAD, GOOD, UNCERTAIN } from './track';

/** How late a reading may come and still count, in ms. */
export const DEFAULT_WINDOW_MS = 10_000;

export interface AlarmEngineOptions {
  readonly tenant: string;
  readonly plant: AlarmPlant;
  /** Readings that come late by up to this much, by the field's time, count in their place. In ms, 0 to 600,000. */
  readonly windowMs?: number;
  /** Who share the alarms of the tenant, at least 1 (default): a flood is counted for each. */
  readonly operators?: number;
  /** Epoch ms of the beginning. */
  readonly now: number;
}

/** What became of one alarm of a group. */
export interface ActionResult {
  readonly id: string;
  readonly alarm?: AlarmInstance;
  readonly refused?: ThermaCoreError;
}

/** A reading as it goes onto a track (track.ts). */
interface Point {
  readonly timestamp: number;
  readonly ordinal: number;
  readonly value: ReadingValue;
  readonly quality: number;
  readonly news: boolean;
}

interface Moment {
  readonly time: number;
  readonly ordinal: number;
}

function moveTimes({ readers }: Watched, by: number): void {
  for (const { instance, slot } of readers) if (slot === 0) instance.moveTimes(by);
}

function wait(waiting: Map<Instance, Moment>, instance: Instance, time: number, ordinal: number): void {
  const known = waiting.get(instance);
  if (!known || time < known.time || (time === known.time && ordinal < known.ordinal))
    waiting.set(instance, { time, ordinal });
}

const QUALITY: Readonly<Record<QualityClass, number>> = { good: GOOD, uncertain: UNCERTAIN, bad: BAD };

/**
 * All alarms of one tenant. It opens nothing, waits for nothing and reads no clock: its methods take what came and when;
 * what is to be done is taken from it, and it is woken when it wants to be.
 *
 * **Time.** Conditions and delays count in the field's time: of the readings of a source, sorted by (timestamp, ordinal),
 * each once, whatever the order in which they came. Where nothing comes, our clock goes on for the source: its time is
 * ours less how far behind its newest reading was when that came.
 *
 * **Late.** A reading that is older than the newest of its source by no more than the window counts in its place: what
 * follows is worked out again, lines of the journal that prove wrong are withdrawn, what is new is written. An older one is
 * counted (`tooOld`) and changes nothing. One that is further ahead of our clock than the window is not believed: it
 * counts at the moment of its arrival (`ahead`). Where only too old ones come for longer than the window, the clock of the
 * source was set back: its time begins anew there.
 *
 * Our own clock never goes back: where it is set back, the engine's goes on from where it was.
 */
export class AlarmEngine {
  readonly windowMs: number;
  private readonly tenant: string;
  private readonly announcer: Announcer;
  private readonly registry: Registry;
  private readonly units = new Map<string, Map<string, Watched>>();
  private readonly waiting = new Map<Instance, Moment>();
  /** What the engine's clock is ahead of the one that it is given. */
  private ahead = 0;
  private readonly counted = {
    readings: 0,
    evaluations: 0,
    repeats: 0,
    tooOld: 0,
    ahead: 0,
    late: 0,
    clockSetBack: 0,
  };

  constructor({ tenant, plant, windowMs = DEFAULT_WINDOW_MS, operators = 1, now }: AlarmEngineOptions) {
    this.tenant = tenant;
    this.windowMs = windowMs;
    this.announcer = new Announcer(operators);
    this.announcer.now = now;
    this.registry = new Registry(plant, windowMs, this.announcer, (instance) => this.onWake(instance), now);
  }

  get counts(): AlarmCounts {
    return { ...this.counted, withdrawn: this.announcer.withdrawn };
  }

  get isFlood(): boolean {
    return this.announcer.flood.isFlood;
  }

  /**
   * These are the rules from now on. An alarm whose rule is the same goes on untouched; of one whose rule changed, what
   * people did to it stays; one whose rule is gone is removed. Answers with the rules that are not sound and so have no
   * alarms, or of a template fewer, and why.
   */
  setRules(rules: readonly AlarmRuleInput[], now: number): ReadonlyMap<string, readonly RuleFault[]> {
    return atOnce(this.settingRules(rules, false, () => now));
  }

  /**
   * The same, interrupted wherever it yields: readings may come in between, and count for the rules that are there by then.
   * What it costs is what changed. `isSamePlant`: nothing of the plant changed since the last time, so that rules that are
   * the very same objects as then come to the same.
   */
  *settingRules(
    rules: readonly AlarmRuleInput[],
    isSamePlant: boolean,
    now: () => number,
  ): Generator<undefined, ReadonlyMap<string, readonly RuleFault[]>> {
    const work = this.registry.setRules(rules, isSamePlant);
    for (;;) {
      this.clock(now());
      const step = work.next();
      this.units.clear();
      if (step.done) return step.value;
      if (step.value) this.settle(step.value);
      yield;
    }
  }

  reading(reading: Reading, now: number): void {
    this.one(reading, now, undefined);
  }

  /**
   * Readings that came together. Rules over several sensors are worked out when all of them are in, so that sensors which
   * are polled together are seen together.
   */
  readings(readings: readonly Reading[], now: number): void {
    this.readingsBetween(readings, 0, readings.length, now);
  }

  /** The same for a part of a list, `end` not included. */
  readingsBetween(readings: readonly Reading[], first: number, end: number, now: number): void {
    const { waiting } = this;
    for (let i = first; i < end; i++) this.one(readings[i] as Reading, now, waiting);
    if (waiting.size === 0) return;
    for (const [instance, { time, ordinal }] of waiting) {
      instance.touch(time, ordinal);
      this.settle(instance);
    }
    waiting.clear();
  }

  /** A device came online or went. `at` in the field's time, or ours where the field does not say. */
  device(device: string, online: boolean, at: number, now: number): void {
    this.other(deviceKey(device), at, online, now);
  }

  /** The anomaly score of a sensor, 0 to 1. */
  score(unit: string, sensor: string, score: number, at: number, now: number): void {
    this.other(scoreKey({ unit, sensor }), at, score, now);
  }

  /** What another system says of a condition of its own, at its place in the field's time. */
  condition(device: string, report: ConditionReport, at: number, ordinal: number, now: number): void {
    const watched = this.registry.tracks.get(conditionKey(device, report.condition));
    const quality = QUALITY[report.quality];
    const value = encodeReport(report);
    if (watched) this.point(watched, { timestamp: at, ordinal, value, quality, news: true }, now, undefined);
  }

  /** Throws as `act` where it would, and does nothing. */
  check(id: string, request: AlarmActionRequest, now: number): void {
    this.clock(now);
    check(this.require(id), request);
  }

  /** When `wake` is to be called, epoch ms; undefined: nothing is waited for. */
  get wakeAt(): number | undefined {
    const times = [this.registry.wheel.wakeAt, this.announcer.flood.wakeAt].filter((at) => at !== undefined);
    return times.length === 0 ? undefined : Math.min(...times) - this.ahead;
  }

  /** Time has passed. May be called too early and too often. */
  wake(now: number): void {
    this.clock(now);
    this.registry.wheel.advance(this.announcer.now);
    this.announcer.flood.advance(this.announcer.now);
  }

  /** Throws in words where it is not possible: `not-found`, `invalid` (rule) or `conflict` (state). */
  act(id: string, request: AlarmActionRequest, now: number): AlarmInstance {
    this.clock(now);
    const instance = this.require(id);
    try {
      perform(instance, request, this.announcer.now);
    } finally {
      this.settle(instance);
    }
    return shownOf(instance);
  }

  private require(id: string): Instance {
    const instance = this.registry.get(id);
    if (instance) return instance;
    throw new ThermaCoreError('not-found', `There is no alarm ${id}.`, {
      advice: 'Look at the list again.',
    });
  }

  /** Each on its own: what is refused for one does not hold up the others. */
  actAll(ids: readonly string[], request: AlarmActionRequest, now: number): ActionResult[] {
    return [...new Set(ids)].map((id) => {
      try {
        return { id, alarm: this.act(id, request, now) };
      } catch (error) {
        if (isThermaCoreError(error)) return { id, refused: error };
        throw error;
      }
    });
  }

  /** What is to be done because of all that came since the last call, in this order. */
  take(): AlarmEffect[] {
    return this.announcer.take();
  }

  /** The journal alone, for who keeps no alarms. */
  takeJournal(): JournalEntry[] {
    return this.announcer.takeJournal();
  }

  /** The rule of an alarm. */
  ruleOf(id: string): AlarmRuleInput | undefined {
    return this.registry.get(id)?.spec.rule;
  }

  get(id: string): AlarmInstance | undefined {
    const instance = this.registry.get(id);
    return instance && shownOf(instance);
  }

  /** Every alarm, also those that are normal. */
  *all(): IterableIterator<AlarmInstance> {
    for (const instance of this.registry.made.values()) yield shownOf(instance);
  }

  /** All that has to survive an orderly stop: the next engine goes on as if there had been none. Plain JSON. */
  snapshot(): EngineSnapshot {
    return snapshotOf(this.registry, this.announcer);
  }

  /** To be called before the first `setRules`. */
  restore(snapshot: EngineSnapshot): void {
    restoreSnapshot(snapshot, this.registry, this.announcer);
    this.clock(this.announcer.now);
  }

  /** When there were new alarms before this engine was, epoch ms ascending: a flood goes on over a restart. */
  recallAlarms(times: readonly number[]): void {
    this.announcer.flood.recall(times, this.announcer.now);
  }

  /**
   * From what the store kept, before the first `setRules`. Late readings from before it cannot correct any more.
   */
  restoreRecords(records: readonly InstanceRecord[]): void {
    restoreRecords(records, this.registry);
  }

  private one(reading: Reading, now: number, waiting: Map<Instance, Moment> | undefined): void {
    if (reading.tenant !== this.tenant) return;
    const watched = this.find(reading.unit, reading.sensor);
    if (!watched) return;
    const { flags } = reading;
    const news = flags === undefined || !(flags.includes('stale') || flags.includes('comm-lost'));
    const { timestamp, ordinal = 0, value, quality } = reading;
    this.point(watched, { timestamp, ordinal, value, quality: QUALITY[quality], news }, now, waiting);
  }

  private find(unit: string, sensor: string): Watched | undefined {
    let sensors = this.units.get(unit);
    if (!sensors) {
      sensors = new Map<string, Watched>();
      this.units.set(unit, sensors);
    }
    const known = sensors.get(sensor);
    if (known) return known;
    const watched = this.registry.tracks.get(sensorKey({ unit, sensor }));
    if (watched) sensors.set(sensor, watched);
    return watched;
  }

  private other(key: string, at: number, value: ReadingValue, now: number): void {
    const watched = this.registry.tracks.get(key);
    if (watched)
      this.point(watched, { timestamp: at, ordinal: 0, value, quality: GOOD, news: true }, now, undefined);
  }

  private point(
    watched: Watched,
    point: Point,
    now: number,
    waiting: Map<Instance, Moment> | undefined,
  ): void {
    this.clock(now);
    const { track, readers } = watched;
    const { ordinal, value, quality, news } = point;
    const present = this.announcer.now;
    let time = point.timestamp;
    this.counted.readings++;
    if (time > present + this.windowMs) {
      this.counted.ahead++;
      time = present;
    }
    const isFirst = track.end === track.first;
    const placed = time >= EARLIEST_TIMESTAMP ? track.add(time, ordinal, value, quality, news) : 'too-old';
    if (placed === 'repeat') {
      this.counted.repeats++;
      return;
    }
    if (placed === 'too-old') return this.tooOld(watched, time, point);
    watched.oldSince = undefined;
    if (placed === 'newest') track.lag = present - time;
    else this.counted.late++;
    // A source whose clock is far behind: until now nobody knew.
    if (isFirst && track.lag > this.windowMs) moveTimes(watched, -track.lag);
    this.counted.evaluations += readers.length;
    for (let i = 0; i < readers.length; i++) {
      const { instance, slot } = readers[i] as Watched['readers'][number];
      if (waiting && instance.tracks.length > 1) {
        wait(waiting, instance, time, ordinal);
        continue;
      }
      instance.arrive(slot, time, ordinal, value, quality, news);
      if (instance.dirty || instance.edgeFrom) this.settle(instance);
      else if (instance.alarm.nextDue !== NEVER) this.arm(instance);
    }
  }

  private tooOld(watched: Watched, time: number, { ordinal, value, quality, news }: Point): void {
    const present = this.announcer.now;
    this.counted.tooOld++;
    watched.oldSince ??= present;
    if (!(time >= EARLIEST_TIMESTAMP) || present - watched.oldSince <= this.windowMs) return;
    watched.oldSince = undefined;
    this.counted.clockSetBack++;
    const { track, readers } = watched;
    const before = present - track.lag;
    track.clear();
    track.add(time, ordinal, value, quality, news);
    track.lag = present - time;
    moveTimes(watched, time - before);
    for (const { instance, slot } of readers) {
      instance.touch(slot === 0 ? time : Infinity, ordinal);
      this.settle(instance);
    }
  }

  private clock(now: number): void {
    const { announcer } = this;
    if (now + this.ahead < announcer.now) this.ahead = announcer.now - now;
    announcer.now = now + this.ahead;
  }

  private onWake(instance: Instance): void {
    instance.wake(this.announcer.now);
    this.settle(instance);
  }

  /** What it tells its children, when it wants to be woken, and that it is to be kept. */
  private settle(instance: Instance): void {
    const { edgeFrom } = instance;
    instance.edgeFrom = undefined;
    if (instance.dirty) this.announcer.settled(instance);
    this.arm(instance);
    if (!edgeFrom) return;
    for (const child of instance.children) {
      child.touch(edgeFrom.time, edgeFrom.ordinal);
      this.settle(child);
    }
  }

  private arm(instance: Instance): void {
    const { timer, wakeAt } = instance;
    if (wakeAt !== NEVER && (timer.at === undefined || wakeAt < timer.at))
      this.registry.wheel.set(timer, wakeAt);
  }
}
