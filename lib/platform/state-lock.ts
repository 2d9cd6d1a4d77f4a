import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ThermaCoreError } from '../core/errors';
import { readIfPresent } from './state-folder';

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

/** False if one of the two names is not as it must be: `from` gone, or `to` there already. */
function unlessRaced(act: (from: string, to: string) => void, from: string, to: string): boolean {
  try {
    act(from, to);
    return true;
  } catch (error) {
    if (['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** A link makes the lock appear whole: nobody can read it half written and take it for one that a crash left behind. */
function claim(file: string, draft: string): boolean {
  writeFileSync(draft, String(process.pid), { mode: 0o600 });
  const claimed = unlessRaced(linkSync, draft, file);
  rmSync(draft, { force: true });
  return claimed;
}

/** Takes the lock of a dead process away; if another start was faster and the lock is that one's by now, it goes back. */
function clear(file: string, aside: string, dead: string): void {
  if (!unlessRaced(renameSync, file, aside)) return;
  if (readFileSync(aside, 'utf8') !== dead) unlessRaced(linkSync, aside, file);
  rmSync(aside, { force: true });
}

/**
 * Takes the state folder for this process; two must not share a database and a spool. A lock that a crash left behind
 * is taken over. Returns the way to give it back; throws one sentence when another process has it.
 */
export function lockStateFolder(home: string): () => void {
  const file = join(home, LOCK);
  const draft = `${file}.${process.pid}`;
  while (!claim(file, draft)) {
    const owner = readIfPresent(file);
    if (owner === undefined) continue;
    const pid = Number(owner);
    if (pid !== process.pid && pid > 0 && runs(pid))
      throw new ThermaCoreError(
        'configuration',
        `Another ThermaCore (process ${pid}) uses the state folder ${home}.`,
        {
          field: 'THERMACORE_HOME',
          advice: 'Stop it first, or set THERMACORE_HOME to another folder.',
        },
      );
    clear(file, draft, owner);
  }
  return () => rmSync(file, { force: true });
}
