import type { X509Certificate } from 'node:crypto';
import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { OPCUACertificateManager, StatusCodes, crypto_utils, type StatusCode } from 'node-opcua';
import { messageOf } from '../../../core/errors';
import type { Logger } from '../../../core/logger';
import { MAX_CERTIFICATE_BYTES } from '../../../core/opcua-certificate';
import type { CertificateFolder } from './certificate-folder';
import { parseCertificate, showCertificate } from './shown';
import { Verifier, type Verdict } from './verifier';

type Chain = Buffer | Buffer[];
type Answer<T> = (error: Error | null, answer?: T) => void;
type PrivateKey = Awaited<ReturnType<OPCUACertificateManager['getPrivateKey']>>;

export interface TrustListOptions {
  readonly folder: CertificateFolder;
  /** The installation's own key, also for a store that has none. */
  readonly privateKeyFile: string;
  readonly logger: Logger;
  /** A certificate came into `rejected`. */
  readonly onRejected: () => void;
}

/** What an administrator can mend, and so wants to see; a broken signature is nothing to decide about. */
const KEPT: ReadonlySet<Verdict> = new Set<Verdict>(
  [
    'BadCertificateUntrusted',
    'BadCertificateChainIncomplete',
    'BadCertificateTimeInvalid',
    'BadCertificateRevocationUnknown',
    'BadCertificateIssuerRevocationUnknown',
    'BadCertificateIssuerTimeInvalid',
  ].map((name) => name as Verdict),
);

/**
 * node-opcua's manager as clients and servers take it, with decisions that always follow the folder. It also keeps no
 * chain that a stranger sends (node-opcua would take the stranger's authorities over as issuers at the next start), and
 * takes no trusted certificate away because its issuer is missing.
 */
export class TrustList extends OPCUACertificateManager {
  readonly verifier: Verifier;
  private readonly options: TrustListOptions;

  constructor(options: TrustListOptions) {
    const key = (): Promise<PrivateKey> => readKey(options.privateKeyFile);
    super({ rootFolder: options.folder.root, disableFileWatchers: true });
    this.options = options;
    this.verifier = new Verifier({
      folder: options.folder,
      manager: () =>
        new OPCUACertificateManager({
          rootFolder: options.folder.root,
          disableFileWatchers: true,
          // Else it makes a key where there is none.
          privateKeyProvider: { getPrivateKey: key },
        }),
    });
  }

  /** Ready from the start. */
  override initialize(): Promise<void>;
  override initialize(callback: (error?: Error) => void): void;
  override initialize(callback?: (error?: Error) => void): Promise<void> | void {
    return callback ? callback() : Promise.resolve();
  }

  /** A server that shuts down disposes of what it was given; this one is shared and has nothing to let go. */
  override dispose(): Promise<void> {
    return Promise.resolve();
  }

  /** Always the key of now: the own certificate may have been renewed. */
  override getPrivateKey(): Promise<PrivateKey> {
    return readKey(this.options.privateKeyFile);
  }

  override checkCertificate(chain: Chain): Promise<StatusCode>;
  override checkCertificate(chain: Chain, callback: Answer<StatusCode>): void;
  override checkCertificate(chain: Chain, callback?: Answer<StatusCode>): Promise<StatusCode> | undefined {
    return answer(this.check(chain), callback);
  }

  override getTrustStatus(certificate: Buffer): Promise<StatusCode>;
  override getTrustStatus(certificate: Buffer, callback: Answer<StatusCode>): void;
  override getTrustStatus(
    certificate: Buffer,
    callback?: Answer<StatusCode>,
  ): Promise<StatusCode> | undefined {
    return answer(
      this.isCertificateTrusted(certificate).then((name) => StatusCodes[name]),
      callback,
    );
  }

  override async isCertificateTrusted(
    chain: Chain,
  ): Promise<'Good' | 'BadCertificateUntrusted' | 'BadCertificateInvalid'> {
    const certificate = leafOf(chain);
    if (!certificate) return 'BadCertificateInvalid';
    const [denied, trusted] = await Promise.all([
      this.verifier.isDenied(certificate),
      this.verifier.isTrusted(certificate),
    ]);
    return trusted && !denied ? 'Good' : 'BadCertificateUntrusted';
  }

  override async verifyCertificateAsync(chain: Chain): Promise<Verdict> {
    return this.verdict(chain);
  }

  override trustCertificate(chain: Chain): Promise<void>;
  override trustCertificate(chain: Chain, callback: (error?: Error | null) => void): void;
  override trustCertificate(
    chain: Chain,
    callback?: (error?: Error | null) => void,
  ): Promise<void> | undefined {
    return answer(this.moveTo('trusted', chain), callback);
  }

  override rejectCertificate(chain: Chain): Promise<void>;
  override rejectCertificate(chain: Chain, callback: (error?: Error | null) => void): void;
  override rejectCertificate(
    chain: Chain,
    callback?: (error?: Error | null) => void,
  ): Promise<void> | undefined {
    return answer(this.moveTo('rejected', chain), callback);
  }

  /** What stands against the certificate, also where an administrator rejected what a trusted authority signed. */
  async verdict(chain: Chain): Promise<Verdict> {
    const certificate = leafOf(chain);
    if (!certificate || sizeOf(chain) > MAX_CERTIFICATE_BYTES) return 'BadCertificateInvalid' as Verdict;
    if (await this.verifier.isDenied(certificate)) return 'BadCertificateUntrusted' as Verdict;
    return this.verifier.verify(chain);
  }

  private async check(chain: Chain): Promise<StatusCode> {
    const verdict = await this.verdict(chain);
    const certificate = leafOf(chain);
    if (certificate && KEPT.has(verdict) && !(await this.verifier.isTrusted(certificate)))
      // The verdict stands, whether or not it can be noted.
      await this.keep(certificate).catch((error: unknown) =>
        this.options.logger.warn('A rejected OPC UA certificate could not be kept', {
          error: messageOf(error),
        }),
      );
    return StatusCodes[verdict];
  }

  private async keep(certificate: X509Certificate): Promise<void> {
    const { folder, logger, onRejected } = this.options;
    if ((await this.verifier.isDenied(certificate)) || !(await folder.keepRejected(certificate))) return;
    const { subject, thumbprint, applicationUri } = showCertificate(certificate);
    logger.warn('An OPC UA certificate that nobody trusts was rejected', {
      subject,
      thumbprint,
      applicationUri,
    });
    onRejected();
  }

  private async moveTo(state: 'trusted' | 'rejected', chain: Chain): Promise<void> {
    const certificate = leafOf(chain);
    if (!certificate) throw new Error('not a certificate');
    if (state === 'trusted') await this.options.folder.add(certificate, 'trusted');
    else if (!(await this.verifier.isTrusted(certificate))) await this.keep(certificate);
    else await this.options.folder.reject(showCertificate(certificate).thumbprint);
  }
}

function answer<T>(pending: Promise<T>, callback?: Answer<T>): Promise<T> | undefined {
  if (!callback) return pending;
  pending.then(
    (value) => callback(null, value),
    (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
  );
  return undefined;
}

const readKey = async (file: string): Promise<PrivateKey> => ({
  hidden: createPrivateKey(await readFile(file)),
});

const sizeOf = (chain: Chain): number =>
  Array.isArray(chain) ? chain.reduce((sum, { length }) => sum + length, 0) : chain.length;

/** Of a chain, which comes as a list or as DER after DER, the certificate it is about. */
function leafOf(chain: Chain): X509Certificate | undefined {
  try {
    const first = Array.isArray(chain) ? chain[0] : chain;
    const leaf = first && crypto_utils.split_der(first)[0];
    return leaf && parseCertificate(leaf);
  } catch {
    return undefined;
  }
}
