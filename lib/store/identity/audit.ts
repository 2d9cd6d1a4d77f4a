import type { AuditEntry, AuditLog } from '../../tenancy/ports';
import type { Transactions } from '../tenant-transaction';

/** Append only: the application role may insert, nothing else. */
export class StoredAudit implements AuditLog {
  constructor(private readonly transactions: Transactions) {}

  async record(entry: AuditEntry): Promise<void> {
    await this.transactions.forPlatform('lookup', (client) =>
      client.query(
        `insert into thermacore.audit (tenant_id, actor, action, target, outcome, from_address, detail)
         values ((select id from thermacore.tenants where key = $1), $2, $3, $4, $5, $6, $7)`,
        [
          entry.tenant,
          entry.actor,
          entry.action,
          entry.target ?? null,
          entry.outcome,
          entry.from ?? null,
          entry.detail ? JSON.stringify(entry.detail) : null,
        ],
      ),
    );
  }
}
