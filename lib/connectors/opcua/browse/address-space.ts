import type { BrowseResult, ClientSession, DataValue, NodeId } from 'node-opcua';
import { ThermaCoreError } from '../../../core/errors';
import { OpcuaFailure } from '../failure';
import type { Opcua } from '../library';
import { factsOf, nodeIdOf, textOf, type ServerFacts } from '../server-facts';

/** Reference types in namespace 0 (OPC 10000-5). */
export const REFERENCE = {
  Hierarchical: 'i=33',
  Organizes: 'i=35',
  HasSubtype: 'i=45',
  HasProperty: 'i=46',
  HasComponent: 'i=47',
} as const;

/** NodeClass, BrowseName, DisplayName and TypeDefinition (OPC 10000-4 §5.9.2): what is shown, and no more. */
const RESULT_MASK = 4 + 8 + 16 + 32;
const FORWARD = 0;
const INVERSE = 1;

export interface Reading {
  readonly nodeId: NodeId;
  readonly attributeId: number;
  /** Of an array only so many of its first elements. */
  readonly elements?: number;
}

interface Parts {
  readonly opcua: Opcua;
  readonly session: ClientSession;
  readonly facts: ServerFacts;
  readonly maxItemsPerCall: number;
}

/** The node that was asked for is not there, or cannot be asked for. */
export const noNode = (nodeId: string, words: string): ThermaCoreError =>
  new ThermaCoreError('invalid', `nodeId ${nodeId.slice(0, 200)}: ${words}.`, {
    field: 'nodeId',
    advice: 'Take it from the list of the node above it.',
  });

/** The nodes of a server, asked for in portions that it takes. All methods reject with what the network says. */
export class AddressSpace {
  private constructor(private readonly parts: Parts) {}

  static async of({ opcua, session, maxItemsPerCall }: Omit<Parts, 'facts'>): Promise<AddressSpace> {
    return new AddressSpace({ opcua, session, maxItemsPerCall, facts: await factsOf(opcua, session) });
  }

  get opcua(): Opcua {
    return this.parts.opcua;
  }

  /** Throws `invalid` where the text is no node id, or names a namespace that the server has not. */
  resolve(text: string): NodeId {
    const found = this.find(text);
    if ('fault' in found) throw noNode(text, found.fault);
    return found.node;
  }

  /** The same without a throw, for lists of which each has its own fault. */
  find(text: string): { readonly node: NodeId } | { readonly fault: string } {
    try {
      return { node: nodeIdOf(this.parts.opcua, text, this.parts.facts.namespaces) };
    } catch (error) {
      return { fault: error instanceof OpcuaFailure ? error.message : 'is not valid' };
    }
  }

  /** With the URI of its namespace, so that it stays right when the server numbers its namespaces anew. */
  textOf(nodeId: NodeId): string {
    return textOf(nodeId, this.parts.facts.namespaces);
  }

  /** In the order they are asked for. */
  async read(nodes: readonly Reading[]): Promise<DataValue[]> {
    const { session, facts, opcua } = this.parts;
    return this.inPortions(nodes, facts.maxRead, (portion) =>
      session.read(
        portion.map(({ nodeId, attributeId, elements }) => ({
          nodeId,
          attributeId,
          ...(elements === undefined ? {} : { indexRange: new opcua.NumericRange(0, elements - 1) }),
        })),
      ),
    );
  }

  /** References of one type and its subtypes to other nodes; at most `limit` of each node, 0 for all. */
  async references(
    nodes: readonly NodeId[],
    referenceTypeId: string,
    limit: number,
    direction: 'forward' | 'inverse' = 'forward',
  ): Promise<BrowseResult[]> {
    const { session, facts } = this.parts;
    const browseDirection = direction === 'forward' ? FORWARD : INVERSE;
    return this.inPortions(nodes, facts.maxBrowse, (portion) => {
      // Taken by the request that is made at once below, and by no other.
      session.requestedMaxReferencesPerNode = limit;
      return session.browse(
        portion.map((nodeId) => ({
          nodeId,
          referenceTypeId,
          browseDirection,
          includeSubtypes: true,
          nodeClassMask: 0,
          resultMask: RESULT_MASK,
        })),
      );
    });
  }

  next(continuationPoint: Buffer): Promise<BrowseResult> {
    return this.parts.session.browseNext(continuationPoint, false);
  }

  /** The server has few of them for all its clients. One that is not known any more is released too. */
  async release(continuationPoints: readonly Buffer[]): Promise<void> {
    if (continuationPoints.length === 0) return;
    await this.parts.session.browseNext([...continuationPoints], true).catch(() => undefined);
  }

  /** Properties of nodes by their names in namespace 0, undefined where there is none; in the order of nodes, then names. */
  async properties(nodes: readonly NodeId[], names: readonly string[]): Promise<(NodeId | undefined)[]> {
    const { session, opcua } = this.parts;
    const paths = nodes.flatMap((startingNode) =>
      names.map(
        (name) =>
          new opcua.BrowsePath({
            startingNode,
            relativePath: {
              elements: [
                {
                  referenceTypeId: opcua.resolveNodeId(REFERENCE.HasProperty),
                  isInverse: false,
                  includeSubtypes: true,
                  targetName: { namespaceIndex: 0, name },
                },
              ],
            },
          }),
      ),
    );
    const results = await this.inPortions(paths, Infinity, (portion) => session.translateBrowsePath(portion));
    return results.map(({ targets }) => targets?.[0]?.targetId);
  }

  private async inPortions<T, R>(
    all: readonly T[],
    limit: number,
    ask: (portion: T[]) => Promise<R[]>,
  ): Promise<R[]> {
    const size = Math.min(limit, this.parts.maxItemsPerCall);
    const results: R[] = [];
    for (let at = 0; at < all.length; at += size) results.push(...(await ask(all.slice(at, at + size))));
    return results;
  }
}
