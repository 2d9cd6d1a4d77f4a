import { createHash } from 'node:crypto';
import type { Device, DevicePoint, PointInput, WriteRules } from '../../core/device';
import { ThermaCoreError } from '../../core/errors';
import { instant, withoutNulls } from '../rows';
import type { SqlClient } from '../sql-client';

/** By name; sealed, as the store neither can nor need open them. */
export type SealedSecrets = Readonly<Record<string, string>>;

export interface StoredDevice {
  readonly key: string;
  readonly protocol: string;
  readonly enabled: boolean;
  /** Its own. */
  readonly settings: Record<string, unknown>;
  /** The same with those of its template below. */
  readonly effective: Record<string, unknown>;
  readonly template?: string;
  readonly templateUnit?: string;
  readonly secrets: SealedSecrets;
  /** Those of its template first. */
  readonly points: readonly DevicePoint[];
  readonly version: string;
}

/** `devices d` with what a device has of its template. */
export const FROM_DEVICES = `thermacore.devices d
  left join thermacore.device_templates t on t.tenant_id = d.tenant_id and t.id = d.template_id
  left join thermacore.units tu on tu.id = d.template_unit_id`;

export const DEVICE_FIELDS = `d.key, d.name, d.protocol, d.enabled, d.settings, d.description,
  t.key as template, tu.key as "templateUnit",
  ${instant('d.created_at')} as "createdAt", ${instant('d.updated_at')} as "updatedAt",
  (select count(*)::int from thermacore.device_points p where p.tenant_id = d.tenant_id and p.device_id = d.id) as points,
  array(select jsonb_object_keys(d.secrets) order by 1) as secrets`;
export const SELECT_DEVICES = `select ${DEVICE_FIELDS} from ${FROM_DEVICES}`;

const SELECT_POINTS = `select d.key as device, u.key as unit, s.key as sensor, p.settings, p.write, p.origin
  from thermacore.device_points p
  join thermacore.devices d on d.tenant_id = p.tenant_id and d.id = p.device_id
  join thermacore.sensors s on s.id = p.sensor_id
  join thermacore.units u on u.id = s.unit_id`;
const IN_ORDER = 'order by p.origin desc, p.position';

export const noDevice = (device: string): ThermaCoreError =>
  new ThermaCoreError('not-found', `There is no device "${device}".`, { field: 'device' });

/** Throws `not-found`. */
export async function oneDevice(client: SqlClient, device: string): Promise<Device> {
  const { rows } = await client.query(`${SELECT_DEVICES} where d.key = $1`, [device]);
  if (!rows[0]) throw noDevice(device);
  return withoutNulls<Device>(rows[0]);
}

export async function pointsOf(client: SqlClient, device: string): Promise<DevicePoint[]> {
  const { rows } = await client.query<PointRow>(`${SELECT_POINTS} where d.key = $1 ${IN_ORDER}`, [device]);
  return rows.map(pointOf);
}

/** Throws `not-found`. */
export async function wholeDevice(client: SqlClient, device: string): Promise<StoredDevice> {
  const [found] = await wholeDevices(client, 'd.key = $1', [device]);
  if (!found) throw noDevice(device);
  return found;
}

/** Devices as they are run, with their points and their secrets still sealed. */
export async function wholeDevices(
  client: SqlClient,
  where: string,
  values: readonly unknown[],
): Promise<StoredDevice[]> {
  const { rows } = await client.query(
    // jsonb keeps its own order of names: the same settings give the same text, whoever they come from.
    `select d.key, d.protocol, d.enabled, d.settings, coalesce(t.settings, '{}') || d.settings as effective, d.secrets,
       t.key as template, tu.key as "templateUnit"
     from ${FROM_DEVICES} where ${where} order by d.key`,
    values,
  );
  const points = await client.query<PointRow>(`${SELECT_POINTS} where ${where} ${IN_ORDER}`, values);
  const byDevice = new Map<string, DevicePoint[]>();
  for (const row of points.rows) {
    const list = byDevice.get(row.device);
    if (list) list.push(pointOf(row));
    else byDevice.set(row.device, [pointOf(row)]);
  }
  return rows.map((row) => {
    const device = withoutNulls<Omit<StoredDevice, 'points' | 'version'>>(row);
    const own = byDevice.get(device.key) ?? [];
    const run = own.map(({ origin: _, ...point }): PointInput => point);
    return { ...device, points: own, version: versionOf(device.effective, device.secrets, run) };
  });
}

/** Of what a connector is made of: a new name or a new text beside it disturbs nobody. */
const versionOf = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

interface PointRow {
  device: string;
  unit: string;
  sensor: string;
  settings: Record<string, unknown>;
  write: WriteRules | null;
  origin: 'own' | 'template';
}

const pointOf = ({ unit, sensor, settings, write, origin }: PointRow): DevicePoint => ({
  unit,
  sensor,
  settings,
  ...(write ? { write } : {}),
  ...(origin === 'template' ? { origin } : {}),
});
