import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/product';
import { databaseServer } from '../database-server';
import { atLeast, atMost, figure, type Figure } from '../figure';
import { publish } from '../ingest/publish';
import type { Bench } from '../main';
import { root, startScript } from '../processes';
import { Reporting, sleep } from '../reporting';
import { broadcast } from './broadcast';
import { UNIT, startOurs, type Ours, type Tenant } from './ours';

const RUNS = 3;
/** Of each tenant; so many readings has an answer. */
const SENSORS = 50;
const PATH = `/api/v1/readings/latest?unit=${UNIT}`;
const CONNECTIONS = 32;
const SECONDS = 6;
const INGEST_PER_SECOND = 1000;
const STEADY_PER_SECOND = 1000;
/** Nobody is to be refused where speed is measured. */
const NO_LIMIT = 10_000_000;
const QUOTA_PER_MINUTE = 6000;
const FLOOD_PER_SECOND = (20 * QUOTA_PER_MINUTE) / 60;
const CALM_PER_SECOND = 50;
const CALM_SECONDS = 15;
/** A plant's process runs for months: what is compiled at first use is compiled. */
const WARM_SECONDS = 5;

interface Load {
  readonly perSecond: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly p50: number;
  readonly p99: number;
}

interface Asking {
  readonly port: number;
  readonly token: string;
  readonly seconds?: number;
  readonly rate?: number;
  /** Answers beyond a quota count, too. */
  readonly beyond?: boolean;
}

function ask({ port, token, seconds = SECONDS, rate = 0, beyond = false }: Asking): Promise<Load> {
  return new Promise((resolve, reject) => {
    const args = [port, PATH, token, CONNECTIONS, seconds, rate].map(String);
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'load.ts'), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.once('exit', () => {
      const load = output === '' ? undefined : (JSON.parse(output) as Load);
      const bad = Object.keys(load?.statuses ?? { none: 1 }).filter(
        (status) => status !== '200' && !(beyond && status === '429'),
      );
      if (load && bad.length === 0) resolve(load);
      else reject(new Error(`the load was answered otherwise: ${output || 'not at all'}`));
    });
  });
}

interface Ground {
  readonly port: number;
  readonly mqttPort: number;
  readonly start: (callsPerMinute: number) => Promise<Ours>;
}

async function speed(ground: Ground, say: (line: string) => void) {
  const { port, mqttPort } = ground;
  const results = {
    ingest: [] as number[],
    bare: [] as number[],
    quiet: [] as number[],
    p99: [] as number[],
  };
  const barePort = await freePort();
  const bare = await Reporting.start('api/bare.ts', [String(barePort), String(SENSORS)]);
  const ours = await ground.start(NO_LIMIT);
  try {
    const us = { port, token: ours.tokens.aqua };
    const other = { port: barePort, token: bare.said('token') as string };
    for (const one of [us, other]) await ask({ ...one, seconds: WARM_SECONDS });
    const duringIngest = async (asking: Asking): Promise<Load> => {
      const ingest = publish(mqttPort, INGEST_PER_SECOND, SECONDS + 2, `plant/aqua/${UNIT}`, SENSORS);
      const load = await ask(asking);
      await ingest;
      return load;
    };
    for (let run = 1; run <= RUNS; run++) {
      const reference = await ask(other);
      const quiet = await ask(us);
      const busy = await duringIngest(us);
      const steady = await duringIngest({ ...us, rate: STEADY_PER_SECOND });
      results.bare.push(reference.perSecond);
      results.quiet.push(quiet.perSecond / reference.perSecond);
      results.ingest.push(busy.perSecond);
      results.p99.push(steady.p99);
      say(
        `  run ${run}: bare ${reference.perSecond.toFixed(0)}/s, ours ${quiet.perSecond.toFixed(0)}/s, with ingest ` +
          `${busy.perSecond.toFixed(0)}/s, at ${STEADY_PER_SECOND}/s p50 ${steady.p50.toFixed(1)} p99 ${steady.p99.toFixed(1)} ms`,
      );
    }
    return results;
  } finally {
    await ours.stop();
    await bare.stop();
  }
}

/** The calm tenant's p99 with the other one at twenty times its quota, to its p99 without. */
async function fairness(ground: Ground, say: (line: string) => void): Promise<number[]> {
  const { port } = ground;
  const ratios: number[] = [];
  const ours = await ground.start(QUOTA_PER_MINUTE);
  const asking = (tenant: Tenant, rate: number, seconds: number): Asking => ({
    port,
    token: ours.tokens[tenant],
    rate,
    seconds,
    beyond: tenant === 'aqua',
  });
  try {
    // The flood's first minute's worth passes at once, as a quota means it; what follows is beyond it.
    await ask(asking('aqua', FLOOD_PER_SECOND, WARM_SECONDS));
    for (let run = 1; run <= RUNS; run++) {
      const alone = await ask(asking('borealis', CALM_PER_SECOND, CALM_SECONDS));
      const flood = ask(asking('aqua', FLOOD_PER_SECOND, CALM_SECONDS + 2));
      await sleep(1000);
      const beside = await ask(asking('borealis', CALM_PER_SECOND, CALM_SECONDS));
      const flooded = await flood;
      ratios.push(beside.p99 / alone.p99);
      say(
        `  run ${run}: p99 ${alone.p99.toFixed(1)} ms alone, ${beside.p99.toFixed(1)} ms beside ` +
          `${flooded.perSecond.toFixed(0)}/s, of which ${flooded.statuses['200'] ?? 0} were let through`,
      );
    }
    return ratios;
  } finally {
    await ours.stop();
  }
}

export const bench: Bench = {
  async *run(say): AsyncIterable<Figure> {
    const folder = mkdtempSync(join(tmpdir(), 'thermacore-bench-api-'));
    const stack = new AsyncDisposableStack();
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    try {
      const databaseUrl = await databaseServer(folder, stack, say);
      const [port, mqttPort] = [await freePort(), await freePort()];
      const broker = await startScript('ingest/broker.ts', [String(mqttPort)]);
      stack.defer(() => broker.stop());
      const ground: Ground = {
        port,
        mqttPort,
        start: (callsPerMinute) =>
          startOurs({
            port,
            mqttPort,
            home: join(folder, 'ours'),
            databaseUrl,
            sensors: SENSORS,
            callsPerMinute,
          }),
      };
      const { ingest, quiet, p99 } = await speed(ground, say);
      const note = `${SENSORS} readings an answer`;
      yield figure({ id: 'api.latest_rps', unit: '1/s', values: ingest, aim: atLeast(3000), note: `${note}, ${INGEST_PER_SECOND} readings/s stored beside` }); // prettier-ignore
      yield figure({ id: 'api.vs_bare', unit: 'ratio', values: quiet, aim: atLeast(0.6), reference: 'Express with jose, the answer from an object in memory', note }); // prettier-ignore
      yield figure({ id: 'api.p99_ms', unit: 'ms', values: p99, aim: atMost(150), note: `at ${STEADY_PER_SECOND} requests/s, ${INGEST_PER_SECOND} readings/s stored beside` }); // prettier-ignore
      const ratios = await fairness(ground, say);
      yield figure({ id: 'api.fairness', unit: 'ratio', values: ratios, aim: atMost(1.2), reference: 'the same tenant while nobody floods', note: `a tenant at ${FLOOD_PER_SECOND} requests/s, twenty times its quota, beside one at ${CALM_PER_SECOND}/s` }); // prettier-ignore
      const live: number[] = [];
      for (let run = 1; run <= RUNS; run++) {
        const result = await broadcast();
        say(`  run ${run}: p99 ${result.p99.toFixed(1)} ms of ${result.readings} readings`);
        live.push(result.p99);
      }
      yield figure({ id: 'api.broadcast500_p99_ms', unit: 'ms', values: live, aim: atMost(50), note: '500 clients in 100 tenants, 1,000 readings/s, each to five clients' }); // prettier-ignore
    } finally {
      await stack.disposeAsync();
    }
  },
};
