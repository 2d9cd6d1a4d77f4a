import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ThermaCoreError } from '../core/errors';

const LOCK = 'lock';

/** True if that process runs and is a Node.js; a number that was given to some other program meanwhile is not ours. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const command = `/proc/${pid}/cmdline`;
  return !existsSync(command) || /node|thermacore/.test(readFileSync(command, 'utf8'));
}

/**
 * Takes the state folder for this process; two must not share a database and a spool. A lock that a crash left behind
 * is taken over. Returns the way to give it back; throws one sentence when another process has it.
 */
export function lockStateFolder(home: string): () => void {
  const file = join(home, LOCK);
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 0) throw error;
    }
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid !== process.pid && pid > 0 && runs(pid))
      throw new ThermaCoreError(
        'configuration',
        `Another ThermaCore (process ${pid}) uses the state folder ${home}.`,
        {
          field: 'THERMACORE_HOME',
          advice: 'Stop it first, or set THERMACORE_HOME to another folder.',
        },
      );
    rmSync(file, { force: true });
  }
}
