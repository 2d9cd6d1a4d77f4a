import type { Page } from '../core/plant';
import type { SortKey } from '../core/sort';
import type { Band, DetectorName } from './detectors/detector';
import type { Feedback, Judgement } from './feedback';
import type { AnomalySettingsInput } from './settings';
import type { SavedModel } from './watch';

/** Whose settings: the tenant's, those of a unit, or those of a sensor. */
export interface SettingsPlace {
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
}

export interface StoredSettings extends SettingsPlace {
  readonly settings: AnomalySettingsInput;
  readonly feedback: Feedback;
  /** Epoch ms. */
  readonly updatedAt: number;
  readonly updatedBy?: string;
}

/** An anomaly as it is kept. Times in epoch ms. */
export interface AnomalyRecord {
  readonly id: string;
  readonly unit: string;
  readonly sensor: string;
  readonly from: number;
  readonly to: number;
  readonly open: boolean;
  readonly confidence: number;
  readonly detector: DetectorName;
  readonly strength: number;
  readonly observed: number;
  readonly expected: Band;
  readonly readings: number;
  /** The job that found it in history; absent for one that was found as it happened. */
  readonly scan?: string;
  readonly judgement?: Judgement;
  readonly judgedBy?: string;
  readonly judgedAt?: number;
  readonly comment?: string;
}

export interface AnomalyFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Fields that the route lists. Left out: newest first. */
  readonly sort?: readonly SortKey[] | undefined;
  readonly unit?: string | undefined;
  readonly sensor?: string | undefined;
  /** Epoch ms: those that touch the span. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly open?: boolean | undefined;
  readonly judgement?: Judgement | 'none' | undefined;
  /** Of one job over history, or `live`. */
  readonly scan?: string | undefined;
}

export interface AnomalyRepository {
  /** Adds those that are new and changes the others, but never what people said of them. */
  keep(tenant: string, anomalies: readonly AnomalyRecord[]): Promise<void>;
  /** Newest first. */
  list(tenant: string, filter: AnomalyFilter): Promise<Page<AnomalyRecord>>;
  /** Rejects `not-found`. */
  get(tenant: string, id: string): Promise<AnomalyRecord>;
  /** Keeps what people say, and what follows for the sensor. Undefined takes it back. */
  judge(
    tenant: string,
    id: string,
    judgement: Judgement | undefined,
    by: { readonly user?: string | undefined; readonly comment?: string | undefined; readonly at: number },
  ): Promise<AnomalyRecord>;
  /** Ends those that are open and whose process is gone; how many there were. */
  closeOpen(tenant: string): Promise<number>;
}

export interface AnomalySettingsRepository {
  all(tenant: string): Promise<readonly StoredSettings[]>;
  /** Replaces the settings of the place; feedback stays. */
  put(
    tenant: string,
    place: SettingsPlace,
    settings: AnomalySettingsInput,
    user?: string,
  ): Promise<StoredSettings>;
  /** The place has no settings of its own any more; feedback stays. */
  clear(tenant: string, place: SettingsPlace, user?: string): Promise<void>;
}

export interface AnomalyModelRepository {
  load(tenant: string): Promise<SavedModel[]>;
  save(tenant: string, models: readonly SavedModel[]): Promise<void>;
}
