import type { MfaRecord, MfaRepository } from '../../tenancy/mfa-ports';
import type { Transactions } from '../tenant-transaction';

export class StoredMfa implements MfaRepository {
  constructor(private readonly transactions: Transactions) {}

  find(userId: string): Promise<MfaRecord | undefined> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<MfaRecord>(
        `select secret, (extract(epoch from confirmed_at) * 1000)::float8 as "confirmedAt",
                jsonb_array_length(recovery) as "recoveryCodes"
         from thermacore.user_mfa where user_id::text = $1`,
        [userId],
      );
      return rows[0];
    });
  }

  begin(userId: string, secret: string): Promise<boolean> {
    return this.changed(
      `insert into thermacore.user_mfa (user_id, secret) select id, $2 from thermacore.users where id::text = $1
       on conflict (user_id) do update set secret = excluded.secret, last_step = 0, created_at = now()
       where user_mfa.confirmed_at is null returning user_id`,
      [userId, secret],
    );
  }

  confirm(userId: string, step: number, recoveryHashes: readonly string[], at: number): Promise<boolean> {
    return this.changed(
      `update thermacore.user_mfa set confirmed_at = to_timestamp($4::float8 / 1000), last_step = $2, recovery = $3::jsonb
       where user_id::text = $1 and confirmed_at is null returning user_id`,
      [userId, step, JSON.stringify(recoveryHashes), at],
    );
  }

  /** One statement: of two that come with the same code at once, the second waits for the row and finds it used. */
  useStep(userId: string, step: number): Promise<boolean> {
    return this.changed(
      `update thermacore.user_mfa set last_step = $2
       where user_id::text = $1 and confirmed_at is not null and last_step < $2 returning user_id`,
      [userId, step],
    );
  }

  useRecoveryCode(userId: string, hash: string): Promise<boolean> {
    return this.changed(
      `update thermacore.user_mfa set recovery = recovery - $2::text
       where user_id::text = $1 and confirmed_at is not null and recovery @> to_jsonb($2::text) returning user_id`,
      [userId, hash],
    );
  }

  async setRecoveryCodes(userId: string, hashes: readonly string[]): Promise<void> {
    await this.changed(
      `update thermacore.user_mfa set recovery = $2::jsonb
       where user_id::text = $1 and confirmed_at is not null returning user_id`,
      [userId, JSON.stringify(hashes)],
    );
  }

  remove(userId: string): Promise<boolean> {
    return this.changed('delete from thermacore.user_mfa where user_id::text = $1 returning user_id', [
      userId,
    ]);
  }

  private changed(text: string, values: readonly unknown[]): Promise<boolean> {
    return this.transactions.forPlatform(
      'lookup',
      async (client) => (await client.query(text, values)).rows.length > 0,
    );
  }
}
