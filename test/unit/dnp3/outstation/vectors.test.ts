import assert from 'node:assert/strict';
import { hexOf, NOON } from '../../../support/dnp3/conversation';
import { latchOn, request, requests, response } from '../../../support/dnp3/fragments';
import { outstation, running } from '../../../support/dnp3/outstation';

/*
 * The application fragments of the vectors V3 to V15: recorded frames of another implementation. Where it chooses
 * 16-bit indices (qualifier 28) for small ones, this outstation chooses 8-bit ones (17), as IEEE 1815-2012 leaves it.
 */
describe('outstation: the recorded vectors', () => {
  it('V3 to V7: announces itself, stops when told to, and answers the integrity poll', () => {
    const { talk, open } = outstation(() => undefined, { unsolicited: true });
    open();
    talk.answers('f0 82 90 00', 'V4: NULL unsolicited, restart, need time');
    talk.sends('c0 15 3c 02 06 3c 03 06 3c 04 06').answers('c0 81 90 00', 'V3');
    talk.sends('d0 00').silent();
    talk.sends('c2 02 50 01 00 07 07 00').answers('c2 81 10 00', 'V6');
    talk.sends('c3 01 3c 02 06 3c 03 06 3c 04 06 3c 01 06').answers('c3 81 10 00', 'V7');
  });

  it('V8: events with relative times behind their common time of occurrence', () => {
    const { talk, update } = running((database) => {
      for (const index of [0, 1]) database.define('binary-input', index, { class: 1, eventVariation: 3 });
    });
    update('binary-input', 0, { value: false, time: NOON });
    update('binary-input', 1, { value: true, time: NOON + 150 });
    talk.sends(requests.read(1, '3c 02 06'));
    talk.answers('e1 81 00 00 33 01 07 01 00 b2 e2 f9 8d 01 02 03 17 02 00 01 00 00 01 81 96 00');
  });

  it('V9: a packed variation only while the flags are exactly ONLINE', () => {
    const { talk, update } = running((database) => {
      for (let index = 0; index < 5; index++) database.define('binary-input', index);
    });
    [true, true, true, false, true].forEach((value, index) =>
      update('binary-input', index, { value, flags: index === 1 ? 0x21 : 0x01 }),
    );
    talk.sends('c1 01 01 01 00 00 04');
    talk.answers('c1 81 00 00 01 01 00 00 00 01 01 02 00 01 01 a1 01 01 00 02 04 05');
  });

  it('V10: an analog that does not fit is the nearest that does, over range', () => {
    const { talk, update } = running((database) => {
      for (const index of [0, 1]) database.define('analog-input', index);
    });
    update('analog-input', 0, 0);
    update('analog-input', 1, 100000.5);
    talk.sends('c1 01 1e 02 00 00 01');
    talk.answers('c1 81 00 00 1e 02 00 00 01 01 00 00 21 ff 7f');
  });

  it('V11: SELECT is echoed once the application agrees', () => {
    const { talk, session } = running((database) => database.define('binary-output', 2));
    talk.sends('c1 03 0c 01 28 01 00 02 00 03 01 64 00 00 00 64 00 00 00 00');
    const { id, select, controls } = talk.effect('control');
    assert.equal(select, true);
    assert.deepEqual(controls, [
      { kind: 'crob', crob: { index: 2, code: 3, count: 1, onMs: 100, offMs: 100, status: 0 } },
    ]);
    session.controlled(id, [0], talk.now);
    talk.answers('c1 81 00 00 0c 01 28 01 00 02 00 03 01 64 00 00 00 64 00 00 00 00');
  });

  it('V12: a control of a point that does not exist has status 4', () => {
    const { talk, update } = running((database) => {
      database.define('binary-input', 0, { class: 1 });
      database.define('binary-input', 1, { class: 2 });
    });
    update('binary-input', 0, true);
    update('binary-input', 1, true);
    talk.sends(request(9, 5, latchOn(900))).answers(response(9, { iin: 0x0406 }, latchOn(900, 4)));
  });

  it('V13: a set-point in single precision', () => {
    const { talk, session } = running((database) => database.define('analog-output', 1));
    talk.sends('c7 05 29 03 28 01 00 01 00 c3 f5 48 40 00');
    const { id, select, controls } = talk.effect('control');
    assert.equal(select, false);
    const [control] = controls;
    assert.ok(control?.kind === 'set-point' && control.variation === 3);
    assert.equal(control.setPoint.value, Math.fround(3.14));
    session.controlled(id, [0], talk.now);
    talk.answers('c7 81 00 00 29 03 28 01 00 01 00 c3 f5 48 40 00');
  });

  it('V14: the recorded time is written', () => {
    const { talk } = running(() => undefined);
    talk.sends('cb 18').answers('cb 81 00 00').passes(20);
    talk.sends('cc 02 32 03 07 01 00 b2 e2 f9 8d 01');
    assert.equal(talk.effect('time').utc, NOON + 20);
    talk.answers('cc 81 00 00');
  });

  it('V15: an analog event in single precision with its time', () => {
    const { talk, update } = running((database) => database.define('analog-input', 1, { class: 2 }));
    update('analog-input', 1, { value: -100000.5, time: NOON });
    talk.sends(requests.read(1, '3c 03 06'));
    const sent = hexOf(talk.answer());
    assert.equal(sent, 'e1 81 00 00 20 07 17 01 01 01 40 50 c3 c7 00 b2 e2 f9 8d 01');
  });
});
