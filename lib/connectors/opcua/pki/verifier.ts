import type { X509Certificate } from 'node:crypto';
import type { OPCUACertificateManager } from 'node-opcua';
import type { CertificateFolder } from './certificate-folder';
import { thumbprintOf } from './shown';

export type Verdict = Awaited<ReturnType<OPCUACertificateManager['verifyCertificate']>>;

interface Loaded {
  readonly fingerprint: string;
  readonly manager: OPCUACertificateManager;
  readonly trusted: ReadonlySet<string>;
  readonly denied: ReadonlySet<string>;
}

export interface VerifierOptions {
  readonly folder: CertificateFolder;
  /** Makes a node-opcua manager of the folder, without file watchers. */
  readonly manager: () => OPCUACertificateManager;
}

/** Loads go one after the other in this process: see `Verifier.load`. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Judges certificates by what lies in the folder now. node-opcua's manager does the chains, signatures, dates and
 * revocation lists, but its own way to keep up with the folder does not hold: its watchers miss a revocation list that
 * is replaced, and while it reloads, everybody is a stranger (and lands in `rejected`, where he stays). So each change of
 * the folder gets a manager of its own, which takes over when it has read everything.
 */
export class Verifier {
  private loaded: Loaded | undefined;
  private loading: Promise<void> | undefined;

  constructor(private readonly options: VerifierOptions) {}

  /** `chain`: DER, the certificate first. */
  async verify(chain: Buffer | Buffer[]): Promise<Verdict> {
    const { manager } = await this.current();
    return manager.verifyCertificate(chain, { acceptCertificateWithValidIssuerChain: true });
  }

  async isTrusted(certificate: X509Certificate): Promise<boolean> {
    return (await this.current()).trusted.has(thumbprintOf(certificate));
  }

  async isDenied(certificate: X509Certificate): Promise<boolean> {
    return (await this.current()).denied.has(thumbprintOf(certificate));
  }

  private async current(): Promise<Loaded> {
    // Who waits for a load that began before his own change needs another one.
    for (;;) {
      const fingerprint = await this.options.folder.fingerprint();
      if (this.loaded?.fingerprint === fingerprint) return this.loaded;
      await (this.loading ??= this.load(fingerprint).finally(() => (this.loading = undefined)));
    }
  }

  private async load(fingerprint: string): Promise<void> {
    const { folder, manager: make } = this.options;
    const manager = make();
    // While it initializes, node-opcua-pki has fs.watch replaced for the whole process; two at a time put back the
    // other's replacement, which then stays for good.
    const turned = turn.then(() => manager.initialize());
    turn = turned.catch(() => undefined);
    await turned;
    // Nothing to watch, and what it has read stays.
    await manager.dispose();
    const kept = await folder.read();
    const thumbprints = (all: typeof kept): ReadonlySet<string> =>
      new Set(all.map(({ thumbprint }) => thumbprint));
    this.loaded = {
      fingerprint,
      manager,
      trusted: thumbprints(kept.filter(({ state }) => state === 'trusted')),
      denied: thumbprints(kept.filter(({ denied }) => denied)),
    };
  }
}
