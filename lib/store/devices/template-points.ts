import { UNIT_OF_DEVICE } from '../../core/device-template';
import { MAX_SHOWN_FAULTS } from '../../core/device-transfer';
import { ThermaCoreError } from '../../core/errors';
import type { SensorInput } from '../../core/plant';
import { SENSOR_COLUMNS, sensorRows } from '../sensor-columns';
import type { SqlClient } from '../sql-client';

/** A point of a template that a device cannot have. */
export interface TemplatePointFault {
  readonly device: string;
  readonly unit: string;
  readonly sensor: string;
  /** Of the point in the template, from 0. */
  readonly at: number;
  /** The device whose point the sensor is; without it, the unit has no such sensor. */
  readonly owner?: string;
}

export interface GivenPoints {
  readonly points: number;
  /** All that is wrong; the first of them are listed. With any, no point was given. */
  readonly faults: number;
  readonly firstFaults: readonly TemplatePointFault[];
}

/** $1 is a JSON list of keys: not every engine takes lists. */
const NAMED = 'd.key in (select jsonb_array_elements_text($1::jsonb))';

/**
 * What templates give to the devices of $1: a row a point; `sensor_id` is null where the unit lacks the sensor. The devices
 * are found once, not once a point; and a column, not an operator on JSON, is what row-level security lets an index find.
 */
const GIVEN = `
  with named as materialized (
    select d.tenant_id, d.id, d.key, d.template_id, d.template_unit_id from thermacore.devices d where ${NAMED})
  select d.tenant_id, d.id as device_id, d.key as device, u.key as unit, p.sensor, s.id as sensor_id,
    p.place::int - 1 as at, p.settings,
    case when p.write -> 'interlock' is null then p.write
      else jsonb_set(p.write, '{interlock}', to_jsonb(replace(p.write ->> 'interlock', '${UNIT_OF_DEVICE}', u.key)))
    end as write
  from named d
  join thermacore.device_templates t on t.tenant_id = d.tenant_id and t.id = d.template_id
  join thermacore.units u on u.id = d.template_unit_id
  cross join lateral rows from (jsonb_to_recordset(t.points) as (sensor text, settings jsonb, write jsonb))
    with ordinality as p (sensor, settings, write, place)
  left join thermacore.sensors s on s.unit_id = u.id and s.key = p.sensor`;

/**
 * Gives devices the points of their templates anew; those that they have of their own stay, and win. A sensor that the
 * unit lacks is a fault, unless it is to be left out.
 */
export async function giveTemplatePoints(
  client: SqlClient,
  devices: readonly string[],
  { lacking = 'refused' }: { readonly lacking?: 'refused' | 'left-out' } = {},
): Promise<GivenPoints> {
  const keys = JSON.stringify(devices);
  await client.query(
    `delete from thermacore.device_points p using thermacore.devices d
     where d.tenant_id = p.tenant_id and d.id = p.device_id and p.origin = 'template' and ${NAMED}`,
    [keys],
  );
  const { rows } = await client.query<FaultRow>(
    `select g.device, g.unit, g.sensor, g.at, g.owner, count(*) over ()::int as faults
     from (
       select g.*, case when g.sensor_id is not null then
           coalesce(o.key, nullif(first_value(g.device) over (partition by g.sensor_id order by g.device_id), g.device))
         end as owner
       from (${GIVEN}) g
       left join thermacore.device_points p on p.sensor_id = g.sensor_id
       left join thermacore.devices o on o.tenant_id = p.tenant_id and o.id = p.device_id
       where p.device_id is distinct from g.device_id
     ) g
     where g.owner is not null or (g.sensor_id is null and $2)
     order by g.device, g.at limit ${MAX_SHOWN_FAULTS}`,
    [keys, lacking === 'refused'],
  );
  const faults = rows[0]?.faults ?? 0;
  if (faults > 0) return { points: 0, faults, firstFaults: rows.map(faultOf) };
  const made = await client.query<{ points: number }>(
    `with made as (
       insert into thermacore.device_points (tenant_id, device_id, sensor_id, position, settings, write, origin)
       select g.tenant_id, g.device_id, g.sensor_id, g.at, g.settings, g.write, 'template' from (${GIVEN}) g
       where g.sensor_id is not null
         and not exists (select from thermacore.device_points p where p.sensor_id = g.sensor_id)
       returning 1)
     select count(*)::int as points from made`,
    [keys],
  );
  return { points: made.rows[0]?.points ?? 0, faults: 0, firstFaults: [] };
}

interface FaultRow extends Omit<TemplatePointFault, 'owner'> {
  readonly owner: string | null;
  readonly faults: number;
}

const faultOf = ({ device, unit, sensor, at, owner }: FaultRow): TemplatePointFault => ({
  device,
  unit,
  sensor,
  at,
  ...(owner === null ? {} : { owner }),
});

/** Makes the sensors that the units of these devices lack, and gives how many. */
export async function makeSensors(
  client: SqlClient,
  devices: readonly string[],
  sensors: readonly SensorInput[],
): Promise<number> {
  const columns = Object.values(SENSOR_COLUMNS);
  const { rows } = await client.query<{ sensors: number }>(
    `with made as (
       insert into thermacore.sensors (tenant_id, unit_id, key, ${columns.join(', ')})
       select u.tenant_id, u.id, g.key, ${columns.map((column) => `g.${column}`).join(', ')}
       from (select distinct d.template_unit_id as id from thermacore.devices d where ${NAMED}) d
       join thermacore.units u on u.id = d.id
       cross join jsonb_populate_recordset(null::thermacore.sensors, $2::jsonb) g
       on conflict (unit_id, key, tenant_id) do nothing returning 1)
     select count(*)::int as sensors from made`,
    [JSON.stringify(devices), sensorRows(sensors)],
  );
  return rows[0]?.sensors ?? 0;
}

/** In words, for whoever asked for one device or named it. */
export const reasonOf = ({ unit, sensor, owner }: TemplatePointFault): { what: string; advice: string } =>
  owner === undefined
    ? {
        what: `there is no sensor "${sensor}" in unit "${unit}", and the template has a point of it`,
        advice: 'Make the sensor first.',
      }
    : {
        what: `${unit}/${sensor} is a point of device "${owner}" already, and the template has one of it too`,
        advice: 'A sensor has one point: remove it there first.',
      };

/** Throws what keeps devices from having the points of their template, naming the first. */
export function refuseTemplateFaults({ firstFaults: [first] }: GivenPoints, field: string): void {
  if (!first) return;
  const { what, advice } = reasonOf(first);
  throw new ThermaCoreError(
    first.owner === undefined ? 'invalid' : 'conflict',
    `Device "${first.device}": ${what}.`,
    { field, advice },
  );
}
