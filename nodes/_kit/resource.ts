import { z } from 'zod';
import { ThermaCoreError, isThermaCoreError } from '../../lib/core/errors';
import {
  authorise,
  authorisedTenant,
  type ApiCall,
  type Database,
  type Permission,
  type Platform,
  type Principal,
  type Route,
  type Store,
} from '../../lib/platform';
import { chosen, nameField } from './fields';
import { answerStreams, isStream, uploads } from './handles';
import { principalOf } from './principal';
import { defineNode, type FlowMessage } from './register';
import type { DatabaseService, TenantService } from './services';
import { wireErrorOf } from './wire-error';

/** A question with the rights it comes with. */
export interface Asked {
  readonly store: Store;
  readonly database: Database;
  /** The only tenant whose data may be touched. */
  readonly tenant: string;
  /** Absent when the tenant comes from the node's form. */
  readonly principal: Principal | undefined;
  /** Epoch ms. */
  readonly now: number;
  readonly platform: Platform;
  /** Goes into the audit log with the change, such as what was there before. */
  readonly note: (detail: object) => void;
}

export interface Operation {
  readonly permission: Permission;
  /** Answers with a stream of bytes, which only `api out` can pass on. */
  readonly streams?: boolean;
  /** True when it changes something, which is then written to the audit log. */
  readonly changes?: boolean;
  run(asked: Asked, message: FlowMessage): Promise<unknown>;
  /** What a platform user gets that acts in no tenant yet. Without it, such a user is refused. */
  withoutTenant?(store: Store, principal: Principal): Promise<unknown>;
}

export interface ResourceDefinition {
  /** The node's folder. */
  readonly name: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** A route without that part has nothing there. */
type Question<R extends Route> = Asked & {
  readonly [Part in 'params' | 'query' | 'body']: NonNullable<ApiCall<R>[Part]>;
};

function parse(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = [where, ...(issue?.path ?? [])].join('.');
  throw new ThermaCoreError('invalid', `${field}: ${issue?.message ?? 'is not valid'}.`, {
    field,
    advice: 'See the help of this node for what it takes.',
  });
}

/**
 * An operation that the API has too: its route's permission and schemas hold for every message, also for one that
 * did not come through the API.
 */
export function ask<R extends Route>(route: R, run: (question: Question<R>) => Promise<unknown>): Operation {
  const { permission } = route;
  if (permission === 'public')
    throw new Error(`${route.operationId} is public: there is no tenant to ask about`);
  return {
    permission,
    changes: route.method !== 'GET',
    streams: route.stream !== undefined,
    run: (asked, message) =>
      run({
        ...asked,
        params: parse(route.params, message['params'], 'msg.params'),
        query: parse(route.query, message['query'], 'msg.query'),
        body: parse(
          route.body,
          route.upload ? uploads(asked.platform).take(message.payload) : message.payload,
          'msg.payload',
        ),
      } as Question<R>),
  };
}

/** The key of what is being created; a change's own key stands in the path. */
const keyOf = (body: unknown): { key?: unknown } =>
  typeof body === 'object' && body !== null && 'key' in body ? { key: body.key } : {};

/** A node that answers questions about one resource: the same rules of tenant, permission and errors for all. */
export function defineResource({ name, operations }: ResourceDefinition) {
  const names = Object.keys(operations);
  const config = z.object({
    name: nameField,
    operation: z.enum(names).optional().describe('What to do; if left open, msg.operation decides'),
    database: chosen('Database node'),
    tenant: z.string().optional().describe('Tenant node, for messages without a user'),
  });

  return defineNode({
    name,
    config,
    create({ config: settings, platform, status, service, fail }) {
      const database = service<DatabaseService>(settings.database, 'database');
      const fixed = settings.tenant ? service<TenantService>(settings.tenant, 'tenant') : undefined;
      const stopStatus = database.onStatus(({ state, text }) => {
        if (state === 'ready') status.set('ok', 'ready');
        else status.set(state === 'failed' ? 'error' : 'warn', text);
      });

      function operationOf(message: FlowMessage): Operation {
        const wanted = settings.operation ?? message['operation'];
        const known = typeof wanted === 'string' && Object.hasOwn(operations, wanted);
        const operation = known ? operations[wanted] : undefined;
        if (operation) return operation;
        throw new ThermaCoreError('invalid', 'msg.operation names no operation of this node.', {
          field: 'msg.operation',
          advice: `Choose one in the form, or send one of ${names.join(', ')}.`,
        });
      }

      function current(): Database {
        const ready = database.current();
        if (ready) return ready;
        throw new ThermaCoreError('unavailable', 'The database is not ready yet.', {
          advice: 'Try again in a few seconds.',
        });
      }

      /** A user always counts more than the form: wired behind `api in`, a node never answers for another tenant. */
      function tenantFor(principal: Principal | undefined, permission: Permission): string {
        if (principal) return authorisedTenant(principal, permission);
        if (fixed) return fixed.key;
        throw new ThermaCoreError(
          'unauthenticated',
          'The message has no user, and no tenant is chosen here.',
          {
            field: 'tenant',
            advice: 'Start the flow with "api in", or choose a tenant in this node.',
          },
        );
      }

      async function answer(message: FlowMessage): Promise<unknown> {
        const operation = operationOf(message);
        const principal = principalOf(message);
        const ready = current();
        const { store } = ready;
        if (principal?.tenant === null && operation.withoutTenant) {
          authorise(principal, 'session:read');
          return operation.withoutTenant(store, principal);
        }
        const tenant = tenantFor(principal, operation.permission);
        if (operation.streams && message['apiRequest'] === undefined)
          throw new ThermaCoreError('invalid', 'This operation answers requests of "api in" only.', {
            field: 'operation',
            advice: 'Its answer is a stream of bytes, which "api out" sends on and no other node can read.',
          });
        const detail = {};
        const note = (more: object): void => void Object.assign(detail, more);
        const now = platform.clock.now();
        const asked = { database: ready, store, tenant, principal, now, platform, note };
        const result = await operation.run(asked, message);
        if (operation.changes) await audit(asked, operation, message, detail);
        return isStream(result) ? answerStreams(platform).add(result) : result;
      }

      /** The change is made by now: an audit log that is away is reported, and does not undo the answer. */
      async function audit(
        { store, tenant, principal }: Asked,
        { permission }: Operation,
        message: FlowMessage,
        detail: object,
      ): Promise<void> {
        const place = { ...(message['params'] as object | undefined), ...keyOf(message.payload) };
        const actor = principal?.username ?? 'flow';
        await store.audit
          .record({
            tenant,
            actor,
            action: permission,
            target: Object.values(place).join('/'),
            outcome: 'ok',
            ...(Object.keys(detail).length > 0 ? { detail: { ...detail } } : {}),
          })
          .catch((error: unknown) =>
            platform.logger.error('A change could not be written to the audit log', { error }),
          );
      }

      return {
        async input(message, send) {
          try {
            message.payload = await answer(message);
            send(message);
          } catch (error) {
            // The client of a request gets the error as its answer; anybody else's is the engineer's to see.
            if (message['apiRequest'] === undefined) throw error;
            if (!isThermaCoreError(error)) fail(error);
            send({ ...message, error: wireErrorOf(error) });
          }
        },
        close: () => stopStatus(),
      };
    },
  });
}
