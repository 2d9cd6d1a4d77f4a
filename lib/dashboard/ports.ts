import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { AccountSecurity, Credentials, OidcLogin, Principal, TokenSet, VerifiedToken } from '../tenancy';

/** What the guard asks of identity; `AuthService` fits. */
export interface DashboardAuth {
  login(credentials: Credentials): Promise<TokenSet>;
  refresh(refreshToken: string, from?: string): Promise<TokenSet>;
  logout(refreshToken: string, from?: string): Promise<void>;
  verify(accessToken: string): Promise<VerifiedToken>;
  switchTenant(
    principal: Principal,
    tenant: string | null,
    from?: string,
  ): Promise<Omit<TokenSet, 'refresh_token'>>;
  readonly account: Pick<
    AccountSecurity,
    'status' | 'enrolment' | 'confirm' | 'renewRecoveryCodes' | 'disable'
  >;
  readonly oidc: Pick<OidcLogin, 'label' | 'begin' | 'finish' | 'logoutUrl'>;
  tenants(): Promise<readonly TenantEntry[]>;
  onSessionEnd(listener: (sessionId: string) => void): () => void;
}

/** What the password page asks of identity. */
export interface PasswordChanger {
  changePassword(
    by: Principal,
    change: { readonly oldPassword: string; readonly newPassword: string },
    from?: string,
  ): Promise<void>;
}

export interface TenantEntry {
  readonly key: string;
  readonly name: string;
  readonly timezone?: string;
}

export type AddressOf = (request: IncomingMessage) => string | undefined;

/** Until when an address is kept out, epoch ms; undefined: it is not. */
export type BlockedUntil = (address: string | undefined) => number | undefined;

export interface GuardOptions {
  /** Identity may still wait for its database: rejects `unavailable` then. */
  auth(): Promise<DashboardAuth>;
  /** Left out: passwords are changed elsewhere. */
  readonly passwords?: () => Promise<PasswordChanger>;
  /** The HTTP API, for pages that ask it by their session. Left out: pages ask flows only. */
  readonly api?: Handler;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Where Dashboard 2.0 is served, without a slash at its end. Default `/dashboard`. */
  readonly basePath?: string;
  /** Whose request it is. Default: whoever connects. */
  readonly addressOf?: AddressOf;
  /** Asked at each request of a page's socket, which passes nothing else that asks. Default: nobody is kept out. */
  readonly blockedUntil?: BlockedUntil;
}

/**
 * Express 4 (Node-RED's own) and express 5 (the launcher's) both call handlers of this shape; only what node:http
 * offers is used, so that either will do.
 */
export type Handler = (
  request: IncomingMessage & { originalUrl?: string },
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

type EngineHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: Error) => void,
) => void;

/** The part of a socket.io 4 server socket that the guard leans on. */
export interface GuardedSocket {
  readonly id: string;
  readonly request: IncomingMessage;
  readonly handshake: { readonly headers: IncomingHttpHeaders; readonly address?: string };
  readonly nsp: {
    readonly adapter: { broadcast: (...args: unknown[]) => unknown };
    readonly server: { readonly engine: { use(handler: EngineHandler): unknown } };
  };
  emit: (event: string, ...args: unknown[]) => boolean;
  use(filter: (event: unknown[], next: (error?: Error) => void) => void): unknown;
  on(event: 'disconnecting', listener: () => void): unknown;
  disconnect(close?: boolean): unknown;
}

export type SocketAdmission = (socket: GuardedSocket, next: (error?: Error) => void) => void;

/** A Node-RED message, as far as the guard cares. */
export type DashboardMessage = Record<string, unknown> & {
  tenant?: unknown;
  _client?: { socketId?: unknown };
};
