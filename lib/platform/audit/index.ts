import type { RequestHandler } from 'express';
import type { StreamSource } from '../../api';
import type { Clock, Timer } from '../../core/clock';
import { messageOf } from '../../core/errors';
import { Gate } from '../../core/gate';
import type { Logger } from '../../core/logger';
import type { Meter } from '../../core/meter';
import type { Page } from '../../core/plant';
import type { Ticket } from '../../core/transfer';
import type { ChainReport } from '../../security/audit-chain';
import type { Store } from '../../store';
import type { AuditEntry, Refusal } from '../../tenancy';
import type { AuditFilter, AuditRecord } from '../../tenancy/audit';
import type { AddressOf } from '../client-address';
import type { Downloads } from '../downloads';
import type { FlowNode } from '../flows';
import { AuditAnchors } from './anchors';
import { auditHeader, auditRow } from './audit-csv';
import { deploysOf } from './deploys';
import { Refusals } from './refusals';
import { verifyAudit } from './verify';

interface AuditContext {
  readonly home: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly downloads: Pick<Downloads, 'issue'>;
  /** Whose request it is. Default: whoever connects. */
  readonly addressOf?: AddressOf;
  /** Told of each refusal, also of those that are only counted. */
  readonly onRefused?: (refusal: Refusal) => void;
}

const NOTE_EVERY_MS = 10 * 60 * 1000;
/** Characters that are written at a time. */
const CSV_CHUNK = 64 * 1024;
const MAX_WAITING = 20;

/** The audit log: what it holds, whether it is whole, and what comes into it from where there is no user's request. */
export class AuditTrail {
  private readonly anchors: AuditAnchors;
  private readonly refusals: Refusals;
  private readonly checks = new Gate(1, MAX_WAITING, 'Other checks of the audit log wait already.');
  private store: Store | undefined;
  private timer: Timer | undefined;
  private readonly failures;

  constructor(private readonly use: AuditContext) {
    this.anchors = new AuditAnchors(use.home);
    this.refusals = new Refusals(use.clock, (entry) => void this.write(entry));
    this.failures = use.meter.counter(
      'thermacore_audit_failures_total',
      'Entries that could not be written to the audit log',
    );
  }

  /** From now on refusals are written, and the ends of the chains are noted in the state folder every ten minutes. */
  async start(store: Store): Promise<void> {
    this.store = store;
    this.timer = this.use.clock.every(NOTE_EVERY_MS, () => void this.note());
    await this.note();
  }

  async stop(): Promise<void> {
    this.timer?.stop();
    this.refusals.close();
    await this.note();
    this.store = undefined;
  }

  /** Somebody tried what he may not do. */
  refused(refusal: Refusal): void {
    this.refusals.add(refusal);
    this.use.onRefused?.(refusal);
  }

  /** For Node-RED's `httpAdminMiddleware`: writes down who deploys, with what differs where the flows can be read. */
  deploys(flows: () => readonly FlowNode[] | undefined = () => undefined): RequestHandler {
    const { logger, addressOf } = this.use;
    return deploysOf({ flows, write: (entry) => this.write(entry), logger, addressOf });
  }

  /** Writes an entry; a log that is away is reported and holds nothing up. */
  async write(entry: AuditEntry): Promise<void> {
    try {
      await this.store?.audit.record(entry);
    } catch (error) {
      this.failures.add();
      this.use.logger.error('The audit log could not be written', { entry, reason: messageOf(error) });
    }
  }

  list(
    { audit }: Pick<Store, 'audit'>,
    tenant: string | null,
    filter: AuditFilter & { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<AuditRecord>> {
    return audit.list(tenant, filter);
  }

  file({ audit }: Pick<Store, 'audit'>, tenant: string | null, filter: AuditFilter): StreamSource {
    return {
      contentType: 'text/csv',
      fileName: `audit-${tenant ?? 'platform'}.csv`,
      compressible: true,
      async pipe(target) {
        let rows = auditHeader();
        for await (const record of audit.read(tenant, filter)) {
          if (target.signal.aborted) return;
          rows += auditRow(record);
          if (rows.length < CSV_CHUNK) continue;
          await target.write(Buffer.from(rows));
          rows = '';
        }
        await target.write(Buffer.from(rows));
      },
    };
  }

  /** A link by which a browser fetches the log as CSV. */
  ticket(store: Pick<Store, 'audit'>, tenant: string | null, filter: AuditFilter): Ticket {
    return this.use.downloads.issue(() => this.file(store, tenant, filter));
  }

  /** Checks a chain from its first entry to its end. One check at a time: each reads the whole log. */
  verify({ audit }: Pick<Store, 'audit'>, tenant: string | null): Promise<ChainReport> {
    return this.checks.run(() => verifyAudit(audit, tenant, this.anchors));
  }

  private async note(): Promise<void> {
    try {
      const heads = await this.store?.audit.heads();
      if (heads) this.anchors.note(heads, this.use.clock.now());
    } catch (error) {
      this.use.logger.warn('The ends of the audit log could not be noted', { reason: messageOf(error) });
    }
  }
}
