import type { DeviceTemplate, TemplateApplyFault } from '../../core/device-template';
import { MAX_SHOWN_FAULTS } from '../../core/device-transfer';
import type { SensorInput } from '../../core/plant';
import type { SqlClient } from '../sql-client';
import type { SealedSecrets } from './device-rows';
import { giveTemplatePoints, makeSensors, reasonOf } from './template-points';

/** A device that a template is applied to. */
export interface NewDevice {
  readonly key: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly description?: string | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: SealedSecrets;
  readonly unit: string;
}

export interface Application {
  readonly devices: readonly NewDevice[];
  /** Makes what units lack of them. Left out: a sensor that is not there is a fault. */
  readonly sensors?: readonly SensorInput[];
  /** What is wrong with the devices, as far as their protocol knows. */
  readonly faults: readonly TemplateApplyFault[];
}

export interface ApplyOutcome {
  readonly created: number;
  readonly points: number;
  readonly sensors: number;
  readonly faults: number;
  /** With any, nothing was changed. */
  readonly firstFaults: readonly TemplateApplyFault[];
}

/** Who asks wants to know all that is wrong, not the first: so no error, but a list, and everything taken back. */
export async function applyTemplate(
  client: SqlClient,
  template: DeviceTemplate,
  { devices, sensors, faults }: Application,
): Promise<ApplyOutcome> {
  const wrong = [...faults, ...(await clashes(client, devices))].sort((a, b) => a.index - b.index);
  if (wrong.length > 0) return refused(wrong.length, wrong);
  await client.query('savepoint before_apply');
  const keys = devices.map(({ key }) => key);
  await insert(client, template, devices);
  const made = sensors ? await makeSensors(client, keys, sensors) : 0;
  const given = await giveTemplatePoints(client, keys);
  if (given.faults > 0) {
    await client.query('rollback to savepoint before_apply');
    return refused(given.faults, sensorFaults(given.firstFaults, keys, sensors !== undefined));
  }
  return { created: devices.length, points: given.points, sensors: made, faults: 0, firstFaults: [] };
}

const refused = (faults: number, first: readonly TemplateApplyFault[]): ApplyOutcome => ({
  created: 0,
  points: 0,
  sensors: 0,
  faults,
  firstFaults: first.slice(0, MAX_SHOWN_FAULTS),
});

/** Keys that are taken, here or among the devices themselves, and units that are not there. */
async function clashes(client: SqlClient, devices: readonly NewDevice[]): Promise<TemplateApplyFault[]> {
  const { rows } = await client.query<{ at: number; taken: boolean; placed: boolean }>(
    `select g.at, exists (select from thermacore.devices d where d.key = g.key) as taken,
            exists (select from thermacore.units u where u.key = g.unit) as placed
     from jsonb_to_recordset($1::jsonb) as g (at int, key text, unit text) order by g.at`,
    [JSON.stringify(devices.map(({ key, unit }, at) => ({ at, key, unit })))],
  );
  const first = new Map<string, number>();
  devices.forEach(({ key }, index) => first.has(key) || first.set(key, index));
  return rows.flatMap(({ at, taken, placed }) => {
    const { key = '', unit = '' } = devices[at] ?? {};
    const before = first.get(key) ?? at;
    return [
      ...(before === at
        ? []
        : [fault(at, 'key', `the device "${key}" is in the list already, at ${before}; choose another key`)]),
      ...(taken ? [fault(at, 'key', `the device "${key}" exists already; choose another key`)] : []),
      ...(placed ? [] : [fault(at, 'unit', `there is no unit "${unit}"; make it first, or correct its key`)]),
    ];
  });
}

function sensorFaults(
  found: Awaited<ReturnType<typeof giveTemplatePoints>>['firstFaults'],
  keys: readonly string[],
  making: boolean,
): TemplateApplyFault[] {
  const indexes = new Map(keys.map((key, index) => [key, index]));
  return found
    .map((one) => {
      const { what, advice } = reasonOf(one);
      const nameless = making && one.owner === undefined;
      const todo = nameless
        ? 'The point has no name to make one with: give it one, or make the sensor.'
        : advice;
      return fault(indexes.get(one.device) ?? 0, 'unit', `${what}; ${todo}`);
    })
    .sort((a, b) => a.index - b.index);
}

const fault = (index: number, field: string, reason: string): TemplateApplyFault => ({
  index,
  field,
  reason,
});

/** In the order of the list: of two that take the same sensor the first has it, and the fault is the second's. */
async function insert(
  client: SqlClient,
  { key, protocol }: DeviceTemplate,
  devices: readonly NewDevice[],
): Promise<void> {
  await client.query(
    `insert into thermacore.devices
       (tenant_id, key, name, protocol, enabled, settings, description, secrets, template_id, template_unit_id)
     select t.tenant_id, g.key, g.name, $2, g.enabled, g.settings, g.description, g.secrets, t.id, u.id
     from rows from (jsonb_to_recordset($1::jsonb)
         as (key text, name text, enabled boolean, settings jsonb, description text, secrets jsonb, unit text))
       with ordinality as g (key, name, enabled, settings, description, secrets, unit, place)
     join thermacore.device_templates t on t.key = $3
     join thermacore.units u on u.key = g.unit
     order by g.place`,
    [JSON.stringify(devices), protocol, key],
  );
}
