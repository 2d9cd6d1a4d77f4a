import assert from 'node:assert/strict';
import { PointDatabase, type PointEvent } from '../../../../lib/dnp3/outstation/database';
import { NOON } from '../../../support/dnp3/conversation';

const NOW = { mono: 0, utc: NOON };

function listening(): { database: PointDatabase; events: PointEvent[]; end: () => void } {
  const database = new PointDatabase();
  const events: PointEvent[] = [];
  const end = database.subscribe((event) => events.push(event));
  return { database, events, end };
}

describe('outstation: the point database', () => {
  it('keeps points by type and index, with gaps, in order', () => {
    const { database } = listening();
    for (const index of [65_535, 3, 0]) database.define('counter', index);
    database.define('analog-input', 1);
    assert.deepEqual(
      database.points('counter').map(({ index }) => index),
      [0, 3, 65_535],
    );
    const { from, to } = database.slice('counter', 1, 100);
    assert.deepEqual([from, to], [1, 2]);
    assert.equal(database.point('counter', 1), undefined);
    assert.equal(database.update('counter', 1, { value: 1 }, NOW), false);
  });

  it('stamps a reading with its own time, or with now', () => {
    const { database } = listening();
    const point = database.define('binary-input', 0);
    database.update('binary-input', 0, { value: true }, NOW);
    assert.deepEqual([point.value, point.flags, point.time], [1, 0x01, NOON]);
    database.update('binary-input', 0, { value: false, flags: 0x05, time: 5.7 }, NOW);
    assert.deepEqual([point.value, point.flags, point.time], [0, 0x05, 5]);
  });

  it('tells all who subscribe, until they end it', () => {
    const { database, events, end } = listening();
    database.define('counter', 0, { class: 2 });
    database.update('counter', 0, { value: 7 }, NOW);
    end();
    database.update('counter', 0, { value: 8 }, NOW);
    assert.deepEqual(
      events.map(({ group, class: of, value }) => [group, of, value]),
      [[22, 2, 7]],
    );
  });

  it('counters go round at 32 bits, and take nothing below 0', () => {
    const { database } = listening();
    const point = database.define('counter', 0);
    database.update('counter', 0, { value: 2 ** 32 + 5.9 }, NOW);
    assert.equal(point.value, 5);
    for (const value of [-1, NaN, Infinity])
      assert.throws(() => database.update('counter', 0, { value }, NOW), /counter 0 takes whole numbers/);
  });

  it('a counter has a deadband like an analog', () => {
    const { database, events } = listening();
    database.define('counter', 0, { class: 1, deadband: 10 });
    for (const value of [0, 10, 11, 21, 22]) database.update('counter', 0, { value }, NOW);
    assert.deepEqual(
      events.map(({ value }) => value),
      [0, 11, 22],
    );
  });

  it('double-bit points have four states', () => {
    const { database, events } = listening();
    database.define('double-bit-input', 0, { class: 1 });
    for (const value of [1, 2, 2, 3, 0]) database.update('double-bit-input', 0, { value }, NOW);
    assert.deepEqual(
      events.map(({ value }) => value),
      [1, 2, 3, 0],
    );
  });

  it('a state is one that the type has', () => {
    const { database } = listening();
    for (const type of ['binary-input', 'binary-output', 'double-bit-input'] as const) {
      database.define(type, 0);
      assert.throws(() => database.update(type, 0, { value: NaN }, NOW), new RegExp(`${type} 0 takes`));
    }
    for (const value of [-1, 4, 1.5, true])
      assert.throws(
        () => database.update('double-bit-input', 0, { value }, NOW),
        /double-bit-input 0 takes a state from 0 to 3/,
      );
  });

  it('flags are those of the type: no bit of them becomes a state, or another octet', () => {
    const { database } = listening();
    for (const [type, flags] of [
      ['binary-input', 0x7f],
      ['binary-output', 0x7f],
      ['double-bit-input', 0x3f],
      ['analog-input', 0xff],
    ] as const) {
      const point = database.define(type, 0);
      database.update(type, 0, { value: 0, flags: 0x3ff }, NOW);
      assert.equal(point.flags, flags, type);
    }
  });

  it('times are within the 48 bits that there are for them', () => {
    const { database } = listening();
    const point = database.define('binary-input', 0);
    for (const [time, told] of [
      [2 ** 48 - 1, 2 ** 48 - 1],
      [2 ** 48, 2 ** 48 - 1],
      [Infinity, 2 ** 48 - 1],
      [-1, 0],
      [1.9, 1],
      [NaN, NOW.utc],
    ] as const) {
      database.update('binary-input', 0, { value: true, time }, NOW);
      assert.equal(point.time, told, String(time));
    }
  });

  it('octet strings are copied; an empty one is one octet of 0, since a length of 0 cannot be told', () => {
    const { database, events } = listening();
    const point = database.define('octet-string', 0, { class: 1 });
    const octets = Uint8Array.of(1, 2);
    database.update('octet-string', 0, { value: octets }, NOW);
    octets[0] = 9;
    assert.deepEqual(point.octets, Uint8Array.of(1, 2));
    database.update('octet-string', 0, { value: Uint8Array.of(1, 2) }, NOW);
    assert.equal(events.length, 1);
    database.update('octet-string', 0, { value: new Uint8Array(0) }, NOW);
    assert.deepEqual(point.octets, Uint8Array.of(0));
    const update = (value: number | Uint8Array): void =>
      void database.update('octet-string', 0, { value }, NOW);
    assert.throws(() => update(new Uint8Array(256)), /octet-string 0 takes up to 255 octets/);
    assert.throws(() => update(1), TypeError);
    database.define('counter', 0);
    assert.throws(() => database.update('counter', 0, { value: octets }, NOW), /takes no octets/);
  });

  it('says which point and which option are wrong', () => {
    const { database } = listening();
    assert.throws(() => database.define('counter', 65_536), /counter 65536: an index/);
    assert.throws(
      () => database.define('counter', 0, { staticVariation: 3 }),
      /counter 0: staticVariation 3/,
    );
    assert.throws(
      () => database.define('counter', 0, { eventVariation: 0 }),
      /eventVariation 0 is none of group 22/,
    );
    assert.throws(() => database.define('counter', 0, { deadband: -1 }), /counter 0: a deadband/);
    assert.throws(
      () => database.define('analog-output', 0, { commandVariation: 9 }),
      /commandVariation 9 is none of group 43/,
    );
  });

  it('a freeze without a frozen point only clears', () => {
    const { database, events } = listening();
    const point = database.define('counter', 0, { class: 1 });
    database.update('counter', 0, { value: 7 }, NOW);
    database.freeze(point, false, NOW);
    assert.deepEqual([point.value, events.length], [7, 1]);
    database.freeze(point, true, NOW);
    assert.deepEqual([point.value, events.length], [0, 2]);
  });

  it('a point that gets a class again is reported with class 0 again', () => {
    const { database } = listening();
    const point = database.define('counter', 0, { class: 'none' });
    assert.equal(database.class0('counter').length, 0);
    database.assignClass(point, 1);
    assert.equal(database.class0('counter').length, 1);
  });
});
