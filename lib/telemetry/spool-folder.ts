import { open, readFile, readdir, rename, stat, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ThermaCoreError, messageOf } from '../core/errors';
import { parseRecord, soundLength } from './spool-segment';

const POSITION = 'position';

export const segmentPath = (folder: string, number: number): string =>
  join(folder, `${String(number).padStart(10, '0')}.spool`);

export interface FoundSegment {
  readonly number: number;
  bytes: number;
}

/** What a spool's folder holds after a crash, mended. */
export interface FoundSpool {
  readonly segments: FoundSegment[];
  /** Place of the head inside the first segment. */
  readonly offset: number;
  /** Files with records at the end of the newest segment that are whole but damaged. */
  readonly damaged: readonly { readonly file: string; readonly bytes: number }[];
}

export async function recoverFolder(folder: string): Promise<FoundSpool> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.spool')).sort();
  const damaged: { file: string; bytes: number }[] = [];
  const segments: FoundSegment[] = [];
  for (const [i, name] of names.entries()) {
    const path = join(folder, name);
    // Only the newest was being written when the process ended.
    const bytes = i < names.length - 1 ? (await stat(path)).size : await cutTornEnd(path, damaged);
    segments.push({ number: Number.parseInt(name, 10), bytes });
  }
  return { segments, offset: await readPosition(folder, segments[0]), damaged };
}

async function cutTornEnd(path: string, damaged: { file: string; bytes: number }[]): Promise<number> {
  const content = await readFile(path);
  const sound = soundLength(content);
  if (sound === content.length) return sound;
  if (parseRecord(content, sound).kind === 'corrupt') {
    const file = `${path}.${sound}.corrupt`;
    await writeFile(file, content.subarray(sound), { mode: 0o600 });
    damaged.push({ file, bytes: content.length - sound });
  }
  await truncate(path, sound);
  return sound;
}

async function readPosition(folder: string, first: FoundSegment | undefined): Promise<number> {
  const text = await readFile(join(folder, POSITION), 'utf8').catch(() => '');
  const [, segment, offset] = /^(\d+) (\d+)\n$/.exec(text) ?? [];
  if (first && Number(segment) === first.number) return Math.min(Number(offset), first.bytes);
  // Of a segment that is gone: its number must not be taken for that of a later one.
  await forgetPosition(folder);
  return 0;
}

/** Not synced: after a power cut an older position only means that records are read again. */
export async function savePosition(folder: string, segment: number, offset: number): Promise<void> {
  const draft = join(folder, `${POSITION}.tmp`);
  await writeFile(draft, `${segment} ${offset}\n`, { mode: 0o600 });
  await rename(draft, join(folder, POSITION));
}

export const forgetPosition = (folder: string): Promise<void> =>
  unlink(join(folder, POSITION)).catch(() => undefined);

/** A new file is only there after a crash if its folder was synced, too. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** `name`: what the folder is, e.g. `spool`. */
export function diskFault(error: unknown, name: string, folder: string): ThermaCoreError {
  const { code = '' } = error as NodeJS.ErrnoException;
  const words: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EDQUOT: "the user's disk quota is used up",
    EROFS: 'the disk is read-only',
    EACCES: 'this user may not write there',
    EPERM: 'this user may not write there',
  };
  return new ThermaCoreError(
    'unavailable',
    `The ${name} in ${folder} cannot be written: ${words[code] ?? messageOf(error)}.`,
    {
      field: 'THERMACORE_HOME',
      advice: 'Free some space, or move THERMACORE_HOME to a disk with room.',
      cause: error,
    },
  );
}
