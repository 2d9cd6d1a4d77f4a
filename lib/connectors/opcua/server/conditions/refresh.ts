import type { AddressSpace, UAObject } from 'node-opcua';
import { TenantContext } from '../tenant-context';
import type { Conditions } from './conditions';

/** What the library calls between RefreshStart and RefreshEnd, and how it says whose refresh it is. */
type Refreshing = UAObject & { _conditionRefresh(): void };
interface Scope {
  readonly _condition_refresh_scope: {
    readonly subscription: { readonly $session?: { readonly sessionContext?: unknown } | null };
  } | null;
}

/**
 * ConditionRefresh and ConditionRefresh2 are the library's, with the items that they are for; what is told again is ours.
 * Of a session's own tenant only, and each event is held against the session's context once more.
 */
export function serveRefresh(addressSpace: AddressSpace, conditions: Conditions): void {
  addressSpace.installAlarmsAndConditionsService();
  const server = addressSpace.rootFolder.objects.server as unknown as Refreshing;
  server._conditionRefresh = () => {
    const { _condition_refresh_scope: scope } = addressSpace as unknown as Scope;
    const context = scope?.subscription.$session?.sessionContext;
    const user = context instanceof TenantContext ? context.user : undefined;
    if (user) conditions.refresh(user.tenant);
  };
}
