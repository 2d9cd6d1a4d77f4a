import { ThermaCoreError } from '../core/errors';
import {
  PERMISSIONS,
  isPermission,
  may,
  type AuthService,
  type Permission,
  type Principal,
} from '../tenancy';
import type { Serve } from './contract';
import * as routes from './routes';

/** Login and session are the platform's own: a flow that could serve them would see every password. */
export function serveAuth(serve: Serve, auth: () => Promise<AuthService>): void {
  serve(routes.login, async ({ body, from, userAgent }) =>
    (await auth()).login({ ...body, from, userAgent }),
  );
  serve(routes.refresh, async ({ body, from }) => (await auth()).refresh(body.refresh_token, from));
  serve(routes.logout, async ({ principal, from }) => (await auth()).logoutSession(known(principal), from));
  serve(routes.me, async ({ principal }) => Promise.resolve(describe(known(principal))));
  serve(routes.switchTenant, async ({ principal, body, from }) =>
    (await auth()).switchTenant(known(principal), body.tenant, from),
  );
}

export function known(principal: Principal | undefined): Principal {
  if (principal) return principal;
  throw new ThermaCoreError('unauthenticated', 'This operation needs a login.');
}

/** Who the principal is, and what it may do now. */
function describe(principal: Principal) {
  const { userId, username, role, homeTenant, tenant, units } = principal;
  const permissions = Object.keys(PERMISSIONS).filter(
    (name): name is Permission => isPermission(name) && may(principal, name),
  );
  return {
    id: userId,
    username,
    role,
    homeTenant,
    tenant,
    permissions,
    ...(units ? { units: [...units] } : {}),
  };
}
