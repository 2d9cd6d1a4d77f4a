import assert from 'node:assert/strict';
import { NOON } from '../../../support/dnp3/conversation';
import { request, requests, response, time48, unsolicited } from '../../../support/dnp3/fragments';
import { outstation, running } from '../../../support/dnp3/outstation';

const BROADCAST = 0x0001;
const NEED_TIME = 0x0010;
const TROUBLE = 0x0040;
const RESTART = 0x0080;
const NOT_SUPPORTED = 0x0100;
const OBJECT_UNKNOWN = 0x0200;
const PARAMETER_ERROR = 0x0400;
const ALREADY_EXECUTING = 0x1000;
const CORRUPT = 0x2000;

const nothing = (): void => undefined;

describe('outstation: the framing of requests', () => {
  it('§3.1 what is not FIR and FIN without CON and UNS is ignored', () => {
    const { talk } = running(nothing);
    for (const control of [0x41, 0x81, 0x01, 0xe1, 0xd1])
      talk.sends(requests.delayMeasure(1).with(0, control)).silent();
    talk.sends('c0').sends('').silent();
    talk
      .sends(request(1, 0x81, '00 00'))
      .sends(request(1, 0x82, '00 00'))
      .sends(request(1, 0x83, '00 00'))
      .silent();
  });

  it('§3.3 a WRITE is done wholly or not at all', () => {
    const { talk, open } = outstation(nothing, { needTime: false });
    open();
    const good = '50 01 00 07 07 00';
    for (const [bad, iin] of [
      ['50 01 00 04 04 00', PARAMETER_ERROR],
      ['01 02 00 00 00 81', OBJECT_UNKNOWN],
      ['64 01 00 00 00 81', OBJECT_UNKNOWN],
      ['32 01 07 01 00', PARAMETER_ERROR],
    ] as const)
      talk.sends(request(1, 2, good, bad)).answers(response(1, { iin: RESTART | iin }), bad);
  });

  it('§3.4 the same SEQ and octets: the answer is repeated', () => {
    const { talk, update } = running((database) => database.define('binary-input', 0));
    update('binary-input', 0, true);
    talk.sends(requests.read(1, '01 02 06')).answers(response(1, {}, '01 02 00 00 00 81'));
    update('binary-input', 0, false);
    talk.sends(requests.read(1, '01 02 06')).answers(response(1, {}, '01 02 00 00 00 81'));
    talk.sends(requests.read(2, '01 02 06')).answers(response(2, {}, '01 02 00 00 00 01'));
    talk.sends(requests.read(2, '01 00 06')).answers(response(2, {}, '01 01 00 00 00 00'), 'other octets');
  });

  it('§3.4 a repeated response with events still waits for its CONFIRM', () => {
    const { talk, update } = running((database) =>
      database.define('binary-input', 0, { class: 1, eventVariation: 1 }),
    );
    update('binary-input', 0, true);
    const first = response(1, { con: true }, '02 01 17 01 00 81');
    talk.sends(requests.eventPoll(1)).answers(first).passes(4_000);
    update('binary-input', 0, false);
    talk.sends(requests.eventPoll(1)).answers(first).passes(4_000).sends(requests.confirm(1));
    talk.sends(requests.eventPoll(2)).answers(response(2, { con: true }, '02 01 17 01 00 01'));
  });

  it('§3.5 functions that are not supported: IIN2.0, and nothing for those without an answer', () => {
    const { talk } = running(nothing);
    for (const code of [0x0d, 0x0e, 0x0f, 0x12, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x20, 0x45, 0x7f])
      talk.sends(request(1, code)).answers(response(1, { iin: NOT_SUPPORTED }), `function ${code}`);
    talk.sends(request(2, 0x21)).silent();
    talk.sends(request(3, 0x20, '78 02 07 01')).answers(response(3, { iin: NOT_SUPPORTED }), 'with objects');
  });

  it('answers nothing when it is not connected, and takes no answer along to the next connection', () => {
    const { talk, session, open } = running(nothing);
    talk.sends(requests.delayMeasure(1));
    session.closed();
    talk.sends(requests.delayMeasure(1)).silent();
    open();
    talk.silent();
  });
});

describe('outstation: time', () => {
  it('§5.6 asks for the time until it is written (g50v1)', () => {
    const { talk } = running(nothing, { needTime: true });
    talk.sends(requests.delayMeasure(1)).answers(response(1, { iin: NEED_TIME }, '34 02 07 01 00 00'));
    talk.sends(requests.writeTime(2, NOON));
    assert.equal(talk.effect('time').utc, NOON);
    talk.answers(response(2, {}));
    talk
      .passes(10 ** 9)
      .sends(requests.recordCurrentTime(3))
      .answers(response(3, {}));
  });

  it('§5.6 LAN: 24 stores the arrival, and g50v3 counts from it, once', () => {
    const { talk } = running(nothing, { needTime: true });
    talk
      .sends(requests.writeRecordedTime(1, NOON))
      .answers(response(1, { iin: NEED_TIME | PARAMETER_ERROR }), 'not recorded');
    talk
      .sends(requests.recordCurrentTime(2))
      .answers(response(2, { iin: NEED_TIME }))
      .passes(1_500);
    talk.sends(requests.writeRecordedTime(3, NOON));
    assert.equal(talk.effect('time').utc, NOON + 1_500);
    talk.answers(response(3, {}));
    talk.sends(requests.writeRecordedTime(4, NOON)).answers(response(4, { iin: PARAMETER_ERROR }));
  });

  it('§5.6 the count must be 1', () => {
    const { talk } = running(nothing, { needTime: true });
    const iin = NEED_TIME | PARAMETER_ERROR;
    talk.sends(request(1, 2, '32 01 07 02', time48(1), time48(2))).answers(response(1, { iin }));
    talk.sends(request(2, 2, '32 01 00 00 00', time48(1))).answers(response(2, { iin }), 'a range');
    talk
      .sends(request(3, 2, '33 01 07 01', time48(1)))
      .answers(response(3, { iin: NEED_TIME | OBJECT_UNKNOWN }));
  });

  it('asks again once the time is no longer valid', () => {
    const { talk } = running(nothing, { needTime: true, timeValidMs: 60_000 });
    talk.sends(requests.writeTime(1, NOON));
    talk.effect('time');
    talk.answers(response(1, {})).passes(60_000);
    talk.sends(requests.recordCurrentTime(2)).answers(response(2, {})).passes(1);
    talk.sends(requests.recordCurrentTime(3)).answers(response(3, { iin: NEED_TIME }));
  });

  it('events from before the clock was set have an unsynchronised common time (g51v2)', () => {
    const { talk, update } = running(
      (database) => database.define('binary-input', 0, { class: 1, eventVariation: 3 }),
      { needTime: true },
    );
    update('binary-input', 0, { value: true, time: NOON });
    talk.sends(requests.writeTime(1, NOON));
    talk.effect('time');
    talk.answers(response(1, { iin: 2 }));
    update('binary-input', 0, { value: false, time: NOON + 10 });
    talk.sends(requests.eventPoll(2)).answers(
      response(
        2,
        { con: true },
        '33 02 07 01', time48(NOON), '02 03 17 01 00 81 00 00',
        '33 01 07 01', time48(NOON + 10), '02 03 17 01 00 01 00 00',
      ),
    ); // prettier-ignore
  });
});

describe('outstation: restart', () => {
  it('§5.7 IIN1.7 until g80v1 index 7 is written 0', () => {
    const { talk, open } = outstation(nothing, { needTime: false });
    open();
    const refused = response(1, { iin: RESTART | PARAMETER_ERROR });
    for (const objects of [
      '50 01 00 07 07 01',
      '50 01 00 04 04 00',
      '50 01 00 00 07 00',
      '50 01 00 07 08 00',
    ])
      talk.sends(request(1, 2, objects)).answers(refused, objects);
    talk.sends(request(1, 2)).answers(refused);
    talk.sends(requests.clearRestart(2)).answers(response(2, {}));
  });

  it('§5.7 cold and warm restart answer with the time they take, in ms or in s', () => {
    const { talk, session } = running(nothing, { coldRestartMs: 90_500, warmRestartMs: 500, needTime: true });
    talk.sends(request(1, 0x0e));
    assert.equal(talk.effect('restart').cold, false);
    talk.answers(response(1, { iin: NEED_TIME }, '34 02 07 01 f4 01')).passes(500);
    talk.sends(request(2, 0x0d));
    assert.equal(talk.effect('restart').cold, true);
    talk.answers(response(2, { iin: NEED_TIME }, '34 01 07 01 5b 00'));
    session.restarted(talk.now);
    talk.sends(request(3, 0x18)).answers(response(3, { iin: RESTART | NEED_TIME }));
  });

  it('a retransmitted restart does not restart again', () => {
    const { talk } = running(nothing, { warmRestartMs: 500 });
    talk.sends(request(1, 0x0e)).sends(request(1, 0x0e));
    assert.equal(talk.effectsOf('restart').length, 1);
  });

  it('a restart while one is under way is executing already (IIN2.4)', () => {
    const { talk, session } = running(nothing, { warmRestartMs: 500 });
    talk.sends(request(1, 0x0e));
    talk.effect('restart');
    talk.answers(response(1, {}, '34 02 07 01 f4 01')).passes(499);
    talk.sends(request(2, 0x0e)).answers(response(2, { iin: ALREADY_EXECUTING }));
    session.restarted(talk.now);
    talk.sends(request(3, 0x0e));
    talk.effect('restart');
  });

  it('trouble is told by IIN1.6, a corrupt configuration by IIN2.5', () => {
    const { talk, session } = running(nothing);
    session.trouble = true;
    talk.sends(request(1, 0x18)).answers(response(1, { iin: TROUBLE }));
    session.configurationCorrupt = true;
    talk.sends(request(2, 0x18)).answers(response(2, { iin: TROUBLE | CORRUPT }));
  });
});

describe('outstation: broadcast', () => {
  it('§5.8 is acted upon and not answered; IIN1.0 is in the next response', () => {
    const { talk, session, open } = outstation(nothing, { needTime: false });
    open();
    session.received(requests.clearRestart(9), 'no-confirm', talk.now);
    talk.silent();
    talk.sends(requests.recordCurrentTime(1)).answers(response(1, { iin: BROADCAST }));
    talk.sends(requests.recordCurrentTime(2)).answers(response(2, {}));
  });

  it('§5.8 FFFE keeps IIN1.0, with CON, until it is confirmed', () => {
    const { talk, session } = running(nothing);
    session.received(requests.clearRestart(9), 'confirm', talk.now);
    talk.sends(requests.recordCurrentTime(1)).answers(response(1, { iin: BROADCAST, con: true }));
    talk.sends(requests.recordCurrentTime(2)).answers(response(2, { iin: BROADCAST, con: true }));
    talk.sends(requests.confirm(2));
    talk.sends(requests.recordCurrentTime(3)).answers(response(3, {}));
  });

  it('§5.8 one that comes before the confirmation of an earlier response is not confirmed by it', () => {
    const { talk, session } = running(nothing);
    session.received(requests.clearRestart(9), 'confirm', talk.now);
    talk.sends(requests.recordCurrentTime(1)).answer();
    session.received(requests.clearRestart(10), 'confirm', talk.now);
    talk.sends(requests.confirm(1));
    talk.sends(requests.recordCurrentTime(2)).answers(response(2, { iin: BROADCAST, con: true }));
  });

  /** An event of class 1 is out, unsolicited, and not confirmed. */
  const reporting = () => {
    const station = running(
      (database) => database.define('binary-input', 0, { class: 1, eventVariation: 1 }),
      { unsolicited: true, unsolicitedClasses: [1] },
    );
    station.update('binary-input', 0, true);
    const report = unsolicited(1, 0, '02 01 17 01 00 81');
    station.talk.answers(report);
    return { ...station, report };
  };

  it('§5.8 an unsolicited response from before it, sent again, does not tell of it', () => {
    const { talk, session, report } = reporting();
    session.received(requests.enableUnsolicited(0), 'optional', talk.now);
    talk.passes(5_000).answers(report);
    talk.sends(requests.recordCurrentTime(1)).answers(response(1, { iin: BROADCAST }));
    talk.sends(requests.recordCurrentTime(2)).answers(response(2, {}));
  });

  it('§5.8 a confirmation of another response than the one that tells of it is none of it', () => {
    const { talk, session } = reporting();
    session.received(requests.enableUnsolicited(0), 'confirm', talk.now);
    talk.sends(requests.recordCurrentTime(1)).answers(response(1, { iin: BROADCAST, con: true }));
    talk.sends(requests.confirmUnsolicited(1));
    talk.sends(requests.recordCurrentTime(2)).answers(response(2, { iin: BROADCAST, con: true }));
    talk.sends(requests.confirm(2));
    talk.sends(requests.recordCurrentTime(3)).answers(response(3, {}));
  });

  it('§5.4 no unsolicited response is sent again while a solicited one waits for its CONFIRM', () => {
    const { talk, session, report } = reporting();
    talk.passes(2_000);
    session.received(requests.enableUnsolicited(0), 'confirm', talk.now);
    talk.sends(requests.recordCurrentTime(1)).answers(response(1, { iin: BROADCAST, con: true }));
    talk.passes(4_000).silent().sends(requests.confirm(1)).answers(report);
  });

  it('§5.8 during a response of several fragments it is acted upon, and told by the next fragment', () => {
    const { talk, session, database } = running(
      (points) => {
        for (let index = 0; index < 100; index++) points.define('analog-input', index);
        points.define('counter', 0);
      },
      { maxTransmitFragment: 300 },
    );
    const control = (): readonly number[] => [...talk.answer().subarray(0, 4)];
    talk.sends(requests.read(1, '1e 01 06'));
    assert.deepEqual(control(), [0xa1, 0x81, 0, 0]);
    session.received(request(0, 0x16, '3c 02 06 14 00 06'), 'confirm', talk.now);
    talk.effect('configured');
    assert.equal(database.point('counter', 0)?.class, 1);
    talk.silent().sends(requests.confirm(1));
    assert.deepEqual(control(), [0x62, 0x81, 1, 0], 'the CONFIRM of the first one is not for it');
    talk.sends(requests.confirm(2));
    talk.silent().sends(requests.recordCurrentTime(3)).answers(response(3, {}));
  });

  it('§5.8 controls without acknowledgement, freezes, and the switching of classes are for everybody', () => {
    const { talk, session, database } = running(
      (points) => {
        points.define('binary-output', 2);
        points.define('counter', 0);
        points.define('frozen-counter', 0);
      },
      { unsolicited: true },
    );
    const broadcast = (octets: Uint8Array): void => session.received(octets, 'optional', talk.now);
    broadcast(requests.directOperateNoAck(0));
    assert.equal(talk.effect('control').controls.length, 1);
    broadcast(request(0, 0x0a, '14 00 06'));
    assert.equal(talk.effect('freeze').clear, true);
    assert.equal(database.point('frozen-counter', 0)?.time, NOON);
    broadcast(requests.enableUnsolicited(0));
    broadcast(request(0, 0x16, '3c 02 06 14 00 06'));
    assert.equal(database.point('counter', 0)?.class, 1);
    broadcast(requests.writeTime(0, NOON));
    assert.equal(talk.effect('time').utc, NOON);
  });

  it('§5.8 nothing else is acted upon', () => {
    const { talk, session } = running((database) => database.define('binary-output', 2));
    for (const octets of [
      requests.eventPoll(0),
      requests.directOperate(0),
      requests.select(0),
      request(0, 7, '14 00 06'),
    ])
      session.received(octets, 'confirm', talk.now);
    assert.deepEqual(talk.effectsOf('control'), []);
    talk.silent();
  });
});
