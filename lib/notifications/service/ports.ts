import type { Page } from '../../core/plant';
import type { Item } from '../event';
import type { OutboxRepository, RouteRepository, SealedSecrets, TargetRepository } from '../ports';
import type { Place } from '../text/wording';

/** What notifications need of a database. */
export interface NotificationStore {
  readonly routes: RouteRepository;
  readonly targets: TargetRepository;
  readonly outbox: OutboxRepository;
  tenants(): Promise<readonly string[]>;
  /** Called soon after any route or target changed, also by another process. */
  onChange(listener: () => void): () => void;
}

/** Seals secrets before they reach the store, and opens them for who sends. */
export interface TargetSecrets {
  seal(tenant: string, target: string, secrets: Readonly<Record<string, string>>): SealedSecrets;
  open(tenant: string, target: string, secrets: SealedSecrets): Record<string, string>;
  merge(
    tenant: string,
    target: string,
    before: SealedSecrets,
    change: Readonly<Record<string, string>>,
  ): SealedSecrets;
}

/** What is unacknowledged at this moment. */
export interface OpenAlarms {
  /** Those that are announced and whose condition holds. */
  readonly items: readonly Item[];
  /** All that wait to be acknowledged. */
  readonly ids: ReadonlySet<string>;
}

/** What notifications have to know of alarms and plants. */
export interface AlarmSide {
  /**
   * Whose the alarms of the tenant are: `here` for the process that evaluates its rules, or where nobody does; `starting`
   * until it is known.
   */
  owner(tenant: string): 'here' | 'starting' | 'elsewhere';
  openAlarms(tenant: string): Promise<OpenAlarms>;
  /** True for an alarm of this tenant, as far as this process evaluates. */
  has(tenant: string, alarm: string): boolean;
  place(tenant: string): Promise<Place>;
}

export type { Page };
