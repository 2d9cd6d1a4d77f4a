import { z } from 'zod';

/** What a PATCH body may hold: any of the fields, and `null` where that clears one. */
export type PatchOf<T, Clearable extends keyof T = never> = Partial<Omit<T, Clearable>> & {
  readonly [Field in Clearable]?: T[Field] | null;
};

/**
 * The schema of a PATCH body: zod fills in defaults below `.optional()` too, so a field that the client leaves out
 * would be set back to its default. Here what is left out stays out (RFC 7396), and nothing unknown passes. `clearable`
 * fields also take `null`, which removes them.
 */
export function patchOf<T extends z.ZodObject, Clearable extends keyof z.output<T> = never>(
  schema: T,
  clearable: readonly Clearable[] = [],
): z.ZodType<PatchOf<z.output<T>, Clearable>> {
  const shape = fieldsOf(schema).map(([name, field]): [string, z.ZodType] => {
    const bare = withoutDefault(field);
    return [name, ((clearable as readonly string[]).includes(name) ? orNull(bare) : bare).optional()];
  });
  const patch = z
    .strictObject(Object.fromEntries(shape))
    .refine((value) => Object.keys(value).length > 0, 'must have at least one field to change');
  return patch as unknown as z.ZodType<PatchOf<z.output<T>, Clearable>>;
}

type OptionalShape<T extends z.ZodObject> = {
  [Field in keyof z.output<T>]: z.ZodOptional<z.ZodType<NonNullable<z.output<T>[Field]>>>;
};

/** The fields of a schema as ones that may be left out and are then absent, whatever their default. */
export function optionalShape<T extends z.ZodObject>(schema: T): OptionalShape<T> {
  const optional: unknown = Object.fromEntries(
    fieldsOf(schema).map(([name, field]) => [name, withoutDefault(field).optional()]),
  );
  return optional as OptionalShape<T>;
}

const fieldsOf = (schema: z.ZodObject): [string, z.ZodType][] => Object.entries<z.ZodType>(schema.shape);

function orNull(field: z.ZodType): z.ZodType {
  const said = field.description;
  return field.nullable().describe(said === undefined ? 'null clears it' : `${said}; null clears it`);
}

function withoutDefault(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault) {
    const description = field.description;
    const inner = withoutDefault(field.unwrap() as z.ZodType);
    return description === undefined ? inner : inner.describe(description);
  }
  return field;
}
