import type { Device } from '../../core/device';
import type {
  DeviceTemplate,
  DeviceTemplateInput,
  DeviceTemplatePatch,
  DeviceTemplateSummary,
} from '../../core/device-template';
import { ThermaCoreError } from '../../core/errors';
import type { Page, SensorInput } from '../../core/plant';
import type { SortKey } from '../../core/sort';
import { instant, withoutNulls } from '../rows';
import { SENSOR_FIELDS } from '../sensor-columns';
import { sorted, sortedPage, text, time, up, type Order } from '../sorted';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';
import { oneDevice, wholeDevice, type SealedSecrets, type StoredDevice } from './device-rows';
import { addPoints, removePoints } from './point-statements';
import { lockRegistry } from './registry-lock';
import { applyTemplate, type ApplyOutcome, type Application } from './template-apply';
import type { TemplateDefaults } from './template-choice';
import { giveTemplatePoints, makeSensors, refuseTemplateFaults } from './template-points';

export interface TemplateQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Fields that the route lists. */
  readonly sort?: readonly SortKey[] | undefined;
  readonly protocol?: string | undefined;
  /** Part of a key or a name. */
  readonly search?: string | undefined;
}

/** A device of a template that is to change. */
export interface UserOfTemplate {
  readonly key: string;
  readonly protocol: string;
  /** As they are to be. */
  readonly effective: Readonly<Record<string, unknown>>;
  readonly secrets: SealedSecrets;
}

export interface TemplateChange {
  /** Of the points that are to be; makes what units lack of them. Left out: a sensor that is not there is refused. */
  readonly sensors?: readonly SensorInput[];
  /** Throws what speaks against the change; called for each device whose settings it touches. */
  readonly judge?: (device: UserOfTemplate, before: TemplateDefaults) => void;
}

/** What a device becomes when a template is made of it. */
export interface TemplateMade {
  readonly template: DeviceTemplateInput;
  readonly unit: string;
  /** Those that stay with the device. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const COLUMNS = `t.key, t.name, t.protocol, t.description, t.settings,
  (select count(*)::int from thermacore.devices d where d.tenant_id = t.tenant_id and d.template_id = t.id) as devices,
  ${instant('t.created_at')} as "createdAt", ${instant('t.updated_at')} as "updatedAt"`;

const ORDER: Order = {
  columns: {
    key: text('t.key'),
    name: text('t.name'),
    protocol: text('t.protocol'),
    createdAt: time('t.created_at'),
    updatedAt: time('t.updated_at'),
  },
  unique: up('key'),
};

const noTemplate = (template: string): ThermaCoreError =>
  new ThermaCoreError('not-found', `There is no device template "${template}".`, { field: 'template' });

/** Device templates of one tenant at a time. What changes one changes the devices that use it, in one transaction. */
export class TemplateRepository {
  constructor(private readonly transactions: Transactions) {}

  list(tenant: string, query: TemplateQuery): Promise<Page<DeviceTemplateSummary>> {
    const { limit, protocol, search } = query;
    const { where, orderBy, place, values } = sorted(ORDER, query, 4);
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<object>(
        `select ${COLUMNS}, jsonb_array_length(t.points) as points, ${place} from thermacore.device_templates t
         where ($2::text is null or t.protocol = $2)
           and ($3::text is null or strpos(lower(t.key || ' ' || t.name), lower($3)) > 0) and ${where}
         order by ${orderBy} limit $1`,
        [limit + 1, protocol ?? null, search ?? null, ...values],
      );
      return sortedPage<DeviceTemplateSummary>(rows, limit);
    });
  }

  get(tenant: string, template: string): Promise<DeviceTemplate> {
    return this.transactions.forTenant(tenant, 'lookup', (client) => one(client, template));
  }

  /** All that a tenant has, without their points. */
  defaults(tenant: string): Promise<TemplateDefaults[]> {
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const { rows } = await client.query<TemplateDefaults>(
        'select key, protocol, settings from thermacore.device_templates order by key',
      );
      return rows;
    });
  }

  create(tenant: string, input: DeviceTemplateInput): Promise<DeviceTemplate> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await add(client, input);
      return one(client, input.key);
    });
  }

  /**
   * What is left out stays. `decide` sees the template as it is and says what else has to be so; devices get their points
   * anew if those of the template change.
   */
  update(
    tenant: string,
    template: string,
    patch: DeviceTemplatePatch,
    decide: (before: DeviceTemplate) => TemplateChange = () => ({}),
  ): Promise<DeviceTemplate> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await lockRegistry(client);
      const before = await one(client, template);
      const { sensors, judge } = decide(before);
      await write(client, template, patch);
      const users = await usersOf(client, template);
      if (patch.settings && judge) for (const user of users) judge(user, before);
      if (patch.points) {
        const keys = users.map(({ key }) => key);
        if (sensors) await makeSensors(client, keys, sensors);
        const given = await giveTemplatePoints(client, keys);
        refuseTemplateFaults(given, `points.${given.firstFaults[0]?.at ?? 0}.sensor`);
      }
      return one(client, template);
    });
  }

  delete(tenant: string, template: string): Promise<void> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await lockRegistry(client);
      const { devices } = await one(client, template);
      if (devices > 0)
        throw new ThermaCoreError(
          'conflict',
          `The template "${template}" is used by ${devices} ${devices === 1 ? 'device' : 'devices'}.`,
          { field: 'template', advice: 'Give them another template, or none, or delete them first.' },
        );
      await client.query('delete from thermacore.device_templates where key = $1', [template]);
    });
  }

  /** Makes many devices of a template: all or none. */
  apply(
    tenant: string,
    template: string,
    decide: (template: DeviceTemplate) => Application,
  ): Promise<ApplyOutcome> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await lockRegistry(client);
      const found = await one(client, template);
      return applyTemplate(client, found, decide(found));
    });
  }

  /**
   * Makes a template of a device, which uses it from then on. `make` sees the device and the sensors of its points, by
   * unit and key; points that the template does not get stay the device's own.
   */
  ofDevice(
    tenant: string,
    device: string,
    make: (original: StoredDevice, sensors: ReadonlyMap<string, SensorInput>) => TemplateMade,
  ): Promise<Device> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      await lockRegistry(client);
      const original = await wholeDevice(client, device);
      const { template, unit, settings } = make(original, await sensorsOf(client, device));
      await add(client, template);
      await removePoints(client, [device]);
      await client.query(
        `update thermacore.devices set settings = $2, updated_at = now(),
           template_id = (select id from thermacore.device_templates where key = $3),
           template_unit_id = (select id from thermacore.units where key = $4)
         where key = $1`,
        [device, JSON.stringify(settings), template.key, unit],
      );
      const own = original.points.filter((point) => point.unit !== unit);
      await addPoints(
        client,
        own.map((point) => ({ device, point })),
      );
      refuseTemplateFaults(await giveTemplatePoints(client, [device]), 'unit');
      return oneDevice(client, device);
    });
  }
}

async function one(client: SqlClient, template: string): Promise<DeviceTemplate> {
  const { rows } = await client.query(
    `select ${COLUMNS}, t.points from thermacore.device_templates t where t.key = $1`,
    [template],
  );
  if (!rows[0]) throw noTemplate(template);
  return withoutNulls<DeviceTemplate>(rows[0]);
}

async function add(client: SqlClient, input: DeviceTemplateInput): Promise<void> {
  const { key, name, protocol, description, settings, points } = input;
  const { rows } = await client.query(
    `insert into thermacore.device_templates (tenant_id, key, name, protocol, description, settings, points)
     values (thermacore.current_tenant(), $1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, key) do nothing returning key`,
    [key, name, protocol, description ?? null, JSON.stringify(settings), JSON.stringify(points)],
  );
  if (rows.length === 0)
    throw new ThermaCoreError('conflict', `The device template "${key}" exists already.`, {
      field: 'key',
      advice: 'Choose another key.',
    });
}

async function write(
  client: SqlClient,
  template: string,
  { name, description, settings, points }: DeviceTemplatePatch,
): Promise<void> {
  await client.query(
    `update thermacore.device_templates set name = coalesce($2, name),
       description = case when $3::boolean then $4::text else description end,
       settings = coalesce($5, settings), points = coalesce($6, points), updated_at = now()
     where key = $1`,
    [
      template,
      name ?? null,
      description !== undefined,
      description ?? null,
      settings ? JSON.stringify(settings) : null,
      points ? JSON.stringify(points) : null,
    ],
  );
}

async function usersOf(client: SqlClient, template: string): Promise<UserOfTemplate[]> {
  const { rows } = await client.query<UserOfTemplate>(
    `select d.key, d.protocol, t.settings || d.settings as effective, d.secrets
     from thermacore.devices d
     join thermacore.device_templates t on t.tenant_id = d.tenant_id and t.id = d.template_id
     where t.key = $1 order by d.key`,
    [template],
  );
  return rows;
}

/** The sensors that a device has points of, by `unit/sensor`. */
async function sensorsOf(client: SqlClient, device: string): Promise<Map<string, SensorInput>> {
  const { rows } = await client.query<{ unit: string; key: string }>(
    `select u.key as unit, s.key, ${SENSOR_FIELDS}
     from thermacore.device_points p
     join thermacore.devices d on d.tenant_id = p.tenant_id and d.id = p.device_id
     join thermacore.sensors s on s.id = p.sensor_id
     join thermacore.units u on u.id = s.unit_id where d.key = $1`,
    [device],
  );
  return new Map(
    rows.map(({ unit, ...sensor }) => [`${unit}/${sensor.key}`, withoutNulls<SensorInput>(sensor)]),
  );
}
