import { ThermaCoreError } from '../../core/errors';
import { authorise } from '../authorise';
import { requireGoodPassword } from '../password-policy';
import type { AccountChange, UserRecord } from '../ports';
import type { Principal } from '../principal';
import { audited, type PeopleUse } from './ports';

/** What everybody may see and change of himself. */
export class ProfileService {
  constructor(private readonly use: PeopleUse) {}

  async get(by: Principal): Promise<UserRecord> {
    authorise(by, 'session:read');
    const user = await this.use.users.findById(by.userId);
    if (user) return user;
    throw new ThermaCoreError('unauthenticated', 'The user is there no more.', { advice: 'Log in again.' });
  }

  async update(by: Principal, change: Pick<AccountChange, 'displayName' | 'email'>): Promise<UserRecord> {
    authorise(by, 'profile:update');
    const { displayName, email } = change;
    const after = await this.use.accounts.update(by.homeTenant, by.userId, { displayName, email });
    await audited(this.use, by, {
      tenant: by.homeTenant,
      action: 'profile:update',
      outcome: 'ok',
      target: by.username,
      detail: { changed: Object.keys(change) },
    });
    return after;
  }

  /** Needs the old password; all other sessions of the user end, this one goes on. */
  async changePassword(
    by: Principal,
    { oldPassword, newPassword }: { readonly oldPassword: string; readonly newPassword: string },
    from?: string,
  ): Promise<void> {
    authorise(by, 'profile:update');
    // As a login: guessing is slowed down, and a wrong one stands in the audit log.
    if (!(await this.use.auth.provesPassword(by, oldPassword, from)))
      throw new ThermaCoreError('invalid', 'The old password is wrong.', {
        field: 'oldPassword',
        advice: 'Check it; upper and lower case matter.',
      });
    const user = await this.get(by);
    requireGoodPassword(newPassword, user, {
      least: this.use.leastPasswordLength(),
      field: 'newPassword',
    });
    if (newPassword.normalize('NFKC') === oldPassword.normalize('NFKC'))
      throw new ThermaCoreError('invalid', 'The new password is the old one.', {
        field: 'newPassword',
        advice: 'Choose another one.',
      });
    await this.use.accounts.setPassword(by.userId, await this.use.passwords.hash(newPassword), false);
    await this.use.auth.endSessionsOf(by.userId, by.sessionId);
    this.use.auth.rightsChanged([by.userId]);
    await audited(this.use, by, {
      tenant: by.homeTenant,
      action: 'profile:password',
      outcome: 'ok',
      target: by.username,
      ...(from === undefined ? {} : { from }),
    });
  }
}
