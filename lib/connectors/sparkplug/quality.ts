import type { QualityClass, QualityFlag } from '../../core/quality';
import type { Reading } from '../../core/reading';
import type { Properties } from './payload/payload';

/** Sparkplug 3.0 §6.4.10: the three codes of the property `Quality`. */
export const QUALITY = { bad: 0, good: 192, stale: 500 } as const;

export interface MappedQuality {
  readonly quality: QualityClass;
  readonly flags: readonly QualityFlag[];
}

const GOOD: MappedQuality = { quality: 'good', flags: [] };
const UNCERTAIN: MappedQuality = { quality: 'uncertain', flags: [] };
const BAD: MappedQuality = { quality: 'bad', flags: [] };
const STALE: MappedQuality = { quality: 'bad', flags: ['stale'] };

/** What the properties of a metric say; without the property it is good. Codes of OPC are taken as OPC means them. */
export function qualityOf(properties: Properties | undefined): MappedQuality {
  const code = properties?.['Quality'];
  if (typeof code !== 'number') return GOOD;
  if (code === QUALITY.stale) return STALE;
  // The two highest bits of the lower byte, OPC DA 3.00 §6.8: 11 good, 01 uncertain.
  const top = (code & 0xff) >> 6;
  return top === 3 ? GOOD : top === 1 ? UNCERTAIN : BAD;
}

/** The code for a reading of ours; undefined for a good one, which needs none. Never better than it is. */
export function codeOf({ quality, flags }: Pick<Reading, 'quality' | 'flags'>): number | undefined {
  if (quality === 'good') return undefined;
  return flags?.some((flag) => flag === 'stale' || flag === 'comm-lost') ? QUALITY.stale : QUALITY.bad;
}
