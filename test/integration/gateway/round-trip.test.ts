import assert from 'node:assert/strict';
import { SensorInput, UnitInput } from '../../../lib/core/plant';
import type { QualityClass, QualityFlag } from '../../../lib/core/quality';
import type { Reading, ReadingValue } from '../../../lib/core/reading';
import { stopBrokers } from '../../support/brokers';
import { plainRung, useDatabase, type StoreParts } from '../../support/database';
import { until } from '../../support/until';
import { Chain, type Hop, type Line } from './chain';

const GREATEST_SINGLE = 3.4028234663852886e38;
const LEAST_SINGLE = 2 ** -126;
const DOUBLE = { opcua: 'Double', sparkplug: 'Double' } as const;

const input = (address: number, type: string, more: object = {}) => ({
  table: 'input',
  address,
  type,
  ...more,
});
/** With time in its events; 6 and 8 are double precision. */
const analog = (index: number) => ({ kind: 'analog-input', index, staticVariation: 6, eventVariation: 8 });
const whole = (index: number, eventVariation: 3 | 4) => ({ kind: 'analog-input', index, eventVariation });

interface Row extends Line {
  readonly value: ReadingValue;
}

/** Each with the narrowest object of DNP3 that can say it. 64-bit counters go as double precision: those of DNP3 have 32. */
const ROWS: readonly Row[] = [
  { sensor: 'below-zero', value: -12.5, tag: input(0, 'int16', { scale: 0.5 }), object: 'g30v6', served: analog(0), ...DOUBLE },
  { sensor: 'int16-least', value: -32_768, tag: input(1, 'int16'), object: 'g30v2', served: whole(1, 4), ...DOUBLE },
  { sensor: 'int32-least', value: -2_147_483_648, tag: input(2, 'int32'), object: 'g30v1', served: whole(2, 3), ...DOUBLE },
  { sensor: 'single-greatest', value: GREATEST_SINGLE, tag: input(4, 'float32', { wordOrder: 'CDAB' }), object: 'g30v6', served: analog(3), ...DOUBLE },
  { sensor: 'single-least', value: LEAST_SINGLE, tag: input(6, 'float32'), object: 'g30v6', served: analog(4), ...DOUBLE },
  { sensor: 'double', value: -0.1, tag: input(8, 'float64'), object: 'g30v6', served: analog(5), ...DOUBLE },
  { sensor: 'counter-64', value: 9_007_199_254_740_991, tag: input(12, 'uint64'), object: 'g30v6', served: analog(6), ...DOUBLE },
  { sensor: 'counter-32', value: 4_294_967_295, tag: input(16, 'uint32'), object: 'g20v1', served: { kind: 'counter', index: 0, eventVariation: 5 }, ...DOUBLE },
  { sensor: 'running', value: true, tag: { table: 'discrete', address: 0, type: 'bool' }, object: 'g1v2', served: { kind: 'binary-input', index: 0 }, opcua: 'Boolean', sparkplug: 'Boolean' },
  { sensor: 'fault', value: false, tag: { table: 'discrete', address: 1, type: 'bool' }, object: 'g1v2', served: { kind: 'binary-input', index: 1 }, opcua: 'Boolean', sparkplug: 'Boolean' },
  // Outside of 0 to 100, which the Modbus point cuts off: uncertain from there on.
  { sensor: 'too-high', value: 105, tag: input(18, 'int16'), point: { clampHigh: 100 }, object: 'g30v6', served: analog(7), ...DOUBLE },
  // Good at first; then the device has no value for it.
  { sensor: 'breaks', value: 7, tag: input(20, 'int16'), object: 'g30v6', served: analog(8), ...DOUBLE },
  // Too much for a counter of 32 bits, which DNP3 has no wider.
  { sensor: 'overflows', value: 4_294_967_296, tag: input(22, 'uint64'), object: 'g20v1', served: { kind: 'counter', index: 1, eventVariation: 5 }, ...DOUBLE },
]; // prettier-ignore
const EXACT = ROWS.filter(({ sensor }) => !['too-high', 'breaks', 'overflows'].includes(sensor));

describe('From a Modbus device over OPC UA, DNP3 and Sparkplug to the database', function () {
  this.timeout(120_000);
  let store: StoreParts;
  let chain: Chain;
  // Before the database closes.
  after(async () => {
    await (chain as Chain | undefined)?.stop();
    await stopBrokers();
  });
  const database = useDatabase(plainRung);

  const tell = (sensor: string, value: ReadingValue, quality: QualityClass = 'good'): void =>
    void chain.device.update([
      { tenant: 'aqua', unit: 'plc', sensor, timestamp: Date.now(), value, quality },
    ]);
  /** From the first time on at which the device was read: before it an outstation has nothing but its restart. */
  const stored = async (sensor: string): Promise<Reading[]> => {
    const from = at(chain.hops.modbus, sensor).timestamp;
    const sensors = [{ unit: 'line', sensor }];
    const { items } = await store.history.raw('aqua', {
      sensors, from, to: Date.now() + 60_000, limit: 1000, quality: 'any',
    }); // prettier-ignore
    return items.map((item) => ({
      ...item,
      tenant: 'aqua',
      timestamp: Date.parse(item.timestamp),
    })) as Reading[];
  };
  /** Sees it in the database by the eyes of the host, which has what it stored. */
  const written: Reading[] = [];
  const arrives = (what: string, holds: (reading: Reading) => boolean): Promise<void> =>
    until(`${what} is in the database`, () => written.some(holds));
  const at = (hop: Hop, sensor: string, which: (reading: Reading) => boolean = isTold): Reading =>
    hop.readings.find((one) => one.sensor === sensor && which(one)) ??
    assert.fail(`no such reading of ${sensor}: ${JSON.stringify(hop.readings.filter((one) => one.sensor === sensor))}`); // prettier-ignore
  /** Before an outstation has a value it says so: bad, and restarted. */
  const isTold = ({ flags }: Reading): boolean => !flags?.includes('restart');
  const judged = ({ value, quality, flags }: Reading): [ReadingValue, QualityClass, readonly QualityFlag[]] => [value, quality, flags ?? []]; // prettier-ignore

  before(async () => {
    store = await database().open();
    await store.tenants.ensure('aqua', 'Aqua', 'UTC');
    const sensors = ROWS.map(
      ({ sensor, value }) =>
      SensorInput.parse({ key: sensor, name: sensor, type: typeof value === 'boolean' ? 'boolean' : 'number' }), // prettier-ignore
    );
    await store.plant.ensure('aqua', [{ unit: UnitInput.parse({ key: 'line', name: 'Line' }), sensors }]);
    await store.directory.refresh();
    chain = await Chain.start(ROWS, async (readings) => {
      const { refused } = await store.sink.write(readings);
      assert.deepEqual(refused, []);
      written.push(...readings);
    });
    for (const { sensor, value } of ROWS) tell(sensor, value);
    // The times that our Modbus client made.
    const times = (sensor: string) => new Set(chain.hops.modbus.readings.filter((one) => one.sensor === sensor).map(({ timestamp }) => timestamp)); // prettier-ignore
    for (const { sensor } of ROWS)
      await arrives(sensor, (one) => one.sensor === sensor && times(sensor).has(one.timestamp));
  });
  for (const { sensor, value } of EXACT)
    it(`${sensor} (${String(value)}) arrives as the same number or state, of the same time, good`, async () => {
      // Modbus has no time: it is made where our client reads the register, and is the source's from there on.
      const first = at(chain.hops.modbus, sensor);
      assert.deepEqual(judged(first), [value, 'good', []]);
      for (const hop of [chain.hops.opcua, chain.hops.dnp3]) {
        const arrived = at(hop, sensor);
        assert.deepEqual([...judged(arrived), arrived.timestamp], [...judged(first), first.timestamp]);
      }
      const [last, ...more] = await stored(sensor);
      assert.ok(last);
      assert.deepEqual([...judged(last), last.timestamp], [value, 'good', [], first.timestamp]);
      assert.deepEqual(more, []);
    });

  it('a value that was cut off stays uncertain as far as DNP3, and is bad over Sparkplug, which has no word for it', async () => {
    const first = at(chain.hops.modbus, 'too-high');
    assert.deepEqual(judged(first), [100, 'uncertain', ['over-range']]);
    for (const hop of [chain.hops.opcua, chain.hops.dnp3]) {
      const arrived = at(hop, 'too-high');
      assert.deepEqual([...judged(arrived), arrived.timestamp], [...judged(first), first.timestamp]);
    }
    const [last] = await stored('too-high');
    assert.deepEqual([last?.value, last?.quality, last?.timestamp], [100, 'bad', first.timestamp]);
  });

  it('a value that the device has no more is bad at every hop, with the last good one and the time when it broke', async () => {
    assert.deepEqual(judged(at(chain.hops.modbus, 'breaks')), [7, 'good', []]);
    tell('breaks', 7, 'bad');
    const isBad = (one: Reading): boolean =>
      one.quality === 'bad' && one.timestamp > at(chain.hops.modbus, 'breaks').timestamp;
    await arrives('the bad value', (one) => one.sensor === 'breaks' && isBad(one));
    // Modbus answers with an exception, which says nothing but that: the flag is made there.
    const first = at(chain.hops.modbus, 'breaks', isBad);
    assert.deepEqual(judged(first), [7, 'bad', ['sensor-failure']]);
    for (const hop of [chain.hops.opcua, chain.hops.dnp3]) {
      const arrived = at(hop, 'breaks', isBad);
      assert.deepEqual([...judged(arrived), arrived.timestamp], [...judged(first), first.timestamp]);
    }
    const last = (await stored('breaks')).find(isBad);
    // Sparkplug says that it is bad, and not why.
    assert.deepEqual([last?.value, last?.quality, last?.timestamp], [7, 'bad', first.timestamp]);
    tell('breaks', 8);
    await arrives('the good value again', ({ sensor, value }) => sensor === 'breaks' && value === 8);
  });

  it('a count of more than 32 bits is not wrapped by a DNP3 counter: it is bad from there on, and it is told why', async () => {
    const first = at(chain.hops.opcua, 'overflows');
    assert.deepEqual(judged(first), [4_294_967_296, 'good', []]);
    const [loss] = chain.hops.opcua.losses;
    assert.deepEqual([loss?.sensor, loss?.value, loss?.reason], ['overflows', 4_294_967_296, 'over-range']);
    const [last, ...more] = await stored('overflows');
    assert.deepEqual([last?.quality, last?.timestamp, more], ['bad', first.timestamp, []]);
    assert.deepEqual(chain.hops.modbus.losses, []);
    assert.deepEqual(chain.hops.dnp3.losses, []);
  });
});
