import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE, SUPERUSER } from './cluster';
import { isAlive } from './postmaster';

export type PeekedEmbedded =
  { readonly state: 'none' | 'stopped' } | { readonly state: 'running'; readonly url: string };

/** What the state folder says of its embedded database, without making, starting or mending anything. */
export function peekEmbedded(home: string): PeekedEmbedded {
  const data = join(home, 'database', 'data');
  const passwordFile = join(home, 'database.password');
  if (!existsSync(join(data, 'PG_VERSION')) || !existsSync(passwordFile)) return { state: 'none' };
  const postmaster = join(data, 'postmaster.pid');
  if (!existsSync(postmaster)) return { state: 'stopped' };
  const [pid = 0, , , port = 0] = readFileSync(postmaster, 'utf8').split('\n').map(Number);
  if (!isAlive(pid)) return { state: 'stopped' };
  const password = encodeURIComponent(readFileSync(passwordFile, 'utf8').trim());
  return { state: 'running', url: `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${DATABASE}` };
}
