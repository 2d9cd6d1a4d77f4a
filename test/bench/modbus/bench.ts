import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atLeast, atMost, figure, type Figure } from '../figure';
import type { Bench } from '../main';
import { Reporting, sleep } from '../reporting';
import type { OnTime } from './on-time';

const RUNS = 3;
const DEVICES = 500;
const REGISTERS = 100;
const SECONDS = 20;
const FAST_MS = 100;

interface Measured extends OnTime {
  readonly perCpuSecond: number;
  readonly own: { readonly readings?: number; readonly bad?: number; readonly p99?: number };
}

/** Has `script` poll devices of its own, and measures from when all are polled. */
async function measure(
  script: string,
  devices: number,
  intervalMs: number,
  more: readonly string[] = [],
): Promise<Measured> {
  const field = await Reporting.start('modbus/field.ts', [String(devices), String(intervalMs)]);
  const args = [JSON.stringify(field.said('ports')), String(REGISTERS), String(intervalMs), ...more];
  try {
    const poller = await Reporting.start(`modbus/${script}`, args);
    try {
      const reports = script !== 'contrib.ts';
      await field.report();
      if (reports) await poller.report();
      const cpu = poller.running.cpuSeconds();
      await sleep(SECONDS * 1000);
      const spent = poller.running.cpuSeconds() - cpu;
      const seen = await field.report<OnTime>();
      const own = reports ? await poller.report<Measured['own']>() : {};
      return { ...seen, perCpuSecond: seen.requests / spent, own };
    } finally {
      await poller.stop();
    }
  } finally {
    await field.stop();
  }
}

const rate = ({ perCpuSecond }: Measured): number => perCpuSecond;
const rates = (all: readonly Measured[]): string => all.map((one) => Math.round(rate(one))).join(', ');
const ratios = (ours: readonly Measured[], theirs: readonly Measured[]): number[] =>
  ours.map((one, i) => rate(one) / rate(theirs[i] ?? one));

async function* slow(say: (line: string) => void): AsyncIterable<Figure> {
  const ours: Measured[] = [];
  const bare: Measured[] = [];
  for (let run = 1; run <= RUNS; run++) {
    say(`${DEVICES} devices at 1 s, run ${run} of ${RUNS}`);
    bare.push(await measure('bare.ts', DEVICES, 1000));
    const measured = await measure('ours.ts', DEVICES, 1000);
    if (measured.own.bad) throw new Error(`${measured.own.bad} readings were not good`);
    ours.push(measured);
  }
  const of = `${DEVICES} devices × ${REGISTERS} registers at 1 s`;
  yield figure({
    id: 'modbus.on_time_share',
    unit: 'ratio',
    values: ours.map(({ met, slots }) => met / slots),
    aim: atLeast(0.99),
    note: `${of}, as the devices see it; bare modbus-serial: ${bare.map(({ met, slots }) => (met / slots).toFixed(3)).join(', ')}`,
  });
  yield figure({
    id: 'modbus.response_p99_ms',
    unit: 'ms',
    values: ours.map(({ own }) => own.p99 ?? Infinity),
    aim: atMost(50),
    note: `${of}; from the request's turn to its answer`,
  });
  yield figure({
    id: 'modbus.vs_bare',
    unit: 'ratio',
    values: ratios(ours, bare),
    aim: atLeast(0.6),
    reference: `bare modbus-serial with readings made of the registers: ${rates(bare)} requests per CPU s; ours: ${rates(ours)}`,
  });
}

async function* fast(say: (line: string) => void): AsyncIterable<Figure> {
  const ours: Measured[] = [];
  const contrib: Measured[] = [];
  for (let run = 1; run <= RUNS; run++) {
    say(`${DEVICES} devices at ${FAST_MS} ms, run ${run} of ${RUNS}`);
    const folder = mkdtempSync(join(tmpdir(), 'thermacore-bench-'));
    try {
      contrib.push(await measure('contrib.ts', DEVICES, FAST_MS, [folder]));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    ours.push(await measure('ours.ts', DEVICES, FAST_MS));
  }
  yield figure({
    id: 'modbus.vs_contrib',
    unit: 'ratio',
    values: ratios(ours, contrib),
    aim: atLeast(2.5),
    reference: `node-red-contrib-modbus in Node-RED, registers not decoded: ${rates(contrib)} requests per CPU s; ours, without Node-RED: ${rates(ours)}`,
  });
}

async function* linear(say: (line: string) => void): AsyncIterable<Figure> {
  say('100 and 1,000 devices at 1 s');
  const few = await measure('ours.ts', 100, 1000);
  const many = await measure('ours.ts', 1000, 1000);
  yield figure({
    id: 'modbus.linear_1000',
    unit: 'ratio',
    values: [rate(many) / rate(few)],
    aim: atLeast(0.9),
    reference: `requests per CPU s with 100 devices: ${rates([few])}; with 1,000: ${rates([many])}; on time ${(many.met / many.slots).toFixed(4)}`,
  });
}

export const bench: Bench = {
  async *run(say) {
    yield* slow(say);
    yield* fast(say);
    yield* linear(say);
  },
};
