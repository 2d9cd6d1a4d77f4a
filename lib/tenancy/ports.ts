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
}

export interface SessionRepository {
  create(session: Omit<SessionRecord, 'revokedAt'>): Promise<void>;
  find(id: string): Promise<SessionRecord | undefined>;
  /** Replaces the refresh hash only if it still is `expected`; false when it is not (a replay or a race). */
  rotate(id: string, expected: string, next: string, expiresAt: number): Promise<boolean>;
  setActingTenant(id: string, tenant: string | null): Promise<void>;
  revoke(id: string, at: number): Promise<void>;
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
