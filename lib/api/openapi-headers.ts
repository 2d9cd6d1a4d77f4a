import type { Route } from './contract';
import { takesKeys } from './idempotency';
import type { JsonSchema } from './json-schema';
import { hasTag } from './preconditions';
import { PROBLEM_TYPE } from './problem';
import { listFields } from './sparse-fields';

const header = (name: string, description: string, example: string): JsonSchema => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string', maxLength: 4000 },
  example,
});

const TAG_EXAMPLE = '"8o3mZ1cQm5c2y7m0aVQ1p9sTn4rXk6Lw"';

/** What every operation of a kind takes beside its own parameters. */
export const SHARED_PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  IdempotencyKey: header(
    'Idempotency-Key',
    'Any text of up to 100 visible characters, new for each request. The same request again with the same key within 24 hours does nothing and gets the answer of the first (with `Idempotent-Replayed: true`); while that is in work 409, with another request 422.',
    '4f7c3a52-0b0e-4f5e-9d5b-7a2f3f1c9e10',
  ),
  IfMatch: header(
    'If-Match',
    'ETag of what the change is made on; when it has changed meanwhile, nothing is done and the answer is 412 with the present ETag.',
    TAG_EXAMPLE,
  ),
  IfNoneMatch: header(
    'If-None-Match',
    'ETag of what the client has; when it has not changed the answer is 304 without content.',
    TAG_EXAMPLE,
  ),
};

export const SHARED_HEADERS: Readonly<Record<string, JsonSchema>> = {
  ETag: {
    description: 'Changes with anything in the answer (RFC 9110 §8.8.3)',
    schema: { type: 'string' },
    example: TAG_EXAMPLE,
  },
};

const problem = (description: string, detail: string, status: number): JsonSchema => ({
  description,
  content: {
    [PROBLEM_TYPE]: {
      schema: { $ref: '#/components/schemas/Problem' },
      example: {
        type: `/api/v1/problems/${status === 412 ? 'conflict' : 'invalid'}`,
        title: description,
        status,
        detail,
        instance: '/api/v1/units/boiler-1',
        requestId: 'mP3cVZkq8w0Zp8gq3b8c1A',
      },
    },
  },
});

export const SHARED_RESPONSES: Readonly<Record<string, JsonSchema>> = {
  NotModified: { description: 'The client has it already; no content' },
  PreconditionFailed: {
    ...problem('Precondition failed', 'It has changed since you read it.', 412),
    headers: { ETag: { $ref: '#/components/headers/ETag' } },
  },
  KeyReused: problem(
    'Key used for another request',
    'This Idempotency-Key was used for another request.',
    422,
  ),
};

const parameter = (name: string): JsonSchema => ({ $ref: `#/components/parameters/${name}` });
const response = (name: string): JsonSchema => ({ $ref: `#/components/responses/${name}` });

/** Parameters of an operation that its schemas do not name. */
export function sharedParameters(route: Route, reader: Route | undefined): JsonSchema[] {
  const fields = listFields(route);
  return [
    ...(fields
      ? [
          {
            name: 'fields',
            in: 'query',
            required: false,
            description: `Only these fields of the items, separated by commas: ${fields.join(', ')}`,
            schema: { type: 'string' },
            example: fields.slice(0, 2).join(),
          },
        ]
      : []),
    ...(hasTag(route) ? [parameter('IfNoneMatch')] : []),
    ...(reader ? [parameter('IfMatch')] : []),
    ...(takesKeys(route) ? [parameter('IdempotencyKey')] : []),
  ];
}

/** The same for its answers. */
export const sharedResponses = (route: Route, reader: Route | undefined): Record<string, JsonSchema> => ({
  ...(hasTag(route) ? { 304: response('NotModified') } : {}),
  ...(reader ? { 412: response('PreconditionFailed') } : {}),
  ...(takesKeys(route) ? { 409: response('Conflict'), 422: response('KeyReused') } : {}),
});

/** Headers of a successful answer. */
export const answerHeaders = (route: Route, reader: Route | undefined): JsonSchema =>
  hasTag(route) || (route.response && reader?.response === route.response)
    ? { ETag: { $ref: '#/components/headers/ETag' } }
    : {};
