import { ThermaCoreError } from '../../core/errors';
import type { SensorAddress } from '../../core/history';
import { TimeZone } from '../../core/time-zone';
import { textArray } from '../binary-array';
import type { SqlClient } from '../sql-client';
import { invalid } from './refusals';

/** A sensor of the tenant that asks. */
export interface FoundSensor extends SensorAddress {
  readonly id: number;
  readonly type: 'number' | 'boolean' | 'text';
}

/** In the order asked for. Throws `not-found` for one that the tenant does not have. */
export async function findSensors(
  client: SqlClient,
  sensors: readonly SensorAddress[],
): Promise<FoundSensor[]> {
  const { rows } = await client.query<FoundSensor>(
    `select u.key as unit, s.key as sensor, s.id, s.type
     from unnest($1::text[], $2::text[]) with ordinality as wanted (unit, sensor, place)
     join thermacore.units u on u.key = wanted.unit
     join thermacore.sensors s on s.unit_id = u.id and s.key = wanted.sensor
     order by wanted.place`,
    [textArray(sensors.map(({ unit }) => unit)), textArray(sensors.map(({ sensor }) => sensor))],
  );
  const missing = sensors.find(({ unit, sensor }, i) => rows[i]?.unit !== unit || rows[i].sensor !== sensor);
  if (missing)
    throw new ThermaCoreError(
      'not-found',
      `There is no sensor "${missing.sensor}" in unit "${missing.unit}".`,
      { field: 'sensors', advice: 'Name sensors as unit/sensor; GET /api/v1/sensors lists them.' },
    );
  return rows;
}

/** All of a unit, or of the tenant, by key; `most` + 1 at most. Throws `not-found` for a unit that is not there. */
export async function sensorsOf(
  client: SqlClient,
  unit: string | undefined,
  most: number,
): Promise<FoundSensor[]> {
  const { rows } = await client.query<FoundSensor>(
    `select u.key as unit, s.key as sensor, s.id, s.type
     from thermacore.sensors s join thermacore.units u on u.id = s.unit_id
     where $1::text is null or u.key = $1
     order by u.key, s.key limit $2`,
    [unit ?? null, most + 1],
  );
  if (rows.length === 0 && unit !== undefined) {
    const known = await client.query('select from thermacore.units where key = $1', [unit]);
    if (known.rows.length === 0)
      throw new ThermaCoreError('not-found', `There is no unit "${unit}".`, { field: 'unit' });
  }
  if (rows.length > most)
    throw invalid('sensors', `There are more than ${most} sensors.`, 'Name a unit, or the sensors.');
  return rows;
}

/** Throws `invalid` for texts, of which there are no averages. */
export function refuseTexts(sensors: readonly FoundSensor[]): void {
  const text = sensors.find(({ type }) => type === 'text');
  if (text)
    throw invalid(
      'sensors',
      `The sensor "${text.unit}/${text.sensor}" has texts, which cannot be aggregated.`,
      'Ask for its readings (GET /api/v1/readings), or for the value at a time.',
    );
}

/** The zone asked for, else the tenant's own. */
export async function findZone(client: SqlClient, name: string | undefined): Promise<TimeZone> {
  const wanted = name ?? (await tenantZone(client));
  const zone = TimeZone.find(wanted);
  if (zone) return zone;
  throw invalid(
    'timezone',
    `There is no time zone "${wanted.slice(0, 64)}".`,
    'Give a name of the IANA time zone database, such as Europe/Berlin.',
  );
}

async function tenantZone(client: SqlClient): Promise<string> {
  const { rows } = await client.query<{ timezone: string }>(
    'select timezone from thermacore.tenants where id = thermacore.current_tenant()',
  );
  return rows[0]?.timezone ?? 'UTC';
}
