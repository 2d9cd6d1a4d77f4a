import type { Logger } from '../../core/logger';
import type { ChainReport } from '../../security/audit-chain';
import { withAudit } from '../../store';
import { borrowEmbedded } from '../own-database';
import type { Settings } from '../settings';
import { AuditAnchors } from './anchors';
import { verifyAudit } from './verify';

export interface AuditCheck {
  /** Null: the installation's own. */
  readonly tenant: string | null;
  readonly report: ChainReport;
}

/** Checks every chain of the installation's database, one after the other. Rejects with one sentence. */
export async function checkAudit(
  { databaseUrl, home }: Settings,
  logger: Logger,
): Promise<readonly AuditCheck[]> {
  const database =
    databaseUrl === undefined
      ? await borrowEmbedded(home, logger, 'THERMACORE_DATABASE_URL')
      : { url: databaseUrl, release: () => Promise.resolve() };
  try {
    return await withAudit(database.url, async (audit) => {
      const anchors = new AuditAnchors(home);
      const checks: AuditCheck[] = [];
      for (const { tenant } of await audit.heads())
        checks.push({ tenant, report: await verifyAudit(audit, tenant, anchors) });
      return checks;
    });
  } finally {
    await database.release();
  }
}
