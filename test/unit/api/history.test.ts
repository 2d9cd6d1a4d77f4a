import assert from 'node:assert/strict';
import { routes } from '../../../lib/api';
import { AGGREGATES } from '../../../lib/core/history';
import { buildOpenApi } from '../../../lib/api/openapi';

type Query = Record<string, unknown>;
type Asked = Exclude<(typeof routes.readingRoutes)[number], typeof routes.addReadings>;
const base: Query = { sensors: 'boiler-1/supply', from: '2026-11-23T09:00:00Z' };

/** What the schema makes of a query, or the fields that it refuses. */
function read(route: Asked, query: Query): { data?: Query; faults?: string[] } {
  const parsed = route.query.safeParse(query);
  if (parsed.success) return { data: parsed.data };
  return {
    faults: parsed.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`),
  };
}
const refused = (route: Asked, query: Query): string =>
  read(route, query).faults?.join('; ') ?? assert.fail('it was accepted');

describe('GET /history', () => {
  it('reads sensors, times, widths and lists as they stand in a URL', () => {
    const { data, faults } = read(routes.getHistory, {
      ...base, sensors: 'boiler-1/supply,boiler-2/return', to: '1796000000000', bucket: '15m', aggregates: 'mean,twa',
      quality: 'good', timezone: 'Asia/Kathmandu', explain: 'true', fill: 'locf', layout: 'table',
    }); // prettier-ignore
    assert.equal(faults, undefined);
    assert.deepEqual(data, {
      sensors: [{ unit: 'boiler-1', sensor: 'supply' }, { unit: 'boiler-2', sensor: 'return' }],
      from: Date.UTC(2026, 10, 23, 9), to: 1796000000000, bucket: '15m', aggregates: ['mean', 'twa'],
      quality: 'good', timezone: 'Asia/Kathmandu', explain: true, fill: 'locf', layout: 'table',
    }); // prettier-ignore
  });

  it('takes a name that comes several times, and what a flow sends', () => {
    const expected = [{ unit: 'a', sensor: 'x' }, { unit: 'a', sensor: 'y' }]; // prettier-ignore
    for (const sensors of [['a/x', 'a/y'], ['a/x,a/y'], expected])
      assert.deepEqual(read(routes.getHistory, { ...base, sensors }).data?.['sensors'], expected);
    assert.equal(read(routes.getHistory, { ...base, explain: true }).data?.['explain'], true);
  });

  const cases: [string, Query, RegExp][] = [
    ['no sensors', { sensors: undefined }, /^sensors/],
    ['an empty list', { sensors: '' }, /^sensors.*unit\/sensor/],
    ['a sensor without a unit', { sensors: 'supply' }, /^sensors\.0: must be unit\/sensor/],
    ['a path for a sensor', { sensors: 'a/b/c' }, /^sensors\.0: must be unit\/sensor/],
    ['SQL for a sensor', { sensors: "a/b' or '1'='1" }, /^sensors\.0\.sensor/],
    ['201 sensors', { sensors: Array.from({ length: 201 }, (_, i) => `a/s${i}`).join() }, /^sensors: must name at most 200/], // prettier-ignore
    ['no from', { from: undefined }, /^from/],
    ['from after to', { to: '2026-11-22T00:00:00Z' }, /^from: must not be later/],
    ['a bucket of zero', { bucket: '0s' }, /^bucket: must be a duration such as/],
    ['a negative bucket', { bucket: '-5m' }, /^bucket: must be a duration/],
    ['a bucket of a number', { bucket: 5 }, /^bucket/],
    ['no points', { points: '0' }, /^points/],
    ['a million points', { points: '1000000' }, /^points/],
    ['four points for lttb', { lttb: '4' }, /^lttb/],
    ['a bucket and points', { bucket: '1h', points: '5' }, /^points: excludes `bucket`/],
    ['a table of lttb', { lttb: '50', layout: 'table' }, /^layout/],
    ['an unknown aggregate', { aggregates: 'mean,median' }, /^aggregates\.1: must be some of mean, twa/],
    ['an unknown zone', { timezone: 'Mars/Olympus' }, /^timezone: must be an IANA time zone/],
    ['an offset for a zone', { timezone: '+01:00' }, /^timezone/],
    ['another fill', { fill: 'zero' }, /^fill/],
    ['another quality', { quality: 'bad' }, /^quality/],
    ['maybe', { explain: 'maybe' }, /^explain: must be true or false/],
    ['what it does not know', { buckets: '1h' }, /Unrecognized/],
  ];
  for (const [title, more, fault] of cases)
    it(`refuses ${title}`, () => assert.match(refused(routes.getHistory, { ...base, ...more }), fault));
});

describe('GET /history/statistics, /readings/at, /readings', () => {
  it('take sensors, a unit, or neither, but not both', () => {
    const { from } = base;
    const both = { unit: 'boiler-1', sensors: 'boiler-1/supply' };
    assert.ok(read(routes.getHistoryStatistics, { from }).data);
    assert.ok(read(routes.getHistoryStatistics, { from, unit: 'boiler-1' }).data);
    assert.match(refused(routes.getHistoryStatistics, { from, ...both }), /^unit: excludes `sensors`/);
    assert.deepEqual(read(routes.getReadingsAt, {}).data, { quality: 'usable' });
    assert.match(refused(routes.getReadingsAt, both), /^unit: excludes/);
    assert.match(refused(routes.getReadingsAt, { time: 'yesterday' }), /^time: must be an ISO 8601/);
  });

  it('readings are of one sensor or of several, of any quality unless told', () => {
    const { from } = base;
    const one = { unit: 'boiler-1', sensor: 'supply', from };
    assert.deepEqual(read(routes.listReadings, { ...one, quality: 'good' }).data?.['quality'], 'good');
    assert.ok(read(routes.listReadings, base).data);
    assert.match(
      refused(routes.listReadings, { ...one, ...base }),
      /^unit: excludes `sensors`; sensor: excludes/,
    );
    assert.match(refused(routes.listReadings, { from }), /^unit: is needed, or `sensors`; sensor: is needed/);
    assert.match(refused(routes.listReadings, { unit: 'boiler-1', from }), /^sensor: is needed/);
    assert.match(
      refused(routes.listReadings, { ...one, to: '2040-01-01T00:00:00Z' }),
      /^to: must be at most 3660/,
    );
    assert.match(
      refused(routes.listReadings, { ...one, to: '2026-01-01T00:00:00Z' }),
      /^from: must not be later/,
    );
  });

  it('are described with examples of what a client writes', () => {
    const { paths } = buildOpenApi(routes.readingRoutes, { pathOf: ({ path }) => path, version: '1' });
    const parameters = paths['/history']?.['get']?.['parameters'] as {
      name: string;
      schema: Query;
      description: string;
    }[];
    const shown = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));
    assert.deepEqual(shown['bucket']?.['examples'], ['10s', '15m', '1h', '1d', '1w', '1mo']);
    assert.equal(shown['sensors']?.['type'], 'string');
    assert.ok(parameters.every(({ description }) => description));
    for (const name of AGGREGATES) assert.match(String(shown['aggregates']?.['pattern']), new RegExp(name));
  });
});
