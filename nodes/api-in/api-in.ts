import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { ThermaCoreError } from '../../lib/core/errors';
import { METHODS, PERMISSIONS, ownRoute, routes, type ApiCall, type Route } from '../../lib/platform';
import { chosen, nameField, number } from '../_kit/fields';
import { isUpload, uploads } from '../_kit/handles';
import { pendingCalls } from '../_kit/pending-calls';
import { defineNode } from '../_kit/register';

const OWN = 'own';
const json = (what: string) => z.string().optional().describe(`JSON Schema of ${what} of an own endpoint`);

const config = z.object({
  name: nameField,
  security: chosen('Security node: identity of this installation'),
  operation: z.string().default(OWN).describe('Id of the operation to serve; "own" for an own endpoint'),
  operationId: z.string().default('').describe('Unique camelCase id of an own endpoint'),
  method: z.enum(METHODS).default('GET').describe('Method of an own endpoint'),
  path: z.string().default('').describe('Path of an own endpoint below /api/v1, parameters in braces'),
  permission: z
    .string()
    .default('reading:read')
    .describe('What a role needs for an own endpoint; "public": nothing'),
  summary: z.string().default('').describe('One line about an own endpoint, for /api/docs'),
  paramsSchema: json('the path parameters'),
  querySchema: json('the query'),
  bodySchema: json('the body'),
  responseSchema: json('the answer'),
  timeoutSeconds: number(1, 120).default(10).describe('Seconds until the client gets 504'),
});
type Config = z.output<typeof config>;

/** The statuses that `api out` may choose from, beside 200. */
const STATUSES = { 201: 'Created', 202: 'Accepted' };

function ownRouteOf(form: Config): Route {
  const schema = (field: 'paramsSchema' | 'querySchema' | 'bodySchema' | 'responseSchema'): unknown => {
    const text = form[field];
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text);
    } catch (cause) {
      const advice = 'Open the node, correct the schema and deploy.';
      throw new ThermaCoreError('configuration', `${field}: is not JSON.`, { field, advice, cause });
    }
  };
  const { operationId, method, path, permission, summary, timeoutSeconds } = form;
  const own = ownRoute({
    operationId,
    method,
    path,
    permission,
    summary,
    params: schema('paramsSchema'),
    query: schema('querySchema'),
    body: schema('bodySchema'),
    response: schema('responseSchema'),
    timeoutMs: timeoutSeconds * 1000,
  });
  return { ...own, statuses: STATUSES };
}

const register = defineNode({
  name: 'api-in',
  config,
  create({ config: settings, node, platform, status, send, service }) {
    service(settings.security, 'security');
    const { api } = platform;
    const pending = pendingCalls(platform);

    const listener = (call: ApiCall): void => {
      const { operationId, requestId, from } = call;
      send({
        // Without a body there is no payload at all, so that a change node can build one.
        ...(call.body === undefined
          ? {}
          : { payload: isUpload(call.body) ? uploads(platform).add(call.body) : call.body }),
        params: call.params ?? {},
        query: call.query ?? {},
        ...(call.principal ? { principal: call.principal } : {}),
        req: { operationId, requestId, from },
        apiRequest: { id: pending.add(call, node) },
      });
    };

    const own = settings.operation === OWN ? ownRouteOf(settings) : undefined;
    const detach = own ? api.attach(own, listener) : api.attach(settings.operation, listener);
    const served = own ?? api.routes.find(({ operationId }) => operationId === settings.operation);
    if (served) status.set('ok', `${served.method} ${api.pathOf(served)}`);

    return {
      close() {
        detach();
        pending.abandon(node);
      },
    };
  },
});

/** What the form offers. Nothing here is secret, yet only who may see nodes gets it. */
const choices = {
  operations: routes.flowRoutes.map(({ operationId, method, path, permission, summary }) => ({
    operationId,
    method,
    path,
    permission,
    summary,
  })),
  permissions: Object.entries(PERMISSIONS).map(([name, { description }]) => ({ name, description })),
};

export = (RED: NodeAPI): void => {
  register(RED);
  RED.httpAdmin.get(
    '/thermacore/api-in/choices',
    RED.auth.needsPermission('nodes.read'),
    (_request, response) => {
      response.json(choices);
    },
  );
};
