import type { Clock, Timer } from '../../core/clock';
import { isThermaCoreError, messageOf } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Counter } from '../../core/meter';
import {
  PROPOSAL_LIMITS,
  matchesRule,
  type SparkplugAddress,
  type SparkplugProposal,
} from '../../core/sparkplug-proposal';
import type { Store } from '../../store';
import type { OfferedMetric } from '../../store/sparkplug/proposal-repository';
import { proposalId } from './proposal-id';

/** What of a store proposals need. */
export type ProposalStore = Pick<Store, 'proposals' | 'proposalRules'> & {
  readonly plant: Pick<Store['plant'], 'ensure'>;
  readonly directory: Pick<Store['directory'], 'find' | 'hasUnit' | 'refresh'>;
  readonly audit: Pick<Store['audit'], 'record'>;
};

export interface Place {
  readonly unit: string;
  readonly sensor: string;
}

/** Told of metrics that have a sensor by now, or another place. */
export type ApprovedListener = (addresses: readonly SparkplugAddress[]) => void;

interface TenantUse {
  readonly store: ProposalStore;
  readonly tenant: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counter: Counter;
  /** Makes sensors of what a rule lets through. */
  readonly approveByRule: (rule: string, proposals: readonly SparkplugProposal[]) => Promise<void>;
}

const ROWS_AT_ONCE = 1000;
const RETRY_MS = 5_000;
/** Many rules with many proposals take long; others have their turn in between. */
const LONGEST_TURN_MS = 5;

const isAway = (error: unknown): boolean =>
  isThermaCoreError(error) && (error.code === 'unavailable' || error.code === 'timeout');

/**
 * Proposals of one tenant, while it has hosts here: what they met waits in memory, bounded, until it is in the database.
 * What finds no room, or is lost with the process, comes again with the next birth.
 */
export class TenantProposals {
  private readonly listeners = new Set<ApprovedListener>();
  private readonly waiting = new Map<string, OfferedMetric>();
  private readonly chosen = new Map<string, Place>();
  private loaded = false;
  private running = false;
  private retry: Timer | undefined;

  constructor(private readonly use: TenantUse) {}

  /** Resolves when the places that were chosen are known, or cannot be known yet; never rejects. */
  async open(listener: ApprovedListener): Promise<void> {
    this.listeners.add(listener);
    if (!this.loaded) await this.load();
  }

  /** The last one takes along what waits. */
  close(listener: ApprovedListener): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return;
    this.retry?.stop();
    this.waiting.clear();
    // Hosts of other processes may choose until one opens here again.
    this.loaded = false;
    this.chosen.clear();
  }

  /** Where somebody chose to have the metric. */
  place(address: SparkplugAddress): Place | undefined {
    // Mostly there is none, and a hash for each metric of a birth costs more than looking.
    return this.chosen.size === 0 ? undefined : this.chosen.get(proposalId(address));
  }

  offer(metrics: readonly OfferedMetric[]): void {
    if (this.listeners.size === 0) return;
    let dropped = 0;
    for (const metric of metrics) {
      if (this.waiting.size >= PROPOSAL_LIMITS.perTenant && !this.waiting.has(metric.id)) dropped++;
      else this.waiting.set(metric.id, metric);
    }
    const { counter } = this.use;
    if (metrics.length > dropped) counter.add(metrics.length - dropped, { what: 'met' });
    if (dropped > 0) counter.add(dropped, { what: 'dropped' });
    this.run();
  }

  approved(proposals: readonly { readonly proposal: SparkplugProposal; readonly place: Place }[]): void {
    if (this.listeners.size === 0) return;
    for (const { proposal, place } of proposals)
      if (proposal.unit !== place.unit || proposal.sensor !== place.sensor)
        this.chosen.set(proposal.id, place);
    for (const listener of this.listeners) listener(proposals.map(({ proposal }) => proposal));
  }

  private async load(): Promise<void> {
    const { store, tenant } = this.use;
    try {
      const places = await store.proposals.chosen(tenant);
      for (const { unit, sensor, ...address } of places)
        this.chosen.set(proposalId(address), { unit, sensor });
      this.loaded = this.listeners.size > 0;
      if (places.length > 0) for (const listener of this.listeners) listener(places);
    } catch (error) {
      this.trouble(error);
    }
  }

  private run(): void {
    if (this.running || this.waiting.size === 0) return;
    this.running = true;
    void this.write()
      .catch((error: unknown) => this.trouble(error))
      .finally(() => (this.running = false));
  }

  private async write(): Promise<void> {
    const { store, tenant, clock } = this.use;
    while (this.waiting.size > 0 && this.listeners.size > 0) {
      const metrics = [...this.waiting.values()].slice(0, ROWS_AT_ONCE);
      const pending = await store.proposals.offer(tenant, metrics, clock.now());
      // Before they are let go: what finds the database away here is tried again.
      if (pending.length > 0) await this.tryRules(pending);
      for (const metric of metrics)
        if (this.waiting.get(metric.id) === metric) this.waiting.delete(metric.id);
    }
  }

  /** Rejects when it is worth another try; a rule that fails otherwise holds up none behind it. */
  private async tryRules(pending: readonly SparkplugProposal[]): Promise<void> {
    const { store, tenant, clock, logger, approveByRule } = this.use;
    const rules = await store.proposalRules.list(tenant);
    const left = new Set(pending);
    let since = clock.monotonic();
    for (const rule of rules) {
      // Where no key can be made of the names, somebody is to choose one.
      const found: SparkplugProposal[] = [];
      for (const proposal of left) {
        if (clock.monotonic() - since >= LONGEST_TURN_MS) {
          await new Promise((resolve) => setImmediate(resolve));
          since = clock.monotonic();
        }
        if (proposal.unit !== undefined && proposal.sensor !== undefined && matchesRule(rule, proposal))
          found.push(proposal);
      }
      for (const proposal of found) left.delete(proposal);
      if (found.length === 0) continue;
      try {
        await approveByRule(rule.name, found);
      } catch (error) {
        if (isAway(error)) throw error;
        logger.warn(`The rule "${rule.name}" could not approve proposals of Sparkplug: ${messageOf(error)}`, {
          tenant,
        });
      }
    }
  }

  private trouble(error: unknown): void {
    const { logger, clock, tenant } = this.use;
    logger.warn(`Proposals of Sparkplug cannot be kept now: ${messageOf(error)}`, { tenant });
    this.retry?.stop();
    if (this.listeners.size === 0) return;
    this.retry = clock.after(RETRY_MS, () => {
      if (!this.loaded) void this.load();
      this.run();
    });
  }
}
