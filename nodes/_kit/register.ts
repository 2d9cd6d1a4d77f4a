import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import type { z } from 'zod';
import { ThermaCoreError, isThermaCoreError, messageOf } from '../../lib/core/errors';
import type { Platform } from '../../lib/platform';
import { leasePlatform } from './lease';
import { createStatus, type StatusLine } from './status';

export type FlowMessage = NodeMessageInFlow & Record<string, unknown>;
type Send = (message: unknown) => void;

/** What a node's code gets: its validated configuration, the platform, and the few doors to Node-RED it needs. */
export interface NodeContext<C> {
  readonly RED: NodeAPI;
  readonly node: Node;
  readonly config: C;
  readonly platform: Platform;
  readonly status: StatusLine;
  /** Sends outside an input, e.g. from a connector: one message, or one per output. */
  readonly send: (message: unknown) => void;
  /** The service of the config node whose id stands in `field`. Throws an error that names the field. */
  readonly service: <T>(id: string, field: string) => T;
  /** Shows an error where the engineer looks: status, debug sidebar, catch nodes. Never throws. */
  readonly fail: (error: unknown, message?: FlowMessage) => void;
}

export interface NodeParts<S = unknown> {
  /** What a config node offers to others. */
  readonly service?: S;
  /** A rejected promise or a throw becomes `fail`; the flow goes on. */
  input?(message: FlowMessage, send: Send): void | Promise<void>;
  /** Called at redeploy, bounded by CLOSE_TIMEOUT_MS. `removed`: deleted or disabled, not restarted. */
  close?(removed: boolean): void | Promise<void>;
}

export interface NodeDefinition<Schema extends z.ZodType> {
  /** The folder's name; the type is `thermacore-` + name. */
  readonly name: string;
  /** One schema per node: validates, types, and becomes the option table of the docs. */
  readonly config: Schema;
  /**
   * Fields that Node-RED keeps in its encrypted credentials, merged into `config`. A `text` may be shown again in the
   * form; a `password` never leaves the server.
   */
  readonly secrets?: Readonly<Record<string, 'text' | 'password'>>;
  create(context: NodeContext<z.output<Schema>>): NodeParts;
}

/** Node-RED waits 15 s for a node to close; we give up before it does. */
const CLOSE_TIMEOUT_MS = 10_000;

interface ServiceNode extends Node {
  thermacoreService?: unknown;
  thermacoreFault?: string;
}

/** Node-RED's form fields are strings; an empty one means "not set". */
function withoutBlanks(raw: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== '' && value !== null));
}

function parseConfig<Schema extends z.ZodType>(
  schema: Schema,
  raw: Record<string, unknown>,
): z.output<Schema> {
  const parsed = schema.safeParse(withoutBlanks(raw));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') || 'configuration';
  throw new ThermaCoreError('configuration', `${field}: ${issue?.message ?? 'is not valid'}.`, {
    field,
    advice: 'Open the node, correct the field and deploy.',
  });
}

function findService<T>(RED: NodeAPI, id: string | undefined, field: string): T {
  const node = id ? (RED.nodes.getNode(id) as ServiceNode | null) : null;
  if (!node)
    throw new ThermaCoreError('configuration', `${field}: nothing is selected.`, {
      field,
      advice: 'Open the node, select a configuration and deploy.',
    });
  if (node.thermacoreService === undefined)
    throw new ThermaCoreError(
      'configuration',
      `${field}: ${node.name || node.type} is not ready: ${node.thermacoreFault ?? 'it has no service'}`,
      {
        field,
      },
    );
  return node.thermacoreService as T;
}

/** A message that says who is wrong, for the debug sidebar; the stack goes to the log only. */
function sentenceOf(error: unknown): string {
  return isThermaCoreError(error) ? error.sentence : `Unexpected error: ${messageOf(error)}.`;
}

/** Defines a Node-RED node. The result is what the module exports (`export =`). */
export function defineNode<Schema extends z.ZodType>(
  definition: NodeDefinition<Schema>,
): (RED: NodeAPI) => void {
  const type = `thermacore-${definition.name}`;

  return (RED) => {
    function construct(this: ServiceNode, raw: NodeDef): void {
      RED.nodes.createNode(this, raw);
      const status = createStatus(this);
      const fail = (error: unknown, message?: FlowMessage): void => {
        const sentence = sentenceOf(error);
        status.set('error', isThermaCoreError(error) ? error.message : 'unexpected error, see the log');
        if (!isThermaCoreError(error))
          this.debug(error instanceof Error ? (error.stack ?? error.message) : error);
        this.error(sentence, message);
      };
      try {
        const secrets = Object.fromEntries(
          Object.keys(definition.secrets ?? {}).map((name) => [
            name,
            (this.credentials as Record<string, unknown> | undefined)?.[name] ?? '',
          ]),
        );
        const platform = leasePlatform(RED);
        const parts = definition.create({
          RED,
          node: this,
          config: parseConfig(definition.config, { ...raw, ...secrets }),
          platform,
          status,
          send: (message) => this.send(message as NodeMessageInFlow),
          service: (id, field) => findService(RED, id, field),
          fail,
        });
        this.thermacoreService = parts.service;
        if (parts.input) listen(this, parts.input.bind(parts), fail);
        this.on('close', (removed: boolean, done: () => void) => {
          status.stop();
          closeWithin(parts, removed, platform).then(done, (error: unknown) => {
            this.warn(`Closing took too long or failed: ${messageOf(error)}`);
            done();
          });
        });
      } catch (error) {
        this.thermacoreFault = sentenceOf(error);
        fail(error);
      }
    }
    const secrets = Object.entries(definition.secrets ?? {}).map(
      ([name, kind]) => [name, { type: kind }] as const,
    );
    RED.nodes.registerType(
      type,
      construct,
      secrets.length > 0 ? { credentials: Object.fromEntries(secrets) } : undefined,
    );
  };
}

function listen(
  node: Node,
  input: NonNullable<NodeParts['input']>,
  fail: (error: unknown, message: FlowMessage) => void,
): void {
  // The synchronous case stays synchronous: a promise per message would cost more than most nodes do.
  node.on('input', (message, send, done) => {
    try {
      const result = input(message, send as Send);
      if (result === undefined) return done();
      result.then(
        () => done(),
        (error: unknown) => (fail(error, message as FlowMessage), done()),
      );
    } catch (error) {
      fail(error, message);
      done();
    }
  });
}

async function closeWithin(parts: NodeParts, removed: boolean, platform: Platform): Promise<void> {
  const closing = Promise.resolve(parts.close?.(removed));
  const { promise: tooLong, reject } = Promise.withResolvers<never>();
  const timer = platform.clock.after(CLOSE_TIMEOUT_MS, () =>
    reject(new Error(`not closed after ${CLOSE_TIMEOUT_MS} ms`)),
  );
  try {
    await Promise.race([closing, tooLong]);
  } finally {
    timer.stop();
  }
}
