import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { openPki, type OpcuaPki } from '../../lib/connectors/opcua/pki';
import { systemClock } from '../../lib/core/clock';
import { silentLogger } from '../../lib/core/logger';
import { issue, type Issued } from './opcua-certificates';
import { freePort } from './product';

/** Where `.ci/opcua-peer.sh` put OPC UA stacks of others; unset on a bare machine. */
export const peerFolder = (): string | undefined => process.env['THERMACORE_TEST_OPCUA_PEER'];

const program = (name: string): string => join(peerFolder() ?? '', name);
const script = (name: string): string => join(__dirname, '../integration/opcua', name);
const READY_MS = 20_000;

/** What a server of another maker is started with. */
export interface PeerSettings {
  /** Epoch ms of the ramp's first step, and ms of a step. */
  readonly began?: number;
  readonly step?: number;
  /** The one client that it lets in (PEM). */
  readonly client: string;
}

/** The certificate of a peer and the one that it trusts, as the DER files that other stacks read. */
export class PeerIdentity {
  private constructor(
    readonly folder: string,
    readonly applicationUri: string,
    readonly issued: Issued,
  ) {}

  static async make(name: string): Promise<PeerIdentity> {
    const applicationUri = `urn:test:${name}`;
    const folder = mkdtempSync(join(tmpdir(), 'thermacore-peer-'));
    const identity = new PeerIdentity(folder, applicationUri, await issue({ name, applicationUri }));
    const key = createPrivateKey(identity.issued.keyPem).export({ type: 'pkcs8', format: 'der' });
    writeFileSync(join(folder, 'own.der'), identity.issued.certificate.raw);
    writeFileSync(join(folder, 'own-key.der'), key, { mode: 0o600 });
    return identity;
  }

  get certificateFile(): string {
    return join(this.folder, 'own.der');
  }

  get keyFile(): string {
    return join(this.folder, 'own-key.der');
  }

  /** A file with the certificate of another, in DER, in the folder of those that it trusts. */
  trusts(pem: string): string {
    const certificate = new X509Certificate(pem);
    const folder = join(this.folder, 'trusted');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${certificate.fingerprint.replaceAll(':', '')}.der`);
    writeFileSync(file, certificate.raw);
    return file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A server of another maker, in a process of its own: see open62541-field.c and asyncua-field.py for what it has. */
export class PeerField {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  static async start(
    stack: 'open62541' | 'asyncua',
    identity: PeerIdentity,
    { client, began = Date.now() - 60_000, step = 100 }: PeerSettings,
  ): Promise<PeerField> {
    const port = await freePort();
    const [command, ...first] =
      stack === 'open62541'
        ? [program('open62541-field')]
        : [program('venv/bin/python'), script('asyncua-field.py')];
    const child = spawn(
      command ?? '',
      [
        ...first,
        String(port),
        identity.certificateFile,
        identity.keyFile,
        identity.trusts(client),
        identity.applicationUri,
        String(began),
        String(step),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    // Stacks log to stdout, too.
    const lines = createInterface(child.stdout);
    const ready = Promise.withResolvers<void>();
    lines.on('line', (line) => line === 'ready' && ready.resolve());
    child.on('error', ready.reject);
    child.on('exit', (code) => ready.reject(new Error(`${stack} ended with ${String(code)}.`)));
    const timer = setTimeout(() => ready.reject(new Error(`${stack} does not listen.`)), READY_MS);
    await ready.promise.finally(() => clearTimeout(timer));
    return new PeerField(port, child);
  }

  /** As the name that its certificate is made for. */
  get url(): string {
    return `opc.tcp://localhost:${this.port}`;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

/** The certificates of an installation as it makes them itself, in a folder of their own. */
export interface Installation {
  readonly pki: OpcuaPki;
  /** Its own certificate (PEM). */
  readonly pem: string;
  close(): Promise<void>;
}

export async function openInstallation(): Promise<Installation> {
  const home = mkdtempSync(join(tmpdir(), 'thermacore-opcua-'));
  const pki = await openPki({
    folder: join(home, 'opcua'),
    applicationUri: 'urn:thermacore:4711',
    hostnames: ['localhost', '127.0.0.1'],
    clock: systemClock,
    logger: silentLogger,
  });
  return {
    pki,
    pem: readFileSync(pki.certificateFile, 'utf8'),
    async close() {
      await pki.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A data value as the peer's client shows it; times are epoch ms. */
export interface PeerValue {
  readonly value: unknown;
  readonly type: string | null;
  readonly status: string;
  readonly source: number | null;
  readonly server: number | null;
}

/** A client of another maker, in a process of its own: see asyncua-client.py for what it can be asked. */
export class PeerClient {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly answers: AsyncIterator<string>;

  constructor(identity: PeerIdentity, server: string) {
    this.child = spawn(
      program('venv/bin/python'),
      [
        script('asyncua-client.py'),
        identity.certificateFile,
        identity.keyFile,
        identity.trusts(server),
        identity.applicationUri,
      ],
      { stdio: ['pipe', 'pipe', 'ignore'] },
    );
    this.answers = createInterface(this.child.stdout)[Symbol.asyncIterator]();
  }

  /** One order at a time. Rejects with what the stack says. */
  async ask<T>(order: string, parameters: object = {}): Promise<T> {
    this.child.stdin.write(`${JSON.stringify({ do: order, ...parameters })}\n`);
    const { value, done } = await this.answers.next();
    if (done) throw new Error('The peer has ended.');
    const answer = JSON.parse(value) as { ok: T } | { error: string };
    if ('error' in answer) throw new Error(answer.error);
    return answer.ok;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.stdin.end();
    await gone;
  }
}
