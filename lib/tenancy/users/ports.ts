import type { Clock } from '../../core/clock';
import type { AuthService } from '../auth-service';
import type { Passwords } from '../passwords';
import type {
  AccountRepository,
  AuditEntry,
  AuditLog,
  CustomRoleRepository,
  SessionRepository,
  UserRepository,
} from '../ports';
import type { Logger } from '../../core/logger';
import { messageOf } from '../../core/errors';
import type { Principal } from '../principal';

/** What the services of users, roles and sessions lean on. */
export interface PeopleUse {
  readonly users: UserRepository;
  readonly accounts: AccountRepository;
  readonly roles: CustomRoleRepository;
  readonly sessions: SessionRepository;
  readonly audit: AuditLog;
  readonly auth: Pick<AuthService, 'provesPassword' | 'endSession' | 'endSessionsOf' | 'rightsChanged'>;
  readonly passwords: Passwords;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Characters that a new password needs. */
  readonly leastPasswordLength: () => number;
}

/** Whose users the principal administers: those of the tenant that it acts in, or of the platform. */
export const realmOf = ({ tenant }: Principal): string | null => tenant;

/** The change is made by now: an audit log that is away is reported, and does not undo it. */
export async function audited(
  { audit, logger }: Pick<PeopleUse, 'audit' | 'logger'>,
  by: Principal,
  entry: Pick<AuditEntry, 'action' | 'outcome'> & Partial<AuditEntry>,
): Promise<void> {
  try {
    await audit.record({ tenant: realmOf(by), actor: by.username, ...entry });
  } catch (error) {
    logger.error('A change of users could not be written to the audit log', {
      entry,
      reason: messageOf(error),
    });
  }
}
