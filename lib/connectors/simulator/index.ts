import type { SensorInput, UnitInput } from '../../core/plant';
import { PLANT_POINTS, PLANT_UNITS } from './points';

export { Fault, SimulatorConfig } from './spec';
export { PlantModel, type PlantModelOptions } from './plant-model';

/** Units and sensors of the simulated plant, for the registry. */
export const PLANT_DEFINITION: readonly {
  readonly unit: UnitInput;
  readonly sensors: readonly SensorInput[];
}[] = PLANT_UNITS.map((unit) => ({
  unit,
  sensors: PLANT_POINTS.filter((point) => point.unit === unit.key).map(({ sensor }) => sensor),
}));
