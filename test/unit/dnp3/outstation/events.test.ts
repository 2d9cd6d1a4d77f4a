import assert from 'node:assert/strict';
import { hexOf } from '../../../support/dnp3/conversation';
import { requests, response } from '../../../support/dnp3/fragments';
import { running, type Station } from '../../../support/dnp3/outstation';

const CLASS_1 = 0x0002;
const CLASS_2 = 0x0004;
const OVERFLOW = 0x0800;

/** Binary inputs of class 1 whose events take two octets each with their index. */
const binaries = (count = 4, options = {}): Station =>
  running((database) => {
    for (let index = 0; index < count; index++)
      database.define('binary-input', index, { class: 1, eventVariation: 1 });
  }, options);

describe('outstation: events until their CONFIRM', () => {
  it('§5.2 are reported again until the CONFIRM with the right SEQ has come', () => {
    const { talk, update } = binaries();
    update('binary-input', 0, true);
    const events = '02 01 17 01 00 81';
    talk.sends(requests.eventPoll(1)).answers(response(1, { con: true }, events));
    talk.sends(requests.confirm(2)).sends(requests.confirmUnsolicited(1)).silent();
    talk.sends(requests.eventPoll(2)).answers(response(2, { con: true }, events), 'not confirmed: again');
    talk.sends(requests.confirm(2));
    talk.sends(requests.eventPoll(3)).answers(response(3, {}), 'confirmed: gone');
  });

  it('§5.2 are reported again when the CONFIRM is late', () => {
    const { talk, update } = binaries(4, { confirmTimeoutMs: 3_000 });
    update('binary-input', 0, true);
    talk.sends(requests.eventPoll(1)).answer();
    talk.passes(2_999).sends(requests.confirm(1));
    talk.sends(requests.eventPoll(2)).answers(response(2, {}), 'in time');
    update('binary-input', 0, false);
    talk.sends(requests.eventPoll(3)).answer();
    talk.passes(3_000).sends(requests.confirm(3));
    talk.sends(requests.eventPoll(4)).answers(response(4, { con: true }, '02 01 17 01 00 01'));
  });

  it('a READ that is repeated after the time-out brings them in a response that can be confirmed', () => {
    const { talk, update } = binaries();
    update('binary-input', 0, true);
    const events = response(1, { con: true }, '02 01 17 01 00 81');
    talk.sends(requests.eventPoll(1)).answers(events).passes(5_000);
    talk.sends(requests.eventPoll(1)).answers(events).sends(requests.confirm(1));
    talk.sends(requests.eventPoll(2)).answers(response(2, {}));
  });

  it('§5.2 survive a lost connection, whether they were sent on it or not', () => {
    const { talk, update, session, open } = binaries();
    update('binary-input', 0, true);
    talk.sends(requests.eventPoll(1)).answer();
    update('binary-input', 1, true);
    session.closed();
    update('binary-input', 2, true);
    talk.sends(requests.confirm(1)).silent();
    open();
    talk.sends(requests.eventPoll(0)).answers(response(0, { con: true }, '02 01 17 03 00 81 01 81 02 81'));
  });

  it('§5.11 a newer connection takes the place of the one before without its end', () => {
    const { talk, update, open } = binaries();
    update('binary-input', 0, true);
    talk.sends(requests.eventPoll(1)).answer();
    open();
    talk.sends(requests.confirm(1)).silent();
    talk.sends(requests.eventPoll(1)).answers(response(1, { con: true }, '02 01 17 01 00 81'));
  });

  it('§3.6 the class bits tell of the events that are not in the response', () => {
    const { talk, update } = running((database) => {
      database.define('binary-input', 0, { class: 1, eventVariation: 1 });
      database.define('counter', 0, { class: 2 });
    });
    update('binary-input', 0, true);
    update('counter', 0, 1);
    talk
      .sends(requests.delayMeasure(1))
      .answers(response(1, { iin: CLASS_1 | CLASS_2 }, '34 02 07 01 00 00'));
    talk
      .sends(requests.read(2, '3c 02 06'))
      .answers(response(2, { con: true, iin: CLASS_2 }, '02 01 17 01 00 81'));
    talk.sends(requests.read(3, '3c 02 07 01'));
    assert.equal(hexOf(talk.answer().subarray(0, 4)), 'e3 81 04 00');
  });

  it('a count limits how many there are, and the rest stays for the next time', () => {
    const { talk, update } = binaries();
    for (const index of [0, 1, 2]) update('binary-input', index, true);
    talk
      .sends(requests.read(1, '3c 02 07 02'))
      .answers(response(1, { con: true, iin: CLASS_1 }, '02 01 17 02 00 81 01 81'));
    talk.sends(requests.confirm(1));
    talk.sends(requests.read(2, '02 00 08 05 00')).answers(response(2, { con: true }, '02 01 17 01 02 81'));
  });

  it('a group brings its events of all classes, by the variation that is named', () => {
    const { talk, update } = binaries();
    update('binary-input', 0, { value: true, time: 0x0102_0304_0506 });
    talk.sends(requests.read(1, '16 00 06')).answers(response(1, { iin: CLASS_1 }));
    talk
      .sends(requests.read(2, '02 02 06'))
      .answers(response(2, { con: true }, '02 02 17 01 00 81 06 05 04 03 02 01'));
  });

  it('what occurs during a response of several fragments waits for the next one', () => {
    const { talk, update } = running((database) => database.define('octet-string', 0, { class: 1 }), {
      maxTransmitFragment: 300,
    });
    for (const octet of [1, 2, 3]) update('octet-string', 0, { value: new Uint8Array(200).fill(octet) });
    talk.sends(requests.read(8, '3c 02 06'));
    assert.equal(hexOf(talk.answer().subarray(0, 11)), 'a8 81 02 00 6f c8 17 01 00 01 01');
    update('octet-string', 0, { value: new Uint8Array(200).fill(4) });
    talk.sends(requests.confirm(8));
    assert.equal(hexOf(talk.answer().subarray(0, 11)), '29 81 02 00 6f c8 17 01 00 02 02');
    talk.sends(requests.confirm(9));
    assert.equal(hexOf(talk.answer().subarray(0, 11)), '6a 81 02 00 6f c8 17 01 00 03 03', 'FIN');
    talk.sends(requests.confirm(10)).silent();
    talk.sends(requests.read(11, '3c 02 06'));
    assert.equal(hexOf(talk.answer().subarray(0, 11)), 'eb 81 00 00 6f c8 17 01 00 04 04');
  });

  it('only the fragments that were confirmed are done with', () => {
    const { talk, update } = running((database) => database.define('octet-string', 0, { class: 1 }), {
      maxTransmitFragment: 300,
    });
    for (const octet of [1, 2, 3]) update('octet-string', 0, { value: new Uint8Array(200).fill(octet) });
    talk.sends(requests.read(8, '3c 02 06')).answer();
    talk.sends(requests.confirm(8)).answer();
    talk.passes(5_000);
    talk.sends(requests.read(9, '3c 02 06'));
    assert.equal(hexOf(talk.answer().subarray(0, 11)), 'a9 81 02 00 6f c8 17 01 00 02 02');
  });
});

describe('outstation: more events than the buffer holds', () => {
  it('§5.2 drops the oldest of that type, and says so until that is reported, confirmed, and there is space', () => {
    const { talk, update } = binaries(4, { eventBuffer: 2 });
    update('binary-input', 0, true);
    update('binary-input', 1, true);
    assert.deepEqual(talk.effectsOf('event-overflow'), []);
    update('binary-input', 2, true);
    update('binary-input', 3, true);
    assert.equal(talk.effectsOf('event-overflow').length, 1, 'told once');
    talk
      .sends(requests.delayMeasure(1))
      .answers(response(1, { iin: CLASS_1 | OVERFLOW }, '34 02 07 01 00 00'));
    talk
      .sends(requests.eventPoll(2))
      .answers(response(2, { con: true, iin: OVERFLOW }, '02 01 17 02 02 81 03 81'));
    talk
      .sends(requests.eventPoll(3))
      .answers(response(3, { con: true, iin: OVERFLOW }, '02 01 17 02 02 81 03 81'));
    talk.sends(requests.confirm(3));
    talk.sends(requests.eventPoll(4)).answers(response(4, {}));
  });

  it('an overflow that came after the response stays until the next one is confirmed', () => {
    const { talk, update } = binaries(4, { eventBuffer: 1 });
    update('binary-input', 0, true);
    talk.sends(requests.eventPoll(1)).answers(response(1, { con: true }, '02 01 17 01 00 81'));
    update('binary-input', 1, true);
    talk.sends(requests.confirm(1));
    talk.sends(requests.eventPoll(2)).answers(response(2, { con: true, iin: OVERFLOW }, '02 01 17 01 01 81'));
    talk.sends(requests.confirm(2));
    talk.sends(requests.eventPoll(3)).answers(response(3, {}));
  });

  it('is not told by a response from before, even where its CONFIRM makes space', () => {
    const { talk, update } = binaries(4, { eventBuffer: 2 });
    update('binary-input', 0, true);
    update('binary-input', 1, true);
    talk.sends(requests.eventPoll(1)).answers(response(1, { con: true }, '02 01 17 02 00 81 01 81'));
    update('binary-input', 2, true);
    talk.sends(requests.confirm(1));
    talk.sends(requests.eventPoll(2)).answers(response(2, { con: true, iin: OVERFLOW }, '02 01 17 01 02 81'));
  });

  it('stays told while a buffer is full, whatever else is confirmed', () => {
    const { talk, update } = running(
      (database) => {
        database.define('binary-input', 0, { class: 1, eventVariation: 1 });
        database.define('counter', 0, { class: 2, eventVariation: 2 });
      },
      { eventBuffer: 1 },
    );
    update('binary-input', 0, true);
    update('binary-input', 0, false);
    update('counter', 0, 1);
    talk
      .sends(requests.read(1, '3c 03 06'))
      .answers(response(1, { con: true, iin: OVERFLOW | CLASS_1 }, '16 02 17 01 00 01 01 00'));
    talk.sends(requests.confirm(1));
    talk.sends(requests.recordCurrentTime(2)).answers(response(2, { iin: OVERFLOW | CLASS_1 }));
  });

  it('each type has its own bound', () => {
    const { talk, update } = running(
      (database) => {
        database.define('binary-input', 0, { class: 1, eventVariation: 1 });
        database.define('counter', 0, { class: 2, eventVariation: 2 });
      },
      { eventBuffer: { 2: 1 } },
    );
    update('counter', 0, 1);
    update('binary-input', 0, true);
    update('binary-input', 0, false);
    update('counter', 0, 2);
    talk
      .sends(requests.eventPoll(1))
      .answers(
        response(
          1,
          { con: true, iin: OVERFLOW },
          '16 02 17 01 00 01 01 00',
          '02 01 17 01 00 01',
          '16 02 17 01 00 01 02 00',
        ),
      );
  });
});

describe('outstation: what is an event', () => {
  const analog = (deadband: number): Station =>
    running((database) =>
      database.define('analog-input', 0, { class: 1, eventVariation: 2, deadband, staticVariation: 2 }),
    );

  it('§5.3 a change greater than the deadband, counted from the value that was reported last', () => {
    const { talk, update } = analog(5);
    update('analog-input', 0, 0);
    talk.sends(requests.eventPoll(1)).answers(response(1, { con: true }, '20 02 17 01 00 01 00 00'), 'flags');
    talk.sends(requests.confirm(1));
    for (const value of [2, 4, 5]) update('analog-input', 0, value);
    talk.sends(requests.eventPoll(2)).answers(response(2, {}));
    update('analog-input', 0, 6);
    update('analog-input', 0, 11);
    talk.sends(requests.eventPoll(3)).answers(response(3, { con: true }, '20 02 17 01 00 01 06 00'));
  });

  it('other flags are an event, whatever the value', () => {
    const { talk, update } = analog(1_000);
    update('analog-input', 0, 1);
    update('analog-input', 0, { value: 2, flags: 0x05 });
    talk
      .sends(requests.eventPoll(1))
      .answers(response(1, { con: true }, '20 02 17 02 00 01 01 00 00 05 02 00'));
  });

  it('can be forced and suppressed', () => {
    const { talk, database, session } = analog(0);
    const reading = { value: 1 };
    database.update('analog-input', 0, reading, talk.now, 'suppress');
    assert.equal(session.bufferedEvents, 0);
    database.update('analog-input', 0, reading, talk.now, 'force');
    database.update('analog-input', 0, reading, talk.now, 'force');
    assert.equal(session.bufferedEvents, 2);
  });

  it('a value that is no number is an event once', () => {
    const { update, session } = analog(0);
    update('analog-input', 0, 1);
    update('analog-input', 0, NaN);
    update('analog-input', 0, NaN);
    assert.equal(session.bufferedEvents, 2);
  });

  it('the value of the event is that of its moment', () => {
    const { talk, update } = analog(0);
    update('analog-input', 0, 1);
    update('analog-input', 0, 2);
    talk
      .sends(requests.integrityPoll(1))
      .answers(response(1, { con: true }, '20 02 17 02 00 01 01 00 00 01 02 00', '1e 02 00 00 00 01 02 00'));
  });

  it('§5.1 points of class 0 have none', () => {
    const { update, session } = running((database) => database.define('binary-input', 0));
    update('binary-input', 0, true);
    assert.equal(session.bufferedEvents, 0);
  });
});
