import assert from 'node:assert/strict';
import type { Reading } from '../../../lib/core/reading';
import { FRAME_MS, FakeSink, createHub, reading, viewer } from './fixture';

describe('LiveHub', () => {
  it('sends the first reading at once, as the protocol says', () => {
    const { hub } = createHub();
    const sink = new FakeSink();
    hub.subscribe(viewer('aqua'), {}, sink, 'all');
    hub.publish([
      { ...reading('aqua', 'boiler-1', 'supply', 5, 71.5), quality: 'uncertain', flags: ['stale'] },
    ]);
    assert.deepEqual(sink.frames, [
      {
        type: 'readings',
        id: 'all',
        readings: [
          {
            unit: 'boiler-1',
            sensor: 'supply',
            timestamp: 5,
            value: 71.5,
            quality: 'uncertain',
            flags: ['stale'],
          },
        ],
      },
    ]);
  });

  it('keeps booleans, texts and awkward characters', () => {
    const { hub } = createHub();
    const sink = new FakeSink();
    hub.subscribe(viewer('aqua'), {}, sink);
    const values = [true, 'a "quoted"\nline \u2028 é', -0.5e-9];
    hub.publish(values.map((value, i) => ({ ...reading('aqua', 'u', `s${i}`), value })));
    assert.deepEqual(
      sink.readings.map(({ value }) => value),
      values,
    );
  });

  it('collects what follows the first frame, in order, until the next one is due', () => {
    const { hub, clock } = createHub();
    const sink = new FakeSink();
    hub.subscribe(viewer('aqua'), {}, sink);
    for (let i = 0; i < 10; i++) hub.publish([reading('aqua', 'u', 's', i, i)]);
    assert.equal(sink.frames.length, 1);
    clock.advance(FRAME_MS);
    assert.equal(sink.frames.length, 2);
    assert.deepEqual(
      sink.readings.map(({ value }) => value),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
  });

  it('sends at most 25 frames a second besides the first, and loses none of the readings', () => {
    const { hub, clock } = createHub();
    const sink = new FakeSink();
    hub.subscribe(viewer('aqua'), {}, sink);
    for (let ms = 0; ms < 1000; ms++) {
      hub.publish([reading('aqua', 'u', 's', ms, ms)]);
      clock.advance(1);
    }
    clock.advance(FRAME_MS);
    assert.ok(sink.frames.length <= 26, `${sink.frames.length} frames`);
    assert.equal(sink.readings.length, 1000);
  });

  it('sends frames more often while few watch', () => {
    const framesOf = (watching: number): number => {
      const { hub, clock } = createHub(null);
      const sinks = Array.from({ length: watching }, () => new FakeSink());
      for (const sink of sinks) hub.subscribe(viewer('aqua'), {}, sink);
      for (let ms = 0; ms < 1000; ms++) {
        hub.publish([reading('aqua', 'u', 's', ms, ms)]);
        clock.advance(1);
      }
      clock.advance(FRAME_MS);
      assert.equal(sinks[0]?.readings.length, 1000);
      return sinks[0]?.frames.length ?? 0;
    };
    const [few, some, many] = [framesOf(1), framesOf(100), framesOf(500)];
    // A frame is due at the hub's next tick, an eighth of the frame's time later at most.
    assert.ok(few > 80 && few <= 101, `${few} frames a second for one`);
    assert.ok(some > 40 && some <= 51, `${some} for a hundred`);
    assert.ok(many > 20 && many <= 26, `${many} for five hundred`);
  });

  it('encodes one frame for all clients with the same wish', () => {
    const { hub } = createHub();
    const sinks = [new FakeSink(), new FakeSink(), new FakeSink()];
    sinks.forEach((sink, i) =>
      hub.subscribe(viewer('aqua'), { units: i === 0 ? ['a', 'b'] : ['b', 'a'] }, sink, '1'),
    );
    hub.publish([reading('aqua', 'a', 's')]);
    assert.equal(new Set(sinks.map(({ raw }) => raw[0])).size, 1);
  });

  it('selects units and sensors, and nothing with empty lists', () => {
    const { hub } = createHub();
    const sink = new FakeSink();
    const nothing = new FakeSink();
    hub.subscribe(viewer('aqua'), { units: ['a'], sensors: ['b/s1', 'a/s1'] }, sink);
    hub.subscribe(viewer('aqua'), { units: [], sensors: [] }, nothing);
    hub.publish(
      ['a', 'b', 'c'].flatMap((unit) => [reading('aqua', unit, 's1'), reading('aqua', unit, 's2')]),
    );
    assert.deepEqual(
      sink.readings.map(({ unit, sensor }) => `${unit}/${sensor}`),
      ['a/s1', 'a/s2', 'b/s1'],
    );
    assert.equal(nothing.frames.length, 0);
  });

  it('serves a subscriber that comes when the sensor is known already, and stops when it ends', () => {
    const { hub, clock } = createHub();
    const [first, second] = [new FakeSink(), new FakeSink()];
    hub.subscribe(viewer('aqua'), {}, first);
    hub.publish([reading('aqua', 'u', 's')]);
    const end = hub.subscribe(viewer('aqua'), { units: ['u'] }, second);
    hub.publish([reading('aqua', 'u', 's')]);
    assert.equal(second.frames.length, 1);
    end();
    end();
    clock.advance(FRAME_MS);
    hub.publish([reading('aqua', 'u', 's')]);
    clock.advance(FRAME_MS);
    assert.equal(second.frames.length, 1);
    assert.equal(hub.size, 1);
  });

  it('refuses a platform user that acts in no tenant, and one that may not watch', () => {
    const { hub } = createHub();
    const platformUser = { ...viewer(null), role: 'admin' as const };
    assert.throws(() => hub.subscribe(platformUser, {}, new FakeSink()), { code: 'forbidden' });
    assert.equal(hub.size, 0);
  });

  it('passes over whatever is not a reading', () => {
    const { hub } = createHub();
    const sink = new FakeSink();
    hub.subscribe(viewer('aqua'), {}, sink);
    const good = reading('aqua', 'u', 's');
    const junk: unknown[] = [
      null, undefined, 7, 'text', [], {}, { ...good, timestamp: '5' }, { ...good, timestamp: NaN },
      { ...good, value: { a: 1 } }, { ...good, value: undefined }, { ...good, quality: 'so-so' },
      { ...good, quality: '"' }, { ...good, unit: 'A "unit"' }, { ...good, unit: 3 }, { ...good, flags: 'stale' },
      { ...good, tenant: undefined }, { ...good, tenant: { toString: () => 'aqua' } },
    ]; // prettier-ignore
    hub.publish([...junk, good] as Reading[]);
    assert.equal(sink.readings.length, 1);
  });

  it('leaves no timer behind when nothing waits', () => {
    const { hub, clock } = createHub();
    const sink = new FakeSink();
    const end = hub.subscribe(viewer('aqua'), {}, sink);
    for (let i = 0; i < 5; i++) hub.publish([reading('aqua', 'u', 's', i)]);
    end();
    clock.advance(10 * FRAME_MS);
    assert.equal(clock.timers, 0);
    assert.equal(sink.frames.length, 1);
  });

  describe('with a client that does not keep up', () => {
    it('sends the newest value of each sensor when it can take it again', () => {
      const { hub, clock } = createHub();
      const [slow, quick] = [new FakeSink(), new FakeSink()];
      hub.subscribe(viewer('aqua'), {}, slow, '1');
      hub.subscribe(viewer('aqua'), {}, quick, '1');
      slow.behind = true;
      for (let i = 0; i < 50; i++) {
        hub.publish([reading('aqua', 'u', 'a', i, i), reading('aqua', 'u', 'b', 100 - i, i)]);
        clock.advance(FRAME_MS);
      }
      assert.equal(quick.readings.length, 100);
      assert.equal(slow.frames.length, 0);
      slow.behind = false;
      clock.advance(FRAME_MS);
      assert.deepEqual(
        slow.readings.map(({ sensor, timestamp }) => [sensor, timestamp]),
        [
          ['a', 49],
          ['b', 100],
        ],
      );
      hub.publish([reading('aqua', 'u', 'a', 50, 50)]);
      clock.advance(FRAME_MS);
      assert.equal(slow.readings.at(-1)?.timestamp, 50);
      assert.equal(slow.closed, undefined);
    });

    it('closes it with 1013 when it takes nothing for ten seconds', () => {
      const { hub, clock } = createHub();
      const slow = new FakeSink();
      hub.subscribe(viewer('aqua'), {}, slow);
      slow.behind = true;
      hub.publish([reading('aqua', 'u', 's')]);
      clock.advance(9_900);
      assert.ok(!slow.closed);
      clock.advance(200);
      assert.deepEqual(slow.closed, {
        code: 1013,
        reason: 'Too slow: connect again, or subscribe to less.',
      });
      assert.equal(hub.size, 0);
      assert.equal(clock.timers, 0);
    });
  });

  it('keeps only the newest of each sensor when a frame would hold more than 5,000 readings', () => {
    const { hub, clock } = createHub();
    const sink = new FakeSink();
    hub.subscribe(viewer('aqua'), {}, sink);
    hub.publish([reading('aqua', 'u', 's0')]);
    for (let i = 0; i < 100_000; i += 100)
      hub.publish(Array.from({ length: 100 }, (_, j) => reading('aqua', 'u', `s${j}`, i, i)));
    clock.advance(FRAME_MS);
    assert.ok(sink.readings.length < 5100, `${sink.readings.length} readings`);
    const newest = new Map(sink.readings.map(({ sensor, value }) => [sensor, value]));
    assert.equal(newest.size, 100);
    for (const value of newest.values()) assert.equal(value, 99_900);
  });

  for (const [what, wish, seen] of [
    ['everything', {}, ['tank-1/a', 'tank-1/b']],
    ['his unit', { units: ['tank-1'] }, ['tank-1/a', 'tank-1/b']],
    ['another unit', { units: ['boiler-1'] }, []],
    ['sensors of both', { sensors: ['boiler-1/a', 'tank-1/b'] }, ['tank-1/b']],
    ['nothing', { units: [], sensors: [] }, []],
  ] as const)
    it(`sends somebody limited to a unit who wishes for ${what} only what is of it`, () => {
      const { hub, clock } = createHub();
      const sink = new FakeSink();
      hub.subscribe({ ...viewer('aqua'), units: ['tank-1'] }, wish, sink);
      hub.publish(
        ['boiler-1', 'tank-1'].flatMap((unit) => ['a', 'b'].map((sensor) => reading('aqua', unit, sensor))),
      );
      clock.advance(FRAME_MS);
      assert.deepEqual(sink.readings.map(({ unit, sensor }) => `${unit}/${sensor}`).sort(), [...seen]);
    });

  it('sends somebody limited to units no alarm of a device, nor of another unit', () => {
    const { hub, clock } = createHub();
    const sink = new FakeSink();
    hub.subscribe({ ...viewer('aqua'), units: ['tank-1'] }, { topic: 'alarms' }, sink);
    hub.publishAlarms('aqua', [
      { id: 'device' },
      { id: 'other', unit: 'boiler-1', sensor: 'a' },
      { id: 'own', unit: 'tank-1', sensor: 'a' },
    ] as Parameters<typeof hub.publishAlarms>[1]);
    clock.advance(FRAME_MS);
    const text = JSON.stringify(sink.frames);
    assert.ok(text.includes('own') && !text.includes('other') && !text.includes('device'));
  });
});
