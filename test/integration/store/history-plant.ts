import assert from 'node:assert/strict';
import type { QualityClass } from '../../../lib/core/quality';
import type { Reading } from '../../../lib/core/reading';
import type { StoreParts } from '../../support/database';
import { DAY, HOUR, MINUTE, SENSORS, furnish, type SensorKey } from './history-fixture';

export const NOW = Date.now();
/** Where readings are: over both changes of the clocks of this year, some months without any, and up to now. */
export const SPANS: readonly (readonly [number, number, number])[] = [
  [Date.UTC(2026, 2, 27), Date.UTC(2026, 3, 7), 500],
  [Date.UTC(2026, 9, 23), Date.UTC(2026, 10, 3), 500],
  [NOW - 3 * HOUR, NOW, 400],
];
/** Before the first of them. */
export const FROM = SPANS[0]![0] - DAY;

const QUALITIES: readonly QualityClass[] = ['good', 'good', 'good', 'uncertain', 'bad'];

/** Writes readings and remembers them, so that answers can be computed from them. */
export function writer(store: () => StoreParts) {
  const written: Record<string, Reading[]> = {};
  const of = (sensor: string, tenant = 'aqua'): Reading[] => written[`${tenant} ${sensor}`] ?? [];

  /** In the order of time per sensor, so that of two at one time the second is the later one. */
  async function write(readings: readonly Reading[]): Promise<void> {
    const { refused } = await store().sink.write(readings);
    assert.deepEqual(refused, []);
    for (const one of readings) (written[`${one.tenant} ${one.sensor}`] ??= []).push(one);
  }

  const scaleOf = (sensor: string): number =>
    Math.max(1, ...of(sensor).map(({ value }) => Math.abs(Number(value))));

  let seed = 11;
  const next = (): number => (seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296) / 4_294_967_296;
  function draw(
    tenant: string,
    sensor: SensorKey,
    [from, to, count]: readonly [number, number, number],
  ): Reading[] {
    const times = Array.from({ length: count }, () => {
      const grain = next() < 0.3 ? MINUTE : 1;
      return Math.floor((from + next() * (to - from)) / grain) * grain;
    });
    return [...new Set(times)].map((timestamp) => ({
      tenant, unit: 'boiler-1', sensor, timestamp,
      value: sensor === 'pump' ? next() < 0.5 : Math.round((next() * 200 - 50) * 1000) / 1000 + (tenant === 'borealis' ? 1e6 : 0),
      quality: QUALITIES[Math.floor(next() * QUALITIES.length)] ?? 'good',
    })); // prettier-ignore
  }

  /** Two tenants with readings in all spans. */
  async function fill(): Promise<void> {
    await furnish(store());
    for (const tenant of ['aqua', 'borealis'])
      for (const sensor of SENSORS) for (const span of SPANS) await write(draw(tenant, sensor, span));
  }

  return { of, write, scaleOf, draw, fill };
}
