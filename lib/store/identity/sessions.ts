import type { SessionRecord, SessionRepository } from '../../tenancy/ports';
import type { Transactions } from '../tenant-transaction';

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const SESSION = `select s.id, s.user_id::text as "userId", t.key as "actingTenant", s.refresh_hash as "refreshHash",
    ${ms('s.created_at')} as "createdAt", ${ms('s.expires_at')} as "expiresAt", ${ms('s.revoked_at')} as "revokedAt",
    ${ms('s.last_seen_at')} as "lastSeenAt", s.from_address as "from", s.user_agent as "userAgent"
  from thermacore.sessions s left join thermacore.tenants t on t.id = s.acting_tenant`;
/** Of one user: a script that logs in for each request has many. */
const MOST_SESSIONS = 1000;

export class StoredSessions implements SessionRepository {
  constructor(private readonly transactions: Transactions) {}

  async create(session: Omit<SessionRecord, 'revokedAt'>): Promise<void> {
    const { id, userId, refreshHash, createdAt, expiresAt, from, userAgent } = session;
    await this.transactions.forPlatform('lookup', async (client) => {
      await client.query(
        `insert into thermacore.sessions (id, user_id, refresh_hash, created_at, expires_at, from_address, user_agent)
         values ($1, $2, $3, to_timestamp($4::float8 / 1000), to_timestamp($5::float8 / 1000), $6, $7)`,
        [id, userId, refreshHash, createdAt, expiresAt, from ?? null, userAgent ?? null],
      );
    });
  }

  find(id: string): Promise<SessionRecord | undefined> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<SessionRecord>(`${SESSION} where s.id = $1`, [id]);
      return rows[0];
    });
  }

  rotate(id: string, expected: string, next: string, expiresAt: number, seenAt: number): Promise<boolean> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query(
        `update thermacore.sessions set refresh_hash = $3, expires_at = to_timestamp($4::float8 / 1000),
           last_seen_at = to_timestamp($5::float8 / 1000)
         where id = $1 and refresh_hash = $2 and revoked_at is null returning id`,
        [id, expected, next, expiresAt, seenAt],
      );
      return rows.length === 1;
    });
  }

  async setActingTenant(id: string, tenant: string | null): Promise<void> {
    await this.transactions.forPlatform('lookup', (client) =>
      client.query(
        `update thermacore.sessions set acting_tenant = (select id from thermacore.tenants where key = $2) where id = $1`,
        [id, tenant],
      ),
    );
  }

  async revoke(id: string, at: number): Promise<void> {
    await this.transactions.forPlatform('lookup', (client) =>
      client.query(
        'update thermacore.sessions set revoked_at = to_timestamp($2::float8 / 1000) where id = $1 and revoked_at is null',
        [id, at],
      ),
    );
  }

  ofUser(userId: string, now: number): Promise<SessionRecord[]> {
    return this.transactions.forPlatform('lookup', async (client) => {
      const { rows } = await client.query<SessionRecord>(
        `${SESSION} where s.user_id::text = $1 and s.revoked_at is null and s.expires_at > to_timestamp($2::float8 / 1000)
         order by s.created_at desc, s.id limit ${MOST_SESSIONS}`,
        [userId, now],
      );
      return rows;
    });
  }
}
