import { z } from 'zod';
import { packQuality } from '../core/quality';
import type { Reading } from '../core/reading';
import type { SensorDirectory } from './ports';

export const DeadbandConfig = z.object({
  absolute: z.coerce
    .number()
    .min(0)
    .default(0)
    .describe('Smallest change that passes, in the unit of measure of the sensor. 0: off'),
  percent: z.coerce
    .number()
    .min(0)
    .max(100)
    .default(0)
    .describe(
      'Smallest change that passes, in percent of the range of the sensor (rangeLow to rangeHigh). 0: off',
    ),
  maxSilenceSeconds: z.coerce
    .number()
    .min(0)
    .max(86_400)
    .default(60)
    .describe(
      'A reading passes at least this often, changed or not, in seconds of the field’s time. 0: never only for that',
    ),
});
export type DeadbandConfig = z.output<typeof DeadbandConfig>;

interface Passed {
  value: Reading['value'];
  /** Class and flags (core/quality.ts). */
  quality: number;
  timestamp: number;
}

const MAX_SENSORS = 100_000;

/**
 * Drops readings that say nothing new. What passes: the first of a sensor, a change of quality or its flags, a change of value
 * beyond the band around the last value *that passed* (so that slow drift is not lost), one at least every
 * `maxSilence`, and whatever comes out of order (it belongs to the past and is judged by history, not here).
 */
export class Deadband {
  private readonly last = new Map<string, Passed>();

  constructor(
    private readonly config: DeadbandConfig,
    private readonly directory?: SensorDirectory,
  ) {}

  /** The readings that pass; the array itself when all do. */
  apply(readings: Reading[]): Reading[] {
    if (this.config.absolute === 0 && this.config.percent === 0) return readings;
    const passed = readings.filter((reading) => this.passes(reading));
    return passed.length === readings.length ? readings : passed;
  }

  private passes(reading: Reading): boolean {
    const key = `${reading.tenant}/${reading.unit}/${reading.sensor}`;
    const last = this.last.get(key);
    if (last && reading.timestamp < last.timestamp) return true;
    if (last && !this.differs(reading, last)) return false;
    if (!last && this.last.size >= MAX_SENSORS) this.last.delete(this.last.keys().next().value ?? '');
    this.last.set(key, {
      value: reading.value,
      quality: packQuality(reading.quality, reading.flags),
      timestamp: reading.timestamp,
    });
    return true;
  }

  private differs(reading: Reading, last: Passed): boolean {
    if (packQuality(reading.quality, reading.flags) !== last.quality) return true;
    const { maxSilenceSeconds } = this.config;
    if (maxSilenceSeconds > 0 && reading.timestamp - last.timestamp >= maxSilenceSeconds * 1000) return true;
    if (typeof reading.value !== 'number' || typeof last.value !== 'number')
      return reading.value !== last.value;
    return Math.abs(reading.value - last.value) > this.band(reading);
  }

  private band(reading: Reading): number {
    const { absolute, percent } = this.config;
    if (percent === 0) return absolute;
    const entry = this.directory?.find(reading.tenant, reading.unit, reading.sensor);
    if (entry?.rangeLow === undefined || entry.rangeHigh === undefined) return absolute;
    return Math.max(absolute, ((entry.rangeHigh - entry.rangeLow) * percent) / 100);
  }
}
