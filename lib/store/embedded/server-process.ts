import { spawn } from 'node:child_process';
import { chownSync, closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, type Clock } from '../../core/clock';
import type { Cluster } from './cluster';
import { isAlive } from './postmaster';

const STOP_TIMEOUT_MS = 15_000;
const POLL_MS = 25;
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/**
 * Settings for a small server beside its only client. fsync and synchronous_commit stay on: what we confirm to the field
 * must survive a power cut.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  wal_compression: 'on',
  checkpoint_timeout: '10min',
  jit: 'off',
  logging_collector: 'off',
  log_min_messages: 'warning',
  timezone: 'UTC',
};

/** Starts the server detached: a Ctrl-C in our terminal is ours to handle, and our crash must not be its. */
export function launch(cluster: Cluster): number {
  if (existsSync(cluster.log) && statSync(cluster.log).size > MAX_LOG_BYTES) truncateSync(cluster.log);
  const log = openSync(cluster.log, 'a', 0o600);
  if (cluster.owner) chownSync(cluster.log, cluster.owner.uid, cluster.owner.gid);
  const settings = Object.entries({ ...SETTINGS, port: String(cluster.port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn(join(cluster.bin, 'postgres'), ['-D', cluster.data, ...settings], {
    cwd: cluster.data,
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    ...cluster.owner,
  });
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  return child.pid ?? 0;
}

/** Fast shutdown (SIGINT), and after 15 s an immediate one (SIGQUIT), which recovers at the next start. */
export async function stopServer(pid: number, clock: Clock): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    const deadline = clock.monotonic() + STOP_TIMEOUT_MS;
    while (isAlive(pid) && clock.monotonic() < deadline) await sleep(clock, POLL_MS);
  }
}

/** What the server last complained of. */
export function lastLogLine(log: string): string {
  if (!existsSync(log)) return '';
  const lines = readFileSync(log, 'utf8').trim().split('\n').slice(-20);
  const told =
    lines.findLast((line) => /FATAL|PANIC|ERROR|could not|LOG: {2}could not/.test(line)) ??
    lines.at(-1) ??
    '';
  return told.replace(/^.*?(FATAL|PANIC|ERROR|LOG|HINT): +/, '').slice(0, 200);
}
