import { z } from 'zod';
import { Key } from '../../core/plant';
import type { Reading } from '../../core/reading';
import { DETECTORS, type Band } from '../detectors/detector';
import type { Episode } from '../episode';
import type { AnomalyRecord, StoredSettings } from '../ports';
import { AnomalySettings } from '../settings';
import { unitHint } from '../unit-hint';
import { RELEARNING, type Verdict } from '../watch';

const Detector = z.enum(DETECTORS);
const Confidence = z.number().min(0).max(1);
const Stamp = z.string().describe('ISO 8601, UTC');
const Expected = z
  .object({ low: z.number().nullable(), high: z.number().nullable() })
  .describe('What the detector expected the value between; null where it sees no limit');

/** What stands beside a reading that was scored. */
export const Score = z
  .object({
    score: Confidence.describe('How sure it is that something is wrong'),
    detector: Detector.optional().describe('The detector that is surprised most, from 0.5 on'),
    expected: Expected.optional().describe('From 0.5 on'),
    since: Stamp.optional().describe('When the anomaly began that the reading belongs to'),
    warmsUpFor: z.int().optional().describe('Readings before anything is said of the sensor'),
    warmsUpBecause: z
      .enum(RELEARNING)
      .optional()
      .describe('What changed in the registry, so that a sensor which was known is learnt anew'),
  })
  .meta({ id: 'AnomalyScore' });
export type Score = z.output<typeof Score>;

export type ScoredReading = Reading & { readonly anomaly: Score };

export const Anomaly = z
  .object({
    id: z.string(),
    unit: Key,
    sensor: Key,
    from: Stamp,
    to: Stamp.describe('Time of the last unusual reading'),
    open: z.boolean().describe('It goes on'),
    confidence: Confidence.describe('When it was surest'),
    detector: Detector.describe('What was surprised most then'),
    strength: z
      .number()
      .describe(
        'In the measure of the detector: standard deviations of what is usual, for most; see docs/anomaly.md',
      ),
    observed: z.number().describe('The value then'),
    expected: Expected,
    readings: z.int().describe('Unusual readings'),
    hint: z
      .string()
      .optional()
      .describe('What it may be, where the value fits: another unit of measure than the registry says'),
    scan: z
      .string()
      .optional()
      .describe('The job over history that found it; absent for one found as it happened'),
    judgement: z
      .enum(['true', 'false'])
      .optional()
      .describe('What people say: something was wrong, or nothing'),
    judgedBy: z.string().optional(),
    judgedAt: Stamp.optional(),
    comment: z.string().optional(),
  })
  .meta({ id: 'Anomaly' });
export type Anomaly = z.output<typeof Anomaly>;

export const AnomalyList = z
  .object({ items: z.array(Anomaly), nextCursor: z.string().optional() })
  .meta({ id: 'AnomalyList' });

export const FeedbackInput = z
  .object({
    judgement: z.enum(['true', 'false']).nullable().describe('null takes back what was said'),
    comment: z.string().trim().max(1000).optional(),
  })
  .strict()
  .meta({ id: 'AnomalyFeedback' });

export const PlacedSettings = z
  .object({
    unit: Key.optional().describe('Absent: of the whole tenant'),
    sensor: Key.optional().describe('Absent: of the whole unit'),
    settings: AnomalySettings.partial(),
    effective: AnomalySettings.describe('What counts here, with what is above it'),
    feedback: z
      .object({
        confirmed: z.int(),
        refused: z.int(),
        shift: z.number(),
        shifts: z.partialRecord(Detector, z.number()),
      })
      .describe(
        'What people said of its anomalies, and the powers of ten of rarity that are asked for because of it',
      ),
    updatedAt: Stamp.optional(),
    updatedBy: z.string().optional(),
  })
  .meta({ id: 'PlacedAnomalySettings' });
export type PlacedSettings = z.output<typeof PlacedSettings>;

export interface AnomalyEvent {
  readonly event: 'begin' | 'end';
  readonly tenant: string;
  readonly anomaly: AnomalyRecord;
}

/** From here on a reading says which detector, and what was expected. */
const WORTH_TELLING = 0.5;

const iso = (ms: number): string => new Date(ms).toISOString();
/** JSON has no infinity. */
const shownBand = ({ low, high }: Band): z.output<typeof Expected> => ({
  low: Number.isFinite(low) ? low : null,
  high: Number.isFinite(high) ? high : null,
});

export function scoredOf(
  reading: Reading,
  { score, detector, expected, since, warmsUpFor, warmsUpBecause }: Verdict,
): ScoredReading {
  const anomaly: Score = { score };
  if (warmsUpFor > 0) anomaly.warmsUpFor = warmsUpFor;
  if (warmsUpBecause !== undefined) anomaly.warmsUpBecause = warmsUpBecause;
  if (score >= WORTH_TELLING && detector !== undefined) {
    anomaly.detector = detector;
    anomaly.expected = shownBand(expected);
  }
  if (since !== undefined) anomaly.since = iso(since);
  return { ...reading, anomaly };
}

export function recordOf(id: string, episode: Episode, scan?: string): AnomalyRecord {
  return { id, ...episode, ...(scan === undefined ? {} : { scan }) };
}

export function shownAnomaly({ from, to, expected, judgedAt, ...rest }: AnomalyRecord): Anomaly {
  const hint = unitHint(rest.observed, expected);
  return {
    ...rest,
    ...(hint === undefined ? {} : { hint }),
    from: iso(from),
    to: iso(to),
    expected: shownBand(expected),
    ...(judgedAt === undefined ? {} : { judgedAt: iso(judgedAt) }),
  };
}

export function shownSettings(
  { updatedAt, feedback, ...row }: StoredSettings,
  effective: AnomalySettings,
): PlacedSettings {
  return {
    ...row,
    effective,
    feedback: { ...feedback, shifts: { ...feedback.shifts } },
    ...(updatedAt === 0 ? {} : { updatedAt: iso(updatedAt) }),
  };
}
