import type { Happening } from './alarm';
import { FloodWatch } from './flood';
import type { Instance, InstanceHost } from './instance';
import type { AlarmEffect, JournalEntry } from './ports';
import { entryOf, removalOf, shownOf, withdrawalOf } from './shown';
import { recordMemory } from './record';
import { isAnnounced } from './state-machine';

/** Gives what happened its place in the journal, and gathers what is to be done until it is taken. */
export class Announcer implements InstanceHost {
  now = 0;
  withdrawn = 0;
  readonly flood: FloodWatch;
  private effects: AlarmEffect[] = [];
  private readonly changed = new Set<Instance>();
  /** How many alarms of each first-out group are active. */
  private readonly groups = new Map<string, number>();

  constructor(operators: number) {
    this.flood = new FloodWatch((change) => this.effects.push({ kind: 'flood', ...change }), operators);
  }

  issue(instance: Instance, happening: Happening, corrected: boolean): JournalEntry {
    const firstOut = this.isFirstOut(instance, happening);
    if (firstOut) instance.firstOutOf = happening.correlation;
    const entry = entryOf(instance, happening, {
      id: instance.nextLine(),
      evaluatedAt: this.now,
      firstOut: firstOut || undefined,
      corrected: corrected || undefined,
    });
    this.effects.push({ kind: 'journal', entry });
    if (isNewAlarm(entry)) this.flood.add(this.now);
    return entry;
  }

  withdraw(instance: Instance, entry: JournalEntry): boolean {
    if (entry.firstOut && instance.firstOutOf === entry.correlation) instance.firstOutOf = null;
    const waiting = this.effects.findLastIndex(
      (effect) => effect.kind === 'journal' && effect.entry === entry,
    );
    if (waiting >= 0) {
      this.effects.splice(waiting, 1);
      return false;
    }
    this.withdrawn++;
    this.effects.push({ kind: 'journal', entry: withdrawalOf(entry, instance.nextLine(), this.now) });
    return true;
  }

  /** The instance is through with what came; its newest state is to be kept. */
  settled(instance: Instance): void {
    instance.dirty = false;
    this.changed.add(instance);
    const { memory } = instance.alarm;
    this.count(instance, memory.level >= 0 && isAnnounced(memory.state));
  }

  /** Another one of the same name comes in its place. */
  replaced(instance: Instance): void {
    this.changed.delete(instance);
    this.count(instance, false);
  }

  removed(instance: Instance): void {
    this.replaced(instance);
    if (instance.alarm.memory.state !== 'normal') {
      const line = { id: instance.nextLine(), at: instance.fieldTime(this.now), evaluatedAt: this.now };
      this.effects.push({ kind: 'journal', entry: removalOf(shownOf(instance), line) });
    }
    this.effects.push({ kind: 'removed', instance: instance.spec.id });
  }

  take(): AlarmEffect[] {
    const { effects } = this;
    this.effects = [];
    for (const instance of this.changed)
      effects.push({
        kind: 'instance',
        record: {
          id: instance.spec.id,
          rule: instance.spec.rule.key,
          shown: shownOf(instance),
          memory: recordMemory(instance),
        },
      });
    this.changed.clear();
    return effects;
  }

  takeJournal(): JournalEntry[] {
    const { effects } = this;
    this.changed.clear();
    if (effects.length === 0) return [];
    this.effects = [];
    return effects.flatMap((effect) => (effect.kind === 'journal' ? [effect.entry] : []));
  }

  private isFirstOut({ spec, counted }: Instance, { event, to }: Happening): boolean {
    const group = spec.rule.firstOutGroup;
    if (group === undefined || event !== 'active' || !isAnnounced(to) || counted) return false;
    return (this.groups.get(group) ?? 0) === 0;
  }

  private count(instance: Instance, active: boolean): void {
    const group = instance.spec.rule.firstOutGroup;
    if (group === undefined || active === instance.counted) return;
    instance.counted = active;
    this.groups.set(group, (this.groups.get(group) ?? 0) + (active ? 1 : -1));
  }
}

/** An operator is told of something new. */
export const isNewAlarm = ({ event, from, to, priority }: JournalEntry): boolean =>
  event !== 'withdrawn' && to === 'unacknowledged' && from !== 'unacknowledged' && priority !== 'journal';
