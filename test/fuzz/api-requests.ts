import fc from 'fast-check';
import type { Document, Operation } from '../support/api-samples';

type Schema = Record<string, unknown>;

/** What breaks programs that trust their input. None of it is as large as what a limit is for. */
const HOSTILE_TEXTS = [
  '', ' ', '\0', '\u202e', '\ud800', '\uffff', 'é'.repeat(64), "'", '"', "' or 1=1 --", '"; drop table units; --', '../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd', '%00', '%', '{{7*7}}', '${7*7}', '$(id)', '`id`', '<script>alert(1)</script>', '__proto__', 'constructor',
  'prototype', 'toString', 'null', 'undefined', 'NaN', 'true', '-1', '1e999', '9'.repeat(400), 'a'.repeat(5000), '2026-13-45T99:99:99Z',
  '0000-01-01T00:00:00Z', '+275760-09-13T00:00:00Z', 'http://127.0.0.1:1/', 'file:///etc/passwd', '*', '%s%n', '\r\nset-cookie: a=b', '.', '..', '#', '?',
] as const; // prettier-ignore

const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...HOSTILE_TEXTS, null, true, 0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e308, [], {}, [
    [[[[]]]],
  ]),
  fc.constant(JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}')),
  fc.jsonValue({ maxDepth: 3 }),
);
const hostileText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

const MOST_DEPTH = 6;

/** Values that mostly fit a JSON Schema of the document, so that requests come further than its validation. */
export function fitting(schema: Schema, schemas: Document['schemas'], depth = 0): fc.Arbitrary<unknown> {
  const inner = (one: unknown): fc.Arbitrary<unknown> => fitting((one ?? {}) as Schema, schemas, depth + 1);
  if (depth > MOST_DEPTH) return fc.constant(null);
  if (typeof schema['$ref'] === 'string') return inner(schemas[schema['$ref'].split('/').at(-1) ?? '']);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  for (const choice of ['anyOf', 'oneOf'])
    if (Array.isArray(schema[choice])) return fc.oneof(...(schema[choice] as unknown[]).map(inner));
  switch (schema['type']) {
    case 'object':
      return fittingObject(schema, inner);
    case 'array':
      return fc.array(inner(schema['items']), { maxLength: 3 });
    case 'integer':
      return fc.integer(bounds(schema));
    case 'number':
      return fc.oneof(fc.integer(bounds(schema)), fc.double({ noNaN: true, noDefaultInfinity: true }));
    case 'boolean':
      return fc.boolean();
    case 'string':
      return fittingText(schema);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

function fittingObject(
  schema: Schema,
  inner: (one: unknown) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, unknown>);
  const required = (schema['required'] ?? []) as string[];
  const shape = Object.fromEntries(properties.map(([name, one]) => [name, inner(one)]));
  const requiredKeys = required.filter((name) => name in shape);
  return fc.record(shape, { requiredKeys });
}

function bounds(schema: Schema): { min: number; max: number } {
  const min = Math.ceil(Math.max(Number(schema['minimum'] ?? -1000), -(2 ** 31)));
  const max = Math.floor(Math.min(Number(schema['maximum'] ?? 100_000), 2 ** 31 - 1));
  return { min: Math.min(min, max), max: Math.max(min, max) };
}

function fittingText(schema: Schema): fc.Arbitrary<string> {
  if (schema['format'] === 'date-time')
    return fc
      .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 1) })
      .map((at) => new Date(at).toISOString());
  const keys = fc.constantFrom('boiler-1', 'supply-temperature', 'plc-1', 'raw', 'x', 'made-by-a-test');
  const most = Math.min(Number(schema['maxLength'] ?? 60), 60);
  const least = Math.min(Number(schema['minLength'] ?? 0), most);
  return fc.oneof(keys, fc.string({ minLength: least, maxLength: most }));
}

/** One place of a value gets something hostile; sometimes a field comes that nobody knows. */
const spoilt = (value: unknown): fc.Arbitrary<unknown> => {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return hostileJson;
  const names = Object.keys(value);
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...names).chain((name) =>
      spoilt((value as Schema)[name]).map((bad) => replaced(value, name, bad)),
    ) },
    { weight: 1, arbitrary: fc.tuple(hostileText, hostileJson).map(([name, bad]) => replaced(value, name, bad)) },
    { weight: 1, arbitrary: hostileJson },
  ); // prettier-ignore
};

function replaced(value: object, name: string, bad: unknown): unknown {
  if (!Array.isArray(value)) return Object.fromEntries([...Object.entries(value), [name, bad]]);
  return value.map((item: unknown, i) => (String(i) === name ? bad : item));
}

export interface FuzzRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const sometimes = <T>(usual: fc.Arbitrary<T>, bad: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 7, arbitrary: usual }, { weight: 1, arbitrary: bad });

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Lone surrogates have no percent-encoding. */
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

/** Requests for an operation, made of its own description. */
export function requestsFor(
  { method, path, parameters, body, upload }: Operation,
  { schemas }: Document,
  samples: Readonly<Record<string, string>>,
): fc.Arbitrary<FuzzRequest> {
  const inPath = parameters.filter((one) => one.in === 'path');
  const inQuery = parameters.filter((one) => one.in === 'query');
  const values = fc.record(
    Object.fromEntries(
      inPath.map(({ name }) => [name, sometimes(fc.constant(samples[name] ?? name), hostileText)]),
    ),
  );
  const query = fc.record(
    Object.fromEntries(
      inQuery.map(({ name, schema }) => [name, sometimes(fitting(schema, schemas).map(textOf), hostileText)]),
    ),
    {
      requiredKeys: inQuery
        .filter(({ schema }) => !('default' in schema))
        .slice(0, 3)
        .map(({ name }) => name),
    },
  );
  const hostileHeaders = fc.record(
    {
      'if-match': hostileText,
      'if-none-match': hostileText,
      'idempotency-key': hostileText,
      'x-request-id': hostileText,
      range: fc.constantFrom('bytes=0-', 'bytes=-5', 'bytes=9-1', 'lines=1'),
      'accept-encoding': fc.constantFrom('gzip', 'identity;q=0', '*;q=0'),
      origin: hostileText,
    },
    { requiredKeys: [] },
  );
  // Many of them are refused before anything else is looked at.
  const headers = sometimes(fc.constant<Record<string, string>>({}), hostileHeaders);
  const json = body
    ? sometimes(
        fitting(body.schema, schemas),
        fc.oneof(fc.constant(body.example), fitting(body.schema, schemas)).chain(spoilt),
      ).map((value) => JSON.stringify(value))
    : upload.length > 0
      ? hostileText
      : fc.constant(undefined);
  return fc.record({ values, query, headers, json }).map((made): FuzzRequest => {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(made.values[name] ?? ''));
    const asked = Object.entries(made.query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
    const type = body ? 'application/json' : (upload[0] ?? '');
    return {
      method,
      path: asked.length > 0 ? `${filled}?${asked.join('&')}` : filled,
      headers: {
        ...headersThatGo(made.headers),
        ...(made.json === undefined ? {} : { 'content-type': type }),
      },
      body: made.json,
    };
  });
}

/** What a client can put into a header at all (RFC 9110 §5.5). */
const headersThatGo = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([, value]) => /^[\x20-\x7e\x80-\xff]{0,2000}$/.test(value)),
  );
