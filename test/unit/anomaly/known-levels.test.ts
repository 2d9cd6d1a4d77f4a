import assert from 'node:assert/strict';
import { SensorModel, merged } from '../../../lib/anomaly';
import { T0, modelOf, noise } from './fixture';

const MINUTE = 60_000;

/** A valve that is open for `minutes` every six hours; the scores of each opening, and of what follows it. */
function openings(model: SensorModel, times: number, minutes: number, open = 4): number[] {
  const random = noise(5);
  const worst: number[] = [];
  for (let i = 0; i < times * 360; i++) {
    const isOpen = i % 360 >= 360 - minutes;
    model.observe((isOpen ? open : 0) + 0.01 * random(), T0 + i * MINUTE);
    const time = Math.floor((i + minutes) / 360);
    worst[time] = Math.max(worst[time] ?? 0, model.confidence);
  }
  return worst.slice(1, times);
}

const settings = { window: 120 };

describe('A sensor that jumps between levels', () => {
  it('is unusual the first times, and no more once it has been there three times', () => {
    const scores = openings(modelOf(settings), 9, 40);
    assert.ok((scores[0] ?? 0) > 0.9);
    assert.ok(
      scores.slice(4).every((score) => score < 0.9),
      scores.join(),
    );
  });

  it('is unusual again at a level that it never had', () => {
    const model = modelOf(settings);
    openings(model, 9, 40);
    const at = T0 + 9 * 360 * MINUTE;
    const scores = [7, 7.01, 6.99].map((value, i) => {
      model.observe(value, at + i * MINUTE);
      return model.confidence;
    });
    assert.ok(Math.max(...scores) > 0.9, scores.join());
  });

  it('stays unusual where it only spikes: a level is where it stays', () => {
    const scores = openings(modelOf(settings), 9, 2);
    assert.ok(
      scores.slice(4).some((score) => score > 0.9),
      scores.join(),
    );
  });

  it('is found stuck also at a level that it knows', () => {
    const model = modelOf(settings);
    openings(model, 9, 40);
    let most = 0;
    for (let i = 0; i < 60; i++) {
      model.observe(4.003, T0 + (9 * 360 + i) * MINUTE);
      most = Math.max(most, model.confidence);
    }
    assert.equal(model.detector, 'stuck');
    assert.ok(most > 0.9, String(most));
  });

  it('is known over a restart', () => {
    const model = modelOf(settings);
    openings(model, 6, 40);
    const again = SensorModel.restore({ settings: merged(settings) }, model.save());
    assert.ok(again);
    const at = T0 + 6 * 360 * MINUTE;
    for (let i = 0; i < 40; i++) {
      again.observe(4 + 0.001 * (i % 7), at + i * MINUTE);
      assert.ok(again.confidence < 0.9);
    }
  });
});
