import assert from 'node:assert/strict';
import { RejectionCounter } from '../../../lib/telemetry';
import { FakeClock } from '../../support/fake-clock';
import { CountingMeter } from './fixture';

describe('RejectionCounter', () => {
  const build = () => {
    const clock = new FakeClock();
    const meter = new CountingMeter();
    return { clock, meter, rejections: new RejectionCounter(clock, meter) };
  };

  it('counts per reason, for the metrics and in words', () => {
    const { meter, rejections } = build();
    assert.equal(rejections.summary, '');
    rejections.count({ reason: 'bad-timestamp' }, 2);
    for (let i = 0; i < 10; i++) rejections.count({ reason: 'unknown-sensor' });
    assert.equal(rejections.size, 12);
    assert.equal(rejections.summary, '12 rejected (unknown-sensor 10, bad-timestamp 2)');
    assert.equal(meter.read('thermacore_readings_rejected_total{unknown-sensor}'), 10);
    assert.equal(meter.read('thermacore_readings_rejected_total'), 12);
  });

  it('lets the first ten of each reason in a minute through', () => {
    const { clock, rejections } = build();
    const samples = (reason: 'bad-quality' | 'not-finite', of: number): number =>
      Array.from({ length: of }, () => rejections.count({ reason })).filter(Boolean).length;
    assert.equal(samples('bad-quality', 100), 10);
    assert.equal(samples('not-finite', 3), 3);
    clock.advance(59_999);
    assert.equal(samples('bad-quality', 5), 0);
    clock.advance(1);
    assert.equal(samples('bad-quality', 100), 10);
    assert.equal(rejections.size, 208);
  });
});
