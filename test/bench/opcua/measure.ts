import { Reporting, sleep } from '../reporting';
import { within, type Seconds } from './by-second';
import type { Task } from './task';

/** Until the code is compiled and what came with subscribing is worked off. */
const WARM_MS = 3000;
const SECONDS = 12;
/** A value that has not come so long after its second has not arrived. */
const GRACE_MS = 2000;

export interface Measured {
  /** CPU seconds of the client per million values. */
  readonly perMillion: number;
  readonly valuesPerSecond: number;
  /** Values that came of those that the server made. */
  readonly arrived: number;
  /** Values that the server made of those that it should have. */
  readonly made: number;
  readonly p99: number | undefined;
}

interface Report {
  readonly values: number;
  readonly bad?: number;
  readonly seconds?: Seconds;
  readonly p99?: number;
}

/** A server in a process of its own, for the clients of one run. */
export class Field {
  private constructor(
    private readonly server: Reporting,
    private readonly items: number,
    private readonly hertz: number,
  ) {}

  static async start(items: number, hertz: number): Promise<Field> {
    return new Field(await Reporting.start('opcua/field.ts', [String(items), String(hertz)]), items, hertz);
  }

  /** Has `script` subscribe to everything, and measures it over whole seconds, as the values are dated. */
  async measure(
    script: string,
    intervals: Pick<Task, 'publishingMs' | 'samplingMs'>,
    { more = [], env = {} }: { more?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
  ): Promise<Measured> {
    const task = { ...(this.server.said('at') as object), items: this.items, ...intervals };
    const client = await Reporting.start(`opcua/${script}`, [JSON.stringify(task), ...more], env);
    try {
      await sleep(WARM_MS);
      const from = Math.ceil(Date.now() / 1000);
      const to = from + SECONDS;
      await sleep(from * 1000 - Date.now());
      const before = await client.report<Report>();
      const cpu = client.running.cpuSeconds();
      const began = performance.now();
      await sleep(to * 1000 - Date.now());
      const after = await client.report<Report>();
      const spent = client.running.cpuSeconds() - cpu;
      const took = (performance.now() - began) / 1000;
      await sleep(GRACE_MS);
      const { seconds = {}, bad } = await client.report<Report>();
      if (bad) throw new Error(`${bad} readings were not good`);
      const made = within(await this.server.report<Seconds>(), from, to);
      const values = after.values - before.values;
      return {
        perMillion: (spent / values) * 1e6,
        valuesPerSecond: values / took,
        arrived: within(seconds, from, to) / made,
        made: made / (this.items * this.hertz * SECONDS),
        p99: after.p99,
      };
    } finally {
      await client.stop();
    }
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
