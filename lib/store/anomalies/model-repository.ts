import type { AnomalyModelRepository, SavedModel } from '../../anomaly';
import type { Transactions } from '../tenant-transaction';

/** Models of one statement: a few megabytes. */
const AT_ONCE = 50;
/** What the table takes; a window of the largest size has a tenth of it. */
const MOST_BYTES = 1024 * 1024;

interface Row {
  readonly unit: string;
  readonly sensor: string;
  readonly uom: string | null;
  readonly state: string;
}

/** What the models of one tenant at a time have learnt. */
export class StoredAnomalyModels implements AnomalyModelRepository {
  constructor(private readonly transactions: Transactions) {}

  /** Page by page: all of a large tenant are tens of megabytes. */
  async load(tenant: string): Promise<SavedModel[]> {
    const models: SavedModel[] = [];
    let last: Row | undefined;
    do {
      const { unit = '', sensor = '' } = last ?? {};
      const rows: Row[] = await this.transactions.forTenant(
        tenant,
        'query',
        async (client) =>
          (
            await client.query<Row>(
              `select unit, sensor, uom, encode(state, 'base64') as state from thermacore.anomaly_models
             where (unit, sensor) > ($1, $2) order by unit, sensor limit $3`,
              [unit, sensor, AT_ONCE],
            )
          ).rows,
      );
      for (const row of rows)
        models.push({
          unit: row.unit,
          ...(row.sensor === '' ? {} : { sensor: row.sensor }),
          ...(row.uom === null ? {} : { uom: row.uom }),
          state: Buffer.from(row.state, 'base64'),
        });
      last = rows.length === AT_ONCE ? rows.at(-1) : undefined;
    } while (last);
    return models;
  }

  async save(tenant: string, models: readonly SavedModel[]): Promise<void> {
    const fitting = models.filter(({ state }) => state.byteLength <= MOST_BYTES);
    for (let from = 0; from < fitting.length; from += AT_ONCE) {
      const part = fitting.slice(from, from + AT_ONCE).map(({ unit, sensor = '', uom, state }) => ({
        unit,
        sensor,
        uom,
        state: Buffer.from(state).toString('base64'),
      }));
      await this.transactions.forTenant(tenant, 'write', (client) =>
        client.query(
          `insert into thermacore.anomaly_models (tenant_id, unit, sensor, uom, state)
           select thermacore.current_tenant(), unit, sensor, uom, decode(state, 'base64')
           from jsonb_to_recordset($1::jsonb) as g (unit text, sensor text, uom text, state text)
           on conflict (tenant_id, unit, sensor)
             do update set uom = excluded.uom, state = excluded.state, saved_at = now()`,
          [JSON.stringify(part)],
        ),
      );
    }
  }
}
