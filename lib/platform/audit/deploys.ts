import type { RequestHandler } from 'express';
import { messageOf } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { AuditEntry } from '../../tenancy';
import type { AddressOf } from '../client-address';
import { diffFlows, type FlowNode } from '../flows';

interface DeploysUse {
  /** The flows as they are stored now; undefined where that is not known (a stock Node-RED with its own storage). */
  readonly flows: () => readonly FlowNode[] | undefined;
  readonly write: (entry: AuditEntry) => Promise<void>;
  readonly logger: Logger;
  /** Whose request it is. Default: whoever connects. */
  readonly addressOf?: AddressOf | undefined;
}

/** What of the editor's own API changes the runtime. https://nodered.org/docs/api/admin/methods/ */
const CHANGES: readonly { readonly method: RegExp; readonly path: RegExp; readonly action: string }[] = [
  { method: /^POST$/, path: /^\/flows\/?$/, action: 'flow:deploy' },
  { method: /^POST$/, path: /^\/flows\/state\/?$/, action: 'flow:state' },
  { method: /^(POST|PUT|DELETE)$/, path: /^\/flow(\/|$)/, action: 'flow:deploy' },
  { method: /^(POST|PUT|DELETE)$/, path: /^\/nodes(\/|$)/, action: 'palette:update' },
  { method: /^(POST|PUT|DELETE)$/, path: /^\/library\//, action: 'library:update' },
  { method: /^DELETE$/, path: /^\/context\//, action: 'context:delete' },
];
/** Nodes that an entry names; a deploy of more is told by its numbers. */
const MOST_NAMED = 50;

/**
 * Sees in Node-RED's admin API who deploys, and writes it down with what differs from before: a deployed flow is code that
 * runs with all rights of this process. Goes before the editor's login, which tells the user by the time of the answer.
 */
export function deploysOf({ flows, write, logger, addressOf }: DeploysUse): RequestHandler {
  const flowsOrNone = (): readonly FlowNode[] | undefined => {
    try {
      return flows();
    } catch (error) {
      logger.warn('The flows could not be compared for the audit log', { reason: messageOf(error) });
      return undefined;
    }
  };
  return (request, response, next) => {
    const change = CHANGES.find(({ method, path }) => method.test(request.method) && path.test(request.path));
    if (change) {
      const before = change.action === 'flow:deploy' ? flowsOrNone() : undefined;
      response.once('finish', () => {
        const refused = response.statusCode === 401 || response.statusCode === 403;
        const done = response.statusCode < 400;
        const after = done && before ? flowsOrNone() : undefined;
        const { user } = request as { user?: { username?: unknown } };
        const actor = typeof user?.username === 'string' ? user.username : 'unknown';
        const from = addressOf ? addressOf(request) : request.socket.remoteAddress;
        void write({
          tenant: null,
          actor,
          action: change.action,
          target: `${request.method} ${request.path}`.slice(0, 300),
          outcome: done ? 'ok' : refused ? 'refused' : 'failed',
          ...(from === undefined ? {} : { from }),
          ...(before && after ? { detail: differenceOf(before, after) } : {}),
        });
      });
    }
    next();
  };
}

/** Names, never values: what stands in a node's form may be a secret that somebody put into the wrong field. */
function differenceOf(before: readonly FlowNode[], after: readonly FlowNode[]): Record<string, unknown> {
  const all = diffFlows(before, after);
  const count = (kind: string): number => all.filter(({ change }) => change === kind).length;
  return {
    added: count('added'),
    removed: count('removed'),
    changed: count('changed'),
    nodes: all.slice(0, MOST_NAMED).map(({ id, label, change, properties }) => ({
      id,
      label,
      change,
      ...(properties.length > 0 ? { properties } : {}),
    })),
  };
}
