import { createPrivateKey, createPublicKey } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type {
  Certificate,
  CertificateAuthority,
  CertificateInput,
  CertificateRequest,
  ImportInput,
  RevocationReason,
  SigningInput,
} from '../../core/certificate';
import type { Clock } from '../../core/clock';
import { DAY_MS } from '../../core/duration';
import { ThermaCoreError } from '../../core/errors';
import { Gate } from '../../core/gate';
import type { Logger } from '../../core/logger';
import { sealedFor } from '../../core/sealed';
import {
  Authority,
  checkChain,
  hostsOf,
  makeAuthority,
  makeKey,
  makeRequest,
  pemOfChain,
  pemOfKey,
  readChain,
  readKey,
  readRequest,
  spkiOf,
} from '../../security/certificates';
import type { SecretBox } from '../../security/secret-box';
import { readIfPresent } from '../state-folder';
import { CertificatesInUse, type IdentityLease, type TlsIdentity } from './in-use';
import { registerOf, type CertificateRegister, type KeptCertificate } from './register';
import { requireServable } from './server-tls';
import { authorityShown, folderShown, shown } from './shown';

export interface CertificatesContext {
  readonly home: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sealer: () => SecretBox;
}

const MAX_CERTIFICATES = 1000;
const MAX_WAITING = 50;
/** Where the PKI of OPC UA keeps the installation's own one (ADR 14); no other has this name. */
const OPCUA_FILE = 'opcua/applications/own/certs/certificate.pem';
const OPCUA_CERTIFICATE = 'opc-ua';
/** The list is good for a week, and changes at once when something is revoked. */
const CRL_EVERY_MS = DAY_MS;

/**
 * The certificates of an installation: its own authority, what it issued, what was brought from elsewhere, and who uses
 * which. Keys are kept sealed and go nowhere but into TLS.
 */
export class Certificates {
  private readonly register: CertificateRegister;
  private readonly gate = new Gate(1, MAX_WAITING, 'The certificates are being changed.');
  private readonly inUse: CertificatesInUse;
  private lastCrl: { readonly crl: string; readonly at: number; readonly of: string } | undefined;

  constructor(private readonly context: CertificatesContext) {
    this.register = registerOf(context.home);
    this.inUse = new CertificatesInUse((name) => this.identity(name), context.logger);
  }

  /** All, by name; that of OPC UA lies in a folder of its own (ADR 14) and is among them. */
  list(): Certificate[] {
    const now = this.context.clock.now();
    const own = this.register.read().certificates.map((kept) => shown(kept, this.inUse.by(kept.name), now));
    const opcua = this.ofOpcua();
    const all = opcua && !this.has(OPCUA_CERTIFICATE) ? [...own, opcua] : own;
    return all.sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Throws `not-found`. */
  get(name: string): Certificate {
    const kept = this.find(name);
    if (kept) return shown(kept, this.inUse.by(name), this.context.clock.now());
    return (name === OPCUA_CERTIFICATE ? this.ofOpcua() : undefined) ?? this.missing(name);
  }

  has(name: string): boolean {
    return this.register.read().certificates.some((kept) => kept.name === name);
  }

  async authority(): Promise<CertificateAuthority> {
    return authorityShown((await this.openAuthority()).pem);
  }

  /** Makes a key and a certificate. Throws `conflict` where the name is taken. */
  create(input: CertificateInput): Promise<Certificate> {
    return this.gate.run(async () => {
      this.requireFree(input.name);
      const commonName = input.commonName ?? input.hosts[0] ?? input.name;
      const { name, purpose, hosts, role, days } = input;
      const plan = { name, purpose, hosts, days, commonName, source: 'internal' as const };
      return this.add({ ...plan, ...(role ? { role } : {}), ...(await this.made({ ...plan, role })) });
    });
  }

  /** Signs what somebody asks for who keeps the key. */
  sign(input: SigningInput): Promise<Certificate> {
    return this.gate.run(async () => {
      this.requireFree(input.name);
      const { name, purpose, days, role } = input;
      const { publicKey, commonName: wanted, hosts } = await readRequest(input.request);
      const commonName = wanted || hosts[0] || name;
      const authority = await this.openAuthority();
      const plan = { commonName, hosts: [...hosts], purpose, role, days };
      const leaf = await authority.issue({ ...plan, publicKey, now: this.context.clock.now() });
      const chain = leaf + authority.pem;
      return this.add({ name, source: 'signed', ...plan, chain });
    });
  }

  /** Makes a key, and a request for another authority to sign. What is in use under that name stays until the answer. */
  request(input: CertificateInput): Promise<CertificateRequest> {
    return this.gate.run(async () => {
      const { name, purpose, hosts, days, role } = input;
      const commonName = input.commonName ?? hosts[0] ?? name;
      const key = await makeKey();
      const pem = await makeRequest({ commonName, hosts }, key);
      const request = { pem, sealedKey: this.seal(key, name) };
      this.put(name, (before) =>
        before
          ? { ...before, request }
          : { name, source: 'requested', purpose, commonName, hosts, days, role, request },
      );
      return { certificate: this.get(name), request: pem };
    });
  }

  /** Takes over a certificate of another authority, also in the place of one of ours. Throws `invalid`, names the field. */
  import({ name, certificate, key: given, passphrase }: ImportInput): Promise<Certificate> {
    return this.gate.run(() => {
      const chain = readChain(certificate);
      const key = given ? readKey(given, passphrase) : this.requestedKey(name);
      checkChain(chain, key, this.context.clock.now());
      const [leaf] = chain;
      const pem = { cert: pemOfChain(chain), key: pemOfKey(key) };
      requireServable(pem);
      const sealedKey = this.seal(pem.key, name);
      const { purpose = 'both', days = 365 } = this.find(name) ?? {};
      const { CN } = leaf.toLegacyObject().subject;
      this.put(name, () => ({
        name,
        source: 'imported',
        purpose,
        commonName: [CN ?? name].flat()[0] ?? name,
        hosts: hostsOf(leaf),
        days,
        chain: pem.cert,
        sealedKey,
      }));
      return Promise.resolve(this.get(name));
    });
  }

  /** Makes what we issued anew, with a new key, for `hosts` where they are given. Who uses it takes it at once. */
  renew(name: string, hosts?: readonly string[]): Promise<Certificate> {
    return this.gate.run(async () => {
      const kept = this.find(name) ?? this.missing(name);
      if (kept.source !== 'internal')
        throw new ThermaCoreError('conflict', `The certificate ${name} was not made here.`, {
          advice: 'Import the renewed one, or have a new request signed.',
        });
      const plan = { ...kept, hosts: hosts ? [...hosts] : kept.hosts };
      const made = await this.made(plan);
      const fresh: KeptCertificate = { ...plan, ...made };
      delete fresh.revokedAt;
      // If the command line was faster, what it made stays.
      this.put(name, (now) => (now?.chain === kept.chain ? fresh : now));
      return this.get(name);
    });
  }

  /** It stays in the list of those revoked until it would have ended. */
  revoke(name: string, reason: RevocationReason): Promise<Certificate> {
    return this.gate
      .run(() => {
        const kept = this.find(name) ?? this.missing(name);
        if (!kept.chain || (kept.source !== 'internal' && kept.source !== 'signed'))
          throw new ThermaCoreError('conflict', `The certificate ${name} was not signed here.`, {
            advice: 'Ask the authority that signed it to revoke it.',
          });
        const [{ serialNumber, validToDate }] = readChain(kept.chain);
        const at = this.context.clock.now();
        this.register.change((state) => ({
          ...state,
          certificates: state.certificates.map((one) =>
            one.name === name ? { ...one, revokedAt: at } : one,
          ),
          revoked: [
            ...state.revoked.filter(({ serial, ends }) => serial !== serialNumber && ends > at),
            { serial: serialNumber, at, reason, ends: validToDate.getTime() },
          ],
        }));
        return Promise.resolve(this.get(name));
      })
      .finally(() => this.tell());
  }

  /** Forgets it with its key; what it certifies does not end by that. Throws `conflict` while it is in use. */
  remove(name: string): Promise<void> {
    return this.gate.run(() => {
      if (!this.find(name)) this.missing(name);
      const by = this.inUse.by(name);
      if (by.length > 0)
        throw new ThermaCoreError('conflict', `The certificate ${name} is in use by ${by.join(', ')}.`, {
          advice: 'Choose another one there first.',
        });
      this.register.change((state) => ({
        ...state,
        certificates: state.certificates.filter((one) => one.name !== name),
      }));
      return Promise.resolve();
    });
  }

  /** Public parts only. Throws `not-found`. */
  chain(name: string): string {
    const { chain } = this.find(name) ?? this.missing(name);
    return chain ?? this.missing(name);
  }

  async crl(): Promise<string> {
    const now = this.context.clock.now();
    const { revoked } = this.register.read();
    const last = this.lastCrl;
    // By what stands in it: when one is added another may have gone.
    const of = JSON.stringify(revoked);
    // A clock that was set back must not keep it for as long as it had been ahead.
    const isFresh = last !== undefined && now >= last.at && now - last.at < CRL_EVERY_MS;
    if (isFresh && last.of === of) return last.crl;
    const crl = await (await this.openAuthority()).crl(revoked, now);
    this.lastCrl = { crl, at: now, of };
    return crl;
  }

  /** For who serves or dials with it: `take` is called with each that comes in its place. Throws `not-found`. */
  use(name: string, by: string, take: (identity: TlsIdentity) => void): Promise<IdentityLease> {
    return this.inUse.use(name, by, take);
  }

  /** Gives what changed to those who use it, also what another process changed. Never rejects. */
  tell(): Promise<void> {
    return this.inUse.tell();
  }

  private ofOpcua(): Certificate | undefined {
    const pem = readIfPresent(join(this.context.home, OPCUA_FILE));
    return pem === undefined ? undefined : folderShown(OPCUA_CERTIFICATE, pem, this.context.clock.now());
  }

  private async identity(name: string): Promise<TlsIdentity> {
    const { chain, sealedKey } = this.find(name) ?? this.missing(name);
    if (!chain || !sealedKey)
      throw new ThermaCoreError('configuration', `The certificate ${name} has no key here.`, {
        field: 'certificate',
        advice: 'Choose one that was made or imported here with its key.',
      });
    const ca = (await this.openAuthority()).pem;
    return { cert: chain, key: this.open(sealedKey, name), ca, crl: await this.crl() };
  }

  private async made(
    plan: Pick<KeptCertificate, 'name' | 'commonName' | 'hosts' | 'purpose' | 'days' | 'role'>,
  ): Promise<{ chain: string; sealedKey: string }> {
    const [authority, key] = [await this.openAuthority(), await makeKey()];
    const publicKey = spkiOf(createPublicKey(key));
    const leaf = await authority.issue({ ...plan, publicKey, now: this.context.clock.now() });
    return { chain: leaf + authority.pem, sealedKey: this.seal(key, plan.name) };
  }

  private async openAuthority(): Promise<Authority> {
    let { authority } = this.register.read();
    if (!authority) {
      const { cert, key } = await makeAuthority(hostname().slice(0, 40), this.context.clock.now());
      const sealedKey = this.context.sealer().seal(key, sealedFor.certificateAuthority);
      // Two that ask at once: the first one counts.
      this.register.change((state) => ({ ...state, authority: state.authority ?? { cert, sealedKey } }));
      ({ authority } = this.register.read());
    }
    const { cert, sealedKey } = authority as NonNullable<typeof authority>;
    return new Authority({
      cert,
      key: this.context.sealer().open(sealedKey, sealedFor.certificateAuthority),
    });
  }

  private add(kept: KeptCertificate): Certificate {
    this.put(kept.name, () => kept);
    return this.get(kept.name);
  }

  private put(
    name: string,
    make: (before: KeptCertificate | undefined) => KeptCertificate | undefined,
  ): void {
    if (name === OPCUA_CERTIFICATE) throw nameTaken(name);
    this.register.change((state) => {
      const after = make(state.certificates.find((one) => one.name === name));
      const others = state.certificates.filter((one) => one.name !== name);
      if (others.length >= MAX_CERTIFICATES)
        throw new ThermaCoreError('quota-exceeded', `There are ${MAX_CERTIFICATES} certificates already.`, {
          advice: 'Remove those that nobody uses.',
        });
      return { ...state, certificates: after ? [...others, after] : others };
    });
    void this.tell();
  }

  private requestedKey(name: string) {
    const request = this.find(name)?.request;
    if (request) return createPrivateKey(this.open(request.sealedKey, name));
    throw new ThermaCoreError('invalid', 'key: is missing, and no request was made under this name.', {
      field: 'key',
      advice: 'Give the key of the certificate as PEM.',
    });
  }

  private requireFree(name: string): void {
    if (this.find(name)) throw nameTaken(name);
  }

  private find = (name: string): KeptCertificate | undefined =>
    this.register.read().certificates.find((one) => one.name === name);

  private seal = (key: string, name: string): string =>
    this.context.sealer().seal(key, sealedFor.certificate(name));

  private open = (sealed: string, name: string): string =>
    this.context.sealer().open(sealed, sealedFor.certificate(name));

  private missing(name: string): never {
    throw new ThermaCoreError('not-found', `There is no certificate ${name}.`, { field: 'certificate' });
  }
}

const nameTaken = (name: string): ThermaCoreError =>
  new ThermaCoreError('conflict', `There is a certificate ${name} already.`, {
    field: 'name',
    advice: 'Choose another name, or renew that one.',
  });
