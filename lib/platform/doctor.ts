import { systemClock } from '../core/clock';
import { silentLogger } from '../core/logger';
import { nullMeter } from '../core/meter';
import { openStore } from '../store';
import type { Settings } from './settings';

/** Says which database a start would use, after trying it. Rejects with one sentence. */
export async function checkDatabase({ databaseUrl }: Settings): Promise<string> {
  if (databaseUrl === undefined) return 'the embedded PostgreSQL (THERMACORE_DATABASE_URL is not set)';
  const store = await openStore({
    url: databaseUrl,
    clock: systemClock,
    logger: silentLogger,
    meter: nullMeter,
  });
  await store.close();
  return store.rung.sentence;
}
