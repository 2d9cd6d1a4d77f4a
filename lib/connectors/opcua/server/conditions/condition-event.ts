import {
  BrowsePathResult,
  ExpandedNodeId,
  NodeId,
  StatusCodes,
  type BaseNode,
  type BrowsePath,
  type IEventData,
  type UAObject,
  type Variant,
} from 'node-opcua';
import type { Fields } from './fields';
import type { Layout } from './layout';

/**
 * A notification of a condition. The library asks it for parts by path and gets the declaration in the type for an answer,
 * then for the value of that: so the condition needs no nodes for its parts. Its source is the condition, whose id is the
 * ConditionId (OPC 10000-9 §5.5.2.13), and by which the library asks whether a session may have it.
 */
export class ConditionEvent implements IEventData {
  readonly eventId = NodeId.nullNodeId;
  /** Read by the library, to ask for permission. */
  readonly eventType: Variant | undefined;
  readonly sourceNode: Variant | undefined;

  constructor(
    private readonly condition: UAObject,
    private readonly layout: Layout,
    private readonly fields: Fields,
  ) {
    this.eventType = fields.get('EventType');
    this.sourceNode = fields.get('SourceNode');
  }

  getEventDataSource(): BaseNode {
    return this.condition;
  }

  /** For events that are put together field by field; this one is whole. */
  _createValue(): void {
    throw new Error('a notification of a condition does not change');
  }

  _readValue(nodeId: NodeId): Variant | null {
    return this.fields.get(this.layout.pathOf(nodeId) ?? '') ?? null;
  }

  _browse({ startingNode, relativePath }: BrowsePath): BrowsePathResult | null {
    if (startingNode.toString() !== this.condition.nodeId.toString()) return null;
    const path = (relativePath.elements ?? []).map(({ targetName }) => targetName.toString()).join('.');
    const part = this.fields.has(path) ? this.layout.part(path) : undefined;
    if (!part) return null;
    const { identifierType, value, namespace } = part.nodeId;
    const targetId = new ExpandedNodeId(identifierType, value, namespace);
    return new BrowsePathResult({
      statusCode: StatusCodes.Good,
      targets: [{ targetId, remainingPathIndex: 0 }],
    });
  }
}
