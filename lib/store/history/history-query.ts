import { systemClock, type Clock } from '../../core/clock';
import {
  AGGREGATES,
  HISTORY_LIMITS,
  type Aggregate,
  type AtQuestion,
  type HistorySeries,
  type HistoryStatistics,
  type HistoryTable,
  type RawQuestion,
  type RawReading,
  type SensorAddress,
  type SeriesQuestion,
  type StatisticsQuestion,
  type ValuesAt,
} from '../../core/history';
import type { Page } from '../../core/plant';
import { unpackQuality } from '../../core/quality';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';
import { readBuckets } from './buckets';
import { downsample } from './downsample';
import { estimateRawRows } from './estimate';
import { findKept } from './kept';
import { lastKnown, lastKnownTexts } from './last-known';
import { checkRows, checkWhole, explain, planBuckets, planSpan } from './plan';
import { readRaw, typed } from './raw';
import { checkCount, checkInstants, checkSensors, checkSpan, checkWords, invalid } from './refusals';
import { findSensors, findZone, refuseTexts, sensorsOf, type FoundSensor } from './sensors';
import { tableOf } from './table';

const MOST_RAW = 10_000;

/**
 * Answers about any span of any sensors at any resolution, always one tenant's, from the coarsest rollups that are
 * exact for the question. Every method throws `invalid` that names the field when a question is wrong or would read
 * or answer too much, and `not-found` for a sensor or unit that the tenant does not have.
 */
export class HistoryQuery {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Buckets or, with `lttb`, chosen readings: one series per sensor, in the order asked for. */
  async series(tenant: string, question: SeriesQuestion): Promise<HistorySeries> {
    const { sensors: wanted, from, to, quality = 'usable' } = question;
    checkSensors(wanted);
    checkSpan(question);
    checkWords(question);
    checkOneWay(question);
    return this.ask(tenant, async (client) => {
      const sensors = await findSensors(client, wanted);
      refuseTexts(sensors);
      const ids = sensors.map(({ id }) => id);
      const zone = await findZone(client, question.timezone);
      const span = { from, to, timezone: zone.name };
      const now = this.clock.now();
      const kept = await findKept(client, ids, now);
      if (question.lttb !== undefined) {
        const { series, plan, note } = await downsample(client, sensors, question, zone, kept);
        return { ...span, series, ...(note ? { note } : {}), ...(question.explain ? { plan } : {}) };
      }
      const plan = planBuckets(question, zone, kept);
      const rawRows = await estimateRawRows(client, ids, plan.segments, kept);
      checkRows(plan, sensors.length, rawRows, quality);
      return {
        ...span,
        ...(plan.width ? { bucket: plan.width.text } : {}),
        end: plan.end,
        timestamps: [...plan.starts],
        series: await readBuckets(client, sensors, plan, { ...question, quality, kept, now }),
        ...(plan.note ? { note: plan.note } : {}),
        ...(question.explain ? { plan: explain(plan, sensors.length, rawRows) } : {}),
      };
    });
  }

  /** Buckets of several sensors side by side. */
  async table(tenant: string, question: SeriesQuestion): Promise<HistoryTable> {
    if (question.lttb !== undefined)
      throw invalid(
        'lttb',
        'Points of `lttb` have their own time per sensor and make no table.',
        'Ask for buckets.',
      );
    return tableOf(await this.series(tenant, question));
  }

  /** One row per sensor over the whole span. */
  async statistics(tenant: string, question: StatisticsQuestion): Promise<HistoryStatistics> {
    const { from, to, quality = 'usable', aggregates = AGGREGATES } = question;
    checkWords(question);
    checkWhole(question);
    return this.ask(tenant, async (client) => {
      const now = this.clock.now();
      const sensors = await this.sensorsFor(client, question, HISTORY_LIMITS.statisticsSensors);
      if (question.sensors) refuseTexts(sensors);
      const numbers = sensors.filter(({ type }) => type !== 'text');
      const ids = numbers.map(({ id }) => id);
      const kept = await findKept(client, ids, now);
      const plan = planSpan(question, quality, kept);
      const rawRows = await estimateRawRows(client, ids, plan.segments, kept);
      checkRows(plan, numbers.length, rawRows, quality);
      const series = await readBuckets(client, numbers, plan, { aggregates, quality, kept, now });
      return {
        from,
        to,
        items: series.map(({ unit, sensor, values }) => ({
          unit,
          sensor,
          values: Object.fromEntries(aggregates.map((name: Aggregate) => [name, values[name]?.[0] ?? null])),
        })),
        ...(plan.note ? { note: plan.note } : {}),
        ...(question.explain ? { plan: explain(plan, numbers.length, rawRows) } : {}),
      };
    });
  }

  /** The last value known at a time, however long ago it was measured. */
  async at(tenant: string, question: AtQuestion): Promise<ValuesAt> {
    const { time, quality = 'usable' } = question;
    checkInstants({ time });
    checkWords(question);
    return this.ask(tenant, async (client) => {
      const sensors = await this.sensorsFor(client, question, HISTORY_LIMITS.statisticsSensors);
      const idsOf = (isText: boolean): number[] =>
        sensors.filter(({ type }) => (type === 'text') === isText).map(({ id }) => id);
      const kept = await findKept(client, idsOf(false), this.clock.now());
      const known = new Map([
        ...(await lastKnown(client, idsOf(false), time, { quality, kept, inclusive: true })),
        ...(await lastKnownTexts(client, idsOf(true), time, quality)),
      ]);
      const items: ValuesAt['items'] = [];
      const missing: SensorAddress[] = [];
      for (const { id, unit, sensor, type } of sensors) {
        const value = known.get(id);
        if (!value) missing.push({ unit, sensor });
        else
          items.push({
            unit,
            sensor,
            timestamp: new Date(value.ms).toISOString(),
            value: typed(value.value, type),
            ...unpackQuality(value.quality),
            age: time - value.ms,
          });
      }
      return { time, items, missing };
    });
  }

  /** Raw readings, oldest first, in pages. Texts too. */
  async raw(tenant: string, question: RawQuestion): Promise<Page<RawReading>> {
    checkSensors(question.sensors);
    checkSpan(question);
    checkWords(question);
    checkCount('limit', question.limit, 1, MOST_RAW);
    return this.ask(tenant, async (client) =>
      readRaw(client, await findSensors(client, question.sensors), question),
    );
  }

  private ask<T>(tenant: string, work: (client: SqlClient) => Promise<T>): Promise<T> {
    return this.transactions.forTenant(tenant, 'query', work);
  }

  private sensorsFor(
    client: SqlClient,
    { sensors, unit }: { sensors?: readonly SensorAddress[] | undefined; unit?: string | undefined },
    most: number,
  ): Promise<FoundSensor[]> {
    if (!sensors) return sensorsOf(client, unit, most);
    if (unit !== undefined)
      throw invalid('unit', 'Both `sensors` and `unit` are given.', 'Give one of the two.');
    checkSensors(sensors, most);
    return findSensors(client, sensors);
  }
}

function checkOneWay({ bucket, points, lttb }: SeriesQuestion): void {
  const given = Object.entries({ bucket, points, lttb }).filter(([, value]) => value !== undefined);
  const [, second] = given;
  if (second)
    throw invalid(
      second[0],
      `\`${given[0]?.[0]}\` and \`${second[0]}\` exclude each other.`,
      'Give one of the two.',
    );
}
