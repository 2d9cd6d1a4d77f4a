import assert from 'node:assert/strict';
import type { PerformanceReport, TrendReport } from '../../../lib/core/analytics';
import { Product, eventually, type Client } from '../../support/product';

const OPERATIONS = [
  'summary', 'performance', 'comparison', 'data-quality', 'alarm-patterns', 'trends?unit=history', 'statistics?unit=history',
  'correlation?unit=history&maxLag=2', 'suggestions?unit=history', 'forecast?unit=history&sensor=level',
  'kpi?expression=sensor(%22history%22,%22level%22)*hours&bucket=1d',
] as const; // prettier-ignore
const DAY = 86_400_000;

describe('analytics of the running product', function () {
  this.timeout(180_000);
  let product: Product;
  let aqua: Client;
  let borealis: Client;

  /** Two weeks of a level that rises by a percent a day, every ten minutes. */
  before(async () => {
    product = await Product.start();
    [aqua, borealis] = await Promise.all([product.login('admin@aqua'), product.login('admin@borealis')]);
    await aqua.json('POST', '/api/v1/units', { key: 'history', name: 'History', kind: 'tank' });
    await aqua.json('POST', '/api/v1/units/history/sensors', { key: 'level', name: 'Level', type: 'number' });
    const begin = Date.now() - 14 * DAY;
    const lines = Array.from({ length: 14 * 144 }, (_, i) => {
      const at = new Date(begin + (i * DAY) / 144).toISOString();
      return `history,level,${at},${(20 + i / 144 + Math.sin(i)).toFixed(3)}`;
    });
    const response = await fetch(`${product.url}/api/v1/imports?fileName=level.csv`, {
      method: 'POST',
      headers: { authorization: `Bearer ${aqua.token}`, 'content-type': 'text/csv' },
      body: ['unit,sensor,timestamp,value', ...lines].join('\n'),
    });
    assert.equal(response.status, 202);
    const { id } = (await response.json()) as { id: string };
    await eventually(
      'the import is done',
      async () => (await aqua.get<{ state: string }>(`/api/v1/imports/${id}`)).state === 'done',
      60_000,
    );
    await eventually(
      'the flow serves it',
      async () => (await aqua.request('GET', '/api/v1/analytics/summary')).ok,
      30_000,
    );
  });
  after(() => product?.dispose());

  for (const operation of OPERATIONS)
    it(`answers ${operation.split('?')[0]} to a viewer, and to nobody without a token`, async () => {
      const viewer = await product.login('viewer@aqua');
      assert.ok(await viewer.get(`/api/v1/analytics/${operation}`));
      assert.equal((await fetch(`${product.url}/api/v1/analytics/${operation}`)).status, 401);
    });

  it('finds the trend that was imported', async () => {
    const { items } = await aqua.get<TrendReport>('/api/v1/analytics/trends?sensors=history/level');
    assert.equal(items[0]?.trend?.direction, 'rising');
    assert.ok(Math.abs(items[0].trend.slope - 1) < 0.05, `${items[0].trend.slope}`);
  });

  it('keeps tenants apart', async () => {
    for (const query of [
      'trends?unit=history',
      'forecast?unit=history&sensor=level',
      'data-quality?sensors=history/level',
    ])
      assert.equal((await borealis.request('GET', `/api/v1/analytics/${query}`)).status, 404, query);
    const { items } = await borealis.get<PerformanceReport>('/api/v1/analytics/performance');
    assert.ok(items.length > 0 && items.every(({ unit }) => unit !== 'history'));
  });

  it('answers a wrong question with the field at fault, and no more', async () => {
    const response = await aqua.request('GET', '/api/v1/analytics/correlation?unit=history&method=kendall');
    const problem = (await response.json()) as { errors: { field: string }[] };
    assert.deepEqual([response.status, problem.errors[0]?.field], [400, 'method']);
    assert.ok(!JSON.stringify(problem).includes('/lib/'));
  });
});
