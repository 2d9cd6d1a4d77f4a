import type { ErrorCode } from '../core/errors';
import type { UNIT_KINDS } from '../core/plant';
import type { Page } from '../core/plant';
import type { QualityClass } from '../core/quality';
import type { ReadingValue } from '../core/reading';
import type { SortKey } from '../core/sort';
import type { ConditionKind, Level, Priority } from './condition';
import type { AlarmRuleInput, AlarmRulePatch, RuleFault } from './rule';
import type { AlarmAction, AlarmEvent, AlarmState } from './state-machine';

/** What rules have to know of a sensor. */
export interface SensorFacts {
  readonly unit: string;
  readonly sensor: string;
  readonly name: string;
  readonly type: 'number' | 'boolean' | 'text';
  /** Unit of measure as shown; empty: none. */
  readonly uom: string;
  /** Decimal places shown. */
  readonly decimals: number;
  readonly rangeLow?: number | undefined;
  readonly rangeHigh?: number | undefined;
  /** Seconds without a reading after which it is stale. */
  readonly staleAfter: number;
  readonly unitKind: (typeof UNIT_KINDS)[number];
}

/** The plant of one tenant, answered from memory. */
export interface AlarmPlant {
  /** IANA time zone in which schedules are written. */
  readonly timeZone: string;
  sensor(unit: string, sensor: string): SensorFacts | undefined;
  sensors(): Iterable<SensorFacts>;
  hasDevice(device: string): boolean;
  devices(): Iterable<string>;
}

/** What an instance is on. */
export type AlarmSource =
  | { readonly unit: string; readonly sensor: string; readonly device?: undefined }
  | { readonly device: string; readonly unit?: undefined; readonly sensor?: undefined };

/** Marks that go into the journal and change no state. */
export const MARKS = ['quality-lost', 'quality-back'] as const;
export type Mark = (typeof MARKS)[number];

/**
 * One line of the journal. Times in epoch ms UTC. The journal only grows: what late data proves wrong is not taken out,
 * a line of event `withdrawn` says which one is not true (`withdraws`) and why.
 */
export interface JournalEntry {
  /** Unique in the tenant; a repeat of the same id is the same line. */
  readonly id: string;
  readonly rule: string;
  readonly instance: string;
  readonly source: AlarmSource;
  /** When it happened, in the field's time. */
  readonly at: number;
  /** When it was found, by the clock of the platform. */
  readonly evaluatedAt: number;
  /** `removed`: its rule or what it was on went. */
  readonly event: AlarmEvent | Mark | 'withdrawn' | 'removed';
  readonly from: AlarmState;
  readonly to: AlarmState;
  /** The limit that is passed; after a return the one that was. */
  readonly level: Level;
  readonly priority: Priority;
  readonly class: string;
  readonly value?: ReadingValue | undefined;
  readonly limit?: number | undefined;
  readonly quality: QualityClass;
  readonly message: string;
  /** The same for all lines of one occurrence, from the moment that the condition becomes active. */
  readonly correlation: string;
  readonly user?: string | undefined;
  readonly comment?: string | undefined;
  /** Of a `shelve`: until when, by the clock of the platform. */
  readonly shelvedUntil?: number | undefined;
  /** The first of its group while no other of it was active. */
  readonly firstOut?: boolean | undefined;
  /** Found only when late data came; it replaces what was written before. */
  readonly corrected?: boolean | undefined;
  /** Of a `withdrawn`: the id of the line that is not true. */
  readonly withdraws?: string | undefined;
}

/** An alarm as lists, banners and the store see it. */
export interface AlarmInstance {
  /** `rule:unit/sensor` or `rule:device`; there is one per condition. */
  readonly id: string;
  readonly rule: string;
  readonly source: AlarmSource;
  readonly state: AlarmState;
  /** When it came into this state, in the field's time. */
  readonly since: number;
  /** The condition holds, delays counted, also while it is covered. */
  readonly active: boolean;
  readonly level: Level | undefined;
  readonly priority: Priority;
  readonly class: string;
  readonly message: string;
  readonly value?: ReadingValue | undefined;
  readonly limit?: number | undefined;
  readonly quality: QualityClass;
  /** When the condition became active, in the field's time; kept until it is normal. */
  readonly activeSince?: number | undefined;
  readonly returnedAt?: number | undefined;
  readonly acknowledgedBy?: string | undefined;
  readonly acknowledgedAt?: number | undefined;
  readonly shelvedUntil?: number | undefined;
  readonly comment?: string | undefined;
  readonly firstOut: boolean;
  readonly correlation: string | undefined;
  /** What its rule says to do, for who has to act; absent where it says nothing. */
  readonly cause?: string | undefined;
  readonly consequence?: string | undefined;
  readonly response?: string | undefined;
  readonly link?: string | undefined;
}

/** What is kept of an instance: `memory` is the engine's own, plain JSON, and comes back as it was. */
export interface InstanceRecord {
  readonly id: string;
  readonly rule: string;
  readonly shown: AlarmInstance;
  readonly memory: unknown;
}

export interface AlarmRuleRecord extends AlarmRuleInput {
  /** Goes up by one with each change. */
  readonly version: number;
  readonly createdAt: number;
  readonly createdBy: string | undefined;
  readonly updatedAt: number;
  readonly updatedBy: string | undefined;
}

/**
 * A rule as it is kept whose settings its schema does not read, e.g. after a version that asks for more. It has no alarms;
 * the others of its tenant do not suffer from it, and a change of what is wrong repairs it.
 */
export interface UnreadableRule extends Pick<
  AlarmRuleRecord,
  'key' | 'name' | 'enabled' | 'version' | 'createdAt' | 'createdBy' | 'updatedAt' | 'updatedBy'
> {
  readonly stored: unknown;
  readonly fault: RuleFault;
}
export type KeptRule = AlarmRuleRecord | UnreadableRule;

export const isReadable = (rule: KeptRule): rule is AlarmRuleRecord => !('stored' in rule);

/** Those of the registry that can be read, and of a flow's those whose key the registry does not have, readable or not. */
export function rulesInForce(
  registry: readonly KeptRule[],
  flow: readonly AlarmRuleInput[],
): AlarmRuleInput[] {
  const keys = new Set(registry.map(({ key }) => key));
  return [...registry.filter(isReadable), ...flow.filter(({ key }) => !keys.has(key))];
}

/** Who changes a rule, and why: a change without a reason is refused (management of change in ISA-18.2). */
export interface RuleChange {
  readonly user: string | undefined;
  readonly reason: string;
}

/** A change of a rule as it was made; the last one of a rule that was removed has no rule. */
export interface AlarmRuleChange {
  readonly version: number;
  readonly changedAt: number;
  readonly user?: string | undefined;
  readonly reason: string;
  readonly rule?: AlarmRuleInput | undefined;
}

export interface AlarmRuleFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Fields that the route lists. */
  readonly sort?: readonly SortKey[] | undefined;
  readonly enabled?: boolean | undefined;
  readonly kind?: ConditionKind | undefined;
  readonly priority?: Priority | undefined;
  readonly class?: string | undefined;
  /** Rules on many sensors or devices, or those on one. */
  readonly template?: boolean | undefined;
  /** Rules that name this unit, not those whose pattern fits it. */
  readonly unit?: string | undefined;
  /** Part of a key or a name. */
  readonly search?: string | undefined;
}

export interface AlarmRuleRepository {
  /** Every rule of the tenant; there are some thousands at most. */
  all(tenant: string): Promise<readonly KeptRule[]>;
  /** By key. */
  list(tenant: string, filter: AlarmRuleFilter): Promise<Page<KeptRule>>;
  /** Rejects `not-found`, also for another tenant's. */
  get(tenant: string, key: string): Promise<KeptRule>;
  /** Rejects `conflict` where the key is taken. */
  add(tenant: string, rule: AlarmRuleInput, by: RuleChange): Promise<AlarmRuleRecord>;
  /** Rejects `conflict` where the version is not `version` any more. Repairs one that cannot be read. */
  update(tenant: string, key: string, patch: AlarmRulePatch, version: number, by: RuleChange): Promise<AlarmRuleRecord>; // prettier-ignore
  /** The same rule once more, under another key and name. Rejects `not-found`, and `conflict` where the key is taken. */
  clone(tenant: string, key: string, as: RuleCopy, by: RuleChange): Promise<AlarmRuleRecord>;
  /**
   * Its instances go with it; its journal stays. Rejects `conflict` where the version is not `version` any more;
   * without one it goes as it is.
   */
  remove(tenant: string, key: string, by: RuleChange, version?: number): Promise<void>;
  /** Newest first; also of a rule that was removed. */
  changes(
    tenant: string,
    key: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<AlarmRuleChange>>;
}

/** What a copy does not take over, where it is to be otherwise. */
export interface RuleCopy {
  readonly key: string;
  readonly name?: string | undefined;
  readonly enabled?: boolean | undefined;
}

/** What is to be kept of what the engine asked for: all of it or nothing. */
export interface AlarmBatch {
  readonly lines: readonly JournalEntry[];
  /** Each id once at most, and none that is removed. */
  readonly instances: readonly InstanceRecord[];
  readonly removed: readonly string[];
}

/**
 * The alarms of one tenant in the hands of one writer, who is the only one: of two, the second to write an instance is
 * told so.
 */
export interface AlarmKeeper {
  /** As they were when it was opened. */
  readonly records: readonly InstanceRecord[];
  /**
   * Resolves after commit; one call after the other. A repeat is harmless, so that what was not answered can be kept
   * again. Rejects `conflict` and keeps nothing where another writer changed one of the instances.
   */
  keep(batch: AlarmBatch): Promise<void>;
}

/**
 * Lists of alarms as operators want them. `announced`: told to them, be it active or returned; `suppressed`: by design.
 * `all` leaves out those that are normal.
 */
export const ALARM_LISTS = [
  'announced',
  'active',
  'unacknowledged',
  'shelved',
  'suppressed',
  'out-of-service',
  'all',
] as const;
export type AlarmList = (typeof ALARM_LISTS)[number];

export interface AlarmFilter {
  readonly list: AlarmList;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly rule?: string | undefined;
  readonly unit?: string | undefined;
  readonly class?: string | undefined;
  /** Left out: all but `journal`, which is announced to nobody, and what of it waits for an acknowledgement. */
  readonly priorities?: readonly Priority[] | undefined;
}

/** An alarm with the names that people know its parts by; absent where the part is not there (any more). */
export interface ListedAlarm extends AlarmInstance {
  readonly ruleName?: string | undefined;
  readonly unitName?: string | undefined;
  readonly sensorName?: string | undefined;
  readonly deviceName?: string | undefined;
  /** Unit of measure of the sensor. */
  readonly uom?: string | undefined;
  readonly decimals?: number | undefined;
}

export interface AlarmInstanceRepository {
  /** Reads all that the tenant has; what others change from then on makes `keep` reject. */
  open(tenant: string): Promise<AlarmKeeper>;
  /** Rejects `not-found`, also for another tenant's. */
  get(tenant: string, id: string): Promise<ListedAlarm>;
  /** Newest first, by the time since when it is in its state. */
  list(tenant: string, filter: AlarmFilter): Promise<Page<ListedAlarm>>;
  /** What may have changed since the look that gave the cursor; without one all that are not normal. */
  changes(tenant: string, cursor?: string): Promise<AlarmChanges>;
}

export interface AlarmChanges {
  /** With the last line of the journal of each; absent: it has none yet. A repeat of what was known is possible. */
  readonly alarms: readonly { readonly alarm: AlarmInstance; readonly line?: JournalEntry | undefined }[];
  readonly cursor: string;
  /** How many are not normal. Where that is another number than who follows has, some were removed. */
  readonly open: number;
}

/** What somebody wants done to alarms, asked of the process that evaluates. */
export interface AlarmOrder {
  readonly alarms: readonly string[];
  readonly action: AlarmAction;
  /** Undefined: a flow. */
  readonly user: string | undefined;
  readonly comment?: string | undefined;
  readonly seconds?: number | undefined;
}

export interface AlarmRequest {
  readonly id: string;
  readonly order: AlarmOrder;
}

/** Of each alarm what it became, or why not. Plain JSON. */
export type AlarmAnswer = readonly {
  readonly id: string;
  readonly alarm?: AlarmInstance | undefined;
  readonly refused?:
    | {
        readonly code: ErrorCode;
        readonly message: string;
        readonly advice?: string | undefined;
        readonly field?: string | undefined;
      }
    | undefined;
}[];

/** Orders for alarms between processes on one database. Each is given out once, and never after nobody waits any more. */
export interface AlarmRequests {
  /** Resolves with the id that its answer will be under. Rejects `unavailable` where too many wait. */
  ask(tenant: string, order: AlarmOrder): Promise<string>;
  /** Those that nobody took. */
  take(tenant: string): Promise<readonly AlarmRequest[]>;
  answer(tenant: string, id: string, answer: AlarmAnswer): Promise<void>;
  /** Undefined: there is none yet. */
  fetch(tenant: string, id: string): Promise<AlarmAnswer | undefined>;
  /** True where nobody took it, and nobody will. */
  withdraw(tenant: string, id: string): Promise<boolean>;
}

export interface JournalFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Epoch ms of the field's time, `from` included, `to` not. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly rule?: string | undefined;
  readonly instance?: string | undefined;
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
  readonly device?: string | undefined;
  readonly priorities?: readonly Priority[] | undefined;
  readonly events?: readonly JournalEntry['event'][] | undefined;
  /** That the line led to. */
  readonly states?: readonly AlarmState[] | undefined;
  readonly user?: string | undefined;
  readonly correlation?: string | undefined;
}

export interface AlarmJournal {
  /** Resolves after commit. Lines whose id is there already are left as they are. */
  append(tenant: string, entries: readonly JournalEntry[]): Promise<void>;
  /** Newest first. */
  list(tenant: string, filter: JournalFilter): Promise<Page<JournalEntry>>;
  /** In the order of the field's time, for reports and metrics; read in parts, so that the reader may take its time. */
  read(tenant: string, filter: Omit<JournalFilter, 'limit' | 'cursor'>): AsyncIterable<JournalEntry>;
  /** Announcements in steps of 10 minutes of the field's time (EEMUA 191), oldest first; steps without any are left out. */
  rate(tenant: string, span: JournalSpan): Promise<readonly AlarmRate[]>;
  /** Announcements by rule, most first, `limit` rules at most. */
  badActors(tenant: string, span: JournalSpan, limit: number): Promise<readonly AlarmRuleCount[]>;
  /** Announcements by unit and priority; those of devices have no unit and are left out. */
  byUnit(tenant: string, span: JournalSpan): Promise<readonly AlarmUnitCount[]>;
  /** The newest announcements, `limit` at most, in the order of the field's time. */
  announcements(tenant: string, span: JournalSpan, limit: number): Promise<readonly AlarmAnnouncement[]>;
}

/**
 * Which announcements are counted. One is a line that makes an alarm unacknowledged which was not so before; not counted
 * are those of priority `journal`, and those that late data proved wrong. Epoch ms, `from` included, `to` not.
 */
export interface JournalSpan {
  readonly from: number;
  readonly to: number;
  readonly unit?: string | undefined;
}

export interface AlarmRate {
  /** Begin of the 10 minutes, epoch ms. */
  readonly at: number;
  readonly alarms: number;
}

export interface AlarmUnitCount {
  readonly unit: string;
  readonly priority: Exclude<Priority, 'journal'>;
  readonly alarms: number;
}

export interface AlarmAnnouncement {
  readonly instance: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface AlarmRuleCount {
  readonly rule: string;
  readonly alarms: number;
  /** Of how many instances. */
  readonly instances: number;
}

/** What operators are told: the alarm as it is now, and the line of the journal that made it so. */
export interface AlarmNotice {
  readonly entry: JournalEntry;
  readonly alarm: AlarmInstance;
  /** Operators saw it until now. */
  readonly seen: boolean;
  /** False while a kill of this process would undo it: keeping it takes longer than operators may wait. */
  readonly kept: boolean;
  /** It was told before, when it was not kept yet. */
  readonly again: boolean;
}

/**
 * What the engine asks to be done, in this order. The lines and the instances of one `take` belong into one transaction: a
 * line whose instance was not kept would come again under its name.
 */
export type AlarmEffect =
  | { readonly kind: 'journal'; readonly entry: JournalEntry }
  /** At most one per instance and `take`: its newest state, to be kept and shown. */
  | { readonly kind: 'instance'; readonly record: InstanceRecord }
  | { readonly kind: 'removed'; readonly instance: string }
  | { readonly kind: 'flood'; readonly began: boolean; readonly at: number; readonly alarms: number };

/** Readings that changed nothing, and why. */
export interface AlarmCounts {
  readonly readings: number;
  readonly evaluations: number;
  /** The same sensor, timestamp and ordinal as one that was there. */
  readonly repeats: number;
  /** Older than the window. */
  readonly tooOld: number;
  /** From further in the future than the window; counted at the moment of their arrival. */
  readonly ahead: number;
  /** Came late and within the window: the past was worked out again. */
  readonly late: number;
  /** Lines of the journal that late data proved wrong. */
  readonly withdrawn: number;
  /** Clocks of sensors that were set back. */
  readonly clockSetBack: number;
}
