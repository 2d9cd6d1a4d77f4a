import { z } from 'zod';
import { DETECTORS, SENSOR_DETECTORS, type DetectorName } from './detectors/detector';

export const SMALLEST_WINDOW = 20;
export const LARGEST_WINDOW = 5000;
export const DEFAULT_LIMIT = 0.9;

/** How a sensor is watched. What a sensor does not set, its unit's setting or the tenant's says. */
export const AnomalySettings = z
  .object({
    enabled: z.boolean().describe('Off: its readings are passed on without a score'),
    detectors: z
      .array(z.enum(DETECTORS, { error: `must be some of ${DETECTORS.join(', ')}` }))
      .min(1, 'needs at least one detector')
      .max(DETECTORS.length)
      .describe('Which detectors look at it'),
    window: z
      .int('must be a whole number of readings')
      .min(SMALLEST_WINDOW, `must be ${SMALLEST_WINDOW} readings at least`)
      .max(LARGEST_WINDOW, `can be ${LARGEST_WINDOW} readings at most`)
      .describe('Readings that count as the present: what is usual is learnt from so many'),
    sensitivity: z
      .number('must be a number')
      .min(0.1, 'must be 0.1 to 10')
      .max(10, 'must be 0.1 to 10')
      .describe('2 tells twice as eagerly: what is half as rare is enough. 0.5 half as eagerly'),
    limit: z
      .number('must be a number')
      .min(0.5, 'must be 0.5 to 1')
      .max(1, 'must be 0.5 to 1')
      .describe('From this confidence on it is an anomaly'),
    warmUpReadings: z
      .int('must be a whole number of readings')
      .min(SMALLEST_WINDOW, `must be ${SMALLEST_WINDOW} readings at least`)
      .max(100_000, 'can be 100000 readings at most')
      .optional()
      .describe('Readings before anything is said; left out: the window, 100 at least'),
  })
  .strict();
export type AnomalySettings = z.output<typeof AnomalySettings>;

/** What is different for one sensor, one unit or the tenant. */
export const AnomalySettingsInput = AnomalySettings.partial().meta({
  id: 'AnomalySettingsInput',
  description: 'What is left out stays as the unit’s or the tenant’s settings say',
});
export type AnomalySettingsInput = z.output<typeof AnomalySettingsInput>;

export const DEFAULT_SETTINGS: AnomalySettings = {
  enabled: true,
  detectors: [...DETECTORS],
  window: 240,
  sensitivity: 1,
  limit: DEFAULT_LIMIT,
};

/** The first field that is wrong, and why. */
export function checkSettings(
  given: unknown,
): { settings: AnomalySettingsInput } | { field: string; message: string } {
  const { success, data, error } = AnomalySettingsInput.safeParse(given);
  if (success) return { settings: data };
  const issue = error.issues[0];
  return { field: issue?.path.join('.') || 'settings', message: issue?.message ?? 'no reason' };
}

/** The later ones go first. */
export const merged = (...layers: readonly (AnomalySettingsInput | undefined)[]): AnomalySettings =>
  Object.assign({}, DEFAULT_SETTINGS, ...layers.map(written)) as AnomalySettings;

const written = (layer: AnomalySettingsInput | undefined): object =>
  Object.fromEntries(Object.entries(layer ?? {}).filter(([, value]) => value !== undefined));

export const warmUpOf = ({ warmUpReadings, window }: AnomalySettings): number =>
  warmUpReadings ?? Math.max(100, window);

/** True where one began under `before` cannot go on under `after`. */
export const needsNewModel = (before: AnomalySettings, after: AnomalySettings): boolean =>
  before.window !== after.window || maskOf(before.detectors) !== maskOf(after.detectors);

/** The detectors as bits, in the order of SENSOR_DETECTORS. */
export const maskOf = (detectors: readonly DetectorName[]): number =>
  SENSOR_DETECTORS.reduce((mask, name, i) => (detectors.includes(name) ? mask | (1 << i) : mask), 0);
