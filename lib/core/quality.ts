/**
 * Quality of a reading: one of three classes and any number of flags that say why.
 *
 * The classes are those of OPC UA (OPC 10000-8 §6.3.2: Good, Uncertain, Bad); the flags are the union of what the
 * field protocols can say (DNP3 object flags, Modbus exceptions, Sparkplug `is_historical`). In the database both
 * share one small integer: bits 0–1 the class, bit 2 upwards the flags, in the order of `QUALITY_FLAGS`.
 */
export const QUALITY_CLASSES = ['good', 'uncertain', 'bad'] as const;
export type QualityClass = (typeof QUALITY_CLASSES)[number];

/** The order is stored on disk: append only. */
export const QUALITY_FLAGS = [
  'comm-lost',
  'over-range',
  'under-range',
  'substituted',
  'stale',
  'historical',
  'sensor-failure',
  'restart',
  'chatter',
  'overflow',
  'arrival-time',
  'conversion',
  'unsynchronised',
] as const;
export type QualityFlag = (typeof QUALITY_FLAGS)[number];

const CLASS_BITS = 2;
const CLASS_MASK = (1 << CLASS_BITS) - 1;

const flagBit = new Map<string, number>(QUALITY_FLAGS.map((flag, i) => [flag, 1 << (i + CLASS_BITS)]));
const classCode = new Map<string, number>(QUALITY_CLASSES.map((name, i) => [name, i]));

export const isQualityClass = (value: unknown): value is QualityClass =>
  typeof value === 'string' && classCode.has(value);

export const isQualityFlag = (value: unknown): value is QualityFlag =>
  typeof value === 'string' && flagBit.has(value);

/** Packs class and flags into the integer that the store keeps (0 = good without flags). */
export function packQuality(quality: QualityClass, flags?: readonly QualityFlag[]): number {
  let bits = classCode.get(quality) ?? 0;
  if (flags) for (const flag of flags) bits |= flagBit.get(flag) ?? 0;
  return bits;
}

/** The reverse of `packQuality`. `flags` is absent when there are none, so that plain readings stay small. */
export function unpackQuality(bits: number): { quality: QualityClass; flags?: QualityFlag[] } {
  const quality = QUALITY_CLASSES[bits & CLASS_MASK] ?? 'bad';
  if (bits <= CLASS_MASK) return { quality };
  const flags = QUALITY_FLAGS.filter((_, i) => (bits & (1 << (i + CLASS_BITS))) !== 0);
  return flags.length > 0 ? { quality, flags } : { quality };
}

/** The worse of two classes: a value computed from several readings is no better than its worst. */
export function worstQuality(a: QualityClass, b: QualityClass): QualityClass {
  return (classCode.get(a) ?? 0) >= (classCode.get(b) ?? 0) ? a : b;
}
