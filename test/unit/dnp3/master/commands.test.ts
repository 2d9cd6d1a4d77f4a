import assert from 'node:assert/strict';
import type { Control } from '../../../../lib/dnp3/app/control';
import { type Crob, CrobCode } from '../../../../lib/dnp3/app/fragment';
import type { OperateMode, RequestResult } from '../../../../lib/dnp3/master/request';
import { BARE, MasterLine } from '../../../support/dnp3/master-line';

const latchOn = (index: number, other: Partial<Crob> = {}): Control => ({
  kind: 'crob',
  crob: { index, code: CrobCode.LatchOn, count: 1, onMs: 100, offMs: 100, status: 0, ...other },
});
const setPoint = (index: number, value: number, variation = 3): Control => ({
  kind: 'set-point',
  variation,
  setPoint: { index, value, status: 0 },
});

const operating = (mode: OperateMode, controls: readonly Control[], config = {}): MasterLine => {
  const line = new MasterLine({ ...BARE, ...config }).open();
  line.asks({ kind: 'operate', mode, controls });
  return line;
};

const CROB_2 = '0c01 1701 02 0301 64000000 64000000';
const SELECT_2 = `c0 03 ${CROB_2} 00`;

function failed(result: RequestResult | undefined): { cause: string; reason: string } {
  assert.ok(result && !result.ok);
  return result;
}

describe('dnp3 master: commands', () => {
  it('operates after a clean select, with the same objects', () => {
    const line = operating('select-before-operate', [latchOn(2)]).sends(SELECT_2);
    line.answers(`c0 81 0000 ${CROB_2} 00`).sends(`c1 04 ${CROB_2} 00`).answers(`c1 81 0000 ${CROB_2} 00`);
    line.sendsNothing();
    assert.deepEqual(line.result(1), {
      ok: true,
      kind: 'operate',
      controls: [{ index: 2, status: 0, words: 'status 0 (accepted)' }],
    });
  });

  it('sends nothing between the select and the operate', () => {
    const line = operating('select-before-operate', [latchOn(2)], {
      classPeriodsMs: { 1: 1000, 2: 0, 3: 0 },
    });
    line.sends(SELECT_2).asks({ kind: 'classes', classes: [3] });
    line
      .passes(3000)
      .sendsNothing()
      .answers(`c0 81 8200 ${CROB_2} 00`)
      .sends(`c1 04 ${CROB_2} 00`)
      .sendsNothing();
    line.answers(`c1 81 8200 ${CROB_2} 00`).sends('c2 01 3c0406');
  });

  it('does not operate what was not selected, and says why in words', () => {
    const line = operating('select-before-operate', [latchOn(2)]).sends(SELECT_2);
    line.answers(`c0 81 0004 ${CROB_2} 07`).sendsNothing();
    const result = line.result(1);
    assert.deepEqual(result, {
      ok: false,
      cause: 'status',
      reason: 'the outstation does not select output 2: status 7 (the local/remote switch stands on local)',
      controls: [{ index: 2, status: 7, words: 'status 7 (the local/remote switch stands on local)' }],
    });
  });

  it('does not operate when only the indications complain', () => {
    const line = operating('select-before-operate', [latchOn(2)]).sends(SELECT_2);
    line.answers(`c0 81 0004 ${CROB_2} 00`).sendsNothing();
    assert.equal(failed(line.result(1)).cause, 'refused');
  });

  for (const [what, echo] of [
    ['another index', '0c01 1701 03 0301 64000000 64000000 00'],
    ['another code', '0c01 1701 02 0401 64000000 64000000 00'],
    ['another on-time', '0c01 1701 02 0301 65000000 64000000 00'],
    ['another qualifier', '0c01 2801 000200 0301 64000000 64000000 00'],
    ['one more object', `${CROB_2} 00 ${CROB_2} 00`],
    ['no object', ''],
    ['another kind of object', '2903 1701 02 00000000 00'],
  ] as const)
    it(`does not operate when the answer to the select has ${what}`, () => {
      const line = operating('select-before-operate', [latchOn(2)]).sends(SELECT_2);
      line.answers(`c0 81 0000 ${echo}`).sendsNothing();
      assert.equal(failed(line.result(1)).cause, 'malformed');
    });

  it('repeats a select that nobody answers, but never an operate', () => {
    const line = operating('select-before-operate', [latchOn(2)])
      .sends(SELECT_2)
      .passes(5000);
    line.sends(`c1 03 ${CROB_2} 00`).answers(`c1 81 0000 ${CROB_2} 00`).sends(`c2 04 ${CROB_2} 00`);
    line.passes(60_000).sendsNothing();
    assert.match(failed(line.result(1)).reason, /whether it was carried out is not known/);
  });

  it('never repeats a direct operate', () => {
    const line = operating('direct', [setPoint(1, 3.14)], { retries: 5 });
    line.sends('c0 05 2903 1701 01 c3f54840 00').passes(60_000).sendsNothing();
    assert.equal(failed(line.result(1)).cause, 'timeout');
    assert.deepEqual(line.states(), ['starting', 'no-answer']);
  });

  it('tells the status of each control, whatever header it is in', () => {
    const controls = [latchOn(2), latchOn(900), setPoint(1, -2, 2), setPoint(2, 7, 1)];
    const line = operating('direct', controls);
    const crob = '0301 64000000 64000000';
    const objects = (a: string, b: string, c: string, d: string): string =>
      `0c0128 0200 0200 ${crob} ${a} 8403 ${crob} ${b} 290217 01 01 feff ${c} 290117 01 02 07000000 ${d}`;
    line.sends(`c0 05 ${objects('00', '00', '00', '00')}`);
    line.answers(`c0 81 0004 ${objects('00', '04', '0c', '00')}`);
    const result = line.result(1);
    assert.ok(result && !result.ok && result.controls);
    assert.equal(
      result.reason,
      'the outstation does not direct operate output 900: status 4 (the point does not support this control), and 1 more',
    );
    assert.deepEqual(result.controls.map(({ index, status }) => [index, status]), [[2, 0], [900, 4], [1, 12], [2, 0]]); // prettier-ignore
  });

  it('waits for no answer where none comes', () => {
    const line = operating('direct-no-ack', [latchOn(2)]).sends(`c0 06 ${CROB_2} 00`);
    assert.deepEqual(line.result(1), { ok: true, kind: 'done' });
    line.passes(60_000).sendsNothing();
  });

  it('confirms an answer that asks for it', () => {
    operating('direct', [latchOn(2)])
      .sends(`c0 05 ${CROB_2} 00`)
      .answers(`e0 81 0000 ${CROB_2} 00`)
      .sends('c0 00');
  });

  for (const [what, control] of [
    ['value: 40000 does not fit into g41v2; choose another variation', setPoint(1, 40_000, 2)],
    ['value: NaN does not fit into g41v3; choose another variation', setPoint(1, NaN)],
    ['index: 65536 is not a whole number from 0 to 65535', latchOn(65_536)],
    ['code: 256 is not a whole number from 0 to 255', latchOn(1, { code: 256 })],
    ['count: -1 is not a whole number from 0 to 255', latchOn(1, { count: -1 })],
    ['onMs: 0.5 is not a whole number from 0 to 4294967295', latchOn(1, { onMs: 0.5 })],
    ['offMs: NaN is not a whole number from 0 to 4294967295', latchOn(1, { offMs: NaN })],
    ["status: 4 is the outstation's to say; a request has 0", latchOn(1, { status: 4 })],
    ['index: -1 is not a whole number from 0 to 65535', setPoint(-1, 1)],
  ] as const)
    it(`refuses what cannot be sent: ${what}`, () => {
      const line = operating('direct', [control]).sendsNothing();
      assert.deepEqual(line.result(1), { ok: false, cause: 'refused', reason: what });
    });

  it('refuses more controls than fit into a fragment', () => {
    const controls = Array.from({ length: 200 }, (_, index) => latchOn(index));
    const line = operating('direct', controls).sendsNothing();
    assert.match(failed(line.result(1)).reason, /does not fit into one fragment of 2048 octets/);
  });

  it('says of an operation without an answer that nobody knows, and of a selection that nothing happened', () => {
    const unsure = (line: MasterLine): unknown => {
      const result = line.result(1);
      return result && !result.ok && [result.cause, result.unsure ?? false];
    };
    const selecting = operating('select-before-operate', [latchOn(2)], { retries: 0 }).sends(SELECT_2);
    assert.deepEqual(unsure(selecting.passes(5000)), ['timeout', false]);
    const operated = operating('select-before-operate', [latchOn(2)]).sends(SELECT_2);
    operated.answers(`c0 81 0000 ${CROB_2} 00`).sends(`c1 04 ${CROB_2} 00`);
    assert.deepEqual(unsure(operated.passes(5000)), ['timeout', true]);
    const lost = operating('direct', [latchOn(2)]).sends(`c0 05 ${CROB_2} 00`);
    lost.close();
    assert.deepEqual(unsure(lost), ['offline', true]);
    const refused = operating('direct', [latchOn(2)]).sends(`c0 05 ${CROB_2} 00`);
    assert.deepEqual(unsure(refused.answers('c0 81 0001')), ['refused', false]);
  });
});
