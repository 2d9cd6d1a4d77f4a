import type { Random } from './random';
import {
  WATER_HEAT,
  heatCapacityRate,
  type PlantParameters,
  type PlantState,
  type Pump,
} from './plant-state';

const DAY_S = 86_400;
const HEATING_LIMIT = 18;
const BURNER_OFF_ABOVE = 109;
const BURNER_ON_BELOW = 92;
const MIN_FIRING = 0.18;
/** Largest step that keeps the explicit integration stable, in seconds. */
const MAX_STEP_S = 2;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
const towards = (value: number, target: number, dt: number, timeConstant: number): number =>
  value + (target - value) * (1 - Math.exp(-dt / timeConstant));

/** Tap water over the day: a morning and an evening peak around a mean of 1. */
const tapWaterProfile = (hour: number): number =>
  0.45 +
  1.5 * Math.exp(-(((hour - 7) / 1.6) ** 2)) +
  1.3 * Math.exp(-(((hour - 19) / 2.2) ** 2)) +
  0.4 * Math.exp(-(((hour - 13) / 2) ** 2));

/** Supply temperature that the network needs at an outdoor temperature. */
export const heatingCurve = (outdoor: number): number => clamp(70 + (HEATING_LIMIT - outdoor) * 0.75, 65, 95);

/** Lets `dt` seconds pass. */
export function advance(state: PlantState, plant: PlantParameters, random: Random, dt: number): void {
  for (let left = dt; left > 0; left -= MAX_STEP_S) step(state, plant, random, Math.min(left, MAX_STEP_S));
}

function step(state: PlantState, plant: PlantParameters, random: Random, dt: number): void {
  state.time += dt;
  weather(state, plant, random, dt);
  pumps(state, dt);
  const flowShare = state.pump1.speed + state.pump2.speed;
  const secondaryFlow = plant.secondaryFlow * flowShare * state.systemWater;
  const primaryFlow = plant.primaryFlow * (state.valve / 100) * state.systemWater;
  exchanger(state, plant, primaryFlow, secondaryFlow);
  network(state, plant, secondaryFlow, dt);
  boiler(state, plant, primaryFlow, dt);
  storage(state, plant, dt);
  makeup(state, plant, dt);
}

function weather(state: PlantState, plant: PlantParameters, random: Random, dt: number): void {
  const phase = (2 * Math.PI * (state.time - 9 * 3600)) / DAY_S;
  state.outdoorDrift += random.normal(0.004 * Math.sqrt(dt)) - state.outdoorDrift * (dt / DAY_S);
  state.outdoor = plant.meanOutdoor + plant.outdoorSwing * Math.sin(phase) + state.outdoorDrift;
  const hour = (state.time / 3600) % 24;
  const wanted =
    plant.loadPerKelvin * Math.max(0, HEATING_LIMIT - state.outdoor) +
    plant.tapWaterLoad * tapWaterProfile(hour);
  state.load = towards(state.load, wanted, dt, 300);
}

/** Duty and standby: the second starts when the first is tripped. Bearings warm with speed. */
function pumps(state: PlantState, dt: number): void {
  const { pump1, pump2 } = state;
  pump1.running = !pump1.tripped;
  pump2.running = pump1.tripped && !pump2.tripped;
  const wanted = clamp(0.55 + state.load / 9000, 0.55, 1);
  for (const pump of [pump1, pump2]) turn(pump, wanted, dt);
}

function turn(pump: Pump, wanted: number, dt: number): void {
  pump.speed = towards(pump.speed, pump.running ? wanted : 0, dt, 8);
  if (!pump.running && pump.speed < 0.01) pump.speed = 0;
  pump.bearing = towards(pump.bearing, 26 + 30 * pump.speed, dt, 900);
}

/** Counter-flow exchanger by effectiveness and number of transfer units (VDI Heat Atlas C1). */
function exchanger(
  state: PlantState,
  plant: PlantParameters,
  primaryFlow: number,
  secondaryFlow: number,
): void {
  const hot = heatCapacityRate(primaryFlow);
  const cold = heatCapacityRate(secondaryFlow);
  const least = Math.min(hot, cold);
  const most = Math.max(hot, cold);
  if (least < 0.5) {
    state.exchangerPower = 0;
    state.primaryOut = state.boilerTemperature;
    state.secondaryOut = state.networkReturn;
    return;
  }
  const units = plant.exchangerUA / least;
  const ratio = least / most;
  const decay = Math.exp(-units * (1 - ratio));
  const effectiveness = ratio > 0.999 ? units / (1 + units) : (1 - decay) / (1 - ratio * decay);
  state.exchangerPower = effectiveness * least * Math.max(0, state.boilerTemperature - state.networkReturn);
  state.primaryOut = state.boilerTemperature - state.exchangerPower / hot;
  state.secondaryOut = state.networkReturn + state.exchangerPower / cold;
}

/** The network's water gives the load to the consumers; the valve keeps the supply on the heating curve. */
function network(state: PlantState, plant: PlantParameters, secondaryFlow: number, dt: number): void {
  const delivered = Math.min(
    state.load,
    heatCapacityRate(secondaryFlow) * Math.max(0, state.secondaryOut - 25),
  );
  state.networkReturn = clamp(
    state.networkReturn + ((state.exchangerPower - delivered) * dt) / (plant.networkMass * WATER_HEAT),
    15,
    95,
  );
  const error = heatingCurve(state.outdoor) - state.secondaryOut;
  state.valve = clamp(state.valve + error * 0.03 * dt, 5, 100);
}

/** Burner with a modulating controller, on and off by hysteresis; the water's heat content is the balance of both. */
function boiler(state: PlantState, plant: PlantParameters, primaryFlow: number, dt: number): void {
  const setPoint = heatingCurve(state.outdoor) + 9;
  if (state.boilerTemperature > BURNER_OFF_ABOVE) state.burning = false;
  else if (state.boilerTemperature < Math.min(BURNER_ON_BELOW, setPoint - 1)) state.burning = true;
  const error = setPoint - state.boilerTemperature;
  state.firingIntegral = clamp(state.firingIntegral + error * 0.0006 * dt, 0, 1);
  const wanted = state.burning ? clamp(state.firingIntegral + error * 0.05, MIN_FIRING, 1) : 0;
  state.firingRate = towards(state.firingRate, wanted, dt, 12);
  const heat = state.firingRate * plant.boilerPower;
  const drawn = heatCapacityRate(primaryFlow) * (state.boilerTemperature - state.boilerReturn);
  state.boilerReturn = towards(state.boilerReturn, state.primaryOut, dt, 25);
  state.boilerTemperature = clamp(
    state.boilerTemperature + ((heat - drawn) * dt) / (plant.boilerMass * WATER_HEAT),
    10,
    118,
  );
  state.energy += (Math.max(0, drawn) * dt) / 3.6e6;
}

/** Layers of the storage follow supply and return, and mix slowly. */
function storage(state: PlantState, plant: PlantParameters, dt: number): void {
  const layer = plant.storageMass / 3 / 30;
  state.storage.top = towards(state.storage.top, state.secondaryOut - 1, dt, layer);
  state.storage.middle = towards(
    state.storage.middle,
    (state.storage.top + state.storage.bottom) / 2,
    dt,
    layer * 2,
  );
  state.storage.bottom = towards(state.storage.bottom, state.networkReturn + 2, dt, layer * 1.5);
}

/** Make-up water: filled by level, emptied by small losses and by a leak, which also lets the pressure sink. */
function makeup(state: PlantState, plant: PlantParameters, dt: number): void {
  if (state.makeupLevel < 45) state.makeupInflow = 4;
  else if (state.makeupLevel > 85) state.makeupInflow = 0;
  state.makeupOutflow = 0.15 + state.leak * 8;
  const change = ((state.makeupInflow - state.makeupOutflow) * dt) / 3600;
  state.makeupLevel = clamp(state.makeupLevel + (change / plant.makeupTankVolume) * 100, 0, 100);
  const missing = state.leak * (state.makeupLevel > 1 ? 0.35 : 0.9);
  state.systemWater = towards(state.systemWater, 1 - missing, dt, 180);
}
