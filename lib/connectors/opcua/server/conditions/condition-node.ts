import type { EventEmitter } from 'node:events';
import { NodeClass, type AddressSpace, type Namespace, type NodeId, type UAObject } from 'node-opcua';
import { conditionId, sensorId, tenantId, unitId } from '../node-ids';
import type { ServedCondition } from '../alarm-ports';
import { ConditionState } from './condition-state';
import { ConditionEvent } from './condition-event';
import { fieldsOf, type FieldContext, type Fields } from './fields';
import type { Layout, Part } from './layout';

/** Not in the public interface: events go from here up to the Server object. */
type Notifier = UAObject & { _bubble_up_event(event: ConditionEvent): void };

/** Where a condition is put, and what all of its type share. */
export interface ConditionHome {
  readonly addressSpace: AddressSpace;
  readonly namespace: Namespace;
  readonly tenant: string;
  readonly layout: Layout;
  readonly limitStates: ReadonlyMap<string, NodeId>;
  readonly shelvingStates: ReadonlyMap<string, NodeId>;
}

/**
 * A condition in the address space: one node, with its type, below the unit and at its sensor. Its parts become nodes
 * when somebody asks for one of them: an alarm of the library has sixty, 180 kB.
 */
export class ConditionNode {
  readonly state: ConditionState;
  private node: UAObject;
  private parts: Map<string, Part> | undefined;
  private readonly methods: { readonly node: Part; readonly method: NodeId }[] = [];

  /** Undefined: what it is on is not there. */
  static add(home: ConditionHome, condition: ServedCondition, now: number): ConditionNode | undefined {
    const node = createNode(home, condition);
    return node && new ConditionNode(home, node, condition, now);
  }

  private constructor(
    private readonly home: ConditionHome,
    node: UAObject,
    condition: ServedCondition,
    now: number,
  ) {
    this.node = node;
    this.state = new ConditionState(home.tenant, condition, now);
  }

  get tenant(): string {
    return this.home.tenant;
  }

  get typeName(): string {
    return this.home.layout.type.browseName.name ?? '';
  }

  /** Whether it still hangs where it was put: a sensor that became another kind of node has a new one. */
  get isInPlace(): boolean {
    const { addressSpace } = this.home;
    const source = addressSpace.findNode(sourceId(this.home, this.state.now.condition));
    return (
      addressSpace.findNode(this.node.nodeId) === this.node &&
      source !== null &&
      this.node.findReferencesAsObject('HasCondition', false).includes(source)
    );
  }

  /** Parts are nodes at present. */
  get isShown(): boolean {
    return this.parts !== undefined;
  }

  /** Somebody monitors a part. */
  get isWatched(): boolean {
    // The library looks for the end of what it monitors.
    const isMonitored = (node: EventEmitter): boolean => node.listenerCount('dispose') > 0;
    return [this.node, ...(this.parts?.values() ?? [])].some((node) =>
      isMonitored(node as unknown as EventEmitter),
    );
  }

  /** The name of the method that an id stands for here; undefined: it has no such method. */
  methodOf(id: NodeId): string | undefined {
    return this.home.layout.methodName(id);
  }

  /** `now`: epoch ms. */
  event(now: number): ConditionEvent {
    return new ConditionEvent(this.node, this.home.layout, this.fields(now));
  }

  /** Hands a notification to who monitors the unit, the tenant or the Server object, as far as the session may have it. */
  raise(event: ConditionEvent): void {
    (folderOf(this.home, this.state.now.condition) as Notifier | undefined)?._bubble_up_event(event);
  }

  /** Makes the parts nodes, or brings those up to date that are. `now`: epoch ms. */
  show(now: number): void {
    const fields = this.fields(now);
    if (!this.parts) this.parts = this.createParts(fields);
    for (const [path, value] of fields) {
      const part = this.parts.get(path);
      if (part?.nodeClass === NodeClass.Variable) part.setValueFromSource(value);
    }
  }

  hide(): void {
    // First, or the library would delete the methods of the type with the node that has them.
    for (const { node, method } of this.methods.splice(0))
      node.removeReference({ referenceType: 'HasComponent', nodeId: method });
    // What is below goes with it.
    for (const [path, part] of this.parts ?? [])
      if (!path.includes('.')) this.home.addressSpace.deleteNode(part);
    this.parts = undefined;
  }

  delete(): void {
    this.hide();
    this.home.addressSpace.deleteNode(this.node);
  }

  private fields(now: number): Fields {
    const { addressSpace, tenant, layout, limitStates, shelvingStates } = this.home;
    const { condition } = this.state.now;
    const source = addressSpace.findNode(sourceId(this.home, condition));
    const context: FieldContext = {
      tenant,
      type: layout.type,
      sourceName: condition.device ?? source?.displayName[0]?.text ?? '',
      limitStates,
      shelvingStates,
    };
    return fieldsOf(this.state.now, context, now);
  }

  private createParts(fields: Fields): Map<string, Part> {
    const made = new Map<string, Part>();
    const make = (path: string): Part => {
      const known = made.get(path);
      if (known) return known;
      const { layout, namespace } = this.home;
      const declared = layout.part(path);
      if (!declared) throw new Error(`${this.typeName} has no ${path}`);
      const above = path.slice(0, Math.max(0, path.lastIndexOf('.')));
      const parent = above === '' ? this.node : make(above);
      const isProperty = declared.typeDefinitionObj.browseName.name === 'PropertyType';
      const common = {
        [isProperty ? 'propertyOf' : 'componentOf']: parent,
        browseName: declared.browseName,
        nodeId: `s=${String(this.node.nodeId.value)}-${path.replaceAll('.', '-')}`,
        typeDefinition: isProperty ? 'PropertyType' : declared.typeDefinition,
      };
      const part =
        declared.nodeClass === NodeClass.Variable
          ? namespace.addVariable({
              ...common,
              dataType: declared.dataType,
              minimumSamplingInterval: 0,
            })
          : namespace.addObject(common);
      made.set(path, part);
      if (part.nodeClass === NodeClass.Object) this.addMethods(part, `${path}.`);
      return part;
    };
    for (const path of fields.keys()) make(path);
    this.addMethods(this.node, '');
    return made;
  }

  /** An instance may share the methods of its type (OPC 10000-3 §5.7): the object of the call says whose it is. */
  private addMethods(node: Part, prefix: string): void {
    for (const method of this.methodsHere(prefix)) {
      node.addReference({ referenceType: 'HasComponent', nodeId: method });
      this.methods.push({ node, method });
    }
  }

  private methodsHere(prefix: string): NodeId[] {
    const { latches } = this.state.now.condition;
    return [...this.home.layout.methods]
      .filter(([path]) => path.startsWith(prefix) && OFFERED.has(path.slice(prefix.length)))
      .filter(([path]) => latches || !path.startsWith('Reset'))
      .map(([, id]) => id);
  }
}

/** Methods that a condition has; ConditionRefresh is called on the type. */
const OFFERED: ReadonlySet<string> = new Set([
  'Enable', 'Disable', 'AddComment', 'Acknowledge', 'Reset', 'Reset2', 'RemoveFromService', 'RemoveFromService2',
  'PlaceInService', 'PlaceInService2', 'TimedShelve', 'TimedShelve2', 'OneShotShelve', 'OneShotShelve2', 'Unshelve', 'Unshelve2',
]); // prettier-ignore

const sourceId = ({ tenant }: Pick<ConditionHome, 'tenant'>, { unit, sensor }: ServedCondition): NodeId =>
  unit === undefined || sensor === undefined ? tenantId(tenant) : sensorId(tenant, unit, sensor);

const folderOf = (
  { addressSpace, tenant }: Pick<ConditionHome, 'tenant' | 'addressSpace'>,
  { unit }: ServedCondition,
): UAObject | undefined =>
  (addressSpace.findNode(unit === undefined ? tenantId(tenant) : unitId(tenant, unit)) as UAObject | null) ??
  undefined;

function createNode(home: ConditionHome, condition: ServedCondition): UAObject | undefined {
  const { addressSpace, namespace, tenant, layout } = home;
  const folder = folderOf(home, condition);
  const source = addressSpace.findNode(sourceId(home, condition));
  if (!folder || !source) return undefined;
  const node = namespace.addObject({
    componentOf: folder,
    nodeId: conditionId(tenant, condition),
    browseName: `${condition.sensor ?? condition.device ?? ''}.${condition.rule}`,
    displayName: `${condition.device ?? source.displayName[0]?.text ?? ''}: ${condition.name}`,
    typeDefinition: layout.type,
  });
  source.addReference({ referenceType: 'HasCondition', nodeId: node });
  return node;
}
