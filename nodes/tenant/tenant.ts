import { z } from 'zod';
import { Backoff } from '../../lib/core/backoff';
import { sleep } from '../../lib/core/clock';
import { ThermaCoreError, isThermaCoreError } from '../../lib/core/errors';
import { Key } from '../../lib/core/plant';
import type { Store } from '../../lib/platform';
import { nameField } from '../_kit/fields';
import { defineNode } from '../_kit/register';
import type { DatabaseService, TenantService } from '../_kit/services';

const isTimeZone = (name: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
};

const config = z.object({
  name: nameField,
  database: z.string().optional().describe('Database node; empty: the database of this installation'),
  key: Key.describe('Name of the tenant in topics and URLs'),
  title: z.string().trim().max(200).optional().describe('Name shown to people; used when the tenant is made'),
  timezone: z
    .string()
    .refine(isTimeZone, 'is not an IANA time zone such as Europe/Berlin')
    .default('UTC')
    .describe('IANA time zone of the plant; used when the tenant is made'),
  create: z.boolean().default(false).describe('Make the tenant if it is missing'),
});

export = defineNode({
  name: 'tenant',
  config,
  create({ config: { name, database, key, title, timezone, create }, platform, service, fail }) {
    const own = database ? undefined : platform.database();
    const lease = own ?? service<DatabaseService>(database ?? '', 'database');
    const shown = title ?? (name || key);

    const closing = new AbortController();

    async function ensure(store: Store): Promise<void> {
      if (create) await store.tenants.ensure(key, shown, timezone);
      else if (!(await store.tenants.exists(key)))
        throw new ThermaCoreError('configuration', `tenant: there is no tenant "${key}" in the database.`, {
          field: 'tenant',
          advice: 'Correct its key, or let the tenant node make it.',
        });
    }

    /** A database that goes away in between is waited for; a tenant that is not there is not. */
    async function ensureWhenUp(): Promise<void> {
      const { store } = await lease.ready();
      const backoff = new Backoff({ ceiling: 10_000 });
      for (;;) {
        try {
          return await ensure(store);
        } catch (error) {
          if (!isThermaCoreError(error) || !['unavailable', 'timeout'].includes(error.code)) throw error;
          await sleep(platform.clock, backoff.next(), closing.signal);
        }
      }
    }

    const ready = ensureWhenUp();
    ready.catch((error: unknown) => {
      if (!closing.signal.aborted) fail(error);
    });
    return {
      service: { key, title: shown, database: lease, ready } satisfies TenantService,
      async close() {
        closing.abort(new Error('redeployed'));
        await own?.release();
      },
    };
  },
});
