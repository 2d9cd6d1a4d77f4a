import type { DataValue } from 'node-opcua';
import type { Clock } from '../../core/clock';
import { worstQuality, type QualityClass, type QualityFlag } from '../../core/quality';
import {
  MAX_READINGS_PER_MESSAGE,
  timestampFault,
  type Origin,
  type Reading,
  type ReadingValue,
} from '../../core/reading';
import type { Receiver } from '../connector';
import type { GrantedItem } from './granted';
import type { OpcuaPoint } from './spec';
import { WAITING, isOverflow, judge } from './status';
import { readerOf, timeOf, type Reader } from './values';

/** A point while it runs: what was last said of it, and how the server takes it. */
export class Tag {
  readonly read: Reader;
  /** The last sample that went on: its value, time and StatusCode, and how many before it shared that time. */
  value: ReadingValue | undefined;
  time = -Infinity;
  code = 0;
  ordinal = 0;
  /** The time of the reading that says that the server is away, while none stands after it. */
  lostAt: number | undefined;
  /** Something came since it was subscribed to. */
  isHeard = false;
  /** Samples after this time may be missing, up to the first that came since. Epoch ms. */
  gap: { readonly from: number; to?: number } | undefined;
  /** Why the server does not give it, in words. */
  refusal: string | undefined;
  /** How the server samples it; undefined before it said so. */
  granted: GrantedItem | undefined;
  /** Why its value cannot be used, in words. */
  misfit: string | undefined;
  /** Nothing came for it, although the server took it: it may be too large to be sent. */
  isSilent = false;

  constructor(
    readonly point: OpcuaPoint,
    readonly group: TagGroup,
  ) {
    this.read = readerOf(point);
  }

  get name(): string {
    return `${this.point.unit}/${this.point.sensor}`;
  }

  /** In words, for the status of the device. */
  get fault(): string | undefined {
    const { nodeId, path } = this.point;
    const words = this.refusal ?? this.misfit ?? (this.isSilent ? SILENT : undefined);
    return words === undefined ? undefined : `${nodeId}${path ? ` ${path}` : ''}: ${words}`;
  }
}

export interface TagGroupOptions {
  readonly points: readonly OpcuaPoint[];
  readonly receiver: Receiver;
  readonly clock: Clock;
  readonly device: string;
  /** Now by the clock of the server, epoch ms. */
  readonly serverNow: () => number;
  readonly onOverflow: () => void;
}

/** Why a value is being looked at. */
export type Occasion =
  /** The server published it. */
  | 'published'
  /** It was read because nothing was heard since a loss: the same sample may say that all is well again. */
  | 'read'
  /** It comes from the server’s history. */
  | 'history';

/** The points of one binding: turns what the server says of them into readings. */
export class TagGroup {
  readonly tags: readonly Tag[];

  constructor(private readonly options: TagGroupOptions) {
    this.tags = options.points.map((point) => new Tag(point, this));
  }

  get receiver(): Receiver {
    return this.options.receiver;
  }

  /** Adds the reading that a data value is, if it is one, to `readings`. */
  take(tag: Tag, data: DataValue, occasion: Occasion, readings: Reading[]): void {
    const { clock, serverNow } = this.options;
    const code = data.statusCode.value >>> 0;
    if (occasion !== 'history') this.hear(tag, data, code);
    if (code === WAITING) return;
    const now = clock.now();
    const { value, quality, flags, words } = this.judged(tag, data, code);
    if (value === undefined) {
      // A reading must have a value: until there was one only the status of the device can tell.
      tag.misfit ??= `has had no value yet (${words ?? 'no value'})`;
      return;
    }
    let time = timeOf(data, tag.point.timestamp);
    let all = flags;
    if (time === undefined) {
      time = now;
      all = withFlag(all, 'arrival-time');
    }
    const isSample = occasion !== 'history';
    const { lostAt } = tag;
    const confirms = occasion === 'read' && lostAt !== undefined && time <= lostAt;
    const isRepeated = isSample && time === tag.time && value === tag.value && code === tag.code;
    if (isRepeated && !confirms) return;
    const ordinal = isSample && !isRepeated && time === tag.time ? tag.ordinal + 1 : 0;
    if (!isSample) all = withFlag(all, 'historical');
    const fault = timestampFault(time, now);
    if (fault)
      return this.options.receiver.reject({
        reason: fault,
        detail: `${tag.name}: ${tag.point.nodeId} is dated ${dated(time)}, and it is ${new Date(now).toISOString()} here.`,
        address: tag.point.nodeId,
      });
    if (isSample) {
      tag.value = value;
      tag.time = time;
      tag.code = code;
      tag.ordinal = ordinal;
      if (confirms || (lostAt !== undefined && time > lostAt)) tag.lostAt = undefined;
    }
    if (confirms) {
      // The sample from before the loss holds. Dated as it was, it would stand behind the word of the loss.
      time = Math.max(serverNow(), lostAt + 1);
      all = withFlag(all, 'arrival-time');
    }
    this.add(tag, { time, value, quality, flags: all, ordinal, words, now }, readings);
  }

  /** Says of every point that was known that the server is away. */
  lose(words: string): void {
    const { clock, serverNow } = this.options;
    const now = clock.now();
    const readings: Reading[] = [];
    for (const tag of this.tags) {
      tag.isHeard = false;
      if (tag.value === undefined || tag.lostAt !== undefined) continue;
      const time = Math.max(serverNow(), tag.time + 1);
      tag.gap ??= { from: tag.time };
      tag.lostAt = time;
      const { value } = tag;
      this.add(tag, { time, value, quality: 'bad', flags: LOST, ordinal: 0, words, now }, readings);
    }
    this.handOver(readings, () => undefined);
  }

  /** Gives readings to the receiver in portions; `done` is called when all of them are stored. */
  handOver(readings: readonly Reading[], done: () => void): void {
    let open = Math.ceil(readings.length / MAX_READINGS_PER_MESSAGE);
    if (open === 0) return done();
    for (let at = 0; at < readings.length; at += MAX_READINGS_PER_MESSAGE)
      this.portion(readings.slice(at, at + MAX_READINGS_PER_MESSAGE), () => {
        if (--open === 0) done();
      });
  }

  /** The server would not send it again after this process, so it stays here until it is stored. */
  private portion(readings: Reading[], done: () => void): void {
    const { receiver, clock } = this.options;
    receiver.batch({
      readings,
      settle: (stored) => {
        if (stored) done();
        else clock.after(AGAIN_MS, () => this.portion(readings, done));
      },
    });
  }

  private hear(tag: Tag, data: DataValue, code: number): void {
    if (isOverflow(code)) this.options.onOverflow();
    if (tag.isHeard) return;
    tag.isHeard = true;
    tag.isSilent = false;
    const to = timeOf(data, tag.point.timestamp);
    if (tag.gap && to !== undefined && tag.gap.to === undefined) tag.gap = { from: tag.gap.from, to };
  }

  private judged(
    tag: Tag,
    { value: variant, statusCode }: DataValue,
    code: number,
  ): {
    value: ReadingValue | undefined;
    quality: QualityClass;
    flags: readonly QualityFlag[] | undefined;
    words?: string;
  } {
    const { quality, flags } = judge(code);
    const words = quality === 'good' ? undefined : statusCode.name;
    const hasValue = (variant as typeof variant | null)?.dataType;
    if (!hasValue) return { value: tag.value, quality: quality === 'good' ? 'bad' : quality, flags, ...(words === undefined ? { words: 'no value' } : { words }) }; // prettier-ignore
    const taken = tag.read(variant);
    if (taken.value === undefined) {
      // Of a value that is bad anyway its form says nothing.
      if (quality !== 'bad') tag.misfit = taken.fault;
      return {
        value: tag.value,
        quality: 'bad',
        flags: withFlag(flags, 'sensor-failure'),
        words: words ?? taken.fault ?? 'no value',
      };
    }
    tag.misfit = undefined;
    if (taken.flag === undefined) return { value: taken.value, quality, flags, ...(words === undefined ? {} : { words }) }; // prettier-ignore
    return {
      value: taken.value,
      quality: worstQuality(quality, 'uncertain'),
      flags: withFlag(flags, taken.flag),
      words: words ?? 'rounded',
    };
  }

  private add(
    { point }: Tag,
    {
      time,
      value,
      quality,
      flags,
      ordinal,
      words,
      now,
    }: {
      time: number;
      value: ReadingValue;
      quality: QualityClass;
      flags: readonly QualityFlag[] | undefined;
      ordinal: number;
      words: string | undefined;
      now: number;
    },
    readings: Reading[],
  ): void {
    const { receiver, device } = this.options;
    const { unit, sensor, nodeId } = point;
    const origin: Origin = { protocol: 'opcua', device, address: nodeId, receivedAt: now };
    // Apart, and without spreading: the usual one, of which there are fifty thousand a second.
    const sound: Reading = { tenant: receiver.tenant, unit, sensor, timestamp: time, value, quality, origin };
    const reading =
      flags === undefined && ordinal === 0 && words === undefined
        ? sound
        : {
            ...sound,
            ...(flags === undefined ? {} : { flags }),
            ...(ordinal === 0 ? {} : { ordinal }),
            ...(words === undefined ? {} : { origin: { ...origin, properties: { fault: words } } }),
          };
    const reason = receiver.admit?.(reading);
    if (reason === undefined) readings.push(reading);
    else
      receiver.reject({
        reason,
        detail: `${unit}/${sensor} of ${device} is not in the registry, or has another type.`,
        address: nodeId,
      });
  }
}

const SILENT = 'the server took it, and has sent no value: it may be too large';
const AGAIN_MS = 1000;
const LOST: readonly QualityFlag[] = ['comm-lost'];

const withFlag = (flags: readonly QualityFlag[] | undefined, flag: QualityFlag): readonly QualityFlag[] =>
  flags === undefined ? [flag] : flags.includes(flag) ? flags : [...flags, flag];

/** A server may date a value beyond what a Date can hold. */
const dated = (time: number): string => {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? 'beyond all dates' : date.toISOString();
};
