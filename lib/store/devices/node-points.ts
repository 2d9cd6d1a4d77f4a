import { MAX_POINTS_PER_DEVICE } from '../../core/device';
import { ThermaCoreError } from '../../core/errors';
import type { SensorInput } from '../../core/plant';
import { SENSOR_COLUMNS, sensorRows } from '../sensor-columns';
import type { SqlClient } from '../sql-client';
import { oneDevice } from './device-rows';
import { addPoints, repeatedSensors, takenSensors, type PlacedPoint } from './point-statements';

/** A point that a device is to get, with what its sensor is where it has to be made. */
export interface NodePoint {
  readonly sensor: SensorInput;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What keeps a point from being; `index` counts from 0. */
export interface NodePointFault {
  readonly index: number;
  readonly reason: string;
}

export interface NodePointsOutcome {
  /** Keys of sensors that were made. */
  readonly created: ReadonlySet<string>;
  /** With any, nothing was changed. */
  readonly faults: readonly NodePointFault[];
}

/**
 * Gives a device more points, and makes the sensors that the unit lacks: all of them or none. Who asks wants to know all that
 * is wrong, so faults are a list; throws only where the device or the unit is not there, or the device would have too many.
 */
export async function addNodePoints(
  client: SqlClient,
  device: string,
  unit: string,
  nodes: readonly NodePoint[],
): Promise<NodePointsOutcome> {
  const { points: count } = await oneDevice(client, device);
  if (count + nodes.length > MAX_POINTS_PER_DEVICE)
    throw new ThermaCoreError(
      'invalid',
      `The device has ${count} points, and may have ${MAX_POINTS_PER_DEVICE}.`,
      {
        field: 'nodes',
        advice: 'Make a second device for the rest.',
      },
    );
  await refuseUnknownUnit(client, unit);
  await client.query('savepoint before_points');
  const sensors = nodes.map(({ sensor }) => sensor);
  const mismatched = await otherTypes(client, unit, sensors);
  const created = await makeMissing(client, unit, sensors);
  const placed = nodes.map(({ sensor, settings }): PlacedPoint => {
    return { device, point: { unit, sensor: sensor.key, settings: { ...settings } } };
  });
  const faults = [...mismatched, ...repeated(placed), ...(await taken(client, placed))];
  if (faults.length > 0) {
    await client.query('rollback to savepoint before_points');
    return { created: new Set(), faults: faults.sort((a, b) => a.index - b.index) };
  }
  await client.query('update thermacore.devices set updated_at = now() where key = $1', [device]);
  await addPoints(client, placed, await nextPosition(client, device));
  return { created, faults };
}

async function refuseUnknownUnit(client: SqlClient, unit: string): Promise<void> {
  const { rows } = await client.query('select from thermacore.units where key = $1', [unit]);
  if (rows.length > 0) return;
  throw new ThermaCoreError('invalid', `There is no unit "${unit}".`, {
    field: 'unit',
    advice: 'Make the unit first, or correct its key.',
  });
}

/** Sensors that are there and of another type: their readings would all be refused. */
async function otherTypes(
  client: SqlClient,
  unit: string,
  sensors: readonly SensorInput[],
): Promise<NodePointFault[]> {
  const { rows } = await client.query<{ at: number; type: string }>(
    `select g.at, s.type from jsonb_to_recordset($2::jsonb) as g (at int, key text, type text)
     join thermacore.units u on u.key = $1
     join thermacore.sensors s on s.unit_id = u.id and s.key = g.key
     where s.type <> g.type`,
    [unit, JSON.stringify(sensors.map(({ key, type }, at) => ({ at, key, type })))],
  );
  return rows.map(({ at, type }) => ({
    index: at,
    reason: `the sensor ${unit}/${sensors[at]?.key} is there and has type ${type}, the node has ${sensors[at]?.type}; choose another key`,
  }));
}

async function makeMissing(
  client: SqlClient,
  unit: string,
  sensors: readonly SensorInput[],
): Promise<Set<string>> {
  const columns = Object.values(SENSOR_COLUMNS);
  const { rows } = await client.query<{ key: string }>(
    `insert into thermacore.sensors (tenant_id, unit_id, key, ${columns.join(', ')})
     select u.tenant_id, u.id, g.key, ${columns.map((column) => `g.${column}`).join(', ')}
     from thermacore.units u
     cross join jsonb_populate_recordset(null::thermacore.sensors, $2::jsonb) g
     where u.key = $1
     on conflict (unit_id, key, tenant_id) do nothing returning key`,
    [unit, sensorRows(sensors)],
  );
  return new Set(rows.map(({ key }) => key));
}

const repeated = (placed: readonly PlacedPoint[]): NodePointFault[] =>
  repeatedSensors(placed).map(({ at, first }) => ({
    index: at,
    reason: `${nameOf(placed, at)} is in the list already, at ${first}; choose another key`,
  }));

const taken = async (client: SqlClient, placed: readonly PlacedPoint[]): Promise<NodePointFault[]> =>
  (await takenSensors(client, placed)).map(({ at, owner }) => ({
    index: at,
    reason: `${nameOf(placed, at)} is a point of device "${owner}" already; choose another key, or remove it there first`,
  }));

const nameOf = (placed: readonly PlacedPoint[], at: number): string => {
  const { unit = '', sensor = '' } = placed[at]?.point ?? {};
  return `${unit}/${sensor}`;
};

async function nextPosition(client: SqlClient, device: string): Promise<number> {
  const { rows } = await client.query<{ next: number }>(
    `select coalesce(max(p.position) + 1, 0)::int as next
     from thermacore.device_points p join thermacore.devices d on d.tenant_id = p.tenant_id and d.id = p.device_id
     where d.key = $1 and p.origin = 'own'`,
    [device],
  );
  return rows[0]?.next ?? 0;
}
