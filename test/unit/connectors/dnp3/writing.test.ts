import assert from 'node:assert/strict';
import type { Control } from '../../../../lib/dnp3/app/control';
import { carryOut, prepare, type Field, type Operated } from '../../../../lib/connectors/dnp3/writing';
import { point } from './fixture';

const switchPoint = (more: object = {}) => point({ kind: 'binary-output', index: 3, ...more });
const setPoint = (more: object = {}) => point({ kind: 'analog-output', index: 1, ...more });

const control = (of: ReturnType<typeof prepare>): Control => {
  assert.ok('control' in of, 'fault' in of ? of.fault : '');
  return of.control;
};
const crob = (more: object, value: boolean) => {
  const made = control(prepare(switchPoint(more), value));
  return made.kind === 'crob' ? made.crob : undefined;
};
const fault = (of: ReturnType<typeof prepare>): string => ('fault' in of ? of.fault : '');

describe('A command to a DNP3 output', () => {
  it('is the control relay output block that the point names for true and false', () => {
    const same = { index: 3, count: 1, onMs: 100, offMs: 100, status: 0 };
    assert.deepEqual(crob({}, true), { ...same, code: 0x03 });
    assert.deepEqual(crob({}, false), { ...same, code: 0x04 });
    assert.deepEqual(crob({ onOperation: 'close', onMs: 250, count: 2 }, true), {
      ...same,
      code: 0x41,
      onMs: 250,
      count: 2,
    });
    assert.deepEqual(crob({ offOperation: 'trip' }, false), { ...same, code: 0x81 });
    assert.deepEqual(crob({ onOperation: 'pulse-on' }, true), { ...same, code: 0x01 });
    assert.deepEqual(crob({ offOperation: 'pulse-off' }, false), { ...same, code: 0x02 });
  });

  it('is an analog output block in the least format that holds the value, or in the one of the point', () => {
    const variation = (value: number, more: object = {}): number | undefined => {
      const made = control(prepare(setPoint(more), value));
      return made.kind === 'set-point' ? made.variation : undefined;
    };
    assert.equal(variation(70), 1);
    assert.equal(variation(70.5), 3);
    assert.equal(variation(123_456_789.125), 4);
    assert.equal(variation(3e9), 3);
    assert.equal(variation(70, { variation: 'i16' }), 2);
    assert.equal(variation(70, { variation: 'f64' }), 4);
  });

  it('is scaled back to what the device counts in', () => {
    const made = control(prepare(setPoint({ scale: 0.1, offset: 20 }), 70));
    assert.deepEqual(made, {
      kind: 'set-point',
      variation: 1,
      setPoint: { index: 1, value: 500, status: 0 },
    });
  });

  it('goes to the output beside an input, where the point names one', () => {
    const made = control(prepare(point({ kind: 'double-bit-input', index: 8, outputIndex: 2 }), true));
    assert.equal(made.kind === 'crob' && made.crob.index, 2);
  });

  it('that there cannot be is not sent, and says why', () => {
    assert.match(fault(prepare(point({ kind: 'counter' }), 1)), /A counter cannot be commanded/);
    assert.match(fault(prepare(point({}), 1)), /analog input 0 is only read.*outputIndex/);
    assert.match(fault(prepare(switchPoint(), 'on')), /must be true or false/);
    assert.match(
      fault(prepare(switchPoint({ offOperation: 'none' }), false)),
      /binary output 3 cannot be switched off/,
    );
    assert.match(fault(prepare(setPoint(), 'warm')), /must be a number/);
    assert.match(fault(prepare(setPoint({ variation: 'i16' }), 40_000)), /40000 is beyond .* format i16/);
    assert.match(fault(prepare(setPoint({ variation: 'f32' }), 1e300)), /beyond .* f32/);
  });
});

describe('What became of a DNP3 command', () => {
  let operations: number;
  let reads: (number | undefined | Error)[];
  const field = (operated: Operated): Field => ({
    operate: () => (operations++, Promise.resolve(operated)),
    read: () => {
      const next = reads.shift();
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
    pause: () => Promise.resolve(reads.length > 0),
  });
  const done: Operated = { kind: 'answered', status: 0 };
  const run = (operated: Operated, of = switchPoint(), value: boolean | number = true, verify = true) =>
    carryOut({ point: of, value, verify, timeoutMs: 1000 }, field(operated));
  beforeEach(() => {
    operations = 0;
    reads = [];
  });

  it('is verified when the output then stands as commanded, also after a while', async () => {
    reads = [0, 1];
    const outcome = await run(done);
    assert.deepEqual([outcome.outcome, outcome.readBack, operations], ['verified', true, 1]);
    reads = [Math.fround(70.3)];
    assert.equal((await run(done, setPoint(), 70.3)).outcome, 'verified');
  });

  it('is failed when it stands otherwise, with what it reads', async () => {
    reads = [0, 0];
    const outcome = await run(done);
    assert.deepEqual([outcome.outcome, outcome.readBack, operations], ['failed', false, 1]);
    assert.match(outcome.detail, /binary output 3 reads false afterwards/);
  });

  it('is accepted where nobody looks, nothing stays, or it could not be looked at', async () => {
    assert.deepEqual((await run(done, switchPoint(), true, false)).outcome, 'accepted');
    assert.match(
      (await run(done, switchPoint({ onOperation: 'pulse-on' }))).detail,
      /a pulse leaves nothing/,
    );
    reads = [new Error('no answer in time')];
    const unread = await run(done);
    assert.deepEqual(
      [unread.outcome, /could not be read back: no answer/.test(unread.detail)],
      ['accepted', true],
    );
    reads = [undefined];
    assert.match((await run(done)).detail, /tells no value of binary output 3/);
    reads = [1];
    assert.match(
      (await run({ kind: 'sent' }, switchPoint(), true, false)).detail,
      /without asking for an answer/,
    );
  });

  it('is rejected with the status in words', async () => {
    const outcome = await run({ kind: 'answered', status: 7 });
    assert.equal(outcome.outcome, 'rejected');
    assert.equal(outcome.detail, 'Binary output 3: status 7 (the local/remote switch stands on local).');
    assert.equal((await run({ kind: 'refused', words: 'it does not know the object' })).outcome, 'rejected');
  });

  it('is never guessed, and never tried twice', async () => {
    const lost = await run({ kind: 'unknown', words: 'no answer in time' });
    assert.equal(lost.outcome, 'timed-out');
    assert.match(
      lost.detail,
      /^No answer in time to the command to binary output 3: whether .* is unknown\.$/,
    );
    assert.equal((await run({ kind: 'failed', words: 'too many requests wait' })).outcome, 'failed');
    assert.equal(operations, 2);
  });
});
