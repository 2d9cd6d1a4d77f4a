import { PLANT_DEFINITION, PlantModel } from '../../../lib/connectors/simulator';
import type { SqlClient } from '../../../lib/store/sql-client';
import { databaseInWasm } from '../../support/wasm-database';
import { WasmTimescale } from '../../support/wasm-timescale';

const HOURS = 6;
const BEGIN = Date.UTC(2026, 0, 5);
const TENANT = 'storage';

/**
 * Bytes per reading after compression: six hours of the plant model, every point every second, as its sensors resolve
 * it. Needs TimescaleDB with all features, so it asks the WebAssembly engine, whatever server the bench runs on.
 */
export async function bytesPerReading(): Promise<{ bytes: number; rows: number }> {
  const engine = await WasmTimescale.start();
  try {
    const database = databaseInWasm(engine);
    const store = await database.open();
    await store.tenants.ensure(TENANT, TENANT, 'UTC');
    for (const { unit, sensors } of PLANT_DEFINITION) {
      await store.plant.createUnit(TENANT, unit);
      for (const sensor of sensors) await store.plant.createSensor(TENANT, unit.key, sensor);
    }
    await store.directory.refresh();
    const model = new PlantModel({ plant: 'aqua', seed: 1, hourOfDay: 0 });
    for (let second = 0; second < HOURS * 3600; second += 100) {
      const batch = Array.from({ length: 100 }, (_, i) => {
        model.step(1);
        return model.readings(TENANT, BEGIN + (second + i) * 1000);
      });
      await store.sink.write(batch.flat());
    }
    return await compressed(database.owner);
  } finally {
    await engine.close();
  }
}

async function compressed(owner: SqlClient): Promise<{ bytes: number; rows: number }> {
  const counted = await owner.query<{ rows: number }>(
    'select count(*)::int as rows from thermacore.readings',
  );
  await owner.query(`select compress_chunk(c, true) from show_chunks('thermacore.readings') c`);
  const { rows } = await owner.query<{ bytes: number }>(
    `select sum(after_compression_total_bytes)::float8 as bytes from chunk_compression_stats('thermacore.readings')`,
  );
  return { bytes: rows[0]?.bytes ?? NaN, rows: counted.rows[0]?.rows ?? NaN };
}
