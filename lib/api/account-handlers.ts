import type { AuthService, ListedKey } from '../tenancy';
import { known } from './auth-handlers';
import type { Serve } from './contract';
import * as routes from './routes';

const iso = (at: number): string => new Date(at).toISOString();

const shown = (keys: readonly ListedKey[]) => ({
  items: keys.map((key) => ({ ...key, createdAt: iso(key.createdAt), until: iso(key.until) })),
});

/** Second factors, locked accounts and signing keys: like logins they are the platform's own. */
export function serveAccount(serve: Serve, auth: () => Promise<AuthService>): void {
  const account = async () => (await auth()).account;
  const signingKeys = async () => (await auth()).signingKeys;
  serve(routes.getMfa, async ({ principal }) => (await account()).status(known(principal)));
  serve(routes.enrolMfa, async ({ principal, from }) => (await account()).enrol(known(principal), from));
  serve(routes.confirmMfa, async ({ principal, body, from }) => ({
    recoveryCodes: await (await account()).confirm(known(principal), body.code, from),
  }));
  serve(routes.renewRecoveryCodes, async ({ principal, body, from }) => ({
    recoveryCodes: await (await account()).renewRecoveryCodes(known(principal), body, from),
  }));
  serve(routes.disableMfa, async ({ principal, body, from }) =>
    (await account()).disable(known(principal), body, from),
  );
  serve(routes.resetMfa, async ({ principal, params, from }) =>
    (await account()).reset(known(principal), params.username, from),
  );
  serve(routes.listLockedUsers, async ({ principal }) => ({
    items: (await account())
      .lockedUsers(known(principal))
      .map((user) => ({ ...user, since: iso(user.since), until: iso(user.until) })),
  }));
  serve(routes.unlockUser, async ({ principal, params, from }) =>
    (await account()).unlock(known(principal), params.username, from),
  );
  serve(routes.listSigningKeys, async ({ principal }) => shown((await signingKeys()).list(known(principal))));
  serve(routes.rotateSigningKeys, async ({ principal, from }) =>
    shown(await (await signingKeys()).rotate(known(principal), from)),
  );
}
