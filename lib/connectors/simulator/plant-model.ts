import type { Origin, Reading } from '../../core/reading';
import { advance } from './dynamics';
import { Faults, type Fault } from './faults';
import { PLANTS, initialState, type PlantParameters, type PlantState } from './plant-state';
import { PLANT_POINTS, type PlantPoint } from './points';
import { Random } from './random';

export interface PlantModelOptions {
  readonly plant: keyof typeof PLANTS;
  readonly seed: number;
  /** Hour of the day at which it begins, 0 to 24. */
  readonly hourOfDay?: number;
}

const SETTLE_SECONDS = 6 * 3600;

/**
 * A district-heating plant: boiler, plate exchanger, network pumps, storage and make-up water, coupled by their energy
 * and water balances, under weather and a day's load. Sans-IO: time goes in by `step`, readings come out.
 */
export class PlantModel {
  private readonly parameters: PlantParameters;
  private readonly state: PlantState;
  private readonly random: Random;
  private readonly faults = new Faults();

  constructor({ plant, seed, hourOfDay = 8 }: PlantModelOptions) {
    this.parameters = PLANTS[plant];
    this.random = new Random(seed);
    this.state = initialState(this.parameters, hourOfDay);
    // Begins settled, as a plant is found that has been running.
    advance(this.state, this.parameters, this.random, SETTLE_SECONDS);
    this.state.time = hourOfDay * 3600;
  }

  /** Lets `seconds` of plant time pass. */
  step(seconds: number): void {
    this.faults.disturb(this.state);
    advance(this.state, this.parameters, this.random, seconds);
  }

  switchFault(fault: Fault, on: boolean): void {
    this.faults.switch(fault, on, this.state.time);
  }

  clearFaults(): void {
    this.faults.clear();
  }

  get activeFaults(): readonly Fault[] {
    return this.faults.list;
  }

  /** The true state, for tests of the physics. */
  get truth(): Readonly<PlantState> {
    return this.state;
  }

  /** What all sensors say now; `timestamp` in epoch ms. */
  readings(tenant: string, timestamp: number): Reading[] {
    return PLANT_POINTS.map((point) => this.reading(point, tenant, timestamp));
  }

  private reading(point: PlantPoint, tenant: string, timestamp: number): Reading {
    const { unit, sensor, noise } = point;
    const truth = point.read(this.state, this.parameters);
    // A transmitter does not say less than nothing.
    const noisy =
      typeof truth === 'number' && noise > 0
        ? Math.max(sensor.rangeLow ?? -Infinity, truth + this.random.normal(noise))
        : truth;
    const range = (sensor.rangeHigh ?? 1) - (sensor.rangeLow ?? 0);
    const { value, quality, flags } = this.faults.distort(
      unit,
      sensor.key,
      range,
      noisy,
      this.state.time,
      this.random,
    );
    const origin: Origin = {
      protocol: 'simulator',
      device: 'plant-model',
      address: `${unit}/${sensor.key}`,
      receivedAt: timestamp,
    };
    return {
      tenant,
      unit,
      sensor: sensor.key,
      timestamp,
      value: typeof value === 'number' ? Number(value.toFixed(sensor.decimals + 1)) : value,
      quality,
      ...(flags ? { flags } : {}),
      origin,
    };
  }
}
