import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CERTIFICATE_PURPOSES, CertificateName, REVOCATION_REASONS } from '../../core/certificate';
import { ThermaCoreError } from '../../core/errors';
import { readIfPresent, writePrivateFile } from '../state-folder';

/** A certificate as it is kept: public parts as PEM, keys only sealed. */
const Kept = z.object({
  name: CertificateName,
  source: z.enum(['internal', 'imported', 'signed', 'requested']),
  purpose: z.enum(CERTIFICATE_PURPOSES),
  commonName: z.string(),
  hosts: z.array(z.string()),
  role: z.string().optional(),
  days: z.int(),
  /** The certificate, then who signed it; absent while it is only requested. */
  chain: z.string().optional(),
  sealedKey: z.string().optional(),
  /** Sent to another authority, whose answer is not here yet. */
  request: z.object({ pem: z.string(), sealedKey: z.string() }).optional(),
  /** Epoch ms. */
  revokedAt: z.number().optional(),
});
export type KeptCertificate = z.output<typeof Kept>;

const State = z.object({
  version: z.literal(1),
  authority: z.object({ cert: z.string(), sealedKey: z.string() }).optional(),
  certificates: z.array(Kept),
  /** Until they would have ended anyway. */
  revoked: z.array(
    z.object({
      serial: z.string(),
      at: z.number(),
      reason: z.enum(REVOCATION_REASONS),
      ends: z.number(),
    }),
  ),
});
export type RegisterState = z.output<typeof State>;

const EMPTY: RegisterState = { version: 1, certificates: [], revoked: [] };

/**
 * What the manager keeps, in one file of the state folder: it has to be there before the database is, since the server
 * that people reach the installation by needs it (ADR 34). The command line may change it beside a running platform.
 */
export class CertificateRegister {
  private seen: { readonly mark: string; readonly state: RegisterState } | undefined;

  constructor(private readonly path: string) {}

  /** What the file says now. Throws `configuration` where it cannot be read. */
  read(): RegisterState {
    const mark = this.mark();
    if (this.seen?.mark === mark) return this.seen.state;
    const state = this.parse(readIfPresent(this.path));
    this.seen = { mark, state };
    return state;
  }

  /** In one go, so that what another process wrote meanwhile is not lost. What `change` throws leaves all as it was. */
  change(change: (state: RegisterState) => RegisterState): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    writePrivateFile(this.path, `${JSON.stringify(change(this.read()), null, 1)}\n`);
    this.seen = undefined;
  }

  private mark(): string {
    const { ino, size, mtimeMs } = statSync(this.path, { throwIfNoEntry: false }) ?? {};
    return `${ino}-${size}-${mtimeMs}`;
  }

  private parse(text: string | undefined): RegisterState {
    if (text === undefined) return EMPTY;
    try {
      return State.parse(JSON.parse(text));
    } catch (cause) {
      throw new ThermaCoreError('configuration', `The certificates in ${this.path} cannot be read.`, {
        advice: 'Bring the file back from a backup, or move it away: a new authority is made then.',
        cause,
      });
    }
  }
}

export const registerOf = (home: string): CertificateRegister =>
  new CertificateRegister(join(home, 'certificates', 'register.json'));
