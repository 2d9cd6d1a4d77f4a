import { HistoryReadResult, StatusCodes, type ServerEngine } from 'node-opcua';
import type { HistoryReader } from './history-reader';
import { PLANT_INDEX } from './node-ids';
import type { ServedUser } from './ports';
import { TenantContext } from './tenant-context';
import type { Writes } from './writes';

type Accessor = NonNullable<ServerEngine['addressSpaceAccessor']>;

/** What the services of the library call: values, attributes and methods are its own, writes and history are ours. */
export class PlantAccessor implements Accessor {
  constructor(
    private readonly own: Accessor,
    private readonly writes: Writes,
    private readonly history: HistoryReader,
  ) {}

  readonly browse: Accessor['browse'] = (context, nodes) => this.own.browse(context, nodes);
  readonly read: Accessor['read'] = (context, request) => this.own.read(context, request);
  readonly call: Accessor['call'] = (context, methods) => this.own.call(context, methods);

  /** Commands of one request run side by side: each is a point of its own, or refused as busy. */
  readonly write: Accessor['write'] = (context, nodes) =>
    Promise.all(
      nodes.map(async (node) => {
        if (node.nodeId.namespace === PLANT_INDEX) return this.writes.write(userOf(context), node);
        const [status] = await this.own.write(context, [node]);
        return status ?? StatusCodes.BadInternalError;
      }),
    );

  readonly historyRead: Accessor['historyRead'] = async (context, request) => {
    const results: HistoryReadResult[] = [];
    // One after the other: a session has one place at the historian, whatever it asks for.
    for (const [index, node] of (request.nodesToRead ?? []).entries())
      results.push(
        context.session
          ? await this.history.read(context.session, request, index, node)
          : new HistoryReadResult({ statusCode: StatusCodes.BadSessionIdInvalid }),
      );
    return results;
  };
}

const userOf = (context: unknown): ServedUser | undefined =>
  context instanceof TenantContext ? context.user : undefined;
