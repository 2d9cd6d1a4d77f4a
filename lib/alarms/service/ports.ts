import type { ConditionWatcher } from '../../core/foreign-condition';
import type { AuditLog } from '../../tenancy';
import type {
  AlarmInstance,
  AlarmInstanceRepository,
  AlarmJournal,
  AlarmNotice,
  AlarmPlant,
  AlarmRequests,
  AlarmRuleRepository,
} from '../ports';

/** What alarms need of a database. */
export interface AlarmStore {
  readonly rules: AlarmRuleRepository;
  readonly instances: AlarmInstanceRepository;
  readonly journal: AlarmJournal;
  readonly audit: AuditLog;
  tenants(): Promise<readonly string[]>;
  /** Between the processes on this database. */
  readonly requests: AlarmRequests;
  /** Called soon after any rule changed, also by another process. */
  onRules(listener: () => void): () => void;
  /** Called soon after any alarm was kept, also by another process. */
  onAlarms(listener: () => void): () => void;
  /** Called soon after a request was made or answered. */
  onRequests(listener: () => void): () => void;
}

/** A plant that is answered from memory, and follows what changes in the registry. */
export interface LoadedPlant extends AlarmPlant {
  /** Called after it has changed. */
  onChange(listener: () => void): void;
  close(): void;
}

export interface AlarmPlants {
  /** Rejects `unavailable` while the database is away. */
  load(tenant: string): Promise<LoadedPlant>;
}

/**
 * Who is told of alarms at once: of those that changed, and of those that are there no more because their rule or sensor
 * went, as they were last; also when a flood begins or ends, and none changed. `elsewhere`: another process decided it, so
 * that people are shown it here and nothing acts on it. Must not throw and not wait.
 */
export type AlarmListener = (
  tenant: string,
  notices: readonly AlarmNotice[],
  gone: readonly AlarmInstance[],
  elsewhere?: boolean,
) => void;

/** Devices of this process that have alarms of their own. */
export interface ConditionSources {
  /** Returns the way to stop watching. */
  watch(tenant: string, watcher: ConditionWatcher): () => void;
}

/** Of the devices of a tenant of which it is known in this process: whether they answer. */
export type DeviceReach = (tenant: string) => Iterable<readonly [device: string, online: boolean]>;
