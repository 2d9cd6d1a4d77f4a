import assert from 'node:assert/strict';
import type { Reading } from '../../lib/core/reading';
import { askAdmin, runFlow } from '../support/node-red';
import { reading, useRealPlatform } from '../support/real-platform';
import gateway = require('../../nodes/gateway/gateway');

const run = (rules: unknown, more: object = {}) =>
  runFlow(gateway, [{ id: 'n', type: 'thermacore-gateway', rules, ...more, wires: [['out'], ['lost']] }]);
const readingsOf = (message: Record<string, unknown>): Reading[] => message['payload'] as Reading[];

describe('thermacore-gateway', () => {
  const platform = useRealPlatform();

  it('sends what matches on to its point, and keeps the delivery', async () => {
    const flow = await run([
      {
        sensor: 'supply-*',
        toUnit: 'rtu',
        protocol: 'dnp3',
        type: 'g30v2',
        scale: 0.1,
        from: '°C',
        to: '°F',
      },
    ]);
    const [given, other] = [reading({ value: 70 }), reading({ sensor: 'pressure' })];
    flow.send('n', { payload: [given, other], delivery: { id: 'd1' } });
    const message = await flow.next('out');
    assert.deepEqual(message['payload'], [{ ...given, unit: 'rtu', value: 158 }]);
    assert.deepEqual([message['topic'], message['delivery']], ['readings', { id: 'd1' }]);
    await flow.shows('n', /^1\/min · 1 without a rule$/);
  });

  it('sends the last good value, bad, for what does not fit, and by the second output why', async () => {
    const flow = await run([{ protocol: 'modbus', type: 'uint16' }]);
    flow.send('n', { payload: [reading({ value: 7 }), reading({ value: -1 })] });
    assert.deepEqual(
      readingsOf(await flow.next('out')).map(({ value, quality, flags }) => [value, quality, flags]),
      [[7, 'good', undefined], [7, 'bad', ['under-range']]],
    ); // prettier-ignore
    const lost = await flow.next('lost');
    assert.equal(lost['topic'], 'losses');
    const [loss] = lost['payload'] as { sensor: string; value: number; reason: string }[];
    assert.deepEqual([loss?.sensor, loss?.value, loss?.reason], ['supply-temperature', -1, 'under-range']);
    await flow.shows('n', /1 did not fit/);
  });

  it('names rule and field of a rule that is wrong', async () => {
    const flow = await run([
      { protocol: 'mqtt', type: 'json' },
      { protocol: 'modbus', type: 'word' },
    ]);
    assert.match(flow.status('n').text ?? '', /^Rule 2, type: is none of modbus: bool, int16/);
  });

  it('goes on after input that is none, and names the reading that is none', async () => {
    const flow = await run([{ protocol: 'mqtt', type: 'json' }]);
    flow.send('n', { payload: undefined });
    flow.send('n', { payload: [reading(), { unit: 'u', sensor: 's', value: {} }] });
    flow.send('n', { payload: [null] });
    flow.send('n', { payload: [reading()] });
    assert.equal(readingsOf(await flow.next('out')).length, 1);
    const errors = flow.errors('n').join('\n');
    assert.match(errors, /msg\.payload is missing, not readings\./);
    assert.match(errors, /msg\.payload\.1 is not a reading; nothing went through\./);
    assert.match(errors, /msg\.payload\.0 is not a reading/);
  });

  it('lets a batch go on empty that the field waits for', async () => {
    const flow = await run([{ sensor: 'none', protocol: 'mqtt', type: 'json' }]);
    flow.send('n', { payload: [reading()], delivery: { id: 'd2' } });
    const message = await flow.next('out');
    assert.deepEqual([message['payload'], message['delivery']], [[], { id: 'd2' }]);
  });

  it('confirms to the field what has gone through, where it is to', async () => {
    const flow = await run([{ sensor: 'supply-*', protocol: 'mqtt', type: 'json' }], { confirms: true });
    const settled: boolean[] = [];
    for (const payload of [[reading()], [reading({ sensor: 'pressure' })]]) {
      const id = platform().deliveries.open((stored) => settled.push(stored));
      flow.send('n', { payload, delivery: { id } });
    }
    flow.send('n', { payload: [reading({ value: 5 })] });
    assert.equal((await flow.next('out'))['delivery'], undefined);
    assert.equal(readingsOf(await flow.next('out'))[0]?.value, 5);
    assert.deepEqual(settled, [true, true]);
  });

  it('offers its form the types of each protocol and the units of measure', async () => {
    await run([]);
    const { body } = await askAdmin('/thermacore/gateway/choices');
    const { types, units } = body as { types: Record<string, string[]>; units: string[] };
    assert.deepEqual(Object.keys(types), ['modbus', 'opcua', 'dnp3', 'sparkplug', 'mqtt']);
    assert.ok(types['dnp3']?.includes('g30v6') && units.includes('°C'));
  });
});
