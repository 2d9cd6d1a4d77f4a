import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import { sealedFor } from '../core/sealed';
import type { MfaPolicy, MfaRecord, MfaRepository, Sealer } from './mfa-ports';
import type { UserRecord } from './ports';
import { principalOf } from './principal-of';
import { hashOfRecovery, newRecoveryCodes, newSecret, qrOf, stepOf, uriOf } from './totp';

export interface MfaDependencies {
  readonly records: MfaRepository;
  readonly sealer: Sealer;
  readonly clock: Clock;
}

export interface MfaStatus {
  readonly enabled: boolean;
  /** An administrator's rule: the user may do nothing else before it is on. */
  readonly required: boolean;
  /** How many recovery codes are left. */
  readonly recoveryCodes: number;
}

export interface MfaEnrolment {
  /** Base 32, for typing. */
  readonly secret: string;
  readonly uri: string;
  /** SVG. */
  readonly qr: string;
}

/** Users who log in elsewhere have this in the place of a password; no password matches it. */
export const EXTERNAL_PASSWORD = 'external';
export const isExternal = ({ passwordHash }: Pick<UserRecord, 'passwordHash'>): boolean =>
  passwordHash === EXTERNAL_PASSWORD;

const NOBODY: MfaPolicy = { roles: [], tenants: [] };

const codeNeeded = (): ThermaCoreError =>
  new ThermaCoreError('mfa-required', 'This user logs in with a second factor.', {
    field: 'code',
    advice: 'Send the code of the authenticator app, or a recovery code, in the field code.',
  });
export const wrongCode = (): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', 'The code is wrong, or was used before.', {
    field: 'code',
    advice: 'Wait for the next code of the app, and check that the clock of the phone is right.',
  });
const notOn = (): ThermaCoreError =>
  new ThermaCoreError('conflict', 'There is no second factor.', { advice: 'Set one up first.' });

/**
 * The second factor of users: time-based codes (RFC 6238) and recovery codes. A code counts once (RFC 6238 §5.2), over
 * all processes, because the database keeps the last time step; so does a recovery code.
 */
export class Mfa {
  /** Whose login needs one; set by the `security` node. */
  policy: MfaPolicy = NOBODY;

  constructor(private readonly use: MfaDependencies) {}

  /** Throws `mfa-required` when the user has a second factor and no code came; false when the code is wrong. */
  async passes(user: UserRecord, code: string | undefined): Promise<boolean> {
    const record = await this.inUse(user);
    if (!record) return true;
    if (code === undefined || code.trim() === '') throw codeNeeded();
    return this.accepts(user, record, code);
  }

  async has(user: UserRecord): Promise<boolean> {
    return (await this.inUse(user)) !== undefined;
  }

  /** True for who may do nothing before a second factor is set up. Others' providers have rules of their own. */
  async mustEnrol(user: UserRecord): Promise<boolean> {
    return this.isRequired(user) && !(await this.has(user));
  }

  async status(user: UserRecord): Promise<MfaStatus> {
    const record = await this.inUse(user);
    return {
      enabled: record !== undefined,
      required: this.isRequired(user),
      recoveryCodes: record?.recoveryCodes ?? 0,
    };
  }

  /** A new secret, which counts once `confirm` has seen a code of it. Throws `conflict` when one is in use. */
  async enrol(user: UserRecord): Promise<MfaEnrolment> {
    if (isExternal(user))
      throw new ThermaCoreError('conflict', 'This user logs in with an identity provider.', {
        advice: 'Set the second factor up there.',
      });
    const secret = newSecret();
    if (!(await this.use.records.begin(user.id, this.use.sealer.seal(secret, contextOf(user)))))
      throw new ThermaCoreError('conflict', 'The second factor is on already.', {
        advice: 'Switch it off first, to set up another one.',
      });
    return this.shown(user, secret);
  }

  /** The secret that waits for its first code; a new one when none does. */
  async waiting(user: UserRecord): Promise<MfaEnrolment> {
    const record = await this.use.records.find(user.id);
    if (!record || record.confirmedAt !== null) return this.enrol(user);
    return this.shown(user, this.secretOf(user, record));
  }

  /** Puts it into use. Gives the recovery codes, which are not shown again. Throws `unauthenticated` for a wrong code. */
  async confirm(user: UserRecord, code: string): Promise<string[]> {
    const record = await this.use.records.find(user.id);
    if (!record || record.confirmedAt !== null) throw notOn();
    const now = this.use.clock.now();
    const step = stepOf(this.secretOf(user, record), code, now);
    if (step === undefined) throw wrongCode();
    const { codes, hashes } = newRecoveryCodes();
    if (!(await this.use.records.confirm(user.id, step, hashes, now))) throw notOn();
    return codes;
  }

  /** New recovery codes in the place of all that are left. */
  async renewRecoveryCodes(user: UserRecord): Promise<string[]> {
    if (!(await this.has(user))) throw notOn();
    const { codes, hashes } = newRecoveryCodes();
    await this.use.records.setRecoveryCodes(user.id, hashes);
    return codes;
  }

  /** Throws `conflict` when there was none. */
  async remove(user: UserRecord): Promise<void> {
    if (!(await this.use.records.remove(user.id))) throw notOn();
  }

  private isRequired(user: UserRecord): boolean {
    const { roles, tenants } = this.policy;
    return (
      !isExternal(user) &&
      // A custom role counts as the least built-in one that has all of it.
      (roles.includes(principalOf(user, { id: '', actingTenant: null }).role) ||
        (user.tenant !== null && tenants.includes(user.tenant)))
    );
  }

  private async inUse(user: UserRecord): Promise<MfaRecord | undefined> {
    const record = await this.use.records.find(user.id);
    return record?.confirmedAt == null ? undefined : record;
  }

  private async accepts(user: UserRecord, record: MfaRecord, code: string): Promise<boolean> {
    const step = stepOf(this.secretOf(user, record), code, this.use.clock.now());
    if (step !== undefined) return this.use.records.useStep(user.id, step);
    const hash = hashOfRecovery(code);
    return hash !== undefined && this.use.records.useRecoveryCode(user.id, hash);
  }

  private secretOf(user: UserRecord, { secret }: MfaRecord): string {
    return this.use.sealer.open(secret, contextOf(user));
  }

  private shown(user: UserRecord, secret: string): MfaEnrolment {
    const uri = uriOf(secret, user.username);
    return { secret, uri, qr: qrOf(uri) };
  }
}

/** So that a secret that was copied to another user does not open there. */
const contextOf = ({ id }: UserRecord): string => sealedFor.secondFactor(id);
