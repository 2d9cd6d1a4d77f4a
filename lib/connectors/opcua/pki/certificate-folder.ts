import type { X509Certificate } from 'node:crypto';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ThermaCoreError } from '../../../core/errors';
import type { CertificateEntry } from '../../../core/opcua-certificate';
import { makePrivateFolder, writePrivateFile } from './private-file';
import { parseCertificate, thumbprintOf } from './shown';

type State = CertificateEntry['state'];

/** A certificate of others, and where it lies. */
export interface KeptCertificate {
  readonly path: string;
  readonly state: State;
  /** An administrator rejected it, which also holds against a trusted authority that signed it. */
  readonly denied: boolean;
  readonly certificate: X509Certificate;
  readonly thumbprint: string;
  /** Epoch ms. */
  readonly since: number;
}

/** The layout that OPC UA tools share (Part 12, Annex F.1), below one folder a store. */
const FOLDERS = { trusted: 'trusted/certs', issuer: 'issuers/certs', rejected: 'rejected' } as const;
const CRL_FOLDERS = ['trusted/crl', 'issuers/crl'] as const;
const DENIED = '.denied.pem';
/** Rejected wins, as in node-opcua: who is in doubt stays outside. */
const STATES = ['rejected', 'trusted', 'issuer'] as const satisfies readonly State[];

/** Strangers fill this folder by knocking: it must not fill the disk. */
export const MAX_REJECTED = 200;

const none = (thumbprint: string): ThermaCoreError =>
  new ThermaCoreError('not-found', `There is no certificate with the thumbprint ${thumbprint}.`, {
    field: 'thumbprint',
    advice: 'List the certificates; one that was rejected by itself may have made room for newer ones.',
  });

/** Free text of a stranger: only a label, the thumbprint is the name. */
function fileNameOf(certificate: X509Certificate): string {
  const common = /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? '';
  const label = common.replace(/[^A-Za-z0-9._ -]/g, '_').slice(0, 64).trim() || 'certificate'; // prettier-ignore
  return `${label}[${thumbprintOf(certificate)}]`;
}

/** The certificates of others in the folder of one store. Several processes may share it: every look is at the disk. */
export class CertificateFolder {
  constructor(readonly root: string) {}

  async prepare(): Promise<void> {
    for (const folder of [...Object.values(FOLDERS), ...CRL_FOLDERS, 'own/certs', 'own/private'])
      await makePrivateFolder(join(this.root, folder));
    // node-opcua takes a lock across processes to write this file, and a lock left by a crash stalls it for minutes.
    const unused = join(this.root, 'own', 'openssl.cnf');
    if (!(await stat(unused).catch(() => undefined)))
      await writePrivateFile(this.root, unused, '# Not used.\n');
  }

  /** All certificates that can be read. */
  async read(): Promise<KeptCertificate[]> {
    const kept = await Promise.all(
      STATES.map(async (state) => {
        const folder = join(this.root, FOLDERS[state]);
        const files = await readdir(folder);
        return Promise.all(files.map((file) => this.readOne(state, join(folder, file))));
      }),
    );
    return kept.flat().filter((one) => one !== undefined);
  }

  /** One of each, in the state that counts. */
  async list(): Promise<KeptCertificate[]> {
    const all = await this.read();
    return [...Map.groupBy(all, ({ thumbprint }) => thumbprint).values()].flatMap((same) => {
      const first = same.find(({ denied }) => denied) ?? same[0];
      return first ? [first] : [];
    });
  }

  /** Differs when anything differs that a decision depends on: certificates, revocation lists, denials. */
  async fingerprint(): Promise<string> {
    const [trusted, issuers, crls, rejected] = await Promise.all([
      this.filesOf(FOLDERS.trusted),
      this.filesOf(FOLDERS.issuer),
      Promise.all(CRL_FOLDERS.map((folder) => this.filesOf(folder))),
      this.rejectedFiles(),
    ]);
    return [...trusted, ...issuers, ...crls.flat(), ...rejected.filter((file) => file.endsWith(DENIED))].join(
      '\n',
    );
  }

  /** Names of what was rejected: changes when something came or went. */
  async rejectedFiles(): Promise<string[]> {
    return (await readdir(join(this.root, FOLDERS.rejected))).sort();
  }

  /** Keeps a stranger's certificate for an administrator to look at. False if it is there already. */
  async keepRejected(certificate: X509Certificate): Promise<boolean> {
    const name = `${fileNameOf(certificate)}.pem`;
    if ((await this.rejectedFiles()).includes(name)) return false;
    await this.write('rejected', name, certificate);
    await this.dropOldest();
    return true;
  }

  async add(certificate: X509Certificate, state: 'trusted' | 'issuer'): Promise<void> {
    await this.write(state, `${fileNameOf(certificate)}.pem`, certificate);
    // In both places it would count as rejected.
    if (state === 'trusted') await this.drop(thumbprintOf(certificate), 'rejected');
  }

  async trust(thumbprint: string): Promise<void> {
    const same = await this.of(thumbprint);
    const [first] = same;
    if (same.every(({ state }) => state === 'issuer'))
      throw new ThermaCoreError('conflict', 'The certificate is an issuer, not a rejected one.', {
        field: 'thumbprint',
        advice: 'To trust everything it signed, add it again as trusted.',
      });
    if (!same.some(({ state }) => state === 'trusted'))
      await this.write('trusted', `${fileNameOf(first.certificate)}.pem`, first.certificate);
    // Until the last copy there is gone it counts as rejected.
    await this.drop(thumbprint, 'rejected');
  }

  async reject(thumbprint: string): Promise<void> {
    const [first] = await this.of(thumbprint);
    const name = `${fileNameOf(first.certificate)}${DENIED}`;
    // Denied first: there is no moment in which it counts as unknown.
    await this.write('rejected', name, first.certificate);
    for (const { state, path } of await this.of(thumbprint))
      if (state !== 'rejected' || basename(path) !== name) await rm(path, { force: true });
  }

  async remove(thumbprint: string): Promise<KeptCertificate> {
    const same = await this.of(thumbprint);
    const [first] = same;
    for (const { path } of same) await rm(path, { force: true });
    return first;
  }

  /** Writes the revocation list of an issuer in place of the one before. */
  async writeCrl(name: string, pem: string): Promise<void> {
    await writePrivateFile(this.root, this.crlPath(name), pem);
  }

  async readCrl(name: string): Promise<string | undefined> {
    return readFile(this.crlPath(name), 'utf8').catch(() => undefined);
  }

  private crlPath(name: string): string {
    return join(this.root, 'issuers/crl', `crl_[${name.replace(/[^0-9A-Za-z]/g, '')}].pem`);
  }

  private async of(thumbprint: string): Promise<[KeptCertificate, ...KeptCertificate[]]> {
    const [first, ...more] = (await this.read()).filter((kept) => kept.thumbprint === thumbprint);
    if (!first) throw none(thumbprint);
    return [first, ...more];
  }

  private async drop(thumbprint: string, state: State): Promise<void> {
    for (const kept of await this.read())
      if (kept.thumbprint === thumbprint && kept.state === state) await rm(kept.path, { force: true });
  }

  private async write(state: State, name: string, certificate: X509Certificate): Promise<void> {
    await writePrivateFile(this.root, join(this.root, FOLDERS[state], name), certificate.toString());
  }

  /** What an administrator rejected stays: strangers cannot wash it out. */
  private async dropOldest(): Promise<void> {
    const folder = join(this.root, FOLDERS.rejected);
    const files = (await readdir(folder)).filter((file) => !file.endsWith(DENIED));
    if (files.length <= MAX_REJECTED) return;
    const aged = await Promise.all(
      files.map(async (file) => ({ path: join(folder, file), at: await modified(join(folder, file)) })),
    );
    aged.sort((a, b) => a.at - b.at);
    for (const { path } of aged.slice(0, aged.length - MAX_REJECTED)) await rm(path, { force: true });
  }

  private async readOne(state: State, path: string): Promise<KeptCertificate | undefined> {
    const bytes = await readFile(path).catch(() => undefined);
    const certificate = bytes && parseCertificate(bytes);
    if (!certificate) return undefined;
    const denied = state === 'rejected' && path.endsWith(DENIED);
    const since = await modified(path);
    return { path, state, denied, certificate, thumbprint: thumbprintOf(certificate), since };
  }

  private async filesOf(folder: string): Promise<string[]> {
    const files = await readdir(join(this.root, folder));
    return Promise.all(
      files.sort().map(async (file) => {
        const { mtimeMs = 0, size = 0 } =
          (await stat(join(this.root, folder, file)).catch(() => undefined)) ?? {};
        return `${folder}/${file} ${mtimeMs} ${size}`;
      }),
    );
  }
}

const modified = async (path: string): Promise<number> =>
  (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
