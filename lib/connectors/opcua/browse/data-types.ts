import type { NodeId } from 'node-opcua';
import { ATTRIBUTE } from '../attributes';
import { REFERENCE, type AddressSpace } from './address-space';

/** Structure, Number, Integer, UInteger, Enumeration: they stand above other types, but below none with a name of its own. */
const BASE_TYPES: ReadonlySet<number> = new Set([22, 24, 26, 27, 28, 29]);
const LAST_BUILT_IN = 25;
/** Types above one another; a server with a ring of them must not hold us. */
const DEEPEST = 20;
/** Types that are remembered of one server. */
const MOST = 5000;

/** What the data types of a server are called, and which built-in type stands behind each (OPC 10000-3 §5.8.3). */
export class DataTypes {
  private readonly names = new Map<string, string>();
  private readonly builtIn = new Map<string, number | undefined>();

  constructor(private readonly space: AddressSpace) {}

  /** Names in the order of the types. */
  async namesOf(types: readonly NodeId[]): Promise<string[]> {
    const unknown = new Map(
      types.filter((type) => !this.names.has(type.toString())).map((type) => [type.toString(), type]),
    );
    if (this.names.size + unknown.size > MOST) this.names.clear();
    const asked = [...unknown.values()];
    const found = await this.space.read(
      asked.map((nodeId) => ({ nodeId, attributeId: ATTRIBUTE.BrowseName })),
    );
    asked.forEach((type, i) => {
      const name = (found[i]?.value.value as { name?: unknown } | null | undefined)?.name;
      this.names.set(type.toString(), typeof name === 'string' ? name : this.space.textOf(type));
    });
    return types.map((type) => this.names.get(type.toString()) ?? '');
  }

  /** Number of the built-in or base type that a type is made of; undefined where the server does not say. */
  async builtInOf(type: NodeId): Promise<number | undefined> {
    const name = type.toString();
    if (this.builtIn.has(name)) return this.builtIn.get(name);
    if (this.builtIn.size > MOST) this.builtIn.clear();
    let at: NodeId | undefined = type;
    let found: number | undefined;
    for (let depth = 0; at && depth < DEEPEST; depth++) {
      found = baseOf(at);
      if (found !== undefined) break;
      const [above] = await this.space.references([at], REFERENCE.HasSubtype, 1, 'inverse');
      at = above?.references?.[0]?.nodeId;
    }
    this.builtIn.set(name, found);
    return found;
  }
}

function baseOf({ namespace, value }: NodeId): number | undefined {
  if (namespace !== 0 || typeof value !== 'number') return undefined;
  return (value > 0 && value <= LAST_BUILT_IN) || BASE_TYPES.has(value) ? value : undefined;
}
