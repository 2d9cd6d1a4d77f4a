import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../../../../lib/core/logger';
import { nullMeter } from '../../../../lib/core/meter';
import { EdgeRunner } from '../../../../lib/connectors/sparkplug';
import { parseEdgeTopic } from '../../../../lib/connectors/sparkplug/topics';
import { FakeClock } from '../../../support/fake-clock';
import { until } from '../../../support/until';
import { FakeTransport } from './fake-transport';
import { reading } from './fixture';

describe('the runner of a Sparkplug edge node', () => {
  let folder: string;
  const clock = new FakeClock();
  const runners: EdgeRunner[] = [];

  function run(transport: FakeTransport, limitBytes = 1_000_000): EdgeRunner {
    const runner = new EdgeRunner({
      transport, folder, limitBytes, clock, group: 'g', node: 'n', logger: silentLogger, meter: nullMeter,
      onCommand: () => undefined, onRefused: () => undefined, onChange: () => undefined,
    }); // prettier-ignore
    runners.push(runner);
    runner.will();
    runner.start();
    return runner;
  }
  const take = (runner: EdgeRunner, value: number) =>
    runner.take([reading({ value, timestamp: clock.now() })]);

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'thermacore-edge-'))));
  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('sends what waited as historical and in order, then what is new', async () => {
    const transport = new FakeTransport();
    const runner = run(transport);
    for (const value of [1, 2, 3]) await take(runner, value);
    assert.deepEqual([transport.sent.length, runner.look.waiting], [0, 3]);
    clock.advance(1000);
    transport.connect();
    await until('the store is empty', () => runner.look.waiting === 0);
    await take(runner, 4);
    await until('the new one is sent', () => runner.look.waiting === 0);
    assert.deepEqual(transport.data(), [[1, true], [2, true], [3, true], [4, false]]); // prettier-ignore
  });

  it('sends again what the broker did not answer for before a cut', async () => {
    const transport = new FakeTransport();
    const runner = run(transport);
    transport.connect();
    transport.answers = false;
    await take(runner, 1);
    await until('it is sent', () => transport.data().length === 1);
    transport.cut();
    transport.answers = true;
    clock.advance(1000);
    runner.will();
    transport.connect();
    await until('the store is empty', () => runner.look.waiting === 0);
    assert.deepEqual(transport.data(), [[1, false], [1, true]]); // prettier-ignore
  });

  it('keeps what waits over a restart', async () => {
    const first = run(new FakeTransport());
    await take(first, 1);
    await first.close();
    const transport = new FakeTransport();
    const second = run(transport);
    clock.advance(1000);
    transport.connect();
    await until('it is sent', () => transport.data().length === 1);
    await until('the store is empty', () => second.look.waiting === 0);
    assert.deepEqual(transport.data(), [[1, true]]);
  });

  it('keeps what it had not sent when it says goodbye', async () => {
    const first = run(new FakeTransport());
    for (const value of [1, 2, 3]) await take(first, value);
    await first.close();
    clock.advance(1000);
    const leaving = new FakeTransport();
    const second = run(leaving);
    await until('the store is open', () => second.look.waiting === 3);
    leaving.connect();
    await second.close();
    assert.deepEqual(
      leaving.sent.map(({ topic }) => parseEdgeTopic(topic)?.type),
      ['NBIRTH', 'NDEATH'],
    );
    const transport = new FakeTransport();
    const third = run(transport);
    clock.advance(1000);
    transport.connect();
    await until('the store is empty', () => transport.data().length === 3 && third.look.waiting === 0);
    assert.deepEqual(transport.data(), [[1, true], [2, true], [3, true]]); // prettier-ignore
  });

  it('connects anew when the broker does not answer', async () => {
    const transport = new FakeTransport();
    const runner = run(transport);
    transport.connect();
    transport.answers = false;
    await take(runner, 1);
    await until('it is sent', () => transport.data().length === 1);
    clock.advance(20_000);
    await until('it gives the connection up', () => transport.reconnects === 1);
    assert.equal(runner.look.waiting, 1);
  });

  it('refuses what its store has no room for, and names the field', async () => {
    const runner = run(new FakeTransport(), 200);
    await take(runner, 1);
    await assert.rejects(take(runner, 2), { code: 'unavailable', field: 'storeMb' });
  });
});
