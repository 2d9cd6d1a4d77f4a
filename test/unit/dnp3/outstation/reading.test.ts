import assert from 'node:assert/strict';
import { hexOf, NOON } from '../../../support/dnp3/conversation';
import { requests, response, time48, u32 } from '../../../support/dnp3/fragments';
import { running } from '../../../support/dnp3/outstation';

const PARAMETER_ERROR = 0x0400;
const OBJECT_UNKNOWN = 0x0200;

describe('outstation: READ of present values', () => {
  it('§5.1 class 0 reports all types in order of their groups, and no events', () => {
    const { talk, update } = running((database) => {
      database.define('octet-string', 0, { class: 1 });
      database.define('analog-output', 0);
      database.define('frozen-analog-input', 0, { staticVariation: 1 });
      database.define('analog-input', 0, { class: 2, staticVariation: 1 });
      database.define('frozen-counter', 0, { staticVariation: 1 });
      database.define('counter', 0);
      database.define('binary-output', 0);
      database.define('double-bit-input', 0, { staticVariation: 2 });
      database.define('binary-input', 0, { class: 1 });
    });
    update('binary-input', 0, true);
    update('double-bit-input', 0, 2);
    update('binary-output', 0, true);
    update('counter', 0, 7);
    update('frozen-counter', 0, 6);
    update('analog-input', 0, -2);
    update('frozen-analog-input', 0, 5);
    update('analog-output', 0, 1);
    update('octet-string', 0, { value: Uint8Array.of(0x41, 0x42) });
    talk
      .sends(requests.read(1, '3c 01 06'))
      .answers(
        response(
          1,
          { iin: 0x0006 },
          '01 01 00 00 00 01',
          '03 02 00 00 00 81',
          '0a 02 00 00 00 81',
          '14 01 00 00 00 01 07 00 00 00',
          '15 01 00 00 00 01 06 00 00 00',
          '1e 01 00 00 00 01 fe ff ff ff',
          '1f 01 00 00 00 01 05 00 00 00',
          '28 03 00 00 00 01 00 00 80 3f',
          '6e 02 00 00 00 41 42',
        ),
      );
  });

  it('§5.1 events come first, oldest first across classes and types, then class 0', () => {
    const { talk, update } = running((database) => {
      database.define('binary-input', 0, { class: 1, eventVariation: 1 });
      database.define('analog-input', 0, { class: 3, eventVariation: 2, staticVariation: 2 });
    });
    update('analog-input', 0, 1);
    update('binary-input', 0, true);
    update('analog-input', 0, 2);
    talk
      .sends(requests.integrityPoll(2))
      .answers(
        response(
          2,
          { con: true },
          '20 02 17 01 00 01 01 00',
          '02 01 17 01 00 81',
          '20 02 17 01 00 01 02 00',
          '01 01 00 00 00 01',
          '1e 02 00 00 00 01 02 00',
        ),
      );
  });

  it('class 0 comes once, however often a request names it', () => {
    const { talk, update } = running((database) => database.define('binary-input', 0));
    update('binary-input', 0, true);
    talk.sends(requests.read(1, '3c 01 06 3c 01 06')).answers(response(1, {}, '01 01 00 00 00 01'));
  });

  it('a point without a class is left out of class 0, but answers when it is named', () => {
    const { talk, update } = running((database) => {
      database.define('binary-input', 0);
      database.define('binary-input', 1, { class: 'none' });
    });
    update('binary-input', 0, true);
    update('binary-input', 1, true);
    talk.sends(requests.read(1, '3c 01 06')).answers(response(1, {}, '01 01 00 00 00 01'));
    talk.sends(requests.read(2, '01 00 06')).answers(response(2, {}, '01 01 00 00 01 03'));
  });

  it('a point that was never updated has its restart flag, so that it is not packed', () => {
    const { talk } = running((database) => database.define('binary-input', 3));
    talk.sends(requests.read(1, '01 01 06')).answers(response(1, {}, '01 02 00 03 03 02'));
  });

  it('§5.9 a range beyond the points is answered with those there are, and IIN2.2', () => {
    const { talk, update } = running((database) => {
      for (const index of [1, 2, 5]) database.define('counter', index, { staticVariation: 2 });
    });
    for (const index of [1, 2, 5]) update('counter', index, 10 + index);
    talk
      .sends(requests.read(1, '14 00 00 02 09'))
      .answers(response(1, { iin: PARAMETER_ERROR }, '14 02 00 02 02 01 0c 00', '14 02 00 05 05 01 0f 00'));
    talk.sends(requests.read(2, '14 00 00 05 05')).answers(response(2, {}, '14 02 00 05 05 01 0f 00'));
    talk.sends(requests.read(3, '14 00 00 06 07')).answers(response(3, { iin: PARAMETER_ERROR }));
  });

  it('indices above 255 have 16 bits', () => {
    const { talk, update } = running((database) => database.define('counter', 300, { staticVariation: 2 }));
    update('counter', 300, 1);
    talk
      .sends(requests.read(1, '14 00 01 2c 01 2c 01'))
      .answers(response(1, {}, '14 02 01 2c 01 2c 01 01 01 00'));
  });

  it('a count asks for the first points, indices for the named ones', () => {
    const { talk, update } = running((database) => {
      for (const index of [2, 4, 6]) database.define('binary-input', index);
    });
    for (const index of [2, 4, 6]) update('binary-input', index, true);
    talk.sends(requests.read(1, '01 02 07 01')).answers(response(1, {}, '01 02 00 02 02 81'));
    talk
      .sends(requests.read(2, '01 00 17 02 06 02'))
      .answers(response(2, {}, '01 02 17 02 06 81 02 81'), 'packed objects cannot have indices');
    talk
      .sends(requests.read(3, '01 02 17 02 06 05'))
      .answers(response(3, { iin: PARAMETER_ERROR }, '01 02 17 01 06 81'));
    talk.sends(requests.read(4, '01 02 07 04'));
    assert.equal(hexOf(talk.answer()).slice(0, 11), 'c4 81 00 04');
  });

  it('counters of 16 bits have gone round; those without flags are promoted unless ONLINE', () => {
    const { talk, update } = running((database) => database.define('counter', 0));
    update('counter', 0, 70_000);
    talk.sends(requests.read(1, '14 02 06')).answers(response(1, {}, '14 02 00 00 00 01 70 11'));
    talk.sends(requests.read(2, '14 05 06')).answers(response(2, {}, '14 05 00 00 00 70 11 01 00'));
    update('counter', 0, { value: 70_000, flags: 0x03 });
    talk.sends(requests.read(3, '14 05 06')).answers(response(3, {}, '14 01 00 00 00 03 70 11 01 00'));
  });

  it('analogs are rounded, clamped and over range; without flags they are promoted then', () => {
    const { talk, update } = running((database) => {
      for (const index of [0, 1]) database.define('analog-input', index);
    });
    update('analog-input', 0, 1.6);
    update('analog-input', 1, -100_000);
    talk
      .sends(requests.read(1, '1e 04 06'))
      .answers(response(1, {}, '1e 04 00 00 00 02 00', '1e 02 00 01 01 21 00 80'));
    talk
      .sends(requests.read(2, '1e 06 00 00 00'))
      .answers(response(2, {}, '1e 06 00 00 00 01 9a 99 99 99 99 99 f9 3f'));
  });

  it('deadbands (g34) are read like points', () => {
    const { talk } = running((database) => {
      database.define('analog-input', 0, { deadband: 10 });
      database.define('analog-input', 1, { deadband: 100_000 });
    });
    talk
      .sends(requests.read(1, '22 02 06'))
      .answers(response(1, {}, '22 02 00 00 01', u32(10), u32(100_000)));
    talk.sends(requests.read(2, '22 01 06')).answers(response(2, {}, '22 01 00 00 01 0a 00 ff ff'));
    talk.sends(requests.read(3, '22 00 00 00 00')).answers(response(3, {}, '22 02 00 00 00', u32(10)));
  });

  it('device attributes: one, all of them (254), and the list (255)', () => {
    const { talk } = running(() => undefined, {
      attributes: [
        { variation: 252, value: { type: 'text', value: 'Acme' } },
        { variation: 242, value: { type: 'text', value: '1.0' } },
      ],
    });
    const version = '00 f2 00 00 00 01 03 31 2e 30';
    const maker = '00 fc 00 00 00 01 04 41 63 6d 65';
    talk.sends(requests.read(1, '00 fc 00 00 00')).answers(response(1, {}, maker));
    talk.sends(requests.read(2, '00 fe 00 00 00')).answers(response(2, {}, version, maker));
    talk.sends(requests.read(3, '00 ff 06')).answers(response(3, {}, '00 ff 00 00 00 fe 04 f2 00 fc 00'));
    talk.sends(requests.read(4, '00 c8 00 00 00')).answers(response(4, { iin: OBJECT_UNKNOWN }));
    talk.sends(requests.read(5, '00 fc 00 01 01')).answers(response(5, { iin: OBJECT_UNKNOWN }));
  });

  it('the time (g50v1) and the indications (g80v1) can be read', () => {
    const { talk } = running(() => undefined, { needTime: true });
    talk
      .sends(requests.read(1, '32 01 07 01'))
      .answers(response(1, { iin: 0x10 }, '32 01 07 01', time48(NOON)));
    talk
      .sends(requests.read(2, '50 01 00 00 0f'))
      .answers(response(2, { iin: 0x10 }, '50 01 00 00 0f 10 00'));
  });

  it('what cannot be read is unknown (IIN2.1), and what else was asked for is answered', () => {
    const { talk, update } = running((database) => database.define('binary-input', 0));
    update('binary-input', 0, true);
    for (const object of ['0c 01 06', '29 02 06', '32 03 07 01', '34 02 06', '3c 00 06', '66 01 06'])
      talk
        .sends(requests.read(1, object, '01 01 06'))
        .answers(response(1, { iin: OBJECT_UNKNOWN }, '01 01 00 00 00 01'), object);
    talk.sends(requests.read(2, '64 01 06')).answers(response(2, { iin: OBJECT_UNKNOWN }));
    talk.sends(requests.read(3, '78 01 06')).answers(response(3, { iin: OBJECT_UNKNOWN }), 'g120');
  });

  it('an event group with a range, and class 0 with a count, are parameter errors', () => {
    const { talk } = running((database) => database.define('binary-input', 0));
    talk.sends(requests.read(1, '02 00 00 00 00')).answers(response(1, { iin: PARAMETER_ERROR }));
    talk.sends(requests.read(2, '3c 01 07 01')).answers(response(2, { iin: PARAMETER_ERROR }));
  });
});

describe('outstation: responses of several fragments', () => {
  const many = (octets: number): ReturnType<typeof running> => {
    const station = running(
      (database) => {
        for (let index = 0; index < 100; index++)
          database.define('analog-input', index, { staticVariation: 1 });
      },
      { maxTransmitFragment: octets },
    );
    for (let index = 0; index < 100; index++) station.update('analog-input', index, index);
    return station;
  };

  it('§3.2 each but the last asks for its CONFIRM, and the next follows only that', () => {
    const { talk } = many(300);
    talk.sends(requests.read(5, '3c 01 06'));
    const first = talk.answer();
    assert.equal(hexOf(first.subarray(0, 9)), 'a5 81 00 00 1e 01 00 00 39', 'FIR CON 5, points 0 to 57');
    talk.silent().sends(requests.confirm(4)).silent();
    talk.sends(requests.confirmUnsolicited(5)).silent().sends(requests.confirm(5));
    const second = talk.answer();
    assert.equal(hexOf(second.subarray(0, 9)), '46 81 00 00 1e 01 00 3a 63', 'FIN 6, points 58 to 99');
    talk.passes(60_000).silent();
  });

  it('fills its fragments to the last point that fits', () => {
    const { talk } = many(9 + 5 * 60);
    talk.sends(requests.read(5, '3c 01 06'));
    assert.equal(talk.answer().length, 9 + 5 * 60);
    talk.sends(requests.confirm(5));
    assert.equal(talk.answer().length, 9 + 5 * 40);
  });

  it('a fragment that is not confirmed is the last one', () => {
    const { talk } = many(300);
    talk.sends(requests.read(5, '3c 01 06')).answer();
    talk.passes(5_000).silent().sends(requests.confirm(5)).silent();
  });

  it('a new request ends what was under way', () => {
    const { talk } = many(300);
    talk.sends(requests.read(5, '3c 01 06')).answer();
    talk.sends(requests.delayMeasure(6)).answers(response(6, {}, '34 02 07 01 00 00'));
    talk.sends(requests.confirm(5)).silent();
  });

  it('points may be added meanwhile: what was begun goes on as it was', () => {
    const { talk, database } = many(300);
    talk.sends(requests.read(5, '1e 01 06')).answer();
    database.define('analog-input', 100, { staticVariation: 1 });
    talk.sends(requests.confirm(5));
    assert.equal(hexOf(talk.answer().subarray(0, 9)), '46 81 00 00 1e 01 00 3a 63');
  });
});
