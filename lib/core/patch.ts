import { z } from 'zod';

/**
 * The schema of a PATCH body: zod fills in defaults below `.optional()` too, so a field that the client leaves out
 * would be set back to its default. Here what is left out stays out (RFC 7396 in spirit), and nothing unknown passes.
 */
export function patchOf<T extends z.ZodObject>(schema: T): z.ZodType<Partial<z.output<T>>> {
  const shape = Object.fromEntries(
    Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => [
      name,
      withoutDefault(field).optional(),
    ]),
  );
  const patch = z
    .strictObject(shape)
    .refine((value) => Object.keys(value).length > 0, 'must have at least one field to change');
  return patch as unknown as z.ZodType<Partial<z.output<T>>>;
}

function withoutDefault(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault) {
    const description = field.description;
    const inner = withoutDefault(field.unwrap() as z.ZodType);
    return description === undefined ? inner : inner.describe(description);
  }
  return field;
}
