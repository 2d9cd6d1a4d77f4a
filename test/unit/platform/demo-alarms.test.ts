import assert from 'node:assert/strict';
import type { AlarmPlant } from '../../../lib/alarms/ports';
import { ruleFaults } from '../../../lib/alarms/rule-faults';
import type { AlarmRuleInput } from '../../../lib/alarms/rule';
import { PLANT_DEFINITION } from '../../../lib/connectors/simulator';
import { makeDemoAlarms } from '../../../lib/platform/demo-alarms';

describe('the rules of the demo plants', () => {
  it('make sense for the simulated plant, each of both tenants', async () => {
    const added: [string, AlarmRuleInput][] = [];
    const alarmRules = {
      add: async (tenant: string, rule: AlarmRuleInput) => void added.push([tenant, rule]),
    };
    await makeDemoAlarms({ alarmRules } as unknown as Parameters<typeof makeDemoAlarms>[0]);
    const sensors = PLANT_DEFINITION.flatMap(({ unit, sensors: of }) =>
      of.map((sensor) => ({ ...sensor, unit: unit.key, sensor: sensor.key, unitKind: unit.kind })),
    );
    const plant: AlarmPlant = {
      timeZone: 'UTC',
      sensor: (unit, sensor) => sensors.find((one) => one.unit === unit && one.sensor === sensor),
      sensors: () => sensors,
      hasDevice: () => true,
      devices: () => ['rtu-1'],
    };
    assert.deepEqual([...new Set(added.map(([tenant]) => tenant))], ['aqua', 'borealis']);
    for (const [tenant, rule] of added)
      assert.deepEqual(ruleFaults(rule, plant), [], `${tenant} ${rule.key}`);
  });
});
