import type { Clock } from '../../core/clock';
import type { Logger } from '../../core/logger';
import { messageOf } from '../../core/errors';
import { isNewAlarm } from '../announcer';
import { AlarmEngine } from '../engine';
import type { InstanceRecord } from '../ports';
import type { ForeignAlarms } from './foreign-alarms';
import type { AlarmPlants, AlarmStore, LoadedPlant } from './ports';
import { AlarmQueue } from './queue';

/** What evaluates a tenant's rules. */
export interface Running {
  readonly engine: AlarmEngine;
  readonly plant: LoadedPlant;
  readonly queue: AlarmQueue;
  readonly foreign: ForeignAlarms;
}

export interface LoadingUse {
  readonly store: AlarmStore;
  readonly plants: AlarmPlants;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Who share the alarms of a tenant. */
  readonly operators: number;
  /** Lines of the journal that will never be written. */
  readonly lost: (lines: number) => void;
}

/** How far back alarms are looked at for a flood that goes on over a restart. */
const FLOOD_LOOK_BACK_MS = 3_600_000;

/** Plant and alarms of a tenant as the database has them; its rules come later. Rejects while it is away. */
export async function loadTenant(
  tenant: string,
  use: LoadingUse,
  onConflict: () => void,
  foreignOf: (records: readonly InstanceRecord[]) => ForeignAlarms,
): Promise<{ readonly running: Running; readonly records: readonly InstanceRecord[] }> {
  const { store, plants, clock, logger, operators, lost } = use;
  const plant = await plants.load(tenant);
  try {
    const keeper = await store.instances.open(tenant);
    const { records } = keeper;
    const queue = new AlarmQueue({ tenant, keeper, clock, logger, onConflict, onLost: lost });
    const recent = await recentAlarms(tenant, use);
    const foreign = foreignOf(records);
    const engine = new AlarmEngine({
      tenant,
      plant: foreign.withDevices(plant),
      operators,
      now: clock.now(),
    });
    engine.restoreRecords(records);
    engine.recallAlarms(recent);
    return { running: { engine, plant, queue, foreign }, records };
  } catch (error) {
    plant.close();
    throw error;
  }
}

/** When operators were told of something new within the last hour, ascending. */
export async function recentAlarms(
  tenant: string,
  {
    store,
    clock,
    logger,
  }: { readonly store: Pick<AlarmStore, 'journal'> } & Pick<LoadingUse, 'clock' | 'logger'>,
): Promise<number[]> {
  const from = clock.now() - FLOOD_LOOK_BACK_MS;
  const times: number[] = [];
  try {
    for await (const line of store.journal.read(tenant, { from }))
      if (isNewAlarm(line) && line.evaluatedAt >= from) times.push(line.evaluatedAt);
  } catch (error) {
    // A flood that nobody knows of is no reason to have no alarms.
    logger.warn('Whether there is a flood of alarms is not known', { tenant, reason: messageOf(error) });
  }
  return times.sort((a, b) => a - b);
}
