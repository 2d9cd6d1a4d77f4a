import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import type { Page, Sensor, SensorInput, SensorPatch, Unit, UnitInput, UnitPatch } from '../core/plant';
import type { SortKey } from '../core/sort';
import { jsonForSql } from './alarms/json';
import { instant, withoutNulls } from './rows';
import { SENSOR_COLUMNS, SENSOR_FIELDS, sensorObjects } from './sensor-columns';
import { optionalText, sorted, sortedPage, text, time, up, yes, type Order } from './sorted';
import type { SqlClient } from './sql-client';
import type { Transactions } from './tenant-transaction';

export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Fields that the route lists. */
  readonly sort?: readonly SortKey[] | undefined;
}

export interface SensorFilter extends PageQuery {
  readonly unit?: string | undefined;
}

export interface UnitWithSensors {
  readonly unit: UnitInput;
  readonly sensors: readonly SensorInput[];
}

const UNIT_COLUMNS = { name: 'name', kind: 'kind', area: 'area', description: 'description' } as const;

const UNIT_FIELDS = `u.key, u.name, u.kind, u.area, u.description, ${instant('u.created_at')} as "createdAt",
  (select count(*)::int from thermacore.sensors s where s.unit_id = u.id) as sensors`;
const UNIT_SELECT = `select ${UNIT_FIELDS} from thermacore.units u`;
const UNIT_ORDER: Order = {
  columns: {
    key: text('u.key'),
    name: text('u.name'),
    kind: text('u.kind'),
    area: optionalText('u.area'),
    createdAt: time('u.created_at'),
  },
  unique: up('key'),
};
const SENSOR_SELECTED = `u.key as unit, s.key, ${SENSOR_FIELDS}, ${instant('s.created_at')} as "createdAt"`;
const SENSOR_FROM = 'from thermacore.sensors s join thermacore.units u on u.id = s.unit_id';
const SENSOR_SELECT = `select ${SENSOR_SELECTED} ${SENSOR_FROM}`;
const SENSOR_ORDER: Order = {
  columns: {
    unit: text('u.key'),
    key: text('s.key'),
    name: text('s.name'),
    type: text('s.type'),
    quantity: text('s.quantity'),
    uom: text('s.uom'),
    headline: yes('s.headline'),
    createdAt: time('s.created_at'),
  },
  unique: up('unit', 'key'),
};

const noUnit = (unit: string): ThermaCoreError =>
  new ThermaCoreError('not-found', `There is no unit "${unit}".`, { field: 'unit' });
const noSensor = (unit: string, sensor: string): ThermaCoreError =>
  new ThermaCoreError('not-found', `There is no sensor "${sensor}" in unit "${unit}".`, { field: 'sensor' });

/** `set a = $1, b = $2`, from a fixed table of columns; undefined fields stay as they are. */
function assignments(
  columns: Readonly<Record<string, string>>,
  patch: object,
): { text: string; values: unknown[] } {
  const given = Object.entries(patch).filter(
    ([field, value]) => value !== undefined && Object.hasOwn(columns, field),
  );
  return {
    text: given.map(([field], i) => `${columns[field]} = $${i + 1}`).join(', '),
    values: given.map(([, value]) => value as unknown),
  };
}

/** Units and sensors of one tenant at a time. */
export class PlantRepository {
  constructor(
    private readonly transactions: Transactions,
    /** Told of a tenant of which a unit or sensor is gone. */
    private readonly gone: (tenant: string) => void = () => undefined,
  ) {}

  async listUnits(tenant: string, query: PageQuery): Promise<Page<Unit>> {
    const { limit } = query;
    const { where, orderBy, place, values } = sorted(UNIT_ORDER, query, 2);
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<object>(
        `select ${UNIT_FIELDS}, ${place} from thermacore.units u where ${where} order by ${orderBy} limit $1`,
        [limit + 1, ...values],
      );
      return sortedPage<Unit>(rows, limit);
    });
  }

  getUnit(tenant: string, unit: string): Promise<Unit> {
    return this.transactions.forTenant(tenant, 'lookup', (client) => getUnit(client, unit));
  }

  createUnit(tenant: string, input: UnitInput): Promise<Unit> {
    return this.naming(`The unit "${input.key}" exists already.`, 'key', () =>
      this.transactions.forTenant(tenant, 'lookup', async (client) => {
        await insertUnit(client, input);
        return getUnit(client, input.key);
      }),
    );
  }

  updateUnit(tenant: string, unit: string, patch: UnitPatch): Promise<Unit> {
    const { text, values } = assignments(UNIT_COLUMNS, patch);
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      if (text)
        await client.query(`update thermacore.units set ${text} where key = $${values.length + 1}`, [
          ...values,
          unit,
        ]);
      return getUnit(client, unit);
    });
  }

  async deleteUnit(tenant: string, unit: string): Promise<void> {
    await this.transactions.forTenant(tenant, 'write', async (client) => {
      await refuseWhileUsed(client, unit);
      const { rows } = await client.query('delete from thermacore.units where key = $1 returning key', [
        unit,
      ]);
      if (rows.length === 0) throw noUnit(unit);
    });
    this.gone(tenant);
  }

  async listSensors(tenant: string, query: SensorFilter): Promise<Page<Sensor>> {
    const { unit, limit } = query;
    const { where, orderBy, place, values } = sorted(SENSOR_ORDER, query, 3);
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<object>(
        `select ${SENSOR_SELECTED}, ${place} ${SENSOR_FROM} where ($1::text is null or u.key = $1) and ${where}
         order by ${orderBy} limit $2`,
        [unit ?? null, limit + 1, ...values],
      );
      return sortedPage<Sensor>(rows, limit);
    });
  }

  getSensor(tenant: string, unit: string, sensor: string): Promise<Sensor> {
    return this.transactions.forTenant(tenant, 'lookup', (client) => getSensor(client, unit, sensor));
  }

  createSensor(tenant: string, unit: string, input: SensorInput): Promise<Sensor> {
    return this.naming(`The sensor "${input.key}" exists already in unit "${unit}".`, 'key', () =>
      this.transactions.forTenant(tenant, 'lookup', async (client) => {
        await insertSensor(client, unit, input);
        return getSensor(client, unit, input.key);
      }),
    );
  }

  updateSensor(tenant: string, unit: string, sensor: string, patch: SensorPatch): Promise<Sensor> {
    const { text, values } = assignments(SENSOR_COLUMNS, patch);
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      if (text)
        await client.query(
          `update thermacore.sensors set ${text} where key = $${values.length + 1}
           and unit_id = (select id from thermacore.units where key = $${values.length + 2})`,
          [...values, sensor, unit],
        );
      return getSensor(client, unit, sensor);
    });
  }

  async deleteSensor(tenant: string, unit: string, sensor: string): Promise<void> {
    await this.transactions.forTenant(tenant, 'write', async (client) => {
      const { rows } = await client.query(
        `delete from thermacore.sensors where key = $1 and unit_id = (select id from thermacore.units where key = $2) returning key`,
        [sensor, unit],
      );
      if (rows.length === 0) throw noSensor(unit, sensor);
    });
    this.gone(tenant);
  }

  /** Creates what is missing and leaves what exists as it is; all of it in two statements. */
  ensure(tenant: string, units: readonly UnitWithSensors[]): Promise<{ created: number }> {
    return this.transactions.forTenant(tenant, 'write', async (client) => {
      const made = await client.query(
        `insert into thermacore.units (tenant_id, key, name, kind, area, description)
         select thermacore.current_tenant(), g.key, g.name, g.kind, g.area, g.description
         from jsonb_populate_recordset(null::thermacore.units, $1::jsonb) g
         on conflict (tenant_id, key) do nothing returning key`,
        [jsonForSql(units.map(({ unit }) => unit))],
      );
      const columns = Object.values(SENSOR_COLUMNS);
      const sensors = units.map(({ unit, sensors: own }) => ({
        unit: unit.key,
        sensors: sensorObjects(own),
      }));
      const added = await client.query(
        `insert into thermacore.sensors (tenant_id, unit_id, key, ${columns.join(', ')})
         select u.tenant_id, u.id, g.key, ${columns.map((column) => `g.${column}`).join(', ')}
         from jsonb_to_recordset($1::jsonb) as given (unit text, sensors jsonb)
         join thermacore.units u on u.key = given.unit
         cross join lateral jsonb_populate_recordset(null::thermacore.sensors, given.sensors) g
         on conflict (unit_id, key, tenant_id) do nothing returning key`,
        [jsonForSql(sensors)],
      );
      return { created: made.rows.length + added.rows.length };
    });
  }

  /** Says which key is taken instead of "it exists already". */
  private async naming<T>(message: string, field: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isThermaCoreError(error) && error.code === 'conflict')
        throw new ThermaCoreError('conflict', message, {
          field,
          advice: 'Choose another key.',
          cause: error,
        });
      throw error;
    }
  }
}

/** Sensors go with their unit; a device whose template is at that unit would have nowhere to have its points. */
async function refuseWhileUsed(client: SqlClient, unit: string): Promise<void> {
  const { rows } = await client.query<{ devices: number; first: string }>(
    `select count(*)::int as devices, min(d.key) as first
     from thermacore.devices d join thermacore.units u on u.id = d.template_unit_id where u.key = $1`,
    [unit],
  );
  const [used] = rows;
  if (!used || used.devices === 0) return;
  throw new ThermaCoreError(
    'conflict',
    `${used.devices} ${used.devices === 1 ? 'device has its' : 'devices have their'} template at the unit "${unit}", such as "${used.first}".`,
    { field: 'unit', advice: 'Give them another templateUnit, or no template, or delete them first.' },
  );
}

async function getUnit(client: SqlClient, unit: string): Promise<Unit> {
  const { rows } = await client.query(`${UNIT_SELECT} where u.key = $1`, [unit]);
  if (!rows[0]) throw noUnit(unit);
  return withoutNulls<Unit>(rows[0]);
}

async function getSensor(client: SqlClient, unit: string, sensor: string): Promise<Sensor> {
  const { rows } = await client.query(`${SENSOR_SELECT} where u.key = $1 and s.key = $2`, [unit, sensor]);
  if (!rows[0]) throw noSensor(unit, sensor);
  return withoutNulls<Sensor>(rows[0]);
}

async function insertUnit(client: SqlClient, input: UnitInput): Promise<void> {
  await client.query(
    `insert into thermacore.units (tenant_id, key, name, kind, area, description)
     values (thermacore.current_tenant(), $1, $2, $3, $4, $5)`,
    [input.key, input.name, input.kind, input.area ?? null, input.description ?? null],
  );
}

async function insertSensor(client: SqlClient, unit: string, input: SensorInput): Promise<void> {
  const fields = Object.entries(SENSOR_COLUMNS) as [keyof typeof SENSOR_COLUMNS, string][];
  const { rows } = await client.query(
    `insert into thermacore.sensors (tenant_id, unit_id, key, ${fields.map(([, column]) => column).join(', ')})
     select tenant_id, id, $2, ${fields.map((_, i) => `$${i + 3}`).join(', ')} from thermacore.units where key = $1
     returning key`,
    [unit, input.key, ...fields.map(([field]) => input[field] ?? null)],
  );
  if (rows.length === 0) throw noUnit(unit);
}
