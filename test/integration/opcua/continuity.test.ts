import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { OpcuaPoint, opcuaSpec } from '../../../lib/connectors/opcua';
import type { Connector } from '../../../lib/connectors/connector';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import type { Reading } from '../../../lib/core/reading';
import { Collector, link } from '../../contract/collector';
import { Line } from '../../contract/line';
import { testPki, type TestPki } from '../../support/opcua-pki';
import { freePort } from '../../support/product';

const STEP_MS = 100;
const AWAY_MS = 30_000;
const BEGAN = Math.floor(Date.now() / 1000) * 1000 - 60_000;

/** A controller whose ramp goes on, whether it can be reached or not. */
class Plant {
  private child: ChildProcess | undefined;

  private constructor(readonly port: number) {}

  static async start(): Promise<Plant> {
    const plant = new Plant(await freePort());
    await plant.start();
    return plant;
  }

  async start(): Promise<void> {
    const program = join(__dirname, '../../support/opcua-plant-process.ts');
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', program, String(this.port), String(BEGAN), String(STEP_MS)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.child = child;
    await once(child.stdout, 'data');
  }

  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}

describe('An OPC UA client whose server is away for 30 s', () => {
  let pki: TestPki;
  const plants: Plant[] = [];
  const lines: Line[] = [];
  const connectors: Connector<OpcuaPoint>[] = [];

  const scenarios: (() => Promise<void>)[] = [];
  let running: Promise<void>[] = [];
  /** All at once: they wait most of the time, and have nothing in common. Gives what waits for its end. */
  function scenario(run: () => Promise<void>): () => Promise<void> | undefined {
    const number = scenarios.push(run) - 1;
    return () => running[number];
  }

  before(async () => {
    pki = await testPki('continuity', true);
    running = scenarios.map((run) => run());
    // Told by the test that waits for it.
    for (const one of running) one.catch(() => undefined);
  });
  after(async function () {
    this.timeout(60_000);
    await Promise.all(connectors.map((connector) => connector.stop()));
    await Promise.all(lines.map((line) => line.cut()));
    await Promise.all(plants.map((plant) => plant.kill()));
    await pki.remove();
  });

  async function begin(): Promise<{
    plant: Plant;
    line: Line;
    collector: Collector;
    connector: Connector<OpcuaPoint>;
  }> {
    const plant = await Plant.start();
    plants.push(plant);
    const line = await Line.to(plant.port);
    lines.push(line);
    const spec = opcuaSpec(() => Promise.resolve(pki));
    const connector = spec.create(
      spec.config.parse({
        endpoint: `opc.tcp://127.0.0.1:${line.port}`,
        publishingIntervalMs: 200,
        samplingIntervalMs: 0,
        queueSize: 1000,
        keepAliveMs: 1000,
      }),
      { clock: systemClock, logger: silentLogger, meter: nullMeter },
    );
    connectors.push(connector);
    const collector = new Collector();
    const points = ['ramp', 'steady'].map((sensor) =>
      OpcuaPoint.parse({ unit: 'u', sensor, nodeId: `nsu=urn:test:plant;s=${sensor}` }),
    );
    connector.bind(points, collector);
    connector.start();
    await link(connector, 'connected');
    await collector.until('two seconds of the ramp', () => good(collector, 'ramp').length > 20);
    return { plant, line, collector, connector };
  }

  const good = ({ readings }: Collector, sensor: string): Reading[] =>
    readings.filter((one) => one.sensor === sensor && one.quality === 'good');

  /** Every step from the first to the last, once, and dated as the field dated it. */
  function assertWhole(collector: Collector): void {
    const steps = good(collector, 'ramp').map(({ value }) => value as number);
    const sorted = [...new Set(steps)].sort((a, b) => a - b);
    assert.equal(sorted.length, steps.length, 'a step came twice');
    const [first = 0] = sorted;
    assert.deepEqual(sorted, Array.from(sorted, (_, i) => first + i), 'a step is missing'); // prettier-ignore
    for (const { value, timestamp } of good(collector, 'ramp'))
      assert.equal(timestamp, BEGAN + (value as number) * STEP_MS);
    assert.ok(steps.length > (AWAY_MS + 2000) / STEP_MS, `${steps.length} steps`);
  }

  function assertTold(collector: Collector, lostAt: number): void {
    for (const sensor of ['ramp', 'steady']) {
      const told = collector.readings.filter(
        (one) => one.sensor === sensor && one.flags?.includes('comm-lost'),
      );
      assert.equal(told.length, 1, sensor);
      assert.equal(told[0]?.quality, 'bad');
      assert.ok(Math.abs((told[0]?.timestamp ?? 0) - lostAt) < 5000, sensor);
    }
    // What did not change is good again, by a reading after the one that says that the server is away.
    const last = collector.readings.filter(({ sensor }) => sensor === 'steady').sort((a, b) => a.timestamp - b.timestamp).at(-1); // prettier-ignore
    assert.deepEqual([last?.value, last?.quality], [7, 'good']);
  }

  async function ends(collector: Collector, until: number): Promise<void> {
    const last = Math.floor((until - BEGAN) / STEP_MS);
    const steps = (): Set<unknown> => new Set(good(collector, 'ramp').map(({ value }) => value));
    const first = Math.min(...good(collector, 'ramp').map(({ value }) => value as number));
    await collector.until(
      'all steps',
      () => {
        const all = steps();
        return all.has(last) && all.size >= last - first + 1;
      },
      40_000,
    );
    await collector.until('the steady value', () => good(collector, 'steady').length > 1, 10_000);
  }

  const cut = scenario(async () => {
    const { line, collector, connector } = await begin();
    const lostAt = Date.now();
    await line.cut();
    await link(connector, 'error');
    await wait(AWAY_MS);
    await line.restore();
    await link(connector, 'connected', 40_000);
    await ends(collector, Date.now());
    assertWhole(collector);
    assertTold(collector, lostAt);
    assert.ok(
      collector.readings.every(({ flags }) => !flags?.includes('historical')),
      'nothing was read from history',
    );
  });

  const dead = scenario(async () => {
    const { line, collector, connector } = await begin();
    const lostAt = Date.now();
    line.freeze();
    await link(connector, 'error', 25_000);
    assert.ok(Date.now() - lostAt < 20_000, `${Date.now() - lostAt} ms`);
    await wait(AWAY_MS - (Date.now() - lostAt));
    await line.cut();
    await line.restore();
    await link(connector, 'connected', 40_000);
    await ends(collector, Date.now());
    assertWhole(collector);
  });

  const killed = scenario(async () => {
    const { plant, collector, connector } = await begin();
    const lostAt = Date.now();
    await plant.kill();
    await link(connector, 'error');
    await wait(AWAY_MS);
    await plant.start();
    await link(connector, 'connected', 40_000);
    await ends(collector, Date.now());
    assertWhole(collector);
    assertTold(collector, lostAt);
    assert.ok(
      good(collector, 'ramp').some(({ flags }) => flags?.includes('historical')),
      'something was read from history',
    );
  });

  it('because the network is cut, goes on with its session and misses and repeats nothing', async function () {
    this.timeout(120_000);
    await cut();
  });

  it('because the line is dead without a word, notices, and misses and repeats nothing', async function () {
    this.timeout(120_000);
    await dead();
  });

  it('because it was killed, fills the gap from its history and misses and repeats nothing', async function () {
    this.timeout(120_000);
    await killed();
  });
});
