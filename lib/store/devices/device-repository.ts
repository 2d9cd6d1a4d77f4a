import type {
  Device,
  DeviceInput,
  DevicePatch,
  DevicePoint,
  PointInput,
  WriteRules,
} from '../../core/device';
import { ThermaCoreError } from '../../core/errors';
import type { SensorAddress } from '../../core/history';
import type { Page } from '../../core/plant';
import type { SortKey } from '../../core/sort';
import { withoutNulls } from '../rows';
import { sorted, sortedPage, text, time, up, yes, type Order } from '../sorted';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';
import {
  DEVICE_FIELDS,
  FROM_DEVICES,
  noDevice,
  oneDevice,
  pointsOf,
  wholeDevice,
  wholeDevices,
  type SealedSecrets,
  type StoredDevice,
} from './device-rows';
import { addNodePoints, type NodePoint, type NodePointsOutcome } from './node-points';
import { addPoints, refuseImpossible, removePoints } from './point-statements';
import { lockRegistry } from './registry-lock';
import { templateFor } from './template-choice';
import { giveTemplatePoints, refuseTemplateFaults } from './template-points';

export type { SealedSecrets, StoredDevice };

export interface DeviceQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Fields that the route lists. */
  readonly sort?: readonly SortKey[] | undefined;
  readonly protocol?: string | undefined;
  readonly enabled?: boolean | undefined;
  /** Part of a key or a name. */
  readonly search?: string | undefined;
  /** Key of a device template. */
  readonly template?: string | undefined;
}

/** A device that is to be, for who knows its protocol. */
export interface DeviceToJudge {
  readonly protocol: string;
  /** With those of its template below. */
  readonly effective: Readonly<Record<string, unknown>>;
  /** Those that are there. */
  readonly secrets: SealedSecrets;
}

/** Throws what speaks against the device; may give other secrets, which take the place of all that were there. */
export type Judge = (device: DeviceToJudge) => SealedSecrets | undefined | void;

/** A new device with points of its own. */
export interface DeviceToAdd {
  readonly input: DeviceInput;
  readonly secrets: SealedSecrets;
  readonly points: readonly PointInput[];
}

/** Where a sensor stands in the field. */
export interface SensorPoint {
  readonly device: string;
  readonly protocol: string;
  readonly enabled: boolean;
  readonly settings: Record<string, unknown>;
  readonly write?: WriteRules;
}

const NOT_SUSPENDED =
  'not exists (select from thermacore.tenants s where s.id = d.tenant_id and s.suspended_at is not null)';

const ORDER: Order = {
  columns: {
    key: text('d.key'),
    name: text('d.name'),
    protocol: text('d.protocol'),
    enabled: yes('d.enabled'),
    createdAt: time('d.created_at'),
    updatedAt: time('d.updated_at'),
  },
  unique: up('key'),
};

/** Devices and points of one tenant at a time. */
export class DeviceRepository {
  constructor(private readonly transactions: Transactions) {}

  async list(tenant: string, query: DeviceQuery): Promise<Page<Device>> {
    const { limit, protocol, enabled, search, template } = query;
    const { where, orderBy, place, values } = sorted(ORDER, query, 6);
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<object>(
        `select ${DEVICE_FIELDS}, ${place} from ${FROM_DEVICES}
         where ($2::text is null or d.protocol = $2) and ($3::boolean is null or d.enabled = $3)
           and ($4::text is null or strpos(lower(d.key || ' ' || d.name), lower($4)) > 0)
           and ($5::text is null or t.key = $5) and ${where}
         order by ${orderBy} limit $1`,
        [limit + 1, protocol ?? null, enabled ?? null, search ?? null, template ?? null, ...values],
      );
      return sortedPage<Device>(rows, limit);
    });
  }

  get(tenant: string, device: string): Promise<Device> {
    return this.transactions.forTenant(tenant, 'lookup', (client) => oneDevice(client, device));
  }

  create(tenant: string, input: DeviceInput, secrets: SealedSecrets, judge?: Judge): Promise<Device> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await lockRegistry(client);
      const template = await templateFor(client, input);
      judge?.({ protocol: input.protocol, effective: { ...template?.settings, ...input.settings }, secrets });
      await add(client, { input, secrets, points: [] });
      return oneDevice(client, input.key);
    });
  }

  /** What is left out stays; `secrets` takes the place of all that were there. */
  update(
    tenant: string,
    device: string,
    patch: Omit<DevicePatch, 'secrets'>,
    secrets?: SealedSecrets | Judge,
  ): Promise<Device> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await lockRegistry(client);
      const before = await locked(client, device);
      const chosen = templateAfter(before, patch);
      const template = await templateFor(client, { protocol: before.protocol, ...chosen });
      const effective = { ...template?.settings, ...(patch.settings ?? before.settings) };
      const kept =
        typeof secrets === 'function'
          ? secrets({ protocol: before.protocol, effective, secrets: before.secrets })
          : secrets;
      await write(client, device, patch, chosen, kept ?? undefined);
      if (chosen.template !== before.template || chosen.templateUnit !== before.templateUnit)
        refuseTemplateFaults(await giveTemplatePoints(client, [device]), 'templateUnit');
      return oneDevice(client, device);
    });
  }

  delete(tenant: string, device: string): Promise<void> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await lockRegistry(client);
      const { rows } = await client.query('delete from thermacore.devices where key = $1 returning key', [
        device,
      ]);
      if (rows.length === 0) throw noDevice(device);
    });
  }

  /** The device as it is run, with its points and its secrets still sealed. */
  whole(tenant: string, device: string): Promise<StoredDevice> {
    return this.transactions.forTenant(tenant, 'query', (client) => wholeDevice(client, device));
  }

  /** Another one like it, as `make` makes it of the one that is there. */
  clone(tenant: string, device: string, make: (original: StoredDevice) => DeviceToAdd): Promise<Device> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await lockRegistry(client);
      const made = make(await wholeDevice(client, device));
      await templateFor(client, made.input);
      await add(client, made);
      return oneDevice(client, made.input.key);
    });
  }

  /** Those that are to run: none of a tenant that is suspended. */
  enabled(tenant: string, protocol: string): Promise<StoredDevice[]> {
    return this.transactions.forTenant(tenant, 'query', (client) =>
      wholeDevices(client, `d.enabled and d.protocol = $1 and ${NOT_SUSPENDED}`, [protocol]),
    );
  }

  points(tenant: string, device: string): Promise<DevicePoint[]> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      await oneDevice(client, device);
      return pointsOf(client, device);
    });
  }

  /** These and no others beside those of its template, from now on. Nothing changes if one of them cannot be. */
  replacePoints(tenant: string, device: string, points: readonly PointInput[]): Promise<DevicePoint[]> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await lockRegistry(client);
      await oneDevice(client, device);
      await removePoints(client, [device]);
      await client.query('update thermacore.devices set updated_at = now() where key = $1', [device]);
      await place(client, device, points);
      // A sensor that was deleted since is no reason to refuse other points.
      refuseTemplateFaults(await giveTemplatePoints(client, [device], { lacking: 'left-out' }), 'points');
      return pointsOf(client, device);
    });
  }

  /** The sensors whose point may be written: it has write rules. */
  writable(tenant: string): Promise<SensorAddress[]> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const { rows } = await client.query<SensorAddress>(
        `select u.key as unit, s.key as sensor
         from thermacore.device_points p
         join thermacore.sensors s on s.id = p.sensor_id
         join thermacore.units u on u.id = s.unit_id
         where p.write is not null`,
      );
      return rows;
    });
  }

  /** More points, with the sensors that the unit lacks: all of them or none; what is wrong is in the outcome. */
  addPoints(
    tenant: string,
    device: string,
    unit: string,
    nodes: readonly NodePoint[],
  ): Promise<NodePointsOutcome> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await lockRegistry(client);
      return addNodePoints(client, device, unit, nodes);
    });
  }

  /** Undefined where no device has the sensor. */
  find(tenant: string, unit: string, sensor: string): Promise<SensorPoint | undefined> {
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<SensorPoint & { write: WriteRules | null }>(
        `select d.key as device, d.protocol, d.enabled, p.settings, p.write
         from thermacore.device_points p
         join thermacore.devices d on d.tenant_id = p.tenant_id and d.id = p.device_id
         join thermacore.sensors s on s.id = p.sensor_id
         join thermacore.units u on u.id = s.unit_id
         where u.key = $1 and s.key = $2`,
        [unit, sensor],
      );
      const [row] = rows;
      if (!row) return undefined;
      const { write, ...rest } = row;
      return write ? { ...rest, write } : rest;
    });
  }
}

interface Locked extends Pick<StoredDevice, 'protocol' | 'settings' | 'secrets'> {
  readonly template?: string;
  readonly templateUnit?: string;
}

/** Throws `not-found`. Two that change the same secrets see each other's. */
async function locked(client: SqlClient, device: string): Promise<Locked> {
  const { rows } = await client.query(
    `select d.protocol, d.settings, d.secrets,
       (select t.key from thermacore.device_templates t where t.tenant_id = d.tenant_id and t.id = d.template_id) as template,
       (select u.key from thermacore.units u where u.id = d.template_unit_id) as "templateUnit"
     from thermacore.devices d where d.key = $1 for update`,
    [device],
  );
  if (!rows[0]) throw noDevice(device);
  return withoutNulls<Locked>(rows[0]);
}

interface Chosen {
  readonly template?: string | undefined;
  readonly templateUnit?: string | undefined;
}

/** A device that leaves its template leaves the unit of it too. */
function templateAfter(before: Chosen, { template, templateUnit }: Omit<DevicePatch, 'secrets'>): Chosen {
  const unitThere = template === null ? undefined : before.templateUnit;
  return {
    template: template === undefined ? before.template : (template ?? undefined),
    templateUnit: templateUnit === undefined ? unitThere : (templateUnit ?? undefined),
  };
}

async function write(
  client: SqlClient,
  device: string,
  { name, enabled, settings, description }: Omit<DevicePatch, 'secrets'>,
  { template, templateUnit }: Chosen,
  secrets: SealedSecrets | undefined,
): Promise<void> {
  await client.query(
    `update thermacore.devices set name = coalesce($2, name), enabled = coalesce($3, enabled),
       settings = coalesce($4, settings), description = case when $5::boolean then $6::text else description end,
       secrets = coalesce($7, secrets), template_id = (select id from thermacore.device_templates where key = $8),
       template_unit_id = (select id from thermacore.units where key = $9), updated_at = now()
     where key = $1`,
    [
      device,
      name ?? null,
      enabled ?? null,
      settings ? JSON.stringify(settings) : null,
      description !== undefined,
      description ?? null,
      secrets ? JSON.stringify(secrets) : null,
      template ?? null,
      templateUnit ?? null,
    ],
  );
}

/** With its points, whole: whoever runs devices sees none of which half is there. */
async function add(client: SqlClient, { input, secrets, points }: DeviceToAdd): Promise<void> {
  const { rows } = await client.query(
    `insert into thermacore.devices
       (tenant_id, key, name, protocol, enabled, settings, secrets, description, template_id, template_unit_id)
     values (thermacore.current_tenant(), $1, $2, $3, $4, $5, $6, $7,
       (select id from thermacore.device_templates where key = $8), (select id from thermacore.units where key = $9))
     on conflict (tenant_id, key) do nothing returning key`,
    [
      input.key,
      input.name,
      input.protocol,
      input.enabled,
      JSON.stringify(input.settings),
      JSON.stringify(secrets),
      input.description ?? null,
      input.template ?? null,
      input.templateUnit ?? null,
    ],
  );
  if (rows.length === 0)
    throw new ThermaCoreError('conflict', `The device "${input.key}" exists already.`, {
      field: 'key',
      advice: 'Choose another key.',
    });
  await place(client, input.key, points);
  if (input.template !== undefined)
    refuseTemplateFaults(await giveTemplatePoints(client, [input.key]), 'templateUnit');
}

async function place(client: SqlClient, device: string, points: readonly PointInput[]): Promise<void> {
  const placed = points.map((point) => ({ device, point }));
  await refuseImpossible(client, placed);
  await addPoints(client, placed);
}
