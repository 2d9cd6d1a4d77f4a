import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NO_FEEDBACK, SENSOR_DETECTORS, SensorModel, learnFeedback, merged } from '../../../lib/anomaly';
import { T0, feed, modelOf, noise } from './fixture';

const SECOND = 1000;
const normal = (count: number, seed = 1, level = 50): number[] => {
  const random = noise(seed);
  return Array.from({ length: count }, () => level + random());
};

describe('SensorModel', () => {
  it('says nothing while it warms up, and how long that still takes', () => {
    const model = modelOf({ warmUpReadings: 150 });
    assert.equal(model.warmsUpFor, 150);
    const wild = Array.from({ length: 149 }, (_, i) => (i % 50 === 49 ? 1e6 : i % 7));
    assert.deepEqual(new Set(feed(model, wild)), new Set([0]));
    assert.equal(model.warmsUpFor, 1);
    assert.ok(!model.isWarm);
  });

  it('is calm on noise: less than one in a thousand readings from 0.5 on', () => {
    const scores = feed(modelOf(), normal(20_000));
    assert.ok(scores.filter((score) => score >= 0.5).length < 20);
  });

  it('finds a spike, with the detector, the band and the value', () => {
    const model = modelOf();
    feed(model, normal(1000));
    feed(model, [90], T0 + 1000 * SECOND);
    assert.ok(model.confidence > 0.9, `${model.confidence}`);
    assert.ok(model.detector && SENSOR_DETECTORS.includes(model.detector as never));
    assert.ok(model.strength > 5);
    const { low, high } = model.band;
    assert.ok(low < 50 && high > 50 && high < 90 && low > 10, `${low} to ${high}`);
  });

  it('is calm again soon after a spike, in all detectors', () => {
    const model = modelOf();
    feed(model, normal(1000));
    feed(model, [90], T0 + 1000 * SECOND);
    const after = feed(model, normal(40, 2), T0 + 1001 * SECOND);
    assert.ok(
      after.slice(25).every((score) => score < 0.45),
      after.map((one) => one.toFixed(2)).join(' '),
    );
  });

  it('a noisy sensor gets patience: the same jump that is found in a quiet one is not', () => {
    const random = noise(5);
    const noisy = Array.from({ length: 3000 }, (_, i) => 50 + random() + (i % 40 === 7 ? 12 * random() : 0));
    const [quietModel, noisyModel] = [modelOf(), modelOf()];
    feed(quietModel, normal(3000));
    feed(noisyModel, noisy);
    const [quiet = 0] = feed(quietModel, [63], T0 + 3000 * SECOND);
    const [loud = 1] = feed(noisyModel, [63], T0 + 3000 * SECOND);
    assert.ok(quiet > 0.5 && loud < 0.2, `${quiet} and ${loud}`);
  });

  it('finds what is stuck, and that it is', () => {
    const model = modelOf();
    feed(model, normal(1000));
    const scores = feed(
      model,
      Array.from({ length: 60 }, () => 50.1),
      T0 + 1000 * SECOND,
    );
    assert.ok((scores[0] as number) < 0.5);
    assert.ok((scores[59] as number) > 0.9);
    assert.equal(model.detector, 'stuck');
  });

  it('only the detectors that are on look at it', () => {
    const model = modelOf({ detectors: ['stuck'] });
    feed(model, normal(1000));
    const [score = 1] = feed(model, [1e6], T0 + 1000 * SECOND);
    assert.ok(score < 0.1);
  });

  it('sensitivity and feedback move what is asked for, and taking feedback back leaves no trace', () => {
    const values = normal(1000);
    const scoreOf = (model: SensorModel): number => {
      feed(model, values);
      return feed(model, [57.5], T0 + 1000 * SECOND)[0] as number;
    };
    const plain = modelOf();
    const score = scoreOf(plain);
    assert.ok(score > 0.02 && score < 0.98, `${score}`);
    assert.ok(scoreOf(modelOf({ sensitivity: 10 })) > score);
    assert.ok(scoreOf(modelOf({ sensitivity: 0.1 })) < score);
    let feedback = NO_FEEDBACK;
    for (const detector of SENSOR_DETECTORS) feedback = learnFeedback(feedback, detector, 'false', undefined);
    assert.ok(scoreOf(modelOf({}, { feedback })) < score / 2);
    assert.equal(feedback.refused, 9);
    const confirmed = learnFeedback(NO_FEEDBACK, 'iqr', 'true', undefined);
    assert.ok(scoreOf(modelOf({}, { feedback: confirmed })) >= score);
    const back = learnFeedback(confirmed, 'iqr', undefined, 'true');
    assert.deepEqual(back, { ...NO_FEEDBACK, shifts: { iqr: 0 } });
  });

  it('a hint of several sensors together counts for the next reading only', () => {
    const model = modelOf();
    feed(model, normal(500));
    model.hint('half-space-trees', 25);
    const [hinted = 0, after = 1] = feed(model, [50, 50.2], T0 + 500 * SECOND);
    assert.ok(hinted > 0.9 && after < hinted);
  });

  it('what is saved scores exactly the same afterwards', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 700 }),
        fc.subarray([...SENSOR_DETECTORS], { minLength: 1 }),
        (seed, before, detectors) => {
          const options = { settings: merged({ window: 60, detectors }), range: 100 };
          const one = new SensorModel(options);
          const random = noise(seed);
          const value = (i: number): number => Math.round(50 + 10 * Math.sin(i / 60) + random());
          for (let i = 0; i < before; i++) one.observe(value(i), T0 + i * 60_000);
          const other = SensorModel.restore(options, one.save());
          assert.ok(other);
          for (let i = before; i < before + 200; i++) {
            const next = i === before + 100 ? 300 : value(i);
            for (const model of [one, other]) model.observe(next, T0 + i * 60_000);
            assert.equal(other.confidence, one.confidence);
            assert.equal(other.detector, one.detector);
            assert.equal(other.strength, one.strength);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('a state of other settings, of another version or cut short begins anew instead', () => {
    const options = { settings: merged({ window: 60 }) };
    const state = feedAndSave(new SensorModel(options));
    assert.ok(SensorModel.restore(options, state));
    assert.equal(SensorModel.restore({ settings: merged({ window: 61 }) }, state), undefined);
    assert.equal(
      SensorModel.restore({ settings: merged({ window: 60, detectors: ['iqr'] }) }, state),
      undefined,
    );
    assert.equal(SensorModel.restore(options, state.subarray(0, 800)), undefined);
    assert.equal(SensorModel.restore(options, Buffer.concat([state, state])), undefined);
    const other = Buffer.from(state);
    other.writeDoubleLE(99, 0);
    assert.equal(SensorModel.restore(options, other), undefined);
  });

  it('a state stays within 64 kB at the default window', () => {
    const model = new SensorModel({ settings: merged() });
    feed(model, normal(2000));
    assert.ok(model.save().length < 65_536, `${model.save().length} bytes`);
  });
});

const feedAndSave = (model: SensorModel): Buffer => {
  feed(model, normal(300));
  return model.save();
};
