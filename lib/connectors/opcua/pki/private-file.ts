import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: OWNER_ONLY_FOLDER });
}

/**
 * Writes a file that only the owner may read, whole or not at all. The draft lies in `aside`: whatever lies in a folder
 * of certificates counts as one of them, also a half.
 */
export async function writePrivateFile(aside: string, path: string, content: string): Promise<void> {
  const draft = join(aside, `draft-${randomUUID()}`);
  try {
    await writeFile(draft, content, { mode: OWNER_ONLY_FILE, flush: true });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}
