import type { Role } from './roles';

/**
 * Who asks, as proved by a verified token or session; never built from a message or request body.
 *
 * A platform user (`homeTenant` null) acts in no tenant until it switches to one explicitly; then `tenant` is set
 * and the switch stands in the audit log.
 */
export interface Principal {
  readonly userId: string;
  readonly username: string;
  readonly role: Role;
  readonly homeTenant: string | null;
  /** The tenant whose data the request may touch; null for a platform user that has not switched. */
  readonly tenant: string | null;
  /** The login session (refresh-token family) behind it. */
  readonly sessionId: string;
  /** The permissions that a custom role or an API key narrows the role to; undefined: all that the role may. */
  readonly grants?: readonly string[] | undefined;
  /** Keys of the units that it is limited to; undefined: all of the tenant. */
  readonly units?: readonly string[] | undefined;
}

export const isPlatformUser = (principal: Principal): boolean => principal.homeTenant === null;
