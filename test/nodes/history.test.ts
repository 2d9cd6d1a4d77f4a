import assert from 'node:assert/strict';
import type { HistorySeries } from '../../lib/core/history';
import {
  DATABASE,
  TENANT,
  askPlatform,
  configEntries,
  configNodes,
  principalNamed,
} from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import * as real from '../support/real-platform';
import database = require('../../nodes/database/database');
import history = require('../../nodes/history/history');
import tenantNode = require('../../nodes/tenant/tenant');

const run = (operation: string, tenant = '') =>
  runFlow(
    [history, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-history', database: DATABASE, tenant, operation, wires: [['out']] },
    ],
  );

describe('thermacore-history', () => {
  it('gives the latest readings, narrowed to a unit', async () => {
    const reading = {
      unit: 'boiler-1',
      sensor: 'supply',
      timestamp: '2026-11-23T09:00:00.000Z',
      value: 1,
      quality: 'good',
    };
    const { asked } = askPlatform({ 'readings.latest': [reading] });
    const flow = await run('latest');
    flow.send('n', { principal: principalNamed('viewer@aqua'), query: { unit: 'boiler-1' } });
    assert.deepEqual((await flow.next('out'))['payload'], { items: [reading] });
    assert.deepEqual(asked[0]?.args, ['aqua', { unit: 'boiler-1' }]);
  });

  it('gives a range up to now, for a scheduled flow of the chosen tenant', async () => {
    const { asked } = askPlatform({ 'history.raw': { items: [] } });
    const flow = await run('range', TENANT);
    const before = Date.now();
    flow.send('n', { query: { unit: 'boiler-1', sensor: 'supply', from: '2026-11-23T10:00:00+01:00' } });
    assert.deepEqual((await flow.next('out'))['payload'], { items: [] });
    const [tenant, query] = asked[0]?.args as [string, { from: number; to: number; limit: number }];
    assert.equal(tenant, 'borealis');
    assert.equal(query.from, Date.UTC(2026, 10, 23, 9));
    assert.ok(query.to >= before && query.to <= Date.now());
    assert.equal(query.limit, 1000);
  });

  it('names the field of a query that lacks one, and does not ask the store', async () => {
    const { asked } = askPlatform();
    const flow = await run('range');
    flow.send('n', {
      principal: principalNamed('viewer@aqua'),
      query: { sensor: 'supply', from: '2026-11-23T10:00:00Z' },
      apiRequest: { id: '1' },
    });
    assert.equal(((await flow.next('out'))['error'] as { field: string }).field, 'msg.query.unit');
    assert.deepEqual(asked, []);
  });

  it('refuses a platform user that acts in no tenant', async () => {
    askPlatform();
    const flow = await run('latest');
    flow.send('n', { principal: principalNamed('admin'), apiRequest: { id: '1' } });
    assert.deepEqual((await flow.next('out'))['error'], {
      code: 'forbidden',
      message: 'You act in no tenant.',
      advice: 'Switch to a tenant first (POST /api/v1/auth/tenant).',
    });
  });

  const addresses = [
    { unit: 'boiler-1', sensor: 'supply' },
    { unit: 'boiler-1', sensor: 'return' },
  ];
  const asked: [string, string, object, string, object][] = [
    ['range', 'of several sensors', { sensors: 'boiler-1/supply,boiler-1/return', from: 1e12, to: 1.1e12, limit: 5 }, 'history.raw',
      { sensors: addresses, from: 1e12, to: 1.1e12, limit: 5, quality: 'any' }],
    ['at', 'of a unit', { unit: 'boiler-1', time: 1e12 }, 'history.at', { unit: 'boiler-1', time: 1e12, quality: 'usable' }],
    ['series', 'by columns', { sensors: ['boiler-1/supply', 'boiler-1/return'], from: 1e12, to: 1.1e12, bucket: '1d' }, 'history.series',
      { sensors: addresses, from: 1e12, to: 1.1e12, bucket: '1d', fill: 'none', quality: 'usable', explain: false }],
    ['series', 'as a table', { sensors: 'boiler-1/supply,boiler-1/return', from: 1e12, to: 1.1e12, points: 9, layout: 'table' }, 'history.table',
      { sensors: addresses, from: 1e12, to: 1.1e12, points: 9, fill: 'none', quality: 'usable', explain: false }],
    ['statistics', 'of all sensors', { from: 1e12, to: 1.1e12, aggregates: 'mean' }, 'history.statistics',
      { from: 1e12, to: 1.1e12, aggregates: ['mean'], quality: 'usable', explain: false }],
  ]; // prettier-ignore
  for (const [operation, title, query, method, question] of asked)
    it(`${operation} ${title}: asks the store for the user’s tenant`, async () => {
      const platform = askPlatform({ [method]: { answered: operation } });
      const flow = await run(operation);
      flow.send('n', { principal: principalNamed('viewer@aqua'), query });
      assert.deepEqual((await flow.next('out'))['payload'], { answered: operation });
      assert.deepEqual(platform.asked, [{ method, args: ['aqua', question] }]);
    });

  it('a trend and statistics reach to now when no end is given', async () => {
    for (const [operation, method] of [['series', 'history.series'], ['statistics', 'history.statistics']] as const) {
      const platform = askPlatform({ [method]: {} });
      const flow = await run(operation);
      const before = Date.now();
      flow.send('n', { principal: principalNamed('viewer@aqua'), query: { sensors: 'boiler-1/supply', from: before - 1000 } });
      await flow.next('out');
      const { to } = platform.asked[0]?.args[1] as { to: number };
      assert.ok(to >= before && to <= Date.now());
    }
  }); // prettier-ignore

  it('names the field of a width, a zone or a sensor that is none', async () => {
    const { asked: questions } = askPlatform();
    const flow = await run('series');
    const query = { sensors: 'boiler-1/supply', from: 1e12 };
    for (const [field, value] of [['bucket', '1 fortnight'], ['timezone', 'Mars'], ['points', 0], ['sensors.0', 'supply']] as const) {
      flow.send('n', {
        principal: principalNamed('viewer@aqua'), apiRequest: { id: '1' },
        query: { ...query, [field.split('.')[0] ?? '']: value },
      });
      assert.equal(((await flow.next('out'))['error'] as { field: string }).field, `msg.query.${field}`);
    }
    assert.deepEqual(questions, []);
  }); // prettier-ignore
});

describe('thermacore-history in front of a real database', function () {
  this.timeout(60_000);
  real.useRealPlatform();
  const sensor = 'boiler-1/return-temperature';
  const day = Date.UTC(2024, 2, 30, 23);
  const HOUR = 3_600_000;

  async function runReal(operation: string) {
    const flow = await runFlow(
      [database, tenantNode, history],
      [
        ...real.tenantEntries,
        { id: 'n', type: 'thermacore-history', database: real.DATABASE, tenant: real.AQUA, operation, wires: [['out']] },
      ],
    ); // prettier-ignore
    await flow.shows('n', /^ready/);
    return flow;
  }

  /** One reading an hour over the day on which the clocks of Berlin are set forward. */
  before(async () => {
    const { sink } = await real.realStore();
    const readings = Array.from({ length: 48 }, (_, i) =>
      real.reading({ sensor: 'return-temperature', timestamp: day + i * HOUR, value: i }),
    );
    const { refused } = await sink.write(readings);
    assert.deepEqual(refused, []);
  });

  it('series: days of the tenant’s own zone, one of them of 23 hours', async () => {
    const flow = await runReal('series');
    flow.send('n', { query: { sensors: sensor, from: day, to: day + 48 * HOUR, bucket: '1d', aggregates: 'count,first,twa', explain: 'true' } });
    const payload = (await flow.next('out'))['payload'] as HistorySeries;
    assert.equal(payload.timezone, 'Europe/Berlin');
    assert.deepEqual(payload.timestamps, [day, day + 23 * HOUR, day + 47 * HOUR]);
    assert.deepEqual(payload.series[0]?.values, { count: [23, 24, 1], first: [0, 23, 47], twa: [11, 34.5, 47] });
    assert.equal(payload.plan?.levels.some(({ level }) => level === '1h'), true);
  }); // prettier-ignore

  it('statistics, the value at a time, and raw readings agree with it', async () => {
    const statistics = await runReal('statistics');
    statistics.send('n', { query: { sensors: sensor, from: day, to: day + 48 * HOUR } });
    const { items } = (await statistics.next('out'))['payload'] as { items: { values: object }[] };
    assert.deepEqual(items[0]?.values, {
      mean: 23.5, twa: 23.5, min: 0, max: 47, range: 47, first: 0, last: 47, sum: 1128, count: 48, stddev: 14, good: 1, total: 48,
    });
    const at = await runReal('at');
    at.send('n', { query: { sensors: sensor, time: day + 5.5 * HOUR } });
    const answer = (await at.next('out'))['payload'] as { items: object[] };
    assert.deepEqual(answer.items, [
      { unit: 'boiler-1', sensor: 'return-temperature', timestamp: new Date(day + 5 * HOUR).toISOString(), value: 5, quality: 'good', age: HOUR / 2 },
    ]);
    const range = await runReal('range');
    range.send('n', { query: { sensors: sensor, from: day, to: day + 2 * HOUR } });
    const page = (await range.next('out'))['payload'] as { items: { value: number }[] };
    assert.deepEqual(page.items.map(({ value }) => value), [0, 1]);
  }); // prettier-ignore

  it('refuses a question that is too large, and says which bucket would do', async () => {
    const flow = await runReal('series');
    flow.send('n', { apiRequest: { id: '1' }, query: { sensors: sensor, from: day, to: day + 48 * HOUR, bucket: '1s' } });
    const error = (await flow.next('out'))['error'] as { code: string; field: string; advice: string };
    assert.deepEqual([error.code, error.field, error.advice], ['invalid', 'bucket', 'A bucket of 10s would do.']);
  }); // prettier-ignore
});
