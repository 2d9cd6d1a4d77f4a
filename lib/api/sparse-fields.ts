import { z } from 'zod';
import type { Route } from './contract';
import { HttpError } from './problem';

const known = new WeakMap<Route, readonly string[] | undefined>();

/**
 * The fields that `?fields=` may choose from in a list: those of its items. Undefined for what is not a list, and where
 * the operation has a parameter of that name for itself.
 */
export function listFields(route: Route): readonly string[] | undefined {
  if (!known.has(route)) known.set(route, findFields(route));
  return known.get(route);
}

function findFields({ method, query, response }: Route): readonly string[] | undefined {
  if (method !== 'GET' || !(response instanceof z.ZodObject)) return undefined;
  if (query && !(query instanceof z.ZodObject && !('fields' in query.shape))) return undefined;
  const items: unknown = response.shape['items'];
  if (!(items instanceof z.ZodArray)) return undefined;
  const fields = fieldsOf(items.element);
  return fields.length > 0 ? fields : undefined;
}

/** Of a choice between several kinds of items all that any of them has. */
function fieldsOf(schema: unknown): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodUnion) return [...new Set(schema.options.flatMap(fieldsOf))];
  return [];
}

/** Takes `fields` out of a query, before the operation's own schema sees it. Throws `invalid` that names the parameter. */
export function takeFields(
  route: Route,
  query: Readonly<Record<string, unknown>>,
): { readonly fields: readonly string[] | undefined; readonly rest: unknown } {
  const allowed = listFields(route);
  if (!allowed || !Object.hasOwn(query, 'fields')) return { fields: undefined, rest: query };
  const { fields: given, ...rest } = query;
  const names = [given].flat().join().split(',');
  const unknown = names.find((name) => !allowed.includes(name));
  if (unknown === undefined) return { fields: names, rest };
  const detail = `has "${unknown.slice(0, 60)}", which the items do not have; choose from ${allowed.join(', ')}`;
  throw new HttpError('invalid', `"fields" in the query is not valid: it ${detail}.`, {
    field: 'fields',
    advice: 'See /api/docs for what this operation takes.',
    errors: [{ in: 'query', field: 'fields', detail }],
  });
}

/** The items of a list with the chosen fields only; what else the answer has stays. */
export function withFields(result: unknown, fields: readonly string[]): unknown {
  const list = result as { readonly items: readonly object[] };
  const chosen = new Set(fields);
  const items = list.items.map((item) =>
    Object.fromEntries(Object.entries(item).filter(([name]) => chosen.has(name))),
  );
  return { ...list, items };
}
