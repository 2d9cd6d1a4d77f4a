import type { Reading } from '../core/reading';
import type { Band, DetectorName } from './detectors/detector';
import { Episodes, type Episode, type EpisodeEvent } from './episode';
import type { Feedback } from './feedback';
import { SensorModel, type Ignored } from './sensor-model';
import { needsNewModel, type AnomalySettings } from './settings';
import { MOST_TOGETHER, UnitModel } from './unit-model';

/** What the registry knows of a sensor that is to be watched. */
export interface WatchedSensor {
  readonly settings: AnomalySettings;
  readonly feedback?: Feedback | undefined;
  /** Width of the range in the unit of measure. */
  readonly range?: number | undefined;
  readonly uom?: string | undefined;
}

/** What is to be watched. Answers from memory, the same object for as long as nothing changed. */
export interface WatchedPlant {
  /** Undefined for what is not to be scored. */
  sensor(unit: string, sensor: string): WatchedSensor | undefined;
  /** The sensors of a unit that are looked at together, in an order that stays. */
  together(unit: string): readonly string[];
  /** What the plant's wall clock is ahead of UTC at an instant, in ms. */
  offsetAt(at: number): number;
}

/** What was found of a reading. One object for all: it is overwritten by the next. */
export interface Verdict {
  /** 0 to 1. */
  score: number;
  detector: DetectorName | undefined;
  strength: number;
  /** Powers of ten of rarity: of this reading, and of so much surprise of late. */
  evidence: number;
  likelihood: number;
  expected: Band;
  /** Epoch ms at which the anomaly began that the reading belongs to. */
  since: number | undefined;
  /** What became of the anomaly by this reading. */
  event: EpisodeEvent | undefined;
  episode: Episode | undefined;
  /** Readings before anything is said. */
  warmsUpFor: number;
  /** Why it has to learn a sensor anew that it knew. */
  warmsUpBecause: Relearning | undefined;
}

/** What changed, so that what was learnt before says nothing any more. */
export const RELEARNING = ['unit-of-measure', 'settings'] as const;
export type Relearning = (typeof RELEARNING)[number];

export type Skipped = Ignored | 'not-watched' | 'not-good' | 'no-number' | 'full';

interface Tracked {
  about: WatchedSensor;
  model: SensorModel;
  readonly episodes: Episodes;
  readonly place: number;
  changed: boolean;
  because: Relearning | undefined;
}

interface Unit {
  readonly sensors: Map<string, Tracked>;
  together: { readonly names: readonly string[]; readonly model: UnitModel } | undefined;
}

/** A model as it is kept. The sensor is absent for that of a unit. */
export interface SavedModel {
  readonly unit: string;
  readonly sensor?: string;
  /** What the values were measured in. */
  readonly uom?: string;
  readonly state: Uint8Array;
}

/** Sensors of one tenant; further ones are passed on without a score. */
export const MOST_SENSORS = 20_000;

/** Watches all sensors of one tenant: makes their models, feeds them, and puts what is unusual together. */
export class Watch {
  private readonly units = new Map<string, Unit>();
  private readonly kept = new Map<string, SavedModel>();
  private count = 0;
  private readonly verdict: Verdict = {
    score: 0,
    detector: undefined,
    strength: 0,
    evidence: 0,
    likelihood: 0,
    expected: { low: -Infinity, high: Infinity },
    since: undefined,
    event: undefined,
    episode: undefined,
    warmsUpFor: 0,
    warmsUpBecause: undefined,
  };

  constructor(private readonly plant: WatchedPlant) {}

  get sensors(): number {
    return this.count;
  }

  /** Models that were kept; each is taken up when the first reading of its sensor comes. */
  restore(models: readonly SavedModel[]): void {
    for (const model of models) this.kept.set(keyOf(model.unit, model.sensor), model);
  }

  /** Judges a reading and learns it. Answers why it was left out where it was: neither judged nor learnt. */
  observe(reading: Reading): Verdict | Skipped {
    const { value, quality } = reading;
    const unit = this.unitOf(reading.unit);
    const tracked = this.find(unit, reading);
    if (typeof tracked === 'string') return tracked;
    // What the field itself does not trust says nothing about the plant.
    if (quality !== 'good') return 'not-good';
    if (typeof value !== 'number') return 'no-number';
    const { model, episodes, place } = tracked;
    if (episodes.current?.open === false) episodes.clear();
    const ignored = model.observe(value, reading.timestamp);
    if (ignored) return ignored;
    tracked.changed = true;
    this.observeTogether(unit, place, value);
    const { verdict } = this;
    verdict.event = episodes.next(model, value, reading.timestamp);
    verdict.episode = episodes.current;
    verdict.score = model.confidence;
    verdict.detector = model.detector;
    verdict.strength = model.strength;
    verdict.evidence = model.evidence;
    verdict.likelihood = model.likelihood;
    verdict.expected = model.band;
    verdict.since = episodes.current?.from;
    verdict.warmsUpFor = model.warmsUpFor;
    if (model.isWarm) tracked.because = undefined;
    verdict.warmsUpBecause = tracked.because;
    return verdict;
  }

  private observeTogether({ together, sensors }: Unit, place: number, value: number): void {
    if (!together || place < 0) return;
    const found = together.model.observe(place, value);
    const name = found && together.names[found.sensor];
    if (found && name !== undefined) sensors.get(name)?.model.hint('half-space-trees', found.evidence);
  }

  private unitOf(key: string): Unit {
    let unit = this.units.get(key);
    if (!unit) {
      unit = { sensors: new Map(), together: this.togetherOf(key) };
      this.units.set(key, unit);
    }
    return unit;
  }

  private togetherOf(key: string): Unit['together'] {
    const names = this.plant.together(key).slice(0, MOST_TOGETHER);
    if (names.length < 2) return undefined;
    const kept = this.take(key);
    const model = kept && UnitModel.restore(names.length, kept.state);
    return { names, model: model ?? new UnitModel(names.length) };
  }

  private find(unit: Unit, reading: Reading): Tracked | Skipped {
    const known = unit.sensors.get(reading.sensor);
    const about = this.plant.sensor(reading.unit, reading.sensor);
    if (!about?.settings.enabled) return 'not-watched';
    if (known) {
      if (known.about !== about) this.change(known, about);
      return known;
    }
    if (typeof reading.value !== 'number') return 'no-number';
    if (this.count >= MOST_SENSORS) return 'full';
    const tracked: Tracked = {
      about,
      ...this.modelOf(reading.unit, reading.sensor, about),
      episodes: new Episodes(reading.unit, reading.sensor),
      place: unit.together?.names.indexOf(reading.sensor) ?? -1,
      changed: false,
    };
    unit.sensors.set(reading.sensor, tracked);
    this.count++;
    return tracked;
  }

  private modelOf(
    unit: string,
    sensor: string,
    about: WatchedSensor,
  ): { model: SensorModel; because: Relearning | undefined } {
    const options = { ...about, offsetAt: (at: number) => this.plant.offsetAt(at) };
    const kept = this.take(unit, sensor);
    if (!kept) return { model: new SensorModel(options), because: undefined };
    // Bars are no kilopascals: what was learnt in another unit of measure is worth nothing.
    if (kept.uom !== about.uom) return { model: new SensorModel(options), because: 'unit-of-measure' };
    const model = SensorModel.restore(options, kept.state);
    return model ? { model, because: undefined } : { model: new SensorModel(options), because: 'settings' };
  }

  private take(unit: string, sensor?: string): SavedModel | undefined {
    const key = keyOf(unit, sensor);
    const kept = this.kept.get(key);
    this.kept.delete(key);
    return kept;
  }

  /** Settings, feedback or the sensor itself changed: what was learnt stays where it still fits. */
  private change(tracked: Tracked, about: WatchedSensor): void {
    const { about: before, model } = tracked;
    tracked.about = about;
    const isOtherUnit = before.uom !== about.uom;
    if (isOtherUnit || needsNewModel(before.settings, about.settings)) {
      tracked.model = new SensorModel({ ...about, offsetAt: (at) => this.plant.offsetAt(at) });
      tracked.because = isOtherUnit ? 'unit-of-measure' : 'settings';
    } else {
      model.settings = about.settings;
      if (about.feedback) model.feedback = about.feedback;
    }
  }

  /** What learnt something since the last call. */
  *save(): IterableIterator<SavedModel> {
    for (const [unit, { sensors, together }] of this.units) {
      let changed = false;
      for (const [sensor, tracked] of sensors) {
        if (!tracked.changed) continue;
        changed = true;
        tracked.changed = false;
        const { uom } = tracked.about;
        yield { unit, sensor, ...(uom === undefined ? {} : { uom }), state: tracked.model.save() };
      }
      if (changed && together) yield { unit, state: together.model.save() };
    }
  }

  /** After units or sensors changed: those that are no more are forgotten; their open anomalies end. */
  prune(): Episode[] {
    const ended: Episode[] = [];
    for (const [key, unit] of this.units) {
      for (const [sensor, { episodes }] of unit.sensors) {
        if (this.plant.sensor(key, sensor)?.settings.enabled) continue;
        const { current } = episodes;
        if (current?.open) {
          episodes.end();
          ended.push(current);
        }
        unit.sensors.delete(sensor);
        this.count--;
      }
      const names = this.plant.together(key).slice(0, MOST_TOGETHER);
      if (unit.sensors.size === 0 && names.length === 0) this.units.delete(key);
      else if (names.join() !== (unit.together?.names ?? []).join()) unit.together = this.togetherOf(key);
    }
    return ended;
  }

  /** Anomalies that last. */
  *open(): IterableIterator<Episode> {
    for (const { sensors } of this.units.values())
      for (const { episodes } of sensors.values()) if (episodes.current?.open) yield episodes.current;
  }
}

const keyOf = (unit: string, sensor?: string): string => (sensor === undefined ? unit : `${unit}/${sensor}`);
