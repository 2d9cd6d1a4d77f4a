import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const root = join(__dirname, '..', '..');

/** A child that has said `ready`. */
export interface Running {
  readonly pid: number;
  readonly child: ChildProcess;
  /** CPU seconds (user and system) that it has used. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

const TICKS_PER_SECOND = 100;

export function start(
  command: string,
  args: readonly string[],
  ready: RegExp,
  env: NodeJS.ProcessEnv = {},
  onLine?: (line: string) => void,
): Promise<Running> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${command} ${args.join(' ')} is not ready:\n${lines.join('\n')}`)),
      60_000,
    );
    const running: Running = {
      pid: child.pid ?? 0,
      child,
      cpuSeconds: () => cpuSeconds(child.pid ?? 0),
      stop: () =>
        new Promise((done) => {
          if (child.exitCode !== null || child.signalCode !== null) return done();
          child.once('exit', () => done());
          child.kill('SIGTERM');
          setTimeout(() => child.kill('SIGKILL'), 15_000).unref();
        }),
    };
    const take = (line: string): void => {
      if (lines.length < 200) lines.push(line);
      onLine?.(line);
      if (!ready.test(line)) return;
      clearTimeout(timer);
      resolve(running);
    };
    createInterface(child.stdout).on('line', take);
    createInterface(child.stderr).on('line', take);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${lines.join('\n')}`));
    });
  });
}

/** A script, by its path below test/bench, in a Node.js of its own. */
export const startScript = (
  path: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  onLine?: (line: string) => void,
): Promise<Running> =>
  start(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', 'tsx', join(__dirname, path), ...args],
    /^ready/,
    env,
    onLine,
  );

/** proc(5): fields 14 and 15 of stat, counted from after the command's closing bracket. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
