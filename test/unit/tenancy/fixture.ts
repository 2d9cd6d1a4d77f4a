import { ThermaCoreError } from '../../../lib/core/errors';
import { createLogger, type Logger, type LogLevel } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import {
  AccessTokens,
  AuthService,
  Mfa,
  Passwords,
  SigningKeys,
  type AuditEntry,
  type AuthDependencies,
  type KeyStore,
  type Principal,
  type Role,
  type SessionRecord,
  type StoredKey,
  type UserRecord,
} from '../../../lib/tenancy';
import { FakeClock } from '../../support/fake-clock';
import { memoryLogin, sealer, type MemoryLogin } from './memory-login';

export const PASSWORD = 'correct horse battery';

/** Real scrypt, cheap enough for hundreds of logins. */
export const fastPasswords = new Passwords({ N: 16, r: 1, p: 1 });

export function memoryKeys(): KeyStore & { stored: readonly StoredKey[] } {
  return {
    stored: [],
    load() {
      return Promise.resolve(this.stored);
    },
    save(keys) {
      this.stored = structuredClone(keys);
      return Promise.resolve();
    },
  };
}

/** Users, sessions, tenants and audit in memory, with the outages that a test asks for. */
export class MemoryIdentity {
  readonly users = new Map<string, UserRecord>();
  readonly sessions = new Map<string, SessionRecord>();
  readonly entries: AuditEntry[] = [];
  tenantKeys = ['aqua', 'borealis'];
  readonly suspendedTenants = new Set<string>();
  away = false;
  auditFails = false;
  queries = 0;

  private ask(): void {
    this.queries++;
    if (this.away) throw new ThermaCoreError('unavailable', 'The database is away.');
  }

  readonly userRepository = {
    findByUsername: async (name: string) => {
      this.ask();
      return [...this.users.values()].find((user) => user.username.toLowerCase() === name.toLowerCase());
    },
    findById: async (id: string) => {
      this.ask();
      return this.users.get(id);
    },
    create: async (user: Omit<UserRecord, 'id' | 'disabled'>) => {
      const record = { ...user, id: String(this.users.size + 1), disabled: false };
      this.users.set(record.id, record);
      return record;
    },
    setPassword: async (id: string, passwordHash: string) => this.changeUser(id, { passwordHash }),
    count: async () => this.users.size,
  };

  readonly sessionRepository = {
    create: async (session: Omit<SessionRecord, 'revokedAt'>) => {
      this.ask();
      this.sessions.set(session.id, { ...session, revokedAt: null });
    },
    find: async (id: string) => {
      this.ask();
      return this.sessions.get(id);
    },
    rotate: async (
      id: string,
      expected: string,
      refreshHash: string,
      expiresAt: number,
      lastSeenAt: number,
    ) => {
      this.ask();
      const session = this.sessions.get(id);
      if (!session || session.refreshHash !== expected || session.revokedAt !== null) return false;
      this.sessions.set(id, { ...session, refreshHash, expiresAt, lastSeenAt });
      return true;
    },
    setActingTenant: async (id: string, actingTenant: string | null) =>
      this.changeSession(id, { actingTenant }),
    revoke: async (id: string, revokedAt: number) => this.changeSession(id, { revokedAt }),
    ofUser: async (userId: string, now: number) =>
      [...this.sessions.values()].filter(
        (session) => session.userId === userId && session.revokedAt === null && session.expiresAt > now,
      ),
  };

  readonly tenantRepository = {
    list: async () =>
      this.tenantKeys.map((key) => ({
        key,
        name: key,
        timezone: 'UTC',
        createdAt: '2026-11-23T09:00:00.000Z',
      })),
    exists: async (key: string) => this.tenantKeys.includes(key),
    suspended: async (key: string) => this.suspendedTenants.has(key),
    ensure: async () => false,
  };

  readonly auditLog = {
    record: async (entry: AuditEntry) => {
      if (this.auditFails) throw new Error('disk full');
      this.entries.push(entry);
    },
  };

  changeUser(id: string, change: Partial<UserRecord>): void {
    const user = this.users.get(id);
    if (user) this.users.set(id, { ...user, ...change });
  }

  changeSession(id: string, change: Partial<SessionRecord>): void {
    const session = this.sessions.get(id);
    if (session) this.sessions.set(id, { ...session, ...change });
  }

  async addUser(username: string, role: Role, tenant: string | null): Promise<UserRecord> {
    const passwordHash = await fastPasswords.hash(PASSWORD);
    return this.userRepository.create({ username, role, tenant, passwordHash });
  }
}

export interface World {
  readonly auth: AuthService;
  readonly identity: MemoryIdentity;
  readonly clock: FakeClock;
  readonly keys: SigningKeys;
  readonly mfa: Mfa;
  /** What is kept of second factors, API keys and identities at providers. */
  readonly kept: MemoryLogin;
  readonly tokens: AccessTokens;
  readonly logger: Logger;
  readonly lines: { level: LogLevel; message: string; fields: unknown }[];
  /** The same database and keys after a restart of the process. */
  restarted(): AuthService;
}

/** A platform admin `root`, and admin, operator and viewer of the tenants aqua and borealis. */
export async function makeWorld(watch: Pick<AuthDependencies, 'isBlocked' | 'onLogin'> = {}): Promise<World> {
  const clock = new FakeClock();
  const identity = new MemoryIdentity();
  await identity.addUser('root', 'admin', null);
  for (const tenant of identity.tenantKeys)
    for (const role of ['admin', 'operator', 'viewer'] as const)
      await identity.addUser(`${role}@${tenant}`, role, tenant);
  const keys = await SigningKeys.open(memoryKeys(), clock.now());
  const kept = memoryLogin(identity);
  const mfa = new Mfa({ records: kept.mfa, sealer, clock });
  const lines: World['lines'] = [];
  const logger = createLogger((level, message, fields) => lines.push({ level, message, fields }));
  const make = () => {
    const tokens = new AccessTokens(keys, clock);
    const auth = new AuthService({
      users: identity.userRepository,
      sessions: identity.sessionRepository,
      tenants: identity.tenantRepository,
      audit: identity.auditLog,
      apiKeys: kept.apiKeys,
      identities: kept.identities,
      mfa,
      tokens,
      clock,
      logger,
      meter: nullMeter,
      passwords: fastPasswords,
      ...watch,
    });
    return { tokens, auth };
  };
  return { ...make(), mfa, kept, identity, clock, keys, logger, lines, restarted: () => make().auth };
}

export const principal = (change: Partial<Principal> = {}): Principal => ({
  userId: '1',
  username: 'viewer@aqua',
  role: 'viewer',
  homeTenant: 'aqua',
  tenant: 'aqua',
  sessionId: 'session',
  ...change,
});
