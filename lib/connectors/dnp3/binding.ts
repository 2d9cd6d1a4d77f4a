import type { Clock } from '../../core/clock';
import type { QualityClass, QualityFlag } from '../../core/quality';
import { timestampFault, type Reading, type ReadingValue } from '../../core/reading';
import type { Measurement } from '../../dnp3/measurement';
import type { Receiver } from '../connector';
import { keyOf, nameOf } from './kinds';
import { judge } from './quality';
import type { Dnp3Point } from './spec';
import { valueOf } from './values';

export interface BindingOptions {
  readonly points: readonly Dnp3Point[];
  readonly receiver: Receiver;
  readonly clock: Clock;
  /** The device, for the origin of its readings. */
  readonly device: string;
}

/** What went on of a point last. */
interface Last {
  readonly value: ReadingValue;
  /** By the monotonic clock: the other one may be set. */
  readonly at: number;
  readonly mark: string;
}

interface Bound {
  readonly point: Dnp3Point;
  readonly address: string;
  last: Last | undefined;
}

const GOOD = '';

/** The points of one binding: turns what the outstation measured into readings. */
export class Binding {
  private readonly byPoint = new Map<string, Bound[]>();
  private readonly all: Bound[];
  /** Those that the outstation did not tell since the binding was made. */
  private readonly unheard: Set<Bound>;

  constructor(private readonly options: BindingOptions) {
    this.all = options.points.map((point) => {
      const { kind, index } = point;
      const bound: Bound = { point, address: nameOf(kind, index), last: undefined };
      const key = keyOf(kind, index);
      const others = this.byPoint.get(key);
      if (others) others.push(bound);
      else this.byPoint.set(key, [bound]);
      return bound;
    });
    this.unheard = new Set(this.all);
  }

  get size(): number {
    return this.all.length;
  }

  /** Points of which nothing came yet: after a poll of all values the outstation has none such. */
  get silent(): readonly string[] {
    return [...this.unheard].map(({ address }) => address);
  }

  /**
   * Hands on what belongs to its points, in the order in which it was measured, as one batch; `settle` is called once, and
   * at once where nothing does.
   */
  take(measurements: readonly Measurement[], settle: (stored: boolean) => void): void {
    const readings: Reading[] = [];
    const before = new Map<Bound, Last | undefined>();
    const ordinals = new Map<string, number>();
    for (const measurement of measurements) {
      // What a master commanded, not what stands at the output (groups 13 and 43).
      if (measurement.status !== undefined) continue;
      for (const bound of this.byPoint.get(keyOf(measurement.type, measurement.index)) ?? []) {
        this.unheard.delete(bound);
        const had = bound.last;
        const reading = this.reading(bound, measurement, ordinals);
        if (!reading) continue;
        if (!before.has(bound)) before.set(bound, had);
        readings.push(reading);
      }
    }
    if (readings.length === 0) return settle(true);
    this.options.receiver.batch({
      readings,
      settle: (stored) => {
        // It comes again, and must then be news as it was.
        if (!stored) for (const [bound, had] of before) bound.last = had;
        settle(stored);
      },
    });
  }

  /** Says of every point that was known that the outstation is away, once for each loss. */
  lose(words: string): void {
    const { clock, receiver } = this.options;
    const now = clock.now();
    const mark = `comm-lost ${words}`;
    const readings: Reading[] = [];
    for (const bound of this.all) {
      const { last } = bound;
      if (!last || last.mark.startsWith('comm-lost ')) continue;
      bound.last = { value: last.value, at: clock.monotonic(), mark };
      readings.push(this.made(bound, last.value, now, now, 'bad', ['comm-lost'], { fault: words }));
    }
    if (readings.length > 0) receiver.batch({ readings, settle: () => undefined });
  }

  /** The reading that a measurement is, if it is one that may go on. */
  private reading(
    bound: Bound,
    measurement: Measurement,
    ordinals: Map<string, number>,
  ): Reading | undefined {
    const { point, last, address } = bound;
    const { clock, receiver, device } = this.options;
    const now = clock.now();
    const value = valueOf(point, measurement);
    let { quality, flags } = judge(point.kind, measurement.flags);
    if (value === undefined) {
      quality = 'bad';
      flags = [...(flags ?? []), 'sensor-failure'];
    }
    const carried = value ?? last?.value;
    if (carried === undefined) return undefined;
    const dated = dateOf(measurement, now);
    if (dated.flag) flags = [...(flags ?? []), dated.flag];
    const mark = quality === 'good' && !flags ? GOOD : `${quality} ${(flags ?? []).join(' ')}`;
    const at = clock.monotonic();
    if (!isNews(point, last, carried, mark, at)) return undefined;
    const reading = this.made(bound, carried, dated.time, now, quality, flags);
    const reason = receiver.admit?.(reading);
    if (reason !== undefined) {
      receiver.reject({
        reason,
        detail: `${point.unit}/${point.sensor} of ${device} is not in the registry, or has another type.`,
        address,
      });
      return undefined;
    }
    bound.last = { value: carried, at, mark };
    const place = `${point.unit}/${point.sensor} ${dated.time}`;
    const ordinal = ordinals.get(place) ?? 0;
    ordinals.set(place, ordinal + 1);
    return ordinal === 0 ? reading : { ...reading, ordinal };
  }

  private made(
    { point, address }: Bound,
    value: ReadingValue,
    timestamp: number,
    now: number,
    quality: QualityClass,
    flags: readonly QualityFlag[] | undefined,
    properties?: Readonly<Record<string, string>>,
  ): Reading {
    const { receiver, device } = this.options;
    const { unit, sensor } = point;
    const plain = { protocol: 'dnp3', device, address, receivedAt: now };
    const origin = properties ? { ...plain, properties } : plain;
    const sound: Reading = { tenant: receiver.tenant, unit, sensor, timestamp, value, quality, origin };
    return flags ? { ...sound, flags } : sound;
  }
}

/**
 * When it was so. A static object tells the present value, which holds now. An event without a time, or with one of a clock
 * that was never set, is dated on arrival and says so: what happened must not be lost for want of a clock.
 */
function dateOf(
  { time, event, synchronised }: Measurement,
  now: number,
): { readonly time: number; readonly flag?: QualityFlag } {
  if (time === undefined) return event ? { time: now, flag: 'arrival-time' } : { time: now };
  if (timestampFault(time, now) !== undefined) return { time: now, flag: 'arrival-time' };
  return synchronised ? { time } : { time, flag: 'unsynchronised' };
}

function isNews(
  { report, deadband, heartbeatMs }: Dnp3Point,
  last: Last | undefined,
  value: ReadingValue,
  mark: string,
  at: number,
): boolean {
  if (report === 'always' || last?.mark !== mark || at - last.at >= heartbeatMs) return true;
  return typeof value === 'number' && typeof last.value === 'number'
    ? Math.abs(value - last.value) > deadband
    : value !== last.value;
}
