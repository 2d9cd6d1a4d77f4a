import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ThermaCoreError } from '../../core/errors';
import type { KeyStore, StoredKey } from '../keys';

/** Signing keys in one JSON file that only its owner may read. */
export function keyFile(path: string): KeyStore {
  return {
    async load() {
      try {
        return JSON.parse(await readFile(path, 'utf8')) as StoredKey[];
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw new ThermaCoreError('configuration', `The signing keys in ${path} cannot be read.`, {
          advice: 'Restore the file from a backup, or delete it: everybody then has to log in again.',
          cause: error,
        });
      }
    },
    async save(keys) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(`${path}.tmp`, JSON.stringify(keys), { mode: 0o600, flush: true });
      await rename(`${path}.tmp`, path);
    },
  };
}
