import type { Instance, InstanceMemory } from './instance';
import { copyOf } from './memory';
import type { AlarmRuleInput } from './rule';
import type { TrackMemory } from './track';

/** One instance with what it was made from. Plain JSON. */
export interface SavedInstance {
  readonly id: string;
  readonly print: string;
  readonly levels: readonly string[];
  readonly saved: InstanceMemory;
}

/** What the store keeps of one instance: its newest values with it, and no way back. */
export interface RecordMemory extends SavedInstance {
  readonly version: 1;
  readonly points: readonly TrackMemory[];
  /** Of a condition of another system: it has to be there before that system says anything. */
  readonly rule?: AlarmRuleInput;
}

export const savedOf = (instance: Instance, whole: boolean): SavedInstance => ({
  id: instance.spec.id,
  print: instance.print,
  levels: instance.levels,
  saved: instance.save(whole),
});

export function recordMemory(instance: Instance): RecordMemory {
  const saved = savedOf(instance, false);
  const memory = copyOf(saved.saved.memory);
  return {
    version: 1,
    ...saved,
    saved: { ...saved.saved, memory },
    points: instance.tracks.map((track) => track.save(1)),
    ...(instance.spec.told ? { rule: instance.spec.rule } : {}),
  };
}
