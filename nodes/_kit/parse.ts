import type { z } from 'zod';
import { ThermaCoreError } from '../../lib/core/errors';

/** What a message carries at `where`, as its schema has it. Throws `invalid` that names the field. */
export function parseAt<T extends z.ZodType>(
  schema: T,
  value: unknown,
  where: string,
  advice: string,
): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = [where, ...(issue?.path ?? [])].join('.');
  throw new ThermaCoreError('invalid', `${field}: ${issue?.message ?? 'is not valid'}.`, { field, advice });
}
