import assert from 'node:assert/strict';
import type { ForecastReport, PerformanceReport, QualityReport, TrendReport } from '../../lib/core/analytics';
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
import analytics = require('../../nodes/analytics/analytics');
import database = require('../../nodes/database/database');
import tenantNode = require('../../nodes/tenant/tenant');

const run = (operation: string, tenant = '') =>
  runFlow(
    [analytics, ...configNodes],
    [
      ...configEntries,
      { id: 'n', type: 'thermacore-analytics', database: DATABASE, tenant, operation, wires: [['out']] },
    ],
  );

describe('thermacore-analytics', () => {
  const sensors = [{ unit: 'boiler-1', sensor: 'supply' }];
  const asked: [string, object, string, object][] = [
    ['summary', {}, 'summary', {}],
    ['performance', { unit: 'boiler-1' }, 'performance', { unit: 'boiler-1' }],
    ['comparison', { against: 'week' }, 'comparison', { against: 'week' }],
    ['data-quality', { sensors: 'boiler-1/supply' }, 'quality', { sensors }],
    ['alarm-patterns', { windowSeconds: 60 }, 'alarmPatterns', { windowMs: 60_000, top: 20 }],
    ['trends', { sensors: 'boiler-1/supply', bucket: '1h' }, 'trends', { sensors, bucket: '1h' }],
    ['statistics', { unit: 'boiler-1', from: 1e12, to: 1.1e12 }, 'statistics', { unit: 'boiler-1', from: 1e12, to: 1.1e12 }],
    ['correlation', { unit: 'boiler-1', method: 'spearman' }, 'correlation', { unit: 'boiler-1', method: 'spearman', maxLag: 0 }],
    ['suggestions', { unit: 'boiler-1' }, 'suggestions', { unit: 'boiler-1' }],
    ['forecast', { unit: 'boiler-1', sensor: 'supply', horizon: '24', limit: '-1.5' }, 'forecast',
      { unit: 'boiler-1', sensor: 'supply', horizon: 24, confidence: 0.95, limit: -1.5 }],
    ['kpi', { expression: 'hours' }, 'kpi', { expression: 'hours' }],
  ]; // prettier-ignore
  for (const [operation, query, method, expected] of asked)
    it(`${operation}: asks for the user’s tenant`, async () => {
      const platform = askPlatform({ [`analytics.${method}`]: { answered: operation } });
      const flow = await run(operation);
      flow.send('n', { principal: principalNamed('viewer@aqua'), query });
      assert.deepEqual((await flow.next('out'))['payload'], { answered: operation });
      const [call] = platform.asked;
      assert.equal(call?.method, `analytics.${method}`);
      const question = call.args[0] as { tenant: string; query: object };
      assert.deepEqual([question.tenant, question.query], ['aqua', expected]);
    });

  it('takes the operation from the message, and the tenant from the form', async () => {
    const platform = askPlatform({ 'analytics.summary': { units: 1 } });
    const flow = await run('', TENANT);
    flow.send('n', { operation: 'summary' });
    assert.deepEqual((await flow.next('out'))['payload'], { units: 1 });
    assert.equal((platform.asked[0]?.args[0] as { tenant: string }).tenant, 'borealis');
  });

  const wrong: [string, object, string][] = [
    ['trends', {}, 'sensors'],
    ['trends', { sensors: 'boiler-1/supply', unit: 'boiler-1' }, 'sensors'],
    ['trends', { sensors: 'boiler-1/supply', from: 2e12, to: 1e12 }, 'from'],
    ['trends', { unit: 'boiler-1', bucket: '1 fortnight' }, 'bucket'],
    ['correlation', { unit: 'boiler-1', method: 'kendall' }, 'method'],
    ['correlation', { unit: 'boiler-1', maxLag: 1000 }, 'maxLag'],
    ['comparison', { against: 'eternity' }, 'against'],
    ['alarm-patterns', { timezone: 'Mars' }, 'timezone'],
    ['forecast', { unit: 'boiler-1', sensor: 'supply', limit: 'NaN' }, 'limit'],
    ['forecast', { unit: 'boiler-1', sensor: 'supply', confidence: 2 }, 'confidence'],
    ['forecast', { unit: 'boiler-1' }, 'sensor'],
    ['data-quality', { unit: 'a', sensors: 'a/b' }, 'unit'],
    ['kpi', { expression: '' }, 'expression'],
  ];
  for (const [operation, query, field] of wrong)
    it(`${operation}: names ${field} in ${JSON.stringify(query)}, and asks nobody`, async () => {
      const platform = askPlatform();
      const flow = await run(operation);
      flow.send('n', { principal: principalNamed('viewer@aqua'), apiRequest: { id: '1' }, query });
      assert.equal(((await flow.next('out'))['error'] as { field: string }).field, `msg.query.${field}`);
      assert.deepEqual(platform.asked, []);
    });
});

describe('thermacore-analytics in front of a real database', function () {
  this.timeout(60_000);
  real.useRealPlatform();
  const HOUR = 3_600_000;
  const begin = Date.UTC(2024, 5, 3);
  const span = { from: begin, to: begin + 96 * HOUR };

  async function ask<T>(operation: string, query: object, tenant = real.AQUA): Promise<T> {
    const flow = await runFlow(
      [database, tenantNode, analytics],
      [
        ...real.tenantEntries,
        {
          id: 'n',
          type: 'thermacore-analytics',
          database: real.DATABASE,
          tenant,
          operation,
          wires: [['out']],
        },
      ],
    );
    await flow.shows('n', /^ready/);
    flow.send('n', { query: { ...span, ...query }, apiRequest: { id: '1' } });
    const message = await flow.next('out');
    assert.equal(message['error'], undefined, JSON.stringify(message['error']));
    return message['payload'] as T;
  }

  /** A pressure that falls by 0.01 bar an hour, and a water flow that comes and goes by the day; every ten minutes. */
  before(async () => {
    const { sink } = await real.realStore();
    const readings = Array.from({ length: 96 * 6 }, (_, i) => {
      const timestamp = begin + (i * HOUR) / 6;
      return [
        real.reading({ sensor: 'pressure', timestamp, value: 2.5 - i / 600 + Math.sin(i) / 100 }),
        real.reading({ sensor: 'water-flow', timestamp, value: 80 + 20 * Math.sin((Math.PI * i) / 72) + Math.cos(i * 7) }),
      ];
    }).flat();
    const { refused } = await sink.write(readings);
    assert.deepEqual(refused, []);
  }); // prettier-ignore

  it('trends: finds the slope that was written', async () => {
    const { items } = await ask<TrendReport>('trends', { sensors: 'boiler-1/pressure' });
    assert.equal(items[0]?.trend?.direction, 'falling');
    assert.ok(Math.abs((items[0].trend.slope ?? 0) + 0.24) < 0.01, `${items[0].trend.slope}`);
  });

  it('forecast: goes on with the day, and knows when the limit is met', async () => {
    const flow = await ask<ForecastReport>('forecast', { unit: 'boiler-1', sensor: 'water-flow', bucket: '1h', horizon: 12 });
    assert.equal(flow.forecast?.season, '1d');
    const pressure = await ask<ForecastReport>('forecast', { unit: 'boiler-1', sensor: 'pressure', bucket: '1h' });
    // 2.5 bar less 0.01 bar an hour: 1.2 bar is met after 130 hours.
    const { limits } = await ask<ForecastReport>('forecast', { unit: 'boiler-1', sensor: 'pressure', bucket: '1h', limit: 1.2 });
    assert.ok(pressure.limits.length >= 2);
    const met = limits.find(({ name }) => name === 'limit')?.trend?.at ?? 0;
    assert.ok(Math.abs(met - (begin + 130 * HOUR)) < 4 * HOUR, `${(met - begin) / HOUR}`);
  }); // prettier-ignore

  it('data quality and performance: of what is there', async () => {
    const quality = await ask<QualityReport>('data-quality', { sensors: 'boiler-1/pressure,boiler-1/gas-flow' });
    assert.deepEqual(quality.items.map(({ sensor }) => sensor), ['gas-flow', 'pressure']);
    assert.equal(quality.items[0]?.score, 0);
    assert.ok((quality.items[1]?.parts.completeness ?? 0) > 0.99);
    const { items } = await ask<PerformanceReport>('performance', {});
    assert.equal(items[0]?.unit, 'boiler-1');
    assert.ok(items.length >= 5 && (items[0].score ?? 0) > 0);
  }); // prettier-ignore

  it('every other operation answers too', async () => {
    const { expression } = { expression: 'sensor("boiler-1","water-flow") * hours' };
    const kpi = await ask<{ sum: number; values: number[] }>('kpi', { expression, bucket: '1d' });
    // 80 m³/h on average: 7,680 m³ in four days, whatever zone the days are of.
    assert.ok(
      kpi.values.every((value) => Math.abs(value - 1920) < 20),
      kpi.values.join(),
    );
    for (const [operation, query] of [
      ['summary', {}],
      ['comparison', { unit: 'boiler-1' }],
      ['statistics', { sensors: 'boiler-1/pressure' }],
      ['correlation', { sensors: 'boiler-1/pressure,boiler-1/water-flow', maxLag: 3 }],
      ['suggestions', { sensors: 'boiler-1/water-flow' }],
      ['alarm-patterns', {}],
    ] as const)
      assert.ok(await ask<object>(operation, query), operation);
  });

  it('says nothing of another tenant’s readings', async () => {
    const { items } = await ask<TrendReport>('trends', { sensors: 'boiler-1/pressure' }, real.BOREALIS);
    assert.deepEqual([items[0]?.count, items[0]?.trend], [0, undefined]);
  });
});
