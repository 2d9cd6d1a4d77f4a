import { ExpandedNodeId, NodeId } from 'node-opcua';
import { nowhereId } from './node-ids';

type Sees = (id: NodeId) => boolean;

/** Deeper than any request of the standard. */
const MAX_DEPTH = 24;

/** Parts without ids of nodes: the header has the session's own token, a user's token is read by the log-in alone. */
const SKIPPED: ReadonlySet<string> = new Set(['requestHeader', 'userIdentityToken', 'schema']);

/**
 * Replaces every node id of a request that the session may not know of by one that no node has. All services then answer
 * as they do for what does not exist, also those that look at no permission (CreateMonitoredItems, RegisterNodes, views,
 * filters of events), and those that a later version of the library brings. False: the request is nested too deeply to
 * be looked through, and must not be served.
 */
export const blindfold = (request: object, sees: Sees): boolean => walk(request, sees, 0);

function walk(part: object, sees: Sees, depth: number): boolean {
  if (ArrayBuffer.isView(part) || part instanceof Date) return true;
  if (depth > MAX_DEPTH) return false;
  const members = part as Record<string, unknown>;
  for (const [name, member] of Object.entries(members)) {
    if (typeof member !== 'object' || member === null || SKIPPED.has(name)) continue;
    if (member instanceof NodeId) {
      if (!isKnown(member, sees)) members[name] = nowhereFor(member);
    } else if (!walk(member, sees, depth + 1)) return false;
  }
  return true;
}

/** A node of another server, or one that names its namespace by URI, would be looked up past us. */
function isKnown(id: NodeId, sees: Sees): boolean {
  if (id instanceof ExpandedNodeId && (id.namespaceUri || id.serverIndex)) return false;
  return sees(id);
}

function nowhereFor(id: NodeId): NodeId {
  const { identifierType, value, namespace } = nowhereId();
  return id instanceof ExpandedNodeId ? new ExpandedNodeId(identifierType, value, namespace) : nowhereId();
}
