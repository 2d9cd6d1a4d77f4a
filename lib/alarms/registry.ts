import type { Announcer } from './announcer';
import { Instance, type InstanceMemory } from './instance';
import type { AlarmPlant } from './ports';
import { ruleFaults, type RuleFault } from './rule-faults';
import type { AlarmRuleInput } from './rule';
import { isShortId, shortIdOf } from './short-id';
import { signalKey, specOf, type Spec } from './spec';
import { sourceText, targetsOf, type Target } from './targets';
import { Track } from './track';
import { Wheel } from './wheel';

/** A track and who looks at it, parents before their children. */
export interface Watched {
  readonly track: Track;
  readonly readers: { readonly instance: Instance; readonly slot: number }[];
  /** Since when only readings older than the window came, by our clock; and the newest of them. */
  oldSince: number | undefined;
}

/** What is kept for an instance that is yet to be made. */
export interface Remembered {
  readonly saved: InstanceMemory;
  readonly print: string;
  readonly levels: readonly string[];
  /** Nobody listened since it was saved. */
  readonly unheard: boolean;
}

/** Edges of alarms are few; they are kept for as long as their children may have to go back. */
const SIGNAL_KEEP_MS = 24 * 3_600_000;

/** The instances of all rules, by what they look at. There is one instance for each rule and source, by its name. */
export class Registry {
  readonly tracks = new Map<string, Watched>();
  readonly made = new Map<string, Instance>();
  readonly wheel: Wheel;
  /** Made when one is asked for: few are. */
  private byShortId: Map<string, Instance> | undefined;
  readonly remembered = new Map<string, Remembered>();

  constructor(
    private readonly plant: AlarmPlant,
    readonly windowMs: number,
    private readonly announcer: Announcer,
    private readonly wake: (instance: Instance) => void,
    now: number,
  ) {
    this.wheel = new Wheel(now);
  }

  /** By its id, or by the short one. */
  get(id: string): Instance | undefined {
    if (!isShortId(id)) return this.made.get(id);
    this.byShortId ??= new Map(Array.from(this.made.values(), (one) => [shortIdOf(one.spec.id), one]));
    return this.byShortId.get(id);
  }

  /** The track of the key, made where there is none. */
  watched(key: string): Watched {
    const known = this.tracks.get(key);
    if (known) return known;
    const watched = { track: new Track(key, this.windowMs), readers: [], oldSince: undefined };
    this.tracks.set(key, watched);
    return watched;
  }

  /**
   * Rules that are not sound have no instances; the answer says which, and why. A template has those that are: a unit that
   * is new and has not all that the rule looks at costs the others nothing.
   */
  setRules(rules: readonly AlarmRuleInput[], now: number): Map<string, readonly RuleFault[]> {
    const faulty = new Map<string, readonly RuleFault[]>();
    const wanted: { spec: Spec; print: string }[] = [];
    for (const rule of sortedByParents(rules)) {
      const targets = targetsOf(rule, this.plant);
      const faults = ruleFaults(rule, this.plant, rules, targets);
      if (faults.length > 0) faulty.set(rule.key, faults);
      if (!rule.enabled) continue;
      for (const target of faults.length > 0 ? this.soundOf(rule, targets, rules) : targets)
        wanted.push({
          spec: specOf(rule, target, this.plant),
          print: JSON.stringify([rule, target.facts, this.plant.timeZone]),
        });
    }
    this.removeOthers(new Set(wanted.map(({ spec }) => spec.id)));
    this.make(wanted, now);
    this.byShortId = undefined;
    this.wire();
    return faulty;
  }

  private soundOf(
    rule: AlarmRuleInput,
    targets: readonly Target[],
    rules: readonly AlarmRuleInput[],
  ): readonly Target[] {
    if (targets.length < 2) return [];
    return targets.filter((target) => ruleFaults(rule, this.plant, rules, [target]).length === 0);
  }

  private removeOthers(stay: ReadonlySet<string>): void {
    for (const [id, instance] of this.made) {
      if (stay.has(id)) continue;
      this.made.delete(id);
      this.wheel.clear(instance.timer);
      this.announcer.removed(instance);
    }
  }

  private make(wanted: readonly { spec: Spec; print: string }[], now: number): void {
    const families = new Map<string, Family>();
    const began: Instance[] = [];
    const before = new Map(this.made);
    this.made.clear();
    for (const { spec, print } of wanted) {
      const parents = parentsOf(spec, families);
      const full = [print, ...parents.map((parent) => parent.spec.id)].join('\n');
      const old = before.get(spec.id);
      const keep = old?.print === full ? old : undefined;
      const instance = keep ?? this.create(spec, parents, now, old, full);
      instance.children.length = 0;
      for (const parent of parents) {
        parent.children.push(instance);
        parent.signal = this.watched(signalKey(parent.spec.id)).track;
        parent.signal.keepMs = SIGNAL_KEEP_MS;
      }
      this.made.set(spec.id, instance);
      familyOf(families, spec.rule.key).add(instance);
      if (!keep) began.push(instance);
    }
    for (const instance of began) this.announcer.settled(instance);
  }

  private create(
    spec: Spec,
    parents: readonly Instance[],
    now: number,
    old: Instance | undefined,
    print: string,
  ): Instance {
    const keys = [...spec.slots, ...parents.map((parent) => signalKey(parent.spec.id))];
    const tracks = keys.map((key) => this.watched(key).track);
    const [own] = tracks;
    if (own) own.keepMs = Math.max(own.keepMs, this.windowMs + spec.lookBack);
    const slots = parents.map((_, i) => spec.slots.length + i);
    const known = this.remembered.get(spec.id);
    this.remembered.delete(spec.id);
    // What was known of the source within the window is looked at too, unless an older rule did that already.
    const at = now - (own?.lag ?? 0);
    const begins = beginning(now, old, known?.saved) ?? at - this.windowMs;
    const instance = new Instance(spec, print, tracks, slots, this.announcer, begins, at, this.wake);
    if (known?.unheard) instance.listenFrom(at);
    else if (old) instance.listenFrom(old.listensFrom);
    if (known?.print === print) instance.load(known.saved);
    else {
      if (old) instance.adopt(old.save(false), old.levels);
      else if (known) instance.adopt(known.saved, known.levels);
      if (old) this.wheel.clear(old.timer);
      instance.begin();
    }
    return instance;
  }

  private wire(): void {
    for (const watched of this.tracks.values()) watched.readers.length = 0;
    for (const instance of this.made.values())
      instance.tracks.forEach(({ key }, slot) => this.watched(key).readers.push({ instance, slot }));
    for (const [key, { readers }] of this.tracks)
      if (readers.length === 0 && !this.isSignal(key)) this.tracks.delete(key);
  }

  private isSignal(key: string): boolean {
    return key.startsWith('alarm:') && this.made.has(key.slice('alarm:'.length));
  }
}

/** Where an alarm that was there before goes on. */
function beginning(
  now: number,
  old: Instance | undefined,
  saved: InstanceMemory | undefined,
): number | undefined {
  if (old) return old.placeOfDeed(now);
  return saved && Math.max(saved.reached, saved.tail[0]);
}

/** The alarms of one rule, by what they are on. */
class Family {
  readonly all: Instance[] = [];
  readonly bySource = new Map<string, Instance[]>();
  readonly byUnit = new Map<string, Instance[]>();

  add(instance: Instance): void {
    const { source } = instance.spec;
    this.all.push(instance);
    this.bySource.set(sourceText(source), [instance]);
    if (source.unit === undefined) return;
    const inUnit = this.byUnit.get(source.unit);
    if (inUnit) inUnit.push(instance);
    else this.byUnit.set(source.unit, [instance]);
  }
}

function familyOf(families: Map<string, Family>, rule: string): Family {
  const family = families.get(rule) ?? new Family();
  families.set(rule, family);
  return family;
}

/** The alarms that suppress this one: of its parent rule on the same source, else in the same unit, else all. */
function parentsOf({ rule, source }: Spec, families: ReadonlyMap<string, Family>): readonly Instance[] {
  const family = rule.parent === undefined ? undefined : families.get(rule.parent);
  if (!family) return [];
  return (
    family.bySource.get(sourceText(source)) ??
    (source.unit === undefined ? undefined : family.byUnit.get(source.unit)) ??
    family.all
  );
}

/** Parents before their children; a rule whose parents go round in a circle is faulty and comes anywhere. */
function sortedByParents(rules: readonly AlarmRuleInput[]): AlarmRuleInput[] {
  const byKey = new Map(rules.map((rule) => [rule.key, rule]));
  const sorted = new Set<AlarmRuleInput>();
  const visit = (rule: AlarmRuleInput, above: ReadonlySet<string>): void => {
    if (sorted.has(rule) || above.has(rule.key)) return;
    const parent = rule.parent === undefined ? undefined : byKey.get(rule.parent);
    if (parent) visit(parent, new Set([...above, rule.key]));
    sorted.add(rule);
  };
  for (const rule of rules) visit(rule, new Set());
  return [...sorted];
}
