import { shownUser, type People } from '../tenancy';
import { known } from './auth-handlers';
import type { Serve } from './contract';
import * as routes from './routes';

/** What carries passwords is the platform's own, as logins are. */
export function servePasswords(serve: Serve, people: () => Promise<People>): void {
  serve(routes.createUser, async ({ principal, body }) =>
    shownUser(await (await people()).accounts.create(known(principal), body)),
  );
  serve(routes.setUserPassword, async ({ principal, params, body }) =>
    (await people()).accounts.setPassword(known(principal), params.user, body.password),
  );
  serve(routes.changePassword, async ({ principal, body, from }) =>
    (await people()).profiles.changePassword(known(principal), body, from),
  );
}
