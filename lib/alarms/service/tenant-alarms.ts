import { Claiming, type Ownership } from '../../core/claiming';
import { ThermaCoreError } from '../../core/errors';
import type { Gate } from '../../core/gate';
import type { Reading } from '../../core/reading';
import type { AlarmActionRequest } from '../actions';
import type { ActionResult } from '../engine';
import {
  isReadable,
  rulesInForce,
  type AlarmEffect,
  type AlarmInstance,
  type AlarmRuleRecord,
  type InstanceRecord,
  type KeptRule,
} from '../ports';
import type { AlarmRuleInput } from '../rule';
import type { RuleFault } from '../rule-faults';
import { removalOf } from '../shown';
import { Applying } from './applying';
import { AlarmBoard, noSuchAlarm } from './board';
import { ForeignAlarms } from './foreign-alarms';
import { AlarmMirror } from './mirror';
import { loadTenant, type LoadingUse, type Running } from './loading';
import type { AlarmListener, ConditionSources, DeviceReach } from './ports';
import { STATE_TEXT, type TenantState } from './state';
import { Telling } from './telling';

export interface TenantAlarmsUse extends LoadingUse {
  /** Shared by all tenants: a few of them are loaded at a time. */
  readonly loading: Gate;
  readonly ownership: Ownership;
  readonly reach: DeviceReach;
  readonly conditions: ConditionSources;
  readonly listener: AlarmListener;
  /** The time at which it wants to be woken may be another one now, or its state. */
  readonly changed: () => void;
}

/** A reading that was scored: what rules of the kind `anomaly` look at. */
export interface ScoredSensor {
  readonly unit: string;
  readonly sensor: string;
  /** Epoch ms, in the field's time. */
  readonly timestamp: number;
  /** 0 to 1. */
  readonly anomaly: { readonly score: number };
}

/** Readings kept while rules and alarms are loaded; beyond, the oldest are not evaluated. */
const MAX_WAITING = 20_000;
/** How long a stop waits for what is still to be written. */
const FLUSH_MS = 5_000;

/** The alarms of one tenant in this process: evaluates while it has the claim, and hands on what comes out. */
export class TenantAlarms {
  readonly board = new AlarmBoard();
  private present: TenantState = 'starting';
  private running: Running | undefined;
  /** From before it runs. */
  private applying: Applying | undefined;
  private waiting: Reading[] = [];
  private registry: readonly KeptRule[] = [];
  private flow: readonly AlarmRuleInput[] = [];
  /** What the engine is given of a rule: of the same one the same, which it then knows already. */
  private readonly inputs = new WeakMap<AlarmRuleInput, AlarmRuleInput>();
  private broken: ReadonlyMap<string, readonly RuleFault[]> = new Map();
  private readonly claiming: Claiming;
  private readonly telling: Telling;
  /** While another process evaluates. */
  private mirror: AlarmMirror | undefined;
  private reloading: Promise<void> | undefined;
  private reloadAgain = false;
  /** The rules changed while they were being loaded. */
  private changedMeanwhile = false;
  /** When a device was last found to answer or not to, epoch ms. */
  private readonly foundAt = new Map<string, number>();
  /** Readings that were not evaluated. */
  dropped = 0;

  constructor(
    readonly tenant: string,
    private readonly use: TenantAlarmsUse,
  ) {
    const { clock, logger, ownership, loading } = use;
    this.telling = new Telling({
      clock,
      board: this.board,
      tell: (notices, gone) => {
        use.listener(tenant, notices, gone);
        use.changed();
      },
    });
    this.claiming = new Claiming({
      tenant,
      what: 'Alarms',
      ownership,
      clock,
      logger,
      loading,
      show: (state) => this.show(state),
      load: (onConflict) => this.load(onConflict),
      unload: () => this.unload(),
    });
  }

  get state(): TenantState {
    return this.present;
  }

  /** This process evaluates, so it knows what is wrong with which rule. */
  get evaluates(): boolean {
    return this.running !== undefined;
  }

  /** What people are shown; undefined: only the database knows. */
  get shownBoard(): AlarmBoard | undefined {
    if (this.mirror) return this.mirror.isLoaded ? this.mirror.board : undefined;
    return this.running ? this.board : undefined;
  }

  /** Rules that have no alarms, or fewer, because they make no sense for the plant as it is, and why. */
  get brokenRules(): ReadonlyMap<string, readonly RuleFault[]> {
    return this.broken;
  }

  get flowRules(): readonly AlarmRuleInput[] {
    return this.flow;
  }

  get isFlood(): boolean {
    return this.running?.engine.isFlood ?? this.mirror?.isFlood ?? false;
  }

  /** Lines of the journal and alarms that are not written yet. */
  get unwritten(): number {
    return this.running?.queue.waiting ?? 0;
  }

  /** When it wants to be woken, epoch ms. */
  get wakeAt(): number | undefined {
    return this.running?.engine.wakeAt;
  }

  start(): void {
    this.claiming.start();
  }

  /** Writes what is still to be written, as far as it can be within a few seconds, and gives the claim back. */
  async stop(): Promise<void> {
    await this.claiming.stop();
    this.mirror?.stop();
    this.mirror = undefined;
    this.present = 'stopped';
  }

  /** Rules typed into the form of a node; those whose key the registry has do not count. */
  setFlowRules(rules: readonly AlarmRuleInput[]): void {
    this.flow = rules;
    this.applying?.soon();
  }

  readings(readings: readonly Reading[]): void {
    const { running } = this;
    if (running) {
      running.engine.readings(readings, this.use.clock.now());
      this.settle();
      return;
    }
    if (this.present !== 'starting') {
      this.dropped += readings.length;
      return;
    }
    for (const reading of readings) this.waiting.push(reading);
    const over = this.waiting.length - MAX_WAITING;
    if (over <= 0) return;
    this.waiting.splice(0, over);
    this.dropped += over;
  }

  /** A device of the registry was found to answer, or not to. */
  device(device: string, online: boolean): void {
    const now = this.use.clock.now();
    // Two findings in one millisecond are two moments.
    const at = Math.max(now, (this.foundAt.get(device) ?? 0) + 1);
    this.foundAt.set(device, at);
    this.running?.engine.device(device, online, at, now);
    this.settle();
  }

  /** Scores of readings, as anomaly detection gives them. */
  scores(scored: readonly ScoredSensor[]): void {
    const { running } = this;
    if (!running) return;
    const now = this.use.clock.now();
    for (const { unit, sensor, timestamp, anomaly } of scored)
      running.engine.score(unit, sensor, anomaly.score, timestamp, now);
    this.settle();
  }

  wake(): void {
    this.running?.engine.wake(this.use.clock.now());
    this.settle();
  }

  /** Each on its own; throws where none can be done now. */
  actAll(ids: readonly string[], request: AlarmActionRequest): ActionResult[] {
    const { engine } = this.require();
    const known = ids.filter((id) => engine.get(id));
    const results = engine.actAll(known, request, this.use.clock.now());
    this.settle();
    const others = ids.filter((id) => !known.includes(id));
    return [...results, ...others.map((id) => ({ id, refused: noSuchAlarm(id) }))];
  }

  /**
   * Has the system whose condition it is do it; undefined where it is an alarm of ours, or ours to do. Rejects in words.
   */
  async actAbroad(id: string, request: AlarmActionRequest): Promise<AlarmInstance | undefined> {
    const { engine, foreign } = this.require();
    const [alarm, rule] = [engine.get(id), engine.ruleOf(id)];
    if (!alarm || rule?.condition.kind !== 'foreign') return undefined;
    engine.check(id, request, this.use.clock.now());
    return (await foreign.act(alarm, rule, request)) ? this.get(id) : undefined;
  }

  /** Which of them are conditions of other systems. */
  abroad(ids: readonly string[]): ReadonlySet<string> {
    const { engine } = this.require();
    return new Set(ids.filter((id) => engine.ruleOf(id)?.condition.kind === 'foreign'));
  }

  /** Resolves when what was decided until now is in the database or on disk, or `ms` have passed. */
  async written(ms: number): Promise<void> {
    await this.running?.queue.written(ms);
  }

  /** Undefined where this process does not evaluate. */
  get(id: string): AlarmInstance | undefined {
    return this.running?.engine.get(id);
  }

  /** The rules changed: takes them as the database has them now. Rejects when it is away. */
  async reload(): Promise<void> {
    this.changedMeanwhile = true;
    if (!this.running) return;
    if (this.reloading) {
      this.reloadAgain = true;
      return this.reloading;
    }
    this.reloading = (async () => {
      do {
        this.reloadAgain = false;
        this.registry = await this.use.store.rules.all(this.tenant, this.registry);
        await this.applying?.apply();
      } while (this.reloadAgain as boolean);
    })();
    try {
      await this.reloading;
    } finally {
      this.reloading = undefined;
    }
  }

  private require(): Running {
    if (this.running) return this.running;
    throw new ThermaCoreError('unavailable', `The alarms cannot be acted on: ${STATE_TEXT[this.present]}.`, {
      advice: 'Try again in a few seconds.',
    });
  }

  private async load(onConflict: () => void): Promise<void> {
    const foreignOf = (kept: readonly InstanceRecord[]): ForeignAlarms => this.foreignOf(kept);
    const { running, records } = await loadTenant(this.tenant, this.use, onConflict, foreignOf);
    try {
      await this.readRules();
      const applying = (this.applying = this.applyingOf(running));
      running.plant.onChange(() => applying.soon(false));
      // An alarm whose rule does not count yet would be taken for one whose rule is gone.
      if (!(await applying.apply())) throw stopping();
    } catch (error) {
      this.applying?.stop();
      running.plant.close();
      throw error;
    }
    const before = this.board.all;
    this.board.clear();
    for (const { shown } of records) this.board.put(shown);
    this.running = running;
    this.settle();
    this.forgetStrays(records);
    // Of what was shown until now and is there no more, another process knew the end.
    const gone = before.filter(({ id }) => !this.board.get(id));
    if (gone.length > 0) this.use.listener(this.tenant, [], gone);
    // What became of devices before there were alarms.
    for (const [device, online] of this.use.reach(this.tenant)) this.device(device, online);
    running.foreign.start();
    const { waiting } = this;
    this.waiting = [];
    this.readings(waiting);
    // While the rules were being put in force.
    if (this.changedMeanwhile) await this.reload();
  }

  private applyingOf(running: Running): Applying {
    const { tenant, use } = this;
    return new Applying({
      ...use,
      tenant,
      engine: running.engine,
      rules: () => {
        const written = rulesInForce(this.registry, this.flow).map((rule) => this.inputOf(rule));
        return [...written, ...running.foreign.rulesBeside(written)];
      },
      settle: () => this.settle(),
      applied: (faults) => this.applied(faults),
      isWanted: () => !this.claiming.isStopping,
    });
  }

  private foreignOf(records: readonly InstanceRecord[]): ForeignAlarms {
    const { clock, conditions: sources } = this.use;
    return new ForeignAlarms(records, {
      tenant: this.tenant,
      sources,
      clock,
      engine: () => this.running?.engine,
      rulesChanged: () => this.applying?.soon(),
      told: () => this.settle(),
    });
  }

  private async readRules(): Promise<void> {
    do {
      this.changedMeanwhile = false;
      this.registry = await this.use.store.rules.all(this.tenant, this.registry);
    } while (this.changedMeanwhile as boolean);
  }

  private async unload(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    this.applying?.stop();
    this.applying = undefined;
    running?.foreign.stop();
    running?.plant.close();
    await running?.queue.close(FLUSH_MS);
  }

  /** Alarms of rules and sensors that went while nobody evaluated. */
  private forgetStrays(records: readonly InstanceRecord[]): void {
    const now = this.use.clock.now();
    const strays = records.filter(({ id }) => !this.get(id));
    for (const { id } of strays) this.board.remove(id);
    const effects = strays.flatMap(({ id, shown }): AlarmEffect[] => {
      const removed = { kind: 'removed', instance: id } as const;
      if (shown.state === 'normal') return [removed];
      const line = { id: `${id}@${now}#removed`, at: now, evaluatedAt: now };
      return [{ kind: 'journal', entry: removalOf(shown, line) }, removed];
    });
    if (effects.length > 0) this.running?.queue.keep(effects);
  }

  private applied(faults: ReadonlyMap<string, readonly RuleFault[]>): void {
    const unreadable = this.registry.flatMap((rule) =>
      isReadable(rule) ? [] : [[rule.key, [rule.fault]] as const],
    );
    this.broken = new Map([...unreadable, ...faults]);
    this.settle();
    this.use.changed();
  }

  private inputOf(rule: AlarmRuleInput): AlarmRuleInput {
    const input = this.inputs.get(rule) ?? inputOf(rule);
    this.inputs.set(rule, input);
    return input;
  }

  /** Hands on what the engine decided. */
  private settle(): void {
    const { running } = this;
    if (!running) return;
    const effects = running.engine.take();
    if (effects.length === 0) return this.use.changed();
    const { engine, queue } = running;
    queue.keep(
      effects,
      this.telling.add(effects, (id) => engine.get(id), queue.isHeldUp),
    );
    this.use.changed();
  }

  private show(state: TenantState): void {
    if (state === this.present) return;
    this.present = state;
    this.mirror?.stop();
    this.mirror = undefined;
    // From now on it is the other process that knows them.
    if (state === 'elsewhere') {
      this.board.clear();
      const { tenant, use } = this;
      this.mirror = new AlarmMirror({ ...use, tenant });
    }
    if (state === 'elsewhere' || state === 'away' || state === 'stopped') {
      this.dropped += this.waiting.length;
      this.waiting = [];
    }
    this.use.changed();
  }
}

const stopping = (): ThermaCoreError => new ThermaCoreError('unavailable', 'Alarms are being stopped.');

/** Without what the store knows of it: a change of that alone is none to the engine. */
function inputOf({
  version: _version,
  createdAt: _createdAt,
  createdBy: _createdBy,
  updatedAt: _updatedAt,
  updatedBy: _updatedBy,
  ...rule
}: AlarmRuleInput & Partial<AlarmRuleRecord>): AlarmRuleInput {
  return rule;
}
