import { z } from 'zod';
import { ThermaCoreError, isThermaCoreError } from '../../lib/core/errors';
import {
  authorise,
  authorisedTenant,
  permissionThatCounts,
  type ApiCall,
  type Database,
  type People,
  type Permission,
  type Platform,
  type Principal,
  type Route,
} from '../../lib/platform';
import { chosen, nameField } from './fields';
import { auditChange, auditRefusal, changeOf, stateOf } from './audited';
import { answerStreams, isStream, uploads } from './handles';
import type {
  Asked,
  AskedOfInstallation,
  InstallationOperation,
  Operation,
  OperationRules,
  TenantOperation,
} from './operation';
import { Tells, sayNews, type News } from './news';
import { parseAt } from './parse';
import { principalOf } from './principal';
import { defineNode, type FlowMessage } from './register';
import type { DatabaseService, TenantService } from './services';
import { wireErrorOf } from './wire-error';

export type { Asked, AskedOfInstallation, Operation, TenantOperation };

export interface ResourceDefinition {
  /** The node's folder. */
  readonly name: string;
  readonly operations: Readonly<Record<string, Operation>>;
  /** What it says by itself where its form says so. */
  readonly news?: News;
}

/** A route without that part has nothing there. */
type Parts<R extends Route> = {
  readonly [Part in 'params' | 'query' | 'body']: NonNullable<ApiCall<R>[Part]>;
};

const parse = (schema: z.ZodType | undefined, value: unknown, where: string): unknown =>
  schema && parseAt(schema, value ?? {}, where, 'See the help of this node for what it takes.');

const partsOf = <R extends Route>(route: R, platform: Platform, message: FlowMessage): Parts<R> =>
  ({
    params: parse(route.params, message['params'], 'msg.params'),
    query: parse(route.query, message['query'], 'msg.query'),
    body: parse(
      route.body,
      route.upload ? uploads(platform).take(message.payload) : message.payload,
      'msg.payload',
    ),
  }) as Parts<R>;

function rulesOf(route: Route): OperationRules {
  const { permission, orPermission, method, stream } = route;
  if (permission === 'public') throw new Error(`${route.operationId} is public: there is nobody to ask for`);
  return { permission, orPermission, route, changes: method !== 'GET', streams: stream !== undefined };
}

/**
 * An operation that the API has too: its route's permission and schemas hold for every message, also for one that
 * did not come through the API.
 */
export function ask<R extends Route>(
  route: R,
  run: (question: Asked & Parts<R>) => Promise<unknown>,
): TenantOperation {
  return {
    ...rulesOf(route),
    check: (platform, message) => void partsOf(route, platform, message),
    run: (asked, message) => run({ ...asked, ...partsOf(route, asked.platform, message) }),
  };
}

/** The same for what belongs to the installation and to no tenant. */
export function askInstallation<R extends Route>(
  route: R,
  run: (question: AskedOfInstallation & Parts<R>) => Promise<unknown>,
): InstallationOperation {
  return {
    ...rulesOf(route),
    ofInstallation: true,
    check: (platform, message) => void partsOf(route, platform, message),
    run: (asked, message) => run({ ...asked, ...partsOf(route, asked.platform, message) }),
  };
}

/** A question about people, and who asks it. */
export interface AskedAsUser {
  readonly people: People;
  readonly principal: Principal;
}

/**
 * The same for users, roles and sessions: they are on the installation's own database whatever a form says, and their
 * services hold who asks to what he may, and write their own lines into the audit log.
 */
export function askAsUser<R extends Route>(
  route: R,
  run: (question: AskedAsUser & Parts<R>) => Promise<unknown>,
): InstallationOperation {
  return {
    ...rulesOf(route),
    changes: false,
    ofInstallation: true,
    async run({ platform, principal }, message) {
      if (!principal) throw noUser();
      return run({ people: await platform.people(), principal, ...partsOf(route, platform, message) });
    },
  };
}

const noUser = (): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', 'The message has no user.', {
    field: 'principal',
    advice: 'Start the flow with "api in", or on a dashboard page.',
  });

/** For a user who is limited to units, where nothing keeps to them. */
export const ofWholeTenant = (): ThermaCoreError =>
  new ThermaCoreError('forbidden', 'You are limited to units, and this is of the whole tenant.', {
    advice: 'Ask an administrator who is not.',
  });

/** A node that answers questions about one resource: the same rules of tenant, permission and errors for all. */
export function defineResource({ name, operations, news }: ResourceDefinition) {
  const names = Object.keys(operations);
  const config = z.object({
    name: nameField,
    operation: z.enum(names).optional().describe('What to do; if left open, msg.operation decides'),
    database: chosen('Database node'),
    tenant: z.string().optional().describe('Tenant node, for messages without a user'),
    ...(news ? { news: Tells } : {}),
  });

  return defineNode({
    name,
    config,
    create({ config: settings, platform, status, service, send: say, fail }) {
      const database = service<DatabaseService>(settings.database, 'database');
      const fixed = settings.tenant ? service<TenantService>(settings.tenant, 'tenant') : undefined;
      const stopStatus = database.onStatus(({ state, text }) => {
        if (state === 'ready') status.set('ok', 'ready');
        else status.set(state === 'failed' ? 'error' : 'warn', text);
      });

      const stopNews =
        news && settings.news
          ? sayNews(platform, news, (tenant, payload) => say({ tenant, operation: 'news', payload }))
          : undefined;

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

      /** The operation with whom it is for; throws before it begins. */
      function authorised(operation: Operation, principal: Principal | undefined, message: FlowMessage) {
        const { permission } = operation;
        if (!operation.ofInstallation) {
          const tenant = tenantFor(principal, permission);
          return {
            tenant,
            run: (asked: AskedOfInstallation) => operation.run({ ...asked, tenant }, message),
          };
        }
        if (!principal) throw noUser();
        authorise(principal, permissionThatCounts(principal, permission, operation.orPermission));
        return { tenant: null, run: (asked: AskedOfInstallation) => operation.run(asked, message) };
      }

      const streamed = (result: unknown): unknown =>
        isStream(result) ? answerStreams(platform).add(result) : result;

      /** The API wrote down its own refusals before the flow saw anything; those of dashboards are written down here. */
      function authorisedOrSeen(
        operation: Operation,
        principal: Principal | undefined,
        message: FlowMessage,
      ) {
        try {
          return authorised(operation, principal, message);
        } catch (error) {
          if (principal && isThermaCoreError(error) && error.code === 'forbidden')
            auditRefusal(platform, principal, operation.permission, name, message);
          throw error;
        }
      }

      async function answer(message: FlowMessage): Promise<unknown> {
        const operation = operationOf(message);
        const principal = principalOf(message);
        const ready = current();
        const { store } = ready;
        if (principal?.tenant === null && !operation.ofInstallation && operation.withoutTenant) {
          authorise(principal, 'session:read');
          return operation.withoutTenant(store, principal);
        }
        const { tenant, run } = authorisedOrSeen(operation, principal, message);
        const { units } = principal ?? {};
        if (units && !operation.ofInstallation && !operation.withinUnits) throw ofWholeTenant();
        if (operation.streams && message['apiRequest'] === undefined)
          throw new ThermaCoreError('invalid', 'This operation answers requests of "api in" only.', {
            field: 'operation',
            advice: 'Its answer is a stream of bytes, which "api out" sends on and no other node can read.',
          });
        const detail = {};
        const note = (more: object): void => void Object.assign(detail, more);
        const now = platform.clock.now();
        const limited = units ? store.limitedTo(units) : store;
        const asked = { database: ready, store: limited, units, principal, now, platform, note };
        if (!operation.changes) return streamed(await run(asked));
        const whose = { ...asked, tenant };
        const before = await stateOf(operations, operation, whose, message);
        const result = await run(asked);
        // What the node noted itself says more.
        const said = Object.keys(detail).length > 0 ? detail : changeOf(before, result);
        await auditChange({ ...whose, store }, operation.permission, message, said);
        return streamed(result);
      }

      return {
        async input(message, send) {
          try {
            message.payload = await answer(message);
            send(message);
          } catch (error) {
            // The client of a request gets the error as its answer; anybody else's is the engineer's to see.
            if (message['apiRequest'] === undefined) {
              // Behind a catch node only the sentence would be left, and no page could say which field it is about.
              message['fault'] = wireErrorOf(error);
              throw error;
            }
            if (!isThermaCoreError(error)) fail(error);
            send({ ...message, error: wireErrorOf(error) });
          }
        },
        close() {
          stopNews?.();
          stopStatus();
        },
      };
    },
  });
}
