import assert from 'node:assert/strict';
import { Fleet } from '../../../lib/connectors/fleet';
import { ModbusBuses, modbusSpec } from '../../../lib/connectors/modbus';
import { systemClock } from '../../../lib/core/clock';
import type { DeviceToRun } from '../../../lib/core/device';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { Collector } from '../../contract/collector';
import { ModbusField, exception, type Behaviour } from '../../support/modbus-field';

const INTERVAL_MS = 100;
const WATCHED_MS = 3000;
const SLOTS = WATCHED_MS / INTERVAL_MS;
/** A busy machine may miss some; a device that waits for a dead one would miss most. */
const MOST = 0.8 * SLOTS;

const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };

const device = (key: string, port: number, unitId: number, more: object = {}): DeviceToRun => ({
  tenant: 'aqua',
  key,
  protocol: 'modbus',
  config: { host: '127.0.0.1', port, unitId, timeoutMs: 300, intervalMs: INTERVAL_MS, ...more },
  points: [{ unit: 'boiler-1', sensor: key, settings: { address: 0, type: 'uint16' } }],
  version: '1',
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Readings of each sensor, good ones. */
const goodOf = (collector: Collector): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { sensor, quality } of collector.readings)
    if (quality === 'good') counts.set(sensor, (counts.get(sensor) ?? 0) + 1);
  return counts;
};

describe('A fleet of Modbus devices', () => {
  const fields: ModbusField[] = [];
  let fleet: Fleet | undefined;

  afterEach(async () => {
    await fleet?.stop();
    await Promise.all(fields.splice(0).map((field) => field.stop()));
  });

  const field = async (behave?: Behaviour): Promise<ModbusField> => {
    const started = await ModbusField.start(behave);
    fields.push(started);
    return started;
  };

  async function watched(devices: readonly DeviceToRun[]): Promise<Collector> {
    const collector = new Collector();
    fleet = new Fleet({
      spec: modbusSpec(new ModbusBuses()),
      tenant: 'aqua',
      source: { enabled: () => Promise.resolve(devices), onChange: () => () => undefined },
      context,
      receiver: collector,
    });
    fleet.start();
    // All have started, and those that are away have been found so.
    await sleep(20 * devices.length + 1500);
    collector.readings.length = 0;
    await sleep(WATCHED_MS);
    return collector;
  }

  it('reads the units behind a gateway although one of them does not answer', async () => {
    const gateway: ModbusField = await field((request) =>
      request.unit === 3 ? undefined : gateway.answer(request),
    );
    const devices = [1, 2, 3, 4, 5, 6].map((unit) => device(`unit-${unit}`, gateway.port, unit));
    const collector = await watched(devices);
    const counts = goodOf(collector);
    for (const unit of [1, 2, 4, 5, 6]) {
      const count = counts.get(`unit-${unit}`) ?? 0;
      assert.ok(count >= MOST, `unit ${unit}: ${count} readings`);
    }
    assert.equal(gateway.connections, 1);
    assert.equal(fleet?.status('unit-3')?.state, 'error');
    assert.match(fleet?.status('unit-3')?.text ?? '', /unit 3 at 127\.0\.0\.1:\d+: no answer in time/);
    assert.equal(fleet?.status('unit-1')?.state, 'connected');
    const asked = gateway.requests.filter(({ unit }) => unit === 3).length;
    assert.ok(asked < 12, `the dead unit was asked ${asked} times`);
  });

  it('reads the units behind a gateway that says that one of them is away (exception 11)', async () => {
    const gateway: ModbusField = await field((request) =>
      request.unit === 2 ? exception(request.code, 11) : gateway.answer(request),
    );
    const devices = [1, 2, 3].map((unit) => device(`unit-${unit}`, gateway.port, unit));
    const counts = goodOf(await watched(devices));
    for (const unit of [1, 3]) assert.ok((counts.get(`unit-${unit}`) ?? 0) >= MOST, `unit ${unit}`);
    assert.match(
      fleet?.status('unit-2')?.text ?? '',
      /exception 11 \(gateway target device failed to respond\)/,
    );
  });

  it('does not let 20 dead devices of 100 delay the other 80', async () => {
    const sound = await Promise.all(Array.from({ length: 80 }, () => field()));
    const silent = await Promise.all(Array.from({ length: 10 }, () => field(() => undefined)));
    const closed = await Promise.all(Array.from({ length: 10 }, () => field()));
    const gone = closed.map(({ port }) => port);
    await Promise.all(closed.map((one) => one.stop()));
    fields.splice(fields.length - closed.length);

    const of = (all: readonly { port: number }[] | readonly number[], name: string): DeviceToRun[] =>
      all.map((one, i) => device(`${name}-${i}`, typeof one === 'number' ? one : one.port, 1));
    /** Readings of all sound devices. */
    const readings = async (devices: readonly DeviceToRun[]): Promise<number> => {
      const counts = goodOf(await watched(devices));
      const each = sound.map((_, i) => counts.get(`sound-${i}`) ?? 0);
      assert.ok(Math.min(...each) >= MOST, `${Math.min(...each)} of ${SLOTS} readings of one`);
      return each.reduce((sum, count) => sum + count, 0);
    };
    const alone = await readings(of(sound, 'sound'));
    await fleet?.stop();
    const together = await readings([...of(sound, 'sound'), ...of(silent, 'silent'), ...of(gone, 'gone')]);
    assert.ok(together >= 0.95 * alone, `${together} readings beside dead devices, ${alone} without`);
    const states = fleet?.statuses() ?? [];
    assert.equal(states.filter(({ state }) => state === 'connected').length, 80);
    for (const [key, words] of [
      ['gone-0', /nothing answers at|connecting/],
      ['silent-0', /does not answer|no answer|connecting/],
    ] as const)
      assert.match(fleet?.status(key)?.text ?? '', words);
  }).timeout(40_000);

  it('comes back to a device that was away, and marks its values in between', async () => {
    let port = 0;
    const first = await field();
    port = first.port;
    first.registers[0] = 42;
    const collector = new Collector();
    fleet = new Fleet({
      spec: modbusSpec(new ModbusBuses()),
      tenant: 'aqua',
      source: { enabled: () => Promise.resolve([device('a', port, 1)]), onChange: () => () => undefined },
      context,
      receiver: collector,
    });
    fleet.start();
    await collector.until('a value', () => collector.values.includes(42));
    first.drop();
    await collector.until('comm-lost', () => collector.readings.some(({ quality }) => quality === 'bad'));
    const lost = collector.readings.find(({ quality }) => quality === 'bad');
    assert.equal(lost?.value, 42);
    assert.deepEqual(lost.flags, ['comm-lost']);
    assert.match(lost.origin?.properties?.['fault'] ?? '', /ended the connection/);
    first.registers[0] = 43;
    await collector.until('the new value', () => collector.values.includes(43));
    assert.equal(collector.readings.filter(({ quality }) => quality === 'bad').length, 1);
  });
});
