import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { ApiKeyRepository } from './api-key-ports';
import type { Mfa } from './mfa';
import type { Identities } from './oidc/ports';
import type { Passwords } from './passwords';
import type { AuditLog, SessionRepository, TenantRepository, UserRepository } from './ports';
import type { AccessTokens } from './tokens';

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Of the authenticator app, or a recovery code; for users with a second factor. */
  readonly code?: string | undefined;
  /** The client's address, for throttling and audit. */
  readonly from?: string;
  /** A refresh token that the client has: one of the same user that stands shows that guessing elsewhere is not its. */
  readonly session?: string | undefined;
  /** What the client calls itself, for the list of sessions. */
  readonly userAgent?: string | undefined;
}

export interface TokenSet {
  readonly access_token: string;
  readonly refresh_token: string;
  /** Seconds until the access token expires. */
  readonly expires_in: number;
  readonly token_type: 'Bearer';
}

export interface AuthDependencies {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly tenants: TenantRepository;
  readonly audit: AuditLog;
  readonly tokens: AccessTokens;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Whether this user is kept out now. */
  readonly isBlocked?: (username: string, tenant: string | null) => boolean;
  /** Somebody has logged in. */
  readonly onLogin?: (
    login: Pick<Credentials, 'username' | 'from' | 'userAgent'> & { readonly tenant: string | null },
  ) => void;
  /** Somebody has to wait after failed logins, and tries again all the same. */
  readonly onThrottled?: (login: Pick<Credentials, 'username' | 'from'>) => void;
  /** Without it nobody has a second factor. */
  readonly mfa?: Mfa;
  readonly apiKeys: ApiKeyRepository;
  readonly identities: Identities;
  /** Default: those of the process, with today's cost. */
  readonly passwords?: Passwords;
}
