import type { NodeId } from 'node-opcua';
import type { ConditionNews, ConditionReport } from '../../../core/foreign-condition';
import { judge } from '../status';
import type { ConditionEvent } from './fields';

export interface BookOptions {
  /** Name of a condition that stays right when the server numbers its namespaces anew. */
  readonly nameOf: (nodeId: NodeId) => string;
  readonly onNews: (news: ConditionNews) => void;
}

/** Conditions that are kept; more than a plant has. */
export const MOST_CONDITIONS = 10_000;

interface Entry {
  readonly nodeId: NodeId;
  /** The state that it is in, under '', and earlier ones that wait for somebody, the oldest first. */
  readonly branches: Map<string, { readonly event: ConditionEvent; readonly pass: number }>;
}

/** What is asked of an event by its id. */
export type Pending = 'acknowledge' | 'confirm';

/**
 * The conditions of a server that are of interest, as its events say them. While they are refreshed nothing is told; then all
 * of them are, so that what is not among them is over (OPC 10000-9 §5.5.7).
 */
export class ConditionBook {
  private readonly entries = new Map<string, Entry>();
  /** Which refresh an event came with, or after. */
  private pass = 0;
  private refreshing = false;
  private isWhole = false;
  /** Conditions for which there was no room. */
  dropped = 0;

  constructor(private readonly options: BookOptions) {}

  /** What is known now, for who begins to listen. */
  get news(): ConditionNews {
    return { kind: this.isWhole ? 'all' : 'changed', reports: this.reports() };
  }

  take(events: readonly ConditionEvent[]): void {
    const changed = new Set<string>();
    for (const event of events) {
      const name = this.options.nameOf(event.nodeId);
      if (this.put(name, event)) changed.add(name);
    }
    if (this.refreshing || changed.size === 0) return;
    this.options.onNews({ kind: 'changed', reports: [...changed].map((name) => this.reportOf(name)) });
    for (const name of changed) this.tidy(name);
  }

  beginRefresh(): void {
    this.refreshing = true;
    this.pass++;
  }

  /** It does not come to its end: what is known is told, and nothing counts as over. */
  cancelRefresh(): void {
    if (!this.refreshing) return;
    this.refreshing = false;
    if (this.entries.size > 0) this.options.onNews(this.news);
  }

  /** All that there is was told since. */
  endRefresh(): void {
    if (!this.refreshing) return;
    this.refreshing = false;
    for (const [name, { branches }] of this.entries) {
      for (const [branch, { pass }] of branches) if (pass < this.pass) branches.delete(branch);
      this.tidy(name);
    }
    this.isWhole = true;
    this.options.onNews({ kind: 'all', reports: this.reports() });
  }

  /** The server cannot be heard any more. */
  lose(): void {
    this.refreshing = false;
    if (!this.isWhole && this.entries.size === 0) return;
    this.isWhole = false;
    this.options.onNews({ kind: 'lost' });
  }

  nodeOf(condition: string): NodeId | undefined {
    return this.entries.get(condition)?.nodeId;
  }

  /** The ids of the events that wait for it, the oldest first. */
  pending(condition: string, what: Pending): Buffer[] {
    const all = [...(this.entries.get(condition)?.branches.values() ?? [])].map(({ event }) => event);
    return all
      .filter(({ acknowledged, confirmed }) =>
        what === 'acknowledge' ? !acknowledged : acknowledged && confirmed === false,
      )
      .sort((a, b) => a.at - b.at)
      .map(({ eventId }) => eventId);
  }

  private put(name: string, event: ConditionEvent): boolean {
    let entry = this.entries.get(name);
    if (!entry) {
      if (!event.retain && event.branch !== '') return false;
      if (this.entries.size >= MOST_CONDITIONS) {
        this.dropped++;
        return false;
      }
      entry = { nodeId: event.nodeId, branches: new Map() };
      this.entries.set(name, entry);
    }
    // A branch that is of no interest any more is gone; the condition itself stays what it is.
    if (event.branch !== '' && !event.retain) entry.branches.delete(event.branch);
    else entry.branches.set(event.branch, { event, pass: this.pass });
    return true;
  }

  /** Forgets one that nobody has to see any more. */
  private tidy(name: string): void {
    const branches = this.entries.get(name)?.branches;
    if (!branches) return;
    const trunk = branches.get('')?.event;
    const isOver = trunk !== undefined && !trunk.retain && !trunk.active && branches.size === 1;
    if (isOver || branches.size === 0) this.entries.delete(name);
  }

  private reports(): ConditionReport[] {
    return [...this.entries.keys()].map((name) => this.reportOf(name));
  }

  /** One alarm, whatever branches it has: it is acknowledged when all of them are. */
  private reportOf(condition: string): ConditionReport {
    const events = [...(this.entries.get(condition)?.branches.values() ?? [])].map(({ event }) => event);
    const newest = events.find(({ branch }) => branch === '') ?? events.at(-1);
    if (!newest) throw new Error(`No events of ${condition}.`);
    const { branch, name, source, at, retain, active, activeAt, severity, level } = newest;
    const { shelves, shelvedMs, suppressed, code, message, user, comment } = newest;
    const open = events.filter((event) => event.retain);
    // Some say of an active one that it is of no interest, once somebody acknowledged it.
    const isActive = branch === '' && active;
    return {
      condition,
      name,
      source,
      at,
      active: isActive,
      activeAt: isActive ? activeAt : undefined,
      acknowledged: open.every(({ acknowledged }) => acknowledged),
      // That an event waits to be confirmed is said when it is acknowledged.
      confirmed: newest.confirmed === undefined ? undefined : open.every((one) => !one.acknowledged || one.confirmed !== false), // prettier-ignore
      severity,
      level: isActive ? level : undefined,
      shelves,
      shelvedMs: retain ? shelvedMs : undefined,
      suppressed: retain && suppressed,
      quality: judge(code).quality === 'good' ? 'good' : 'uncertain',
      message,
      user,
      comment,
    };
  }
}
