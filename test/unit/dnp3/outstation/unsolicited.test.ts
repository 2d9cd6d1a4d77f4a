import assert from 'node:assert/strict';
import { hexOf } from '../../../support/dnp3/conversation';
import { request, requests, response, unsolicited } from '../../../support/dnp3/fragments';
import { outstation, running, type Station } from '../../../support/dnp3/outstation';
import type { PointDatabase } from '../../../../lib/dnp3/outstation/database';

const CLASS_1 = 0x0002;
const CLASS_2 = 0x0004;
const NEED_TIME = 0x0010;
const RESTART = 0x0080;
const NOT_SUPPORTED = 0x0100;

const hexOctet = (value: number): string => value.toString(16).padStart(2, '0');

const points = (database: PointDatabase): void => {
  for (let index = 0; index < 4; index++)
    database.define('binary-input', index, { class: 1, eventVariation: 1 });
  database.define('counter', 0, { class: 2, eventVariation: 2 });
};

/** Its NULL response is confirmed, and classes 1 to 3 are enabled. */
function enabled(options = {}): Station {
  const station = running(points, { unsolicited: true, unsolicitedRetries: 2, ...options });
  station.talk.sends(requests.enableUnsolicited(14)).answers(response(14, {}));
  return station;
}

describe('outstation: unsolicited responses', () => {
  it('§5.4 configured off, 20 and 21 are not supported, and nothing is said unasked', () => {
    const { talk, update } = running(points, { unsolicited: false, unsolicitedClasses: [1] });
    talk.sends(requests.enableUnsolicited(1)).answers(response(1, { iin: NOT_SUPPORTED }));
    talk.sends(requests.disableUnsolicited(2)).answers(response(2, { iin: NOT_SUPPORTED }));
    update('binary-input', 0, true);
    talk.passes(60_000).silent();
  });

  it('§5.4 begins with a NULL response, built anew until it is confirmed', () => {
    const { talk, open } = outstation(points, { unsolicited: true });
    open();
    talk.answers('f0 82 90 00').passes(4_999).silent();
    talk.passes(1).answers(unsolicited(1, NEED_TIME | RESTART));
    talk.sends(requests.clearRestart(0)).answers(response(0, { iin: NEED_TIME }));
    talk.passes(5_000).answers(unsolicited(2, NEED_TIME), 'with the indications of the moment');
    talk.sends(requests.confirmUnsolicited(1)).passes(5_000).answers(unsolicited(3, NEED_TIME));
    talk.sends(requests.confirmUnsolicited(3)).passes(60_000).silent();
  });

  it('§5.4 no event before the NULL response is confirmed', () => {
    const { talk, open, update } = outstation(points, {
      unsolicited: true,
      unsolicitedClasses: [1],
      needTime: false,
    });
    open();
    talk.answers(unsolicited(0, RESTART));
    update('binary-input', 0, true);
    talk.silent().sends(requests.confirmUnsolicited(0));
    talk.answers(unsolicited(1, RESTART, '02 01 17 01 00 81'));
  });

  it('§5.4 then events of the enabled classes only', () => {
    const { talk, update } = running(points, { unsolicited: true });
    update('binary-input', 0, true);
    talk.silent();
    talk.sends(request(1, 0x14, '3c 03 06')).answers(response(1, { iin: CLASS_1 }));
    talk.silent();
    update('counter', 0, 5);
    talk.answers(unsolicited(1, CLASS_1, '16 02 17 01 00 01 05 00'));
  });

  it('§5.4 the next ones follow the confirmation, oldest first', () => {
    const { talk, update } = enabled();
    update('binary-input', 0, true);
    talk.answers(unsolicited(1, 0, '02 01 17 01 00 81'));
    update('counter', 0, 5);
    update('binary-input', 1, true);
    talk.silent().sends(requests.confirmUnsolicited(1));
    talk.answers(unsolicited(2, 0, '16 02 17 01 00 01 05 00', '02 01 17 01 01 81'));
    talk.sends(requests.confirmUnsolicited(2)).silent();
  });

  it('§5.4 a retry has the same SEQ and octets; after the last there is a pause, which doubles', () => {
    const { talk, update } = enabled({ unsolicitedPauseMs: 20_000, unsolicitedMaxPauseMs: 30_000 });
    update('binary-input', 0, true);
    const first = unsolicited(1, 0, '02 01 17 01 00 81');
    talk.answers(first);
    update('binary-input', 1, true);
    talk.passes(5_000).answers(first).passes(5_000).answers(first);
    talk.passes(5_000).silent().passes(19_999).silent();
    const both = unsolicited(2, 0, '02 01 17 02 00 81 01 81');
    talk.passes(1).answers(both, 'built anew, with what has come since');
    talk.passes(5_000).answers(both).passes(5_000).answers(both);
    talk.passes(5_000 + 29_999).silent();
    talk.passes(1).answers(unsolicited(3, 0, '02 01 17 02 00 81 01 81'));
    talk.sends(requests.confirmUnsolicited(3));
    update('binary-input', 2, true);
    const third = unsolicited(4, 0, '02 01 17 01 02 81');
    talk.answers(third, 'no pause after a confirmation');
    talk.passes(5_000).answers(third).passes(5_000).answers(third);
    talk
      .passes(5_000 + 19_999)
      .silent()
      .passes(1);
    talk.answers(unsolicited(5, 0, '02 01 17 01 02 81'), 'the pause is the first one again');
  });

  it('§5.4 a confirmation with another SEQ, or without UNS, is for nothing', () => {
    const { talk, update } = enabled();
    update('binary-input', 0, true);
    const first = unsolicited(1, 0, '02 01 17 01 00 81');
    talk.answers(first).sends(requests.confirm(1)).sends(requests.confirmUnsolicited(2));
    talk.passes(5_000).answers(first);
  });

  it('§5.4 DISABLE stops the retries at once', () => {
    const { talk, update } = enabled();
    update('binary-input', 0, true);
    talk.answer();
    talk.sends(requests.disableUnsolicited(1)).answers(response(1, { iin: CLASS_1 }));
    talk.passes(60_000).silent();
    talk.sends(requests.eventPoll(2)).answers(response(2, { con: true }, '02 01 17 01 00 81'));
  });

  it('§5.4 DISABLE of one class lets the events of the others go on', () => {
    const { talk, update } = enabled();
    update('binary-input', 0, true);
    update('counter', 0, 5);
    talk.answer();
    talk.sends(request(1, 0x15, '3c 02 06')).answers(response(1, { iin: CLASS_1 | CLASS_2 }));
    talk.answers(unsolicited(2, CLASS_1, '16 02 17 01 00 01 05 00'));
  });

  it('§5.4 while it waits, everything but a READ is answered at once', () => {
    const { talk, update } = enabled();
    update('binary-input', 0, true);
    const first = unsolicited(1, 0, '02 01 17 01 00 81');
    talk.answers(first);
    talk.sends(requests.delayMeasure(1)).answers(response(1, {}, '34 02 07 01 00 00'), 'without CON');
    talk.sends(requests.confirm(1)).passes(5_000).answers(first, 'that was none of its events');
  });

  it('§5.4 while it waits, a READ is deferred until the confirmation', () => {
    const { talk, update } = enabled();
    update('binary-input', 0, true);
    talk.answer();
    talk.sends(requests.eventPoll(1)).silent().sends(requests.eventPoll(1)).silent();
    talk.sends(requests.confirmUnsolicited(1)).answers(response(1, {}));
    talk.sends(requests.eventPoll(1)).answers(response(1, {}), 'repeated once it was answered');
  });

  it('§5.4 a deferred READ is answered when the confirmation does not come, instead of a retry', () => {
    const { talk, update } = enabled({ unsolicitedPauseMs: 10_000 });
    update('binary-input', 0, true);
    talk.answer();
    talk.sends(requests.eventPoll(1)).passes(5_000);
    talk.answers(response(1, { con: true }, '02 01 17 01 00 81'));
    talk.sends(requests.confirm(1)).passes(60_000).silent();
  });

  it('§5.4 a newer request takes the place of a deferred READ', () => {
    const { talk, update } = enabled();
    update('binary-input', 0, true);
    talk.answer();
    talk.sends(requests.eventPoll(1)).silent();
    talk.sends(requests.delayMeasure(2)).answers(response(2, {}, '34 02 07 01 00 00'));
    talk.sends(requests.confirmUnsolicited(1)).silent();
    update('binary-input', 1, true);
    talk.answer();
    talk.sends(requests.eventPoll(3)).sends(requests.read(4, '3c 01 06'));
    talk.sends(requests.confirmUnsolicited(2));
    assert.equal(hexOf(talk.answer().subarray(0, 2)), 'c4 81');
    talk.silent();
  });

  it('§5.4 nothing unsolicited while a solicited response waits for its CONFIRM', () => {
    const { talk, update } = enabled();
    talk.sends(requests.disableUnsolicited(0)).answers(response(0, {}));
    update('binary-input', 0, true);
    talk.sends(requests.enableUnsolicited(1));
    talk.answers(response(1, { iin: CLASS_1 })).answers(unsolicited(1, 0, '02 01 17 01 00 81'));
    talk.sends(requests.eventPoll(2)).sends(requests.confirmUnsolicited(1)).answers(response(2, {}));
    update('binary-input', 1, true);
    talk.answers(unsolicited(2, 0, '02 01 17 01 01 81'));
    talk.sends(requests.eventPoll(3)).passes(5_000);
    talk.answers(response(3, { con: true }, '02 01 17 01 01 81'));
    update('binary-input', 2, true);
    talk.passes(4_999).silent().sends(requests.confirm(3));
    talk.passes(1).answers(unsolicited(3, 0, '02 01 17 01 02 81'));
  });

  it('events can be held for a while, so that others go with them', () => {
    const { talk, update } = enabled({ unsolicitedHoldMs: 500 });
    update('binary-input', 0, true);
    talk.passes(300);
    update('binary-input', 1, true);
    talk.passes(199).silent().passes(1);
    talk.answers(unsolicited(1, 0, '02 01 17 02 00 81 01 81'));
    talk.sends(requests.confirmUnsolicited(1)).passes(1_000);
    update('binary-input', 2, true);
    talk
      .passes(499)
      .silent()
      .passes(1)
      .answers(unsolicited(2, 0, '02 01 17 01 02 81'), 'held again');
  });

  it('begins anew on a new connection, where what was enabled stays enabled', () => {
    const { talk, update, session, open } = enabled();
    update('binary-input', 0, true);
    talk.answers(unsolicited(1, 0, '02 01 17 01 00 81'));
    session.closed();
    talk.passes(60_000).silent();
    open();
    talk.answers(unsolicited(2, CLASS_1)).sends(requests.confirmUnsolicited(2));
    talk.answers(unsolicited(3, 0, '02 01 17 01 00 81'));
  });

  it('a READ that was deferred dies with the connection, and its events come on the next one', () => {
    const { talk, session, update, open } = enabled();
    update('binary-input', 0, true);
    talk.answers(unsolicited(1, 0, '02 01 17 01 00 81'));
    talk.sends(requests.eventPoll(1)).silent();
    session.closed();
    talk.passes(60_000).silent();
    open();
    talk.answers(unsolicited(2, CLASS_1)).sends(requests.confirmUnsolicited(1)).silent();
    talk.sends(requests.confirmUnsolicited(2)).answers(unsolicited(3, 0, '02 01 17 01 00 81'));
  });

  it('numbers go round', () => {
    const { talk, update } = enabled();
    for (let i = 1; i <= 40; i++) {
      update('counter', 0, i);
      talk.answers(unsolicited(i & 0x0f, 0, '16 02 17 01 00 01', [i, 0].map(hexOctet).join(' ')));
      talk.sends(requests.confirmUnsolicited(i & 0x0f)).silent();
    }
  });

  it('after a restart nothing is enabled until the master does it anew', () => {
    const { talk, session, update } = enabled({ needTime: false });
    session.restarted(talk.now);
    talk.answers(unsolicited(1, RESTART)).sends(requests.confirmUnsolicited(1));
    update('binary-input', 0, true);
    talk.silent().sends(requests.enableUnsolicited(1));
    talk.answers(response(1, { iin: RESTART | CLASS_1 }));
    talk.answers(unsolicited(2, RESTART, '02 01 17 01 00 81'));
  });

  it('only classes 1 to 3, all of them at once, can be enabled', () => {
    const { talk } = enabled();
    talk.sends(request(1, 0x14, '3c 01 06')).answers(response(1, { iin: 0x0400 }));
    talk.sends(request(2, 0x14, '3c 02 07 01')).answers(response(2, { iin: 0x0400 }));
    talk.sends(request(3, 0x14, '01 00 06')).answers(response(3, { iin: 0x0200 }));
    talk.sends(request(4, 0x14)).answers(response(4, { iin: 0x0400 }));
  });
});
