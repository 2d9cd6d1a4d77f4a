import { ThermaCoreError } from '../../lib/core/errors';
import type { Asked, TenantOperation } from './resource';

/**
 * An operation that keeps to the units of a user who is limited to them: what it asks of `asked.store` does by itself, and
 * what it asks of elsewhere it holds against `asked.units`. Operations that are not marked so refuse such a user.
 */
export const withinUnits = (operation: TenantOperation): TenantOperation => ({
  ...operation,
  withinUnits: true,
});

/** Throws `not-found` for another unit than those of the user, as if it were not there. */
export function requireUnit({ units }: Pick<Asked, 'units'>, unit: string | undefined, what: string): void {
  if (!units || (unit !== undefined && units.includes(unit))) return;
  throw new ThermaCoreError('not-found', `There is no such ${what}.`, { field: what });
}
