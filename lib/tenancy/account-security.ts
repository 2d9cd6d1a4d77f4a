import { ThermaCoreError } from '../core/errors';
import { requirePerson } from './api-keys';
import { authorise } from './authorise';
import type { AccountLockout, LockedUser } from './lockout';
import type { Mfa, MfaEnrolment, MfaStatus } from './mfa';
import type { AuditEntry, UserRecord, UserRepository } from './ports';
import type { Principal } from './principal';
import { principalOf } from './principal-of';
import { requireNoMoreThan } from './users/giving';

interface Proof {
  readonly password: string;
  readonly code?: string | undefined;
}

interface AccountDependencies {
  readonly users: UserRepository;
  readonly mfa: Mfa | undefined;
  readonly lockout: AccountLockout;
  audit(entry: AuditEntry, from?: string): Promise<void>;
  /** Password and second factor, throttled as a login is. */
  prove(credentials: Proof & { readonly username: string; readonly from?: string }): Promise<UserRecord>;
}

const noSuchUser = (): ThermaCoreError =>
  new ThermaCoreError('not-found', 'There is no such user.', { field: 'username' });

/** What users do about their own second factor, and administrators about others' accounts. All of it is audited. */
export class AccountSecurity {
  constructor(private readonly use: AccountDependencies) {}

  async status(principal: Principal): Promise<MfaStatus> {
    return this.mfa.status(await this.self(principal));
  }

  /** A secret that waits for its first code. Throws `conflict` when a second factor is on. */
  async enrol(principal: Principal, from?: string): Promise<MfaEnrolment> {
    const made = await this.mfa.enrol(await this.self(principal));
    await this.note(principal, 'mfa:enrol', from);
    return made;
  }

  /** The same for a page that may be loaded again: the secret that waits stays. */
  async enrolment(principal: Principal): Promise<MfaEnrolment> {
    return this.mfa.waiting(await this.self(principal));
  }

  /** Puts it into use, and gives the recovery codes. Throws `unauthenticated` for a wrong code. */
  async confirm(principal: Principal, code: string, from?: string): Promise<string[]> {
    const codes = await this.mfa.confirm(await this.self(principal), code);
    await this.note(principal, 'mfa:on', from);
    return codes;
  }

  async renewRecoveryCodes(principal: Principal, proof: Proof, from?: string): Promise<string[]> {
    const codes = await this.mfa.renewRecoveryCodes(await this.proved(principal, proof, from));
    await this.note(principal, 'mfa:recovery-codes', from);
    return codes;
  }

  async disable(principal: Principal, proof: Proof, from?: string): Promise<void> {
    await this.mfa.remove(await this.proved(principal, proof, from));
    await this.note(principal, 'mfa:off', from);
  }

  /** For who lost the phone and the recovery codes. Throws `not-found` for a user of another tenant. */
  async reset(principal: Principal, username: string, from?: string): Promise<void> {
    const user = await this.other(principal, username);
    // A stolen session must not get rid of what it would have to prove.
    if (user.id === principal.userId)
      throw new ThermaCoreError(
        'forbidden',
        'Your own second factor is switched off with password and code.',
        {
          advice: 'Use POST /api/v1/me/mfa/disable, or ask another administrator.',
        },
      );
    await this.mfa.remove(user);
    await this.note(principal, 'mfa:reset', from, user.username);
  }

  /** The accounts of the principal's tenant that are guessed at. */
  lockedUsers(principal: Principal): LockedUser[] {
    requirePerson(principal);
    authorise(principal, 'user:secure');
    return this.use.lockout.list(principal.tenant);
  }

  /** Throws `not-found` when no account of that name in the tenant is slowed down. */
  async unlock(principal: Principal, username: string, from?: string): Promise<void> {
    requirePerson(principal);
    authorise(principal, 'user:secure');
    if (!this.use.lockout.release(username, principal.tenant)) throw noSuchUser();
    await this.note(principal, 'user:unlocked', from, username);
  }

  private get mfa(): Mfa {
    if (this.use.mfa) return this.use.mfa;
    throw new ThermaCoreError('unavailable', 'This installation has no second factors.');
  }

  private async self(principal: Principal): Promise<UserRecord> {
    requirePerson(principal);
    const user = await this.use.users.findById(principal.userId);
    if (!user) throw noSuchUser();
    return user;
  }

  private async proved(principal: Principal, proof: Proof, from?: string): Promise<UserRecord> {
    requirePerson(principal);
    return this.use.prove({ username: principal.username, ...proof, ...(from ? { from } : {}) });
  }

  private async other(principal: Principal, username: string): Promise<UserRecord> {
    requirePerson(principal);
    authorise(principal, 'user:secure');
    const user = await this.use.users.findByUsername(username);
    if (user?.tenant !== principal.tenant) throw noSuchUser();
    requireNoMoreThan(
      principal,
      principalOf({ ...user, mustChangePassword: false }, { id: '', actingTenant: null }),
    );
    return user;
  }

  private note(principal: Principal, action: string, from?: string, target?: string): Promise<void> {
    const { tenant, username: actor } = principal;
    return this.use.audit({ tenant, actor, action, outcome: 'ok', ...(target ? { target } : {}) }, from);
  }
}
