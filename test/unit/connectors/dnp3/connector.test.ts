import assert from 'node:assert/strict';
import { silentLogger } from '../../../../lib/core/logger';
import { nullMeter } from '../../../../lib/core/meter';
import { Dnp3Channels } from '../../../../lib/connectors/dnp3/channels';
import { Dnp3Connector, operatedOf } from '../../../../lib/connectors/dnp3/connector';
import { Dnp3Config } from '../../../../lib/connectors/dnp3/spec';
import type { LinkStatus } from '../../../../lib/connectors/connector';
import { Collector } from '../../../contract/collector';
import { FakeClock } from '../../../support/fake-clock';
import { FakeLine, event, measured, point, type FakeOutstation } from './fixture';

describe('The connector of a DNP3 outstation', () => {
  let clock: FakeClock;
  let line: FakeLine;
  let collector: Collector;
  let link: LinkStatus;
  let settled: boolean[];

  beforeEach(() => {
    clock = new FakeClock();
    line = new FakeLine();
    collector = new Collector('aqua', 'by hand');
    settled = [];
  });

  function started(more: object = {}, points: readonly object[] = [{}]): Dnp3Connector {
    const context = { clock, logger: silentLogger, meter: nullMeter };
    const config = Dnp3Config.parse({ host: 'rtu', ...more });
    const connector = new Dnp3Connector(config, context, new Dnp3Channels(() => line));
    connector.bind(
      points.map((one) => point(one)),
      collector,
    );
    connector.onLink((status) => (link = status));
    connector.start();
    return connector;
  }
  const outstation = (): FakeOutstation => line.outstations[0]!;
  const settle = (stored: boolean): void => void settled.push(stored);
  const online = (): void => {
    outstation().listener.state('starting', '');
    outstation().listener.measured([measured()], settle);
    collector.settle(true);
    outstation().listener.state('online', '');
  };

  it('asks the outstation as its settings say', () => {
    started({
      localAddress: 3,
      remoteAddress: 7,
      unsolicited: '13',
      class2Ms: 500,
      integrityMs: 60_000,
      timeSync: 'non-lan',
    });
    const { local, remote, unsolicited, classPeriodsMs, integrityPeriodMs, timeSync } = outstation().config;
    assert.deepEqual(
      { local, remote, unsolicited, classPeriodsMs, integrityPeriodMs, timeSync },
      {
        local: 3,
        remote: 7,
        unsolicited: { 1: true, 2: false, 3: true },
        classPeriodsMs: { 1: 10_000, 2: 500, 3: 30_000 },
        integrityPeriodMs: 60_000,
        timeSync: 'non-lan',
      },
    );
  });

  it('is connected when the outstation has told all its values', () => {
    started();
    assert.deepEqual([link.state, link.text], ['connecting', 'connecting to rtu:20000/10']);
    online();
    assert.deepEqual([link.state, link.text], ['connected', 'connected to rtu:20000/10']);
  });

  it('is degraded when the outstation has no such point, until it tells one', () => {
    started({}, [{}, { sensor: 'pressure', index: 7 }, { sensor: 'burner', kind: 'binary-input' }]);
    online();
    assert.deepEqual(
      [link.state, link.text],
      ['degraded', 'the outstation tells no analog input 7 (and 1 more)'],
    );
    outstation().listener.measured(
      [measured({ index: 7 }), measured({ type: 'binary-input', value: true })],
      settle,
    );
    assert.equal(link.state, 'connected');
  });

  it('confirms an event when every binding has stored it, and not when one has not', () => {
    const connector = started();
    const other = new Collector('aqua', 'by hand');
    connector.bind([point({ sensor: 'copy' })], other);
    outstation().listener.measured([event()], settle);
    collector.settle(true);
    assert.deepEqual(settled, []);
    other.settle(true);
    outstation().listener.measured([event()], settle);
    collector.settle(true);
    other.settle(false);
    assert.deepEqual(settled, [true, false]);
  });

  it('confirms nothing while nobody is bound: a redeploy loses no event', () => {
    const context = { clock, logger: silentLogger, meter: nullMeter };
    const connector = new Dnp3Connector(
      Dnp3Config.parse({ host: 'rtu' }),
      context,
      new Dnp3Channels(() => line),
    );
    const unbind = connector.bind([point()], collector);
    connector.start();
    unbind();
    outstation().listener.measured([event()], settle);
    assert.deepEqual(settled, [false]);
  });

  it('marks its values and says why when the outstation is away, and comes back', () => {
    const connector = started();
    online();
    outstation().listener.state('no-answer', 'outstation 10 does not answer');
    assert.deepEqual([link.state, link.text], ['error', 'outstation 10 does not answer']);
    assert.deepEqual(collector.readings.at(-1)?.flags, ['comm-lost']);
    assert.equal(connector.diagnostics().lastFailure, 'outstation 10 does not answer');
    online();
    assert.equal(link.state, 'connected');
    assert.equal(collector.readings.at(-1)?.quality, 'good');
  });

  it('sends no command while the outstation is away', async () => {
    const connector = started({}, [{ kind: 'binary-output' }]);
    const command = {
      point: point({ kind: 'binary-output' }),
      value: true,
      verify: false,
      timeoutMs: 1000,
    };
    const { outcome, detail } = await connector.command(command);
    assert.deepEqual([outcome, detail], ['failed', 'The command was not sent: connecting to rtu:20000/10.']);
    assert.deepEqual(outstation().requests, []);
  });

  it('operates once, and reads the point back', async () => {
    const connector = started({}, [{ kind: 'binary-output', index: 2 }]);
    outstation().listener.state('online', '');
    line.answer = (request, { listener }) => {
      if (request.kind === 'operate')
        return Promise.resolve({ ok: true, kind: 'operate', controls: [{ index: 2, status: 0, words: '' }] });
      listener.measured(
        [measured({ type: 'binary-output', index: 2, value: true, group: 10, variation: 2 })],
        settle,
      );
      return Promise.resolve({ ok: true, kind: 'read', measurements: 1, objects: [] });
    };
    const { outcome, readBack } = await connector.command({
      point: point({ kind: 'binary-output', index: 2 }),
      value: true,
      verify: true,
      timeoutMs: 1000,
    });
    assert.deepEqual([outcome, readBack], ['verified', true]);
    assert.deepEqual(
      outstation().requests.map(({ kind }) => kind),
      ['operate', 'read'],
    );
    assert.deepEqual(outstation().requests[1], {
      kind: 'read',
      headers: [{ group: 10, variation: 0, start: 2, stop: 2 }],
    });
  });

  it('waits for an answer no longer than the command may take', async () => {
    const connector = started({}, [{ kind: 'binary-output' }]);
    outstation().listener.state('online', '');
    line.answer = () => new Promise(() => undefined);
    const outcome = connector.command({
      point: point({ kind: 'binary-output' }),
      value: true,
      verify: false,
      timeoutMs: 1000,
    });
    clock.advance(1000);
    assert.equal((await outcome).outcome, 'timed-out');
    assert.equal(clock.timers, 0);
  });

  it('asks the outstation once, and tells what it answered', async () => {
    const connector = started();
    line.answer = () => Promise.resolve({ ok: true, kind: 'restart', delayMs: 2000 });
    const answer = await connector.ask({ kind: 'restart', cold: true }, new AbortController().signal);
    assert.deepEqual(answer, { ok: true, delayMs: 2000 });
    line.answer = () =>
      Promise.resolve({ ok: false, cause: 'timeout', reason: 'no answer', unsure: true as const });
    const silent = await connector.ask({ kind: 'restart', cold: true }, new AbortController().signal);
    assert.deepEqual(silent, { ok: false, cause: 'timeout', reason: 'no answer', unsure: true });
    assert.equal(outstation().requests.length, 2);
    assert.equal(connector.diagnostics().lastFailure, 'no answer');
  });

  it('asks nothing while it does not run', async () => {
    const connector = started();
    await connector.stop();
    assert.deepEqual(await connector.ask({ kind: 'time' }, new AbortController().signal), {
      ok: false,
      cause: 'offline',
      reason: 'the outstation is not asked at present: stopped',
    });
    assert.throws(() => connector.decode('app', 60, () => undefined), {
      message: 'There is no line to look at: stopped.',
    });
    assert.deepEqual(outstation().requests, []);
  });

  it('looks at the line for a while: the newest wish counts, off ends it', () => {
    const connector = started();
    const heard: string[] = [];
    connector.decode('app', 30, (block) => heard.push(block));
    line.log('one');
    connector.decode('link', 60, (block) => heard.push(`again ${block}`));
    assert.equal(line.level, 'link');
    line.log('two');
    clock.advance(60_000);
    assert.equal(line.level, 'off');
    connector.decode('objects', 60, () => undefined);
    connector.decode('off', 60, () => undefined);
    assert.equal(line.level, 'off');
    assert.deepEqual(heard, ['one', 'again two']);
  });

  it('looks at the line no longer when it stops', async () => {
    const connector = started();
    connector.decode('app', 30, () => undefined);
    await connector.stop();
    assert.deepEqual([line.level, clock.timers], ['off', 0]);
  });

  it('leaves the connection when it stops, and hands on nothing after', async () => {
    const connector = started();
    online();
    const before = collector.readings.length;
    await connector.stop();
    assert.deepEqual([outstation().isRemoved, line.stopped, link.state], [true, 1, 'stopped']);
    outstation().listener.measured([event()], settle);
    outstation().listener.state('offline', 'stopped');
    assert.equal(collector.readings.length, before);
    assert.equal(link.state, 'stopped');
  });

  it('says what is wrong in the settings when it starts', () => {
    const context = { clock, logger: silentLogger, meter: nullMeter };
    const channels = new Dnp3Channels(() => {
      throw new Error('cert: is missing.');
    });
    const connector = new Dnp3Connector(Dnp3Config.parse({ host: 'rtu' }), context, channels);
    connector.onLink((status) => (link = status));
    connector.start();
    assert.deepEqual([link.state, link.text], ['error', 'cert: is missing.']);
  });
});

describe('What is known of a control when its request has ended', () => {
  const controls = [{ index: 0, status: 4, words: '' }];
  it('is the status that the outstation answered', () => {
    assert.deepEqual(operatedOf({ ok: true, kind: 'operate', controls }, 'direct'), {
      kind: 'answered',
      status: 4,
    });
    assert.deepEqual(operatedOf({ ok: false, cause: 'status', reason: 'x.', controls }, 'direct'), {
      kind: 'answered',
      status: 4,
    });
  });
  for (const [cause, kind] of [
    ['timeout', 'failed'],
    ['malformed', 'failed'],
    ['cancelled', 'failed'],
    ['refused', 'refused'],
    ['queue-full', 'failed'],
  ] as const)
    it(`is ${kind} after ${cause}, where it did not come to the operation`, () =>
      assert.deepEqual(operatedOf({ ok: false, cause, reason: 'Words.' }, 'direct'), {
        kind,
        words: 'Words',
      }));
  it('is nothing where it did', () =>
    assert.deepEqual(operatedOf({ ok: false, cause: 'offline', reason: 'lost', unsure: true }, 'direct'), {
      kind: 'unknown',
      words: 'lost',
    }));
  it('is only that it was sent, where no answer was asked for', () =>
    assert.deepEqual(operatedOf({ ok: true, kind: 'done' }, 'direct-no-ack'), { kind: 'sent' }));
});
