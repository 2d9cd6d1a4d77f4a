import {
  ObjectTypeIds,
  PermissionType,
  SessionContext,
  makeNodeId,
  type BaseNode,
  type SessionContextOptions,
} from 'node-opcua';
import { PLANT_INDEX, sensorOf } from './node-ids';
import type { ServedUser } from './ports';
import type { Visibility } from './visibility';

interface TenantContextOptions extends SessionContextOptions {
  readonly visibility: Visibility;
  readonly user: () => ServedUser | undefined;
}

/** What everybody may do in the branch of their tenant. */
const READING: ReadonlySet<PermissionType> = new Set([
  PermissionType.Browse,
  PermissionType.Read,
  PermissionType.ReadHistory,
  PermissionType.ReceiveEvents,
]);

/** Events whose source is the Server object, so that they reach everybody, and which name nodes of any tenant. */
const UNTOLD: ReadonlySet<string> = new Set(
  [ObjectTypeIds.SemanticChangeEventType, ObjectTypeIds.GeneralModelChangeEventType].map((id) =>
    String(makeNodeId(id)),
  ),
);

/** What a session may do, as the library asks for each node that it is about to tell of. */
export class TenantContext extends SessionContext {
  constructor(private readonly tenancy: TenantContextOptions) {
    super(tenancy);
  }

  get user(): ServedUser | undefined {
    return this.tenancy.user();
  }

  sees(node: BaseNode): boolean {
    return this.tenancy.visibility.sees(this.user, node.nodeId);
  }

  /** Filters what Browse answers. */
  override isBrowseAccessRestricted(node: BaseNode): boolean {
    return !this.sees(node) || super.isBrowseAccessRestricted(node);
  }

  /** Guards attributes, methods and the sources of events. */
  override checkPermission(node: BaseNode, permission: PermissionType): boolean {
    if (!this.sees(node)) return false;
    if (permission === PermissionType.ReceiveEvents && UNTOLD.has(String(node.nodeId))) return false;
    if (node.nodeId.namespace !== PLANT_INDEX) return super.checkPermission(node, permission);
    if (permission === PermissionType.Write)
      return sensorOf(node.nodeId) !== undefined && this.user?.mayCommand === true;
    return READING.has(permission);
  }

  /** The library's own would come back without us. */
  override withRequestHeader(
    requestHeader: Parameters<SessionContext['withRequestHeader']>[0],
  ): SessionContext {
    return new TenantContext({ ...this.tenancy, requestHeader });
  }
}
