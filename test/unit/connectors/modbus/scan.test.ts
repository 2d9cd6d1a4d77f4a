import assert from 'node:assert/strict';
import { describeRegister, idOf, placeOf, rangeOf } from '../../../../lib/connectors/modbus/register-ids';
import { ModbusFailure } from '../../../../lib/connectors/modbus/failure';
import { RegisterScan, type ScanLink } from '../../../../lib/connectors/modbus/scan';
import { ModbusConfig } from '../../../../lib/connectors/modbus/spec';
import type { Clock } from '../../../../lib/core/clock';
import { FakeClock } from '../../../support/fake-clock';

/** A device that has some registers, and refuses whatever touches another one. */
class Device {
  readonly asked: [unit: number, table: string, start: number, count: number][] = [];
  closed = 0;
  answer: (start: number, count: number) => ModbusFailure | undefined = () => undefined;

  constructor(private readonly has: ReadonlyMap<number, number>) {}

  open = (): Promise<ScanLink> =>
    Promise.resolve({
      read: (unit, table, start, count) => {
        this.asked.push([unit, table, start, count]);
        const failure = this.answer(start, count) ?? this.refusal(start, count);
        if (failure) return Promise.reject(failure);
        return Promise.resolve(table === 'coil' ? this.bits(start, count) : this.words(start, count));
      },
      close: () => void this.closed++,
    });

  private refusal(start: number, count: number): ModbusFailure | undefined {
    for (let at = start; at < start + count; at++) if (!this.has.has(at)) return ModbusFailure.exception(2);
    return undefined;
  }

  private words(start: number, count: number): Buffer {
    const bytes = Buffer.alloc(2 * count);
    for (let i = 0; i < count; i++) bytes.writeUInt16BE(this.has.get(start + i) ?? 0, 2 * i);
    return bytes;
  }

  private bits(start: number, count: number): Buffer {
    const bytes = Buffer.alloc(Math.ceil(count / 8));
    for (let i = 0; i < count; i++)
      bytes[i >> 3] = (bytes[i >> 3] ?? 0) | ((this.has.get(start + i) ?? 0) << (i & 7));
    return bytes;
  }
}

const config = ModbusConfig.parse({ host: 'plc', unitId: 3 });
const run = (first: number, values: readonly number[]): [number, number][] =>
  values.map((value, i) => [first + i, value]);

describe('A scan of the registers of a Modbus device', () => {
  let fake: FakeClock;
  /** Each pause passes at once. */
  const clock = (): Clock => ({
    now: () => fake.now(),
    monotonic: () => fake.monotonic(),
    every: (...how) => fake.every(...how),
    after: (ms, then) => {
      const timer = fake.after(ms, then);
      queueMicrotask(() => fake.advance(ms));
      return timer;
    },
  });
  const browse = (device: Device, nodeId?: string, more: { cursor?: string; limit?: number } = {}) =>
    new RegisterScan(device.open).browse(config, clock(), { nodeId, limit: 200, ...more });

  beforeEach(() => (fake = new FakeClock()));

  it('begins with the four tables, and asks nobody for them', async () => {
    const device = new Device(new Map());
    const { items } = await browse(device);
    assert.deepEqual(items.map(({ nodeId }) => nodeId), ['coil', 'discrete', 'input', 'holding']); // prettier-ignore
    assert.equal(device.asked.length, 0);
  });

  it('shows a register as integer and as float in both orders of words', async () => {
    const device = new Device(new Map(run(10, [0xfffe, 0x428e, 0x999a])));
    const { items } = await browse(device, 'holding:10-12');
    const [first, second, third] = items.map(({ readings = [] }) => Object.fromEntries(readings.map(({ dataType, value }) => [dataType, value]))); // prettier-ignore
    assert.deepEqual([first?.['uint16'], first?.['int16']], ['65534', '-2']);
    assert.equal(second?.['float32 ABCD'], '71.3');
    assert.deepEqual(
      Object.keys(third ?? {}),
      ['uint16', 'int16'],
      'nothing is known of the register behind',
    );
    assert.equal(items[1]?.displayName, 'holding register 11 (40012)');
    assert.equal(device.closed, 1);
  });

  it('tells which blocks answer and why others do not, register by register', async () => {
    const has = new Map([...run(0, [1, 2, 3]), ...run(40, Array<number>(70).fill(7))]);
    const { items } = await browse(new Device(has), 'holding:0-149');
    const refused = items.filter(({ fault }) => fault);
    assert.deepEqual(
      refused.map(({ nodeId, displayName, fault }) => [nodeId, displayName, fault]),
      [
        ['holding:3-39', 'holding registers 3 to 39', 'exception 2 (illegal data address)'],
        ['holding:110-149', 'holding registers 110 to 149', 'exception 2 (illegal data address)'],
      ],
    );
    assert.equal(items.length - refused.length, 73);
  });

  it('goes on page by page to the end of its range, and only reads what it was asked for', async () => {
    const device = new Device(new Map(run(0, Array<number>(500).fill(5))));
    const pages: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await browse(device, 'input:0-299', { limit: 120, ...(cursor ? { cursor } : {}) });
      pages.push(page.items.length);
      cursor = page.nextCursor;
    } while (cursor);
    assert.deepEqual(pages, [120, 120, 60]);
    assert.ok(device.asked.every(([unit, table, start, count]) => unit === 3 && table === 'input' && start + count <= 300)); // prettier-ignore
    assert.ok(device.asked.every(([, , , count]) => count <= 125));
  });

  it('leaves the device time between two requests, and ends a page before a person gives up', async () => {
    const { items, nextCursor } = await browse(new Device(new Map()), 'holding', { limit: 1000 });
    assert.ok(fake.monotonic() >= 8000 && fake.monotonic() < 9000, String(fake.monotonic()));
    assert.equal(items.length, 1, 'all that was asked for is one block that is refused');
    assert.equal(items[0]?.nodeId, `holding:0-${Number(nextCursor) - 1}`);
  });

  it('gets on also where the device is so slow that a page has time for three answers', async () => {
    const device = new Device(new Map());
    device.answer = () => {
      fake.advance(3000);
      return ModbusFailure.exception(2);
    };
    const { items, nextCursor } = await browse(device, 'holding');
    assert.deepEqual([items.length, nextCursor], [1, '1']);
    assert.ok(fake.monotonic() < 14_000, String(fake.monotonic()));
  });

  it('shows bits of coils', async () => {
    const { items } = await browse(new Device(new Map(run(0, [1, 0, 1]))), 'coil:0-2');
    assert.deepEqual(items.map(({ nodeId, value }) => [nodeId, value]), [['coil:0:bool', 'true'], ['coil:1:bool', 'false'], ['coil:2:bool', 'true']]); // prettier-ignore
  });

  it('says so where nobody answers, and shows what came before the silence', async () => {
    const device = new Device(new Map(run(0, Array<number>(400).fill(1))));
    device.answer = (start) => (start >= 125 ? new ModbusFailure('timeout', 'no answer in time') : undefined);
    const { items, nextCursor } = await browse(device, 'holding:0-299', { limit: 300 });
    assert.deepEqual([items.length, nextCursor], [125, '125']);
    await assert.rejects(browse(device, 'holding:0-299', { cursor: '125' }), /Unit 3 at plc:502 does not answer: no answer in time/); // prettier-ignore
    assert.equal(device.closed, 2);
    const closed = new RegisterScan(() =>
      Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' })),
    );
    await assert.rejects(closed.browse(config, clock(), { nodeId: 'holding', limit: 10 }), /No connection: /);
  });

  for (const exception of [3, 4])
    it(`asks in smaller blocks also where one is refused with exception ${exception}`, async () => {
      const device = new Device(new Map(run(0, Array<number>(100).fill(7))));
      device.answer = (start, count) => (start + count > 90 ? ModbusFailure.exception(exception) : undefined);
      const { items } = await browse(device, 'holding:0-99');
      const refused = items.filter(({ fault }) => fault);
      assert.deepEqual(refused.map(({ nodeId }) => nodeId), ['holding:90-99']); // prettier-ignore
      assert.equal(items.length, 91);
    });

  it('takes what a device says of other things than an address for its answer to the whole block', async () => {
    const device = new Device(new Map());
    device.answer = () => ModbusFailure.exception(1);
    const { items } = await browse(device, 'holding:0-99');
    assert.deepEqual([items.length, device.asked.length, items[0]?.fault], [1, 1, 'exception 1 (illegal function)']); // prettier-ignore
  });

  for (const nodeId of [
    'holding:0-2000',
    'holding:9-3',
    'holding:0-65536',
    'nowhere',
    'holding:1-2:3',
    'holding:x',
  ])
    it(`refuses ${nodeId} and names the field`, async () => {
      await assert.rejects(browse(new Device(new Map()), nodeId), { code: 'invalid', field: 'nodeId' });
    });

  it('refuses a cursor of another range', async () => {
    await assert.rejects(browse(new Device(new Map()), 'holding:0-9', { cursor: '10' }), { field: 'cursor' });
    await assert.rejects(browse(new Device(new Map()), 'holding:0-9', { cursor: 'x' }), { field: 'cursor' });
  });

  it('names a register so that it is found again, and describes the point that reads it', () => {
    const place = { table: 'holding', address: 40, type: 'float32', wordOrder: 'CDAB' } as const;
    assert.deepEqual(placeOf(idOf(place)), place);
    assert.deepEqual(rangeOf('input:100-299'), { table: 'input', first: 100, end: 300 });
    const found = describeRegister('holding:40:float32:CDAB');
    assert.ok(!('fault' in found));
    assert.deepEqual([found.name, found.type, found.settings], ['Holding register 40', 'number', place]);
    for (const other of [
      'holding:65535:float32',
      'coil:1:int16',
      'holding:1:bool',
      'holding:1',
      'holding:1:uint16:XYZ',
    ])
      assert.ok('fault' in describeRegister(other), other);
  });
});
