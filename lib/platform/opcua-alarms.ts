import { ACTION_PERMISSIONS } from '../alarms/actions';
import type { Condition } from '../alarms/condition';
import { rulesInForce, type AlarmInstance, type AlarmNotice } from '../alarms/ports';
import type { AlarmRuleInput } from '../alarms/rule';
import type { AlarmService } from '../alarms/service/alarm-service';
import type { Alarm } from '../alarms/service/shown';
import { isAnnounced, isUnacknowledged } from '../alarms/state-machine';
import { instanceId, targetsOf, type Target } from '../alarms/targets';
import type {
  ActRefusal,
  AlarmChange,
  ConditionOrder,
  ConditionWatch,
  LimitName,
  ServedAlarm,
  ServedAlarms,
  ServedCondition,
  ServedUser,
  ServerPorts,
} from '../connectors/opcua/server';
import { isThermaCoreError } from '../core/errors';
import type { Logger } from '../core/logger';
import { may, type AuthService, type Permission } from '../tenancy';
import { StoredPlants } from './alarm-plant';
import type { Alarms, AlarmsStore } from './alarms';

export interface OpcuaAlarmsOptions {
  readonly store: AlarmsStore;
  /** Waits for identity; rejects when it is not there. */
  readonly auth: () => Promise<Pick<AuthService, 'lookUp'>>;
  readonly alarms: Pick<Alarms<AlarmsStore>, 'of' | 'onNotices'>;
  readonly logger: Logger;
  readonly isDatabaseThere: () => boolean;
}

/** More alarms than a plant has; of those that are not normal all are told. */
const MAX_ALARMS = 100_000;

/** The alarms of an installation as an OPC UA server shows them, and whether they are evaluated here. */
export function opcuaAlarms(options: OpcuaAlarmsOptions): Pick<ServerPorts, 'alarms' | 'health'> {
  const served = new StoredAlarms(options);
  return {
    alarms: served,
    health: () => ({ database: options.isDatabaseThere(), evaluates: served.evaluates }),
  };
}

class StoredAlarms implements ServedAlarms {
  private readonly service: AlarmService;
  private readonly plants: StoredPlants;
  private readonly listeners = new Set<() => void>();
  /** Rules of flows as they were read, by tenant; where there are rules at all, the tenant is here. */
  private readonly flowRules = new Map<string, readonly AlarmRuleInput[] | undefined>();
  private readonly ruled = new Set<string>();

  constructor(private readonly use: OpcuaAlarmsOptions) {
    this.service = use.alarms.of(use.store);
    this.plants = new StoredPlants(use.store, use.logger);
  }

  /** Of every tenant that has rules. */
  get evaluates(): boolean {
    return [...this.ruled].every((tenant) => ['running', 'keeping'].includes(this.service.stateOf(tenant)));
  }

  async read(tenant: string): ReturnType<ServedAlarms['read']> {
    const { store } = this.use;
    const known = this.service.tenant(tenant);
    this.flowRules.set(tenant, known?.flowRules);
    const registry = await store.alarmRules.all(tenant);
    const rules = rulesInForce(registry, known?.flowRules ?? []).filter(
      ({ key, enabled }) => enabled && !known?.brokenRules.has(key),
    );
    const plant = await this.plants.load(tenant);
    plant.close();
    const conditions = rules.flatMap((rule) =>
      targetsOf(rule, plant)
        .filter(({ source, facts }) => source.device !== undefined || facts !== undefined)
        .map((target) => servedCondition(rule, target)),
    );
    if (conditions.length > 0) this.ruled.add(tenant);
    else this.ruled.delete(tenant);
    return { conditions, alarms: await this.alarms(tenant) };
  }

  async alarms(tenant: string): Promise<readonly ServedAlarm[]> {
    // A deploy brings rules of a flow, and nobody tells.
    if (this.flowRules.has(tenant) && this.flowRules.get(tenant) !== this.service.tenant(tenant)?.flowRules)
      for (const listener of this.listeners) listener();
    const { items } = await this.service.list(tenant, { view: 'all', limit: MAX_ALARMS });
    return items.map((alarm) => servedAlarm(ofShown(alarm)));
  }

  onAlarms(listener: (tenant: string, changes: readonly AlarmChange[]) => void): () => void {
    const { alarms, store } = this.use;
    return alarms.onNotices(store, (tenant, notices, gone) => {
      // One event for a change: that it is kept by now is no second one.
      const fresh = notices.filter(({ again }) => !again);
      if (fresh.length + gone.length > 0) listener(tenant, [...fresh.map(changeOf), ...gone.map(goneOf)]);
    });
  }

  onRules(listener: () => void): () => void {
    const stop = this.use.store.onAlarmRules(listener);
    this.listeners.add(listener);
    return () => {
      stop();
      this.listeners.delete(listener);
    };
  }

  async act(user: ServedUser, order: ConditionOrder): Promise<ActRefusal | undefined> {
    const { action, comment, seconds, alarm } = order;
    // As the user stands now: a right that was taken a moment ago does not count any more.
    const principal = await (await this.use.auth()).lookUp(user.name);
    const permission: Permission = action === 'comment' ? 'alarm:acknowledge' : ACTION_PERMISSIONS[action];
    if (!principal || principal.tenant !== user.tenant || !may(principal, permission)) {
      await this.record(user, order, 'refused');
      return 'permission';
    }
    if (action === 'comment') return this.comment(user, order);
    try {
      await this.service.act({ tenant: user.tenant, principal }, alarm, { action, comment, seconds });
      return undefined;
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal) return refusal;
      throw error;
    }
  }

  /** The audit log has it; the journal has comments of what is done to an alarm only. */
  private async comment(user: ServedUser, order: ConditionOrder): Promise<undefined> {
    await this.record(user, order, 'ok');
    return undefined;
  }

  private record(
    { name, tenant }: ServedUser,
    { action, comment, seconds, alarm }: ConditionOrder,
    outcome: 'ok' | 'refused',
  ): Promise<void> {
    return this.use.store.audit.record({
      tenant,
      actor: name,
      action: `alarm:${action}`,
      target: alarm,
      outcome,
      detail: {
        by: 'opcua',
        ...(comment === undefined ? {} : { comment }),
        ...(seconds === undefined ? {} : { seconds }),
      },
    });
  }
}

/** Undefined: it is not about what was asked for. */
function refusalOf(error: unknown): ActRefusal | undefined {
  if (!isThermaCoreError(error)) return undefined;
  if (error.code === 'not-found') return 'unknown';
  if (error.code === 'conflict') return 'state';
  if (error.code !== 'invalid') return undefined;
  return error.field === 'seconds' ? 'time' : 'comment';
}

export const servedCondition = (rule: AlarmRuleInput, { source }: Target): ServedCondition => ({
  id: instanceId(rule.key, source),
  rule: rule.key,
  name: rule.name,
  unit: source.unit,
  sensor: source.sensor,
  device: source.device,
  watch: watchOf(rule.condition, source.unit),
  latches: rule.latch,
  maxShelveSeconds: rule.maxShelveSeconds,
  commented: rule.commentRequired,
  onDelaySeconds: rule.onDelaySeconds,
  offDelaySeconds: rule.offDelaySeconds,
});

function watchOf(condition: Condition, unit: string | undefined): ConditionWatch {
  switch (condition.kind) {
    case 'limit':
      return {
        kind: 'limit',
        limits: Object.fromEntries(condition.limits.map(({ level, value }) => [level, value])),
      };
    case 'deviation': {
      const { from, limit, direction } = condition;
      const setpointUnit = from.kind === 'sensor' ? (from.unit ?? unit) : undefined;
      return {
        kind: 'deviation',
        limits: sidesOf(limit, direction !== 'below', direction !== 'above'),
        setpoint:
          from.kind === 'sensor' && setpointUnit !== undefined
            ? { unit: setpointUnit, sensor: from.sensor }
            : undefined,
      };
    }
    case 'rate-of-change': {
      const { limit, direction } = condition;
      return { kind: 'rate', limits: sidesOf(limit, direction !== 'falling', direction !== 'rising') };
    }
    case 'digital':
      return { kind: 'digital' };
    case 'stale':
    case 'bad-quality':
    case 'device-offline':
    case 'anomaly':
    case 'expression':
    case 'foreign':
      return { kind: 'other' };
  }
}

const sidesOf = (limit: number, up: boolean, down: boolean): Partial<Record<'high' | 'low', number>> => ({
  ...(up ? { high: limit } : {}),
  ...(down ? { low: -limit } : {}),
});

type AlarmFacts = Pick<
  AlarmInstance,
  'id' | 'state' | 'since' | 'active' | 'level' | 'priority' | 'message' | 'value' | 'quality' | 'activeSince' | 'acknowledgedAt' | 'acknowledgedBy' | 'shelvedUntil' | 'comment'
>; // prettier-ignore

const ms = (time: string | undefined): number | undefined =>
  time === undefined ? undefined : Date.parse(time);

/** From the list, which has times as text. */
const ofShown = (alarm: Alarm): AlarmFacts => ({
  ...alarm,
  level: alarm.level,
  since: Date.parse(alarm.since),
  activeSince: ms(alarm.activeSince),
  acknowledgedAt: ms(alarm.acknowledgedAt),
  shelvedUntil: ms(alarm.shelvedUntil),
});

const COVERS = {
  shelved: 'shelved',
  'suppressed-by-design': 'suppressed',
  'out-of-service': 'out-of-service',
} as const;

export function servedAlarm(alarm: AlarmFacts, user?: string): ServedAlarm {
  const { state, level, priority } = alarm;
  const cover = state in COVERS ? COVERS[state as keyof typeof COVERS] : undefined;
  return {
    id: alarm.id,
    active: alarm.active,
    acknowledged: !isUnacknowledged(state),
    latched: state.startsWith('latched'),
    cover,
    // What people put away they have to find again; what is suppressed by design comes back by itself.
    retained:
      priority !== 'journal' &&
      (isAnnounced(state) || (cover !== undefined && (cover !== 'suppressed' || alarm.active))),
    priority,
    level: level === undefined || level === 'active' ? undefined : (level satisfies LimitName),
    message: alarm.message,
    value: alarm.value,
    quality: alarm.quality,
    since: alarm.since,
    activeSince: alarm.activeSince,
    acknowledgedAt: alarm.acknowledgedAt,
    shelvedUntil: alarm.shelvedUntil,
    user: user ?? alarm.acknowledgedBy,
    comment: alarm.comment,
  };
}

const changeOf = ({ entry, alarm }: AlarmNotice): AlarmChange => ({
  alarm: servedAlarm(alarm, entry.user),
  at: entry.at,
});

/** Its rule or what it was on went. */
const goneOf = (alarm: AlarmInstance): AlarmChange => ({
  alarm: servedAlarm({ ...alarm, state: 'normal', active: false }),
  at: alarm.since,
});
