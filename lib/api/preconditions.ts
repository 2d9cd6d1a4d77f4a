import type { Route } from './contract';
import { entityTagOf, matchesStrongly, matchesWeakly, tagsOf } from './entity-tag';
import { HttpError } from './problem';
import type { RouteTable } from './route-table';

type Headers = Readonly<Record<string, string | undefined>>;

/** True for operations whose answer stands for one thing: it bears an entity tag. */
export const hasTag = (route: Route): boolean =>
  route.method === 'GET' &&
  route.response !== undefined &&
  !route.stream &&
  (route.entityTag ?? (route.permission !== 'public' && route.path.endsWith('}')));

/** The GET whose answer an operation changes, if that bears an entity tag. */
export function readerOf(table: RouteTable, route: Route): Route | undefined {
  if (route.method === 'GET' || route.method === 'POST') return undefined;
  const reader = table.sibling(route, 'GET');
  return reader && hasTag(reader) ? reader : undefined;
}

/** What a change asks of what is there. `If-None-Match` takes `*` only: there must be nothing yet. */
export interface Precondition {
  readonly ifMatch: readonly string[] | '*' | undefined;
  readonly ifNone: boolean;
}

/** Undefined when the request has no condition. Throws `invalid` that names the header. */
export function preconditionOf(headers: Headers, reader: Route | undefined): Precondition | undefined {
  const match = headers['if-match'];
  const none = headers['if-none-match'];
  if (match === undefined && none === undefined) return undefined;
  if (match !== undefined && !reader)
    throw badHeader('If-Match', 'this operation changes nothing that has an entity tag');
  const ifMatch = match === undefined ? undefined : tagsOf(match);
  if (match !== undefined && ifMatch === undefined)
    throw badHeader('If-Match', 'must be "*" or entity tags in double quotes, as the ETag header had them');
  if (none !== undefined && none.trim() !== '*')
    throw badHeader('If-None-Match', 'must be "*" here: what is changed may not be there yet');
  return { ifMatch, ifNone: none !== undefined };
}

/** Throws 412 with the tag of what is there; `current` is undefined where nothing is. */
export function requireCondition({ ifMatch, ifNone }: Precondition, current: string | undefined): void {
  if (ifMatch !== undefined && current !== undefined && !matchesStrongly(ifMatch, current))
    throw failed('It has changed since you read it.', current, 'Read it again, and make the change on that.');
  if (ifNone && current !== undefined)
    throw failed('It is there already.', current, 'Leave If-None-Match out to change what is there.');
}

/** The same for a creation, whose operation itself says that the key is taken. */
export const takenAlready = (cause: Error): HttpError =>
  failed(cause.message, undefined, 'Choose another key.', cause);

const failed = (message: string, current: string | undefined, advice: string, cause?: Error): HttpError =>
  new HttpError('conflict', message, {
    status: 412,
    title: 'Precondition failed',
    advice,
    ...(current ? { headers: { etag: current } } : {}),
    ...(cause ? { cause } : {}),
  });

export const badHeader = (name: string, detail: string): HttpError =>
  new HttpError('invalid', `The header ${name} is not valid: ${detail}.`, {
    field: name,
    errors: [{ in: 'header', field: name, detail }],
  });

/** Whether the client has this representation already (RFC 9110 §13.1.2). A header that is malformed asks nothing. */
export function hasAlready(headers: Headers, tag: string): boolean {
  const tags = tagsOf(headers['if-none-match'] ?? '');
  return tags !== undefined && matchesWeakly(tags, tag);
}

/** The tag of an operation's answer, as its body is written; an own endpoint may answer without one. */
export const tagOfResult = (result: unknown): string =>
  entityTagOf(result === undefined ? '' : JSON.stringify(result));
