import { type NodeId } from 'node-opcua';
import { PLANT_INDEX, isOfTenant, isRoot } from './node-ids';
import type { ServedUser } from './ports';

/** Where node-opcua puts what it makes for sessions: names, users and certificates of others. */
const APPLICATION_INDEX = 1;

/** Which nodes a session knows of. Everything that comes from or goes to a client is held against it. */
export class Visibility {
  private readonly hidden = new Set<string>();

  /** Takes a node of OPC UA's own namespace away from everybody. */
  hide(id: NodeId): void {
    this.hidden.add(id.toString());
  }

  sees(user: ServedUser | undefined, id: NodeId): boolean {
    switch (id.namespace) {
      case 0:
        return this.hidden.size === 0 || !this.hidden.has(id.toString());
      case APPLICATION_INDEX:
        return false;
      case PLANT_INDEX:
        return user !== undefined && (isRoot(id) || isOfTenant(id, user.tenant));
      default:
        // No such namespace; aliases of RegisterNodes are of the session that has them.
        return true;
    }
  }
}
