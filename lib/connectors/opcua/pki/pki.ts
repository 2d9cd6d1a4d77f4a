import { join } from 'node:path';
import type { Timer } from '../../../core/clock';
import { ThermaCoreError, messageOf } from '../../../core/errors';
import {
  CERTIFICATE_STORES,
  type CertificateEntry,
  type CertificateFault,
  type CertificateShown,
  type CertificateStore,
} from '../../../core/opcua-certificate';
import { CertificateFolder, type KeptCertificate } from './certificate-folder';
import { hostNames } from '../../../core/host-names';
import { OwnCertificate } from './own-certificate';
import type { OpcuaPki, OpcuaPkiOptions } from './ports';
import { addRevocationList } from './revocation';
import { certificateFrom, isSelfSigned, nameOf, showCertificate, thumbprintOf } from './shown';
import { TrustList } from './trust-list';
import type { Verdict } from './verifier';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How soon what another process or a person with a shell did is told; connections see it at once. */
const LOOK_MS = 2000;

const FAULTS: Readonly<Partial<Record<`${Verdict}`, CertificateFault>>> = {
  BadCertificateTimeInvalid: 'expired',
  BadCertificateChainIncomplete: 'unknown-issuer',
  BadCertificateRevoked: 'revoked',
  BadCertificateIssuerRevoked: 'revoked',
  BadCertificateRevocationUnknown: 'revocation-unknown',
  BadCertificateIssuerRevocationUnknown: 'revocation-unknown',
  BadCertificateUntrusted: 'not-trusted',
};

interface Store {
  readonly folder: CertificateFolder;
  readonly trust: TrustList;
}

/** See OpcuaPki. */
export class Pki implements OpcuaPki {
  private readonly listeners = new Set<() => void>();
  private readonly timers: Timer[] = [];
  private seen = '';
  private looking = Promise.resolve();
  private queued: Promise<void> | undefined;

  private constructor(
    private readonly options: OpcuaPkiOptions,
    private readonly ownCertificate: OwnCertificate,
    private readonly stores: Readonly<Record<CertificateStore, Store>>,
  ) {}

  static async open(options: OpcuaPkiOptions): Promise<OpcuaPki> {
    const { folder, hostnames, ...rest } = options;
    const own = new OwnCertificate({
      ...rest,
      folder: join(folder, 'applications'),
      hostnames: hostnames ?? hostNames(),
    });
    const tell = (): void => void pki.look();
    const storeOf = async (store: CertificateStore): Promise<Store> => {
      const kept = new CertificateFolder(join(folder, store));
      // Before node-opcua makes the folder, readable by everybody.
      await kept.prepare();
      const logger = options.logger.with({ store });
      const trust = new TrustList({
        folder: kept,
        privateKeyFile: own.privateKeyFile,
        logger,
        onRejected: tell,
      });
      return { folder: kept, trust };
    };
    const pki = new Pki(options, own, {
      applications: await storeOf('applications'),
      users: await storeOf('users'),
    });
    await pki.start();
    return pki;
  }

  get applicationUri(): string {
    return this.options.applicationUri;
  }

  get certificateFile(): string {
    return this.ownCertificate.certificateFile;
  }

  get privateKeyFile(): string {
    return this.ownCertificate.privateKeyFile;
  }

  get applications(): TrustList {
    return this.stores.applications.trust;
  }

  get users(): TrustList {
    return this.stores.users.trust;
  }

  async own(): Promise<CertificateShown> {
    const certificate = await this.ownCertificate.read();
    if (certificate) return showCertificate(certificate);
    throw new ThermaCoreError('unavailable', 'The installation has no OPC UA certificate that can be read.', {
      advice: 'Renew it.',
    });
  }

  async renew(): Promise<CertificateShown> {
    const renewed = await this.ownCertificate.renew(await this.ownCertificate.read());
    await this.look();
    return showCertificate(renewed);
  }

  async list(store: CertificateStore): Promise<CertificateEntry[]> {
    const kept = await this.stores[store].folder.list();
    return Promise.all(kept.map((one) => this.entryOf(store, one)));
  }

  trust(store: CertificateStore, thumbprint: string): Promise<CertificateEntry> {
    return this.change(store, thumbprint, (folder) => folder.trust(thumbprint));
  }

  reject(store: CertificateStore, thumbprint: string): Promise<CertificateEntry> {
    return this.change(store, thumbprint, (folder) => folder.reject(thumbprint));
  }

  add(store: CertificateStore, pem: string, as: 'trusted' | 'issuer'): Promise<CertificateEntry> {
    const certificate = certificateFrom(pem);
    if (as === 'issuer' && !certificate.ca)
      throw new ThermaCoreError('invalid', 'The certificate is not that of an authority.', {
        field: 'as',
        advice: 'Add it as trusted, or give the certificate of the authority that signed it.',
      });
    return this.change(store, thumbprintOf(certificate), (folder) => folder.add(certificate, as));
  }

  async addCrl(store: CertificateStore, pemOrDer: string): Promise<void> {
    await addRevocationList(this.stores[store].folder, pemOrDer);
    await this.look();
  }

  async remove(store: CertificateStore, thumbprint: string): Promise<void> {
    await this.stores[store].folder.remove(thumbprint);
    await this.look();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): Promise<void> {
    for (const timer of this.timers.splice(0)) timer.stop();
    this.listeners.clear();
    return Promise.resolve();
  }

  private async start(): Promise<void> {
    const { clock } = this.options;
    await this.ownCertificate.ensure();
    this.seen = await this.sight();
    this.timers.push(
      clock.every(LOOK_MS, () => void this.look()),
      clock.every(DAY_MS, () => void this.renewInTime()),
    );
  }

  private async renewInTime(): Promise<void> {
    try {
      if (await this.ownCertificate.ensure()) await this.look();
    } catch (error) {
      this.options.logger.error('The OPC UA certificate of the installation could not be renewed', { error });
    }
  }

  private async change(
    store: CertificateStore,
    thumbprint: string,
    act: (folder: CertificateFolder) => Promise<void>,
  ): Promise<CertificateEntry> {
    const { folder } = this.stores[store];
    await act(folder);
    await this.look();
    const kept = (await folder.list()).find((one) => one.thumbprint === thumbprint);
    if (kept) return this.entryOf(store, kept);
    throw new ThermaCoreError('conflict', 'The certificate was removed meanwhile.', { field: 'thumbprint' });
  }

  private async entryOf(store: CertificateStore, kept: KeptCertificate): Promise<CertificateEntry> {
    const { certificate, state, since } = kept;
    const why = await this.faultOf(store, kept);
    return {
      ...showCertificate(certificate),
      store,
      state,
      issuer: nameOf(certificate.issuer),
      authority: certificate.ca,
      since: new Date(since).toISOString(),
      ...(why === undefined ? {} : { why }),
    };
  }

  private async faultOf(
    store: CertificateStore,
    { certificate, state, denied }: KeptCertificate,
  ): Promise<CertificateFault | undefined> {
    const now = this.options.clock.now();
    if (denied) return 'denied';
    if (certificate.validToDate.getTime() <= now) return 'expired';
    if (certificate.validFromDate.getTime() > now) return 'not-yet-valid';
    // By itself it opens no door; what it signed has lines of its own.
    if (state === 'issuer') return undefined;
    const verdict = `${await this.stores[store].trust.verdict(certificate.raw)}` as const;
    if (verdict === 'Good') return undefined;
    const fault = FAULTS[verdict] ?? 'invalid';
    return fault === 'not-trusted' && isSelfSigned(certificate) ? 'self-signed' : fault;
  }

  /** One look at a time, and one more for all who ask meanwhile: what they did, it may have missed. */
  private look(): Promise<void> {
    this.queued ??= this.looking.then(() => {
      this.queued = undefined;
      return (this.looking = this.compare());
    });
    return this.queued;
  }

  /** Tells those who listen when something is not as it was before. */
  private async compare(): Promise<void> {
    try {
      const sight = await this.sight();
      if (sight === this.seen) return;
      this.seen = sight;
      for (const listener of [...this.listeners]) listener();
    } catch (error) {
      this.options.logger.warn('The folder of OPC UA certificates cannot be read', {
        error: messageOf(error),
      });
    }
  }

  private async sight(): Promise<string> {
    const parts = await Promise.all(
      CERTIFICATE_STORES.flatMap((store) => {
        const { folder } = this.stores[store];
        return [folder.fingerprint(), folder.rejectedFiles().then(String)];
      }),
    );
    const own = await this.ownCertificate.read();
    return [...parts, own?.fingerprint256].join('\n\n');
  }
}
