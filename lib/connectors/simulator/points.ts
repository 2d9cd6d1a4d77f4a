import type { SensorInput, UnitInput } from '../../core/plant';
import type { ReadingValue } from '../../core/reading';
import { WATER_HEAT, heatCapacityRate, type PlantParameters, type PlantState } from './plant-state';

/** A point of the plant: what the registry knows of it, what it would read, and how noisy its sensor is. */
export interface PlantPoint {
  readonly unit: string;
  readonly sensor: SensorInput;
  /** Standard deviation of the sensor, in its unit of measure. */
  readonly noise: number;
  read(state: PlantState, plant: PlantParameters): ReadingValue;
}

type Reader = PlantPoint['read'];
type Band = readonly [low: number, high: number];

interface Extras {
  readonly normal?: Band;
  readonly decimals?: number;
  readonly noise?: number;
  readonly headline?: true;
}

const STALE_AFTER_S = 15;

const number =
  (quantity: SensorInput['quantity'], uom: string, defaults: { decimals: number; noise: number }) =>
  (unit: string, key: string, name: string, range: Band, read: Reader, extras: Extras = {}): PlantPoint => ({
    unit,
    noise: extras.noise ?? defaults.noise,
    read,
    sensor: {
      key,
      name,
      type: 'number',
      quantity,
      uom,
      decimals: extras.decimals ?? defaults.decimals,
      rangeLow: range[0],
      rangeHigh: range[1],
      ...(extras.normal ? { normalLow: extras.normal[0], normalHigh: extras.normal[1] } : {}),
      staleAfter: STALE_AFTER_S,
      headline: extras.headline ?? false,
    },
  });

const temperature = number('temperature', '°C', { decimals: 1, noise: 0.08 });
const pressure = number('pressure', 'bar', { decimals: 2, noise: 0.008 });
const flow = number('flow', 'm³/h', { decimals: 1, noise: 0.3 });
const power = number('power', 'kW', { decimals: 0, noise: 4 });
const percent = number('position', '%', { decimals: 0, noise: 0.15 });
const level = number('level', '%', { decimals: 1, noise: 0.1 });

const state = (unit: string, key: string, name: string, read: Reader, headline = false): PlantPoint => ({
  unit,
  noise: 0,
  read,
  sensor: {
    key,
    name,
    type: 'boolean',
    quantity: 'state',
    uom: '',
    decimals: 0,
    staleAfter: STALE_AFTER_S,
    headline,
  },
});

const text = (unit: string, key: string, name: string, read: Reader): PlantPoint => ({
  unit,
  noise: 0,
  read,
  sensor: {
    key,
    name,
    type: 'text',
    quantity: 'state',
    uom: '',
    decimals: 0,
    staleAfter: STALE_AFTER_S,
    headline: false,
  },
});

const primaryFlow = (s: PlantState, p: PlantParameters): number =>
  p.primaryFlow * (s.valve / 100) * s.systemWater;
const secondaryFlow = (s: PlantState, p: PlantParameters): number =>
  p.secondaryFlow * (s.pump1.speed + s.pump2.speed) * s.systemWater;
/** Pressure at rest falls with the water that is missing. */
const restPressure = (s: PlantState): number => 2.1 * s.systemWater + (s.networkReturn - 50) * 0.008;
const pumpHead = (s: PlantState): number => 3.2 * (s.pump1.speed + s.pump2.speed) ** 2;
/** Natural gas, lower heating value in kWh/m³. */
const GAS_HEAT = 10.1;

const BOILER = 'boiler-1';
const EXCHANGER = 'heat-exchanger-1';
const PUMPS = 'pump-set-1';
const STORAGE = 'storage-tank-1';
const MAKEUP = 'makeup-tank-1';

export const PLANT_UNITS: readonly UnitInput[] = [
  {
    key: BOILER,
    name: 'Boiler 1',
    kind: 'boiler',
    area: 'Boiler house',
    description: 'Gas-fired hot-water boiler with modulating burner',
  },
  {
    key: EXCHANGER,
    name: 'Heat exchanger 1',
    kind: 'heat-exchanger',
    area: 'Substation',
    description: 'Plate exchanger between boiler circuit and network',
  },
  {
    key: PUMPS,
    name: 'Pump set 1',
    kind: 'pump-set',
    area: 'Substation',
    description: 'Network pumps, duty and standby',
  },
  {
    key: STORAGE,
    name: 'Storage tank 1',
    kind: 'tank',
    area: 'Substation',
    description: 'Stratified heat storage',
  },
  {
    key: MAKEUP,
    name: 'Make-up tank 1',
    kind: 'tank',
    area: 'Water treatment',
    description: 'Treated make-up water',
  },
];

export const PLANT_POINTS: readonly PlantPoint[] = [
  temperature(BOILER, 'supply-temperature', 'Supply temperature', [0, 120], (s) => s.boilerTemperature, { normal: [70, 109], headline: true }),
  temperature(BOILER, 'return-temperature', 'Return temperature', [0, 120], (s) => s.boilerReturn, { normal: [40, 85], headline: true }),
  pressure(BOILER, 'pressure', 'System pressure', [0, 6], (s) => restPressure(s) + (s.boilerTemperature - 80) * 0.006, { normal: [1.6, 2.8], headline: true }),
  percent(BOILER, 'firing-rate', 'Firing rate', [0, 100], (s) => s.firingRate * 100, { headline: true }),
  flow(BOILER, 'water-flow', 'Water flow', [0, 200], primaryFlow, { normal: [10, 160] }),
  flow(BOILER, 'gas-flow', 'Gas flow', [0, 800], (s, p) => (s.firingRate * p.boilerPower) / p.boilerEfficiency / GAS_HEAT, { noise: 0.8 }),
  temperature(BOILER, 'flue-gas-temperature', 'Flue gas temperature', [0, 250], (s) => s.boilerReturn + 22 + 55 * s.firingRate, { normal: [50, 160] }),
  number('concentration', '%', { decimals: 1, noise: 0.05 })(BOILER, 'flue-gas-oxygen', 'Oxygen in flue gas', [0, 21], (s) => (s.burning ? 3.2 + 2.5 * (1 - s.firingRate) : 20.9), { normal: [2, 21] }),
  power(BOILER, 'thermal-power', 'Thermal power', [0, 8000], (s, p) => heatCapacityRate(primaryFlow(s, p)) * (s.boilerTemperature - s.boilerReturn), { headline: true }),
  number('energy', 'MWh', { decimals: 3, noise: 0 })(BOILER, 'energy', 'Heat produced', [0, 1e6], (s) => s.energy),
  state(BOILER, 'burner', 'Burner on', (s) => s.burning),
  text(BOILER, 'mode', 'Operating mode', (s) => (!s.burning ? 'standby' : s.firingRate > 0.9 ? 'full load' : 'modulating')),

  temperature(EXCHANGER, 'primary-inlet', 'Primary inlet', [0, 120], (s) => s.boilerTemperature - 0.4, { normal: [65, 109] }),
  temperature(EXCHANGER, 'primary-outlet', 'Primary outlet', [0, 120], (s) => s.primaryOut, { normal: [35, 90] }),
  temperature(EXCHANGER, 'secondary-inlet', 'Network return', [0, 120], (s) => s.networkReturn, { normal: [35, 75], headline: true }),
  temperature(EXCHANGER, 'secondary-outlet', 'Network supply', [0, 120], (s) => s.secondaryOut, { normal: [60, 100], headline: true }),
  flow(EXCHANGER, 'primary-flow', 'Primary flow', [0, 200], primaryFlow),
  flow(EXCHANGER, 'secondary-flow', 'Secondary flow', [0, 250], secondaryFlow, { normal: [40, 200] }),
  power(EXCHANGER, 'thermal-power', 'Power transferred', [0, 8000], (s) => s.exchangerPower, { headline: true }),
  percent(EXCHANGER, 'valve-position', 'Control valve', [0, 100], (s) => s.valve, { headline: true }),
  pressure(EXCHANGER, 'pressure-drop', 'Pressure drop', [0, 2], (s, p) => 0.35 * (secondaryFlow(s, p) / p.secondaryFlow) ** 2, { normal: [0, 0.8], noise: 0.003 }),

  flow(PUMPS, 'flow', 'Network flow', [0, 250], secondaryFlow, { normal: [40, 200], headline: true }),
  pressure(PUMPS, 'suction-pressure', 'Suction pressure', [0, 6], restPressure, { normal: [1.4, 2.8] }),
  pressure(PUMPS, 'discharge-pressure', 'Discharge pressure', [0, 10], (s) => restPressure(s) + pumpHead(s), { normal: [2.5, 6], headline: true }),
  power(PUMPS, 'power', 'Electrical power', [0, 90], (s) => 4 + 62 * (s.pump1.speed + s.pump2.speed) ** 3, { decimals: 1, noise: 0.2, headline: true }),
  state(PUMPS, 'pump-1-running', 'Pump 1 running', (s) => s.pump1.running, true),
  number('speed', 'rpm', { decimals: 0, noise: 1.5 })(PUMPS, 'pump-1-speed', 'Pump 1 speed', [0, 3000], (s) => s.pump1.speed * 2950),
  number('vibration', 'mm/s', { decimals: 2, noise: 0.04 })(PUMPS, 'pump-1-vibration', 'Pump 1 vibration', [0, 12], (s) => 0.2 + 1.6 * s.pump1.speed ** 2, { normal: [0, 4.5] }),
  temperature(PUMPS, 'pump-1-bearing', 'Pump 1 bearing', [0, 120], (s) => s.pump1.bearing, { normal: [15, 80] }),
  state(PUMPS, 'pump-2-running', 'Pump 2 running', (s) => s.pump2.running, true),
  number('speed', 'rpm', { decimals: 0, noise: 1.5 })(PUMPS, 'pump-2-speed', 'Pump 2 speed', [0, 3000], (s) => s.pump2.speed * 2950),
  number('vibration', 'mm/s', { decimals: 2, noise: 0.04 })(PUMPS, 'pump-2-vibration', 'Pump 2 vibration', [0, 12], (s) => 0.2 + 1.6 * s.pump2.speed ** 2, { normal: [0, 4.5] }),

  temperature(STORAGE, 'top-temperature', 'Top', [0, 120], (s) => s.storage.top, { normal: [55, 100], headline: true }),
  temperature(STORAGE, 'middle-temperature', 'Middle', [0, 120], (s) => s.storage.middle, { headline: true }),
  temperature(STORAGE, 'bottom-temperature', 'Bottom', [0, 120], (s) => s.storage.bottom, { headline: true }),
  number('energy', 'MWh', { decimals: 2, noise: 0 })(STORAGE, 'stored-energy', 'Stored heat above 30 °C', [0, 5], (s, p) =>
    (p.storageMass * WATER_HEAT * Math.max(0, (s.storage.top + s.storage.middle + s.storage.bottom) / 3 - 30)) / 3.6e6, { headline: true }),

  level(MAKEUP, 'level', 'Level', [0, 100], (s) => s.makeupLevel, { normal: [35, 92], headline: true }),
  flow(MAKEUP, 'inflow', 'Inflow', [0, 10], (s) => s.makeupInflow, { decimals: 2, noise: 0.01, headline: true }),
  flow(MAKEUP, 'outflow', 'Make-up to system', [0, 10], (s) => s.makeupOutflow, { decimals: 2, noise: 0.01, normal: [0, 1], headline: true }),
  temperature(MAKEUP, 'temperature', 'Water temperature', [0, 60], (s) => 14 + s.outdoor * 0.05),
]; // prettier-ignore
