import assert from 'node:assert/strict';
import type { OutstationOptions } from '../../../../lib/dnp3/outstation/config';
import type { Control } from '../../../../lib/dnp3/app/control';
import {
  crob,
  latchOn,
  request,
  requests,
  response,
  u16,
  unsolicited,
} from '../../../support/dnp3/fragments';
import { running, type Station } from '../../../support/dnp3/outstation';

const PARAMETER_ERROR = 0x0400;
const OBJECT_UNKNOWN = 0x0200;
const Status = {
  Timeout: 1,
  NoSelect: 2,
  NotSupported: 4,
  Hardware: 6,
  Local: 7,
  TooMany: 8,
  OutOfRange: 12,
};

const outputs = (options: OutstationOptions = {}): Station =>
  running((database) => {
    for (let index = 0; index < 40; index++) database.define('binary-output', index);
    database.define('binary-output', 50, { operations: [0x41, 0x81] });
    database.define('analog-output', 1, { least: -10, most: 10 });
  }, options);

/** The application answers each control it is asked for. */
function carriedOut({ talk, session }: Station, ...statuses: number[]): readonly Control[] {
  const { id, controls } = talk.effect('control');
  session.controlled(id, statuses.length > 0 ? statuses : controls.map(() => 0), talk.now);
  return controls;
}

const nothingAsked = ({ talk }: Station): void => assert.deepEqual(talk.effectsOf('control'), []);

/** Two CROBs in one header. */
const pair = (first: number, second: number, statuses: readonly [number, number] = [0, 0]): Uint8Array =>
  Uint8Array.from([...latchOn(first, statuses[0]).with(3, 2), ...latchOn(second, statuses[1]).subarray(5)]);

const setPoint16 = (index: number, value: number, status = 0): Uint8Array =>
  Uint8Array.from([0x29, 2, 0x17, 1, index, ...u16(value & 0xffff), status]);

describe('outstation: SELECT and OPERATE', () => {
  it('§5.5 OPERATE after its SELECT is carried out', () => {
    const station = outputs();
    const { talk } = station;
    talk.sends(requests.select(1));
    assert.equal(talk.effectsOf('control')[0]?.select, true);
    station.session.controlled(1, [0], talk.now);
    talk.answers(response(1, {}, latchOn(2)));
    talk.sends(requests.operate(2));
    carriedOut(station);
    talk.answers(response(2, {}, latchOn(2)));
  });

  const selected = (): Station => {
    const station = outputs({ selectTimeoutMs: 10_000 });
    station.talk.sends(requests.select(1));
    carriedOut(station);
    station.talk.answers(response(1, {}, latchOn(2)));
    return station;
  };

  const refused = (station: Station, operate: Uint8Array, answer: Uint8Array): void => {
    station.talk.sends(operate).answers(answer);
    nothingAsked(station);
  };

  it('§5.5 OPERATE without a SELECT has status 2', () => {
    refused(outputs(), requests.operate(2), response(2, {}, latchOn(2, Status.NoSelect)));
  });

  it('§5.5 OPERATE must have the SEQ after that of the SELECT', () => {
    refused(selected(), requests.operate(3), response(3, {}, latchOn(2, Status.NoSelect)));
  });

  it('§5.5 OPERATE must be the next request', () => {
    const station = selected();
    station.talk.sends(requests.delayMeasure(2)).answers(response(2, {}, '34 02 07 01 00 00'));
    refused(station, requests.operate(2), response(2, {}, latchOn(2, Status.NoSelect)));
  });

  it('§5.5 a broadcast between the two ends the selection', () => {
    const station = selected();
    station.session.received(requests.clearRestart(0), 'no-confirm', station.talk.now);
    refused(station, requests.operate(2), response(2, { iin: 1 }, latchOn(2, Status.NoSelect)));
  });

  it('§5.5 OPERATE must have identical objects, including the qualifier', () => {
    refused(selected(), requests.operate(2, latchOn(3)), response(2, {}, latchOn(3, Status.NoSelect)));
    const narrow = (status: number): Uint8Array =>
      Uint8Array.from([0x0c, 1, 0x17, 1, 2, ...latchOn(2, status).subarray(7)]);
    refused(selected(), requests.operate(2, narrow(0)), response(2, {}, narrow(Status.NoSelect)));
  });

  it('§5.5 OPERATE after the select time-out has status 1', () => {
    const station = selected();
    station.talk.passes(10_001);
    refused(station, requests.operate(2), response(2, {}, latchOn(2, Status.Timeout)));
  });

  it('§5.5 OPERATE at the end of the select time-out is in time', () => {
    const station = selected();
    station.talk.passes(10_000).sends(requests.operate(2));
    assert.equal(carriedOut(station).length, 1);
  });

  it('§5.5 a selection is used once', () => {
    const station = selected();
    station.talk.sends(requests.operate(2));
    carriedOut(station);
    station.talk.answers(response(2, {}, latchOn(2)));
    refused(station, requests.operate(3), response(3, {}, latchOn(2, Status.NoSelect)));
  });

  it('§5.5 a selection dies with the connection', () => {
    const station = selected();
    station.session.closed();
    station.open();
    refused(station, requests.operate(2), response(2, {}, latchOn(2, Status.NoSelect)));
  });

  it('§5.5 SELECT may be repeated: a retransmission is answered again, a new one selects anew', () => {
    const station = selected();
    const { talk } = station;
    talk.sends(requests.select(1)).answers(response(1, {}, latchOn(2)));
    nothingAsked(station);
    talk.sends(requests.select(2));
    carriedOut(station);
    talk.answers(response(2, {}, latchOn(2)));
    talk.sends(requests.operate(3));
    assert.equal(carriedOut(station).length, 1);
  });

  it('§5.5 a CONFIRM between the two is no request', () => {
    const station = selected();
    station.talk.sends(requests.confirm(1)).sends(requests.operate(2));
    assert.equal(carriedOut(station).length, 1);
  });

  it('a SELECT that the application answers after another request selects nothing', () => {
    const station = outputs();
    const { talk, session } = station;
    talk.sends(requests.select(1));
    const { id } = talk.effect('control');
    talk.sends(requests.recordCurrentTime(1)).answers(response(1, {}));
    session.controlled(id, [0], talk.now);
    refused(station, requests.operate(2), response(2, {}, latchOn(2, Status.NoSelect)));
  });

  it('a SELECT that the application refuses selects nothing', () => {
    const station = outputs();
    station.talk.sends(requests.select(1));
    carriedOut(station, 10);
    station.talk.answers(response(1, {}, latchOn(2, 10)));
    refused(station, requests.operate(2), response(2, {}, latchOn(2, Status.NoSelect)));
  });

  it('§3.4 a retransmitted OPERATE is answered again and not carried out again', () => {
    const station = selected();
    station.talk.sends(requests.operate(2));
    carriedOut(station);
    station.talk.answers(response(2, {}, latchOn(2)));
    station.talk.sends(requests.operate(2)).answers(response(2, {}, latchOn(2)));
    nothingAsked(station);
  });
});

describe('outstation: what it refuses by itself', () => {
  it('§5.5 echoes every object with its own status; an unknown index has 4, and IIN2.2', () => {
    const station = outputs();
    station.talk.sends(requests.directOperate(1, pair(2, 900)));
    assert.deepEqual(
      carriedOut(station, 0).map((control) => control.kind === 'crob' && control.crob.index),
      [2],
    );
    station.talk.answers(response(1, { iin: PARAMETER_ERROR }, pair(2, 900, [0, Status.NotSupported])));
  });

  it('§5.5 controls beyond the limit have status 8', () => {
    const station = outputs({ maxControls: 1 });
    station.talk.sends(requests.directOperate(1, pair(2, 3)));
    assert.equal(carriedOut(station).length, 1);
    station.talk.answers(response(1, {}, pair(2, 3, [0, Status.TooMany])));
  });

  it('§5.5 the queue bit, unknown operations, and trip with close have status 4', () => {
    const station = outputs();
    for (const code of [0x13, 0x00, 0x05, 0x0f, 0xc1]) {
      station.talk.sends(requests.directOperate(1, crob(2, code)));
      station.talk.answers(response(1, {}, crob(2, code, Status.NotSupported)), `code ${code}`);
    }
    nothingAsked(station);
  });

  it('an operation that the point does not take has status 4', () => {
    const station = outputs();
    station.talk.sends(requests.directOperate(1, crob(50, 0x03)));
    station.talk.answers(response(1, {}, crob(50, 0x03, Status.NotSupported)));
    station.talk.sends(requests.directOperate(2, crob(50, 0x81)));
    assert.equal(carriedOut(station).length, 1);
  });

  it('a set-point beyond what the point takes has status 12', () => {
    const station = outputs();
    station.talk.sends(requests.directOperate(1, setPoint16(1, 11)));
    station.talk.answers(response(1, {}, setPoint16(1, 11, Status.OutOfRange)));
    const nan = '29 03 17 01 01 00 00 c0 7f';
    station.talk.sends(requests.directOperate(2, `${nan} 00`));
    station.talk.answers(response(2, {}, `${nan} 0c`), 'no number');
    nothingAsked(station);
    station.talk.sends(requests.directOperate(3, setPoint16(1, -10)));
    assert.equal(carriedOut(station).length, 1);
  });

  it('§5.5 a control that comes with a status is left alone', () => {
    const station = outputs();
    station.talk.sends(requests.directOperate(1, latchOn(2, 5))).answers(response(1, {}, latchOn(2, 5)));
    nothingAsked(station);
  });

  it('a control with count 0 succeeds without being carried out', () => {
    const station = outputs();
    station.talk.sends(requests.directOperate(1, crob(2, 3, 0, 0)));
    station.talk.answers(response(1, {}, crob(2, 3, 0, 0)));
    nothingAsked(station);
  });

  it('with the switch on local every control has status 7, and IIN1.5 is set', () => {
    const station = outputs();
    station.session.local = true;
    station.talk.sends(requests.select(1)).answers(response(1, { iin: 0x20 }, latchOn(2, Status.Local)));
    nothingAsked(station);
    station.session.local = false;
    station.talk.sends(requests.select(2));
    assert.equal(carriedOut(station).length, 1);
  });

  it('other objects, and other qualifiers than indices, refuse the whole request', () => {
    const station = outputs();
    const { talk } = station;
    talk
      .sends(requests.directOperate(1, pair(2, 3)).with(2, 10))
      .answers(response(1, { iin: PARAMETER_ERROR }));
    talk
      .sends(request(2, 5, latchOn(2), '0a 02 17 01 00 01'))
      .answers(response(2, { iin: OBJECT_UNKNOWN }), 'no control among them');
    talk.sends(request(3, 5)).answers(response(3, { iin: PARAMETER_ERROR }), 'no object');
    talk
      .sends(request(4, 5, '0c 01 00 02 02', latchOn(2).subarray(7)))
      .answers(response(4, { iin: PARAMETER_ERROR }), 'a range');
    talk
      .sends(request(5, 5, latchOn(2).subarray(0, 12)))
      .answers(response(5, { iin: PARAMETER_ERROR }), 'cut short');
    talk.sends(request(6, 5, '64 01 17 01 00 00')).answers(response(6, { iin: OBJECT_UNKNOWN }), 'unknown');
    nothingAsked(station);
  });

  it('controls whose echo does not fit into one response are refused', () => {
    const station = outputs({ maxTransmitFragment: 300, maxControls: 255 });
    const many = Uint8Array.from([
      ...latchOn(0).subarray(0, 3),
      ...u16(23),
      ...Array.from({ length: 23 }, (_, index) => [...latchOn(index).subarray(5)]).flat(),
    ]);
    station.talk.sends(request(1, 5, many)).answers(response(1, { iin: PARAMETER_ERROR }));
    nothingAsked(station);
  });
});

describe('outstation: controls and the application', () => {
  it('no answer before the application has answered; a retransmission meanwhile is ignored', () => {
    const station = outputs();
    const { talk, session } = station;
    talk.sends(requests.directOperate(1));
    const { id } = talk.effect('control');
    talk.silent().sends(requests.directOperate(1)).silent().passes(1_000);
    nothingAsked(station);
    session.controlled(id, [0], talk.now);
    talk.answers(response(1, {}, latchOn(2)));
  });

  it('an application that does not answer has a hardware error, once', () => {
    const station = outputs({ controlTimeoutMs: 2_000 });
    const { talk, session } = station;
    talk.sends(requests.directOperate(1));
    const { id } = talk.effect('control');
    talk
      .passes(1_999)
      .silent()
      .passes(1)
      .answers(response(1, {}, latchOn(2, Status.Hardware)));
    session.controlled(id, [0], talk.now);
    talk.silent();
  });

  it('a new request makes it forget the answer, never the control', () => {
    const station = outputs();
    const { talk, session } = station;
    talk.sends(requests.directOperate(1));
    const { id } = talk.effect('control');
    talk.sends(requests.delayMeasure(2)).answers(response(2, {}, '34 02 07 01 00 00'));
    session.controlled(id, [0], talk.now);
    talk.silent();
  });

  it('an answer for a connection that is gone goes nowhere', () => {
    const station = outputs();
    const { talk, session, open } = station;
    talk.sends(requests.directOperate(1));
    const { id } = talk.effect('control');
    session.closed();
    open();
    session.controlled(id, [0], talk.now);
    talk.silent();
  });

  it('direct operate without acknowledgement is carried out, and never answered', () => {
    const station = outputs();
    const { talk } = station;
    talk.sends(requests.directOperateNoAck(1));
    assert.equal(carriedOut(station).length, 1);
    talk.silent().sends(requests.directOperateNoAck(1)).silent();
    nothingAsked(station);
    talk.sends(requests.directOperateNoAck(2, latchOn(900))).silent();
    talk.sends(request(3, 6, '01 02 06')).silent();
  });

  it('§3.4 a control is not carried out again, even where its answer was to be confirmed and was not', () => {
    const station = outputs();
    const { talk, session } = station;
    session.received(requests.recordCurrentTime(0), 'confirm', talk.now);
    talk.sends(requests.directOperate(1));
    carriedOut(station);
    const answer = response(1, { con: true, iin: 1 }, latchOn(2));
    talk.answers(answer).passes(5_000);
    talk.sends(requests.directOperate(1)).answers(answer);
    nothingAsked(station);
  });

  it('an application that never answers is not asked without end', () => {
    const station = outputs();
    for (let i = 0; i < 40; i++) station.talk.sends(requests.directOperateNoAck(i % 16));
    assert.equal(station.talk.effectsOf('control').length, 16);
    station.talk.sends(requests.directOperate(9)).answers(response(9, {}, latchOn(2, 11)));
  });

  it('nothing unsolicited while the answer to a control is outstanding', () => {
    const station = running(
      (database) => {
        database.define('binary-output', 2, { class: 1, eventVariation: 1 });
      },
      { unsolicited: true, unsolicitedClasses: [1] },
    );
    const { talk, update } = station;
    talk.sends(requests.directOperate(1));
    update('binary-output', 2, true);
    const { id } = talk.effect('control');
    talk.silent();
    station.session.controlled(id, [0], talk.now);
    talk.answers(response(1, { iin: 2 }, latchOn(2)));
    talk.answers(unsolicited(1, 0, '0b 01 17 01 02 81'));
  });

  it('that a control was carried out is an event where the point says so (g13, g43)', () => {
    const station = running((database) => {
      database.define('binary-output', 2, { commandClass: 1, commandVariation: 1 });
      database.define('analog-output', 1, { commandClass: 1, commandVariation: 2 });
    });
    station.talk.sends(requests.directOperate(1));
    carriedOut(station);
    station.talk.answers(response(1, { iin: 2 }, latchOn(2)));
    station.talk.sends(requests.directOperate(2, setPoint16(1, 5)));
    carriedOut(station, 6);
    station.talk.answers(response(2, { iin: 2 }, setPoint16(1, 5, 6)));
    station.talk
      .sends(requests.read(3, '0d 00 06 2b 00 06'))
      .answers(response(3, { con: true }, '0d 01 17 01 02 80', '2b 02 17 01 01 06 05 00'));
  });
});
