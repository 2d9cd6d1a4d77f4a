import type { PointInput } from '../../core/device';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';
import type { SealedSecrets } from './device-rows';
import {
  addPoints,
  removePoints,
  repeatedSensors,
  takenSensors,
  unknownSensors,
  type PlacedPoint,
} from './point-statements';
import { lockRegistry } from './registry-lock';
import { giveTemplatePoints, reasonOf } from './template-points';

/** A device with all its points, as it is to be afterwards. */
export interface WholeDevice {
  readonly key: string;
  readonly name: string;
  readonly protocol: string;
  readonly enabled: boolean;
  readonly description?: string | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly template?: string | undefined;
  readonly templateUnit?: string | undefined;
  /** Of its own, beside those of its template. */
  readonly points: readonly PointInput[];
  /** Left out: those that are there stay. */
  readonly secrets?: SealedSecrets;
}

/** What keeps the import from being done; `device` and `point` count from 0. */
export interface ImportFault {
  readonly device: number;
  readonly point?: number;
  readonly field: 'key' | 'protocol' | 'template' | 'templateUnit' | 'sensor';
  readonly reason: string;
}

export interface ImportOutcome {
  readonly created: number;
  readonly updated: number;
  /** With any, nothing was changed. */
  readonly faults: readonly ImportFault[];
}

export interface ImportOptions {
  /** Does all and takes it back. */
  readonly dryRun?: boolean;
}

/** A point of the import, and which it is there. */
interface Place extends PlacedPoint {
  readonly index: Pick<ImportFault, 'device'> & { readonly point: number };
}

/** Many devices with their points at once: all of them or none. */
export class DeviceImport {
  constructor(private readonly transactions: Transactions) {}

  apply(
    tenant: string,
    devices: readonly WholeDevice[],
    { dryRun = false }: ImportOptions = {},
  ): Promise<ImportOutcome> {
    const places = devices.flatMap(({ key, points }, device) =>
      points.map((point, i): Place => ({ device: key, point, index: { device, point: i } })),
    );
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      // A savepoint rather than an error: who asks wants to know all that is wrong, not the first.
      await lockRegistry(client);
      await client.query('savepoint before_import');
      const known = await protocolsOf(client, devices);
      const faults = [
        ...devices.flatMap((device, i) => clash(device, i, known)),
        ...(await strangers(client, devices)),
        ...repeated(places),
        ...(await unknown(client, places)),
      ];
      if (faults.length === 0) {
        await upsert(client, devices);
        await removePoints(
          client,
          devices.map(({ key }) => key),
        );
        faults.push(...(await taken(client, places)));
        if (faults.length === 0) await addPoints(client, places);
        if (faults.length === 0) faults.push(...(await templatePoints(client, devices)));
      }
      if (dryRun || faults.length > 0) await client.query('rollback to savepoint before_import');
      const updated = devices.filter(({ key }) => known.has(key)).length;
      return { created: devices.length - updated, updated, faults };
    });
  }
}

async function protocolsOf(client: SqlClient, devices: readonly WholeDevice[]): Promise<Map<string, string>> {
  const { rows } = await client.query<{ key: string; protocol: string }>(
    'select key, protocol from thermacore.devices where key = any ($1::text[])',
    [devices.map(({ key }) => key)],
  );
  return new Map(rows.map(({ key, protocol }) => [key, protocol]));
}

function clash(
  { key, protocol }: WholeDevice,
  device: number,
  known: ReadonlyMap<string, string>,
): ImportFault[] {
  const present = known.get(key);
  if (present === undefined) return [];
  if (present === protocol) return [];
  return [
    {
      device,
      field: 'protocol',
      reason: `the device "${key}" exists and speaks ${present}; delete it first, or choose another key`,
    },
  ];
}

/** Templates and units that are not there, or not any more. */
async function strangers(client: SqlClient, devices: readonly WholeDevice[]): Promise<ImportFault[]> {
  const { rows } = await client.query<{ at: number; known: boolean }>(
    `select g.at, exists (select from thermacore.device_templates t
                          where t.key = g.template and t.protocol = g.protocol) as known
     from jsonb_to_recordset($1::jsonb) as g (at int, template text, protocol text, unit text)
     where not exists (select from thermacore.device_templates t where t.key = g.template and t.protocol = g.protocol)
        or not exists (select from thermacore.units u where u.key = g.unit)
     order by g.at`,
    [
      JSON.stringify(
        devices.flatMap(({ template, templateUnit: unit, protocol }, at) =>
          template === undefined ? [] : [{ at, template, unit, protocol }],
        ),
      ),
    ],
  );
  return rows.map(({ at, known }) => {
    const { template, templateUnit, protocol } = devices[at] ?? {};
    return known
      ? {
          device: at,
          field: 'templateUnit',
          reason: `there is no unit "${templateUnit}"; make it first, or correct its key`,
        }
      : {
          device: at,
          field: 'template',
          reason: `there is no device template "${template}" for ${protocol}; make it first, or correct its key`,
        };
  });
}

/** Beside the own points, which are there by now. */
async function templatePoints(client: SqlClient, devices: readonly WholeDevice[]): Promise<ImportFault[]> {
  const using = new Map(
    devices.flatMap(({ key, template }, i) => (template === undefined ? [] : [[key, i] as const])),
  );
  if (using.size === 0) return [];
  const { firstFaults } = await giveTemplatePoints(client, [...using.keys()]);
  return firstFaults.map((fault) => {
    const { what, advice } = reasonOf(fault);
    return { device: using.get(fault.device) ?? 0, field: 'templateUnit', reason: `${what}; ${advice}` };
  });
}

const faultAt = (
  places: readonly Place[],
  at: number,
  reason: (sensor: string, unit: string) => string,
): ImportFault[] => {
  const place = places[at];
  if (!place) return [];
  const { unit, sensor } = place.point;
  return [{ ...place.index, field: 'sensor', reason: reason(sensor, unit) }];
};

const repeated = (places: readonly Place[]): ImportFault[] =>
  repeatedSensors(places).flatMap(({ at, first }) =>
    faultAt(
      places,
      at,
      (sensor, unit) =>
        `${unit}/${sensor} has a point in device "${places[first]?.device}" already; a sensor has one point`,
    ),
  );

const unknown = async (client: SqlClient, places: readonly Place[]): Promise<ImportFault[]> =>
  (await unknownSensors(client, places)).flatMap((at) =>
    faultAt(
      places,
      at,
      (sensor, unit) => `there is no sensor "${sensor}" in unit "${unit}"; make it first, or correct its key`,
    ),
  );

/** Points of devices that are not in the import; those of the others are gone by now. */
const taken = async (client: SqlClient, places: readonly Place[]): Promise<ImportFault[]> =>
  (await takenSensors(client, places)).flatMap(({ at, owner }) =>
    faultAt(
      places,
      at,
      (sensor, unit) => `${unit}/${sensor} is a point of device "${owner}" already; remove it there first`,
    ),
  );

async function upsert(client: SqlClient, devices: readonly WholeDevice[]): Promise<void> {
  await client.query(
    `insert into thermacore.devices as known
       (tenant_id, key, name, protocol, enabled, settings, description, secrets, template_id, template_unit_id)
     select thermacore.current_tenant(), g.key, g.name, g.protocol, g.enabled, g.settings, g.description,
            coalesce(g.secrets, '{}'), t.id, u.id
     from jsonb_to_recordset($1::jsonb)
       as g (key text, name text, protocol text, enabled boolean, settings jsonb, description text, secrets jsonb,
             template text, "templateUnit" text)
     left join thermacore.device_templates t on t.key = g.template
     left join thermacore.units u on u.key = g."templateUnit"
     on conflict (tenant_id, key) do update set
       name = excluded.name, enabled = excluded.enabled, settings = excluded.settings,
       description = excluded.description, template_id = excluded.template_id,
       template_unit_id = excluded.template_unit_id, updated_at = now()`,
    // One parameter: not every engine takes lists of JSON.
    [JSON.stringify(devices.map((device) => ({ ...device, points: undefined })))],
  );
}
