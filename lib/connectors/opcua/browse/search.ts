import type { NodeId, ReferenceDescription } from 'node-opcua';
import type { BrowsedNode } from '../../../core/browse';
import type { Clock } from '../../../core/clock';
import { OBJECTS, onlyHere, type Browser } from './browser';
import { REFERENCE } from './address-space';
import { isProperty, isVariable, nameOf, shown } from './shown';

export interface SearchQuestion {
  /** Part of a name or of a node id, in any case. */
  readonly text: string;
  /** Where to begin; left out: at all objects, but those of the server itself. */
  readonly nodeId?: string | undefined;
}

export interface FoundNode extends BrowsedNode {
  /** Names of the nodes above it, from where the search began. */
  readonly path: readonly string[];
}

export interface SearchStep {
  readonly items: readonly FoundNode[];
  /** Nodes looked at, and nodes known whose children were not looked at yet. */
  readonly seen: number;
  readonly left: number;
  /** Why it ended; absent: it has more to do. */
  readonly ended?: 'complete' | 'too-many-nodes' | 'too-many-found' | 'too-long';
}

/** Nodes that one search looks at, those that it finds, and the time that it works. */
const MOST_NODES = 100_000;
const MOST_FOUND = 200;
const LONGEST_MS = 60_000;
const NODES_AT_ONCE = 50;
const REFERENCES_AT_ONCE = 1000;
const MIN_TEXT = 2;
const SERVER_OBJECT = 'i=2253';

interface Waiting {
  readonly node: NodeId;
  readonly path: readonly string[];
}

/** Looks for nodes breadth first, folders before the insides of variables, in steps: who does not ask for the next has stopped it. */
export class Search {
  private readonly folders: Waiting[] = [];
  private readonly variables: Waiting[] = [];
  private readonly seen = new Set<string>();
  private readonly text: string;
  private found = 0;
  private worked = 0;

  constructor(
    private readonly browser: Browser,
    private readonly clock: Clock,
    { text, nodeId }: SearchQuestion,
  ) {
    const { space } = browser;
    this.text = text.trim().toLowerCase();
    const root = space.resolve(nodeId ?? OBJECTS);
    this.seen.add(root.toString());
    if (nodeId === undefined) this.seen.add(space.resolve(SERVER_OBJECT).toString());
    this.folders.push({ node: root, path: [] });
  }

  /** Too short a text would find everything. */
  static isLongEnough = (text: string): boolean => text.trim().length >= MIN_TEXT;

  /** Works for about so many ms. */
  async step(budgetMs: number): Promise<SearchStep> {
    const began = this.clock.monotonic();
    const items: FoundNode[] = [];
    while (this.ended === undefined && this.clock.monotonic() - began < budgetMs)
      items.push(...(await this.look()));
    this.worked += this.clock.monotonic() - began;
    const { ended } = this;
    return {
      items,
      seen: this.seen.size,
      left: this.folders.length + this.variables.length,
      ...(ended === undefined ? {} : { ended }),
    };
  }

  private get ended(): SearchStep['ended'] {
    if (this.folders.length + this.variables.length === 0) return 'complete';
    if (this.found >= MOST_FOUND) return 'too-many-found';
    if (this.seen.size >= MOST_NODES) return 'too-many-nodes';
    return this.worked >= LONGEST_MS ? 'too-long' : undefined;
  }

  private async look(): Promise<FoundNode[]> {
    const queue = this.folders.length > 0 ? this.folders : this.variables;
    const portion = queue.splice(0, NODES_AT_ONCE);
    const { space, types } = this.browser;
    const results = await space.references(
      portion.map(({ node }) => node),
      REFERENCE.Hierarchical,
      REFERENCES_AT_ONCE,
    );
    const hits: { reference: ReferenceDescription; path: readonly string[] }[] = [];
    const open: Buffer[] = [];
    for (const [i, result] of results.entries()) {
      const path = portion[i]?.path ?? [];
      let { references, continuationPoint } = result;
      for (;;) {
        for (const reference of this.take(references ?? [], path))
          if (this.matches(reference)) hits.push({ reference, path });
        if (!continuationPoint?.length) break;
        if (this.seen.size >= MOST_NODES) {
          open.push(continuationPoint);
          break;
        }
        ({ references, continuationPoint } = await space.next(continuationPoint));
      }
    }
    await space.release(open);
    const first = hits.slice(0, MOST_FOUND - this.found);
    this.found += first.length;
    const items = await shown(
      space,
      types,
      first.map(({ reference }) => reference),
    );
    return items.map((item, i) => ({ ...item, path: first[i]?.path ?? [] }));
  }

  /** Those that are new; what may have something below it is looked into later. */
  private take(references: readonly ReferenceDescription[], path: readonly string[]): ReferenceDescription[] {
    return onlyHere(references).filter((reference) => {
      const name = reference.nodeId.toString();
      if (this.seen.has(name)) return false;
      this.seen.add(name);
      const waiting = { node: reference.nodeId, path: [...path, nameOf(reference)] };
      if (!isVariable(reference)) this.folders.push(waiting);
      else if (!isProperty(reference)) this.variables.push(waiting);
      return true;
    });
  }

  private matches(reference: ReferenceDescription): boolean {
    const { browseName, displayName, nodeId } = reference;
    return [displayName.text, browseName.name, String(nodeId.value)].some((name) =>
      name?.toLowerCase().includes(this.text),
    );
  }
}
