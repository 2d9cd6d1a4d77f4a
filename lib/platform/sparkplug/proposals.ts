import type { HostEvent } from '../../connectors/sparkplug';
import type { Clock } from '../../core/clock';
import { messageOf } from '../../core/errors';
import { randomId } from '../../core/ids';
import type { Logger } from '../../core/logger';
import type { Counter, Meter } from '../../core/meter';
import type {
  ProposalApproval, ProposalRule, ProposalRuleInput, ProposalsDecided, SparkplugAddress, SparkplugProposal,
} from '../../core/sparkplug-proposal'; // prettier-ignore
import { choose, placesOf, plantOf } from './approving';
import { metMetrics } from './met-metrics';
import { TenantProposals, type ApprovedListener, type Place, type ProposalStore } from './tenant-proposals';

export interface ProposalsUse {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
}

/** Who decides, and what he may. */
export interface Decider {
  readonly by: string;
  readonly mayAddUnits: boolean;
}

/** What became of them, and how they were before. */
export interface Decided extends ProposalsDecided {
  readonly before: readonly SparkplugProposal[];
}

/** What a host application has of it. */
export interface HostProposals {
  /** Resolves before the first birth should be heard; never rejects. */
  open(): Promise<void>;
  place(address: SparkplugAddress): Place | undefined;
  heard(event: HostEvent): void;
  close(): void;
}

/** Metrics of Sparkplug that no sensor is registered for: met by hosts, approved by people and by rules. */
export class SparkplugProposals {
  private readonly tenants = new WeakMap<object, Map<string, TenantProposals>>();
  private readonly counter: Counter;

  constructor(private readonly use: ProposalsUse) {
    this.counter = use.meter.counter(
      'thermacore_sparkplug_proposals_total',
      'Metrics of Sparkplug without a sensor: met in births, dropped for want of room, approved and rejected',
      ['what'],
    );
  }

  /** For a host application of a tenant; `store` is there when it opens. */
  host(store: () => ProposalStore | undefined, tenant: string, approved: ApprovedListener): HostProposals {
    let own: TenantProposals | undefined;
    return {
      open: async () => {
        const found = store();
        own = found && this.of(found, tenant);
        await own?.open(approved);
      },
      place: (address) => own?.place(address),
      heard: (event) => {
        const directory = store()?.directory;
        if (!own || !directory) return;
        const met = metMetrics(event, (unit, sensor) => directory.find(tenant, unit, sensor) !== undefined);
        if (met.length > 0) own.offer(met);
      },
      close: () => own?.close(approved),
    };
  }

  /** Makes units and sensors of them; what exists stays as it is, so that it may be asked for twice. */
  async approve(
    store: ProposalStore,
    tenant: string,
    { proposals: wanted }: ProposalApproval,
    { by, mayAddUnits }: Decider,
  ): Promise<Decided> {
    const before = await store.proposals.find(tenant, wanted.map(({ id }) => id)); // prettier-ignore
    const { directory } = store;
    const owners = await store.proposals.approvedAt(tenant, placesOf(wanted, before));
    const others = Map.groupBy(owners, ({ unit, sensor }) => `${unit}/${sensor}`);
    const present = {
      hasUnit: (unit: string) => directory.hasUnit(tenant, unit),
      typeOf: (unit: string, sensor: string) => directory.find(tenant, unit, sensor)?.type,
      isTaken: (unit: string, sensor: string, own: string) =>
        others.get(`${unit}/${sensor}`)?.some(({ id }) => id !== own) === true,
    };
    const { chosen, refused } = choose(wanted, before, present, mayAddUnits);
    if (chosen.length === 0) return { decided: [], refused: [...refused], before };
    await store.plant.ensure(tenant, plantOf(chosen));
    const decisions = chosen.map(({ proposal: { id }, unit, sensor }) => ({ id, unit, sensor }));
    const decided = await store.proposals.decide(tenant, decisions, {
      state: 'approved',
      by,
      now: this.use.clock.now(),
    });
    this.counter.add(decided.length, { what: 'approved' });
    // The database announces it, too; the values that nodes are asked for should not come before that.
    await directory
      .refresh()
      .catch((error: unknown) =>
        this.use.logger.warn(`The sensors could not be read again: ${messageOf(error)}`),
      );
    this.of(store, tenant).approved(
      chosen.map(({ proposal, unit, sensor }) => ({ proposal, place: { unit, sensor } })),
    );
    return { decided: [...decided], refused: [...refused], before };
  }

  /** They do not come again. A sensor that was made of one stays, and is for who deletes sensors. */
  async reject(store: ProposalStore, tenant: string, ids: readonly string[], by: string): Promise<Decided> {
    const before = await store.proposals.find(tenant, ids);
    const known = new Map(before.map((proposal) => [proposal.id, proposal]));
    const refused: ProposalsDecided['refused'] = [];
    for (const id of new Set(ids)) {
      const state = known.get(id)?.state;
      if (state === undefined) refused.push({ id, field: 'id', reason: 'There is no such proposal.' });
      if (state === 'approved')
        refused.push({ id, field: 'id', reason: 'It is a sensor by now; delete that instead.' });
    }
    const open = before.filter(({ state }) => state !== 'approved').map(({ id }) => ({ id }));
    if (open.length === 0) return { decided: [], refused, before };
    const decision = { state: 'rejected', by, now: this.use.clock.now() } as const;
    const decided = await store.proposals.decide(tenant, open, decision);
    this.counter.add(decided.length, { what: 'rejected' });
    return { decided: [...decided], refused, before };
  }

  /** Tried with each birth from now on. */
  addRule(store: ProposalStore, tenant: string, rule: ProposalRuleInput, by: string): Promise<ProposalRule> {
    return store.proposalRules.add(tenant, randomId(), rule, by);
  }

  private of(store: ProposalStore, tenant: string): TenantProposals {
    const ofStore = this.tenants.get(store) ?? new Map<string, TenantProposals>();
    this.tenants.set(store, ofStore);
    let found = ofStore.get(tenant);
    if (!found) {
      const { clock, logger } = this.use;
      found = new TenantProposals({
        store,
        tenant,
        clock,
        logger,
        counter: this.counter,
        approveByRule: (rule, proposals) => this.approveByRule(store, tenant, rule, proposals),
      });
      ofStore.set(tenant, found);
    }
    return found;
  }

  /** An approval like any other, which is written down after it: nobody asked for it. */
  private async approveByRule(
    store: ProposalStore,
    tenant: string,
    rule: string,
    proposals: readonly SparkplugProposal[],
  ): Promise<void> {
    const by = `rule "${rule}"`;
    const wanted = proposals.map(({ id }) => ({ id }));
    const { decided, before } = await this.approve(
      store,
      tenant,
      { proposals: wanted },
      { by, mayAddUnits: true },
    );
    if (decided.length === 0) return;
    await store.audit.record({
      tenant,
      actor: by,
      action: 'sensor:create',
      target:
        decided.length === 1 ? `${decided[0]?.unit}/${decided[0]?.sensor}` : `${decided.length} sensors`,
      outcome: 'ok',
      detail: changeOfProposals(before, decided),
    });
  }
}

/** Entries of the audit log are to be read by people: so many of a long list. */
const MOST_NAMED = 50;

/** What a decision changed, for the audit log. */
export function changeOfProposals(
  before: readonly SparkplugProposal[],
  after: readonly SparkplugProposal[],
): Record<string, unknown> {
  const named = after.slice(0, MOST_NAMED);
  const ids = new Set(named.map(({ id }) => id));
  const brief = ({ id, state, group, node, device, metric, unit, sensor }: SparkplugProposal): object => ({
    id, state, metric: [group, node, device ?? [], metric].flat().join('/'), sensor: `${unit ?? ''}/${sensor ?? ''}`,
  }); // prettier-ignore
  return {
    before: before.filter(({ id }) => ids.has(id)).map(brief),
    after: named.map(brief),
    ...(after.length > named.length ? { more: after.length - named.length } : {}),
  };
}
