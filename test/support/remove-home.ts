import { realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Removes the state folder of an embedded database, and as root what its link leads to. */
export function removeHome(home: string): void {
  const base = join(home, 'database');
  try {
    rmSync(realpathSync(base), { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  rmSync(home, { recursive: true, force: true });
}
