import assert from 'node:assert/strict';
import { BARE, MasterLine } from '../../../support/dnp3/master-line';

/** Binary input event without time: `g2v1`, index 0, on. */
const EVENT = '0201 1701 00 81';
const OTHER = '0201 1701 01 81';

const polled = (): MasterLine => {
  const line = new MasterLine(BARE, false).open();
  line.asks({ kind: 'classes', classes: [1] });
  return line.sends('c0 01 3c0206');
};

describe('dnp3 master: confirmation', () => {
  it('confirms events only after they are stored', () => {
    const line = polled().answers(`e0 81 0000 ${EVENT}`).sendsNothing();
    const [delivered] = line.taken('measured');
    assert.ok(delivered);
    line.passes(3999).sendsNothing().stored(delivered.batch).sends('c0 00');
    assert.deepEqual(line.result(1), { ok: true, kind: 'read', measurements: 1, objects: [] });
  });

  it('confirms nothing that could not be stored', () => {
    const line = polled().answers(`e0 81 0000 ${EVENT}`);
    line.stored(1, false).sendsNothing();
    const result = line.result(1);
    assert.equal(result?.ok === false && result.cause, 'not-stored');
    assert.equal(line.session.counts.notStored, 1);
  });

  it('confirms nothing that was not stored in time, and nothing later', () => {
    const line = polled().answers(`e0 81 0000 ${EVENT}`).passes(4000);
    const result = line.result(1);
    assert.equal(result?.ok === false && result.cause, 'not-stored');
    line.stored(1).sendsNothing();
  });

  it('sends nothing for what asks for no confirmation, and does not wait for it', () => {
    const line = polled().answers(`c0 81 0000 ${EVENT}`);
    assert.equal(line.result(1)?.ok, true);
    line.stored(1).sendsNothing();
    assert.equal(line.session.counts.notStored, 0);
  });

  it('confirms at once what brings no measurement', () => {
    polled().answers('e0 81 0000').sends('c0 00').sendsNothing();
  });

  it('takes the fragments of an answer in order, each after the one before is stored', () => {
    const line = polled().answers(`a0 81 0000 ${EVENT}`).stored(1).sends('c0 00');
    line.answers(`21 81 0000 ${OTHER}`).sendsNothing().stored(2).sends('c1 00');
    line.answers(`62 81 0000 ${EVENT}`).stored(3).sends('c2 00');
    assert.deepEqual(line.measurements().map(({ index }) => index), [0, 1, 0]); // prettier-ignore
    line.asks({ kind: 'classes', classes: [2] });
    line.sends('c3 01 3c0306');
  });

  it('fails the poll alone when a fragment is lost', () => {
    const line = polled().answers(`a0 81 0000 ${EVENT}`).stored(1).sends('c0 00');
    line.answers(`e1 81 0000 ${OTHER}`).sendsNothing();
    const result = line.result(1);
    assert.equal(result?.ok === false && result.cause, 'malformed');
    line.asks({ kind: 'classes', classes: [1] });
    line.sends('c2 01 3c0206').answers('c2 81 0000');
    assert.equal(line.result(2)?.ok, true);
  });

  it('waits for the next fragment as long as for an answer', () => {
    const line = polled().answers(`a0 81 0000 ${EVENT}`).passes(3000).stored(1).sends('c0 00');
    line.passes(4999).sendsNothing().passes(1).sends('c2 01 3c0206');
  });

  it('does not take an answer while too much is not stored, so that it comes again', () => {
    const line = new MasterLine(BARE, false).open();
    for (let i = 0; i < 8; i++) line.answers(`d${i} 82 0000 ${EVENT}`);
    line.asks({ kind: 'classes', classes: [1] });
    line.sends('c0 01 3c0206').answers(`e0 81 0000 ${EVENT}`).sendsNothing();
    const result = line.result(1);
    assert.equal(result?.ok === false && result.cause, 'not-stored');
    assert.equal(line.taken('measured').length, 8);
  });

  it('forgets what is not stored when the connection is lost: the number belongs to another one', () => {
    const line = polled().answers(`e0 81 0000 ${EVENT}`).close().open();
    line.stored(1).sendsNothing();
    assert.equal(line.result(1)?.ok, false);
  });
});

describe('dnp3 master: unsolicited responses', () => {
  const open = (): MasterLine => new MasterLine(BARE, false).open();

  it('are confirmed with UNS and their number after they are stored', () => {
    const line = open().answers(`f5 82 0000 ${EVENT}`).sendsNothing();
    const [delivered] = line.taken('measured');
    assert.equal(delivered?.unsolicited, true);
    line.stored(1).sends('d5 00').sendsNothing();
  });

  it('are confirmed again, but delivered once, when they come again', () => {
    const line = open().answers(`f5 82 0000 ${EVENT}`).stored(1).sends('d5 00');
    line.answers(`f5 82 0000 ${EVENT}`).sends('d5 00').answers(`f5 82 0000 ${EVENT}`).sends('d5 00');
    assert.equal(line.taken('measured').length, 1);
  });

  it('are delivered again when they were not stored', () => {
    const line = open().answers(`f5 82 0000 ${EVENT}`).stored(1, false).sendsNothing();
    line.answers(`f5 82 0000 ${EVENT}`).stored(2).sends('d5 00');
    assert.equal(line.taken('measured').length, 2);
  });

  it('wait for the first delivery when they come again meanwhile', () => {
    const line = open().answers(`f5 82 0000 ${EVENT}`).answers(`f5 82 0000 ${EVENT}`).sendsNothing();
    line.stored(1).sends('d5 00').sendsNothing();
    assert.equal(line.taken('measured').length, 1);
  });

  it('are not confirmed by the delivery of an earlier one with the same number', () => {
    const line = open().answers(`f5 82 0000 ${EVENT}`).answers(`f5 82 0000 ${OTHER}`);
    line.stored(1).sendsNothing().stored(2).sends('d5 00').sendsNothing();
  });

  it('are told apart by a NULL response between them: the outstation restarted', () => {
    const line = open().answers(`f0 82 0000 ${EVENT}`).stored(1).sends('d0 00');
    line.answers('ff 82 0000').sends('df 00').answers(`f0 82 0000 ${EVENT}`).sendsNothing();
    assert.equal(line.taken('measured').length, 2);
  });

  it('are taken between a request and its answer', () => {
    const line = polled().answers(`f5 82 0000 ${EVENT}`).stored(1).sends('d5 00').sendsNothing();
    line.answers(`e0 81 0000 ${OTHER}`).stored(2).sends('c0 00');
    assert.equal(line.result(1)?.ok, true);
  });

  it('are not taken in numbers that nobody stores', () => {
    const line = open();
    for (let seq = 0; seq < 12; seq++)
      line.answers(`f${seq.toString(16)} 82 0000 0201 1701 ${seq.toString(16).padStart(2, '0')} 81`);
    assert.equal(line.taken('measured').length, 8);
    line.passes(4000).answers(`f8 82 0000 ${EVENT}`);
    assert.equal(line.taken('measured').length, 1);
  });

  it('without a value of a point are confirmed at once', () => {
    open().answers('f5 82 0000 330107 01 00b2e2f98d01').sends('d5 00').sendsNothing();
  });

  it('that cannot be read are neither confirmed nor delivered', () => {
    const line = open().answers(`f5 82 0000 ${EVENT} 5701 06`).answers('75 82 0000').sendsNothing();
    assert.deepEqual(line.taken('measured'), []);
    assert.equal(line.session.counts.malformed, 2);
  });
});
