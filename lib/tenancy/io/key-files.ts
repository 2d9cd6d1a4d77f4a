import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ThermaCoreError } from '../../core/errors';
import type { KeyStore } from '../keys';

const Keys = z.array(
  z.object({ kid: z.string().min(1), createdAt: z.number(), jwk: z.looseObject({ kty: z.string() }) }),
);
const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

/** Signing keys in one JSON file that only its owner may read. */
export function keyFile(path: string): KeyStore {
  return {
    async load() {
      try {
        const keys = Keys.parse(JSON.parse(await readFile(path, 'utf8')));
        // A copy restored from a backup may have come with wider rights.
        await chmod(path, OWNER_ONLY_FILE);
        return keys;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw new ThermaCoreError('configuration', `The signing keys in ${path} cannot be read.`, {
          advice: 'Restore the file from a backup, or delete it: everybody then has to log in again.',
          cause: error,
        });
      }
    },
    async save(keys) {
      const draft = `${path}.${process.pid}.tmp`;
      await mkdir(dirname(path), { recursive: true, mode: OWNER_ONLY_FOLDER });
      await writeFile(draft, JSON.stringify(keys), { mode: OWNER_ONLY_FILE, flush: true });
      await rename(draft, path);
    },
  };
}
