import type { Announcer } from './announcer';
import type { FloodWatch } from './flood';
import type { InstanceRecord } from './ports';
import { savedOf, type RecordMemory, type SavedInstance } from './record';
import type { Registry } from './registry';
import type { TrackMemory } from './track';

/** All of an engine that has to survive. Plain JSON. */
export interface EngineSnapshot {
  readonly version: 1;
  readonly now: number;
  readonly tracks: readonly TrackMemory[];
  readonly instances: readonly SavedInstance[];
  readonly flood: ReturnType<FloodWatch['save']>;
}

export function snapshotOf(registry: Registry, { now, flood }: Announcer): EngineSnapshot {
  const snapshot: EngineSnapshot = {
    version: 1,
    now,
    tracks: Array.from(registry.tracks.values(), ({ track }) => track.save()),
    instances: Array.from(registry.made.values(), (instance) => savedOf(instance, true)),
    flood: flood.save(),
  };
  // The engine goes on; what was saved does not change with it.
  return structuredClone(snapshot);
}

export function restoreSnapshot(snapshot: EngineSnapshot, registry: Registry, announcer: Announcer): void {
  const { now, tracks, instances, flood } = structuredClone(snapshot);
  announcer.now = Math.max(announcer.now, now);
  announcer.flood.load(flood);
  for (const track of tracks) registry.watched(track.key).track.load(track);
  for (const { id, ...remembered } of instances)
    registry.remembered.set(id, { ...remembered, unheard: false });
}

export function restoreRecords(records: readonly InstanceRecord[], registry: Registry): void {
  for (const { memory } of records) {
    const known = memory as RecordMemory | undefined;
    if (known?.version !== 1) continue;
    const { id, points, ...remembered } = structuredClone(known);
    for (const point of points) {
      const { track } = registry.watched(point.key);
      if ((point.times[0] ?? -Infinity) > track.newest) track.load(point);
    }
    registry.remembered.set(id, { ...remembered, unheard: true });
  }
}
