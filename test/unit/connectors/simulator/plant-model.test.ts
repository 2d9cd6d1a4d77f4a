import assert from 'node:assert/strict';
import { SensorInput, UnitInput } from '../../../../lib/core/plant';
import { PLANT_DEFINITION, Fault, PlantModel, SimulatorConfig } from '../../../../lib/connectors/simulator';
import { WATER_HEAT, heatCapacityRate, PLANTS } from '../../../../lib/connectors/simulator/plant-state';
import type { Reading } from '../../../../lib/core/reading';

const HOUR_S = 3600;
const MINUTE_S = 60;
const plants = Object.keys(PLANTS) as (keyof typeof PLANTS)[];

const model = (seed = 1, plant: keyof typeof PLANTS = 'aqua'): PlantModel => new PlantModel({ plant, seed });

function valueOf(readings: readonly Reading[], place: string): Reading {
  const found = readings.find(({ unit, sensor }) => `${unit}/${sensor}` === place);
  assert.ok(found, `the plant has ${place}`);
  return found;
}

/** Readings of the plant once a minute. */
function* minutes(plant: PlantModel, count: number): Generator<Reading[]> {
  for (let minute = 0; minute < count; minute++) {
    plant.step(MINUTE_S);
    yield plant.readings('aqua', minute);
  }
}

describe('the simulated plant', () => {
  it('has at least 25 points, each fit for the registry, and reads each of them', () => {
    const sensors = PLANT_DEFINITION.flatMap(({ sensors: list }) => list);
    assert.ok(sensors.length >= 25, `${sensors.length} points`);
    for (const { unit, sensors: list } of PLANT_DEFINITION) {
      UnitInput.parse(unit);
      for (const sensor of list) SensorInput.parse(sensor);
    }
    const places = PLANT_DEFINITION.flatMap(({ unit, sensors: list }) =>
      list.map(({ key }) => `${unit.key}/${key}`),
    );
    const read = model()
      .readings('aqua', 0)
      .map(({ unit, sensor }) => `${unit}/${sensor}`);
    assert.deepEqual(read.sort(), places.sort());
  });

  it('takes the same course with the same seed, and another with another', () => {
    const course = (seed: number): unknown[] => [...minutes(model(seed), 20)];
    assert.deepEqual(course(7), course(7));
    assert.notDeepEqual(course(7), course(8));
  });

  for (const plant of plants)
    it(`${plant}: every point stays inside its range for two days`, () => {
      const simulated = model(3, plant);
      const ranges = new Map(
        PLANT_DEFINITION.flatMap(({ unit, sensors }) =>
          sensors.map((sensor) => [`${unit.key}/${sensor.key}`, sensor] as const),
        ),
      );
      for (const readings of minutes(simulated, 48 * 60))
        for (const { unit, sensor, value, quality } of readings) {
          assert.equal(quality, 'good');
          if (typeof value !== 'number') continue;
          const { rangeLow = -Infinity, rangeHigh = Infinity } = ranges.get(`${unit}/${sensor}`) ?? {};
          assert.ok(value >= rangeLow && value <= rangeHigh, `${unit}/${sensor}: ${value}`);
        }
    });

  it('passes on at the exchanger what it draws from the boiler, and what the network takes', () => {
    const plant = model();
    for (let minute = 0; minute < 120; minute++) {
      plant.step(MINUTE_S);
      const { exchangerPower, boilerTemperature, primaryOut, secondaryOut, valve, pump1, pump2 } =
        plant.truth;
      // The temperatures are of the step's end, the power of its last two seconds.
      const primary =
        heatCapacityRate(PLANTS.aqua.primaryFlow * (valve / 100)) * (boilerTemperature - primaryOut);
      assert.ok(
        Math.abs(primary - exchangerPower) / exchangerPower < 0.02,
        `${primary} of ${exchangerPower} kW`,
      );
      assert.ok(secondaryOut < boilerTemperature, 'heat flows from hot to cold');
      assert.ok(pump1.running && !pump2.running);
    }
  });

  it('keeps the books of energy: what is fired is delivered or stored, within 5 %', () => {
    const plant = model();
    const { boilerPower, boilerMass, networkMass } = PLANTS.aqua;
    const stored = (): number =>
      (plant.truth.boilerTemperature * boilerMass + plant.truth.networkReturn * networkMass) * WATER_HEAT;
    const before = stored();
    let fired = 0;
    let delivered = 0;
    for (let second = 0; second < 6 * HOUR_S; second += 2) {
      plant.step(2);
      fired += plant.truth.firingRate * boilerPower * 2;
      delivered += plant.truth.load * 2;
    }
    const rest = fired - delivered - (stored() - before);
    assert.ok(Math.abs(rest) / fired < 0.05, `${((rest / fired) * 100).toFixed(1)} % are missing`);
  });

  it('carries most on a cold morning, when taps run, and least in the warm afternoon', () => {
    const plant = new PlantModel({ plant: 'aqua', seed: 1, hourOfDay: 0 });
    const loads: number[] = [];
    for (let hour = 0; hour < 24; hour++) {
      plant.step(HOUR_S);
      loads.push(plant.truth.load);
    }
    assert.equal(loads.indexOf(Math.max(...loads)), 6, loads.map(Math.round).join(' '));
    assert.ok(Math.min(...loads) === Math.min(...loads.slice(11, 16)));
    assert.ok(Math.max(...loads) > 1.5 * Math.min(...loads));
  });
});

describe('a fault of the simulated plant', () => {
  const fault = (kind: Fault['kind'], target: string, severity = 0.5): Fault => ({ kind, target, severity });
  const SUPPLY = 'boiler-1/supply-temperature';

  it('stuck: the sensor says the same for ever, and moves again when it is cleared', () => {
    const plant = model();
    plant.switchFault(fault('stuck', SUPPLY), true);
    const stuck = [...minutes(plant, 30)].map((readings) => valueOf(readings, SUPPLY).value);
    assert.equal(new Set(stuck).size, 1);
    plant.switchFault(fault('stuck', SUPPLY), false);
    const free = [...minutes(plant, 30)].map((readings) => valueOf(readings, SUPPLY).value);
    assert.ok(new Set(free).size > 5);
  });

  it('drift: the sensor leaves the truth by its share of the range per hour', () => {
    const plant = model();
    const { rangeLow = 0, rangeHigh = 0 } =
      PLANT_DEFINITION.find(({ unit }) => unit.key === 'boiler-1')?.sensors.find(
        ({ key }) => key === 'supply-temperature',
      ) ?? {};
    plant.switchFault(fault('drift', SUPPLY, 0.1), true);
    plant.step(HOUR_S);
    const said = Number(valueOf(plant.readings('aqua', 0), SUPPLY).value);
    const drift = said - plant.truth.boilerTemperature;
    assert.ok(Math.abs(drift - 0.1 * (rangeHigh - rangeLow)) < 1, `${drift} K`);
  });

  it('spike: now and then far off, mostly right', () => {
    const plant = model();
    plant.switchFault(fault('spike', SUPPLY, 0.5), true);
    const off = [...minutes(plant, 400)].filter(
      (readings) => Math.abs(Number(valueOf(readings, SUPPLY).value) - plant.truth.boilerTemperature) > 20,
    ).length;
    assert.ok(off > 4 && off < 60, `${off} of 400`);
  });

  it('leak: more make-up water goes out and the pressure sinks', () => {
    const plant = model();
    const { makeupOutflow, systemWater } = { ...plant.truth };
    plant.switchFault(fault('leak', '', 0.8), true);
    plant.step(10 * MINUTE_S);
    assert.ok(plant.truth.makeupOutflow > 10 * makeupOutflow);
    assert.ok(plant.truth.systemWater < systemWater - 0.2);
    plant.clearFaults();
    plant.step(HOUR_S);
    assert.ok(plant.truth.systemWater > systemWater - 0.01);
  });

  it('pump-trip: the standby pump takes over, and gives back', () => {
    const plant = model();
    plant.switchFault(fault('pump-trip', 'pump-1'), true);
    plant.step(MINUTE_S);
    assert.deepEqual([plant.truth.pump1.running, plant.truth.pump2.running], [false, true]);
    plant.clearFaults();
    plant.step(MINUTE_S);
    assert.deepEqual([plant.truth.pump1.running, plant.truth.pump2.running], [true, false]);
  });

  it('comm-loss: all readings of the unit are bad, and no other', () => {
    const plant = model();
    plant.switchFault(fault('comm-loss', 'boiler-1'), true);
    for (const { unit, quality, flags } of plant.readings('aqua', 0)) {
      assert.equal(quality, unit === 'boiler-1' ? 'bad' : 'good');
      assert.deepEqual(flags, unit === 'boiler-1' ? ['comm-lost'] : undefined);
    }
    assert.deepEqual(plant.activeFaults, [fault('comm-loss', 'boiler-1')]);
  });
});

describe('the simulator’s settings', () => {
  it('are described, field by field', () => {
    for (const schema of [SimulatorConfig, Fault])
      for (const [name, field] of Object.entries(schema.shape))
        assert.ok(field.description, `${name} has no description`);
  });

  it('have defaults, and name the field that is wrong', () => {
    assert.deepEqual(SimulatorConfig.parse({}), {
      plant: 'aqua',
      intervalMs: 1000,
      seed: 1,
      speed: 1,
      faults: [],
    });
    for (const [field, value] of Object.entries({
      plant: 'atlantis',
      intervalMs: 5,
      speed: 0,
      faults: [{ kind: 'fire' }],
    }))
      assert.equal(SimulatorConfig.safeParse({ [field]: value }).error?.issues[0]?.path[0], field);
  });
});
