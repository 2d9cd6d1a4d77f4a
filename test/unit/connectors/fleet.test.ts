import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type {
  Connector,
  ConnectorSpec,
  LinkState,
  LinkStatus,
  Receiver,
} from '../../../lib/connectors/connector';
import { Fleet } from '../../../lib/connectors/fleet';
import type { FieldCommand, FieldOutcome } from '../../../lib/core/field-command';
import type { DeviceSource, DeviceToRun } from '../../../lib/core/device';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { FakeClock } from '../../support/fake-clock';

const Config = z.object({ host: z.string().min(1), broken: z.boolean().default(false) });
const Point = z.object({ unit: z.string(), sensor: z.string(), address: z.number().int().min(0) });
type Config = z.output<typeof Config>;
type Point = z.output<typeof Point>;

/** A connector that only notes what is done to it. */
class Noted implements Connector<Point> {
  state: LinkState = 'stopped';
  points: readonly Point[] = [];
  commands: FieldCommand<Point>[] = [];
  private listener: ((status: LinkStatus) => void) | undefined;

  constructor(
    readonly config: Config,
    readonly startedAt: () => number,
    private readonly log: string[],
  ) {
    if (config.broken) throw new Error('host and unit do not go together');
  }

  start(): void {
    this.log.push(`start ${this.config.host} ${this.startedAt()}`);
    this.tell('connecting', 'connecting');
  }
  stop(): Promise<void> {
    this.log.push(`stop ${this.config.host}`);
    return Promise.resolve();
  }
  bind(points: readonly Point[], _receiver: Receiver): () => void {
    this.points = points;
    return () => void this.log.push(`unbind ${this.config.host}`);
  }
  onLink(listener: (status: LinkStatus) => void): () => void {
    this.listener = listener;
    listener({ state: this.state, text: this.state, since: 0 });
    return () => void (this.listener = undefined);
  }
  tell(state: LinkState, text: string): void {
    this.state = state;
    this.listener?.({ state, text, since: 0 });
  }
  command(command: FieldCommand<Point>): Promise<FieldOutcome> {
    this.commands.push(command);
    return Promise.resolve({ outcome: 'verified', detail: 'read back', readBack: command.value });
  }
  diagnostics() {
    return {
      requests: 7,
      failures: 1,
      lastSuccess: 0,
      responseMs: () => ({ p50: 2, p95: 9 }),
      lastFailure: 'no answer',
    };
  }
}

const device = (key: string, more: Partial<DeviceToRun> = {}): DeviceToRun => ({
  tenant: 'aqua',
  key,
  protocol: 'noted',
  config: { host: key },
  points: [{ unit: 'boiler-1', sensor: `t-${key}`, settings: { address: 1 } }],
  version: '1',
  ...more,
});

class Registry implements DeviceSource {
  devices: DeviceToRun[] = [];
  error: Error | undefined;
  asked = 0;
  listeners = new Set<() => void>();

  enabled(tenant: string, protocol: string): Promise<readonly DeviceToRun[]> {
    this.asked++;
    if (this.error) return Promise.reject(this.error);
    return Promise.resolve(this.devices.filter((one) => one.tenant === tenant && one.protocol === protocol));
  }
  onChange(_tenant: string, listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
  changed(): void {
    for (const listener of this.listeners) listener();
  }
}

describe('A fleet of devices', () => {
  let clock: FakeClock;
  let registry: Registry;
  let log: string[];
  let made: Map<string, Noted>;
  let fleet: Fleet;
  let told: number;
  let reached: string[];

  beforeEach(() => {
    clock = new FakeClock();
    registry = new Registry();
    log = [];
    made = new Map();
    told = 0;
    reached = [];
    const spec: ConnectorSpec<typeof Config, typeof Point> = {
      protocol: 'noted',
      title: 'Noted',
      config: Config,
      point: Point,
      capabilities: ['poll', 'command'],
      test: () => Promise.resolve({ ok: true, answer: 'It answers.' }),
      create(config) {
        const connector = new Noted(config, () => clock.monotonic(), log);
        made.set(config.host, connector);
        return connector;
      },
    };
    fleet = new Fleet({
      spec,
      tenant: 'aqua',
      source: registry,
      context: { clock, logger: silentLogger, meter: nullMeter },
      receiver: { tenant: 'aqua', batch: () => undefined, reject: () => undefined },
      onStatus: () => void told++,
      onReach: (key, online) => void reached.push(`${key} ${online ? 'answers' : 'is away'}`),
    });
  });
  afterEach(() => fleet.stop());

  const settled = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await setImmediate();
  };
  const running = async (...devices: DeviceToRun[]): Promise<void> => {
    registry.devices = devices;
    fleet.start();
    await settled();
    clock.advance(10_000);
    log.length = 0;
  };

  it('runs the enabled devices of its tenant and protocol, and no other', async () => {
    await running(device('a'), device('b', { tenant: 'borealis' }), device('c', { protocol: 'other' }));
    assert.deepEqual([...made.keys()], ['a']);
    assert.deepEqual(made.get('a')?.points, [{ unit: 'boiler-1', sensor: 't-a', address: 1 }]);
  });

  it('spreads the start of many over time, within ten seconds', async () => {
    registry.devices = Array.from({ length: 1000 }, (_, i) => device(`d${i}`));
    fleet.start();
    await settled();
    clock.advance(100);
    assert.ok(log.length >= 5 && log.length <= 15, `${log.length} started in the first 100 ms`);
    clock.advance(9_900);
    assert.equal(log.length, 1000);
    const times = log.map((line) => Number(line.split(' ')[2]));
    const perSecond = times.filter((time) => time < 1000).length;
    assert.ok(perSecond <= 110, `${perSecond} in one second`);
  });

  it('says when a device was found to answer, and when not to, each once', async () => {
    await running(device('a'), device('b'));
    const a = made.get('a');
    a?.tell('connected', 'connected');
    a?.tell('degraded', 'one point is missing');
    a?.tell('connecting', 'again');
    assert.deepEqual(reached, ['a answers']);
    a?.tell('error', 'no answer');
    a?.tell('connecting', 'again');
    a?.tell('error', 'still no answer');
    assert.deepEqual(reached, ['a answers', 'a is away']);
    assert.deepEqual([...fleet.reach], [['a', false]]);
  });

  it('says that nobody misses a device that was switched off while it was away', async () => {
    await running(device('a'), device('b'));
    made.get('a')?.tell('error', 'no answer');
    registry.devices = [device('b')];
    registry.changed();
    await settled();
    assert.deepEqual(reached, ['a is away', 'a answers']);
    assert.deepEqual([...fleet.reach], []);
  });

  it('touches only what a change is about', async () => {
    await running(device('a'), device('b'), device('c'));
    registry.devices = [device('a'), device('b', { version: '2', config: { host: 'b2' } }), device('d')];
    registry.changed();
    await settled();
    clock.advance(1000);
    assert.deepEqual(log.map((line) => line.split(' ').slice(0, 2).join(' ')).sort(), [
      'start b2',
      'start d',
      'stop b',
      'stop c',
      'unbind b',
      'unbind c',
    ]);
    assert.equal(fleet.size, 3);
  });

  it('looks once for changes that come together, and again for one that comes while it looks', async () => {
    await running(device('a'));
    const before = registry.asked;
    registry.changed();
    registry.changed();
    registry.changed();
    await settled();
    assert.equal(registry.asked, before + 1);
  });

  it('goes on with what runs while the registry is away, and looks again with growing pauses', async () => {
    await running(device('a'));
    registry.error = new Error('the database is away');
    registry.changed();
    await settled();
    assert.equal(fleet.fault, 'the database is away');
    assert.equal(fleet.size, 1);
    assert.deepEqual(log, []);
    registry.error = undefined;
    registry.devices = [device('a'), device('b')];
    clock.advance(500);
    await settled();
    assert.equal(fleet.fault, undefined);
    assert.equal(fleet.size, 2);
  });

  it('says what is wrong with the settings of a device, and runs the others', async () => {
    await running(
      device('a', { config: { host: '' } }),
      device('b', { config: { host: 'b', broken: true } }),
      device('c'),
    );
    assert.match(fleet.status('a')?.text ?? '', /^settings: host /);
    assert.equal(fleet.status('a')?.state, 'error');
    assert.equal(fleet.status('b')?.text, 'host and unit do not go together');
    assert.deepEqual([...made.keys()], ['c']);
  });

  it('reads the good points of a device that has a bad one, and names the bad', async () => {
    await running(
      device('a', {
        points: [
          { unit: 'boiler-1', sensor: 'x', settings: { address: -1 } },
          { unit: 'boiler-1', sensor: 'y', settings: { address: 2 } },
        ],
      }),
    );
    made.get('a')?.tell('connected', 'connected');
    assert.deepEqual(
      made.get('a')?.points.map(({ sensor }) => sensor),
      ['y'],
    );
    const { state, text } = fleet.status('a') ?? {};
    assert.equal(state, 'degraded');
    assert.match(text ?? '', /point boiler-1\/x: address /);
  });

  it('never lets the settings of a point say where its readings go', async () => {
    await running(
      device('a', {
        points: [{ unit: 'boiler-1', sensor: 'x', settings: { address: 1, unit: 'pump-9', sensor: 'z' } }],
      }),
    );
    assert.deepEqual(made.get('a')?.points, [{ unit: 'boiler-1', sensor: 'x', address: 1 }]);
  });

  it('tells the state of each device with its figures, and the last failure in words', async () => {
    await running(device('a'));
    const before = told;
    made.get('a')?.tell('error', 'nothing answers at a:502');
    assert.ok(told > before);
    assert.deepEqual(fleet.statuses(), [
      {
        device: 'a',
        state: 'error',
        text: 'nothing answers at a:502 · no answer',
        since: '1970-01-01T00:00:00.000Z',
        lastSuccess: '1970-01-01T00:00:00.000Z',
        responseMs: { p50: 2, p95: 9 },
        requests: 7,
        failures: 1,
      },
    ]);
  });

  it('hands a command to the point of its sensor', async () => {
    await running(device('a'));
    const command = { unit: 'boiler-1', sensor: 't-a', value: 70, verify: true, timeoutMs: 500 };
    assert.equal((await fleet.command('a', command)).outcome, 'verified');
    assert.deepEqual(made.get('a')?.commands, [
      { point: { unit: 'boiler-1', sensor: 't-a', address: 1 }, value: 70, verify: true, timeoutMs: 500 },
    ]);
    for (const [key, sensor] of [
      ['a', 'other'],
      ['none', 't-a'],
    ] as const) {
      const { outcome, detail } = await fleet.command(key, { ...command, sensor });
      assert.equal(outcome, 'rejected');
      assert.match(detail, new RegExp(key));
    }
    assert.equal(made.get('a')?.commands.length, 1);
  });

  it('starts nothing once it is stopped, and leaves no timer', async () => {
    registry.devices = Array.from({ length: 10 }, (_, i) => device(`d${i}`));
    fleet.start();
    await settled();
    await fleet.stop();
    assert.equal(clock.timers, 0);
    assert.equal(registry.listeners.size, 0);
    assert.equal(log.filter((line) => line.startsWith('stop')).length, 1);
    registry.changed();
    await settled();
    clock.advance(10_000);
    assert.equal(fleet.size, 0);
  });

  it('drops no start when a device changes that still waits for its turn', async () => {
    registry.devices = [device('a'), device('b'), device('c')];
    fleet.start();
    await settled();
    registry.devices = [device('a'), device('b', { version: '2', config: { host: 'b2' } }), device('c')];
    registry.changed();
    await settled();
    clock.advance(1000);
    assert.deepEqual(
      log.map((line) => line.split(' ').slice(0, 2).join(' ')),
      ['start a', 'start c', 'start b2'],
    );
  });
});
