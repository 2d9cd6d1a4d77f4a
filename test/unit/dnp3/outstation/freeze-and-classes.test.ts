import assert from 'node:assert/strict';
import { PointDatabase } from '../../../../lib/dnp3/outstation/database';
import { OutstationSession } from '../../../../lib/dnp3/outstation/session';
import { hexOf, NOON } from '../../../support/dnp3/conversation';
import { request, requests, response, time48, u32 } from '../../../support/dnp3/fragments';
import { running } from '../../../support/dnp3/outstation';

const OBJECT_UNKNOWN = 0x0200;
const PARAMETER_ERROR = 0x0400;

describe('outstation: freeze', () => {
  const counters = (database: PointDatabase): void => {
    for (const index of [0, 1]) {
      database.define('counter', index, { staticVariation: 5 });
      database.define('frozen-counter', index, { class: 3, staticVariation: 5, eventVariation: 1 });
    }
    database.define('analog-input', 0);
    database.define('frozen-analog-input', 0, { staticVariation: 4 });
  };

  it('§5.10 copies the counters with the time of the freeze; each freeze is an event', () => {
    const { talk, update } = running(counters);
    update('counter', 0, 7);
    update('counter', 1, 8);
    talk.passes(500).sends(request(1, 0x07, '14 00 06'));
    assert.deepEqual(talk.effect('freeze'), {
      kind: 'freeze',
      type: 'counter',
      indices: [0, 1],
      clear: false,
    });
    talk.answers(response(1, { iin: 8 }));
    const at = time48(NOON + 500);
    talk
      .sends(requests.read(2, '15 00 06'))
      .answers(response(2, { iin: 8 }, '15 05 00 00 01 01', u32(7), at, '01', u32(8), at));
    talk
      .sends(requests.read(3, '17 00 06'))
      .answers(response(3, { con: true }, '17 01 17 02 00 01', u32(7), '01 01', u32(8)));
  });

  it('§5.10 freeze-clear zeroes the counter after that, of a range', () => {
    const { talk, update } = running(counters);
    update('counter', 0, 7);
    update('counter', 1, 8);
    talk.sends(request(1, 0x09, '14 00 00 01 01'));
    talk.effect('freeze');
    talk.answers(response(1, { iin: 8 }));
    talk
      .sends(requests.read(2, '14 05 06'))
      .answers(response(2, { iin: 8 }, '14 05 00 00 01', u32(7), u32(0)));
  });

  it('§5.10 codes without acknowledgement never answer', () => {
    const { talk } = running(counters);
    talk.sends(request(1, 0x08, '14 00 06'));
    talk.effect('freeze');
    talk.silent().sends(request(2, 0x0a, '14 00 06'));
    talk.effect('freeze');
    talk
      .silent()
      .sends(request(3, 0x08, '01 00 06'))
      .sends(request(4, 0x08, '14'))
      .silent();
  });

  it('analogs are frozen too, but not cleared', () => {
    const { talk, update } = running(counters);
    update('analog-input', 0, -5);
    talk.sends(request(1, 0x07, '1e 00 06'));
    talk.effect('freeze');
    talk.answers(response(1, {}));
    talk
      .sends(requests.read(2, '1f 00 06'))
      .answers(response(2, {}, '1f 04 00 00 00 01 fb ff', time48(NOON)));
    talk.sends(request(3, 0x09, '1e 00 06')).answers(response(3, { iin: OBJECT_UNKNOWN }));
  });

  it('what does not exist is not frozen, and nothing else with it', () => {
    const { talk } = running(counters);
    talk.sends(request(1, 0x07, '14 00 06 14 00 00 00 09')).answers(response(1, { iin: PARAMETER_ERROR }));
    talk.sends(request(2, 0x07, '01 00 06')).answers(response(2, { iin: OBJECT_UNKNOWN }));
    talk.sends(request(3, 0x07)).answers(response(3, { iin: PARAMETER_ERROR }));
    assert.deepEqual(talk.effectsOf('freeze'), []);
  });

  it('freeze at a time: once, or again and again from then on', () => {
    const { talk } = running(counters);
    const at = (time: number, interval: number): Uint8Array =>
      request(1, 0x0b, '32 02 07 01', time48(time), u32(interval), '14 00 00 00 00');
    talk
      .sends(at(NOON + 1_000, 0))
      .answers(response(1, {}))
      .passes(999);
    assert.equal(talk.effectsOf('freeze').length, 0);
    talk.passes(1);
    assert.equal(talk.effectsOf('freeze').length, 1);
    talk.passes(60_000);
    assert.equal(talk.effectsOf('freeze').length, 0);
    talk.sends(at(0, 10_000));
    assert.equal(talk.effectsOf('freeze').length, 1, 'at once');
    talk.passes(25_000);
    assert.equal(talk.effectsOf('freeze').length, 2);
    talk.sends(at(0, 0)).passes(60_000);
    assert.equal(talk.effectsOf('freeze').length, 1, 'the same points once: that ends the repetition');
  });

  it('freezes of an interval go on when the clock is set back, and are not late when it is set forward', () => {
    const database = new PointDatabase();
    counters(database);
    const session = new OutstationSession({ unsolicited: false }, database);
    const frozen = (): number => session.take().filter(({ kind }) => kind === 'freeze').length;
    session.opened({ mono: 0, utc: NOON });
    session.received(request(0, 0x0c, '32 02 07 01', time48(NOON + 1000), u32(1000), '14 00 06'), 'none', {
      mono: 0,
      utc: NOON,
    });
    const YEAR_MS = 366 * 86_400_000;
    session.wake({ mono: 1000, utc: NOON + 1000 });
    assert.equal(frozen(), 1);
    session.wake({ mono: 1500, utc: NOON + 1500 - YEAR_MS });
    assert.equal(frozen(), 0);
    assert.ok((session.wakeAt ?? Infinity) <= 2500, 'the next one is not a year away');
    session.wake({ mono: 2500, utc: NOON + 2500 - YEAR_MS });
    assert.equal(frozen(), 1);
  });

  it('a freeze at a time of day looks at the clock now and then, which may be set meanwhile', () => {
    const database = new PointDatabase();
    counters(database);
    const session = new OutstationSession({ unsolicited: false }, database);
    session.opened({ mono: 0, utc: NOON });
    const HOUR_MS = 3_600_000;
    session.received(request(0, 0x0c, '32 02 07 01', time48(NOON + HOUR_MS), u32(0), '14 00 06'), 'none', {
      mono: 0,
      utc: NOON,
    });
    assert.equal(session.wakeAt, 60_000);
    session.wake({ mono: 60_000, utc: NOON + HOUR_MS });
    assert.equal(session.take().filter(({ kind }) => kind === 'freeze').length, 1);
    assert.equal(session.wakeAt, undefined);
  });

  it('freeze at a time needs exactly one g50v2, and has a limit', () => {
    const { talk } = running((database) => {
      for (let index = 0; index < 9; index++) database.define('counter', index);
    });
    talk.sends(request(1, 0x0b, '14 00 06')).answers(response(1, { iin: PARAMETER_ERROR }));
    talk
      .sends(request(1, 0x0b, '32 01 07 01', time48(0), '14 00 06'))
      .answers(response(1, { iin: OBJECT_UNKNOWN }));
    talk
      .sends(request(1, 0x0b, '32 02 07 01', time48(0), u32(99), '14 00 06'))
      .answers(response(1, { iin: PARAMETER_ERROR }), 'more often than every 100 ms');
    for (let index = 0; index < 9; index++)
      talk
        .sends(
          request(2, 0x0b, '32 02 07 01', time48(NOON * 2), u32(0), '14 00 00', Uint8Array.of(index, index)),
        )
        .answers(response(2, { iin: index < 8 ? 0 : PARAMETER_ERROR }));
  });
});

describe('outstation: how points are reported', () => {
  it('§5.3 ASSIGN_CLASS: g60vN, then the points; g60v1 means no events', () => {
    const { talk, update, session, database } = running((points) => {
      for (const index of [0, 1, 2]) points.define('binary-input', index, { eventVariation: 1 });
      points.define('counter', 0, { class: 1 });
    });
    talk.sends(request(1, 0x16, '3c 03 06 01 00 00 00 01 3c 01 06 14 00 06'));
    assert.deepEqual(talk.effectsOf('configured').map(({ type, index, class: of }) => [type, index, of]), [
      ['binary-input', 0, 2],
      ['binary-input', 1, 2],
      ['counter', 0, 0],
    ]); // prettier-ignore
    assert.equal(database.point('binary-input', 2)?.class, 0);
    update('counter', 0, 1);
    assert.equal(session.bufferedEvents, 0);
    update('binary-input', 1, true);
    talk.sends(requests.read(2, '3c 03 06'));
    assert.equal(hexOf(talk.effect('send').fragment), 'c1 81 00 00');
    talk.answers(response(2, { con: true }, '02 01 17 01 01 81'));
  });

  it('ASSIGN_CLASS that names no class, or no such point, assigns nothing', () => {
    const { talk, database } = running((points) => points.define('binary-input', 0));
    talk.sends(request(1, 0x16, '01 00 06')).answers(response(1, { iin: PARAMETER_ERROR }));
    talk.sends(request(2, 0x16, '3c 02 06')).answers(response(2, { iin: PARAMETER_ERROR }));
    talk
      .sends(request(3, 0x16, '3c 02 06 01 00 06 01 00 00 00 01'))
      .answers(response(3, { iin: PARAMETER_ERROR }));
    talk.sends(request(4, 0x16, '3c 02 06 01 00 06 0c 00 06')).answers(response(4, { iin: OBJECT_UNKNOWN }));
    assert.equal(database.point('binary-input', 0)?.class, 0);
  });

  it('§5.3 deadbands are written by index and by range', () => {
    const { talk, database } = running((points) => {
      for (const index of [0, 1, 3]) points.define('analog-input', index);
    });
    talk.sends(request(3, 2, '22 01 28 01 00 03 00 f4 01'));
    assert.deepEqual(talk.effect('configured'), {
      kind: 'configured',
      type: 'analog-input',
      index: 3,
      deadband: 500,
    });
    talk.answers(response(3, {}));
    talk.sends(request(4, 2, '22 03 00 00 01 00 00 20 40 00 00 80 3f'));
    assert.deepEqual(
      [0, 1, 3].map((index) => database.point('analog-input', index)?.deadband),
      [2.5, 1, 500],
    );
  });

  it('a deadband of a point that does not exist, below 0 or no finite number, writes none', () => {
    const { talk, database } = running((points) => points.define('analog-input', 0));
    talk.sends(request(1, 2, '22 01 00 00 01 05 00 05 00')).answers(response(1, { iin: PARAMETER_ERROR }));
    for (const [seq, value] of [
      [2, '00 00 80 bf'],
      [3, '00 00 80 7f'],
      [4, '00 00 c0 7f'],
    ] as const)
      talk.sends(request(seq, 2, '22 03 00 00 00', value)).answers(response(seq, { iin: PARAMETER_ERROR }));
    assert.equal(database.point('analog-input', 0)?.deadband, 0);
  });

  it('writable attributes are written, others are not', () => {
    const { talk } = running(() => undefined, {
      attributes: [
        { variation: 245, value: { type: 'text', value: 'here' }, writable: true },
        { variation: 252, value: { type: 'text', value: 'Acme' } },
      ],
    });
    talk.sends(request(1, 2, '00 f5 00 00 00 01 05 74 68 65 72 65'));
    assert.deepEqual(talk.effect('attribute'), {
      kind: 'attribute',
      variation: 245,
      value: { type: 'text', value: 'there' },
    });
    talk.answers(response(1, {}));
    talk
      .sends(requests.read(2, '00 f5 00 00 00'))
      .answers(response(2, {}, '00 f5 00 00 00 01 05 74 68 65 72 65'));
    for (const objects of ['00 fc 00 00 00 01 01 41', '00 f5 00 00 00 02 01 41', '00 f5 00 01 01 01 01 41'])
      talk.sends(request(3, 2, objects)).answers(response(3, { iin: PARAMETER_ERROR }), objects);
  });
});
