import type { z } from 'zod';
import { HttpError, type FieldError } from './problem';

const MAX_ERRORS = 20;

type Place = NonNullable<FieldError['in']>;

/** Checks one part of a request. Throws `invalid` that names every field at fault, up to 20. */
export function validate(schema: z.ZodType | undefined, value: unknown, place: Place): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) => fieldErrors(issue, place)).slice(0, MAX_ERRORS);
  const [first] = errors;
  const where = first?.field ? `"${first.field}" in the ${place}` : `The ${place}`;
  throw new HttpError('invalid', `${where} is not valid: ${first?.detail ?? 'it does not fit the schema'}.`, {
    ...(first?.field ? { field: first.field } : {}),
    advice: 'See /api/docs for what this operation takes.',
    errors,
  });
}

function fieldErrors(issue: z.core.$ZodIssue, place: Place): FieldError[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      in: place,
      field: cut([...path, key].join('.')),
      detail: 'is not known here',
    }));
  return [{ in: place, field: cut(path.join('.')), detail: decapitalise(issue.message) }];
}

/** Names of fields come from the client; the answer must not grow with them. */
const cut = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text);

const decapitalise = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/** The first fault of an answer, for the log. */
export function faultOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue
    ? `${issue.path.map(String).join('.') || '(whole)'}: ${issue.message}`
    : 'does not fit the schema';
}
