import { ThermaCoreError } from '../core/errors';
import { pathParams, type Method, type Route } from './contract';
import { HttpError } from './problem';

interface Entry {
  readonly route: Route;
  readonly segments: readonly string[];
}

export interface Match {
  readonly route: Route;
  /** Percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
}

const isParam = (segment: string): boolean => segment.startsWith('{');
/** Two paths of one shape take the same requests, whatever their parameters are called. */
const shapeOf = (path: string): string => path.replace(/\{\w+\}/g, '{}');

/** The routes by path. A fixed segment wins over a parameter: /readings/latest before /readings/{id}. */
export class RouteTable {
  private readonly byId = new Map<string, Entry>();
  /** Entries by number of segments, most specific first. */
  private byLength = new Map<number, Entry[]>();

  constructor(private readonly basePath: string) {}

  get routes(): readonly Route[] {
    return Array.from(this.byId.values(), ({ route }) => route);
  }

  find(operationId: string): Route | undefined {
    return this.byId.get(operationId)?.route;
  }

  fullPath(route: Route): string {
    return route.root ? route.path : `${this.basePath}${route.path}`;
  }

  /** Where what the answer tells of is to be found; undefined where the route does not say. */
  locationOf({ location }: Route, result: unknown): string | undefined {
    const members = result as Readonly<Record<string, unknown>>;
    return location && this.basePath + location.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(members[name]))); // prettier-ignore
  }

  /** Throws `conflict` that names the other operation when the id or the path is taken. */
  add(route: Route): void {
    if (this.byId.has(route.operationId))
      throw new ThermaCoreError('conflict', `There is already an operation "${route.operationId}".`, {
        field: 'operationId',
        advice: 'Choose another operation id.',
      });
    const path = this.fullPath(route);
    for (const { route: other } of this.byId.values())
      if (other.method === route.method && shapeOf(this.fullPath(other)) === shapeOf(path))
        throw new ThermaCoreError(
          'conflict',
          `${route.method} ${path} is taken by the operation "${other.operationId}".`,
          { field: 'path', advice: 'Choose another path or method.' },
        );
    this.byId.set(route.operationId, { route, segments: path.slice(1).split('/') });
    this.index();
  }

  remove(operationId: string): void {
    this.byId.delete(operationId);
    this.index();
  }

  /**
   * The route for a request, or undefined when no route has this path. Throws 405 with the methods that the path has
   * (RFC 9110 §15.5.6).
   */
  match(method: string, path: string): Match | undefined {
    const segments = path.slice(1).split('/');
    const wanted = method === 'HEAD' ? 'GET' : method;
    const fitting = (this.byLength.get(segments.length) ?? []).filter((entry) => fits(entry, segments));
    const found = fitting.find(({ route }) => route.method === wanted);
    if (found) return { route: found.route, params: paramsOf(found, segments) };
    if (fitting.length === 0) return undefined;
    throw new HttpError('invalid', `${path.slice(0, 200)} does not know this method.`, {
      status: 405,
      title: 'Method not allowed',
      headers: { allow: allowed(fitting) },
    });
  }

  /** The route with the same path and another method. */
  sibling(route: Route, method: Method): Route | undefined {
    const shape = shapeOf(this.fullPath(route));
    for (const { route: other } of this.byId.values())
      if (other.method === method && shapeOf(this.fullPath(other)) === shape) return other;
    return undefined;
  }

  /** The methods of a path for OPTIONS and Allow; undefined when there is no such path. */
  allow(path: string): string | undefined {
    const segments = path.slice(1).split('/');
    const fitting = (this.byLength.get(segments.length) ?? []).filter((entry) => fits(entry, segments));
    return fitting.length > 0 ? allowed(fitting) : undefined;
  }

  private index(): void {
    this.byLength = Map.groupBy(this.byId.values(), ({ segments }) => segments.length);
    for (const entries of this.byLength.values()) entries.sort(mostSpecificFirst);
  }
}

function mostSpecificFirst(a: Entry, b: Entry): number {
  for (const [i, segment] of a.segments.entries()) {
    const difference = Number(isParam(segment)) - Number(isParam(b.segments[i] ?? ''));
    if (difference !== 0) return difference;
  }
  return 0;
}

const fits = ({ segments }: Entry, actual: readonly string[]): boolean =>
  segments.every((segment, i) => (isParam(segment) ? actual[i] !== '' : segment === actual[i]));

function allowed(entries: readonly Entry[]): string {
  const methods = new Set<Method | 'HEAD' | 'OPTIONS'>(entries.map(({ route }) => route.method));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods, 'OPTIONS'].join(', ');
}

function paramsOf({ route, segments }: Entry, actual: readonly string[]): Record<string, string> {
  const names = pathParams(route.path);
  const values = actual.filter((_, i) => isParam(segments[i] ?? ''));
  return Object.fromEntries(names.map((name, i) => [name, decode(name, values[i] ?? '')]));
}

function decode(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    const detail = 'is not valid percent-encoding';
    throw new HttpError('invalid', `"${name}" in the path ${detail}.`, {
      field: name,
      errors: [{ in: 'path', field: name, detail }],
    });
  }
}
