import type { SensorDirectory, SensorEntry } from '../telemetry/ports';
import type { SqlClient } from './sql-client';
import type { Transactions } from './tenant-transaction';

/** A sensor as the writer needs it. */
export interface StoredSensor extends SensorEntry {
  readonly id: number;
}

type Units = ReadonlyMap<string, ReadonlyMap<string, StoredSensor>>;

interface Row {
  tenant: string;
  unit: string;
  sensor: string | null;
  id: number;
  type: SensorEntry['type'];
  range_low: number | null;
  range_high: number | null;
}

/**
 * All units and sensors of all tenants, in memory, because every reading is looked up. Reloaded whole when the database
 * announces a change: a few milliseconds for ten thousand sensors, and never half old, half new.
 */
export class CachedDirectory implements SensorDirectory {
  private tenants: ReadonlyMap<string, Units> = new Map();
  private loading: Promise<void> | undefined;
  private again = false;

  constructor(private readonly transactions: Transactions) {}

  find(tenant: string, unit: string, sensor: string): StoredSensor | undefined {
    return this.tenants.get(tenant)?.get(unit)?.get(sensor);
  }

  hasUnit(tenant: string, unit: string): boolean {
    return this.tenants.get(tenant)?.has(unit) ?? false;
  }

  /** Loads the present state; calls during a load are served by one more load after it. */
  async refresh(): Promise<void> {
    if (this.loading) {
      this.again = true;
      return this.loading;
    }
    this.loading = this.load();
    try {
      await this.loading;
    } finally {
      this.loading = undefined;
    }
  }

  private async load(): Promise<void> {
    do {
      this.again = false;
      this.tenants = await this.transactions.forPlatform('query', readAll);
      // `again` may have been set while the query ran.
    } while (this.again as boolean);
  }
}

async function readAll(client: SqlClient): Promise<Map<string, Units>> {
  const { rows } = await client.query<Row>(`
    select t.key as tenant, u.key as unit, s.key as sensor, s.id, s.type, s.range_low, s.range_high
    from thermacore.units u
    join thermacore.tenants t on t.id = u.tenant_id
    left join thermacore.sensors s on s.unit_id = u.id`);
  const tenants = new Map<string, Map<string, Map<string, StoredSensor>>>();
  for (const row of rows) {
    const units = tenants.get(row.tenant) ?? new Map<string, Map<string, StoredSensor>>();
    tenants.set(row.tenant, units);
    const sensors = units.get(row.unit) ?? new Map<string, StoredSensor>();
    units.set(row.unit, sensors);
    if (row.sensor !== null)
      sensors.set(row.sensor, {
        id: row.id,
        type: row.type,
        ...(row.range_low === null ? {} : { rangeLow: row.range_low }),
        ...(row.range_high === null ? {} : { rangeHigh: row.range_high }),
      });
  }
  return tenants;
}
