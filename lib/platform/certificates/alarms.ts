import type { Certificate } from '../../core/certificate';
import { DAY_MS } from '../../core/duration';
import { ThermaCoreError, messageOf } from '../../core/errors';
import type {
  ConditionDeed,
  ConditionNews,
  ConditionReport,
  ConditionSource,
} from '../../core/foreign-condition';
import type { Logger } from '../../core/logger';
import { warningOf } from '../../security/certificates';
import type { Conditions, OfDatabase } from '../conditions';

/** The device under which certificates that end are alarms of a tenant. */
export const CERTIFICATES_DEVICE = 'certificates';
/** What everybody comes in by, and so is everybody's to know. */
const OF_ALL: ReadonlySet<string> = new Set(['https', 'mqtt', 'opc-ua']);
/** By the days before the end, see WARNING_DAYS. */
const SEVERITY: Readonly<Record<number, number>> = { 30: 300, 7: 700, 1: 900, 0: 900 };

interface Ending {
  readonly name: string;
  /** Epoch ms. */
  readonly ends: number;
  /** Within how many days it ends; 0: it has ended. */
  readonly days: number;
}

interface Known {
  readonly days: number;
  readonly report: ConditionReport;
}

/** The certificates that end as a system of alarms of its own, as one tenant sees it: one alarm for each. */
export class CertificateConditions implements ConditionSource {
  readonly rule = { class: 'certificates', severities: { critical: 800, high: 600, medium: 200, low: 1 } };
  readonly isWritable = true;
  private readonly known = new Map<string, Known>();
  private readonly listeners = new Set<(news: ConditionNews) => void>();

  constructor(private readonly now: () => number) {}

  listen(listener: (news: ConditionNews) => void): () => void {
    this.listeners.add(listener);
    listener({ kind: 'all', reports: [...this.known.values()].map(({ report }) => report) });
    return () => void this.listeners.delete(listener);
  }

  /** All that end; one that is not among them any more has been renewed. */
  tell(endings: readonly Ending[]): void {
    for (const { name, ends, days } of endings) {
      const before = this.known.get(name);
      if (before?.report.active && before.days === days) continue;
      // A nearer end is another matter: whoever has seen the first has not seen this.
      this.set({ days, report: reportOf({ name, ends, days }) });
    }
    for (const { report, days } of [...this.known.values()])
      if (report.active && !endings.some(({ name }) => name === report.condition))
        this.set({ days, report: { ...report, active: false, activeAt: undefined, at: this.now() } });
  }

  act(condition: string, { action, user }: ConditionDeed): Promise<void> {
    const known = this.known.get(condition);
    if (!known || action !== 'acknowledge')
      return Promise.reject(
        new ThermaCoreError('conflict', 'This can only be acknowledged.', { field: 'action' }),
      );
    this.set({ ...known, report: { ...known.report, acknowledged: true, user: user ?? 'flow' } });
    return Promise.resolve();
  }

  private set(known: Known): void {
    const { report } = known;
    if (!report.active && report.acknowledged) this.known.delete(report.condition);
    else this.known.set(report.condition, known);
    for (const listener of this.listeners) listener({ kind: 'changed', reports: [report] });
  }
}

function reportOf({ name, ends, days }: Ending): ConditionReport {
  const at = ends - days * DAY_MS;
  const end = new Date(ends).toISOString();
  return {
    condition: name,
    name: `Certificate ${name}`,
    source: 'ThermaCore',
    at,
    active: true,
    activeAt: at,
    acknowledged: false,
    severity: SEVERITY[days] ?? 300,
    shelves: false,
    suppressed: false,
    quality: 'good',
    message:
      days === 0
        ? `The certificate ${name} ended at ${end}.`
        : `The certificate ${name} ends within ${days} ${days === 1 ? 'day' : 'days'}, at ${end}.`,
  };
}

interface AlarmsUse {
  readonly conditions: Pick<Conditions, 'add'>;
  readonly now: () => number;
  readonly logger: Logger;
  /** Keys of all tenants. */
  tenants(): Promise<readonly string[]>;
}

interface Told {
  readonly conditions: CertificateConditions;
  readonly close: () => void;
}

/**
 * Tells tenants of certificates that end, as alarms: those by which people and machines come in all of them, those of devices
 * only where there is one tenant, since their names are not for others.
 */
export class CertificateAlarms {
  private readonly told = new Map<string, Told>();
  private database: OfDatabase | undefined;

  constructor(private readonly use: AlarmsUse) {}

  /** `database`: whose tenants are told. */
  start(database: OfDatabase): void {
    this.database = database;
  }

  stop(): void {
    for (const { close } of this.told.values()) close();
    this.told.clear();
    this.database = undefined;
  }

  /** Rejects where the tenants cannot be read. */
  async look(certificates: readonly Certificate[]): Promise<void> {
    if (!this.database) return;
    const endings = certificates.flatMap((one) => this.endingOf(one));
    const tenants = await this.use.tenants();
    const shown = tenants.length === 1 ? endings : endings.filter(({ name }) => OF_ALL.has(name));
    for (const [tenant, { close }] of [...this.told]) {
      if (tenants.includes(tenant)) continue;
      close();
      this.told.delete(tenant);
    }
    for (const tenant of tenants) this.tell(tenant, shown);
  }

  private endingOf({ name, state, validTo }: Certificate): Ending[] {
    if (validTo === undefined || state === 'revoked') return [];
    const ends = Date.parse(validTo);
    const days = warningOf(ends, this.use.now());
    return days === undefined ? [] : [{ name, ends, days }];
  }

  private tell(tenant: string, endings: readonly Ending[]): void {
    const known = this.told.get(tenant);
    if (known) return known.conditions.tell(endings);
    if (endings.length === 0 || !this.database) return;
    const conditions = new CertificateConditions(this.use.now);
    conditions.tell(endings);
    try {
      const close = this.use.conditions.add(this.database, tenant, CERTIFICATES_DEVICE, conditions);
      this.told.set(tenant, { conditions, close });
    } catch (error) {
      // A device of the tenant has the key: the log and the list say it all the same.
      this.told.set(tenant, { conditions, close: () => undefined });
      this.use.logger.warn('Certificates that end are no alarms', { tenant, reason: messageOf(error) });
    }
  }
}
