import assert from 'node:assert/strict';
import type { Reading } from '../../lib/core/reading';
import { runFlow } from '../support/node-red';
import { DATABASE, databaseEntry, reading, useRealPlatform } from '../support/real-platform';
import database = require('../../nodes/database/database');
import deadband = require('../../nodes/deadband/deadband');

const run = (fields: object) =>
  runFlow(
    [database, deadband],
    [databaseEntry, { id: 'n', type: 'thermacore-deadband', percent: 0, wires: [['out']], ...fields }],
  );
const at = (timestamp: number, value: number, more: Partial<Reading> = {}): Reading =>
  reading({ timestamp: Date.UTC(2026, 1, 1) + timestamp, value, ...more });
const valuesOf = (message: Record<string, unknown>): unknown[] =>
  (message['payload'] as Reading[]).map(({ value }) => value);

describe('thermacore-deadband', () => {
  useRealPlatform();

  it('passes what moved beyond the band since the last that passed, and what ends the silence', async () => {
    const flow = await run({ absolute: '0.5', maxSilenceSeconds: '60' });
    const values = [71, 71.2, 71.4, 71.6, 71.6, 71.7];
    const payload = values.map((value, i) => at(i * 1000, value));
    flow.send('n', { payload: [...payload, at(64_000, 71.7)], delivery: { id: 'd1' } });
    const message = await flow.next('out');
    assert.deepEqual(valuesOf(message), [71, 71.6, 71.7]);
    assert.deepEqual(message['delivery'], { id: 'd1' });
  });

  it('knows the range of a sensor for its percent band', async () => {
    const flow = await run({ percent: '5', database: DATABASE });
    // The range of the boiler's supply temperature is 0 to 120 °C, so the band is 6.
    flow.send('n', { payload: [at(0, 70), at(1, 75), at(2, 77)] });
    assert.deepEqual(valuesOf(await flow.next('out')), [70, 77]);
  });

  it('uses the first override that matches, in the order of the readings', async () => {
    const flow = await run({
      absolute: 10,
      overrides: [{ unit: '*', sensor: 'pressure', absolute: 0.1, percent: 0, maxSilenceSeconds: 0 }],
    });
    const pressure = { sensor: 'pressure' };
    flow.send('n', {
      payload: [
        at(0, 70),
        at(0, 2, pressure),
        at(1, 75),
        at(1, 2.2, pressure),
        at(2, 2.25, pressure),
        at(2, 81),
      ],
    });
    assert.deepEqual(valuesOf(await flow.next('out')), [70, 2, 2.2, 81]);
  });

  it('passes an empty batch on when the field waits, and nothing when nobody does', async () => {
    const flow = await run({ absolute: 1 });
    flow.send('n', { payload: [at(0, 70)] });
    flow.send('n', { payload: [at(1, 70)] });
    flow.send('n', { payload: [at(2, 70)], delivery: { id: 'd2' } });
    assert.deepEqual(valuesOf(await flow.next('out')), [70]);
    const last = await flow.next('out');
    assert.deepEqual([valuesOf(last), last['delivery']], [[], { id: 'd2' }]);
    await flow.shows('n', /^1\/min of 3\/min \(33 %\)$/);
  });

  it('goes on after input that is none', async () => {
    const flow = await run({ absolute: 1 });
    flow.send('n', { payload: 5 });
    flow.send('n', { payload: [at(0, 70)] });
    assert.deepEqual(valuesOf(await flow.next('out')), [70]);
  });

  it('names the field of a band that is none', async () => {
    assert.match((await run({ percent: 101 })).status('n').text ?? '', /^percent: /);
    const flow = await run({ overrides: [{ sensor: 'a', absolute: -1 }] });
    assert.match(flow.status('n').text ?? '', /^overrides\.0\.absolute: /);
  });
});
