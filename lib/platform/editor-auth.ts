import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestHandler } from 'express';
import type { Clock } from '../core/clock';
import { isThermaCoreError } from '../core/errors';
import { isPlatformUser, may, type Principal } from '../tenancy';
import type { AddressOf } from './client-address';
import { keepOut } from './http';

/** https://nodered.org/docs/user-guide/runtime/securing-node-red: adminAuth of type "credentials". */
export interface EditorUser {
  readonly username: string;
  readonly permissions: string | string[];
}

export interface EditorAuth {
  readonly type: 'credentials';
  /** Seconds. Short, because Node-RED freezes a token's rights at login. */
  readonly sessionExpiryTime: number;
  users(username: string): Promise<EditorUser | null>;
  authenticate(username: string, password: string): Promise<EditorUser | null>;
  tokens(token: string): Promise<EditorUser | null>;
}

interface EditorAuthOptions {
  check(credentials: { username: string; password: string; from?: string }): Promise<Principal | undefined>;
  verify(token: string): Promise<Principal>;
  /** The user as it stands now; undefined when gone or disabled. */
  lookUp(username: string): Promise<Principal | undefined>;
  /** How many tenants this runtime serves. */
  tenantCount(): Promise<number>;
  readonly clock: Clock;
  /** Whose request is being answered. */
  from(): string | undefined;
}

const SESSION_SECONDS = 8 * 60 * 60;

/**
 * Reading flows without `status.read`: the editor's event stream carries debug output and statuses of every tenant,
 * so whoever belongs to one tenant in a runtime that serves several sees the wiring, never the data.
 */
const WIRING_ONLY = [
  'flows.read',
  'nodes.read',
  'settings.read',
  'library.read',
  'plugins.read',
  'icons.read',
];

/**
 * Who may open the editor, from the one permissions table: `editor:write` opens it fully, `editor:read` for reading.
 *
 * A flow is code that sees every tenant in the runtime (SECURITY.md). Therefore a tenant's own admin may write only
 * in a runtime that serves that tenant alone; elsewhere the platform's admins do.
 */
export function createEditorAuth(options: EditorAuthOptions): EditorAuth {
  async function rights(principal: Principal | undefined): Promise<EditorUser | null> {
    if (!principal || !may(principal, 'editor:read')) return null;
    const shared = !isPlatformUser(principal) && (await options.tenantCount()) > 1;
    if (shared) return { username: principal.username, permissions: WIRING_ONLY };
    return {
      username: principal.username,
      permissions: may(principal, 'editor:write') ? '*' : 'read',
    };
  }
  /** Refusals are answers here; only an outage is an error, and then nobody gets in. */
  const orNull = async (find: () => Promise<Principal | undefined>): Promise<EditorUser | null> => {
    try {
      return await rights(await find());
    } catch (error) {
      if (isThermaCoreError(error)) return null;
      throw error;
    }
  };
  return {
    type: 'credentials',
    sessionExpiryTime: SESSION_SECONDS,
    users: (username) => orNull(() => options.lookUp(username)),
    authenticate: (username, password) => {
      const from = options.from() ?? 'editor';
      return orNull(() => options.check({ username, password, from }));
    },
    tokens: (token) => orNull(() => options.verify(token)),
  };
}

/**
 * Remembers whose request is being answered: Node-RED gives what asks for a password its name and the password alone, and
 * tries of one address have to count together, whatever names they try.
 */
export class EditorClients {
  private readonly requests = new AsyncLocalStorage<string | undefined>();

  /** `blockedUntil`: Node-RED may have the server to itself, so nobody else asks before its editor answers. */
  constructor(
    private readonly addressOf: AddressOf,
    private readonly blockedUntil: (address: string | undefined) => number | undefined,
  ) {}

  /** Of the request in whose work it is asked; undefined elsewhere. */
  readonly current = (): string | undefined => this.requests.getStore();

  /** For `httpAdminMiddleware`, around another one. */
  around(next: RequestHandler): RequestHandler {
    const guard = keepOut(this.blockedUntil, this.addressOf);
    return (request, response, done) =>
      void guard(request, response, () =>
        this.requests.run(this.addressOf(request), () => void next(request, response, done)),
      );
  }
}
