import assert from 'node:assert/strict';
import { MasterLine } from '../../../support/dnp3/master-line';

/** Answers without objects and without indications: `c0 81 00 00` and so on. */
const empty = (seq: number, iin = '0000'): string => `c${seq.toString(16)}81${iin}`;

const DISABLE = '15 3c0206 3c0306 3c0406';
const ENABLE = '14 3c0206 3c0306 3c0406';
const INTEGRITY = '01 3c0206 3c0306 3c0406 3c0106';
const CLEAR = '02 50010007 0700';

describe('dnp3 master: start-up', () => {
  it('disables unsolicited responses, polls everything, enables unsolicited responses', () => {
    const line = new MasterLine().open();
    line.sends(`c0 ${DISABLE}`).sendsNothing().answers(empty(0));
    line.sends(`c1 ${INTEGRITY}`).sendsNothing().answers('c1 81 0000 0102 0000 00 81');
    line.sends(`c2 ${ENABLE}`).sendsNothing().answers(empty(2));
    line.passes(3_600_000).sendsNothing();
    assert.deepEqual(line.states(), ['starting', 'online']);
    assert.deepEqual(line.measurements(), [
      {
        type: 'binary-input',
        index: 0,
        value: true,
        flags: 1,
        time: undefined,
        synchronised: true,
        event: false,
        group: 1,
        variation: 2,
      },
    ]);
  });

  it('clears the restart before the integrity poll, and sets the time before it enables', () => {
    const line = new MasterLine().open();
    line.sends(`c0 ${DISABLE}`).answers(empty(0, '9000'));
    line.sends(`c1 ${CLEAR}`).answers(empty(1, '1000'));
    line.sends(`c2 ${INTEGRITY}`).answers(empty(2, '1000'));
    line.sends('c3 18').answers(empty(3, '1000'));
    line.sends('c4 02 32030701 00b2e2f98d01').answers(empty(4));
    line.sends(`c5 ${ENABLE}`).answers(empty(5));
    line.sendsNothing();
    assert.deepEqual(line.states(), ['starting', 'online']);
  });

  it('is not stopped by an outstation that knows neither disabling nor enabling', () => {
    const line = new MasterLine({ classPeriodsMs: { 1: 1000, 2: 0, 3: 0 } }).open();
    line.sends(`c0 ${DISABLE}`).answers(empty(0, '0001'));
    line.sends(`c1 ${INTEGRITY}`).answers(empty(1));
    line.sends(`c2 ${ENABLE}`).answers(empty(2, '0001'));
    assert.deepEqual(line.states(), ['starting', 'online']);
    line.passes(1000).sends('c3 01 3c0206').answers(empty(3));
  });

  it('reads the events that a class indicates where the outstation refuses to report them by itself', () => {
    const line = new MasterLine().open();
    line.sends(`c0 ${DISABLE}`).answers(empty(0));
    line.sends(`c1 ${INTEGRITY}`).answers(empty(1));
    line.sends(`c2 ${ENABLE}`).answers(empty(2, '0401'));
    line.sends('c3 01 3c0306').answers(empty(3)).sendsNothing();
  });

  it('confirms a NULL unsolicited response at once, and its restart is cleared', () => {
    const line = new MasterLine().open();
    line.sends(`c0 ${DISABLE}`).answers('f0 82 9000').sends('d0 00').answers(empty(0, '8000'));
    line.sends(`c1 ${CLEAR}`).answers(empty(1));
    line.sends(`c2 ${INTEGRITY}`);
  });

  it('ignores what is reported before the integrity poll, so that it comes again', () => {
    const line = new MasterLine().open();
    line.sends(`c0 ${DISABLE}`).answers('f1 82 0000 0201 1701 00 81').sendsNothing();
    line.answers(empty(0)).sends(`c1 ${INTEGRITY}`);
    line.answers('f1 82 0000 0201 1701 00 81').sendsNothing().answers(empty(1));
    line.sends(`c2 ${ENABLE}`).answers('f1 82 0000 0201 1701 00 81').sends('d1 00').answers(empty(2));
    assert.equal(line.measurements().length, 1);
  });

  it('begins anew when the outstation restarts, and not more often than every ten seconds', () => {
    const line = new MasterLine().open();
    for (const seq of [0, 1, 2]) line.answers(empty(seq));
    line.sends(`c0 ${DISABLE}`).sends(`c1 ${INTEGRITY}`).sends(`c2 ${ENABLE}`);
    assert.deepEqual(line.states(), ['starting', 'online']);
    line.passes(60_000).answers('f0 82 8000').sends('d0 00');
    line.sends(`c3 ${DISABLE}`).answers(empty(3, '8000'));
    assert.deepEqual(line.states(), ['starting']);
    line.sends(`c4 ${CLEAR}`).answers(empty(4)).sends(`c5 ${INTEGRITY}`).answers(empty(5));
    line.sends(`c6 ${ENABLE}`).answers(empty(6));
    assert.deepEqual(line.states(), ['online']);
    line.answers('f0 82 8000').sends('d0 00').sendsNothing();
    line.passes(9999).sendsNothing().passes(1).sends(`c7 ${DISABLE}`);
  });

  it('does not poll for a restart that cannot be cleared without end', () => {
    const line = new MasterLine().open();
    line.sends(`c0 ${DISABLE}`).answers(empty(0, '8000'));
    line.sends(`c1 ${CLEAR}`).answers(empty(1, '8000'));
    line.sends(`c2 ${INTEGRITY}`).answers(empty(2, '8000'));
    line.sends(`c3 ${ENABLE}`).answers(empty(3, '8000')).sendsNothing();
    line.passes(9999).sendsNothing().passes(1).sends(`c4 ${CLEAR}`).answers(empty(4, '8000')).sendsNothing();
  });

  it('tries the other steps where one is never answered', () => {
    const line = new MasterLine({ retries: 0 }).open();
    line.sends(`c0 ${DISABLE}`).passes(5000).sendsNothing();
    line.passes(1000).sends(`c1 ${INTEGRITY}`).answers(empty(1));
    line.sends(`c2 ${ENABLE}`).answers(empty(2)).passes(3_600_000).sendsNothing();
    assert.deepEqual(line.states(), ['starting', 'no-answer', 'starting', 'online']);
  });

  it('runs on every connection', () => {
    const line = new MasterLine().open();
    line.sends(`c0 ${DISABLE}`).answers(empty(0)).sends(`c1 ${INTEGRITY}`).close().open();
    line.sends(`c2 ${DISABLE}`).answers(empty(2)).sends(`c3 ${INTEGRITY}`);
    assert.deepEqual(line.states(), ['starting', 'offline', 'starting']);
  });
});
