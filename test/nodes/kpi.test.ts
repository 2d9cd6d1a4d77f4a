import assert from 'node:assert/strict';
import type { Reading } from '../../lib/core/reading';
import { runFlow } from '../support/node-red';
import * as real from '../support/real-platform';
import database = require('../../nodes/database/database');
import kpi = require('../../nodes/kpi/kpi');
import tenant = require('../../nodes/tenant/tenant');

const node = {
  id: 'n',
  type: 'thermacore-kpi',
  tenant: real.AQUA,
  expression: 'sensor("storage-tank-1","level") * hours',
  every: '1h',
  over: '',
  delaySeconds: '0',
  unit: 'storage-tank-1',
  sensor: 'level-hours',
  sensorName: 'Level times hours',
  quantity: 'other',
  uom: '%h',
  decimals: '1',
  wires: [['out']],
};
const run = (fields: object = {}) =>
  runFlow([database, tenant, kpi], [...real.tenantEntries, { ...node, ...fields }]);

describe('thermacore-kpi', function () {
  this.timeout(60_000);
  real.useRealPlatform();
  const HOUR = 3_600_000;

  it('sends the result as a reading of a sensor that it makes', async () => {
    const { sink, plant } = await real.realStore();
    const { items } = await plant.listSensors('aqua', { limit: 1000 });
    const [place] = items.filter(({ type, unit }) => type === 'number' && unit.includes('tank'));
    assert.ok(place);
    // Two hours back, so that the value holds over the whole last hour.
    const at = Math.floor(Date.now() / HOUR) * HOUR - 2 * HOUR;
    const reading = real.reading({ unit: place.unit, sensor: place.key, timestamp: at, value: 50 });
    assert.deepEqual((await sink.write([reading])).refused, []);
    const flow = await run({
      expression: `sensor("${place.unit}","${place.key}") * hours * 2`,
      over: '2h',
      unit: place.unit,
    });
    await flow.shows('n', /waits/);
    flow.send('n', {});
    const message = await flow.next('out');
    const [result] = message['payload'] as Reading[];
    assert.equal(message['topic'], 'readings');
    assert.deepEqual(
      [result?.tenant, result?.unit, result?.sensor, result?.quality, result?.origin?.protocol],
      ['aqua', place.unit, 'level-hours', 'good', 'kpi'],
    );
    assert.equal(result?.value, 200);
    assert.equal(result.timestamp % HOUR, 0);
    assert.equal(await flow.shows('n', /%h/), '200.0 %h');
    const made = await plant.getSensor('aqua', place.unit, 'level-hours');
    assert.deepEqual([made.name, made.uom, made.staleAfter], ['Level times hours', '%h', 7200]);
    assert.deepEqual((await sink.write([result])).refused, []);
  });

  it('looks by a schedule at the time since the one before', async () => {
    const { sink } = await real.realStore();
    // Midnight of Berlin is an hour or two before that of UTC: a reading in between tells the clocks apart.
    const hour = { hourCycle: 'h23', hour: 'numeric', timeZone: 'Europe/Berlin' } as const;
    const ahead = Number(new Intl.DateTimeFormat('en-GB', hour).format(new Date().setUTCHours(12))) - 12;
    const midnight = Math.floor((Date.now() + ahead * HOUR) / (24 * HOUR)) * 24 * HOUR - ahead * HOUR;
    const place = { unit: 'boiler-1', sensor: 'pressure' };
    await sink.write([real.reading({ ...place, timestamp: midnight - HOUR / 2, value: 5 })]);
    const flow = await run({
      expression: 'sensor("boiler-1","pressure","count")',
      schedule: '0 0 * * *',
      unit: 'boiler-1',
      sensor: 'flows-of-the-day',
    });
    await flow.shows('n', /waits/);
    flow.send('n', {});
    const [result] = (await flow.next('out'))['payload'] as Reading[];
    assert.equal(result?.timestamp, midnight);
    assert.ok(Number(result.value) >= 1);
  });

  it('sends nothing of a time without readings, and says why', async () => {
    const flow = await run({
      expression:
        'sensor("boiler-1","flue-gas-oxygen","count") / sensor("boiler-1","flue-gas-oxygen","mean")',
      unit: 'boiler-1',
    });
    await flow.shows('n', /waits/);
    flow.send('n', {});
    assert.equal(await flow.shows('n', /no reading/), 'boiler-1/flue-gas-oxygen has no reading in the time.');
  });

  it('waits for a unit that is not there yet', async () => {
    const flow = await run({ expression: 'sensor("boiler-1","pressure")', unit: 'not-yet' });
    await flow.shows('n', /waits/);
    flow.send('n', {});
    assert.match(await flow.shows('n', /not-yet/), /There is no unit "not-yet"/);
  });

  for (const [fields, text] of [
    [{ expression: '' }, /expression: is empty/],
    [{ expression: 'sensor("boiler-1"' }, /The expression cannot be read/],
    [{ expression: 'pressure * 2' }, /does not know "pressure"/],
    [{ every: '1d' }, /every: must be a time from 1m to 24h/],
    [{ over: '1s' }, /over: must be a time from 1m to 744h/],
    [{ unit: 'Boiler 1' }, /unit: must be 1 to 64 characters/],
    [{ schedule: '0 6 * *' }, /schedule: is no schedule: .* does not have 5 fields/],
    [{ decimals: '9' }, /decimals: must be a whole number from 0 to 6/],
  ] as const)
    it(`names the field of ${JSON.stringify(fields)}`, async () => {
      const flow = await run(fields);
      assert.match(await flow.shows('n', text), text);
    });
});
