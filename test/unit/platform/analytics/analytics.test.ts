import assert from 'node:assert/strict';
import { nullMeter } from '../../../../lib/core/meter';
import { Analytics } from '../../../../lib/platform/analytics';
import { spanBefore } from '../../../../lib/platform/analytics/comparison';
import { TimeZone } from '../../../../lib/core/time-zone';
import {
  AlarmPatternReport, AnalyticsSummary, ComparisonReport, CorrelationReport, ForecastReport, KpiReport,
  PerformanceReport, QualityReport, StatisticsReport, SuggestionReport, TrendReport,
} from '../../../../lib/core/analytics'; // prettier-ignore
import { FakeClock } from '../../../support/fake-clock';
import { DAY_MS, HOUR_MS, NOW, fakeStore, type FakeSensor } from './fixture';

const hours = (at: number) => (at - NOW) / HOUR_MS;
const wave = (at: number) => 10 * Math.sin((2 * Math.PI * at) / DAY_MS);
const wobble = (at: number) => Math.sin(at / 1.7e6);
const plant: FakeSensor[] = [
  {
    unit: 'a',
    key: 'rising',
    of: (at) => 70 + hours(at) / 24 + wobble(at) / 10,
    normalLow: 40,
    normalHigh: 75,
  },
  { unit: 'a', key: 'daily', of: (at) => 50 + wave(at) + wobble(at), uom: '°C' },
  { unit: 'a', key: 'later', of: (at) => 50 + wave(at - 3 * HOUR_MS) },
  { unit: 'a', key: 'constant', of: () => 5 },
  { unit: 'a', key: 'switch', type: 'boolean', of: (at) => hours(at) & 1 },
  { unit: 'a', key: 'mode', type: 'text', of: () => null },
  { unit: 'b', key: 'silent', of: () => null },
  { unit: 'b', key: 'gaps', of: (at) => (Math.floor(hours(at)) % 4 === 0 ? null : 20 + wobble(at)) },
];

describe('analytics', function () {
  this.timeout(60_000);
  let analytics: Analytics;
  before(() => {
    analytics = new Analytics({ clock: new FakeClock(NOW), meter: nullMeter });
  });
  after(() => analytics.stop());

  const { store, asked } = fakeStore(plant);
  const question = <Query>(query: Query) => ({ store, tenant: 'aqua', now: NOW, query });
  const sensors = (...names: string[]) => ({ sensors: names.map((name) => ({ unit: 'a', sensor: name })) });

  it('trends: tells rising from steady, and says why nothing is said', async () => {
    const { items, bucket } = TrendReport.parse(await analytics.trends(question({ unit: 'a' })));
    assert.equal(bucket, '1h');
    const of = (key: string) => items.find(({ sensor }) => sensor === key)?.trend;
    assert.equal(of('rising')?.direction, 'rising');
    assert.ok(Math.abs((of('rising')?.slope ?? 0) - 1) < 0.02);
    assert.equal(of('daily')?.direction, 'steady');
    assert.equal(of('constant')?.p, 1);
    assert.equal(of('mode'), undefined);
    const silent = await analytics.trends(question({ unit: 'b' }));
    assert.deepEqual(
      silent.items.map(({ sensor, count, reason }) => [sensor, count, reason]),
      [
        ['silent', 0, 'Too few buckets have readings.'],
        ['gaps', 126, undefined],
      ],
    );
  });

  it('leaves out the buckets that the span cuts', async () => {
    const { items } = await analytics.trends(
      question({ ...sensors('constant'), from: NOW - 10.5 * HOUR_MS, to: NOW - HOUR_MS / 2 }),
    );
    assert.equal(items[0]?.count, 9);
  });

  it('statistics: moments of readings, distribution of buckets', async () => {
    const report = StatisticsReport.parse(await analytics.statistics(question({ unit: 'a' })));
    const daily = report.items.find(({ sensor }) => sensor === 'daily');
    assert.equal(daily?.readings, 60);
    assert.ok(Math.abs((daily.distribution?.median ?? 0) - 50) < 1);
    assert.equal(report.items.find(({ sensor }) => sensor === 'constant')?.distribution?.skewness, undefined);
  });

  it('correlation: a matrix with its mirror, and by how much one follows another', async () => {
    const report = CorrelationReport.parse(
      await analytics.correlation(
        question({ ...sensors('daily', 'later', 'constant'), method: 'pearson', maxLag: 6 }),
      ),
    );
    assert.equal(report.lagMs[0]?.[1], 3 * HOUR_MS);
    assert.equal(report.lagMs[1]?.[0], -3 * HOUR_MS);
    assert.equal(report.r[0]?.[1], report.r[1]?.[0]);
    assert.ok((report.r[0]?.[1] ?? 0) > 0.95);
    assert.deepEqual(report.r[2], [null, null, null]);
    assert.equal(report.r[0]?.[0], 1);
  });

  it('suggestions: limits for what moves, a reason for what does not', async () => {
    const { items } = SuggestionReport.parse(await analytics.suggestions(question({ unit: 'a' })));
    const of = (key: string) => items.find(({ sensor }) => sensor === key);
    assert.ok((of('daily')?.suggestion?.high ?? 0) > 60);
    const silent = await analytics.suggestions(question({ unit: 'b' }));
    assert.match(silent.items[0]?.reason ?? '', /Too few buckets/);
    assert.match(of('switch')?.reason ?? '', /switch/);
  });

  it('forecast: a season of a day, a band, and when a limit is met', async () => {
    const daily = ForecastReport.parse(
      await analytics.forecast(question({ unit: 'a', sensor: 'daily', confidence: 0.95, horizon: 24 })),
    );
    assert.equal(daily.forecast?.season, '1d');
    assert.equal(daily.forecast.timestamps[0], NOW);
    daily.forecast.mean.forEach((value, h) =>
      assert.ok(Math.abs(value - 50 - wave(NOW + h * HOUR_MS)) < 3, `${h}: ${value}`),
    );
    const rising = await analytics.forecast(
      question({ unit: 'a', sensor: 'rising', confidence: 0.9, limit: 72 }),
    );
    const [limit, normal] = rising.limits;
    assert.deepEqual([limit?.name, limit?.side, normal?.name], ['limit', 'high', 'normal high']);
    // A degree a day: two days from now to 72, five to 75.
    assert.ok(Math.abs((limit?.trend?.at ?? 0) - (NOW + 2 * DAY_MS)) < 4 * HOUR_MS);
    assert.ok(Math.abs((normal?.trend?.at ?? 0) - (NOW + 5 * DAY_MS)) < 8 * HOUR_MS);
  });

  it('forecast: says why there is none', async () => {
    const report = ForecastReport.parse(
      await analytics.forecast(question({ unit: 'b', sensor: 'silent', confidence: 0.95 })),
    );
    assert.equal(report.forecast, undefined);
    assert.equal(report.reason, 'Too few buckets have readings.');
  });

  it('data quality: worst first, sensors and units', async () => {
    const report = QualityReport.parse(await analytics.quality(question({})));
    assert.deepEqual([report.items[0]?.sensor, report.items[0]?.score], ['silent', 0]);
    assert.equal(report.items[1]?.sensor, 'gaps');
    assert.ok(Math.abs((report.items[1].parts.completeness ?? 0) - 0.75) < 0.02);
    assert.equal(report.units[0]?.unit, 'b');
  });

  it('quality: measures a sensor against the time since it began', async () => {
    const since =
      (at: number): FakeSensor['of'] =>
      (time) =>
        time >= at ? 20 + wobble(time) : null;
    const { store: young } = fakeStore([
      { unit: 'a', key: 'days', of: since(NOW - 3 * DAY_MS) },
      { unit: 'a', key: 'hours', of: since(NOW - 5 * HOUR_MS) },
      { unit: 'a', key: 'broken', of: (at) => (at < NOW - 6 * DAY_MS || at >= NOW - 3 * DAY_MS ? 20 : null) },
      { unit: 'a', key: 'never', of: () => null },
    ]);
    const { items } = await analytics.quality({ ...question({}), store: young });
    const complete = (key: string) => items.find(({ sensor }) => sensor === key)?.parts.completeness;
    assert.deepEqual([complete('days'), complete('hours'), complete('never')], [1, 1, 0]);
    assert.ok((complete('broken') ?? 1) < 0.6, 'a gap of one that was there before is a gap');
  });

  it('performance: ranks units, and counts their alarms', async () => {
    const { items } = PerformanceReport.parse(await analytics.performance(question({})));
    assert.deepEqual(
      items.map(({ rank }) => rank),
      [1, 2],
    );
    const a = items.find(({ unit }) => unit === 'a');
    // Seven high alarms in seven days: four weigh 4 a day, 10 / (10 + 4).
    assert.deepEqual([a?.alarms, a?.parts.alarms, a?.parts.conformity], [7, 10 / 14, 1]);
  });

  it('summary: the plant at a glance', async () => {
    const summary = AnalyticsSummary.parse(await analytics.summary(question({})));
    assert.deepEqual(
      [summary.units, summary.sensors, summary.reporting, summary.alarms, summary.alarmsBefore],
      [2, 7, 7, 7, 4],
    );
    assert.equal(summary.to - summary.from, DAY_MS);
    assert.ok(summary.best && summary.worst && summary.best.score > summary.worst.score);
  });

  it('comparison: what changed most against its variation comes first', async () => {
    const report = ComparisonReport.parse(
      await analytics.comparison(question({ unit: 'a', against: 'previous' as const })),
    );
    assert.equal(report.sensors[0]?.sensor, 'rising');
    assert.ok(Math.abs((report.sensors[0].change ?? 0) - 7) < 0.3);
    assert.deepEqual(report.before, { from: NOW - 14 * DAY_MS, to: NOW - 7 * DAY_MS });
  });

  it('comparison: goes back by the clock on the wall', () => {
    const berlin = TimeZone.find('Europe/Berlin');
    const at = (text: string) => Date.parse(text);
    // The clocks were set back on 25 October: a week ago is 169 hours ago.
    const week = spanBefore(
      { from: at('2026-10-26T08:00:00+01:00'), to: at('2026-10-26T09:00:00+01:00') },
      'week',
      berlin,
    );
    assert.equal(week.from, at('2026-10-19T08:00:00+02:00'));
    const month = spanBefore(
      { from: at('2026-03-31T12:00:00+02:00'), to: at('2026-03-31T13:00:00+02:00') },
      'month',
      berlin,
    );
    assert.equal(month.from, at('2026-02-28T12:00:00+01:00'));
    const year = spanBefore(
      { from: at('2024-02-29T12:00:00Z'), to: at('2024-02-29T13:00:00Z') },
      'year',
      undefined,
    );
    assert.equal(year.from, at('2023-02-28T12:00:00Z'));
  });

  it('alarm patterns: in the tenant’s own zone', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => [
      { instance: 'trip:a/pump', at: NOW - (i + 1) * DAY_MS },
      { instance: 'low:a/pressure', at: NOW - (i + 1) * DAY_MS + 30_000 },
    ]).flat();
    lines.sort((a, b) => a.at - b.at);
    const world = fakeStore(plant, lines);
    const report = AlarmPatternReport.parse(
      await analytics.alarmPatterns({ ...question({ windowMs: 60_000, top: 5 }), store: world.store }),
    );
    assert.equal(report.timezone, 'Europe/Berlin');
    assert.deepEqual([report.sequences[0]?.first, report.sequences[0]?.times], ['trip:a/pump', 30]);
    assert.equal(
      report.hours.counts.reduce((a, b) => a + b),
      60,
    );
  });

  it('kpi: an expression in buckets, with gaps and faults as such', async () => {
    const report = KpiReport.parse(
      await analytics.kpi(
        question({
          expression: 'sensor("a","daily","max") * hours / sensor("a","switch")',
          from: NOW - 4 * HOUR_MS,
        }),
      ),
    );
    assert.deepEqual(
      report.values.map((value) => value === null),
      [true, false, true, false],
    );
    assert.equal(report.faults, 2);
    assert.match(report.fault ?? '', /division by zero/);
    const gaps = await analytics.kpi(question({ expression: 'sensor("b","gaps")', from: NOW - 4 * HOUR_MS }));
    assert.deepEqual([gaps.values[0], gaps.faults], [null, 0]);
  });

  it('kpi: over a span as a whole', async () => {
    const energy = analytics.kpiOver('sensor("a","constant") * hours');
    const span = { from: NOW - 2 * HOUR_MS, to: NOW };
    assert.deepEqual(await energy(store, 'aqua', span), { value: 10, reason: undefined });
    const silent = await analytics.kpiOver('sensor("b","silent")')(store, 'aqua', span);
    assert.deepEqual(silent, { value: undefined, reason: 'b/silent has no reading in the time.' });
  });

  it('kpi: names the expression, and says what in it is wrong', () => {
    for (const [text, what] of [
      ['value + sensor("a","daily")', /value/],
      ['1 + 2', /looks at no sensor/],
      ['sensor("a","daily","median")', /needs one of twa, mean/],
      ['process.exit()', /may call sensor/],
      ['sensor("a"', /cannot be read/],
    ] as const)
      assert.throws(
        () => analytics.kpiOver(text),
        (error: Error & { field: string }) => {
          assert.match(error.message, what);
          return error.field === 'expression';
        },
      );
  });

  it('refuses unknown sensors and units, texts, too many, and times that are none', async () => {
    const refused = (query: object, expected: object) =>
      assert.rejects(analytics.trends(question(query)), expected);
    await refused(sensors('nothing'), { code: 'not-found', field: 'sensors' });
    await refused({ unit: 'nowhere' }, { code: 'not-found', field: 'unit' });
    await refused(sensors('mode'), { code: 'invalid', field: 'sensors' });
    await refused({ ...sensors('daily'), from: NOW, to: NOW }, { code: 'invalid', field: 'from' });
    await refused({ ...sensors('daily'), from: NOW - 900 * DAY_MS }, { code: 'invalid', field: 'from' });
    const many = fakeStore(Array.from({ length: 51 }, (_, i) => ({ unit: 'a', key: `s${i}`, of: () => 1 })));
    await assert.rejects(analytics.trends({ ...question({ unit: 'a' }), store: many.store }), {
      code: 'invalid',
      field: 'sensors',
    });
  });

  it('reads a thousand sensors in parts that the history allows', async () => {
    const many = fakeStore(Array.from({ length: 450 }, (_, i) => ({ unit: 'a', key: `s${i}`, of: () => 1 })));
    const report = await analytics.quality({ ...question({}), store: many.store });
    assert.equal(report.items.length, 450);
    assert.deepEqual(
      many.asked.map(({ sensors: { length } }) => length),
      [200, 200, 50],
    );
    assert.ok(many.asked.every(({ points, sensors: { length } }) => (points ?? 0) * length <= 20_000));
    assert.deepEqual(
      many.asked.map(({ bucket }) => bucket),
      [undefined, '1h', '1h'],
    );
    assert.ok(asked.length > 0);
  });

  it('scores a whole plant by hours, also over a day', async () => {
    const bucketOf = async (count: number, days: number): Promise<string | undefined> => {
      const of = () => 1;
      const many = fakeStore(Array.from({ length: count }, (_, i) => ({ unit: 'a', key: `s${i}`, of })));
      await analytics.quality({ ...question({ from: NOW - days * DAY_MS }), store: many.store });
      return many.asked[0]?.bucket;
    };
    assert.equal(await bucketOf(51, 1), '1h');
    assert.equal(await bucketOf(50, 1), undefined, 'a unit is looked at closely');
    assert.equal(await bucketOf(51, 0.25), undefined, 'six hours are too few');
    assert.equal(await bucketOf(51, 30), undefined, 'longer than a week by more than hours');
  });
});
