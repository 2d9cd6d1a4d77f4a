import { ThermaCoreError } from '../../core/errors';
import type {
  ConditionDeed,
  ConditionNews,
  ConditionReport,
  ConditionSource,
} from '../../core/foreign-condition';
import { QUIET_MS, type Incident, type Severity } from '../../security/intrusion';

/** The device under which incidents of a tenant are alarms. */
export const SECURITY_DEVICE = 'security';
/** Alarms at a time; of more, those that are over and acknowledged go first. */
const MOST_CONDITIONS = 200;

const SEVERITY: Readonly<Record<Severity, number>> = { critical: 900, high: 700, medium: 500, low: 200 };

interface Known {
  readonly incident: Incident;
  readonly report: ConditionReport;
}

/**
 * The incidents of a tenant as a system of alarms of its own: an incident is an alarm of the class `security`, active while it
 * goes on, and open until somebody has acknowledged it. Those of one kind on one account or address are one alarm.
 */
export class SecurityConditions implements ConditionSource {
  readonly rule = { class: 'security', severities: { critical: 800, high: 600, medium: 400, low: 1 } };
  readonly isWritable = true;
  private readonly known = new Map<string, Known>();
  private readonly listeners = new Set<(news: ConditionNews) => void>();

  constructor(
    /** Epoch ms. */
    private readonly now: () => number,
    /** Somebody has seen it. */
    private readonly acknowledged: (incident: Incident, user: string) => void,
  ) {}

  listen(listener: (news: ConditionNews) => void): () => void {
    this.listeners.add(listener);
    listener({ kind: 'all', reports: [...this.known.values()].map(({ report }) => report) });
    return () => void this.listeners.delete(listener);
  }

  /** An incident began or goes on. */
  tell(incident: Incident): void {
    const condition = conditionOf(incident);
    const before = this.known.get(condition);
    // An older one of the same kind says nothing any more.
    if (before && before.incident.id !== incident.id && before.incident.lastAt > incident.lastAt) return;
    const { acknowledgedBy } = before?.incident.id === incident.id ? before.incident : incident;
    const seen = acknowledgedBy === undefined ? incident : { ...incident, acknowledgedBy };
    this.set({ incident: seen, report: reportOf(condition, seen, this.now() - seen.lastAt < QUIET_MS) });
  }

  /** Ends those of which nothing was heard for a while. */
  settle(): void {
    for (const { incident, report } of this.known.values())
      if (report.active && this.now() - incident.lastAt >= QUIET_MS)
        this.set({ incident, report: { ...report, active: false, activeAt: undefined, at: this.now() } });
  }

  act(condition: string, { action, user }: ConditionDeed): Promise<void> {
    const known = this.known.get(condition);
    if (!known || action !== 'acknowledge')
      return Promise.reject(
        new ThermaCoreError('conflict', 'This can only be acknowledged.', { field: 'action' }),
      );
    const by = user ?? 'flow';
    const incident = { ...known.incident, acknowledgedBy: by };
    this.set({ incident, report: { ...known.report, acknowledged: true, user: by } });
    this.acknowledged(incident, by);
    return Promise.resolve();
  }

  private set(known: Known): void {
    const { condition } = known.report;
    this.known.delete(condition);
    this.known.set(condition, known);
    if (this.known.size > MOST_CONDITIONS) this.forgetOne();
    for (const listener of this.listeners) listener({ kind: 'changed', reports: [known.report] });
  }

  private forgetOne(): void {
    const over = [...this.known.values()].find(({ report }) => !report.active && report.acknowledged);
    const [oldest] = this.known.values();
    const gone = over ?? oldest;
    if (!gone) return;
    const { condition } = gone.report;
    this.known.delete(condition);
    const report = { ...gone.report, active: false, activeAt: undefined, acknowledged: true, at: this.now() };
    for (const listener of this.listeners) listener({ kind: 'changed', reports: [report] });
  }
}

const conditionOf = ({ detector, account, address, id }: Incident): string =>
  `${detector} ${(detector.endsWith('-address') ? address : (account ?? address))?.toLowerCase() ?? id}`;

const reportOf = (condition: string, incident: Incident, active: boolean): ConditionReport => ({
  condition,
  name: incident.title,
  source: incident.account ?? incident.address ?? 'ThermaCore',
  at: incident.lastAt,
  active,
  activeAt: active ? incident.firstAt : undefined,
  acknowledged: incident.acknowledgedBy !== undefined,
  severity: SEVERITY[incident.severity],
  shelves: false,
  suppressed: false,
  quality: 'good',
  message: [incident.summary, incident.done].filter(Boolean).join(' '),
  user: incident.acknowledgedBy,
});
