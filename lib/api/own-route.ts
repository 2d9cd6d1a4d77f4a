import { z } from 'zod';
import { ThermaCoreError } from '../core/errors';
import { isPermission } from '../tenancy';
import { METHODS, pathParams, route, type Method, type Route } from './contract';
import { fromJsonSchema, showAs, type JsonSchema } from './json-schema';

/** A route as an integrator types it into the form of an `api in` node: schemas are JSON Schema (draft 2020-12). */
export interface OwnRoute {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  /** A permission of the table, or `public`. */
  readonly permission: string;
  readonly summary?: string | undefined;
  /** Of an object with one property a parameter. Left out: any text, up to 200 characters each. */
  readonly params?: unknown;
  /** Of an object. Left out: anything. */
  readonly query?: unknown;
  /** Left out: anything for POST, PUT and PATCH. */
  readonly body?: unknown;
  /** Left out: anything. */
  readonly response?: unknown;
  readonly timeoutMs?: number | undefined;
}

const MAX_PARAMETER_LENGTH = 200;

/** Makes a route of it. Throws `configuration` that names the field of the form. */
export function ownRoute(form: OwnRoute): Route {
  const { operationId, permission, summary, timeoutMs } = form;
  const method = methodOf(form.method);
  if (permission !== 'public' && !isPermission(permission))
    throw new ThermaCoreError('configuration', `"${permission}" is not a permission.`, {
      field: 'permission',
      advice: 'Choose one of docs/permissions.md, or "public".',
    });
  const path = form.path as `/${string}`;
  const takesBody = method !== 'GET' && method !== 'DELETE';
  return route<z.ZodType | undefined, z.ZodType, z.ZodType | undefined, z.ZodType>({
    operationId,
    method,
    path,
    permission,
    summary: summary?.trim() || operationId,
    tags: ['Own'],
    params: paramsSchema(path, form.params),
    query: form.query === undefined ? Anything : fromStrings(form.query, 'query'),
    ...(takesBody ? { body: form.body === undefined ? z.unknown() : fromJsonSchema(form.body, 'body') } : {}),
    response: form.response === undefined ? z.unknown() : fromJsonSchema(form.response, 'response'),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}

const Anything = z.record(z.string(), z.unknown());

function methodOf(text: string): Method {
  const method = METHODS.find((known) => known === text.toUpperCase());
  if (method) return method;
  throw new ThermaCoreError('configuration', `"${text}" is not a method.`, {
    field: 'method',
    advice: `Choose one of ${METHODS.join(', ')}.`,
  });
}

function paramsSchema(path: string, schema: unknown): z.ZodType | undefined {
  const names = pathParams(path);
  if (names.length === 0) return undefined;
  if (schema !== undefined) return fromStrings(schema, 'params');
  return z.object(Object.fromEntries(names.map((name) => [name, z.string().max(MAX_PARAMETER_LENGTH)])));
}

/** Paths and queries are text; what the schema calls a number or boolean becomes one before it is checked. */
function fromStrings(schema: unknown, field: string): z.ZodType {
  const checked = fromJsonSchema(schema, field);
  const { properties = {} } = schema as { properties?: Record<string, JsonSchema | boolean> };
  const typeOf = (name: string): unknown => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return typeof property === 'object' ? property['type'] : undefined;
  };
  const converted = z.preprocess((value) => {
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, fromText(item, typeOf(name))]),
    );
  }, checked);
  return showAs(converted, schema as JsonSchema);
}

function fromText(value: unknown, type: unknown): unknown {
  if (type === 'array' && typeof value === 'string') return [value];
  if (typeof value !== 'string') return value;
  if ((type === 'number' || type === 'integer') && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value))
    return Number(value);
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}
