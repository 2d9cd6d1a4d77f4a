import assert from 'node:assert/strict';
import type { Reading } from '../../lib/core/reading';
import { askAdmin, runFlow } from '../support/node-red';
import { reading, useRealPlatform } from '../support/real-platform';
import convert = require('../../nodes/convert/convert');

const run = (rules: unknown) =>
  runFlow(convert, [{ id: 'n', type: 'thermacore-convert', rules, wires: [['out']] }]);
const readingsOf = (message: Record<string, unknown>): Reading[] => message['payload'] as Reading[];

describe('thermacore-convert', () => {
  useRealPlatform();

  it('scales and renames what matches, leaves the rest, and keeps the delivery', async () => {
    const flow = await run([
      {
        unit: 'boiler-1',
        sensor: 'pressure-ma',
        rawLow: 4,
        rawHigh: 20,
        low: 0,
        high: 10,
        rename: 'pressure',
      },
      { unit: '*', sensor: 'outdoor', from: '°F', to: '°C' },
    ]);
    const other = reading();
    flow.send('n', {
      payload: [
        reading({ sensor: 'pressure-ma', value: 12 }),
        reading({ sensor: 'outdoor', value: 212 }),
        other,
      ],
      delivery: { id: 'd1' },
    });
    const message = await flow.next('out');
    const values = readingsOf(message).map(({ sensor, value }) => [sensor, Number(Number(value).toFixed(6))]);
    assert.deepEqual(values, [
      ['pressure', 5],
      ['outdoor', 100],
      [other.sensor, other.value],
    ]);
    assert.deepEqual(message['delivery'], { id: 'd1' });
  });

  it('keeps what it cannot convert, as bad, and counts it', async () => {
    const flow = await run([{ sensor: 'supply-temperature', factor: 2 }]);
    flow.send('n', { payload: [reading({ value: 'hot' })] });
    const [kept] = readingsOf(await flow.next('out'));
    assert.deepEqual([kept?.value, kept?.quality, kept?.flags], ['hot', 'bad', ['conversion']]);
    await flow.shows('n', /1 could not be converted/);
  });

  it('names rule and field of a rule that is wrong', async () => {
    const flow = await run([{ sensor: 'a' }, { sensor: 'b', rawLow: 4 }]);
    assert.match(flow.status('n').text ?? '', /^Rule 2, rawLow: a linear scale needs all of/);
  });

  it('goes on after input that is none', async () => {
    const flow = await run([]);
    flow.send('n', { payload: undefined });
    flow.send('n', { payload: [reading()] });
    assert.equal(readingsOf(await flow.next('out')).length, 1);
    assert.match(flow.errors('n').join(), /^msg\.payload is missing, not readings\./);
  });

  it('offers its form the units of measure', async () => {
    await run([]);
    const { body } = await askAdmin('/thermacore/convert/units');
    assert.ok((body as string[]).includes('°C'));
  });
});
