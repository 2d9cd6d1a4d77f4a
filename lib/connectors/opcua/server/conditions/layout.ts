import { NodeClass, type BaseNode, type NodeId, type UAObject, type UAObjectType, type UAVariable } from 'node-opcua'; // prettier-ignore
import { lineageOf } from './condition-types';

/** Deeper than any part of a condition type (`ShelvingState.CurrentState.Id`). */
const MAX_DEPTH = 4;

export type Part = UAVariable | UAObject;

/** The parts of a condition type by path, as the standard declares them; read once for each type. */
export class Layout {
  private readonly parts = new Map<string, Part>();
  private readonly paths = new Map<string, string>();
  /** Methods by path, e.g. `ShelvingState.Unshelve`. */
  readonly methods = new Map<string, NodeId>();
  private readonly methodNames = new Map<string, string>();

  constructor(readonly type: UAObjectType) {
    // The most general first: what a subtype says anew counts.
    for (const one of lineageOf(type)) this.collect(one, '', 0);
    for (const [path, { nodeId }] of this.parts) this.paths.set(nodeId.toString(), path);
  }

  part(path: string): Part | undefined {
    return this.parts.get(path);
  }

  /** Which part the id of a declaration stands for. */
  pathOf(id: NodeId): string | undefined {
    return this.paths.get(id.toString());
  }

  /** The name of a method, by the id that it has here or in the type of the part that has it. */
  methodName(id: NodeId): string | undefined {
    return this.methodNames.get(id.toString());
  }

  private collect(node: BaseNode, prefix: string, depth: number): void {
    if (depth > MAX_DEPTH) return;
    for (const child of node.findReferencesExAsObject('Aggregates')) {
      const path = prefix + child.browseName.toString();
      if (child.nodeClass === NodeClass.Method) {
        this.methods.set(path, child.nodeId);
        this.name(child);
      }
      if (child.nodeClass !== NodeClass.Variable && child.nodeClass !== NodeClass.Object) continue;
      this.parts.set(path, child as Part);
      this.collect(child, `${path}.`, depth + 1);
      if (child.nodeClass === NodeClass.Object) this.nameMethods((child as UAObject).typeDefinitionObj);
    }
  }

  /** OPC 10000-9 §5.8.17: clients call by the ids of the state machine's type, too. */
  private nameMethods(type: UAObjectType): void {
    for (const one of lineageOf(type))
      for (const child of one.findReferencesExAsObject('Aggregates'))
        if (child.nodeClass === NodeClass.Method) this.name(child);
  }

  private name({ nodeId, browseName }: BaseNode): void {
    this.methodNames.set(nodeId.toString(), browseName.name ?? '');
  }
}
