import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { execSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Client } from 'pg';
import type { AlarmWhatIf } from '../../../lib/alarms/what-if/shapes';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { WhatIfs } from '../../../lib/platform/what-ifs';
import { openStore } from '../../../lib/store';
import { databaseServer } from '../database-server';
import { isPlain, makePartition, makeSensors, TENANT } from '../historian/data';
import { limitRule, plantOf } from './plant';

const DAYS = 30;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export interface StoredRun {
  readonly seconds: number;
  readonly readings: number;
  /** Longest wait of this process's event loop, in ms. */
  readonly loopMs: number;
  readonly alarms: string;
}

/** The same question as that of the engine alone, through the store and the thread, `runs` times. */
export async function replayStored(
  sensors: number,
  runs: number,
  say: (line: string) => void,
): Promise<StoredRun[]> {
  const stack = new AsyncDisposableStack();
  try {
    const folder = '/tmp/whatif-db'; const have = existsSync(folder + '/filled'); mkdirSync(folder, { recursive: true });
    const url = await databaseServer(folder, stack, say);
    const context = { clock: systemClock, logger: silentLogger, meter: nullMeter };
    const store = await openStore({ ...context, url });
    stack.defer(() => store.close());
    const owner = new Client({ connectionString: url });
    await owner.connect();
    stack.defer(() => owner.end());
    const to = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    if (!have) { await fill(owner, sensors, to, say); writeFileSync(folder + '/filled', ''); }
    await store.directory.refresh();
    const [first] = plantOf(1).all;
    if (!first) throw new Error('the plant has no sensor');
    const onAll = { appliesTo: { to: 'sensors' as const, unit: '*', sensor: '*' } };
    if (!have) await store.alarmRules.add(TENANT, { ...limitRule('rule', first, 80), ...onAll }, { user: undefined, reason: 'bench' }); // prettier-ignore
    const draft = { ...limitRule('rule', first, 83.5), ...onAll, onDelaySeconds: 600 };
    const whatIfs = new WhatIfs({ ...context, flowRules: () => [] });
    stack.defer(() => whatIfs.stop());
    const found: StoredRun[] = [];
    for (let run = 1; run <= runs; run++) {
      say(`${DAYS} days of ${sensors} stored sensors, run ${run} of ${runs}`);
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const before = performance.now(); const c0 = process.cpuUsage(); const srv = () => execSync("ps -eo cputimes,args | grep '[p]ostgres: .*thermacore' | awk '{s+=$1} END {print s}'").toString().trim(); const s0 = srv();
      const span = { from: new Date(to - DAYS * DAY_MS).toISOString(), to: new Date(to).toISOString() };
      const answer = await whatIfs.answered({ store, tenant: TENANT, by: 'bench' }, { rule: draft, ...span });
      const seconds = (performance.now() - before) / 1000;
      delay.disable(); const c1 = process.cpuUsage(c0); console.error('cpu of this process incl. thread', (c1.user + c1.system) / 1e6, 'server', s0, srv());
      found.push({ seconds, loopMs: delay.max / 1e6, ...figuresOf(answer) });
    }
    return found;
  } finally {
    await stack.disposeAsync();
  }
}

function figuresOf({ result, error }: AlarmWhatIf): { readings: number; alarms: string } {
  if (!result) throw new Error(`the what-if failed: ${error?.message}`);
  const { readings, draft, current } = result;
  return {
    readings,
    alarms: `${current?.announcements} alarms in force, ${draft.announcements} by the draft`,
  };
}

/** A minute after the other, all sensors at a time, as a plant writes them. */
async function fill(owner: Client, sensors: number, to: number, say: (line: string) => void): Promise<void> {
  const ids = (await makeSensors(owner, sensors)).slice(0, sensors);
  const plain = await isPlain(owner);
  for (let day = Math.floor(to / DAY_MS) * DAY_MS - (DAYS + 1) * DAY_MS; day < to; day += DAY_MS) {
    if (plain) await makePartition(owner, day);
    await owner.query(
      `insert into thermacore.readings (time, tenant_id, sensor_id, ordinal, quality, value)
       select t, (select id from thermacore.tenants where key = $4), s.id, 0, 0,
              round((70 + 14 * sin(2 * pi() * (extract(epoch from t) / 60 + s.place * 7) / 1440))::numeric, 2)
       from generate_series(to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000) - interval '1 ms', interval '1 minute') t,
            unnest($1::int[]) with ordinality as s (id, place)
       order by t, s.place`,
      [ids, day, Math.min(day + DAY_MS, to), TENANT],
    );
  }
  await owner.query('vacuum analyze thermacore.readings');
  say(`  ${sensors} sensors filled`);
}

if (!existsSync('/tmp/whatif-db/to')) { mkdirSync('/tmp/whatif-db', { recursive: true }); }
replayStored(100, Number(process.env.RUNS ?? 2), (l) => console.error(new Date().toISOString(), l)).then((r) => { console.log(JSON.stringify(r)); process.exit(0); }, (e) => { console.error(e); process.exit(1); });
setInterval(() => undefined, 60000);
