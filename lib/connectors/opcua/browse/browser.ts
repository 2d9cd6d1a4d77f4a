import type { BrowseResult, NodeId, ReferenceDescription } from 'node-opcua';
import type { BrowsePage, BrowseQuestion } from '../../../core/browse';
import { decodeCursor, encodeCursor } from '../../../core/cursor';
import { randomId } from '../../../core/ids';
import { OpcuaFailure } from '../failure';
import { REFERENCE, noNode, type AddressSpace } from './address-space';
import { DataTypes } from './data-types';
import { shown } from './shown';

/** Objects (OPC 10000-5): all that is not type, view or the server’s own. */
export const OBJECTS = 'i=85';
/** Continuation points that one session of ours holds. */
const MOST_OPEN = 5;

/** Where a list goes on. */
interface Place {
  readonly nodeId: string;
  /** References that were given before. */
  readonly offset: number;
  /** Of the continuation point, if the server still has it. */
  readonly id: string;
}

interface Portion {
  readonly references: readonly ReferenceDescription[];
  /** References passed over or given, so far. */
  readonly offset: number;
  readonly more: Buffer | undefined;
}

/** Lists what is below a node, a page at a time: a server with a hundred thousand nodes is never read whole. */
export class Browser {
  readonly types: DataTypes;
  private readonly open = new Map<string, Buffer>();

  constructor(readonly space: AddressSpace) {
    this.types = new DataTypes(space);
  }

  /** The pages after the first are as long as the first was asked to be. */
  async page({ nodeId = OBJECTS, cursor, limit }: BrowseQuestion): Promise<BrowsePage> {
    const place = cursor === undefined ? { nodeId, offset: 0, id: '' } : placeOf(cursor);
    const { references, offset, more } = await this.portion(place, limit);
    const items = await shown(this.space, this.types, onlyHere(references));
    if (!more) return { items };
    return { items, nextCursor: encodeCursor([place.nodeId, offset, await this.keep(more)]) };
  }

  /** Goes on where the server still knows how, else begins again and passes over what was given. */
  private async portion({ nodeId, offset, id }: Place, limit: number): Promise<Portion> {
    const known = this.open.get(id);
    this.open.delete(id);
    if (known) {
      const result = await this.space.next(known);
      if (result.statusCode.isGood()) return portionOf(result, offset);
    }
    let at = portionOf(await this.first(this.space.resolve(nodeId), nodeId, limit), 0);
    while (at.offset <= offset && at.more) at = portionOf(await this.space.next(at.more), at.offset);
    // The last portion may begin before the place: pages are not always as long as they were.
    const surplus = offset - (at.offset - at.references.length);
    return surplus > 0 ? { ...at, references: at.references.slice(surplus) } : at;
  }

  private async first(node: NodeId, name: string, limit: number): Promise<BrowseResult> {
    const ask = async (): Promise<BrowseResult | undefined> =>
      (await this.space.references([node], REFERENCE.Hierarchical, limit))[0];
    let result = await ask();
    if (result?.statusCode.name === 'BadNoContinuationPoints' && this.open.size > 0) {
      await this.forget(0);
      result = await ask();
    }
    if (result?.statusCode.isGood()) return result;
    throw noNode(name, OpcuaFailure.of(result?.statusCode.name ?? 'BadUnexpectedError').message);
  }

  private async keep(point: Buffer): Promise<string> {
    const id = randomId();
    this.open.set(id, point);
    await this.forget(MOST_OPEN);
    return id;
  }

  /** Gives the oldest continuation points back to the server, but for `kept` of them. */
  private async forget(kept: number): Promise<void> {
    const oldest = [...this.open].slice(0, Math.max(0, this.open.size - kept));
    for (const [id] of oldest) this.open.delete(id);
    await this.space.release(oldest.map(([, point]) => point));
  }
}

function placeOf(cursor: string): Place {
  const [nodeId, offset, id] = decodeCursor(cursor, ['string', 'number', 'string']);
  return { nodeId, offset, id };
}

function portionOf({ references, continuationPoint, statusCode }: BrowseResult, before: number): Portion {
  if (!statusCode.isGood()) throw OpcuaFailure.of(statusCode.name);
  const list = references ?? [];
  return {
    references: list,
    offset: before + list.length,
    more: continuationPoint?.length ? continuationPoint : undefined,
  };
}

/** Once each, and without nodes of other servers, which this session could not read. */
export function onlyHere(references: readonly ReferenceDescription[]): ReferenceDescription[] {
  const seen = new Set<string>();
  return references.filter(({ nodeId }) => {
    const name = nodeId.toString();
    if (nodeId.serverIndex > 0 || seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}
