import type { Page } from '../core/plant';
import type { Role } from './roles';

export interface UserRecord {
  readonly id: string;
  readonly username: string;
  readonly role: Role;
  /** Null: a user of the platform, not of one tenant. */
  readonly tenant: string | null;
  /** As written by passwords.ts; never leaves lib/tenancy. */
  readonly passwordHash: string;
  readonly disabled: boolean;
  readonly displayName?: string;
  readonly email?: string;
  /** A role of the tenant's own that it has instead of a built-in one; `role` does not count then. */
  readonly customRole?: CustomRoleOfUser;
  /** Keys of the units that it is limited to; absent: all of the tenant. */
  readonly units?: readonly string[];
  /** Its password was set by somebody else: until it is changed nothing else is allowed. */
  readonly mustChangePassword?: boolean;
  /** ISO 8601. */
  readonly createdAt?: string;
}

/** How a user logs in, as lists of users show it. */
export interface LoginsOfUser {
  readonly id: string;
  readonly secondFactor: boolean;
  /** ISO 8601; absent when no session is kept any more: ended ones are for a week. */
  readonly lastLoginAt?: string;
}

export interface CustomRoleOfUser {
  readonly key: string;
  readonly name: string;
  readonly permissions: readonly string[];
}

export interface UserRepository {
  /** Usernames compare without regard to case. */
  findByUsername(username: string): Promise<UserRecord | undefined>;
  findById(id: string): Promise<UserRecord | undefined>;
  /** Rejects with `conflict` when the username is taken. */
  create(user: Omit<UserRecord, 'id' | 'disabled'>): Promise<UserRecord>;
  setPassword(id: string, passwordHash: string): Promise<void>;
  count(): Promise<number>;
}

/** One login. Refresh tokens rotate inside it; an old one that comes back ends it (RFC 9700 §4.14.2). */
export interface SessionRecord {
  readonly id: string;
  readonly userId: string;
  /** The tenant that a platform user has switched to. */
  readonly actingTenant: string | null;
  /** SHA-256 of the refresh token that is valid now. */
  readonly refreshHash: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
  /** When it was last refreshed, epoch ms; absent: not since the login. */
  readonly lastSeenAt?: number | null;
  /** Where the login came from. */
  readonly from?: string | null;
  readonly userAgent?: string | null;
}

export interface SessionRepository {
  create(session: Omit<SessionRecord, 'revokedAt'>): Promise<void>;
  find(id: string): Promise<SessionRecord | undefined>;
  /** Replaces the refresh hash only if it still is `expected`; false when it is not (a replay or a race). */
  rotate(id: string, expected: string, next: string, expiresAt: number, seenAt: number): Promise<boolean>;
  setActingTenant(id: string, tenant: string | null): Promise<void>;
  revoke(id: string, at: number): Promise<void>;
  /** Those of a user that stand at `now`, newest first. */
  ofUser(userId: string, now: number): Promise<SessionRecord[]>;
}

export interface UserQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Part of a user name, display name or e-mail address. */
  readonly search?: string | undefined;
  readonly role?: Role | undefined;
  /** Key of a custom role. */
  readonly customRole?: string | undefined;
  readonly disabled?: boolean | undefined;
}

/** What an administrator may say of a user; null takes it away, what is left out stays. */
export interface AccountChange {
  readonly displayName?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly role?: Role | undefined;
  readonly customRole?: string | null | undefined;
  readonly units?: readonly string[] | null | undefined;
  readonly disabled?: boolean | undefined;
}

export interface NewAccount extends Omit<AccountChange, 'disabled'> {
  readonly username: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly mustChangePassword: boolean;
}

/**
 * Users as those see them who administer one tenant, or the platform (`tenant` null). Another tenant's user does not
 * exist: `not-found`.
 */
export interface AccountRepository {
  list(tenant: string | null, query: UserQuery): Promise<Page<UserRecord>>;
  get(tenant: string | null, id: string): Promise<UserRecord>;
  /** Rejects `conflict` when the user name is taken, `not-found` for a role or unit that is not there. */
  create(tenant: string | null, account: NewAccount): Promise<UserRecord>;
  /** Rejects `conflict` when no administrator would be left. */
  update(tenant: string | null, id: string, change: AccountChange): Promise<UserRecord>;
  /** Rejects `conflict` when no administrator would be left. */
  delete(tenant: string | null, id: string): Promise<void>;
  setPassword(id: string, passwordHash: string, mustChange: boolean): Promise<void>;
  /** Of users that were listed before; asks nobody whose they are. */
  logins(ids: readonly string[]): Promise<LoginsOfUser[]>;
}

export interface CustomRole extends CustomRoleOfUser {
  readonly description?: string;
  /** How many users have it. */
  readonly users: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface CustomRoleInput extends CustomRoleOfUser {
  readonly description?: string | undefined;
}

export interface CustomRoleChange {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly permissions?: readonly string[] | undefined;
}

/** The roles that a tenant has made for itself. */
export interface CustomRoleRepository {
  list(tenant: string, query: { limit: number; cursor?: string | undefined }): Promise<Page<CustomRole>>;
  get(tenant: string, key: string): Promise<CustomRole>;
  create(tenant: string, role: CustomRoleInput): Promise<CustomRole>;
  update(tenant: string, key: string, change: CustomRoleChange): Promise<CustomRole>;
  /** Rejects `conflict` while users have it. */
  delete(tenant: string, key: string): Promise<void>;
  /** Ids of those who have it. */
  usersOf(tenant: string, key: string): Promise<string[]>;
}

export interface TenantRepository {
  list(): Promise<{ key: string; name: string; timezone: string; createdAt: string }[]>;
  exists(key: string): Promise<boolean>;
  /** Its users may not log in. */
  suspended(key: string): Promise<boolean>;
  /** Creates it unless it exists. Returns true if it was created. */
  ensure(key: string, name: string, timezone: string): Promise<boolean>;
}

export interface AuditEntry {
  readonly tenant: string | null;
  readonly actor: string;
  /** `object:verb`, such as `session:login`, `tenant:switch`, `unit:delete`. */
  readonly action: string;
  readonly target?: string;
  readonly outcome: 'ok' | 'refused' | 'failed';
  /** The client's address. */
  readonly from?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Something that a user tried and may not do. */
export type Refusal = Omit<AuditEntry, 'outcome' | 'detail'>;

export interface AuditLog {
  record(entry: AuditEntry): Promise<void>;
}
