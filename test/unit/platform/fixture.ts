import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings, type Settings } from '../../../lib/platform/settings';

/** A folder of its own for each call; removed after the test. */
const folders: string[] = [];
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thermacore-platform-'));
  folders.push(folder);
  return folder;
}
afterEach(() => {
  for (const folder of folders.splice(0)) {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The settings of an installation that takes free ports, in a folder of its own. */
export const settingsIn = (home: string, more: Partial<Settings> = {}): Settings => ({
  ...readSettings({}),
  home,
  port: 0,
  ports: { mqtt: 0, modbus: 0, opcua: 0, dnp3: 0 },
  ...more,
});

const NOBODY = 65_534;

/** Runs `act` as a user whom file modes bind: they do not bind root, as whom containers run tests. */
export function asOrdinaryUser<T>(folder: string, act: () => T): T {
  if (process.geteuid?.() !== 0) return act();
  chmodSync(folder, 0o755);
  process.seteuid?.(NOBODY);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
  }
}
