import { ObjectTypeIds, makeNodeId, type AddressSpace, type Namespace, type NodeId, type UAObject } from 'node-opcua'; // prettier-ignore
import type { Clock } from '../../../../core/clock';
import { messageOf } from '../../../../core/errors';
import type { Logger } from '../../../../core/logger';
import type { AlarmChange, ServedAlarm, ServedAlarms, ServedCondition } from '../alarm-ports';
import { conditionId, conditionOf, tenantId, PLANT_NAMESPACE } from '../node-ids';
import type { ServedTenant } from '../ports';
import { ConditionNode, type ConditionHome } from './condition-node';
import { isNormal, normalAlarm } from './condition-state';
import { stateIds, typeNameOf } from './condition-types';
import type { EventItems } from './event-items';
import { Layout } from './layout';
import { Outbox } from './outbox';

/** Conditions whose parts are nodes at a time: 100 kB each. */
const MAX_SHOWN = 300;
/** Made at a stretch, 0.1 ms each; then others have their turn. */
const BATCH = 100;

export interface ConditionsOptions {
  readonly addressSpace: AddressSpace;
  readonly alarms: ServedAlarms;
  readonly items: EventItems;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Server → tenant → unit → sensor → conditions (OPC 10000-9), kept as the rules are and as the alarms go. */
export class Conditions {
  private readonly namespace: Namespace;
  /** By id of the node, and by tenant and id of the alarm. */
  private readonly nodes = new Map<string, ConditionNode>();
  private readonly tenants = new Map<string, Map<string, ConditionNode>>();
  private readonly layouts = new Map<string, Layout>();
  /** Those whose parts are nodes, the one that was asked for last at the end. */
  private readonly shown = new Set<ConditionNode>();
  private readonly outbox: Outbox;
  private readonly limitStates: ReadonlyMap<string, NodeId>;
  private readonly shelvingStates: ReadonlyMap<string, NodeId>;
  private stopped = false;

  /** `onUnknown`: an alarm came that no condition is known of: rules have changed. */
  constructor(
    private readonly use: ConditionsOptions,
    private readonly onUnknown: () => void,
  ) {
    const { addressSpace, clock } = use;
    this.namespace = addressSpace.getNamespace(PLANT_NAMESPACE) as Namespace;
    this.limitStates = stateIds(addressSpace, 'ExclusiveLimitStateMachineType');
    this.shelvingStates = stateIds(addressSpace, 'ShelvedStateMachineType');
    this.outbox = new Outbox(clock, (tenant) => this.askForRefresh(tenant));
  }

  get size(): number {
    return this.nodes.size;
  }

  /** Takes away what hangs on units and sensors that are about to go. */
  prune(plant: readonly ServedTenant[]): void {
    const places = new Set<string>();
    for (const { key, units } of plant) {
      places.add(key);
      for (const unit of units)
        for (const sensor of unit.sensors) places.add(`${key}/${unit.key}/${sensor.key}`);
    }
    for (const node of this.nodes.values()) {
      const { unit, sensor } = node.state.now.condition;
      const place = unit === undefined ? node.tenant : `${node.tenant}/${unit}/${sensor ?? ''}`;
      if (!places.has(place)) this.remove(node);
    }
  }

  /** Takes over the rules of the tenants and how their alarms are. What cannot be found out at present stays. */
  async sync(tenants: Iterable<string>): Promise<void> {
    for (const tenant of tenants) {
      if (this.stopped) return;
      try {
        const { conditions, alarms } = await this.use.alarms.read(tenant);
        await this.syncTenant(tenant, conditions);
        this.reconcile(tenant, alarms);
      } catch (error) {
        this.use.logger.warn('The OPC UA server could not read alarm rules', {
          tenant,
          reason: messageOf(error),
        });
      }
    }
  }

  /** Catches up with what was not told here, e.g. because another process evaluates. */
  async catchUp(): Promise<void> {
    for (const tenant of [...this.tenants.keys()]) {
      try {
        const alarms = await this.use.alarms.alarms(tenant);
        if (this.stopped) return;
        this.reconcile(tenant, alarms);
      } catch (error) {
        this.use.logger.debug('Alarms could not be read', { tenant, reason: messageOf(error) });
      }
    }
  }

  change(tenant: string, changes: readonly AlarmChange[]): void {
    const known = this.tenants.get(tenant);
    if (!known || this.stopped) return;
    const now = this.use.clock.now();
    for (const change of changes) {
      const node = known.get(change.alarm.id);
      if (!node) this.onUnknown();
      else if (node.state.change(change, now)) this.tell(node);
    }
  }

  /** The condition of an id, or of an id of one of its parts. */
  find(id: NodeId): ConditionNode | undefined {
    const text = conditionOf(id);
    return text === undefined ? undefined : this.nodes.get(text);
  }

  /** A session that may know of it asks for a condition or a part of one: its parts become nodes. */
  show(id: NodeId): 'made' | 'known' {
    const node = this.find(id);
    if (!node) return 'known';
    const result = node.isShown ? 'known' : 'made';
    this.shown.delete(node);
    this.shown.add(node);
    node.show(this.use.clock.now());
    for (const one of this.shown) {
      if (this.shown.size <= MAX_SHOWN) break;
      if (one.isWatched) continue;
      one.hide();
      this.shown.delete(one);
    }
    return result;
  }

  /** A notification of how the condition is now. */
  tell(node: ConditionNode): void {
    const now = this.use.clock.now();
    const event = node.event(now);
    if (node.isShown) node.show(now);
    this.outbox.push(node.tenant, () => node.raise(event));
  }

  /** ConditionRefresh (OPC 10000-9 §5.5.7): those that operators see, as they are. */
  refresh(tenant: string): void {
    const now = this.use.clock.now();
    for (const node of this.tenants.get(tenant)?.values() ?? [])
      if (node.state.now.alarm.retained) node.raise(node.event(now));
  }

  stop(): void {
    this.stopped = true;
    this.outbox.stop();
  }

  private async syncTenant(tenant: string, wanted: readonly ServedCondition[]): Promise<void> {
    const known = this.tenants.get(tenant) ?? new Map<string, ConditionNode>();
    this.tenants.set(tenant, known);
    const ids = new Set(wanted.map(({ id }) => id));
    let changed = false;
    for (const [id, node] of known)
      if (!ids.has(id)) {
        this.remove(node);
        changed = true;
      }
    let made = 0;
    for (const condition of wanted) {
      const node = known.get(condition.id);
      if (node?.isInPlace && node.typeName === typeNameOf(condition.watch)) {
        this.update(node, condition);
        continue;
      }
      const before = node?.state.now.alarm;
      if (node) this.remove(node, 'silently');
      const next = ConditionNode.add(this.homeOf(tenant, condition), condition, this.use.clock.now());
      if (!next) continue;
      known.set(condition.id, next);
      this.nodes.set(textOf(tenant, condition), next);
      if (before) this.change(tenant, [{ alarm: before, at: before.since }]);
      changed = true;
      if (++made % BATCH === 0) await this.pause();
      if (this.stopped) return;
    }
    if (changed) this.tellModel(tenant);
  }

  private update(node: ConditionNode, condition: ServedCondition): void {
    if (JSON.stringify(condition) === JSON.stringify(node.state.now.condition)) return;
    // Parts that the rule has now may be others.
    node.hide();
    this.shown.delete(node);
    node.state.become(condition);
  }

  private reconcile(tenant: string, alarms: readonly ServedAlarm[]): void {
    const known = this.tenants.get(tenant);
    if (!known) return;
    const now = this.use.clock.now();
    const there = new Set(alarms.map(({ id }) => id));
    const over = [...known.values()]
      .map(({ state }) => state.now.alarm)
      .filter((alarm) => !there.has(alarm.id) && !isNormal(alarm))
      .map((alarm) => ({ alarm: normalised(alarm, now), at: now }));
    const current = alarms
      .filter(({ id }) => known.has(id))
      .map((alarm) => ({ alarm, at: Math.max(alarm.since, alarm.acknowledgedAt ?? 0) }));
    this.change(tenant, [...over, ...current]);
  }

  private remove(node: ConditionNode, how: 'told' | 'silently' = 'told'): void {
    const { alarm, condition } = node.state.now;
    const now = this.use.clock.now();
    // While it can still be looked up: clients forget it by this.
    if (how === 'told' && alarm.retained) {
      node.state.change({ alarm: normalised(alarm, now), at: now }, now);
      node.raise(node.event(now));
    }
    node.delete();
    this.shown.delete(node);
    this.nodes.delete(textOf(node.tenant, condition));
    this.tenants.get(node.tenant)?.delete(condition.id);
  }

  private homeOf(tenant: string, { watch }: ServedCondition): ConditionHome {
    const { addressSpace } = this.use;
    const name = typeNameOf(watch);
    let layout = this.layouts.get(name);
    if (!layout) {
      const type = addressSpace.findEventType(name);
      if (!type) throw new Error(`the standard address space has no ${name}`);
      this.layouts.set(name, (layout = new Layout(type)));
    }
    const { namespace, limitStates, shelvingStates } = this;
    return { addressSpace, namespace, tenant, layout, limitStates, shelvingStates };
  }

  /** Its source is the tenant's folder, by which it reaches that tenant's sessions only. */
  private tellModel(tenant: string): void {
    this.folder(tenant)?.raiseEvent('BaseModelChangeEventType', {
      message: { dataType: 'LocalizedText', value: { text: 'Alarm rules have changed.' } },
    });
  }

  private askForRefresh(tenant: string): void {
    this.use.logger.warn('Alarms come faster than OPC UA clients can be told', { tenant });
    this.use.items.tell(tenant, {
      type: makeNodeId(ObjectTypeIds.RefreshRequiredEventType),
      source: tenantId(tenant),
      sourceName: tenant,
      message: 'Events of conditions were lost.',
    });
  }

  private folder(tenant: string): UAObject | undefined {
    return (this.use.addressSpace.findNode(tenantId(tenant)) as UAObject | null) ?? undefined;
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => void this.use.clock.after(0, resolve));
  }
}

const textOf = (tenant: string, condition: ServedCondition): string =>
  String(conditionId(tenant, condition).value);

/** What an alarm is when nothing is known of it any more; its text stays, so that people see what is over. */
const normalised = (alarm: ServedAlarm, now: number): ServedAlarm => ({
  ...normalAlarm(alarm.id, now),
  priority: alarm.priority,
  message: alarm.message,
});
