import assert from 'node:assert/strict';
import { suggestionOf } from '../../../lib/analytics/suggestions';
import { near, noise } from './fixture';

const { normal } = noise(21);
const mean = Array.from({ length: 500 }, (_, i) => 70 + 3 * Math.sin(i / 20) + normal() / 10);
const input = {
  mean,
  min: mean.map((value) => value - 0.4),
  max: mean.map((value) => value + 0.4),
  deviation: mean.map(() => 0.2),
  quantity: 'other',
  decimals: 1,
};

describe('suggestions of limits and deadbands', () => {
  it('lie just outside what is usual, and would have rung rarely', () => {
    const found = suggestionOf(input);
    assert.ok(found);
    assert.ok(found.high > 72.9 && found.high < 74, `${found.high}`);
    assert.ok(found.low < 67.1 && found.low > 66, `${found.low}`);
    assert.ok(found.highHigh > found.high && found.lowLow < found.low);
    assert.ok(found.alarms <= 6, `${found.alarms}`);
  });

  it('have a deadband beyond the noise, and a smaller one for storing', () => {
    const found = suggestionOf(input);
    assert.ok(near(found?.noise ?? NaN, 0.2, 0.01), `${found?.noise}`);
    assert.ok((found?.deadband ?? 0) >= 0.6);
    assert.ok((found?.storageDeadband ?? 1) <= 0.2);
  });

  it('take the share of the range that is usual for the quantity', () => {
    const found = suggestionOf({ ...input, quantity: 'temperature', rangeLow: 0, rangeHigh: 120 });
    assert.equal(found?.deadband, 1.2);
  });

  it('stay in what the sensor can measure', () => {
    const found = suggestionOf({ ...input, rangeLow: 66.5, rangeHigh: 74 });
    assert.ok((found?.highHigh ?? 99) <= 74 && (found?.lowLow ?? 0) >= 66.5);
  });

  it('are not wider than what is usual, however noisy', () => {
    const found = suggestionOf({ ...input, deviation: mean.map(() => 50) });
    assert.ok((found?.deadband ?? 99) <= 2.1, `${found?.deadband}`);
  });

  it('are not made of a constant, of NaN or of too little', () => {
    const flat = new Array<number>(100).fill(5);
    assert.equal(suggestionOf({ ...input, min: flat, max: flat, mean: flat }), undefined);
    assert.equal(suggestionOf({ ...input, min: [1, 2], max: [1, 2], mean: [1, 2] }), undefined);
    const gaps = new Array<number>(100).fill(NaN);
    assert.equal(suggestionOf({ ...input, min: gaps, max: gaps, mean: gaps }), undefined);
  });
});
