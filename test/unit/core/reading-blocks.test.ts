import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packQuality } from '../../../lib/core/quality';
import type { Reading } from '../../../lib/core/reading';
import { readingsOfBlocks, type BlockSensor, type ReadingBlock } from '../../../lib/core/reading-blocks';

const SENSORS: readonly BlockSensor[] = [
  { unit: 'u', sensor: 'flow', type: 'number' },
  { unit: 'u', sensor: 'pump', type: 'boolean' },
  { unit: 'v', sensor: 'mode', type: 'text' },
];

const block = (place: number, times: readonly number[], more: Partial<ReadingBlock> = {}): ReadingBlock => ({
  place,
  times: Float64Array.from(times),
  values: Float64Array.from(times, (_, i) => i),
  ...more,
});
const all = (...blocks: ReadingBlock[]): Reading[] => [...readingsOfBlocks('t', SENSORS, blocks)].flat();

describe('Readings of blocks', () => {
  it('come by time, then by sensor, then by ordinal', () => {
    const ordinals = Uint16Array.from([0, 1, 0]);
    const readings = all(block(1, [10, 10, 30], { ordinals }), block(0, [10, 20]));
    assert.deepEqual(
      readings.map(({ sensor, timestamp, ordinal }) => [timestamp, sensor, ordinal]),
      [
        [10, 'flow', 0],
        [10, 'pump', 0],
        [10, 'pump', 1],
        [20, 'flow', 0],
        [30, 'pump', 0],
      ],
    );
  });

  it('have their value by the type of the sensor, and their quality with its flags', () => {
    const quality = Uint16Array.from([0, packQuality('bad', ['comm-lost'])]);
    const readings = all(block(1, [1, 2], { quality }), block(2, [3], { values: ['AUTO'] }));
    assert.deepEqual(readings, [
      { tenant: 't', unit: 'u', sensor: 'pump', timestamp: 1, value: false, quality: 'good', ordinal: 0 },
      { tenant: 't', unit: 'u', sensor: 'pump', timestamp: 2, value: true, quality: 'bad', ordinal: 0, flags: ['comm-lost'] },
      { tenant: 't', unit: 'v', sensor: 'mode', timestamp: 3, value: 'AUTO', quality: 'good', ordinal: 0 },
    ]); // prettier-ignore
  });

  it('of one moment stay in one batch', () => {
    const times = Array.from({ length: 1500 }, (_, i) => Math.floor(i / 400));
    const ordinals = Uint16Array.from(times, (_, i) => i % 400);
    const batches = [...readingsOfBlocks('t', SENSORS, [block(0, times, { ordinals })])];
    assert.deepEqual(
      batches.map((batch) => [batch.length, batch[0]?.timestamp, batch.at(-1)?.timestamp]),
      [
        [1200, 0, 2],
        [300, 3, 3],
      ],
    );
  });

  it('are nothing where there are none', () => {
    assert.deepEqual(all(), []);
    assert.deepEqual(all(block(0, [])), []);
  });

  it('are each there once and in order, whatever the blocks', () => {
    const column = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.tuple(column, column, column), (columns) => {
        const sorted = columns.map((times) => [...times].sort((a, b) => a - b));
        const found = all(
          ...sorted.map((times, place) => block(place, times, { values: times.map(String) })),
        );
        assert.deepEqual(
          found.map(({ timestamp }) => timestamp),
          sorted.flat().sort((a, b) => a - b),
        );
        sorted.forEach((times, place) =>
          assert.equal(found.filter(({ sensor }) => sensor === SENSORS[place]?.sensor).length, times.length),
        );
      }),
    );
  });
});
