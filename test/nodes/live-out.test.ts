import assert from 'node:assert/strict';
import type { Reading } from '../../lib/core/reading';
import { runFlow } from '../support/node-red';
import { reading, useRealPlatform } from '../support/real-platform';
import liveOut = require('../../nodes/live-out/live-out');

const run = (fields: object = {}) =>
  runFlow(liveOut, [{ id: 'n', type: 'thermacore-live-out', wires: [['out']], ...fields }]);
const shown = (message: Record<string, unknown>) =>
  message['payload'] as { type: string; readings: Reading[] };

describe('thermacore-live-out', () => {
  const platformNow = useRealPlatform();

  it('sends the first readings at once, one message per tenant, without what is nobody’s business', async () => {
    const flow = await run();
    const mine = reading({
      flags: ['stale'],
      origin: { protocol: 'mqtt', device: 'd', address: 'a', receivedAt: 1 },
    });
    flow.send('n', { payload: [mine, reading({ tenant: 'borealis' })] });
    const first = await flow.next('out');
    assert.deepEqual([first['tenant'], first['topic']], ['aqua', 'live']);
    const { unit, sensor, timestamp, value, quality, flags } = mine;
    assert.deepEqual(shown(first), {
      type: 'readings',
      readings: [{ unit, sensor, timestamp, value, quality, flags }],
    });
    const second = await flow.next('out');
    assert.equal(second['tenant'], 'borealis');
  });

  it('then sends the newest of each sensor by the field’s time, no more often than asked', async () => {
    const flow = await run({ maxPerSecond: '2' });
    const [old, newer, newest] = [reading({ value: 1 }), reading({ value: 2 }), reading({ value: 3 })];
    flow.send('n', { payload: [old] });
    await flow.next('out');
    const began = performance.now();
    flow.send('n', { payload: [newest] });
    flow.send('n', { payload: [newer] });
    const update = await flow.next('out');
    assert.ok(performance.now() - began > 400, 'waits for half a second since the first');
    assert.deepEqual(
      shown(update).readings.map(({ value }) => value),
      [3],
    );
    assert.equal(flow.pending('out'), 0);
  });

  it('hands every reading to the live WebSocket', async () => {
    const platform = platformNow();
    const published: unknown[] = [];
    const { publish } = platform.live;
    platform.live.publish = (readings) => void published.push(...readings);
    try {
      const flow = await run({ maxPerSecond: 1 });
      for (let i = 0; i < 3; i++) flow.send('n', { payload: [reading()] });
      await flow.next('out');
      assert.equal(published.length, 3);
    } finally {
      platform.live.publish = publish;
    }
  });

  it('shows the rest when some readings have no tenant, and says so', async () => {
    const flow = await run();
    flow.send('n', { payload: [reading({ tenant: '' }), null, reading()] });
    assert.equal(shown(await flow.next('out')).readings.length, 1);
    assert.match(flow.errors('n').join(), /^2 readings have no tenant/);
  });

  it('passes the message on by its second output, with its delivery', async () => {
    const flow = await run({ wires: [[], ['out']] });
    const readings = [reading(), reading({ tenant: '' })];
    flow.send('n', { payload: readings, delivery: { id: '7' } });
    const passed = await flow.next('out');
    assert.deepEqual(passed['payload'], readings);
    assert.deepEqual(passed['delivery'], { id: '7' });
    assert.equal(flow.pending('out'), 0);
  });

  it('names the field of a rate that is none', async () => {
    const flow = await run({ maxPerSecond: 0 });
    assert.match(flow.status('n').text ?? '', /^maxPerSecond: must be a number from 0\.1 to 20/);
  });
});
