import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Process id and port of the server that holds the data folder, by its postmaster.pid; undefined if none lives. */
export function readPostmaster(data: string): { pid: number; port: number } | undefined {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n').map(Number);
  if (!pid || !port || !isAlive(pid)) return undefined;
  if (isPostgres(pid)) return { pid, port };
  // The number went to another program, as after a restart of the machine; PostgreSQL would wait for that one to end.
  rmSync(file);
  return undefined;
}

/** Where the system does not tell, we believe the file. */
function isPostgres(pid: number): boolean {
  const command = `/proc/${pid}/cmdline`;
  return !existsSync(command) || /postgres/.test(readFileSync(command, 'utf8'));
}

export function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // A child of ours that died stays a zombie until libuv reaps it.
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
}
