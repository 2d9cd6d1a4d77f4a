import { readFileSync } from 'node:fs';
import { ThermaCoreError, messageOf } from '../core/errors';

export const PEM_ADVICE = 'Give the path of a PEM file that this user may read, or the PEM text itself.';

/** PEM text as it is, otherwise the content of the file it names. Throws `configuration` that names the field. */
export function pemOf(text: string, field: string): Buffer {
  if (/-----BEGIN /.test(text)) return Buffer.from(text);
  try {
    return readFileSync(text);
  } catch (error) {
    throw new ThermaCoreError(
      'configuration',
      `${field}: the file ${text} cannot be read (${messageOf(error)}).`,
      { field, advice: PEM_ADVICE, cause: error },
    );
  }
}
