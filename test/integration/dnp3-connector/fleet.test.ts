import assert from 'node:assert/strict';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { systemClock } from '../../../lib/core/clock';
import type { DeviceSource, DeviceToRun } from '../../../lib/core/device';
import { Fleet } from '../../../lib/connectors/fleet';
import { Dnp3Channels, dialOwn, dnp3Spec } from '../../../lib/connectors/dnp3';
import { PointDatabase } from '../../../lib/dnp3/outstation/database';
import { Collector } from '../../contract/collector';
import { Dnp3Field } from '../../support/dnp3-field';

const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };

/** A registry that a test changes. */
class Registry implements DeviceSource {
  private listener = (): void => undefined;
  devices: DeviceToRun[] = [];

  enabled(): Promise<readonly DeviceToRun[]> {
    return Promise.resolve(this.devices);
  }

  onChange(_tenant: string, listener: () => void): () => void {
    this.listener = listener;
    return () => undefined;
  }

  set(...devices: DeviceToRun[]): void {
    this.devices = devices;
    this.listener();
  }
}

describe('A fleet of DNP3 outstations', () => {
  let fields: Dnp3Field[];
  let fleet: Fleet;
  let registry: Registry;
  let collector: Collector;

  const device = (key: string, port: number, config: object = {}, points?: object[]): DeviceToRun => ({
    tenant: 'aqua',
    key,
    protocol: 'dnp3',
    config: { host: '127.0.0.1', port, timeoutMs: 500, ...config },
    points: (points ?? [{ index: 0 }]).map((settings, i) => ({
      unit: key,
      sensor: `s${i}`,
      settings: settings as Record<string, unknown>,
    })),
    version: JSON.stringify([config, points]),
  });
  const start = (...devices: DeviceToRun[]): void => {
    registry.devices = devices;
    fleet = new Fleet({
      spec: dnp3Spec(new Dnp3Channels(dialOwn)),
      tenant: 'aqua',
      source: registry,
      context,
      receiver: collector,
    });
    fleet.start();
  };
  const field = async (how: Parameters<typeof Dnp3Field.start>[0] = {}): Promise<Dnp3Field> => {
    const one = await Dnp3Field.start(how);
    fields.push(one);
    return one;
  };
  /** The value of a device's only sensor. */
  const told = (key: string, value: unknown): Promise<void> =>
    collector.until(`${key} = ${String(value)}`, () =>
      collector.readings.some((reading) => reading.unit === key && reading.value === value),
    );
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    const deadline = performance.now() + 40_000;
    while (!holds()) {
      assert.ok(performance.now() < deadline, what);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  beforeEach(() => {
    fields = [];
    registry = new Registry();
    collector = new Collector();
  });
  afterEach(async () => {
    await fleet.stop();
    await Promise.all(fields.map((one) => one.stop()));
  });

  it('reads several outstations behind one address over one connection', async () => {
    const other = new PointDatabase();
    other.define('analog-input', 0, { class: 1 });
    const gateway = (await field({ beside: [{ address: 11, database: other }] })).define(
      'analog-input',
      0,
      1,
      10,
    );
    start(device('a', gateway.port), device('b', gateway.port, { remoteAddress: 11 }));
    await told('a', 10);
    other.update('analog-input', 0, { value: 11 }, { mono: performance.now(), utc: Date.now() });
    await told('b', 11);
    assert.equal(gateway.connections, 1);
  });

  it('goes on reading the others on a connection where one outstation does not answer', async () => {
    const gateway = (await field()).define('analog-input', 0, 1, 10);
    start(device('dead', gateway.port, { remoteAddress: 99, retries: 0 }), device('a', gateway.port));
    await told('a', 10);
    await until('the dead one is told', () => fleet.status('dead')?.state === 'error');
    assert.match(fleet.status('dead')?.text ?? '', /in vain/);
    gateway.set('analog-input', 0, 12);
    await told('a', 12);
    assert.equal(fleet.status('a')?.state, 'connected');
  });

  it('touches no other device when one changes, is added or goes', async () => {
    const [first, second] = [await field(), await field()];
    first.define('analog-input', 0, 1, 1).define('analog-input', 1, 1, 2);
    second.define('analog-input', 0, 1, 3);
    start(device('a', first.port), device('b', second.port));
    await told('a', 1);
    await told('b', 3);
    const since = fleet.status('b')?.since;
    registry.set(device('a', first.port, {}, [{ index: 1 }]), device('b', second.port));
    await told('a', 2);
    registry.set(device('b', second.port));
    await until('the device is gone', () => fleet.size === 1 && first.connections === 0);
    second.set('analog-input', 0, 4);
    await told('b', 4);
    assert.equal(fleet.status('b')?.since, since);
  });

  it('loses no event while the store does not answer: the outstation sends it again', async () => {
    collector = new Collector('aqua', 'by hand');
    const rtu = (await field({ options: { confirmTimeoutMs: 300 } })).define('binary-input', 0, 1, false);
    start(device('a', rtu.port, {}, [{ kind: 'binary-input', index: 0 }]));
    await collector.until(
      'the present value, stored',
      () => (collector.settle(true), rtu.connections === 1 && collector.readings.length > 0),
    );
    await until(
      'the start-up is through',
      () => (collector.settle(true), fleet.status('a')?.state === 'connected'),
    );
    const before = collector.readings.length;
    const times = [1000, 2000, 3000].map((ms) => Date.now() - 10_000 + ms);
    times.forEach((time, i) => rtu.set('binary-input', 0, i % 2 === 0, { time }));
    const came = (): number[] =>
      collector.readings.slice(before).map(({ timestamp }) => timestamp).filter((time) => times.includes(time)); // prettier-ignore
    await collector.until('all three', () => came().length >= 3);
    collector.settle(false);
    await collector.until('all three again', () => came().length >= 6);
    collector.settle(true);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.deepEqual(new Set(came()), new Set(times));
    const count = came().length;
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal(came().length, count, 'what is confirmed does not come again');
  });

  it('gets over a redeploy and a lost connection what happened in between', async () => {
    const rtu = (await field()).define('binary-input', 0, 1, false);
    const devices = device('a', rtu.port, {}, [{ kind: 'binary-input', index: 0 }]);
    start(devices);
    await told('a', false);
    await fleet.stop();
    const time = Date.now() - 5000;
    rtu.set('binary-input', 0, true, { time });
    rtu.set('binary-input', 0, false, { time: time + 1 });
    start(devices);
    await collector.until('both events', () =>
      [time, time + 1].every((at) => collector.readings.some(({ timestamp }) => timestamp === at)),
    );
  });

  it('is dialled by outstations that connect to us, and waits for a port that is taken', async () => {
    const blocker = await field();
    start(device('a', blocker.port, { transport: 'tcp-server' }));
    await until('the port is taken', () => /port is taken/.test(fleet.status('a')?.text ?? ''));
    const { port } = blocker;
    await blocker.stop();
    (await field({ dials: port })).define('analog-input', 0, 1, 7);
    await told('a', 7);
    await until('it is connected', () => fleet.status('a')?.state === 'connected');
  });
});
