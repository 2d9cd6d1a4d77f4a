import type {
  BrowsePage,
  BrowseQuestion,
  NodeDescription,
  NodeFault,
  NodeWanted,
} from '../../../core/browse';
import { randomId } from '../../../core/ids';
import { ThermaCoreError } from '../../../core/errors';
import type { ConnectorContext } from '../../connector';
import type { ClientPki } from '../endpoint';
import type { OpcuaConfig } from '../spec';
import type { Browser } from './browser';
import { describe } from './describe';
import { BrowsePool } from './pool';
import { Search, type FoundNode, type SearchQuestion, type SearchStep } from './search';

export type { FoundNode, SearchQuestion, SearchStep };

const PAGE_TIMEOUT_MS = 20_000;
const DESCRIBE_TIMEOUT_MS = 50_000;
/** One step of a search: soon enough that people see that it goes on. */
const STEP_MS = 700;
/** Searches that one server has waiting for their next step. */
const MOST_SEARCHES = 4;

/** Where a search stands after a step; `cursor` asks for the next one. */
export interface SearchAnswer extends SearchStep {
  readonly cursor?: string;
}

export type SearchAsked = SearchQuestion | { readonly cursor: string };

/** Questions about the address spaces of servers. */
export class AddressSpaces {
  private readonly pool: BrowsePool;
  private readonly searches = new WeakMap<Browser, Map<string, Search>>();

  constructor(pki: () => Promise<ClientPki>) {
    this.pool = new BrowsePool(pki);
  }

  /** Sessions that stand open for questions. */
  get sessions(): number {
    return this.pool.size;
  }

  browse(config: OpcuaConfig, { clock }: ConnectorContext, question: BrowseQuestion): Promise<BrowsePage> {
    return this.pool.ask(config, clock, PAGE_TIMEOUT_MS, (browser) => browser.page(question));
  }

  describe(
    config: OpcuaConfig,
    { clock }: ConnectorContext,
    nodes: readonly NodeWanted[],
  ): Promise<(NodeDescription | NodeFault)[]> {
    return this.pool.ask(config, clock, DESCRIBE_TIMEOUT_MS, ({ space, types }) =>
      describe(space, types, nodes),
    );
  }

  /** Begins a search, or goes on with one. A search that nobody goes on with ends with its session. */
  async search(config: OpcuaConfig, { clock }: ConnectorContext, asked: SearchAsked): Promise<SearchAnswer> {
    if ('text' in asked && !Search.isLongEnough(asked.text))
      throw new ThermaCoreError('invalid', 'text: must have two characters or more.', { field: 'text' });
    return this.pool.ask(config, clock, PAGE_TIMEOUT_MS, async (browser) => {
      const waiting = this.searchesOf(browser);
      const search = 'cursor' in asked ? waiting.get(asked.cursor) : new Search(browser, clock, asked);
      if (!search)
        throw new ThermaCoreError('invalid', 'cursor: this search is not known any more.', {
          field: 'cursor',
          advice: 'Search again.',
        });
      // Only one step at a time; whoever asks for the same twice gets it once.
      if ('cursor' in asked) waiting.delete(asked.cursor);
      const step = await search.step(STEP_MS);
      if (step.ended !== undefined) return step;
      const cursor = randomId();
      waiting.set(cursor, search);
      for (const oldest of [...waiting.keys()].slice(0, -MOST_SEARCHES)) waiting.delete(oldest);
      return { ...step, cursor };
    });
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private searchesOf(browser: Browser): Map<string, Search> {
    const known = this.searches.get(browser);
    if (known) return known;
    const made = new Map<string, Search>();
    this.searches.set(browser, made);
    return made;
  }
}
