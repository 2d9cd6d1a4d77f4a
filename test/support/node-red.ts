import { EventEmitter, once } from 'node:events';
import type { NodeAPI } from 'node-red';

/** What the test helper offers of itself; it ships no types. */
interface Helper {
  init(runtime: string): void;
  load(nodes: NodeModule[], flow: object[], credentials?: object): Promise<void>;
  unload(): Promise<void>;
  startServer(): Promise<void>;
  stopServer(): Promise<void>;
  request(): {
    get(path: string): PromiseLike<AdminAnswer>;
    post(path: string): { send(body: object): PromiseLike<AdminAnswer> };
  };
  getNode(id: string): RunningNode | null;
  log(): { args: [{ level: number; id?: string; msg: unknown }][]; ERROR: number; WARN: number };
  _events: NodeJS.EventEmitter;
}

interface AdminAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface RunningNode extends NodeJS.EventEmitter {
  receive(message: object): void;
  close(removed?: boolean): Promise<void>;
}

export type NodeModule = (RED: NodeAPI) => void;
export type Message = Record<string, unknown>;
export interface FlowEntry {
  readonly id: string;
  readonly type: string;
  readonly wires?: readonly (readonly string[])[];
  readonly [property: string]: unknown;
}

// eslint cannot know: the helper is CommonJS without types.
const helper = require('node-red-node-test-helper') as Helper;
const WAIT_MS = 30_000;

/** A flow in a real Node-RED runtime. Ids that are wired to but not in the flow become outputs to read from. */
export class RunningFlow {
  private readonly inboxes = new Map<string, Message[]>();
  private readonly statuses = new Map<string, { text?: string; fill?: string; shape?: string }>();
  private readonly arrivals = new EventEmitter();

  private constructor(outputs: readonly string[]) {
    for (const id of outputs) this.inboxes.set(id, []);
  }

  static async start(
    nodes: NodeModule | readonly NodeModule[],
    entries: readonly FlowEntry[],
    credentials: object = {},
  ): Promise<RunningFlow> {
    const present = new Set(entries.map(({ id }) => id));
    const outputs = [...new Set(entries.flatMap(({ wires }) => wires?.flat() ?? []))].filter(
      (id) => !present.has(id),
    );
    const flow = [
      { id: 'tab', type: 'tab', label: 'test' },
      // To Node-RED a node without a place on a tab is a config node: made first, closed last.
      ...entries.map((entry) =>
        isReferred(entry, entries) ? entry : { z: 'tab', x: 0, y: 0, wires: [], ...entry },
      ),
      ...outputs.map((id) => ({ id, z: 'tab', type: 'helper', x: 0, y: 0, wires: [] })),
    ];
    const running = new RunningFlow(outputs);
    helper._events.on('node-status', running.onStatus);
    await helper.load(typeof nodes === 'function' ? [nodes] : [...nodes], flow, credentials);
    for (const id of outputs)
      helper.getNode(id)?.on('input', (message: Message) => {
        running.inboxes.get(id)?.push(message);
        running.arrivals.emit(id);
      });
    return running;
  }

  /** The running node. Fails the test when its configuration kept Node-RED from making it. */
  node(id: string): RunningNode {
    const node = helper.getNode(id);
    if (!node) throw new Error(`the flow has no node ${id}`);
    return node;
  }

  send(id: string, message: Message): void {
    this.node(id).receive(message);
  }

  /** The next message at an output. */
  async next(id: string): Promise<Message> {
    const inbox = this.inboxes.get(id);
    if (!inbox) throw new Error(`${id} is not an output of this flow`);
    const deadline = AbortSignal.timeout(WAIT_MS);
    while (inbox.length === 0)
      await once(this.arrivals, id, { signal: deadline }).catch(() => {
        throw new Error(
          `no message at ${id} within ${WAIT_MS} ms; errors: ${this.errors().join('; ') || 'none'}`,
        );
      });
    return inbox.shift() ?? {};
  }

  /** Messages at an output that nobody has taken yet. */
  pending(id: string): number {
    return this.inboxes.get(id)?.length ?? 0;
  }

  /** What the node shows below itself. */
  status(id: string): { text?: string; fill?: string; shape?: string } {
    return this.statuses.get(id) ?? {};
  }

  /** Waits until the node shows a text like this. */
  async shows(id: string, text: RegExp): Promise<string> {
    const deadline = AbortSignal.timeout(WAIT_MS);
    for (;;) {
      const shown = this.status(id).text ?? '';
      if (text.test(shown)) return shown;
      await once(this.arrivals, `status ${id}`, { signal: deadline }).catch(() => {
        throw new Error(
          `${id} shows "${this.status(id).text}", not ${text}; errors: ${this.errors().join('; ') || 'none'}`,
        );
      });
    }
  }

  /** What nodes reported with node.error, oldest first; `id`: of one node. */
  errors(id?: string): string[] {
    return this.logged(helper.log().ERROR, id);
  }

  warnings(id?: string): string[] {
    return this.logged(helper.log().WARN, id);
  }

  async stop(): Promise<void> {
    helper._events.off('node-status', this.onStatus);
    await helper.unload();
  }

  private readonly onStatus = ({ id, status }: { id: string; status: object }): void => {
    this.statuses.set(id, status);
    this.arrivals.emit(`status ${id}`);
  };

  private logged(level: number, id?: string): string[] {
    return helper
      .log()
      .args.map(([line]) => line)
      .filter((line) => line.level === level && (id === undefined || line.id === id))
      .map(({ msg }) => (msg instanceof Error ? msg.message : String(msg)));
  }
}

/** Whether another node has the id in one of its fields: as their config node. */
const isReferred = ({ id }: FlowEntry, entries: readonly FlowEntry[]): boolean =>
  entries.some((other) => other.id !== id && Object.values(other).includes(id));

let running: RunningFlow | undefined;
let serving = false;

/**
 * Runs a flow until the test ends. `nodes`: the modules under test, config nodes included. Give every config node an
 * id that nothing but references uses.
 */
export async function runFlow(
  nodes: NodeModule | readonly NodeModule[],
  entries: readonly FlowEntry[],
  credentials?: object,
): Promise<RunningFlow> {
  if (!serving) {
    helper.init(require.resolve('node-red'));
    await helper.startServer();
    serving = true;
  }
  await stopFlow();
  return (running = await RunningFlow.start(nodes, entries, credentials));
}

/** Asks an admin endpoint that a node has registered. */
export const askAdmin = async (path: string): Promise<AdminAnswer> => helper.request().get(path);

export const postAdmin = async (path: string, body: object): Promise<AdminAnswer> =>
  helper.request().post(path).send(body);

/** Ends the flow before its test does, to see what closing does. */
export async function stopFlow(): Promise<void> {
  const flow = running;
  running = undefined;
  await flow?.stop();
}

afterEach(() => stopFlow());
after(async () => {
  if (!serving) return;
  serving = false;
  await helper.stopServer();
});
