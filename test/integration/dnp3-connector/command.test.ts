import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/core/clock';
import type { FieldOutcome } from '../../../lib/core/field-command';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import type { ReadingValue } from '../../../lib/core/reading';
import { CommandStatus } from '../../../lib/dnp3/app/command-status';
import type { Control } from '../../../lib/dnp3/app/control';
import { Flag } from '../../../lib/dnp3/app/flags';
import {
  Dnp3Channels,
  Dnp3Config,
  Dnp3Connector,
  Dnp3Point,
  dialOwn,
  dnp3Spec,
} from '../../../lib/connectors/dnp3';
import { Collector, link } from '../../contract/collector';
import { Dnp3Field } from '../../support/dnp3-field';

const place = { unit: 'boiler-1', sensor: 'x' };

describe('A command to a DNP3 outstation', () => {
  let field: Dnp3Field;
  let connector: Dnp3Connector;
  let answer: (controls: readonly Control[]) => readonly number[] | Promise<readonly number[]>;

  const act = (controls: readonly Control[]): readonly number[] => {
    for (const control of controls)
      if (control.kind === 'set-point')
        field.set('analog-output', control.setPoint.index, control.setPoint.value);
      else {
        const on = [0x01, 0x03, 0x41].includes(control.crob.code);
        field.set('binary-output', control.crob.index, on);
        field.set('double-bit-input', control.crob.index, on ? 2 : 1);
      }
    return controls.map(() => CommandStatus.Success);
  };

  beforeEach(async () => {
    answer = act;
    field = await Dnp3Field.start({
      onControl: (controls, { select }) => (select ? controls.map(() => 0) : answer(controls)),
    });
    field
      .define('binary-output', 2, 1, false)
      .define('double-bit-input', 2, 1, 1)
      .define('analog-output', 1, 2, 500);
    const config = Dnp3Config.parse({ host: '127.0.0.1', port: field.port, timeoutMs: 700 });
    const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
    connector = new Dnp3Connector(config, context, new Dnp3Channels(dialOwn));
    connector.bind([Dnp3Point.parse({ ...place, kind: 'analog-output', index: 1 })], new Collector());
    connector.start();
    await link(connector, 'connected');
  });
  afterEach(async () => {
    await connector.stop();
    await field.stop();
  });

  const command = (
    more: object,
    value: ReadingValue,
    how: { verify?: boolean; timeoutMs?: number } = {},
  ): Promise<FieldOutcome> =>
    connector.command({
      point: Dnp3Point.parse({ ...place, ...more }),
      value,
      verify: how.verify ?? true,
      timeoutMs: how.timeoutMs ?? 5000,
    });

  it('has beside it that points are read at once, each with what is wrong with it', async () => {
    const points = [
      { kind: 'analog-output', index: 1, scale: 0.1 },
      { kind: 'double-bit-input', index: 2 },
      { kind: 'analog-input', index: 77 },
    ].map((more) => Dnp3Point.parse({ ...place, ...more }));
    const [set, state, none] = await connector.readNow(points, 10_000);
    assert.deepEqual([set?.value, set?.quality], [50, 'good']);
    assert.equal(state?.fault, undefined);
    assert.equal(none?.value, undefined);
    assert.ok(none?.fault, 'a point that is not there has a reason');
  });

  it('has beside it that points are found by kinds with their values, and with what their flags say', async () => {
    field.set('double-bit-input', 2, 1, { flags: Flag.Online | Flag.CommLost });
    const config = Dnp3Config.parse({
      host: '127.0.0.1',
      port: field.port,
      remoteAddress: 10,
      localAddress: 1,
    });
    const spec = dnp3Spec(new Dnp3Channels(dialOwn));
    const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
    await connector.stop();
    const look = (nodeId?: string) => spec.browse(config, context, { nodeId, limit: 10 });
    const kinds = (await look()).items.map(({ nodeId }) => nodeId);
    assert.ok(['binary-output', 'double-bit-input', 'analog-output'].every((kind) => kinds.includes(kind)), kinds.join()); // prettier-ignore
    const [lost] = (await look('double-bit-input')).items;
    assert.equal(lost?.quality, 'bad, comm-lost');
    const [set] = (await look('analog-output')).items;
    assert.deepEqual([set?.value, set?.quality], ['500', undefined]);
    await spec.close();
  });

  for (const mode of ['select-before-operate', 'direct', 'direct-no-ack'])
    it(`is carried out once and reads back, by ${mode}`, async () => {
      const relay = await command({ kind: 'binary-output', index: 2, mode }, true);
      assert.deepEqual([relay.outcome, relay.readBack], ['verified', true], relay.detail);
      const set = await command({ kind: 'analog-output', index: 1, mode, scale: 0.1 }, 65);
      assert.deepEqual([set.outcome, set.readBack], ['verified', 65], set.detail);
      assert.deepEqual(
        field.operated.map((control) =>
          control.kind === 'crob' ? control.crob.code : control.setPoint.value,
        ),
        [3, 650],
      );
    });

  it('to a breaker closes and trips it, and is verified by its position', async () => {
    const breaker = {
      kind: 'double-bit-input',
      index: 2,
      outputIndex: 2,
      onOperation: 'close',
      offOperation: 'trip',
    };
    const closed = await command(breaker, true);
    assert.deepEqual([closed.outcome, closed.readBack], ['verified', 2], closed.detail);
    const tripped = await command(breaker, false);
    assert.deepEqual([tripped.outcome, tripped.readBack], ['verified', 1], tripped.detail);
    assert.deepEqual(
      field.operated.map((control) => control.kind === 'crob' && control.crob.code),
      [0x41, 0x81],
    );
  });

  it('in each format of an analog output arrives as the number that it is', async () => {
    for (const [variation, value] of [
      ['i16', -12_345],
      ['i32', 1_234_567],
      ['f32', 0.5],
      ['f64', 1e100],
    ] as const)
      assert.equal(
        (await command({ kind: 'analog-output', index: 1, variation }, value)).outcome,
        'verified',
      );
  });

  it('that the device refuses is rejected, with its status in words', async () => {
    answer = (controls) => controls.map(() => CommandStatus.Local);
    const refused = await command({ kind: 'binary-output', index: 2 }, true);
    assert.deepEqual(
      [refused.outcome, refused.detail],
      ['rejected', 'Binary output 2: status 7 (the local/remote switch stands on local).'],
    );
    const unknown = await command({ kind: 'binary-output', index: 99 }, true);
    assert.equal(unknown.outcome, 'rejected');
    assert.match(unknown.detail, /status 4/);
  });

  it('that does not take effect is failed, with what reads instead', async () => {
    answer = (controls) => controls.map(() => CommandStatus.Success);
    const outcome = await command({ kind: 'analog-output', index: 1 }, 70, { timeoutMs: 900 });
    assert.deepEqual([outcome.outcome, outcome.readBack], ['failed', 500], outcome.detail);
  });

  it('without an answer is timed out, and never given again', async () => {
    answer = () => new Promise(() => undefined);
    const outcome = await command({ kind: 'binary-output', index: 2 }, true);
    assert.equal(outcome.outcome, 'timed-out', outcome.detail);
    assert.equal(field.operated.length, 1);
  });

  it('on a line that is lost is failed', async () => {
    await field.stop();
    await link(connector, 'error');
    const outcome = await command({ kind: 'binary-output', index: 2 }, true);
    assert.equal(outcome.outcome, 'failed');
    assert.match(outcome.detail, /^The command was not sent: /);
  });
});
