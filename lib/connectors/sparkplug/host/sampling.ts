import {
  timestampFault,
  type Origin,
  type Reading,
  type ReadingValue,
  type RejectionReason,
} from '../../../core/reading';
import type { QualityFlag } from '../../../core/quality';
import type { Metric } from '../payload/payload';
import { scalarOf } from '../payload/values';
import { qualityOf, type MappedQuality } from '../quality';
import type { KnownMetric } from './metric-table';

/** What a metric of a message comes to. Undefined: nothing was measured, and nothing is known that could be bad. */
export type Sample =
  | {
      readonly kind: 'value';
      readonly timestamp: number;
      readonly value: ReadingValue;
      readonly quality: MappedQuality;
    }
  | { readonly kind: 'structure'; readonly timestamp: number; readonly value: unknown }
  | { readonly kind: 'fault'; readonly reason: RejectionReason };

export function sampleOf(
  known: KnownMetric,
  metric: Metric,
  sentAt: number | undefined,
  now: number,
): Sample | undefined {
  // §6.4.6: each metric should say when it was measured; the message says when it was sent.
  const said = metric.timestamp ?? sentAt;
  const timestamp = said ?? now;
  const reason = timestampFault(timestamp, now);
  if (reason) return { kind: 'fault', reason };
  const quality = qualityFor(metric, said === undefined);
  if (metric.isNull) {
    // What was known last is not good any more. In a birth there may be nothing yet.
    const { last } = known;
    return last === undefined
      ? undefined
      : { kind: 'value', timestamp, value: last, quality: { ...quality, quality: 'bad' } };
  }
  const scalar = scalarOf(metric, known.type);
  if (scalar.kind === 'fault') return scalar;
  if (scalar.kind === 'structure') return { kind: 'structure', timestamp, value: scalar.value };
  if (!metric.isHistorical) known.last = scalar.value;
  const whole = scalar.inexact ? withFlag(quality, 'conversion', 'uncertain') : quality;
  return { kind: 'value', timestamp, value: scalar.value, quality: whole };
}

function qualityFor({ properties, isHistorical }: Metric, isUndated: boolean): MappedQuality {
  let mapped = qualityOf(properties);
  if (isHistorical) mapped = withFlag(mapped, 'historical');
  if (isUndated) mapped = withFlag(mapped, 'arrival-time');
  return mapped;
}

const withFlag = (
  { quality, flags }: MappedQuality,
  flag: QualityFlag,
  worst?: 'uncertain',
): MappedQuality => ({
  quality: worst && quality === 'good' ? worst : quality,
  flags: flags.includes(flag) ? flags : [...flags, flag],
});

/**
 * A value that is there again, with a time behind that of its loss: a birth tells it with the time at which it was
 * measured, and the loss, being newer, would stay the latest that is known.
 */
export function after(sample: Sample, lostAt: number, now: number): Sample {
  if (sample.kind !== 'value' || sample.timestamp > lostAt) return sample;
  const quality = withFlag(sample.quality, 'arrival-time');
  return { ...sample, timestamp: Math.max(now, lostAt + 1), quality };
}

/** The reading of a metric that has a place. */
export function readingOf(
  tenant: string,
  { unit, sensor }: { unit: string; sensor: string },
  { timestamp, value, quality: { quality, flags } }: Extract<Sample, { kind: 'value' }>,
  origin: Origin,
): Reading {
  const reading: Reading = { tenant, unit, sensor, timestamp, value, quality, origin };
  return flags.length > 0 ? { ...reading, flags } : reading;
}
