import type { ClientSession, NodeId } from 'node-opcua';
import { OpcuaFailure } from './failure';
import type { Opcua } from './library';
import { ATTRIBUTE } from './attributes';

/** What a server says of itself when a session begins. */
export interface ServerFacts {
  readonly namespaces: readonly string[];
  /** Most operations of one request; Infinity where the server sets no limit. */
  readonly maxMonitoredItems: number;
  readonly maxRead: number;
  readonly maxHistory: number;
  readonly maxBrowse: number;
}

/** A server without the optional limits answers them with a bad status, or 0 for none. */
const limit = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : Infinity);

export async function factsOf({ VariableIds }: Opcua, session: ClientSession): Promise<ServerFacts> {
  const limits = [
    VariableIds.Server_NamespaceArray,
    VariableIds.Server_ServerCapabilities_OperationLimits_MaxMonitoredItemsPerCall,
    VariableIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerRead,
    VariableIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerHistoryReadData,
    VariableIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerBrowse,
  ].map((id) => ({ nodeId: `i=${id}`, attributeId: ATTRIBUTE.Value }));
  const values = (await session.read(limits)).map(
    ({ value }) => (value as typeof value | null)?.value as unknown,
  );
  const [namespaces, maxMonitoredItems, maxRead, maxHistory, maxBrowse] = values;
  return {
    namespaces: Array.isArray(namespaces) ? (namespaces as string[]) : [],
    maxMonitoredItems: limit(maxMonitoredItems),
    maxRead: limit(maxRead),
    maxHistory: limit(maxHistory),
    maxBrowse: limit(maxBrowse),
  };
}

/** With the URI of its namespace, so that it stays right when the server numbers its namespaces anew. */
export function textOf(nodeId: NodeId, namespaces: readonly string[]): string {
  const plain = nodeId.toString().replace(/^ns=\d+;/, '');
  if (nodeId.namespace === 0) return plain;
  const uri = namespaces[nodeId.namespace];
  // A semicolon would end the URI for who reads it.
  return uri === undefined || uri.includes(';') ? `ns=${nodeId.namespace};${plain}` : `nsu=${uri};${plain}`;
}

/** A node id as the server numbers its namespaces; `nsu=` names one. Throws an OpcuaFailure where it has none such. */
export function nodeIdOf(
  { NodeId: { resolveNodeId } }: Opcua,
  text: string,
  namespaces: readonly string[],
): NodeId {
  const [, uri, rest = text] = /^nsu=([^;]+);(.+)$/s.exec(text) ?? [];
  let plain = text;
  if (uri !== undefined) {
    const index = namespaces.indexOf(uri);
    if (index < 0) throw new OpcuaFailure(`the server has no namespace ${uri}`);
    plain = `ns=${index};${rest}`;
  }
  try {
    return resolveNodeId(plain);
  } catch {
    throw OpcuaFailure.of('BadNodeIdInvalid');
  }
}
