import {
  Watch,
  merged,
  type AnomalySettingsInput,
  type Verdict,
  type WatchedPlant,
} from '../../../lib/anomaly';
import { PLANT_DEFINITION, PlantModel, type Fault } from '../../../lib/connectors/simulator';
import type { Reading } from '../../../lib/core/reading';

const STEP_S = 60;
const MINUTES_PER_DAY = 1440;
/** Days without a fault, in which the plant is learnt. */
const LEARNING_DAYS = 5;
const HALF_DAY = MINUTES_PER_DAY / 2;
/** A Monday. */
const START = Date.UTC(2026, 0, 5);

/** Which faults, on what, how bad, for how long in minutes. Noisy and quiet sensors, slow and fast ones. */
const PLAN: readonly (Fault & { readonly minutes: number })[] = [
  { kind: 'stuck', target: 'boiler-1/supply-temperature', severity: 1, minutes: 120 },
  { kind: 'stuck', target: 'pump-set-1/discharge-pressure', severity: 1, minutes: 120 },
  { kind: 'stuck', target: 'heat-exchanger-1/secondary-flow', severity: 1, minutes: 120 },
  { kind: 'drift', target: 'boiler-1/supply-temperature', severity: 0.1, minutes: 240 },
  { kind: 'drift', target: 'pump-set-1/suction-pressure', severity: 0.05, minutes: 240 },
  { kind: 'drift', target: 'pump-set-1/pump-1-vibration', severity: 0.1, minutes: 240 },
  { kind: 'spike', target: 'boiler-1/supply-temperature', severity: 0.2, minutes: 120 },
  { kind: 'spike', target: 'pump-set-1/flow', severity: 0.3, minutes: 120 },
  { kind: 'spike', target: 'makeup-tank-1/level', severity: 0.1, minutes: 120 },
  { kind: 'leak', target: '', severity: 0.3, minutes: 180 },
  { kind: 'leak', target: '', severity: 0.6, minutes: 180 },
  { kind: 'leak', target: '', severity: 1, minutes: 180 },
  { kind: 'pump-trip', target: 'pump-1', severity: 1, minutes: 60 },
  { kind: 'pump-trip', target: 'pump-1', severity: 1, minutes: 60 },
  { kind: 'pump-trip', target: 'pump-1', severity: 1, minutes: 60 },
  { kind: 'comm-loss', target: 'boiler-1', severity: 1, minutes: 30 },
  { kind: 'comm-loss', target: 'pump-set-1', severity: 1, minutes: 30 },
  { kind: 'comm-loss', target: 'makeup-tank-1', severity: 1, minutes: 30 },
];
export const FAULT_DAYS = PLAN.length / 2;
export const DAYS = LEARNING_DAYS + FAULT_DAYS;

/** A fault with the time that it lasted, epoch ms. */
export interface Labelled {
  readonly fault: Fault;
  readonly from: number;
  readonly to: number;
}

/** The course of a plant for two weeks, a minute at a time, with all kinds of faults in the second. */
export function* course(
  plant: 'aqua' | 'borealis',
  seed: number,
): Generator<{ readings: Reading[]; at: number; fault: Labelled | undefined }> {
  const model = new PlantModel({ plant, seed, hourOfDay: 0 });
  const faults = PLAN.map(({ minutes, ...fault }, i): Labelled => {
    // The seed moves them about the half-day, so that they do not fall on the same load each time.
    const minute = LEARNING_DAYS * MINUTES_PER_DAY + i * HALF_DAY + 60 + ((seed * 97 + i * 53) % 240);
    const from = START + minute * STEP_S * 1000;
    return { fault, from, to: from + minutes * STEP_S * 1000 };
  });
  let next = 0;
  let active: Labelled | undefined;
  for (let minute = 0; minute < DAYS * MINUTES_PER_DAY; minute++) {
    const at = START + minute * STEP_S * 1000;
    if (active && at >= active.to) {
      model.switchFault(active.fault, false);
      active = undefined;
    }
    const coming = faults[next];
    if (coming && at >= coming.from) {
      model.switchFault(coming.fault, true);
      active = coming;
      next++;
    }
    model.step(STEP_S);
    yield { readings: model.readings(plant, at), at, fault: active };
  }
}

/** The demo plant as the registry has it. */
export function plantOf(settings: AnomalySettingsInput = {}): WatchedPlant {
  const whole = merged(settings);
  const units = new Map(
    PLANT_DEFINITION.map(({ unit, sensors }) => [
      unit.key,
      new Map(
        sensors
          .filter(({ type }) => type === 'number')
          .map(({ key, rangeLow = 0, rangeHigh = 1, uom }) => [
            key,
            { settings: whole, range: rangeHigh - rangeLow, uom },
          ]),
      ),
    ]),
  );
  return {
    sensor: (unit, sensor) => units.get(unit)?.get(sensor),
    together: (unit) => [...(units.get(unit)?.keys() ?? [])],
    offsetAt: () => 0,
  };
}

/** Time after a fault in which the plant finds back: what is unusual then is nobody's mistake. */
const SETTLING_MS = 2 * 3_600_000;

/** All readings that are scored, with what was found of them. The verdict is overwritten by the next. */
export function* watched(
  seed: number,
  settings: AnomalySettingsInput = {},
): Generator<{
  readonly reading: Reading;
  readonly verdict: Verdict;
  /** The fault that is on. */
  readonly fault: Labelled | undefined;
  readonly settling: boolean;
}> {
  const watch = new Watch(plantOf(settings));
  let quietFrom = -Infinity;
  for (const { readings, at, fault } of course(seed % 2 === 1 ? 'aqua' : 'borealis', seed)) {
    if (fault) quietFrom = fault.to + SETTLING_MS;
    for (const reading of readings) {
      const verdict = watch.observe(reading);
      if (typeof verdict !== 'string') yield { reading, verdict, fault, settling: at < quietFrom };
    }
  }
}
