import type { PointInput } from '../../core/device';
import { ThermaCoreError } from '../../core/errors';
import type { SqlClient } from '../sql-client';

/** A point and the device that it is to be a point of. */
export interface PlacedPoint {
  readonly device: string;
  readonly point: PointInput;
}

/** One parameter, as not every engine takes lists, and the rows that it is in a statement; `at` counts from 0. */
const given = (points: readonly PlacedPoint[]): string =>
  JSON.stringify(points.map(({ device, point }, at) => ({ ...point, device, at })));
const GIVEN =
  'jsonb_to_recordset($1::jsonb) as g (at int, device text, unit text, sensor text, settings jsonb, write jsonb)';

/** Indexes of points whose sensor does not exist, in order. */
export async function unknownSensors(client: SqlClient, points: readonly PlacedPoint[]): Promise<number[]> {
  const { rows } = await client.query<{ at: number }>(
    `select g.at from ${GIVEN}
     where not exists (
       select from thermacore.sensors s join thermacore.units u on u.id = s.unit_id
       where u.key = g.unit and s.key = g.sensor)
     order by 1`,
    [given(points)],
  );
  return rows.map(({ at }) => at);
}

/** Indexes of points whose sensor is a point already, with the device it is of, in order. */
export async function takenSensors(
  client: SqlClient,
  points: readonly PlacedPoint[],
): Promise<{ at: number; owner: string }[]> {
  const { rows } = await client.query<{ at: number; owner: string }>(
    `select g.at, d.key as owner from ${GIVEN}
     join thermacore.units u on u.key = g.unit
     join thermacore.sensors s on s.unit_id = u.id and s.key = g.sensor
     join thermacore.device_points p on p.sensor_id = s.id
     join thermacore.devices d on d.tenant_id = p.tenant_id and d.id = p.device_id
     order by 1`,
    [given(points)],
  );
  return rows;
}

/** Indexes of points whose sensor another before them has, with the index of that one. */
export function repeatedSensors(points: readonly PlacedPoint[]): { at: number; first: number }[] {
  const seen = new Map<string, number>();
  return points.flatMap(({ point: { unit, sensor } }, at) => {
    const place = `${unit}/${sensor}`;
    const first = seen.get(place);
    if (first !== undefined) return [{ at, first }];
    seen.set(place, at);
    return [];
  });
}

export async function removePoints(client: SqlClient, devices: readonly string[]): Promise<void> {
  await client.query(
    `delete from thermacore.device_points p using thermacore.devices d
     where d.tenant_id = p.tenant_id and d.id = p.device_id and d.key in (select jsonb_array_elements_text($1::jsonb))`,
    [JSON.stringify(devices)],
  );
}

/** In the order they are given, behind `before` others. Those whose device or sensor does not exist are left out: ask before. */
export async function addPoints(
  client: SqlClient,
  points: readonly PlacedPoint[],
  before = 0,
): Promise<void> {
  await client.query(
    `insert into thermacore.device_points (tenant_id, device_id, sensor_id, position, settings, write)
     select d.tenant_id, d.id, s.id, g.at + $2, g.settings, g.write
     from ${GIVEN}
     join thermacore.devices d on d.key = g.device
     join thermacore.units u on u.key = g.unit
     join thermacore.sensors s on s.unit_id = u.id and s.key = g.sensor`,
    [given(points), before],
  );
}

/** Throws what keeps the points of one device from being, naming the first. */
export async function refuseImpossible(client: SqlClient, points: readonly PlacedPoint[]): Promise<void> {
  const sensorOf = (at: number): { unit: string; sensor: string } =>
    points[at]?.point ?? { unit: '', sensor: '' };
  const [unknown] = await unknownSensors(client, points);
  if (unknown !== undefined) {
    const { unit, sensor } = sensorOf(unknown);
    throw new ThermaCoreError('invalid', `There is no sensor "${sensor}" in unit "${unit}".`, {
      field: `points.${unknown}.sensor`,
      advice: 'Make the sensor first, or correct its key.',
    });
  }
  const [repeated] = repeatedSensors(points);
  if (repeated) {
    const { unit, sensor } = sensorOf(repeated.at);
    throw new ThermaCoreError(
      'invalid',
      `${unit}/${sensor} has two points, ${repeated.first + 1} and ${repeated.at + 1}.`,
      {
        field: `points.${repeated.at}.sensor`,
        advice: 'A sensor has one point: remove one of the two.',
      },
    );
  }
  const [taken] = await takenSensors(client, points);
  if (taken) {
    const { unit, sensor } = sensorOf(taken.at);
    throw new ThermaCoreError(
      'conflict',
      `${unit}/${sensor} is a point of device "${taken.owner}" already.`,
      {
        field: 'points',
        advice: 'A sensor has one point: remove it there first.',
      },
    );
  }
}
