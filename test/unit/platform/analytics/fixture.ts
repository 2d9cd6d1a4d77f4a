import type { HistorySeries, SeriesQuestion, StatisticsQuestion } from '../../../../lib/core/history';
import { SensorInput, UnitInput, type Sensor } from '../../../../lib/core/plant';
import { ThermaCoreError } from '../../../../lib/core/errors';
import type { AnalyticsStore } from '../../../../lib/platform/analytics/grid';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const NOW = Date.UTC(2026, 10, 23);

export type Value = (at: number) => number | null;

export interface FakeSensor extends Partial<Sensor> {
  readonly unit: string;
  readonly key: string;
  /** What a bucket that begins at a time has. */
  readonly of: Value;
}

const createdAt = '2026-01-01T00:00:00Z';

/** A store whose sensors have one reading a minute, as a function of time; it remembers what it was asked. */
export function fakeStore(sensors: readonly FakeSensor[], alarms: { instance: string; at: number }[] = []) {
  const asked: SeriesQuestion[] = [];
  const all = sensors.map(({ unit, key, of: _of, ...more }) => ({
    ...SensorInput.parse({ key, name: key }),
    ...more,
    unit,
    createdAt,
  }));
  const units = [...new Set(all.map(({ unit }) => unit))].map((key) => ({
    ...UnitInput.parse({ key, name: key.toUpperCase() }),
    createdAt,
    sensors: all.filter(({ unit }) => unit === key).length,
  }));
  const valueOf = (address: { unit: string; sensor: string }, at: number) =>
    sensors.find(({ unit, key }) => unit === address.unit && key === address.sensor)?.of(at) ?? null;
  const hoursOf = (address: { unit: string; sensor: string }, from: number, to: number) =>
    Array.from({ length: (to - from) / HOUR_MS }, (_, i) => valueOf(address, from + i * HOUR_MS)).filter(
      (value) => value !== null,
    ).length;
  const series = async (_tenant: string, question: SeriesQuestion): Promise<HistorySeries> => {
    asked.push(question);
    const { from, to, aggregates = [] } = question;
    const first = Math.floor(from / HOUR_MS) * HOUR_MS;
    const timestamps = Array.from(
      { length: Math.ceil((to - first) / HOUR_MS) },
      (_, i) => first + i * HOUR_MS,
    );
    return {
      from, to, timezone: 'UTC', bucket: '1h', end: first + timestamps.length * HOUR_MS, timestamps,
      series: question.sensors.map((address) => ({
        ...address,
        values: Object.fromEntries(
          aggregates.map((name) => [name, timestamps.map((at) => {
            const value = valueOf(address, at);
            if (name === 'total' || name === 'count') return value === null ? 0 : 60;
            if (value === null) return null;
            return name === 'good' ? 1 : name === 'stddev' ? 0.1 : name === 'min' ? value - 0.2 : name === 'max' ? value + 0.2 : value;
          })]),
        ),
      })),
    }; // prettier-ignore
  };
  const statistics = async (
    _tenant: string,
    { sensors: wanted = [], from, to, aggregates = [] }: StatisticsQuestion,
  ) => ({
    from,
    to: from,
    items: wanted.map((address) => ({
      ...address,
      values: Object.fromEntries(
        aggregates.map((name) => [
          name,
          name === 'total'
            ? 60 * hoursOf(address, from, to)
            : name === 'count'
              ? 60
              : name === 'stddev'
                ? 2
                : valueOf(address, from),
        ]),
      ),
    })),
  });
  const store = {
    plant: {
      listUnits: async () => ({ items: units }),
      getUnit: async (_tenant: string, key: string) => {
        const unit = units.find((one) => one.key === key);
        if (unit) return unit;
        throw new ThermaCoreError('not-found', `There is no unit "${key}".`, { field: 'unit' });
      },
      listSensors: async (_tenant: string, { unit }: { unit?: string }) => ({
        items: all.filter((one) => unit === undefined || one.unit === unit),
      }),
    },
    tenants: { list: async () => [{ key: 'aqua', timezone: 'Europe/Berlin' }] },
    readings: {
      latest: async () =>
        all.map(({ unit, key }) => ({
          unit,
          sensor: key,
          timestamp: new Date(NOW - 1000).toISOString(),
          value: 1,
          quality: 'good',
        })),
    },
    history: { series, statistics },
    alarmJournal: {
      rate: async () => [{ at: NOW, alarms: 4 }],
      byUnit: async () => [{ unit: 'a', priority: 'high', alarms: 7 }],
      announcements: async () => alarms,
    },
  };
  return { store: store as unknown as AnalyticsStore, asked };
}
