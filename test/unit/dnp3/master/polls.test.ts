import assert from 'node:assert/strict';
import { BARE, MasterLine } from '../../../support/dnp3/master-line';

const periods = (one: number, two = 0, three = 0) => ({ 1: one, 2: two, 3: three });
const hex = (seq: number): string => (seq % 16).toString(16);

describe('dnp3 master: polls', () => {
  it('polls each class with its own period, together where they are due together', () => {
    const line = new MasterLine({ ...BARE, classPeriodsMs: periods(1000, 2000, 3000) }).open();
    line.passes(1000).sends('c0 01 3c0206').answers('c0 81 0000');
    line.passes(1000).sends('c1 01 3c0206 3c0306').answers('c1 81 0000');
    line.passes(1000).sends('c2 01 3c0206 3c0406').answers('c2 81 0000');
  });

  it('counts periods from the planned moment, and leaves out those that passed', () => {
    const line = new MasterLine({ ...BARE, classPeriodsMs: periods(1000) }).open();
    line.passes(1000).sends('c0 01 3c0206').passes(300).answers('c0 81 0000');
    line.passes(699).sendsNothing().passes(1).sends('c1 01 3c0206');
    line.passes(2500).sendsNothing().answers('c1 81 0000').sendsNothing();
    line.passes(499).sendsNothing().passes(1).sends('c2 01 3c0206');
  });

  it('spreads the polls of many outstations by a phase', () => {
    const line = new MasterLine({ ...BARE, classPeriodsMs: periods(1000), phaseMs: 2250 }).open();
    line.passes(1249).sendsNothing().passes(1).sends('c0 01 3c0206');
  });

  it('does an integrity poll with each period', () => {
    const line = new MasterLine({ ...BARE, integrityPeriodMs: 60_000 }).open();
    line.passes(60_000).sends('c0 01 3c0206 3c0306 3c0406 3c0106').answers('c0 81 0000');
    line.passes(60_000).sends('c1 01 3c0206 3c0306 3c0406 3c0106');
  });

  it('reads a class that has events when nothing else brings them', () => {
    const line = new MasterLine({ ...BARE, classPeriodsMs: periods(0, 5000) }).open();
    line.answers('d0 82 0e00').sends('c0 01 3c0206 3c0406');
    line.answers('c0 81 0200 0201 1701 00 81').sends('c1 01 3c0206').answers('c1 81 0000 0201 1701 00 01');
    line.sendsNothing();
  });

  describe('that the outstation is to report by itself, but only indicates', () => {
    const reporting = (): MasterLine => {
      const line = new MasterLine({ startup: { disableUnsolicited: false, integrity: false } }).open();
      return line.sends('c0 14 3c0206 3c0306 3c0406').answers('c0 81 0200').sendsNothing();
    };

    it('are read after ten seconds: it may have given up its retries', () => {
      const line = reporting().passes(9_999).sendsNothing().passes(1).sends('c1 01 3c0206');
      line.answers('e1 81 0000 0201 1701 00 81').sends('c1 00').passes(60_000).sendsNothing();
      assert.equal(line.measurements().length, 1);
    });

    it('are left to it while it reports: ten seconds count from its last report', () => {
      const line = reporting().passes(9_000).answers('f0 82 0200 0201 1701 00 81').sends('d0 00');
      line.passes(9_999).sendsNothing().passes(1).sends('c1 01 3c0206');
    });

    it('are not read once nothing is indicated any more', () => {
      const line = reporting().passes(9_000).answers('f0 82 0000 0201 1701 00 81').sends('d0 00');
      line.passes(60_000).sendsNothing();
    });

    it('are read ever less often where that brings nothing', () => {
      const line = reporting().passes(10_000).sends('c1 01 3c0206').answers('c1 81 0200');
      line.passes(9_999).sendsNothing().passes(1).sends('c2 01 3c0206').answers('c2 81 0000');
      line.passes(60_000).sendsNothing();
    });
  });

  it('does not read without end a class that is indicated, but brings nothing', () => {
    const line = new MasterLine(BARE).open();
    line.answers('d0 82 0200').sends('c0 01 3c0206').answers('c0 81 0200').sendsNothing();
    line.passes(999).sendsNothing().passes(1).sends('c1 01 3c0206').answers('c1 81 0200');
    line.passes(1999).sendsNothing().passes(1).sends('c2 01 3c0206');
  });

  it('reads everything when events were lost, once a minute while it goes on', () => {
    const line = new MasterLine(BARE).open();
    line
      .answers('d0 82 0008')
      .sends('c0 01 3c0206 3c0306 3c0406 3c0106')
      .answers('c0 81 0008')
      .sendsNothing();
    line.answers('d1 82 0008').sendsNothing();
    line.passes(60_000).answers('d2 82 0008').sends('c1 01 3c0206 3c0306 3c0406 3c0106');
  });

  it('sets the time when the outstation needs it, and again only after a pause', () => {
    const line = new MasterLine({ ...BARE, timeSync: 'direct-write' }).open();
    line.answers('d0 82 1000').sends('c0 02 32010701 00b2e2f98d01').answers('c0 81 1000').sendsNothing();
    line.passes(10_000).sends('c1 02 32010701 10d9e2f98d01');
  });

  it('leaves the time alone where that is switched off', () => {
    new MasterLine({ ...BARE, timeSync: 'off' }).open().answers('d0 82 1000').sendsNothing();
  });

  it('adds half of what the line takes to the time that it writes', () => {
    const line = new MasterLine({ ...BARE, timeSync: 'non-lan' }).open();
    // A round trip of 500 ms, 100 ms of which the outstation needed itself: 200 ms there.
    line.answers('d0 82 1000').sends('c0 17').passes(500).answers('c0 81 1000 3402 0701 6400');
    line.sends('c1 02 32010701 bcb4e2f98d01').answers('c1 81 0000').sendsNothing();
  });

  it('records the moment first and tells it afterwards, from the beginning when an answer is missing', () => {
    const line = new MasterLine({ ...BARE, timeSync: 'lan' }).open();
    line.answers('d0 82 1000').sends('c0 18').passes(20).answers('c0 81 1000');
    line.sends('c1 02 32030701 00b2e2f98d01').passes(5000);
    line.sends('c2 18').answers('c2 81 1000').sends('c3 02 32030701 9cc5e2f98d01').answers('c3 81 0000');
    line.sendsNothing();
  });

  it('tells indications when they changed, without those that refuse a request', () => {
    const line = new MasterLine(BARE)
      .open()
      .answers('d0 82 2000')
      .answers('d1 82 2000')
      .answers('d2 82 2007');
    line.answers('d3 82 0000');
    assert.deepEqual(line.taken('indications').map(({ iin }) => iin), [0x20, 0]); // prettier-ignore
  });
});

describe('dnp3 master: answers that fail', () => {
  const polling = (config = {}): MasterLine =>
    new MasterLine({ ...BARE, classPeriodsMs: periods(1000), ...config }).open().passes(1000);

  it('a malformed one fails its poll alone; the schedule goes on, after a while', () => {
    const line = polling().sends('c0 01 3c0206').answers('e0 81 0000 0201 1702 00 81').sendsNothing();
    assert.deepEqual(line.measurements(), []);
    assert.equal(line.session.counts.malformed, 1);
    line.passes(2000).sends('c1 01 3c0206').answers('c1 81 0000 0201 1701 00 81');
    assert.equal(line.measurements().length, 1);
    line.passes(1000).sends('c2 01 3c0206');
  });

  it('with an index beyond 65,535 fails its poll, and delivers nothing: points have 16 bits', () => {
    const line = new MasterLine(BARE).open();
    for (const [seq, objects] of [
      [0, '1e0102 00000000 00000000 01 07000000 1e0102 0000010000000100 01 07000000'],
      [1, '200239 01000000 00000100 01 0700'],
    ] as const) {
      const poll = line.asks({ kind: 'classes', classes: [1] });
      line.sends(`c${seq} 01 3c0206`).answers(`c${seq} 81 0000 ${objects}`);
      assert.deepEqual(line.measurements(), []);
      assert.match(JSON.stringify(line.result(poll)), /"malformed".*65536/);
    }
    line.answers('f0 82 0000 200239 01000000 00000100 01 0700').sendsNothing();
    assert.deepEqual(line.measurements(), []);
    const good = line.asks({ kind: 'classes', classes: [1] });
    line.sends('c2 01 3c0206').answers('c2 81 0000 200239 01000000 ffff0000 01 0700');
    assert.equal(line.result(good)?.ok, true);
  });

  it('ignores a wrong number, a response that says to be unsolicited, and an unsolicited one that does not', () => {
    const line = polling().sends('c0 01 3c0206');
    line
      .answers('c1 81 0000 0201 1701 00 81')
      .answers('d0 81 0000')
      .answers('c0 82 0000')
      .answers('c0 01 3c0206');
    line.answers('00').sendsNothing();
    assert.equal(line.session.counts.ignored, 4);
    assert.equal(line.session.counts.malformed, 1);
    assert.deepEqual(line.measurements(), []);
    line.answers('c0 81 0000 0201 1701 00 81');
    assert.equal(line.measurements().length, 1);
  });

  it('repeats a poll with a new number', () => {
    const line = polling().sends('c0 01 3c0206').passes(4999).sendsNothing().passes(1).sends('c1 01 3c0206');
    line.answers('c0 81 0000 0201 1701 00 81');
    assert.deepEqual(line.measurements(), []);
  });

  it('asks a silent outstation once a time, less and less often, and as before when it is back', () => {
    const line = polling({ responseTimeoutMs: 500, retries: 1 }).sends('c0 01 3c0206');
    line.passes(500).sends('c1 01 3c0206').passes(500);
    assert.deepEqual(line.states(), ['starting', 'no-answer']);
    const asked: number[] = [];
    for (let seq = 2; seq < 9; seq++) {
      const before = line.now.mono;
      while (line.session.counts.requests <= seq) line.passes(100);
      line.sends(`c${hex(seq)} 01 3c0206`);
      asked.push(line.now.mono - before);
    }
    assert.ok(asked.every((ms, i) => ms >= (asked[i - 1] ?? 0)));
    assert.ok((asked.at(-1) ?? 0) > 30_000);
    line.answers('c8 81 0000');
    assert.deepEqual(line.states(), ['online']);
    line.passes(1000).sends('c9 01 3c0206');
  });

  it('stops to rest when the outstation speaks by itself', () => {
    const line = polling({ retries: 0, restMs: { first: 60_000, most: 60_000 } })
      .sends('c0 01 3c0206')
      .passes(5000);
    line.passes(10_000).sendsNothing().answers('d0 82 0000').sends('c1 01 3c0206');
  });

  it('does not poll on while eight batches are not stored', () => {
    const line = new MasterLine(
      { ...BARE, classPeriodsMs: periods(100), storedTimeoutMs: 60_000 },
      false,
    ).open();
    for (let seq = 0; seq < 8; seq++)
      line
        .passes(100)
        .sends(`c${hex(seq)} 01 3c0206`)
        .answers(`c${hex(seq)} 81 0000 0201 1701 00 81`);
    line.passes(1000).sendsNothing().stored(1).sends('c8 01 3c0206');
  });
});
