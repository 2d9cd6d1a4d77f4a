import { X509Certificate, createPrivateKey, generateKeyPair, randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crypto_utils } from 'node-opcua';
import type { Clock } from '../../../core/clock';
import type { Logger } from '../../../core/logger';
import { parseCertificate, showCertificate, thumbprintOf } from './shown';

export interface OwnCertificateOptions {
  /** Of the store, with own/certs and own/private. */
  readonly folder: string;
  readonly applicationUri: string;
  /** Host names and IP addresses under which others reach the installation. */
  readonly hostnames: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const VALID_DAYS = 5 * 365;
export const RENEW_BEFORE_DAYS = 30;
/** Field devices often have a clock that is behind; to them a certificate of this minute is not valid yet. */
const BACKDATED_MS = DAY_MS;
/** Basic256Sha256 and its successors take 2048 to 4096 bits; more only makes each handshake slower. */
const KEY_BITS = 2048;

const generateKey = promisify(generateKeyPair);

/** The installation's own application certificate with its key, as two PEM files that never change their names. */
export class OwnCertificate {
  readonly certificateFile: string;
  readonly privateKeyFile: string;

  constructor(private readonly options: OwnCertificateOptions) {
    this.certificateFile = join(options.folder, 'own/certs/certificate.pem');
    this.privateKeyFile = join(options.folder, 'own/private/private_key.pem');
  }

  /** Undefined where there is none. */
  async read(): Promise<X509Certificate | undefined> {
    const bytes = await readFile(this.certificateFile).catch(() => undefined);
    return bytes && parseCertificate(bytes);
  }

  /** Makes one if there is none that can be used for another 30 days. True if it did. */
  async ensure(): Promise<boolean> {
    const present = await this.read();
    const why = await this.faultOf(present);
    if (why === undefined) return false;
    const renewed = await this.renew(present);
    const { thumbprint, validTo } = showCertificate(renewed);
    this.options.logger.info(
      `The installation has a new OPC UA certificate: ${why}. Systems that trusted the old one must trust this one.`,
      { thumbprint, validTo },
    );
    return true;
  }

  /**
   * Makes a new key and certificate and puts them in the place of `present`, which is kept beside it without its key. If
   * another process was faster, what that one made stays.
   */
  async renew(present?: X509Certificate): Promise<X509Certificate> {
    const { privateKey, certificate } = await this.make();
    const drafts = [
      await draftOf(this.privateKeyFile, privateKey),
      await draftOf(this.certificateFile, certificate.toString()),
    ];
    try {
      // From here in one go: in between, the key belongs to no certificate.
      const now = this.readNow();
      if (now && now.fingerprint256 !== present?.fingerprint256) return now;
      if (now) copyFileSync(this.certificateFile, this.datedFile(now));
      for (const [draft, file] of drafts) renameSync(draft, file);
      return certificate;
    } finally {
      for (const [draft] of drafts) rmSync(draft, { force: true });
    }
  }

  private readNow(): X509Certificate | undefined {
    return existsSync(this.certificateFile)
      ? parseCertificate(readFileSync(this.certificateFile))
      : undefined;
  }

  private async faultOf(certificate: X509Certificate | undefined): Promise<string | undefined> {
    if (!certificate) return 'there was none';
    const { applicationUri, clock } = this.options;
    const key = await readFile(this.privateKeyFile).catch(() => undefined);
    if (!key) return 'the key of the old one is gone';
    if (!isKeyOf(certificate, key)) return 'the key does not belong to the old one';
    if (showCertificate(certificate).applicationUri !== applicationUri)
      return 'the old one was for another installation';
    const left = certificate.validToDate.getTime() - clock.now();
    return left < RENEW_BEFORE_DAYS * DAY_MS
      ? `the old one ends on ${certificate.validToDate.toISOString()}`
      : undefined;
  }

  private async make(): Promise<{ privateKey: string; certificate: X509Certificate }> {
    const { applicationUri, hostnames, clock } = this.options;
    // In a thread of its own: it takes a tenth of a second to a whole one.
    const { privateKey } = await generateKey('rsa', {
      modulusLength: KEY_BITS,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const from = clock.now() - BACKDATED_MS;
    const { cert } = await crypto_utils.createSelfSignedCertificate({
      privateKey: await crypto_utils.pemToPrivateKey(privateKey),
      notBefore: new Date(from),
      notAfter: new Date(clock.now() + VALID_DAYS * DAY_MS),
      subject: subjectOf(hostnames.find((name) => isIP(name) === 0)),
      applicationUri,
      dns: hostnames.filter((name) => isIP(name) === 0),
      ip: hostnames.filter((name) => isIP(name) !== 0),
      purpose: crypto_utils.CertificatePurpose.ForApplication,
    });
    return { privateKey, certificate: new X509Certificate(cert) };
  }

  private datedFile(certificate: X509Certificate): string {
    const day = certificate.validFromDate.toISOString().slice(0, 10);
    const label = `${day}-${thumbprintOf(certificate).slice(0, 8)}`;
    return join(this.options.folder, 'own/certs', `certificate-${label}.pem`);
  }
}

async function draftOf(file: string, content: string): Promise<readonly [draft: string, file: string]> {
  const draft = `${file}.${randomUUID()}.tmp`;
  await writeFile(draft, content, { mode: 0o600, flush: true });
  return [draft, file];
}

/** Part 6, 6.2.2: the common name says what the product is; a host name tells two of them apart. */
const subjectOf = (host: string | undefined): string =>
  `/CN=ThermaCore${host ? `@${host.replace(/[^A-Za-z0-9.-]/g, '-')}` : ''}/O=ThermaCore`;

function isKeyOf(certificate: X509Certificate, pem: Buffer): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(pem));
  } catch {
    return false;
  }
}
