import { isUtf8 } from 'node:buffer';
import { ThermaCoreError } from '../../core/errors';
import { isKey } from '../../core/ids';
import { parseIsoTime } from '../../core/iso-time';
import {
  isQualityClass,
  isQualityFlag,
  worstQuality,
  type QualityClass,
  type QualityFlag,
} from '../../core/quality';
import {
  MAX_READINGS_PER_MESSAGE, timestampFault, valueFault,
  type Origin, type Reading, type ReadingValue, type Rejection, type RejectionReason,
} from '../../core/reading'; // prettier-ignore
import { flatten, type Shared } from './flatten';
import { compilePath, type PathReader } from './json-path';
import type { MqttPoint } from './spec';
import type { TopicPlace } from './topic-template';

export interface Decoded {
  readonly readings: Reading[];
  readonly rejections: Rejection[];
}

/** What is known of a message before its payload is looked at. */
export interface MessageContext {
  readonly tenant: string;
  readonly topic: string;
  readonly place: TopicPlace;
  readonly device: string;
  readonly now: number;
  /** The broker had kept it: it says what was, not what is. */
  readonly retained?: boolean;
  readonly properties?: Readonly<Record<string, string>> | undefined;
}

const SAMPLE_LENGTH = 300;
/** Epoch seconds until the year 2286 are below this, epoch milliseconds since 2001 above. */
const LARGEST_EPOCH_SECONDS = 1e10;

const DETAIL: Partial<Record<RejectionReason, string>> = {
  'unknown-topic': 'the topic gives no unit and sensor: compare it with the topic of the node',
  'missing-value': 'there is no value where the node looks for it',
  'not-finite': 'the value is NaN or infinite',
  'wrong-type': 'the value is neither a number, a boolean nor a text',
  'missing-timestamp': 'there is no timestamp: send one, or let the node take the time of arrival',
  'bad-timestamp': 'the timestamp is neither ISO 8601 nor epoch seconds or milliseconds',
  'timestamp-too-old': 'the timestamp is before the year 2000: is the clock of the device set?',
  'timestamp-in-future': 'the timestamp is more than a day ahead: is the clock of the device set?',
  'bad-quality': 'quality is not good, uncertain or bad',
  'unknown-sensor': 'the reading names no sensor',
};

const NOTHING_SHARED: Shared = { timestamp: undefined, quality: undefined };

class Refusal extends Error {
  constructor(
    readonly reason: RejectionReason,
    readonly detail?: string,
  ) {
    super(reason);
  }
}

/** Turns payloads into readings, by the form of an `mqtt in` node. Never throws. */
export class PayloadDecoder {
  private readonly value: PathReader;
  private readonly timestamp: PathReader;
  private readonly quality: PathReader;
  private readonly sensor: PathReader;
  private readonly unit: PathReader;

  /** With `flatten`: paths that are no values, and what is there for all. */
  private readonly shared = new Set<string>();
  private readonly sharedOf: (parsed: unknown) => Shared = () => NOTHING_SHARED;

  constructor(private readonly point: MqttPoint) {
    this.value = compilePath(point.valuePath, 'valuePath');
    this.timestamp = compilePath(point.timestampPath, 'timestampPath');
    this.quality = compilePath(point.qualityPath, 'qualityPath');
    this.sensor = compilePath(point.sensorPath, 'sensorPath');
    this.unit = compilePath('unit', 'unit');
    if (point.format !== 'flatten') return;
    if (point.topic.includes('{sensor}'))
      throw new ThermaCoreError(
        'configuration',
        'topic: one payload with many sensors needs none in its topic.',
        {
          field: 'topic',
          advice: 'Leave out {sensor}, e.g. plant/aqua/{unit}: the names in the payload are the sensors.',
        },
      );
    this.shared.add(point.timestampPath).add(point.qualityPath);
    if (!point.topic.includes('{unit}')) this.shared.add('unit');
    const { timestamp, quality } = this;
    this.sharedOf = (parsed) => ({ timestamp: timestamp(parsed), quality: quality(parsed) });
    // Items have all of it at their own places.
    this.value = compilePath('value', 'valuePath');
    this.timestamp = compilePath('timestamp', 'timestampPath');
    this.quality = compilePath('quality', 'qualityPath');
    this.sensor = compilePath('sensor', 'sensorPath');
  }

  decode(payload: Buffer, context: MessageContext): Decoded {
    const readings: Reading[] = [];
    const rejections: Rejection[] = [];
    const refuse = (reason: RejectionReason, detail?: string): void =>
      void rejections.push(rejection(reason, detail, payload, context));
    if (payload.length > this.point.maxPayloadKb * 1024) {
      refuse(
        'payload-too-large',
        `the payload has ${payload.length} bytes, more than ${this.point.maxPayloadKb} kB`,
      );
      return { readings, rejections };
    }
    const origin: Origin = {
      protocol: 'mqtt',
      device: context.device,
      address: context.topic,
      receivedAt: context.now,
      ...(context.properties ? { properties: context.properties } : {}),
    };
    try {
      const items = this.items(payload);
      if (items.length > MAX_READINGS_PER_MESSAGE)
        throw new Refusal(
          'too-many-readings',
          `one message has ${items.length} readings, more than ${MAX_READINGS_PER_MESSAGE}`,
        );
      for (const item of items) {
        try {
          readings.push(this.reading(item, context, origin));
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          refuse(error.reason, error.detail);
        }
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(error.reason, error.detail);
    }
    return { readings: readings.length > 1 ? withOrdinals(readings) : readings, rejections };
  }

  /** The parts of a payload that are one reading each. */
  private items(payload: Buffer): unknown[] {
    const text = payload.toString('utf8');
    switch (this.point.format) {
      case 'number': {
        const trimmed = text.trim();
        // NaN and Infinity are numbers, and refused as not finite; anything else that is not a number is unparseable.
        const number = trimmed === '' ? NaN : Number(trimmed);
        if (Number.isNaN(number) && trimmed.toLowerCase() !== 'nan')
          throw new Refusal('unparseable-payload', 'the payload is not a number');
        return [number];
      }
      case 'text':
        if (!isUtf8(payload)) throw new Refusal('unparseable-payload', 'the payload is not a text (UTF-8)');
        return [text];
      case 'auto':
        return isUtf8(payload) ? listed(parseJson(text) ?? text) : [`0x${payload.toString('hex')}`];
      case 'flatten': {
        const parsed = parseJson(text);
        if (typeof parsed !== 'object' || parsed === null)
          throw new Refusal('unparseable-payload', 'the payload is not a JSON object');
        return listed(parsed).flatMap((item) =>
          flatten(item, this.sharedOf(item), this.shared, MAX_READINGS_PER_MESSAGE),
        );
      }
      case 'json': {
        const parsed = parseJson(text);
        if (parsed === undefined) throw new Refusal('unparseable-payload', 'the payload is not JSON');
        return listed(parsed);
      }
    }
  }

  private reading(
    item: unknown,
    { tenant, place, now, retained = false }: MessageContext,
    origin: Origin,
  ): Reading {
    // A bare value instead of an object: it has no time and no quality of its own.
    const isObject = typeof item === 'object' && item !== null;
    const unit = place.unit ?? (isObject ? keyOf(this.unit(item)) : undefined);
    const sensor = place.sensor ?? (isObject ? keyOf(this.sensor(item)) : undefined);
    if (unit === undefined) throw new Refusal('unknown-topic');
    if (sensor === undefined) throw new Refusal('unknown-sensor');
    const value = isObject ? this.value(item) : item;
    const fault = valueFault(value);
    if (fault) throw new Refusal(fault);
    const time = this.time(isObject ? this.timestamp(item) : undefined, isObject, now);
    const { quality, flags } = this.qualityOf(
      isObject ? this.quality(item) : undefined,
      isObject ? (item as { flags?: unknown }).flags : undefined,
    );
    const sound: Reading = {
      tenant,
      unit,
      sensor,
      timestamp: time.timestamp,
      value: value as ReadingValue,
      quality,
      origin,
    };
    // The usual one, which the field dates and has nothing to remark on: ten thousand a second.
    if (!time.arrival && flags === NO_FLAGS) return sound;
    // Whoever subscribes gets a retained message now; when it was measured nobody knows, but it was not now.
    const isStale = time.arrival && retained;
    const allFlags = [
      ...flags,
      ...(time.arrival ? (['arrival-time'] as const) : []),
      ...(isStale && !flags.includes('stale') ? (['stale'] as const) : []),
    ];
    return {
      ...sound,
      quality: isStale ? worstQuality(quality, 'uncertain') : quality,
      ...(allFlags.length > 0 ? { flags: allFlags } : {}),
    };
  }

  private time(raw: unknown, isObject: boolean, now: number): { timestamp: number; arrival: boolean } {
    if (raw === undefined || raw === null) {
      if (isObject && this.point.missingTimestamp === 'reject') throw new Refusal('missing-timestamp');
      return { timestamp: now, arrival: true };
    }
    const timestamp = parseTimestamp(raw);
    const fault = timestampFault(timestamp, now);
    if (fault) throw new Refusal(fault);
    return { timestamp, arrival: false };
  }

  private qualityOf(
    raw: unknown,
    rawFlags: unknown,
  ): { quality: QualityClass; flags: readonly QualityFlag[] } {
    const quality =
      raw === undefined || raw === null ? 'good' : typeof raw === 'string' ? raw.toLowerCase() : raw;
    if (!isQualityClass(quality)) throw new Refusal('bad-quality');
    const flags = Array.isArray(rawFlags) ? rawFlags.filter(isQualityFlag) : NO_FLAGS;
    return { quality, flags };
  }
}

const NO_FLAGS: readonly QualityFlag[] = [];
const listed = (parsed: unknown): unknown[] => (Array.isArray(parsed) ? (parsed as unknown[]) : [parsed]);
const keyOf = (value: unknown): string | undefined => (isKey(value) ? value : undefined);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** ISO 8601 with or without offset (then UTC), epoch seconds, or epoch milliseconds. NaN when it is none of them. */
function parseTimestamp(raw: unknown): number {
  if (typeof raw === 'number')
    return Math.abs(raw) < LARGEST_EPOCH_SECONDS ? Math.round(raw * 1000) : Math.round(raw);
  if (typeof raw !== 'string') return NaN;
  // The usual case, without a look at the whole text.
  if (raw.endsWith('Z')) return parseIsoTime(raw);
  if (/^-?\d+(\.\d+)?$/.test(raw)) return parseTimestamp(Number(raw));
  return Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(raw) ? raw : `${raw}Z`);
}

/** Numbers readings of one message that share sensor and time, so that all are kept, and the same way on redelivery. */
function withOrdinals(readings: Reading[]): Reading[] {
  const seen = new Map<string, number>();
  return readings.map((reading) => {
    const key = `${reading.unit}/${reading.sensor}/${reading.timestamp}`;
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return ordinal === 0 ? reading : { ...reading, ordinal };
  });
}

export function rejection(
  reason: RejectionReason,
  detail: string | undefined,
  payload: Buffer,
  { topic }: { topic: string },
): Rejection {
  return {
    reason,
    detail: detail ?? DETAIL[reason] ?? reason,
    address: topic,
    sample: payload.subarray(0, SAMPLE_LENGTH).toString('utf8'),
  };
}
