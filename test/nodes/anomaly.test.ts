import assert from 'node:assert/strict';
import { runFlow } from '../support/node-red';
import { AQUA, DATABASE, reading, realStore, tenantEntries, useRealPlatform } from '../support/real-platform';
import { eventually } from '../support/product';
import anomaly = require('../../nodes/anomaly/anomaly');
import database = require('../../nodes/database/database');
import tenant = require('../../nodes/tenant/tenant');

type Scored = {
  value: number;
  anomaly: { score: number; detector?: string; expected?: { low: number; high: number } };
};

const run = (fields: object = {}) =>
  runFlow(
    [anomaly, database, tenant],
    [
      ...tenantEntries,
      {
        id: 'n', type: 'thermacore-anomaly', database: DATABASE, tenant: AQUA, unit: '', sensor: '', emit: 'unusual',
        minScore: 0.5, wires: [['passed'], ['scored'], ['anomalies']], ...fields,
      },
    ],
  ); // prettier-ignore

let next = Date.now() - 3_600_000;
const steady = (count: number, sensor = 'pressure') =>
  Array.from({ length: count }, (_, i) =>
    reading({ unit: 'anomaly-test', sensor, value: 5 + ((i * 7919) % 101) / 100, timestamp: (next += 1000) }),
  );
const jump = (value: number, sensor = 'pressure') =>
  reading({ unit: 'anomaly-test', sensor, value, timestamp: (next += 1000) });

describe('thermacore-anomaly', function () {
  this.timeout(60_000);
  useRealPlatform();

  before(async () => {
    const { plant, tenants } = await realStore();
    await tenants.ensure('aqua', 'Aqua', 'UTC');
    await plant.createUnit('aqua', { key: 'anomaly-test', name: 'Boiler', kind: 'boiler' });
    for (const key of ['pressure', 'level'])
      await plant.createSensor('aqua', 'anomaly-test', {
        key, name: key, type: 'number', quantity: 'pressure', uom: 'bar', decimals: 1, staleAfter: 60, headline: false,
      }); // prettier-ignore
  });

  it('passes readings on untouched, scores them, and says what begins; it is kept', async () => {
    const flow = await run();
    await flow.shows('n', / open/);
    const readings = steady(400);
    flow.send('n', { payload: readings, delivery: { id: '7' } });
    const passed = await flow.next('passed');
    assert.deepEqual([passed['payload'], passed['delivery']], [readings, { id: '7' }]);
    flow.send('n', { payload: [jump(60)] });
    let unusual: Scored | undefined;
    while (unusual?.value !== 60) unusual = ((await flow.next('scored'))['payload'] as Scored[]).at(-1);
    assert.ok(unusual.anomaly.score > 0.9 && unusual.anomaly.detector);
    type Told = { event: string; id: string; sensor: string; observed: number };
    let message = await flow.next('anomalies');
    while ((message['payload'] as Told).observed !== 60) message = await flow.next('anomalies');
    const begun = message['payload'] as Told;
    assert.deepEqual([message['topic'], message['tenant']], ['anomalies', 'aqua']);
    assert.deepEqual([begun.event, begun.sensor, begun.observed], ['begin', 'pressure', 60]);
    flow.send('n', { payload: steady(80) });
    const ended = (await flow.next('anomalies'))['payload'] as typeof begun;
    assert.deepEqual([ended.event, ended.id], ['end', begun.id]);
    const { anomalies } = await realStore();
    const kept = await eventually('the anomaly is kept', async () => {
      const found = await anomalies.get('aqua', begun.id).catch(() => undefined);
      return found?.open === false ? found : undefined;
    });
    assert.equal(kept.observed, 60);
  });

  it('takes settings of the registry without a deploy', async () => {
    const { anomalySettings } = await realStore();
    const flow = await run({ emit: 'all' });
    await flow.shows('n', / open/);
    flow.send('n', { payload: steady(1, 'level') });
    assert.equal(((await flow.next('scored'))['payload'] as Scored[]).length, 1);
    await anomalySettings.put('aqua', { unit: 'anomaly-test', sensor: 'level' }, { enabled: false });
    // Until the change has come round, readings are still scored.
    await eventually('no score any more', async () => {
      flow.send('n', { payload: steady(1, 'level') });
      await flow.next('passed');
      return flow.pending('scored') === 0 ? true : void (await flow.next('scored'));
    });
    await anomalySettings.clear('aqua', { unit: 'anomaly-test', sensor: 'level' });
  });

  it('scores only the unit and the sensor of its form, and passes on what is no reading of the tenant', async () => {
    const flow = await run({ emit: 'all', unit: 'anomaly-test', sensor: 'level' });
    await flow.shows('n', / open/);
    const foreign = { ...jump(1, 'level'), tenant: 'borealis' };
    const text = { ...jump(1, 'level'), value: 'on' };
    const readings = [jump(5, 'pressure'), jump(7, 'level'), foreign, text];
    flow.send('n', { payload: readings });
    assert.deepEqual((await flow.next('passed'))['payload'], readings);
    const scored = (await flow.next('scored'))['payload'] as Scored[];
    assert.deepEqual(scored.map(({ value }) => value), [7]); // prettier-ignore
  });

  it('a payload that is no reading is an error, and the flow goes on', async () => {
    const flow = await run();
    await flow.shows('n', / open/);
    flow.send('n', { payload: 42 });
    await flow.shows('n', /not readings/);
    assert.match(flow.errors('n').join(), /msg.payload/);
    flow.send('n', { payload: [] });
    await flow.next('passed');
  });

  it('a wrong form names the field', async () => {
    const flow = await run({ unit: 'No Key!' });
    await flow.shows('n', /unit/);
  });
});
