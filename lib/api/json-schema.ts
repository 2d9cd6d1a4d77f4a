import { z } from 'zod';
import { ThermaCoreError, messageOf } from '../core/errors';

/** A JSON Schema of draft 2020-12, the dialect of OpenAPI 3.1. */
export type JsonSchema = { [keyword: string]: unknown };

const shown = z.registry<{ schema: JsonSchema }>();

/** Tells OpenAPI how a schema looks from outside when zod cannot know: what a preprocess step accepts. */
export function showAs<T extends z.ZodType>(type: T, schema: JsonSchema): T {
  shown.add(type, { schema });
  return type;
}

/**
 * The JSON Schema of a zod schema. Named parts (`.meta({ id })`) become references and are put into `components`.
 * Throws when two different schemas share a name, for one of them would be documented wrongly.
 */
export function toJsonSchema(
  schema: z.ZodType,
  direction: 'input' | 'output',
  components: Map<string, JsonSchema>,
): JsonSchema {
  const described = z.toJSONSchema(schema, {
    io: direction,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const own = shown.get(zodSchema as unknown as z.ZodType)?.schema;
      if (own) replace(jsonSchema, own);
      tidy(jsonSchema, direction);
    },
  });
  const { $defs, ...root } = without('$schema', described) as JsonSchema & {
    $defs?: Record<string, JsonSchema>;
  };
  for (const [name, definition] of Object.entries($defs ?? {})) {
    const part = pointToComponents(without('id', definition)) as JsonSchema;
    const before = components.get(name);
    if (before && JSON.stringify(before) !== JSON.stringify(part))
      throw new Error(`two different schemas are named ${name}`);
    components.set(name, part);
  }
  return pointToComponents(root) as JsonSchema;
}

/** Keeps what people wrote about the field; the rest is as `showAs` says. */
function replace(schema: JsonSchema, own: JsonSchema): void {
  for (const key of Object.keys(schema)) if (key !== 'description' && key !== 'default') delete schema[key];
  for (const [key, value] of Object.entries(own)) schema[key] ??= value;
}

/** Takes out what zod adds for itself and nobody needs to read. */
function tidy(schema: JsonSchema, direction: 'input' | 'output'): void {
  if (schema['format'] === 'date-time') delete schema['pattern'];
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  // Answers may grow new fields; a client that takes the description at its word must not break on them.
  if (direction === 'output' && schema['additionalProperties'] === false)
    delete schema['additionalProperties'];
}

const without = (keyword: string, schema: JsonSchema): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== keyword));

function pointToComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointToComponents);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      key === '$ref' && typeof item === 'string'
        ? [key, item.replace(/^#\/\$defs\//, '#/components/schemas/')]
        : [key, pointToComponents(item)],
    ),
  );
}

const MAX_SCHEMA_CHARACTERS = 100_000;

/**
 * A zod schema from a JSON Schema that an integrator typed into a form. Throws `configuration` naming `field` when it
 * is not one that we can check.
 */
export function fromJsonSchema(schema: unknown, field: string): z.ZodType {
  const wrong = (what: string, cause?: unknown): ThermaCoreError =>
    new ThermaCoreError('configuration', `The schema in "${field}" cannot be used: ${what}.`, {
      field,
      advice:
        'Write a JSON Schema (draft 2020-12) such as {"type":"object","properties":{"name":{"type":"string"}}}.',
      cause,
    });
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    throw wrong('it is not an object');
  if (JSON.stringify(schema).length > MAX_SCHEMA_CHARACTERS) throw wrong('it is too long');
  try {
    return showAs(z.fromJSONSchema(structuredClone(schema) as Parameters<typeof z.fromJSONSchema>[0]), {
      ...(schema as JsonSchema),
    });
  } catch (error) {
    throw wrong(messageOf(error), error);
  }
}
