import { CallMethodResult, HistoryReadResult, StatusCodes, type ServerEngine } from 'node-opcua';
import type { ConditionMethods } from './conditions/methods';
import type { HistoryReader } from './history-reader';
import { PLANT_INDEX } from './node-ids';
import type { ServedUser } from './ports';
import { TenantContext } from './tenant-context';
import type { Writes } from './writes';

type Accessor = NonNullable<ServerEngine['addressSpaceAccessor']>;

/** What the services of the library call: values and attributes are its own, writes, history and methods of alarms are ours. */
export class PlantAccessor implements Accessor {
  constructor(
    private readonly own: Accessor,
    private readonly writes: Writes,
    private readonly history: HistoryReader,
    private readonly methods: ConditionMethods,
  ) {}

  readonly browse: Accessor['browse'] = (context, nodes) => this.own.browse(context, nodes);
  readonly read: Accessor['read'] = (context, request) => this.own.read(context, request);

  /** One after the other, as the library's own: what one does to an alarm the next one finds. */
  readonly call: Accessor['call'] = async (context, calls) => {
    const results: CallMethodResult[] = [];
    for (const call of calls) {
      if (call.objectId.namespace === PLANT_INDEX)
        results.push(await this.methods.call(userOf(context), call));
      else
        for (const result of await this.own.call(context, [call])) results.push(new CallMethodResult(result));
    }
    return results;
  };

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
