import type { z } from 'zod';
import type { ErrorCode } from '../core/errors';
import { permissionRow } from '../tenancy';
import { pathParams, type Route } from './contract';
import { takesKeys } from './idempotency';
import { toJsonSchema, type JsonSchema } from './json-schema';
import {
  SHARED_HEADERS,
  SHARED_PARAMETERS,
  SHARED_RESPONSES,
  answerHeaders,
  sharedParameters,
  sharedResponses,
} from './openapi-headers';
import { PROBLEM_TYPE, Problem, statusOf, titleOf } from './problem';
import { RATE_HEADERS } from './rate-limits';

/** https://spec.openapis.org/oas/v3.1.1 */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: JsonSchema;
  readonly servers: readonly JsonSchema[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: JsonSchema;
    readonly parameters: Readonly<Record<string, JsonSchema>>;
    readonly headers: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, JsonSchema>>;
  };
  readonly security: readonly JsonSchema[];
}

interface BuildOptions {
  readonly pathOf: (route: Route) => string;
  /** The GET with an entity tag whose answer the route changes. */
  readonly readerOf?: (route: Route) => Route | undefined;
  readonly version: string;
}

/** The OpenAPI description of the routes: the schemas that validate are the ones that are shown. */
export function buildOpenApi(
  routes: readonly Route[],
  { pathOf, readerOf, version }: BuildOptions,
): OpenApiDocument {
  const schemas = new Map<string, JsonSchema>();
  toJsonSchema(Problem, 'output', schemas);
  const codes = new Set<ErrorCode>();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const errors = errorsOf(route);
    for (const code of errors) codes.add(code);
    const described = operation(route, { errors, schemas, reader: readerOf?.(route) });
    (paths[pathOf(route)] ??= {})[route.method.toLowerCase()] = described;
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'ThermaCore API',
      version,
      summary: 'Multi-tenant SCADA for thermal and water plants',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.flatMap(({ tags }) => tags))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The access_token of POST /api/v1/auth/login; it is valid for some minutes.',
        },
      },
      parameters: SHARED_PARAMETERS,
      headers: { ...HEADERS, ...SHARED_HEADERS },
      responses: {
        ...Object.fromEntries([...codes].sort().map((code) => [responseName(code), problemResponse(code)])),
        ...SHARED_RESPONSES,
      },
    },
    security: [{ bearer: [] }],
  };
}

/** What can go wrong follows from the route: a permission means 401 and 403, input means 400. */
function errorsOf(route: Route): ErrorCode[] {
  const errors = new Set<ErrorCode>(route.errors);
  if (route.permission !== 'public') errors.add('unauthenticated').add('forbidden');
  if (route.params || route.query || route.body) errors.add('invalid');
  if (route.body) errors.add('too-large');
  if (takesKeys(route)) errors.add('conflict');
  errors.add('rate-limited').add('unavailable').add('timeout');
  // A status that answers with the route's own schema is not also a problem.
  return [...errors].filter((code) => !(route.statuses && Object.hasOwn(route.statuses, statusOf(code))));
}

interface Surroundings {
  readonly errors: readonly ErrorCode[];
  readonly schemas: Map<string, JsonSchema>;
  readonly reader: Route | undefined;
}

function operation(route: Route, around: Surroundings): JsonSchema {
  const { schemas, reader } = around;
  const {
    operationId,
    summary,
    description,
    tags,
    permission,
    orPermission,
    body,
    examples,
    cost = 1,
  } = route;
  const parameters = [
    ...parametersOf(route, 'path', schemas),
    ...parametersOf(route, 'query', schemas),
    ...sharedParameters(route, reader),
  ];
  const or = orPermission ? `, or \`${orPermission}\`: ${whoHas(orPermission)}` : '';
  const who =
    permission === 'public' ? 'Public.' : `Permission \`${permission}\`: ${whoHas(permission)}${or}.`;
  const needs = cost === 1 ? who : `${who} Counts for ${cost} calls of the quota.`;
  return {
    operationId,
    summary,
    description: description ? `${description}\n\n${needs}` : needs,
    tags: [...tags],
    ...(permission === 'public' ? { security: [] } : { 'x-permission': permission }),
    ...(cost === 1 ? {} : { 'x-rate-limit-cost': cost }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: contentOf(
              route.upload?.contentTypes,
              media(toJsonSchema(body, 'input', schemas), examples?.body),
            ),
          },
        }
      : {}),
    responses: responsesOf(route, around),
  };
}

function whoHas(permission: Exclude<Route['permission'], 'public'>): string {
  const { description, role, platform } = permissionRow(permission);
  return `${description.toLowerCase()} (role ${role}${platform ? ' of the platform' : ''} or higher)`;
}

function responsesOf(route: Route, { errors, schemas, reader }: Surroundings): Record<string, JsonSchema> {
  const content = route.response && {
    content: contentOf(
      route.stream,
      media(toJsonSchema(route.response, 'output', schemas), route.examples?.response),
    ),
  };
  const responses: Record<string, JsonSchema> = {
    [route.status]: {
      description: content ? 'Done' : 'Done; no content',
      headers: {
        ...references(...RATE_HEADERS),
        ...(route.location === undefined ? {} : { Location: locationHeader(route.location) }),
        ...answerHeaders(route, reader),
      },
      ...content,
    },
  };
  for (const [status, meaning] of Object.entries(route.statuses ?? {}))
    responses[status] = { description: meaning, ...content };
  for (const code of errors)
    responses[statusOf(code)] ??= { $ref: `#/components/responses/${responseName(code)}` };
  return { ...sharedResponses(route, reader), ...responses };
}

const locationHeader = (location: string): JsonSchema => ({
  description: `Where to look at it from now on: \`${location}\``,
  schema: { type: 'string', format: 'uri-reference' },
});

const contentOf = (types: readonly string[] = ['application/json'], described: JsonSchema): JsonSchema =>
  Object.fromEntries(types.map((type) => [type, described]));

const media = (schema: JsonSchema, example: unknown): JsonSchema =>
  example === undefined ? { schema } : { schema, example };

function parametersOf(route: Route, place: 'path' | 'query', schemas: Map<string, JsonSchema>): JsonSchema[] {
  const schema: z.ZodType | undefined = place === 'path' ? route.params : route.query;
  if (!schema) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema, 'input', schemas) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  const names = place === 'path' ? pathParams(route.path) : Object.keys(properties);
  return names.map((name) => {
    const { description, ...shape } = properties[name] ?? { type: 'string' };
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: shape,
    };
  });
}

const HEADERS: Readonly<Record<string, JsonSchema>> = {
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } },
  'RateLimit-Policy': {
    description:
      'The quotas that the call counts for: `q` calls in `w` seconds; `tenant`, `user`, or `address`, `login` or ' +
      '`health` of who has not logged in (draft-ietf-httpapi-ratelimit-headers-10)',
    schema: { type: 'string' },
    example: '"tenant";q=6000;w=60, "user";q=3000;w=60',
  },
  RateLimit: {
    description: 'Of each quota the calls that are left, `r`, and the seconds until it is whole again, `t`',
    schema: { type: 'string' },
    example: '"tenant";r=5990;t=1, "user";r=2990;t=1',
  },
};

const references = (...names: string[]): Record<string, JsonSchema> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** `not-found` → `NotFound`. */
const responseName = (code: ErrorCode): string =>
  code.replace(/(^|-)(\w)/g, (_, _dash: string, letter: string) => letter.toUpperCase());

function problemResponse(code: ErrorCode): JsonSchema {
  const example = {
    type: `/api/v1/problems/${code}`,
    title: titleOf(code),
    status: statusOf(code),
    detail: 'A sentence about what went wrong, which names the field.',
    advice: 'A sentence about what to do.',
    instance: '/api/v1/units',
    requestId: 'mP3cVZkq8w0Zp8gq3b8c1A',
  };
  const limited = statusOf(code) === 429;
  const waits = limited || statusOf(code) === 503;
  return {
    description: titleOf(code),
    ...(waits ? { headers: references('Retry-After', ...(limited ? RATE_HEADERS : [])) } : {}),
    content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' }, example } },
  };
}
