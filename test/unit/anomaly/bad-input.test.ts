import assert from 'node:assert/strict';
import { Watch, merged, type AnomalyRecord, type WatchedSensor } from '../../../lib/anomaly';
import { recordOf, shownAnomaly } from '../../../lib/anomaly/service/shown';
import type { Reading } from '../../../lib/core/reading';
import { T0, feed, modelOf, noise } from './fixture';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

const quiet = (count: number, level = 50): number[] => {
  const random = noise(9);
  return Array.from({ length: count }, () => level + random());
};

/** The rules stand in docs/anomaly.md, each as it is tested here. */
describe('anomaly detection on bad input', () => {
  it('gap: nothing is compared across a silence of more than ten usual intervals', () => {
    const model = modelOf({ detectors: ['rate', 'cusum', 'stuck'] });
    feed(model, quiet(500));
    const [score = 1] = feed(model, [58], T0 + 500 * SECOND + 2 * HOUR);
    assert.ok(score < 0.1, 'a change over hours is no spike');
    const again = feed(model, quiet(20), T0 + 501 * SECOND + 2 * HOUR);
    assert.ok(again.every((one) => one < 0.9));
  });

  it('duplicates and late readings are left out: they change no later score', () => {
    const [clean, messy] = [modelOf(), modelOf()];
    const values = quiet(600);
    const scores = feed(clean, values);
    values.forEach((value, i) => {
      messy.observe(value, T0 + i * SECOND);
      assert.equal(messy.confidence, scores[i]);
      assert.equal(messy.observe(1e9, T0 + i * SECOND), 'out-of-order');
      assert.equal(messy.observe(-1e9, T0 + i * SECOND - 500), 'out-of-order');
    });
  });

  it('constant series: no score, and the first change is judged by the range of the sensor', () => {
    const model = modelOf({}, { range: 100 });
    const scores = feed(
      model,
      Array.from({ length: 1000 }, () => 20),
    );
    assert.ok(scores.every((score) => score === 0 || score < 0.01));
    const [small = 1] = feed(model, [20.05], T0 + 1000 * SECOND);
    assert.ok(small < 0.1, 'half a thousandth of the range is nothing');
    const other = modelOf({}, { range: 100 });
    feed(
      other,
      Array.from({ length: 1000 }, () => 20),
    );
    const [large = 0] = feed(other, [60], T0 + 1000 * SECOND);
    assert.ok(large > 0.9 && Number.isFinite(other.strength));
  });

  it('constant zero: the first change is a finite number', () => {
    const model = modelOf();
    feed(
      model,
      Array.from({ length: 500 }, () => 0),
    );
    const [score = NaN] = feed(model, [1], T0 + 500 * SECOND);
    assert.ok(score >= 0 && score <= 1 && Number.isFinite(model.evidence));
  });

  it('two points say nothing', () => {
    const model = modelOf();
    assert.deepEqual(feed(model, [1, 1e12]), [0, 0]);
    assert.equal(modelOf().confidence, 0);
  });

  it('NaN and infinity are left out: they change no later score', () => {
    const [clean, messy] = [modelOf(), modelOf()];
    const values = quiet(600);
    const scores = feed(clean, values);
    values.forEach((value, i) => {
      for (const bad of [NaN, Infinity, -Infinity])
        assert.equal(messy.observe(bad, T0 + i * SECOND - 1), 'not-a-number');
      messy.observe(value, T0 + i * SECOND);
      assert.equal(messy.confidence, scores[i]);
    });
    assert.equal(messy.observe(1, NaN), 'out-of-order');
  });

  it('the largest numbers there are give a score between 0 and 1', () => {
    const model = modelOf();
    const scores = feed(
      model,
      Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 1 : -1) * (i % 3 === 0 ? 1e150 : 1e-150)),
    );
    assert.ok(scores.every((score) => score >= 0 && score <= 1));
  });

  it('unit change in the middle: one event, and half a window later the new level is usual', () => {
    const model = modelOf();
    feed(model, quiet(1000));
    const bar = quiet(1000).map((value) => value / 100);
    const scores = feed(model, bar, T0 + 1000 * SECOND);
    assert.ok((scores[0] as number) > 0.9);
    assert.ok(scores.slice(400).every((score) => score < 0.9));
  });

  it('unit change in the registry: what was learnt in the old unit is dropped, and it warms up again', () => {
    let about: WatchedSensor = { settings: merged({ window: 60 }), uom: 'kPa' };
    const watch = new Watch({ sensor: () => about, together: () => [], offsetAt: () => 0 });
    const reading = (i: number, value: number): Reading => ({
      tenant: 'aqua', unit: 'boiler-1', sensor: 'pressure', timestamp: T0 + i * SECOND, value, quality: 'good',
    }); // prettier-ignore
    const score = (i: number, value: number): number => {
      const verdict = watch.observe(reading(i, value));
      assert.ok(typeof verdict !== 'string');
      return verdict.score;
    };
    quiet(500).forEach((value, i) => score(i, value));
    about = { ...about, uom: 'bar' };
    assert.equal(score(500, 0.5), 0);
    const verdict = watch.observe(reading(501, 0.51));
    assert.ok(typeof verdict !== 'string' && verdict.warmsUpFor === 98);
    assert.equal(verdict.warmsUpBecause, 'unit-of-measure');
    for (let i = 0; i < 98; i++) score(502 + i, 0.5 + i / 1000);
    assert.equal(verdict.warmsUpBecause, undefined, 'told until it is warm');
    const saved = [...watch.save()].map((model) => ({ ...model, uom: 'kPa' }));
    const later = new Watch({ sensor: () => about, together: () => [], offsetAt: () => 0 });
    later.restore(saved);
    const first = later.observe(reading(700, 0.5));
    assert.ok(typeof first !== 'string');
    assert.equal(first.warmsUpBecause, 'unit-of-measure', 'also where it changed while nothing ran');
  });

  it('unit change without a word: one anomaly, with the unit that it may be in', () => {
    const about: WatchedSensor = { settings: merged({ window: 60 }), uom: 'bar' };
    const watch = new Watch({ sensor: () => about, together: () => [], offsetAt: () => 0 });
    const found: AnomalyRecord[] = [];
    [...quiet(500, 50), ...quiet(100, 50).map((value) => value * 100)].forEach((value, i) => {
      const timestamp = T0 + i * SECOND;
      const verdict = watch.observe({
        tenant: 'aqua', unit: 'boiler-1', sensor: 'pressure', timestamp, value, quality: 'good',
      }); // prettier-ignore
      assert.ok(typeof verdict !== 'string');
      if (verdict.event === 'begin' && verdict.episode) found.push(recordOf('a', verdict.episode));
    });
    assert.equal(found.length, 1);
    assert.match(shownAnomaly(found[0] ?? assert.fail()).hint ?? '', /unit of measure changed/);
  });

  it('1 s and 1 h mixed: each change is held against changes over as long a time', () => {
    const model = modelOf();
    const random = noise(6);
    let at = T0;
    let level = 50;
    const scores: number[] = [];
    for (let i = 0; i < 3000; i++) {
      const hourly = i % 60 === 59;
      at += hourly ? HOUR : SECOND;
      if (hourly) level += 3 * random();
      model.observe(level + 0.1 * random(), at);
      if (i > 1000) scores.push(model.confidence);
    }
    assert.ok(scores.filter((score) => score >= 0.9).length < scores.length / 100);
  });

  it('bad and uncertain quality, texts and switches are passed over', () => {
    const watch = new Watch({
      sensor: () => ({ settings: merged() }),
      together: () => [],
      offsetAt: () => 0,
    });
    const base = { tenant: 'aqua', unit: 'boiler-1', sensor: 'state', timestamp: T0 };
    assert.equal(watch.observe({ ...base, value: 'on', quality: 'good' }), 'no-number');
    assert.equal(watch.observe({ ...base, value: true, quality: 'good' }), 'no-number');
    assert.equal(watch.observe({ ...base, value: 1, quality: 'bad' }), 'not-good');
    assert.equal(watch.observe({ ...base, value: 1, quality: 'uncertain' }), 'not-good');
  });
});
