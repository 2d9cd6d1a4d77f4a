import type { QualityClass, QualityFlag } from './quality';

export type ReadingValue = number | boolean | string;

/** Where a reading came from. One object may be shared by all readings of one message. */
export interface Origin {
  /** `mqtt`, `modbus`, `opcua`, `dnp3`, `simulator`, `api`, … */
  readonly protocol: string;
  /** The device, connection or client as the connector knows it. */
  readonly device: string;
  /** Topic, register, node id, point index: the address inside the device. */
  readonly address: string;
  /** When the platform received it, epoch ms UTC. */
  readonly receivedAt: number;
  /** What the protocol says beside the value, e.g. the user properties of MQTT 5. */
  readonly properties?: Readonly<Record<string, string>>;
}

/**
 * One measured value. Plain JSON, so that it survives cloning onto several wires.
 *
 * `tenant`, `unit` and `sensor` are keys (see ids.ts): people chose them, they are unique inside their parent, and
 * they never change. The database's own numbers stay inside lib/store.
 */
export interface Reading {
  readonly tenant: string;
  readonly unit: string;
  readonly sensor: string;
  /** When the field measured it: epoch milliseconds, UTC. */
  readonly timestamp: number;
  readonly value: ReadingValue;
  readonly quality: QualityClass;
  readonly flags?: readonly QualityFlag[];
  /**
   * Tells apart readings of one sensor that share a timestamp inside one delivery: 0 (default) for the first, 1 for
   * the second, … It must come out the same when the field sends the delivery again.
   */
  readonly ordinal?: number;
  readonly origin?: Origin;
}

/** What goes along a wire. `delivery` is there when the field waits for a confirmation. */
export interface ReadingsMessage {
  topic: 'readings';
  payload: Reading[];
  delivery?: { id: string };
}

/** Largest number of readings in one message; larger ones are split by whoever makes them. */
export const MAX_READINGS_PER_MESSAGE = 5000;

/** Of so many refused readings of one request it is told why; of the rest how many there are. */
export const MAX_FAULTS = 100;

/** Readings older than this were made by a clock that never was set (epoch ms of 2000-01-01T00:00:00Z). */
export const EARLIEST_TIMESTAMP = Date.UTC(2000, 0, 1);

/** How far a field clock may run ahead of ours before its readings are refused, in ms. */
export const MAX_CLOCK_AHEAD_MS = 24 * 60 * 60 * 1000;

/** Longest text value in characters. */
export const MAX_TEXT_LENGTH = 4096;

/** Why a reading was refused. The word is the label `reason` of `thermacore_readings_rejected_total`. */
export const REJECTION_REASONS = [
  'unparseable-payload',
  'payload-too-large',
  'unknown-topic',
  'missing-value',
  'not-finite',
  'wrong-type',
  'missing-timestamp',
  'bad-timestamp',
  'timestamp-too-old',
  'timestamp-in-future',
  'bad-quality',
  'unknown-unit',
  'unknown-sensor',
  'foreign-tenant',
  'over-quota',
  'storage-quota',
  'tenant-suspended',
  'too-many-readings',
  'malformed-reading',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** One refused reading, as it leaves the dead-letter output. `detail` names the field and what to do. */
export interface Rejection {
  readonly reason: RejectionReason;
  readonly detail: string;
  readonly address?: string;
  /** The offending payload, cut to a few hundred characters. */
  readonly sample?: string;
}

/** Checks a source timestamp against what a field clock can say. Returns the reason for refusal, or undefined. */
export function timestampFault(timestamp: number, now: number): RejectionReason | undefined {
  if (!Number.isFinite(timestamp)) return 'bad-timestamp';
  if (timestamp < EARLIEST_TIMESTAMP) return 'timestamp-too-old';
  if (timestamp > now + MAX_CLOCK_AHEAD_MS) return 'timestamp-in-future';
  return undefined;
}

/** Checks a value for what can be stored. Returns the reason for refusal, or undefined. */
export function valueFault(value: unknown): RejectionReason | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : 'not-finite';
    case 'boolean':
      return undefined;
    case 'string':
      return value.length <= MAX_TEXT_LENGTH ? undefined : 'payload-too-large';
    case 'undefined':
      return 'missing-value';
    default:
      return value === null ? 'missing-value' : 'wrong-type';
  }
}
