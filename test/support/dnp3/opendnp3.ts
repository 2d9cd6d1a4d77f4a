import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { until } from './plant';

/** Where `.ci/dnp3-peer.sh` put opendnp3; unset on a bare machine. */
export const peerFolder = (): string | undefined => process.env['THERMACORE_TEST_DNP3_PEER'];

export interface PeerLine {
  readonly ev: string;
  readonly [field: string]: unknown;
}

const SCRIPT = join(__dirname, '../../integration/dnp3/opendnp3-peer.py');

/** A master or an outstation by opendnp3, in a process of its own: see opendnp3-peer.py for what it can be told. */
export class Peer {
  readonly lines: PeerLine[] = [];
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;

  private constructor(role: 'master' | 'outstation', port: number, options: readonly string[]) {
    this.child = spawn(
      join(peerFolder() ?? '', 'venv/bin/python'),
      ['-u', SCRIPT, role, String(port), ...options],
      { stdio: ['pipe', 'pipe', 'ignore'] },
    );
    // The stack writes a few words of its own.
    createInterface(this.child.stdout).on('line', (line) => {
      if (line.startsWith('{')) this.lines.push(JSON.parse(line) as PeerLine);
    });
    this.child.stdin.on('error', () => undefined);
  }

  static async start(role: 'master' | 'outstation', port: number, ...options: string[]): Promise<Peer> {
    const peer = new Peer(role, port, options);
    await peer.says('ready');
    return peer;
  }

  order(what: object): void {
    this.child.stdin.write(`${JSON.stringify(what)}\n`);
  }

  /** The first line of that kind that fits, from the n-th of all on; waits for it. */
  async says(ev: string, fits: object = {}, from = 0): Promise<PeerLine> {
    const wanted = Object.entries(fits).map(([field, value]) => [field, JSON.stringify(value)] as const);
    const found = (): PeerLine | undefined =>
      this.lines
        .slice(from)
        .find(
          (line) => line.ev === ev && wanted.every(([field, value]) => JSON.stringify(line[field]) === value),
        );
    await until(`${ev} ${JSON.stringify(fits)} among\n${this.tail}`, () => found() !== undefined);
    return found() as PeerLine;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  private get tail(): string {
    return this.lines
      .slice(-12)
      .map((line) => JSON.stringify(line))
      .join('\n');
  }
}

/** PEM texts as the files that opendnp3 reads. */
export class TlsFiles {
  private readonly folder = mkdtempSync(join(tmpdir(), 'thermacore-dnp3-'));

  constructor(private readonly pems: { readonly cert: string; readonly key: string; readonly ca: string }) {}

  get options(): string[] {
    const files = Object.entries(this.pems).map(([name, pem]) => {
      const file = join(this.folder, `${name}.pem`);
      writeFileSync(file, pem, { mode: 0o600 });
      return file;
    });
    return ['--tls', ...files];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
