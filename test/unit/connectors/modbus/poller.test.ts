import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { ModbusFailure } from '../../../../lib/connectors/modbus/failure';
import type { Block } from '../../../../lib/connectors/modbus/plan';
import { Poller } from '../../../../lib/connectors/modbus/poller';
import { ModbusConfig, ModbusPoint } from '../../../../lib/connectors/modbus/spec';
import { Collector } from '../../../contract/collector';
import { FakeClock } from '../../../support/fake-clock';

describe('Polling a Modbus device', () => {
  let clock: FakeClock;
  let collector: Collector;
  let registers: Uint16Array;
  let reads: { start: number; count: number; at: number }[];
  let answer: (block: Block) => Promise<Buffer>;
  let overruns: number;
  let poller: Poller;

  beforeEach(() => {
    clock = new FakeClock();
    collector = new Collector();
    registers = new Uint16Array(100);
    reads = [];
    overruns = 0;
    answer = ({ start, count }) => {
      const bytes = Buffer.alloc(2 * count);
      for (let i = 0; i < count; i++) bytes.writeUInt16BE(registers[start + i] ?? 0, 2 * i);
      return Promise.resolve(bytes);
    };
  });
  afterEach(() => poller.stop());

  function polling(points: readonly object[], phase = 0.25): void {
    poller = new Poller({
      points: points.map((point, i) => ModbusPoint.parse({ unit: 'boiler-1', sensor: `s${i}`, ...point })),
      receiver: collector,
      clock,
      device: 'plc:502/1',
      limits: ModbusConfig.parse({ host: 'plc' }),
      phase,
      read: (block) => {
        reads.push({ start: block.start, count: block.count, at: clock.monotonic() });
        return answer(block);
      },
      onOverrun: () => void overruns++,
      onResult: () => undefined,
    });
    poller.start();
  }
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await setImmediate();
  };
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 50) {
      clock.advance(Math.min(50, left));
      await settled();
    }
  };

  it('reads at once, and then in its slots, however long an answer takes', async () => {
    clock.advance(120);
    polling([{ address: 0 }]);
    await pass(2400);
    assert.deepEqual(
      reads.map(({ at }) => at),
      [120, 250, 1250, 2250],
    );
  });

  it('reads points of another interval at that', async () => {
    polling([{ address: 0 }, { address: 50, intervalMs: 2000 }], 0);
    await pass(4000);
    assert.equal(reads.filter(({ start }) => start === 0).length, 5);
    assert.equal(reads.filter(({ start }) => start === 50).length, 3);
  });

  it('leaves a slot out, and counts it, while the last is not answered', async () => {
    let done = (): void => undefined;
    answer = ({ count }) => new Promise((resolve) => (done = () => resolve(Buffer.alloc(2 * count))));
    polling([{ address: 0 }]);
    await pass(2300);
    assert.equal(reads.length, 1);
    assert.equal(overruns, 3);
    done();
    await pass(1000);
    assert.equal(reads.length, 2);
  });

  it('waits while too much is on its way to the store', async () => {
    collector = new Collector('aqua', 'by hand');
    polling([{ address: 0 }], 0);
    await pass(30_000);
    assert.equal(collector.open.length, 20);
    collector.settle(true);
    await pass(1000);
    assert.equal(collector.open.length, 1);
  });

  it('says where a reading comes from', async () => {
    registers[40] = 7;
    polling([{ address: 40_041, addressing: 'modicon' }]);
    await settled();
    assert.deepEqual(collector.readings, [
      {
        tenant: 'aqua',
        unit: 'boiler-1',
        sensor: 's0',
        timestamp: clock.now(),
        value: 7,
        quality: 'good',
        origin: {
          protocol: 'modbus',
          device: 'plc:502/1',
          address: 'holding register 40 (40041)',
          receivedAt: clock.now(),
        },
      },
    ]);
  });

  it('reports by exception: what moved further than the deadband, and once in a while', async () => {
    polling([{ address: 0, report: 'change', deadband: 5, heartbeatMs: 4000 }], 0);
    await settled();
    registers[0] = 4;
    await pass(1000);
    registers[0] = 6;
    await pass(1000);
    assert.deepEqual(collector.values, [0, 6]);
    await pass(4000);
    assert.deepEqual(collector.values, [0, 6, 6]);
  });

  it('marks a value once for each cause, with the last that was known', async () => {
    registers[0] = 5;
    polling([{ address: 0 }, { address: 1 }], 0);
    await settled();
    collector.readings.length = 0;
    answer = () => Promise.reject(ModbusFailure.exception(4));
    await pass(3000);
    assert.deepEqual(
      collector.readings.map(({ value, quality, flags }) => [value, quality, flags]),
      [
        [5, 'bad', ['sensor-failure']],
        [0, 'bad', ['sensor-failure']],
      ],
    );
    assert.equal(collector.readings[0]?.origin?.properties?.['fault'], 'exception 4 (server device failure)');
    assert.match(poller.fault ?? '', /exception 4 .* at holding register 0 \(40001\)/);
    poller.lose('the line is cut');
    assert.deepEqual(collector.readings.at(-1)?.flags, ['comm-lost']);
  });

  it('says nothing of a point that was never read', async () => {
    answer = () => Promise.reject(ModbusFailure.exception(4));
    polling([{ address: 0 }]);
    await pass(2000);
    assert.deepEqual(collector.readings, []);
  });

  it('reads around an address that the device does not have, and tells which it is', async () => {
    const sound = answer;
    answer = (block) =>
      block.start <= 3 && block.start + block.count > 3
        ? Promise.reject(ModbusFailure.exception(2))
        : sound(block);
    polling(
      [0, 1, 2, 3, 4, 5].map((address) => ({ address })),
      0,
    );
    await pass(8000);
    collector.readings.length = 0;
    reads.length = 0;
    await pass(1000);
    assert.deepEqual(
      reads.map(({ start, count }) => `${start}+${count}`),
      ['0+3', '4+2'],
    );
    assert.deepEqual(
      collector.readings.map(({ sensor }) => sensor),
      ['s0', 's1', 's2', 's4', 's5'],
    );
    assert.match(poller.fault ?? '', /exception 2 \(illegal data address\) at holding register 3 \(40004\)/);
    answer = sound;
    await pass(600_000);
    assert.equal(poller.fault, undefined);
  });

  it('hands a reading that may not enter to the other output', async () => {
    const refusing = Object.assign(new Collector(), { admit: () => 'unknown-sensor' as const });
    collector = refusing;
    polling([{ address: 0 }]);
    await settled();
    assert.deepEqual(collector.readings, []);
    assert.equal(collector.rejections[0]?.reason, 'unknown-sensor');
    assert.match(collector.rejections[0].detail, /boiler-1\/s0/);
  });
});
