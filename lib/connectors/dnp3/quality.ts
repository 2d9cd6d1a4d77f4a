import { Flag } from '../../dnp3/app/flags';
import { worstQuality, type QualityClass, type QualityFlag } from '../../core/quality';
import { KIND_FACTS, type Kind } from './kinds';

/** What flags say of a value, in our words. */
export interface Judged {
  readonly quality: QualityClass;
  readonly flags?: readonly QualityFlag[];
}

interface Row {
  readonly bit: number;
  readonly quality: QualityClass;
  readonly flag: QualityFlag;
}

/**
 * Flags of all points (IEEE 1815-2012, 11.6.1) and what a set one means. A forced value stays good: a person put it there on
 * purpose, and the flag says so, as OPC UA has it (GoodLocalOverride) and IEC 61850 (source substituted, validity as it
 * was).
 */
const COMMON: readonly Row[] = [
  { bit: Flag.CommLost, quality: 'bad', flag: 'comm-lost' },
  { bit: Flag.LocalForced, quality: 'good', flag: 'substituted' },
  { bit: Flag.RemoteForced, quality: 'good', flag: 'substituted' },
  { bit: Flag.Restart, quality: 'uncertain', flag: 'restart' },
];

/** Bits 5 and 6 mean another thing for each kind of point (11.6.2 and the following). */
const BY_KIND: Readonly<Record<'binary' | 'counter' | 'analog', readonly Row[]>> = {
  binary: [{ bit: Flag.ChatterFilter, quality: 'uncertain', flag: 'chatter' }],
  // The count itself is right; only its difference to the one before is not.
  counter: [
    { bit: Flag.Rollover, quality: 'good', flag: 'overflow' },
    { bit: Flag.Discontinuity, quality: 'uncertain', flag: 'overflow' },
  ],
  analog: [
    { bit: Flag.OverRange, quality: 'uncertain', flag: 'over-range' },
    { bit: Flag.ReferenceError, quality: 'uncertain', flag: 'sensor-failure' },
  ],
};

function rowsOf(kind: Kind): readonly Row[] {
  if (kind === 'counter' || kind === 'frozen-counter') return [...COMMON, ...BY_KIND.counter];
  switch (KIND_FACTS[kind].value) {
    case 'state':
    case 'double-bit':
      return [...COMMON, ...BY_KIND.binary];
    case 'number':
      return [...COMMON, ...BY_KIND.analog];
    case 'text':
      return [];
  }
}

const ROWS: ReadonlyMap<Kind, readonly Row[]> = new Map(
  (Object.keys(KIND_FACTS) as Kind[]).map((kind) => [kind, rowsOf(kind)]),
);

const GOOD: Judged = { quality: 'good' };

/** Class and flags of a point's flag octet. An octet string has none: it is as good as its being there. */
export function judge(kind: Kind, flags: number): Judged {
  if (flags === Flag.Online || kind === 'octet-string') return GOOD;
  let quality: QualityClass = (flags & Flag.Online) === 0 ? 'bad' : 'good';
  const said: QualityFlag[] = [];
  for (const row of ROWS.get(kind) ?? []) {
    if ((flags & row.bit) === 0) continue;
    quality = worstQuality(quality, row.quality);
    if (!said.includes(row.flag)) said.push(row.flag);
  }
  // Not scanned, and no flag says why: the last value that was known.
  if (quality === 'bad' && said.length === 0) said.push('stale');
  return said.length > 0 ? { quality, flags: said } : { quality };
}

/**
 * The flag octet for a reading, so that a master sees what we know of it. DNP3 has no word for an uncertain value without a
 * reason: such a one is only online.
 */
export function flagsOf(kind: Kind, quality: QualityClass, flags: readonly QualityFlag[] = []): number {
  let octet = quality === 'bad' ? 0 : Flag.Online;
  const left = new Set(flags);
  // Where two bits say the same in our words, the later row is the one that we can answer for: forced further down than
  // here, and a count that cannot be compared.
  for (const { bit, flag } of (ROWS.get(kind) ?? []).toReversed()) if (left.delete(flag)) octet |= bit;
  // The last value before its source fell silent.
  if (left.has('stale')) octet |= Flag.CommLost;
  return octet;
}
