import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import type { Connector, ConnectorSpec, LinkState, LinkStatus } from '../../lib/connectors/connector';
import { systemClock, type Clock } from '../../lib/core/clock';
import { silentLogger } from '../../lib/core/logger';
import { nullMeter } from '../../lib/core/meter';
import type { QualityClass } from '../../lib/core/quality';
import { Collector, link } from './collector';
import { HurriedClock } from './hurried-clock';
import { Line } from './line';
import type { Orders } from './start-and-stop';

/** What a device measured. Unit and sensor are those of the case's point. */
export interface Sample {
  readonly value: number;
  readonly timestamp: number;
  readonly quality: QualityClass;
}

/** A real device of a protocol, at a port of 127.0.0.1. */
export interface FieldDevice {
  readonly port: number;
  /** The device measures; resolves when it would say so to whoever asks or has subscribed. */
  measure(sample: Sample): Promise<void>;
  stop(): Promise<void>;
}

export interface ContractCase<C extends z.ZodType, P extends z.ZodType> {
  readonly spec: ConnectorSpec<C, P>;
  /** Where `spec` is found, for a process of its own. */
  readonly exported: { readonly module: string; readonly name: string };
  startDevice(): Promise<FieldDevice>;
  /** A configuration that reaches a device at this port; each one another identity, if the protocol has such. */
  config(port: number): z.input<C>;
  readonly point: z.input<P>;
  /** Where its readings go. */
  readonly place: { readonly unit: string; readonly sensor: string };
  /** Configurations with one fault, by the field at fault. */
  readonly misconfigured: Readonly<Record<string, unknown>>;
  /** Whether readings carry the field's own time and quality: Modbus has neither. */
  readonly source: { readonly time: boolean; readonly quality: boolean };
  /** Whether the field is told that a reading is stored, and sends again what is not. */
  readonly confirms: boolean;
  /** Connections of one start, if more than one: OPC UA asks for the endpoints on a connection of its own. */
  readonly dials?: number;
}

const PROMPT_MS = 3_000;
const EXIT_MS = 90_000;
/** Longest wait between two attempts, in ms (lib/core/backoff.ts). */
const LONGEST_WAIT_MS = 30_000;

/** What every connector does, by lib/connectors/connector.ts. */
export function connectorContract<C extends z.ZodType, P extends z.ZodType>(its: ContractCase<C, P>): void {
  const { spec, place } = its;
  type Point = z.output<P>;

  describe(`The connector contract, by ${spec.title}`, () => {
    let device: FieldDevice;
    let line: Line;
    const connectors: Connector<Point>[] = [];
    const clock = new HurriedClock();
    let time = Date.UTC(2026, 10, 23, 9);

    before(async () => (device = await its.startDevice()));
    after(() => device.stop());
    beforeEach(async () => (line = await Line.to(device.port)));
    afterEach(async () => {
      await Promise.all(connectors.splice(0).map((connector) => connector.stop()));
      await line.cut();
    });

    const create = (config = its.config(line.port), with_: Clock = clock): Connector<Point> => {
      const context = { clock: with_, logger: silentLogger, meter: nullMeter };
      const connector = spec.create(spec.config.parse(config), context);
      connectors.push(connector);
      return connector;
    };
    const bound = (collector: Collector, config?: z.input<C>): Connector<Point> => {
      const connector = create(config);
      connector.bind([spec.point.parse(its.point)], collector);
      return connector;
    };
    const sample = (value: number, quality: QualityClass = 'good'): Sample => ({
      value,
      timestamp: time++,
      quality,
    });
    const arrival = (collector: Collector, value: number): Promise<void> =>
      collector.until(`the value ${value}`, () => collector.values.includes(value));
    /** Connected, and a reading went all the way. */
    const running = async (collector: Collector, connector: Connector<Point>): Promise<void> => {
      connector.start();
      await link(connector, 'connected');
      await measuredUntil(collector, -1);
    };
    /** Connected does not mean subscribed: the first measurement may be too early. */
    const measuredUntil = async (collector: Collector, value: number): Promise<void> => {
      const deadline = performance.now() + PROMPT_MS;
      while (!collector.values.includes(value)) {
        assert.ok(performance.now() < deadline, `no reading within ${PROMPT_MS} ms`);
        await device.measure(sample(value));
        await setImmediate();
        // DNP3 sends nothing more before the last is confirmed.
        collector.settle(true);
      }
    };

    it('names the field of a configuration that is at fault', () => {
      for (const [field, config] of Object.entries(its.misconfigured)) {
        const { error } = spec.config.safeParse(config);
        assert.deepEqual(
          error?.issues.map(({ path }) => path[0]),
          [field],
        );
      }
    });

    it('describes every field of its form', () => {
      for (const schema of [spec.config, spec.point])
        for (const [name, field] of Object.entries((schema as unknown as z.ZodObject).shape))
          assert.ok(field.description, `${name} has no description`);
    });

    it('opens nothing before it is started', async () => {
      bound(new Collector());
      await setImmediate();
      assert.equal(line.made, 0);
    });

    it('makes one connection however often it is started', async () => {
      const collector = new Collector();
      const connector = bound(collector);
      connector.start();
      await running(collector, connector);
      connector.start();
      await device.measure(sample(1));
      await arrival(collector, 1);
      assert.equal(line.made, its.dials ?? 1);
      assert.equal(line.open, 1);
    });

    it('tells a listener the present state at once and each change after it, until it stops listening', async () => {
      const connector = bound(new Collector());
      const states: LinkState[] = [];
      const texts: string[] = [];
      const stopListening = connector.onLink(({ state, text }) => {
        states.push(state);
        texts.push(text);
      });
      assert.deepEqual(states, ['stopped']);
      connector.start();
      await link(connector, 'connected');
      stopListening();
      await connector.stop();
      assert.deepEqual(states, ['stopped', 'connecting', 'connected']);
      assert.ok(texts.every((text) => text.length > 0));
    });

    it('hands on readings with tenant, place, and the time and quality of the field', async () => {
      const collector = new Collector('borealis');
      await running(collector, bound(collector));
      const measured = sample(71.3, 'uncertain');
      const sentAt = Date.now();
      await device.measure(measured);
      await arrival(collector, 71.3);
      const reading = collector.readings.find(({ value }) => value === 71.3);
      assert.deepEqual(
        { tenant: reading?.tenant, unit: reading?.unit, sensor: reading?.sensor },
        { tenant: 'borealis', ...place },
      );
      if (its.source.time) assert.equal(reading?.timestamp, measured.timestamp);
      if (its.source.quality) assert.equal(reading?.quality, 'uncertain');
      assert.equal(reading?.origin?.protocol, spec.protocol);
      assert.ok(reading?.origin?.device && reading.origin.address);
      const { receivedAt } = reading.origin;
      assert.ok(receivedAt >= sentAt && receivedAt <= Date.now(), `received at ${receivedAt}`);
    });

    it('goes on trying to reach a device that is away, waiting longer and at random, and says why in words', async () => {
      const collector = new Collector();
      await line.cut();
      const connector = bound(collector);
      const faults: LinkStatus[] = [];
      connector.onLink((status) => {
        if (status.state === 'error') faults.push(status);
      });
      const from = clock.waits.length;
      connector.start();
      const deadline = performance.now() + PROMPT_MS;
      while (faults.length < 10) {
        assert.ok(performance.now() < deadline, `only ${faults.length} attempts`);
        await setImmediate();
      }
      const waits = clock.waits.slice(from);
      assert.ok(Math.max(...waits) <= LONGEST_WAIT_MS, `waits ${waits.join(', ')}`);
      assert.ok(Math.max(...waits.slice(5)) > Math.max(...waits.slice(0, 1)), `waits ${waits.join(', ')}`);
      assert.ok(new Set(waits).size > waits.length / 2, `waits ${waits.join(', ')}`);
      for (const { text } of faults) assert.match(text, /[a-z]+ [a-z]+/i);
      await line.restore();
      await link(connector, 'connected');
      await measuredUntil(collector, 1);
    });

    it('says that the link is lost, and comes back by itself with one connection', async () => {
      const collector = new Collector();
      const connector = bound(collector);
      await running(collector, connector);
      await line.cut();
      const { text, since } = await link(connector, 'error');
      assert.match(text, /[a-z]+ [a-z]+/i);
      assert.ok(Math.abs(since - Date.now()) < PROMPT_MS);
      await line.restore();
      await link(connector, 'connected');
      await measuredUntil(collector, 2);
      await opened(line, 1);
    });

    it('stops promptly while it connects to a device that says nothing, and leaves no connection', async () => {
      line.fallSilent();
      const connector = bound(new Collector());
      connector.start();
      await opened(line, 1);
      await promptly(connector.stop());
      await opened(line, 0);
    });

    it('makes no further attempt once it is stopped', async () => {
      await line.cut();
      const connector = bound(new Collector());
      connector.start();
      await link(connector, 'error');
      await promptly(connector.stop());
      assert.equal(clock.pending, 0);
      assert.equal((await link(connector, 'stopped')).state, 'stopped');
    });

    it('hands on nothing after it is stopped', async () => {
      const stopped = new Collector();
      const connector = bound(stopped);
      await running(stopped, connector);
      await promptly(connector.stop());
      await opened(line, 0);
      const before = stopped.readings.length;
      const other = new Collector();
      await running(other, bound(other));
      await device.measure(sample(3));
      await arrival(other, 3);
      assert.equal(stopped.readings.length, before);
    });

    it('may be stopped twice and without a start, and started again', async () => {
      const collector = new Collector();
      const connector = bound(collector);
      await promptly(connector.stop());
      await running(collector, connector);
      await promptly(Promise.all([connector.stop(), connector.stop()]));
      await promptly(connector.stop());
      await running(collector, connector);
      await device.measure(sample(4));
      await arrival(collector, 4);
    });

    if (its.confirms)
      it('gets again what was not stored, and not what was', async () => {
        const config = its.config(line.port);
        const first = new Collector('aqua', 'by hand');
        const connector = bound(first, config);
        connector.start();
        await link(connector, 'connected');
        await measuredUntil(first, -1);
        await device.measure(sample(5));
        await first.until('the value 5, with all before it stored', () => {
          first.settle(true);
          return first.values.includes(5);
        });
        await device.measure(sample(6));
        await arrival(first, 6);
        await promptly(connector.stop());
        // What it said last has reached the device.
        await opened(line, 0);
        const second = new Collector();
        bound(second, config).start();
        await arrival(second, 6);
        assert.ok(!second.values.includes(5), 'what was stored came again');
      });

    it('answers a connection test in a sentence, whether the device is there or not', async () => {
      const config = spec.config.parse(its.config(line.port));
      const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
      const there = await spec.test(config, context);
      await line.cut();
      const away = await spec.test(config, context);
      assert.deepEqual([there.ok, away.ok], [true, false]);
      for (const { answer } of [there, away]) assert.match(answer, /^\S+ .+\.$/);
      assert.match(away.answer, new RegExp(String(line.port)));
    });

    const situations: [what: string, until: LinkState, arrange: () => Promise<void> | void][] = [
      ['it was connected', 'connected', () => undefined],
      ['the device says nothing', 'connecting', () => line.fallSilent()],
      ['the device is away', 'error', () => line.cut()],
    ];
    for (const [what, until, arrange] of situations)
      it(`keeps no process alive after a stop, when ${what}`, async function () {
        // The process has to load the protocol's library first, which takes long on a busy machine.
        this.timeout(EXIT_MS);
        await arrange();
        const { point, exported } = its;
        await endsByItself({ ...exported, config: its.config(line.port), point, until });
      });
  });
}

async function promptly(stopping: Promise<unknown>): Promise<void> {
  const began = performance.now();
  await stopping;
  assert.ok(
    performance.now() - began < PROMPT_MS,
    `took ${Math.round(performance.now() - began)} ms to stop`,
  );
}

async function opened(line: Line, connections: number): Promise<void> {
  const deadline = performance.now() + PROMPT_MS;
  while (line.open !== connections) {
    assert.ok(performance.now() < deadline, `${line.open} connections are open, not ${connections}`);
    await setImmediate();
  }
}

async function endsByItself(orders: Orders): Promise<void> {
  const program = join(__dirname, 'start-and-stop.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: EXIT_MS,
  });
  const exit = once(child, 'exit');
  await once(child.stdout, 'data');
  const stopped = performance.now();
  const [code, signal] = (await exit) as [number | null, string | null];
  assert.deepEqual([code, signal], [0, null], 'did not end by itself');
  assert.ok(performance.now() - stopped < PROMPT_MS, 'lived on after the stop');
}
