import { Backoff } from '../../core/backoff';
import { sleep, type Clock } from '../../core/clock';
import { ThermaCoreError, isThermaCoreError } from '../../core/errors';
import type { Logger } from '../../core/logger';
import type { Reading } from '../../core/reading';
import type { AlarmActionRequest } from '../actions';
import { AlarmEngine, type ActionResult } from '../engine';
import type { AlarmEffect, AlarmInstance, AlarmNotice, AlarmRuleRecord, InstanceRecord } from '../ports';
import type { AlarmRuleInput } from '../rule';
import type { RuleFault } from '../rule-faults';
import { removalOf } from '../shown';
import { AlarmBoard, isShownToOperators, noSuchAlarm } from './board';
import { ForeignAlarms } from './foreign-alarms';
import { AlarmQueue } from './queue';
import type {
  AlarmClaim,
  AlarmListener,
  AlarmOwnership,
  AlarmPlants,
  AlarmStore,
  ConditionSources,
  DeviceReach,
  LoadedPlant,
} from './ports';

export interface TenantAlarmsUse {
  readonly store: AlarmStore;
  readonly plants: AlarmPlants;
  readonly ownership: AlarmOwnership;
  readonly reach: DeviceReach;
  readonly conditions: ConditionSources;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly listener: AlarmListener;
  /** The time at which it wants to be woken may be another one now, or its state. */
  readonly changed: () => void;
  /** Lines of the journal that will never be written. */
  readonly lost: (lines: number) => void;
}

/** Where the evaluation of a tenant's rules is. */
export type TenantState =
  | 'starting'
  | 'running'
  /** Evaluates while the database is away; what comes out waits on disk. */
  | 'keeping'
  | 'elsewhere'
  | 'away'
  | 'stopped';

export const STATE_TEXT: Readonly<Record<TenantState, string>> = {
  starting: 'loading rules and alarms',
  running: 'running',
  keeping: 'running; the database is away, alarms are kept for it',
  elsewhere: 'another process on this database evaluates the rules',
  away: 'the database is away',
  stopped: 'stopped',
};

/** Readings kept while rules and alarms are loaded; beyond, the oldest are not evaluated. */
const MAX_WAITING = 20_000;
/** How often the right to evaluate is asked for while another process has it. */
const ASK_AGAIN_MS = 5_000;
/** How long a stop waits for what is still to be written. */
const FLUSH_MS = 5_000;

interface Running {
  readonly engine: AlarmEngine;
  readonly plant: LoadedPlant;
  readonly queue: AlarmQueue;
  readonly foreign: ForeignAlarms;
}

/**
 * The alarms of one tenant in this process: claims them, loads rules and alarms, evaluates, hands on what comes out. Loads
 * anew when the claim was lost or another process turns out to have written: what the database has is what counts.
 */
export class TenantAlarms {
  readonly board = new AlarmBoard();
  private present: TenantState = 'starting';
  private running: Running | undefined;
  private waiting: Reading[] = [];
  private registry: readonly AlarmRuleRecord[] = [];
  private flow: readonly AlarmRuleInput[] = [];
  private broken: ReadonlyMap<string, readonly RuleFault[]> = new Map();
  private readonly stopping = new AbortController();
  private life: Promise<void> = Promise.resolve();
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
  ) {}

  get state(): TenantState {
    return this.present;
  }

  /** Rules that have no alarms, or fewer, because they make no sense for the plant as it is, and why. */
  get brokenRules(): ReadonlyMap<string, readonly RuleFault[]> {
    return this.broken;
  }

  get flowRules(): readonly AlarmRuleInput[] {
    return this.flow;
  }

  get isFlood(): boolean {
    return this.running?.engine.isFlood ?? false;
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
    this.life = this.live();
  }

  /** Writes what is still to be written, as far as it can be within a few seconds, and gives the claim back. */
  async stop(): Promise<void> {
    this.stopping.abort(new ThermaCoreError('unavailable', 'Alarms are being stopped.'));
    await this.life;
    this.present = 'stopped';
  }

  /** Rules typed into the form of a node; those whose key the registry has do not count. */
  setFlowRules(rules: readonly AlarmRuleInput[]): void {
    this.flow = rules;
    this.applyRules();
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

  wake(): void {
    this.running?.engine.wake(this.use.clock.now());
    this.settle();
  }

  /** Throws in words where it is not possible. */
  act(id: string, request: AlarmActionRequest): AlarmInstance {
    const { engine } = this.require();
    if (!engine.get(id)) throw noSuchAlarm(id);
    try {
      return engine.act(id, request, this.use.clock.now());
    } finally {
      this.settle();
    }
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

  actAll(ids: readonly string[], request: AlarmActionRequest): ActionResult[] {
    const results = this.require().engine.actAll(ids, request, this.use.clock.now());
    this.settle();
    return results;
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
        this.registry = await this.use.store.rules.all(this.tenant);
        this.applyRules();
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
      advice:
        this.present === 'elsewhere' ? 'Ask the process that evaluates them.' : 'Try again in a few seconds.',
    });
  }

  private async live(): Promise<void> {
    const { clock, logger, ownership } = this.use;
    const { signal } = this.stopping;
    const backoff = new Backoff({ ceiling: ASK_AGAIN_MS });
    while (!signal.aborted) {
      let claim: AlarmClaim | undefined;
      let wait = 0;
      try {
        claim = await ownership.claim(this.tenant);
        if (claim) {
          claim = await this.hold(claim);
          backoff.reset();
        } else {
          this.show('elsewhere');
          wait = ASK_AGAIN_MS;
        }
      } catch (error) {
        const away = isThermaCoreError(error) && error.code === 'unavailable';
        if (!away) logger.error('Alarms could not be loaded', { tenant: this.tenant, error });
        this.show('away');
        wait = backoff.next();
      }
      await claim?.release().catch(() => undefined);
      if (wait > 0) await sleep(clock, wait, signal).catch(() => undefined);
    }
  }

  /**
   * From the claim until another process has it, or turns out to have written, or the end. A database that is away takes
   * the claim with it and nothing else: evaluation goes on, what it decides waits, and the claim is asked for again.
   */
  private async hold(claim: AlarmClaim): Promise<AlarmClaim | undefined> {
    const { logger } = this.use;
    const { signal } = this.stopping;
    const over = new AbortController();
    const end = (): void => over.abort();
    signal.addEventListener('abort', end, { once: true });
    let held: AlarmClaim | undefined = claim;
    // From the beginning: it may be lost while alarms are being loaded.
    let lost = whenLost(claim);
    this.show('starting');
    try {
      await this.load(end);
      this.show('running');
      while (held) {
        await Promise.race([lost, whenAborted(over.signal)]);
        if (over.signal.aborted) break;
        held = await this.claimAgain(over.signal);
        if (held) lost = whenLost(held);
      }
    } finally {
      signal.removeEventListener('abort', end);
      const { running } = this;
      this.running = undefined;
      running?.foreign.stop();
      // Readings that come from now on are for the next engine.
      if (!signal.aborted) this.show('starting');
      running?.plant.close();
      await running?.queue.close(FLUSH_MS);
    }
    if (!signal.aborted)
      logger.warn('Alarms are loaded anew: another process evaluated them', { tenant: this.tenant });
    return held;
  }

  /** Undefined where another process has it, or it is over. Whether one wrote meanwhile, the next write tells. */
  private async claimAgain(signal: AbortSignal): Promise<AlarmClaim | undefined> {
    const { clock, logger, ownership } = this.use;
    const backoff = new Backoff({ ceiling: ASK_AGAIN_MS });
    logger.warn('The claim on the alarms is lost; they are evaluated on, and it is asked for again', {
      tenant: this.tenant,
    });
    while (!signal.aborted) {
      try {
        const claim = await ownership.claim(this.tenant);
        this.show('running');
        return claim;
      } catch {
        this.show('keeping');
        await sleep(clock, backoff.next(), signal).catch(() => undefined);
      }
    }
    return undefined;
  }

  private async load(onConflict: () => void): Promise<void> {
    const { store, plants, clock, logger, lost } = this.use;
    const plant = await plants.load(this.tenant);
    let records: readonly InstanceRecord[];
    try {
      const keeper = await store.instances.open(this.tenant);
      records = keeper.records;
      do {
        this.changedMeanwhile = false;
        this.registry = await store.rules.all(this.tenant);
      } while (this.changedMeanwhile as boolean);
      const { tenant } = this;
      const foreign = this.foreignOf(records);
      const queue = new AlarmQueue({ tenant, keeper, clock, logger, onConflict, onLost: lost });
      const engine = new AlarmEngine({ tenant, plant: foreign.withDevices(plant), now: clock.now() });
      engine.restoreRecords(records);
      // What another process removed meanwhile is in no record.
      this.board.clear();
      for (const { shown } of records) this.board.put(shown);
      this.running = { engine, plant, queue, foreign };
    } catch (error) {
      plant.close();
      throw error;
    }
    plant.onChange(() => this.applyRules());
    this.applyRules();
    this.forgetStrays(records);
    // What became of devices before there were alarms.
    for (const [device, online] of this.use.reach(this.tenant)) this.device(device, online);
    this.running.foreign.start();
    const { waiting } = this;
    this.waiting = [];
    this.readings(waiting);
  }

  private foreignOf(records: readonly InstanceRecord[]): ForeignAlarms {
    const { clock, conditions: sources } = this.use;
    return new ForeignAlarms(records, {
      tenant: this.tenant,
      sources,
      clock,
      engine: () => this.running?.engine,
      rulesChanged: () => this.applyRules(),
      told: () => this.settle(),
    });
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

  private applyRules(): void {
    const { running, registry } = this;
    if (!running) return;
    const keys = new Set(registry.map(({ key }) => key));
    const written = [...registry.map(inputOf), ...this.flow.filter(({ key }) => !keys.has(key))];
    const rules = [...written, ...running.foreign.rulesBeside(written)];
    this.broken = running.engine.setRules(rules, this.use.clock.now());
    this.settle();
    this.use.changed();
  }

  /** Hands on what the engine decided. */
  private settle(): void {
    const { running, tenant, use } = this;
    if (!running) return;
    const effects = running.engine.take();
    if (effects.length === 0) return use.changed();
    running.queue.keep(effects);
    const { notices, gone } = this.take(effects);
    // That a flood is over changes no alarm.
    const isTold = notices.length + gone.length > 0 || effects.some(({ kind }) => kind === 'flood');
    if (isTold) use.listener(tenant, notices, gone);
    use.changed();
  }

  private take(effects: readonly AlarmEffect[]): { notices: AlarmNotice[]; gone: AlarmInstance[] } {
    const gone: AlarmInstance[] = [];
    const changed = new Map<string, AlarmInstance>();
    for (const effect of effects) {
      if (effect.kind === 'instance') changed.set(effect.record.id, effect.record.shown);
      else if (effect.kind === 'removed') {
        const known = this.board.remove(effect.instance);
        if (known) gone.push(known);
      }
    }
    const seen = new Set([...changed.keys()].filter((id) => isSeen(this.board.get(id))));
    for (const alarm of changed.values()) this.board.put(alarm);
    const notices = effects.flatMap((effect) => {
      if (effect.kind !== 'journal') return [];
      const alarm = changed.get(effect.entry.instance) ?? this.get(effect.entry.instance);
      return alarm ? [{ entry: effect.entry, alarm, seen: seen.has(alarm.id) }] : [];
    });
    return { notices, gone };
  }

  private show(state: TenantState): void {
    if (state === this.present) return;
    this.present = state;
    // From now on it is the other process that knows them.
    if (state === 'elsewhere') this.board.clear();
    if (state === 'elsewhere' || state === 'away' || state === 'stopped') {
      this.dropped += this.waiting.length;
      this.waiting = [];
    }
    this.use.changed();
  }
}

/** Without what the store knows of it: a change of that alone is none to the engine. */
function inputOf({
  version: _version,
  createdAt: _createdAt,
  createdBy: _createdBy,
  updatedAt: _updatedAt,
  updatedBy: _updatedBy,
  ...rule
}: AlarmRuleRecord): AlarmRuleInput {
  return rule;
}

const isSeen = (alarm: AlarmInstance | undefined): boolean =>
  alarm !== undefined && isShownToOperators(alarm);

const whenLost = (claim: AlarmClaim): Promise<void> => new Promise((resolve) => claim.onLost(resolve));

const whenAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
