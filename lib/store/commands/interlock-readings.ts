import type { InterlockReading, InterlockReadings, SensorPlace } from '../../control';
import { unpackQuality } from '../../core/quality';
import type { Transactions } from '../tenant-transaction';

interface Row {
  unit: string;
  sensor: string;
  type: string;
  staleAfter: number;
  ms: number;
  value: number | string;
  quality: number;
}

/** What the database holds as newest of the sensors that an interlock looks at. */
export class StoredInterlockReadings implements InterlockReadings {
  constructor(private readonly transactions: Transactions) {}

  latest(tenant: string, sensors: readonly SensorPlace[]): Promise<InterlockReading[]> {
    if (sensors.length === 0) return Promise.resolve([]);
    return this.transactions.forTenant(tenant, 'lookup', async (client) => {
      const { rows } = await client.query<Row>(
        `select u.key as unit, s.key as sensor, s.type, s.stale_after as "staleAfter",
                (extract(epoch from l.time) * 1000)::float8 as ms,
                coalesce(to_jsonb(l.value), to_jsonb(l.text)) as value, l.quality
         from jsonb_to_recordset($1::jsonb) as asked (unit text, sensor text)
         join thermacore.units u on u.key = asked.unit
         join thermacore.sensors s on s.unit_id = u.id and s.key = asked.sensor
         join thermacore.latest l on l.sensor_id = s.id`,
        [JSON.stringify(sensors)],
      );
      return rows.map(({ unit, sensor, type, staleAfter, ms, value, quality }) => ({
        unit,
        sensor,
        timestamp: new Date(ms).toISOString(),
        value: type === 'boolean' ? value !== 0 : value,
        staleAfter,
        ...unpackQuality(quality),
      }));
    });
  }
}
