import type { Clock, Timer } from '../../core/clock';
import { ThermaCoreError, isThermaCoreError } from '../../core/errors';
import type {
  ConditionDeed,
  ConditionNews,
  ConditionReport,
  ConditionSource,
} from '../../core/foreign-condition';
import type { AlarmActionRequest } from '../actions';
import type { AlarmEngine } from '../engine';
import { ruleOfCondition, toldOf } from '../foreign';
import type { AlarmInstance, AlarmPlant, InstanceRecord } from '../ports';
import type { RecordMemory } from '../record';
import type { AlarmRuleInput } from '../rule';
import type { AlarmAction } from '../state-machine';
import type { ConditionSources } from './ports';

export interface ForeignAlarmsUse {
  readonly tenant: string;
  readonly sources: ConditionSources;
  readonly clock: Clock;
  readonly engine: () => AlarmEngine | undefined;
  /** There are others than before: the engine has to have them before anything is told of their conditions. */
  readonly rulesChanged: () => void;
  /** The engine was told something. */
  readonly told: () => void;
}

/** A condition while it is known: its rule, and what was told of it last. */
interface Known {
  readonly rule: AlarmRuleInput;
  report: ConditionReport;
  /** Place of the last report in time. */
  at: number;
  ordinal: number;
  /** What one of our users asked its system to do, until the system says that it was done. */
  deed: Pick<ConditionDeed, 'user' | 'comment'> | undefined;
  /** Who wait for the next report. */
  readonly waiting: Set<() => void>;
}

interface Device {
  source: ConditionSource | undefined;
  stopListening: () => void;
  readonly conditions: Map<string, Known>;
  /** Until its alarms go, because nobody brings them any more. */
  linger: Timer | undefined;
}

/** How long the alarms of a device stay that no flow reads any more; also after a start, until the flows run. */
const LINGER_MS = 120_000;
/** A system that did what it was asked for tells so by an event, soon. */
const TOLD_MS = 5_000;

const DEEDS: Partial<Record<AlarmAction, ConditionDeed['action']>> = {
  acknowledge: 'acknowledge',
  reset: 'confirm',
  shelve: 'shelve',
  'un-shelve': 'un-shelve',
};

/** Somebody has to see it still, here or there. */
const isOpen = ({ active, acknowledged, confirmed }: ConditionReport): boolean =>
  active || !acknowledged || confirmed === false;

/**
 * The alarms of one tenant that other systems decide on: makes a rule for each condition that has none, tells the engine what
 * its system says of it, and asks that system to do what people do here.
 */
export class ForeignAlarms {
  private readonly devices = new Map<string, Device>();
  private stopWatching = (): void => undefined;

  constructor(
    records: readonly InstanceRecord[],
    private readonly use: ForeignAlarmsUse,
  ) {
    for (const record of records) this.remember(record);
  }

  /** Begins to listen, when the engine is there. */
  start(): void {
    const { sources, tenant } = this.use;
    for (const [key, device] of this.devices) this.lose(key, device);
    this.stopWatching = sources.watch(tenant, {
      opened: (device, source) => this.open(device, source),
      closed: (device) => this.close(device),
    });
  }

  stop(): void {
    this.stopWatching();
    for (const device of this.devices.values()) {
      device.stopListening();
      device.linger?.stop();
      for (const { waiting } of device.conditions.values()) for (const end of waiting) end();
    }
    this.devices.clear();
  }

  /** With the devices that are heard here: not all of them are in the registry. */
  withDevices(plant: AlarmPlant): AlarmPlant {
    return {
      get timeZone() {
        return plant.timeZone;
      },
      sensor: (unit, sensor) => plant.sensor(unit, sensor),
      sensors: () => plant.sensors(),
      hasDevice: (device) => plant.hasDevice(device) || this.devices.has(device),
      devices: () => plant.devices(),
    };
  }

  /** For conditions that none of `written` is on. */
  rulesBeside(written: readonly AlarmRuleInput[]): AlarmRuleInput[] {
    const covered = new Set(
      written.flatMap(({ appliesTo, condition }) =>
        appliesTo.to === 'device' && condition.kind === 'foreign'
          ? [`${appliesTo.device}\n${condition.condition}`]
          : [],
      ),
    );
    return [...this.devices].flatMap(([key, { conditions }]) =>
      [...conditions]
        .filter(([condition]) => !covered.has(`${key}\n${condition}`))
        .map(([, { rule }]) => rule),
    );
  }

  /**
   * Has the system of an alarm do it, and waits until that says so. False where it is not that system’s affair. Rejects in
   * words that name the device.
   */
  async act(
    { source: { device = '' } }: AlarmInstance,
    { condition }: AlarmRuleInput,
    { action, user, comment, seconds }: AlarmActionRequest,
  ): Promise<boolean> {
    const deed = DEEDS[action];
    if (condition.kind !== 'foreign' || deed === undefined) return false;
    const { source, conditions } = this.devices.get(device) ?? {};
    const known = conditions?.get(condition.condition);
    if ((deed === 'shelve' || deed === 'un-shelve') && known && !known.report.shelves) return false;
    if (!source || !known)
      throw new ThermaCoreError(
        'unavailable',
        `Device ${device} is not read by any flow, so it cannot be asked.`,
        {
          field: 'alarm',
          advice: 'Deploy the flow that reads it, then try again.',
        },
      );
    if (!source.isWritable)
      throw new ThermaCoreError('conflict', `The alarms of device ${device} are only read.`, {
        field: 'alarm',
        advice: 'Act on it at the device, or have its alarms "read and acknowledged" in its settings.',
      });
    known.deed = { user, comment };
    const told = this.nextReport(known);
    try {
      await source
        .act(condition.condition, { action: deed, user, comment, seconds })
        .catch((error: unknown) => throwOf(device, error));
      await told.promise;
    } finally {
      told.end();
      known.deed = undefined;
    }
    return true;
  }

  private nextReport(known: Known): { readonly promise: Promise<void>; readonly end: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.use.clock.after(TOLD_MS, resolve);
    known.waiting.add(resolve);
    const end = (): void => {
      timer.stop();
      known.waiting.delete(resolve);
    };
    return { promise, end };
  }

  /** An alarm from before the start: its system is asked again before long. */
  private remember({ memory, shown }: InstanceRecord): void {
    const { rule, saved, points } = memory as RecordMemory;
    const told = toldOf(saved.memory.value ?? undefined);
    const { device } = shown.source;
    if (!rule || rule.condition.kind !== 'foreign' || !told || device === undefined) return;
    if (shown.state === 'normal') return;
    const { condition } = rule.condition;
    const report = {
      ...told,
      condition,
      name: rule.name,
      source: '',
      at: shown.since,
      quality: 'good' as const,
    };
    const at = points[0]?.times.at(-1) ?? 0;
    const ordinal = points[0]?.ordinals.at(-1) ?? 0;
    this.deviceOf(device).conditions.set(condition, { ...knownOf(rule, report), at, ordinal });
  }

  private deviceOf(key: string): Device {
    const known = this.devices.get(key);
    if (known) return known;
    const made = {
      source: undefined,
      stopListening: () => undefined,
      conditions: new Map(),
      linger: undefined,
    };
    this.devices.set(key, made);
    return made;
  }

  private open(key: string, source: ConditionSource): void {
    const device = this.deviceOf(key);
    device.linger?.stop();
    device.source = source;
    device.stopListening = source.listen((news) => this.hear(key, device, news));
  }

  private close(key: string): void {
    const device = this.devices.get(key);
    if (!device) return;
    device.stopListening();
    device.source = undefined;
    this.lose(key, device);
    this.use.told();
  }

  /** What it said holds for who knows how long; after a while nobody counts on it any more. */
  private lose(key: string, device: Device): void {
    this.doubt(key, device);
    device.linger?.stop();
    device.linger = this.use.clock.after(LINGER_MS, () => {
      this.devices.delete(key);
      this.use.rulesChanged();
    });
  }

  private hear(key: string, device: Device, news: ConditionNews): void {
    if (news.kind === 'lost') this.doubt(key, device);
    else this.take(key, device, news.kind === 'all' ? withGone(news.reports, device) : news.reports);
    this.use.told();
  }

  private doubt(key: string, { conditions }: Device): void {
    for (const known of conditions.values())
      if (isOpen(known.report))
        this.tell(key, known, { ...known.report, quality: 'uncertain', at: this.now });
  }

  private take(key: string, { source, conditions }: Device, reports: readonly ConditionReport[]): void {
    // Of one that was never seen and needs nobody nothing has to be known.
    const fresh = reports.filter((one) => !conditions.has(one.condition) && isOpen(one));
    for (const report of fresh) {
      const rule = source && ruleOfCondition(key, report, source.rule);
      if (rule) conditions.set(report.condition, knownOf(rule, over(report)));
    }
    if (fresh.length > 0) this.use.rulesChanged();
    for (const report of reports) {
      const known = conditions.get(report.condition);
      if (!known) continue;
      // It came and went while nobody listened, and waits to be acknowledged.
      if (!report.active && isOpen(report) && !isOpen(known.report))
        this.tell(key, known, { ...report, active: true, user: undefined, comment: undefined });
      this.tell(key, known, report);
      for (const end of known.waiting) end();
    }
  }

  private tell(key: string, known: Known, report: ConditionReport): void {
    const { now } = this;
    const engine = this.use.engine();
    if (!engine) return;
    // A report from before a loss comes again after it, and clocks differ: what is out of the window counts when it comes.
    const stamp = Math.abs(report.at - now) < engine.windowMs ? report.at : now;
    const at = Math.max(stamp, known.at);
    known.ordinal = at === known.at ? known.ordinal + 1 : 0;
    known.at = at;
    known.report = report;
    engine.condition(key, { ...report, ...known.deed }, at, known.ordinal, now);
  }

  private get now(): number {
    return this.use.clock.now();
  }
}

/** A connector does not know under which key its device is in the registry. */
function throwOf(device: string, error: unknown): never {
  if (!isThermaCoreError(error)) throw error;
  const { code, message, advice } = error;
  throw new ThermaCoreError(code, `Device ${device}: ${message}`, {
    field: 'alarm',
    ...(advice === undefined ? {} : { advice }),
    cause: error,
  });
}

const knownOf = (rule: AlarmRuleInput, report: ConditionReport): Known => ({
  rule,
  report,
  at: 0,
  ordinal: 0,
  deed: undefined,
  waiting: new Set(),
});

/** As it is when nobody has to see it any more. */
const over = (report: ConditionReport): ConditionReport => ({
  ...report,
  active: false,
  activeAt: undefined,
  acknowledged: true,
  confirmed: report.confirmed === undefined ? undefined : true,
  shelvedMs: undefined,
  user: undefined,
  comment: undefined,
});

/** With those that were known and are not there any more: they came to their end while nobody listened. */
function withGone(reports: readonly ConditionReport[], { conditions }: Device): readonly ConditionReport[] {
  const there = new Set(reports.map(({ condition }) => condition));
  const gone = [...conditions.values()]
    .filter(({ report }) => isOpen(report) && !there.has(report.condition))
    .map(({ report }) => ({ ...over(report), quality: 'good' as const, comment: GONE }));
  return [...reports, ...gone];
}

const GONE = 'over at the device, while it could not be heard';
