import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ThermaCoreError, messageOf } from '../core/errors';

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

/** Makes the state folder, or checks it. Throws one sentence when it cannot be written. */
export function openStateFolder(home: string): string {
  try {
    mkdirSync(home, { recursive: true, mode: OWNER_ONLY_FOLDER });
    chmodSync(home, OWNER_ONLY_FOLDER);
    accessSync(home, constants.W_OK | constants.X_OK);
    // access(2) does not see every kind of read-only (root, some network mounts): only a write proves it.
    writeFileSync(join(home, '.writable'), '', { mode: OWNER_ONLY_FILE });
  } catch (error) {
    throw new ThermaCoreError(
      'configuration',
      `The state folder ${home} cannot be written (${messageOf(error)}).`,
      {
        field: 'THERMACORE_HOME',
        advice: 'Give the user who runs ThermaCore write access, or set THERMACORE_HOME to another folder.',
        cause: error,
      },
    );
  }
  return home;
}

/** Writes a file that only the owner may read, whole or not at all. */
export function writePrivateFile(path: string, content: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, content, { mode: OWNER_ONLY_FILE, flush: true });
  renameSync(draft, path);
}

/** The file's text, or undefined if there is none. */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
