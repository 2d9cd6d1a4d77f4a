import assert from 'node:assert/strict';
import type { LiveAlarm, LiveFilter } from '../../../lib/live';
import { FRAME_MS, FakeSink, createHub, reading, viewer } from './fixture';

interface AlarmFrame {
  readonly type: string;
  readonly id?: string;
  readonly alarms: readonly (LiveAlarm & { readonly state?: string })[];
}

const alarm = (id: string, state = 'unacknowledged', unit = 'pump-1') => ({ id, unit, sensor: 'run', state });
const framesOf = (sink: FakeSink): AlarmFrame[] =>
  sink.raw.map((frame) => JSON.parse(frame.toString()) as AlarmFrame);
const idsOf = (sink: FakeSink): string[] =>
  framesOf(sink).flatMap(({ alarms }) => alarms.map(({ id }) => id));

describe('LiveHub: alarms', () => {
  function watch(filter: LiveFilter = {}, tenant = 'aqua') {
    const { hub, clock } = createHub();
    const sink = new FakeSink();
    hub.subscribe(viewer(tenant), { ...filter, topic: 'alarms' }, sink, 'a');
    return { hub, clock, sink };
  }

  it('sends the first one at once, whole', () => {
    const { hub, sink } = watch();
    hub.publishAlarms('aqua', [alarm('trip:pump-1/run')]);
    assert.deepEqual(framesOf(sink), [{ type: 'alarms', id: 'a', alarms: [alarm('trip:pump-1/run')] }]);
  });

  it('sends none to another tenant', () => {
    const { hub, sink } = watch({}, 'borealis');
    hub.publishAlarms('aqua', [alarm('trip:pump-1/run')]);
    assert.equal(sink.raw.length, 0);
  });

  it('sends no readings to who watches alarms, and no alarms to who watches readings', () => {
    const { hub, sink } = watch();
    const readings = new FakeSink();
    hub.subscribe(viewer('aqua'), {}, readings);
    hub.publish([reading('aqua', 'pump-1', 'run')]);
    hub.publishAlarms('aqua', [alarm('trip:pump-1/run')]);
    assert.deepEqual([sink.raw.length, readings.readings.length, readings.raw.length], [1, 1, 1]);
  });

  it('sends those of the units and sensors asked for; those of devices only to who wants everything', () => {
    const { hub, clock, sink } = watch({ units: ['pump-1'], sensors: ['boiler-1/run'] });
    const all = new FakeSink();
    hub.subscribe(viewer('aqua'), { topic: 'alarms' }, all);
    const alarms = [
      alarm('a'),
      alarm('b', 'normal', 'boiler-1'),
      alarm('c', 'normal', 'tank-1'),
      { id: 'd' },
    ];
    hub.publishAlarms('aqua', alarms);
    clock.advance(FRAME_MS);
    assert.deepEqual(idsOf(sink), ['a', 'b']);
    assert.deepEqual(idsOf(all), ['a', 'b', 'c', 'd']);
  });

  it('keeps the transitions of an alarm in their order while few wait', () => {
    const { hub, clock, sink } = watch();
    hub.publishAlarms('aqua', [alarm('x')]);
    for (const state of ['unacknowledged', 'acknowledged', 'normal'])
      hub.publishAlarms('aqua', [alarm('a', state)]);
    clock.advance(FRAME_MS);
    assert.deepEqual(
      framesOf(sink)[1]?.alarms.map(({ state }) => state),
      ['unacknowledged', 'acknowledged', 'normal'],
    );
  });

  it('sends a flood of 10,000 in frames of 500, each alarm with its newest state', () => {
    const { hub, clock, sink } = watch();
    const flood = (state: string) => Array.from({ length: 10_000 }, (_, i) => alarm(`a${i}`, state));
    hub.publishAlarms('aqua', flood('unacknowledged'));
    hub.publishAlarms('aqua', flood('acknowledged'));
    clock.advance(FRAME_MS * 50);
    const frames = framesOf(sink);
    assert.ok(frames.every(({ alarms }) => alarms.length <= 500));
    const newest = new Map(frames.flatMap(({ alarms }) => alarms.map(({ id, state }) => [id, state])));
    assert.equal(newest.size, 10_000);
    assert.ok([...newest.values()].every((state) => state === 'acknowledged'));
    assert.ok(frames.length < 45, `${frames.length} frames`);
  });

  it('gives a client that was behind the newest of each alarm', () => {
    const { hub, clock, sink } = watch();
    sink.behind = true;
    for (const state of ['unacknowledged', 'acknowledged']) {
      hub.publishAlarms('aqua', [alarm('a', state), alarm('b', state)]);
      clock.advance(FRAME_MS);
    }
    sink.behind = false;
    clock.advance(FRAME_MS);
    assert.deepEqual(framesOf(sink).at(-1)?.alarms, [alarm('a', 'acknowledged'), alarm('b', 'acknowledged')]);
  });

  it('costs nothing when nobody watches', () => {
    const { hub } = createHub();
    const alarms = new Proxy([] as LiveAlarm[], {
      get: () => assert.fail('was looked at'),
    });
    hub.publishAlarms('aqua', alarms);
  });
});
