import assert from 'node:assert/strict';
import { Flag } from '../../../../lib/dnp3/app/flags';
import type { Measurement } from '../../../../lib/dnp3/measurement';
import { Binding } from '../../../../lib/connectors/dnp3/binding';
import { Collector } from '../../../contract/collector';
import { FakeClock } from '../../../support/fake-clock';
import { event, measured, point } from './fixture';

describe('What an outstation measured', () => {
  let clock: FakeClock;
  let collector: Collector;
  let settled: boolean[];
  beforeEach(() => {
    clock = new FakeClock();
    collector = new Collector('aqua', 'by hand');
    settled = [];
  });

  const binding = (...points: object[]): Binding =>
    new Binding({
      points: points.map((one) => point(one)),
      receiver: collector,
      clock,
      device: 'rtu:20000/10',
    });
  const take = (to: Binding, ...measurements: Measurement[]): void =>
    to.take(measurements, (stored) => void settled.push(stored));

  it('becomes readings with their place, in the order of the events, as one batch', () => {
    const to = binding({}, { kind: 'binary-input', sensor: 'burner', index: 4 });
    const time = clock.now() - 5000;
    take(
      to,
      event({ value: 1, time }),
      event({ type: 'binary-input', index: 4, value: true, time: time + 1 }),
      event({ value: 2, time: time + 2 }),
    );
    assert.deepEqual(collector.batches, [3]);
    assert.deepEqual(
      collector.readings.map(({ sensor, value, timestamp, origin }) => [
        sensor,
        value,
        timestamp,
        origin?.address,
      ]),
      [
        ['supply-temperature', 1, time, 'analog input 0'],
        ['burner', true, time + 1, 'binary input 4'],
        ['supply-temperature', 2, time + 2, 'analog input 0'],
      ],
    );
    const { tenant, origin } = collector.readings[0]!;
    assert.deepEqual(
      [tenant, origin?.protocol, origin?.device, origin?.receivedAt],
      ['aqua', 'dnp3', 'rtu:20000/10', clock.now()],
    );
  });

  it('is settled as the receiver settles it, and not before', () => {
    const to = binding({});
    take(to, event());
    assert.deepEqual(settled, []);
    collector.settle(false);
    assert.deepEqual(settled, [false]);
    take(to, event());
    collector.settle(true);
    assert.deepEqual(settled, [false, true]);
  });

  it('is settled at once where no point binds it: nobody would ever store it', () => {
    take(binding({}), event({ index: 9 }));
    assert.deepEqual(settled, [true]);
    assert.deepEqual(collector.batches, []);
  });

  it('is dated by the field, on arrival where the field says nothing, and says so of an event', () => {
    const to = binding({});
    const now = clock.now();
    take(to, measured());
    take(to, event());
    take(to, event({ time: now - 10, synchronised: false }));
    take(to, event({ time: 86_400_000 }));
    assert.deepEqual(
      collector.readings.map(({ timestamp, flags }) => [timestamp - now, ...(flags ?? [])]),
      [[0], [0, 'arrival-time'], [-10, 'unsynchronised'], [0, 'arrival-time']],
    );
  });

  it('tells apart events of one point at one time, alike each time they come', () => {
    const to = binding({});
    const time = clock.now();
    for (let i = 0; i < 2; i++) {
      take(to, event({ value: 1, time }), event({ value: 2, time }), event({ value: 3, time: time + 1 }));
      collector.settle(false);
    }
    assert.deepEqual(
      collector.readings.map(({ ordinal }) => ordinal),
      [undefined, 1, undefined, undefined, 1, undefined],
    );
  });

  it('is left out where it is no news, and is news again if it was not stored', () => {
    const to = binding({ report: 'change', deadband: 1, heartbeatMs: 60_000 });
    take(to, event({ value: 10 }));
    collector.settle(true);
    take(to, event({ value: 10.5 }));
    assert.deepEqual(settled, [true, true]);
    take(to, event({ value: 12 }));
    collector.settle(false);
    take(to, event({ value: 12 }));
    collector.settle(true);
    clock.advance(60_000);
    take(to, event({ value: 12 }));
    collector.settle(true);
    take(to, event({ value: 12, flags: Flag.Online | Flag.Restart }));
    assert.deepEqual(collector.values, [10, 12, 12, 12, 12]);
  });

  it('is told as often as before when the clock is set back', () => {
    const to = binding({ report: 'change', heartbeatMs: 60_000 });
    take(to, measured({ value: 10 }));
    collector.settle(true);
    const anHourAgo = clock.now() - 3_600_000;
    clock.now = () => anHourAgo;
    clock.advance(60_000);
    take(to, measured({ value: 10 }));
    assert.deepEqual(collector.values, [10, 10]);
  });

  it('without a value carries the last one as bad, and nothing where there was none', () => {
    const to = binding({});
    take(to, measured({ value: NaN }));
    assert.deepEqual(collector.readings, []);
    take(to, measured({ value: 5 }), measured({ value: NaN }));
    assert.deepEqual(
      collector.readings.map(({ value, quality, flags }) => [value, quality, ...(flags ?? [])]),
      [
        [5, 'good'],
        [5, 'bad', 'sensor-failure'],
      ],
    );
  });

  it('is marked once as lost when the outstation is away, and good again with the next value', () => {
    const to = binding({}, { sensor: 'pressure', index: 1 });
    take(to, measured({ value: 5 }));
    to.lose('nothing answers');
    to.lose('nothing answers at all');
    take(to, measured({ value: 5 }));
    assert.deepEqual(
      collector.readings.map(({ sensor, quality, flags }) => [sensor, quality, ...(flags ?? [])]),
      [
        ['supply-temperature', 'good'],
        ['supply-temperature', 'bad', 'comm-lost'],
        ['supply-temperature', 'good'],
      ],
    );
    assert.equal(collector.readings[1]?.origin?.properties?.['fault'], 'nothing answers');
    assert.deepEqual(to.silent, ['analog input 1']);
  });

  it('is refused where the registry does not know the sensor, and does not keep the outstation waiting', () => {
    const rejecting = Object.assign(collector, { admit: () => 'unknown-sensor' as const });
    take(binding({}), event());
    assert.deepEqual(
      rejecting.rejections.map(({ reason }) => reason),
      ['unknown-sensor'],
    );
    assert.deepEqual(settled, [true]);
  });

  it('of a command that somebody gave is no value of the output', () => {
    take(
      binding({ kind: 'binary-output' }),
      event({ type: 'binary-output', group: 13, variation: 1, value: true, status: 0 }),
    );
    assert.deepEqual(collector.readings, []);
  });
});
