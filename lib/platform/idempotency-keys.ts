import { ThermaCoreError } from '../core/errors';
import type { IdempotencyKeys } from '../core/idempotency';
import type { SecretBox } from '../security/secret-box';
import type { Store } from '../store';

/**
 * The API's memory for requests with a key, on the installation's database. While that is away such a request is refused:
 * one that is done without being remembered would be done twice.
 */
export function keysOf(store: () => Store | undefined, box: () => SecretBox): IdempotencyKeys {
  const keys = (): IdempotencyKeys => {
    const open = store();
    if (open) return open.idempotencyKeys.with(box);
    throw new ThermaCoreError('unavailable', 'The database is not ready yet.', {
      advice: 'Try again in a few seconds.',
    });
  };
  return {
    begin: async (...claim) => keys().begin(...claim),
    end: async (...answer) => keys().end(...answer),
    release: async (...place) => keys().release(...place),
  };
}
