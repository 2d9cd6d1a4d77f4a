/** What distinguishes one plant from another. Powers in kW, temperatures in °C, flows in m³/h, pressures in bar. */
export interface PlantParameters {
  /** Largest output of the burner. */
  readonly boilerPower: number;
  readonly boilerEfficiency: number;
  /** Water in the boiler circuit, kg. */
  readonly boilerMass: number;
  /** Water in the network, kg. */
  readonly networkMass: number;
  /** Heat that the consumers take per kelvin below 18 °C outside. */
  readonly loadPerKelvin: number;
  /** Hot tap water at the mean of the day. */
  readonly tapWaterLoad: number;
  readonly meanOutdoor: number;
  readonly outdoorSwing: number;
  /** Overall heat transfer of the exchanger, kW/K. */
  readonly exchangerUA: number;
  readonly primaryFlow: number;
  readonly secondaryFlow: number;
  readonly storageMass: number;
  readonly makeupTankVolume: number;
}

export const PLANTS: Readonly<Record<'aqua' | 'borealis', PlantParameters>> = {
  aqua: {
    boilerPower: 4000, boilerEfficiency: 0.94, boilerMass: 6000, networkMass: 40_000, loadPerKelvin: 95,
    tapWaterLoad: 450, meanOutdoor: 4, outdoorSwing: 5, exchangerUA: 260, primaryFlow: 95, secondaryFlow: 110,
    storageMass: 30_000, makeupTankVolume: 12,
  },
  borealis: {
    boilerPower: 6500, boilerEfficiency: 0.92, boilerMass: 9000, networkMass: 70_000, loadPerKelvin: 120,
    tapWaterLoad: 600, meanOutdoor: -9, outdoorSwing: 4, exchangerUA: 560, primaryFlow: 175, secondaryFlow: 180,
    storageMass: 50_000, makeupTankVolume: 20,
  },
}; // prettier-ignore

/** Specific heat of water, kJ/(kg·K), and its density, kg/m³: good to a percent between 40 and 100 °C. */
export const WATER_HEAT = 4.19;
export const WATER_DENSITY = 980;

/** A flow in m³/h as kW per kelvin. */
export const heatCapacityRate = (flow: number): number => (flow * WATER_DENSITY * WATER_HEAT) / 3600;

/** True state of the plant; what sensors say of it is another matter (sensor-faults.ts). */
export interface PlantState {
  /** Seconds since the plant's midnight. */
  time: number;
  outdoor: number;
  outdoorDrift: number;
  boilerTemperature: number;
  boilerReturn: number;
  firingRate: number;
  firingIntegral: number;
  burning: boolean;
  energy: number;
  exchangerPower: number;
  primaryOut: number;
  secondaryOut: number;
  networkReturn: number;
  valve: number;
  load: number;
  systemWater: number;
  pump1: Pump;
  pump2: Pump;
  storage: { top: number; middle: number; bottom: number };
  makeupLevel: number;
  makeupInflow: number;
  makeupOutflow: number;
  leak: number;
}

export interface Pump {
  running: boolean;
  tripped: boolean;
  /** Share of the rated speed. */
  speed: number;
  bearing: number;
}

export function initialState(plant: PlantParameters, hourOfDay: number): PlantState {
  return {
    time: hourOfDay * 3600,
    outdoor: plant.meanOutdoor,
    outdoorDrift: 0,
    boilerTemperature: 85,
    boilerReturn: 62,
    firingRate: 0.45,
    firingIntegral: 0.45,
    burning: true,
    energy: 1250,
    exchangerPower: 0,
    primaryOut: 62,
    secondaryOut: 72,
    networkReturn: 50,
    valve: 60,
    load: 1500,
    systemWater: 1,
    pump1: { running: true, tripped: false, speed: 0.8, bearing: 48 },
    pump2: { running: false, tripped: false, speed: 0, bearing: 28 },
    storage: { top: 78, middle: 68, bottom: 55 },
    makeupLevel: 70,
    makeupInflow: 0,
    makeupOutflow: 0.2,
    leak: 0,
  };
}
