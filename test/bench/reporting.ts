import { startScript, type Running } from './processes';

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const PATIENCE_MS = 5000;
const LOOK_MS = 20;

/** A script of a bench that prints what it counted when it is asked. */
export class Reporting {
  private constructor(
    readonly running: Running,
    private readonly lines: string[],
  ) {}

  /** `script` by its path below test/bench. */
  static async start(
    script: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<Reporting> {
    const lines: string[] = [];
    return new Reporting(await startScript(script, args, env, (line) => lines.push(line)), lines);
  }

  /** What it printed behind a word of its own, e.g. `ports [4840]`. */
  said(word: string): unknown {
    const line = this.lines.findLast((one) => one.startsWith(`${word} `));
    return line && JSON.parse(line.slice(word.length + 1));
  }

  async report<T>(): Promise<T> {
    const before = this.lines.length;
    this.running.child.kill('SIGUSR2');
    for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
      await sleep(LOOK_MS);
      const line = this.lines.slice(before).find((one) => one.startsWith('report '));
      if (line) return JSON.parse(line.slice('report '.length)) as T;
    }
    throw new Error('a process of the bench does not report');
  }

  stop(): Promise<void> {
    return this.running.stop();
  }
}

/** The other end: answers each `report` with what `counted` gives. */
export function reportWhenAsked(counted: () => object): void {
  process.on('SIGUSR2', () => console.log(`report ${JSON.stringify(counted())}`));
}

/** Ends in order when the bench is through with it: a server must not go on working for who is gone. */
export function endWith(...work: readonly (() => Promise<unknown>)[]): void {
  process.once('SIGTERM', () => {
    void (async () => {
      for (const step of work) await step();
    })().finally(() => process.exit());
  });
}
