import type { Announcer } from './announcer';
import { Instance, type InstanceMemory } from './instance';
import type { AlarmPlant } from './ports';
import { Family } from './family';
import type { AlarmRuleInput, RuleFault } from './rule';
import { parentFaults } from './rule-faults';
import { depthOf, lookAt, sortedByParents, type Wanted } from './rule-looks';
import { isShortId, shortIdOf } from './short-id';
import { signalKey } from './spec';
import { Track } from './track';
import { Wheel } from './wheel';

interface Reader {
  readonly instance: Instance;
  readonly slot: number;
  /** How many rules stand above its rule. */
  readonly depth: number;
}

/** A track and who looks at it: parents before their children, and of one depth by name. */
export interface Watched {
  readonly track: Track;
  readonly readers: Reader[];
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
const NONE: readonly never[] = [];

/** The instances of all rules, by what they look at. There is one instance for each rule and source, by its name. */
export class Registry {
  readonly tracks = new Map<string, Watched>();
  readonly made = new Map<string, Instance>();
  readonly wheel: Wheel;
  /** Made when one is asked for: few are. */
  private byShortId: Map<string, Instance> | undefined;
  readonly remembered = new Map<string, Remembered>();
  /** By the key of the rule. */
  private readonly families = new Map<string, Family>();

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
   * Makes what is new or different, and removes what is not wanted any more; all else is left as it is. Yields each instance
   * that was made, and wherever else it can be interrupted: what was done until then holds. Answers with the rules that are
   * not sound, and why. `isSamePlant`: nothing of the plant changed since the last time.
   */
  *setRules(
    rules: readonly AlarmRuleInput[],
    isSamePlant: boolean,
  ): Generator<Instance | undefined, Map<string, readonly RuleFault[]>> {
    const faulty = new Map<string, readonly RuleFault[]>();
    const byKey = new Map(rules.map((rule) => [rule.key, rule]));
    // Of these the instances are not those that they were, so their children may have others above them.
    const others = new Set<string>();
    for (const [key, family] of this.families) {
      if (byKey.has(key)) continue;
      yield* this.remove(family.all);
      this.families.delete(key);
      others.add(key);
    }
    for (const rule of sortedByParents(byKey.values(), byKey)) {
      const family = this.families.get(rule.key);
      const isKnown = isSamePlant && family?.look.rule === rule;
      const look = isKnown ? family.look : yield* lookAt(rule, this.plant);
      if (family) family.look = look;
      const above = rule.parent === undefined ? NONE : parentFaults(rule, byKey);
      if (look.faults.length + above.length > 0) faulty.set(rule.key, [...look.faults, ...above]);
      const wanted = above.length === 0 ? look.wanted : NONE;
      const depth = depthOf(rule, byKey);
      const isAsBefore = family?.wanted === wanted && family.depth === depth;
      if (isAsBefore && (rule.parent === undefined || !others.has(rule.parent))) continue;
      if (yield* this.change(new Family(look, wanted, depth))) others.add(rule.key);
    }
    this.forgetTracks();
    return faulty;
  }

  /** True where the rule has alarms that it had not, or lacks some that it had. */
  private *change(family: Family): Generator<Instance | undefined, boolean> {
    const { wanted, depth, look } = family;
    const before = this.families.get(look.rule.key);
    const names = new Set(wanted.map(({ spec }) => spec.id));
    const gone = before?.all.filter(({ spec }) => !names.has(spec.id)) ?? [];
    yield* this.remove(gone);
    let isOther = gone.length > 0;
    for (const one of wanted) {
      const old = this.made.get(one.spec.id);
      const above = this.parentsOf(one);
      const print = [one.print, ...above.map(({ spec }) => spec.id)].join('\n');
      const kept = old?.print === print ? old : undefined;
      const instance = kept ?? this.create(one, print, above, old, depth);
      family.add(instance);
      if (kept && before?.depth !== depth) this.placeAgain(kept, depth);
      if (!old) isOther = true;
      if (!kept) yield instance;
    }
    // Until now children were told by those of before.
    this.families.set(look.rule.key, family);
    return isOther;
  }

  private *remove(instances: readonly Instance[]): Generator<undefined> {
    for (const instance of instances) {
      this.made.delete(instance.spec.id);
      this.byShortId = undefined;
      this.leave(instance);
      this.announcer.removed(instance);
      yield;
    }
  }

  private create(
    { spec }: Wanted,
    print: string,
    above: readonly Instance[],
    old: Instance | undefined,
    depth: number,
  ): Instance {
    const { now } = this.announcer;
    const keys = [...spec.slots, ...above.map((parent) => signalKey(parent.spec.id))];
    const tracks = keys.map((key) => this.watched(key).track);
    const [own] = tracks;
    if (own) own.keepMs = Math.max(own.keepMs, this.windowMs + spec.lookBack);
    const slots = above.map((_, i) => spec.slots.length + i);
    const known = this.remembered.get(spec.id);
    this.remembered.delete(spec.id);
    // What was known of the source within the window is looked at too, unless an older rule did that already.
    const at = now - (own?.lag ?? 0);
    const begins = beginning(now, old, known?.saved) ?? at - this.windowMs;
    const instance = new Instance(spec, print, tracks, slots, this.announcer, begins, at, this.wake);
    this.join(instance, above, depth);
    if (old) this.inherit(instance, old);
    this.made.set(spec.id, instance);
    this.byShortId = undefined;
    if (known?.unheard) instance.listenFrom(at);
    else if (old) instance.listenFrom(old.listensFrom);
    if (known?.print === print) instance.load(known.saved);
    else {
      if (old) instance.adopt(old.save(false), old.levels);
      else if (known) instance.adopt(known.saved, known.levels);
      instance.begin();
    }
    this.announcer.settled(instance);
    return instance;
  }

  /** What the one before it told its children, it tells them from now on: also what it finds as it begins. */
  private inherit(instance: Instance, old: Instance): void {
    instance.signal = old.signal;
    for (const child of old.children) {
      child.above = child.above.map((one) => (one === old ? instance : one));
      instance.children.add(child);
    }
    this.leave(old);
    this.announcer.replaced(old);
  }

  private join(instance: Instance, above: readonly Instance[], depth: number): void {
    instance.above = above;
    for (const parent of above) {
      parent.children.add(instance);
      parent.signal ??= this.watched(signalKey(parent.spec.id)).track;
      parent.signal.keepMs = SIGNAL_KEEP_MS;
    }
    instance.tracks.forEach(({ key }, slot) => place(this.watched(key).readers, { instance, slot, depth }));
  }

  /** Other rules stand above it than before. */
  private placeAgain(instance: Instance, depth: number): void {
    instance.tracks.forEach(({ key }, slot) => {
      const { readers } = this.watched(key);
      readers.splice(
        readers.findIndex((one) => one.instance === instance),
        1,
      );
      place(readers, { instance, slot, depth });
    });
  }

  private leave(instance: Instance): void {
    this.wheel.clear(instance.timer);
    for (const parent of instance.above) parent.children.delete(instance);
    for (const { key } of instance.tracks) {
      const watched = this.tracks.get(key);
      const place = watched?.readers.findIndex((one) => one.instance === instance) ?? -1;
      if (place < 0) continue;
      watched?.readers.splice(place, 1);
      if (watched?.readers.length === 0 && !this.isSignal(key)) this.tracks.delete(key);
    }
  }

  /** What was kept of sources that no rule looks at any more. */
  private forgetTracks(): void {
    for (const [key, { readers }] of this.tracks)
      if (readers.length === 0 && !this.isSignal(key)) this.tracks.delete(key);
  }

  private isSignal(key: string): boolean {
    return key.startsWith('alarm:') && this.made.has(key.slice('alarm:'.length));
  }

  private parentsOf({ spec: { rule, source } }: Wanted): readonly Instance[] {
    const family = rule.parent === undefined ? undefined : this.families.get(rule.parent);
    return family?.over(source) ?? [];
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

function place(readers: Reader[], reader: Reader): void {
  const isBehind = ({ depth, instance }: Reader): boolean =>
    depth > reader.depth || (depth === reader.depth && instance.spec.id > reader.instance.spec.id);
  let low = 0;
  let high = readers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBehind(readers[middle] as Reader)) high = middle;
    else low = middle + 1;
  }
  readers.splice(low, 0, reader);
}
