import {
  KEY_LIFE_MS,
  type IdempotencyKeys,
  type KeptAnswer,
  type KeyPlace,
  type KeyState,
} from '../core/idempotency';
import { sealedFor } from '../core/sealed';
import type { SqlClient } from './sql-client';
import type { Transactions } from './tenant-transaction';

/** Keys of a user at a time, over all operations. */
export const MAX_KEYS = 5_000;

/** Keeps answers unreadable for who only has the database. */
export interface AnswerBox {
  seal(text: string, context: string): string;
  open(sealed: string, context: string): string;
}

const WHERE = `tenant_id is not distinct from thermacore.current_tenant() and user_id = $1 and operation = $2 and key = $3`;
const OF_PLACE = ({ user, operation, key }: KeyPlace): string[] => [user, operation, key];

/** Idempotency keys of users, each in the tenant that it acted in. */
export class StoredIdempotencyKeys {
  constructor(private readonly transactions: Transactions) {}

  /** The same with a box for the answers, which is there later than the store. */
  with(box: () => AnswerBox): IdempotencyKeys {
    return {
      begin: (place, fingerprint, now) => this.begin(place, fingerprint, now, box),
      end: (place, answer) => this.end(place, box().seal(JSON.stringify(answer), contextOf(place))),
      release: (place) => this.release(place),
    };
  }

  async begin(place: KeyPlace, fingerprint: string, now: number, box: () => AnswerBox): Promise<KeyState> {
    const known = await this.within(place, (client) => claim(client, place, fingerprint, now));
    if (known === 'new' || known === 'full') return { state: known };
    if (known.fingerprint !== fingerprint) return { state: 'other' };
    if (known.answer === null) return { state: 'open' };
    const answer = JSON.parse(box().open(known.answer, contextOf(place))) as KeptAnswer;
    return { state: 'done', answer };
  }

  async end(place: KeyPlace, sealed: string): Promise<void> {
    await this.within(place, (client) =>
      client.query(`update thermacore.idempotency_keys set answer = $4 where ${WHERE}`, [
        ...OF_PLACE(place),
        sealed,
      ]),
    );
  }

  /** Only one that has no answer yet. */
  async release(place: KeyPlace): Promise<void> {
    await this.within(place, (client) =>
      client.query(
        `delete from thermacore.idempotency_keys where ${WHERE} and answer is null`,
        OF_PLACE(place),
      ),
    );
  }

  private within<T>({ tenant }: KeyPlace, work: (client: SqlClient) => Promise<T>): Promise<T> {
    return tenant === null
      ? this.transactions.forPlatform('lookup', work)
      : this.transactions.forTenant(tenant, 'lookup', work);
  }
}

interface Known {
  readonly fingerprint: string;
  readonly answer: string | null;
}

async function claim(
  client: SqlClient,
  place: KeyPlace,
  fingerprint: string,
  now: number,
): Promise<Known | 'new' | 'full'> {
  const where = OF_PLACE(place);
  await client.query(
    `delete from thermacore.idempotency_keys where ${WHERE} and expires_at <= to_timestamp($4::float8 / 1000)`,
    [...where, now],
  );
  const { rows: made } = await client.query(
    `insert into thermacore.idempotency_keys (tenant_id, user_id, operation, key, fingerprint, expires_at)
     select thermacore.current_tenant(), $1, $2, $3, $4, to_timestamp($5::float8 / 1000)
     where (select count(*) from thermacore.idempotency_keys
            where tenant_id is not distinct from thermacore.current_tenant() and user_id = $1) < $6::int
     on conflict do nothing returning 1`,
    [...where, fingerprint, now + KEY_LIFE_MS, MAX_KEYS],
  );
  if (made.length > 0) return 'new';
  const { rows } = await client.query<{ fingerprint: string; answer: string | null }>(
    `select fingerprint, answer from thermacore.idempotency_keys where ${WHERE}`,
    where,
  );
  return rows[0] ?? 'full';
}

const contextOf = ({ tenant, user, operation, key }: KeyPlace): string =>
  sealedFor.idempotencyAnswer(tenant, user, operation, key);
