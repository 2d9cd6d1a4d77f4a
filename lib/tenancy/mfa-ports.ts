import type { Role } from './roles';

/** The second factor of a user, as it is kept. */
export interface MfaRecord {
  /** The TOTP secret, sealed for this user. */
  readonly secret: string;
  /** Epoch ms; null while it waits for its first code, and is asked for nowhere yet. */
  readonly confirmedAt: number | null;
  /** How many recovery codes are left. */
  readonly recoveryCodes: number;
}

export interface MfaRepository {
  find(userId: string): Promise<MfaRecord | undefined>;
  /** Keeps a secret that waits for its first code, in the place of one that waits already. False when one is in use. */
  begin(userId: string, secret: string): Promise<boolean>;
  /** Puts the waiting one into use. False when none waits. */
  confirm(userId: string, step: number, recoveryHashes: readonly string[], at: number): Promise<boolean>;
  /** Notes the time step of an accepted code. False when one of this step or a later one was accepted before. */
  useStep(userId: string, step: number): Promise<boolean>;
  /** Takes a recovery code away. False when it is not there, or is used already. */
  useRecoveryCode(userId: string, hash: string): Promise<boolean>;
  /** Replaces the recovery codes. */
  setRecoveryCodes(userId: string, hashes: readonly string[]): Promise<void>;
  /** False when there was none. */
  remove(userId: string): Promise<boolean>;
}

/** Seals secrets at rest; `context` says whose they are. lib/security/secret-box fits. */
export interface Sealer {
  seal(secret: string, context: string): string;
  open(sealed: string, context: string): string;
}

/** Whose login needs a second factor. */
export interface MfaPolicy {
  /** Roles of every tenant and of the platform. */
  readonly roles: readonly Role[];
  /** Tenants whose users of any role need one. */
  readonly tenants: readonly string[];
}
