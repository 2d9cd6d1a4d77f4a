import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ThermaCoreError, isThermaCoreError, messageOf } from '../../core/errors';
import { readPostmaster } from './postmaster';
import { SYSTEM_FOLDER, mendLinks, packagedEngine, systemCopy } from './engine-files';

export const SUPERUSER = 'thermacore';
export const DATABASE = 'thermacore';
const INITDB_TIMEOUT_MS = 60_000;
const PORT_FILE = 'port';

/** A PostgreSQL data folder and what is needed to run a server on it. */
export interface Cluster {
  /** Folder with `postgres` and `initdb`. */
  readonly bin: string;
  readonly data: string;
  readonly log: string;
  readonly password: string;
  /** Of the user that the server runs as, when we are root. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  /** Kept over restarts, so that pools simply reconnect. */
  port: number;
  readonly portFile: string;
}

const isRoot = (): boolean => process.getuid?.() === 0;

/** PostgreSQL refuses to run as root: the user of the system's own PostgreSQL if there is one, else nobody. */
function unprivilegedUser(): { uid: number; gid: number } {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new ThermaCoreError(
    'configuration',
    'The embedded database cannot run as root, and there is no user "nobody".',
    {
      advice: 'Start ThermaCore as an ordinary user.',
    },
  );
}

/**
 * Where things lie. As an ordinary user: under the state folder. As root: under SYSTEM_FOLDER, since neither a state
 * folder (0700) nor a checkout need be enterable by the unprivileged user; a link in the state folder leads there.
 */
async function layout(home: string): Promise<{ bin: string; base: string; owner: Cluster['owner'] }> {
  const native = packagedEngine();
  mendLinks(native);
  if (!isRoot()) return { bin: join(native, 'bin'), base: join(home, 'database'), owner: undefined };
  return { bin: join(systemCopy(native), 'bin'), base: await systemBase(home), owner: unprivilegedUser() };
}

/** The folder that the link leads to; without a link a new one, in place of those of a state folder that was deleted. */
async function systemBase(home: string): Promise<string> {
  const link = join(home, 'database');
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) return readlinkSync(link);
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16);
  for (const orphan of readdirSync(SYSTEM_FOLDER).filter((entry) => entry.startsWith(`${name}-`))) {
    const left = readPostmaster(join(SYSTEM_FOLDER, orphan, 'data'));
    // SIGQUIT: nobody will read that data again. Retries, since it writes until it has ended.
    if (left) process.kill(left.pid, 'SIGQUIT');
    await rm(join(SYSTEM_FOLDER, orphan), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
  const base = join(SYSTEM_FOLDER, `${name}-${randomBytes(4).toString('hex')}`);
  symlinkSync(base, link);
  return base;
}

/** Opens the cluster of a state folder, making it on the first start. */
export async function openCluster(home: string): Promise<Cluster> {
  try {
    return await prepareCluster(home);
  } catch (error) {
    throw isThermaCoreError(error) ? error : notMade(join(home, 'database'), messageOf(error), error);
  }
}

const notMade = (folder: string, reason: string, cause: unknown): ThermaCoreError =>
  new ThermaCoreError('configuration', `The embedded database could not be made: ${reason}.`, {
    advice: `Check that ${folder} is writable and has 200 MB free, or set THERMACORE_DATABASE_URL to a PostgreSQL server.`,
    cause,
  });

async function prepareCluster(home: string): Promise<Cluster> {
  const { bin, base, owner } = await layout(home);
  mkdirSync(base, { recursive: true, mode: 0o700 });
  if (owner) chownSync(base, owner.uid, owner.gid);
  const passwordFile = join(home, 'database.password');
  if (!existsSync(passwordFile))
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
  const portFile = join(base, PORT_FILE);
  const cluster: Cluster = {
    bin,
    data: join(base, 'data'),
    log: join(base, 'postgresql.log'),
    password: readFileSync(passwordFile, 'utf8').trim(),
    owner,
    port: existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : await choosePort(portFile),
    portFile,
  };
  if (!existsSync(join(cluster.data, 'PG_VERSION'))) initialise(cluster, base);
  return cluster;
}

/** Another port than the present one, when that was taken meanwhile. */
export async function moveToFreePort(cluster: Cluster): Promise<void> {
  cluster.port = await choosePort(cluster.portFile);
}

async function choosePort(portFile: string): Promise<number> {
  const port = await new Promise<number>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
  writeFileSync(portFile, String(port));
  return port;
}

/** initdb beside the final place, then a rename: an interrupted one leaves nothing that looks like a database. */
function initialise(cluster: Cluster, base: string): void {
  const draft = join(base, 'data.new');
  const secret = join(base, 'initdb.password');
  rmSync(draft, { recursive: true, force: true });
  writeFileSync(secret, cluster.password, { mode: 0o600 });
  if (cluster.owner) chownSync(secret, cluster.owner.uid, cluster.owner.gid);
  const { status, stderr, error } = spawnSync(
    join(cluster.bin, 'initdb'),
    [
      '-D',
      draft,
      '-U',
      SUPERUSER,
      `--pwfile=${secret}`,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale=C',
      '--data-checksums',
    ],
    {
      cwd: base,
      timeout: INITDB_TIMEOUT_MS,
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      ...cluster.owner,
    },
  );
  rmSync(secret, { force: true });
  if (status !== 0) throw notMade(base, lastLine(stderr, error), error ?? new Error(stderr));
  renameSync(draft, cluster.data);
}

const lastLine = (text: string | null, error: Error | undefined): string =>
  (text ?? '')
    .trim()
    .split('\n')
    .at(-1)
    ?.replace(/^initdb: (error: )?/, '')
    .replace(/\.$/, '') || (error ? messageOf(error) : 'no reason given');
