import type { QualityClass } from './quality';

/**
 * Conditions that another system of alarms keeps, such as those of an OPC UA server: it decides what they are, and who
 * acknowledged them. What a connector tells of them, and what is asked of it.
 */
export interface ConditionReport {
  /** By which its system names it, also after a restart. */
  readonly condition: string;
  readonly name: string;
  /** Name of what it is about. */
  readonly source: string;
  /** When it became what it is, by the clock of its system; epoch ms. */
  readonly at: number;
  readonly active: boolean;
  /** Since when it is active, epoch ms; undefined where its system does not say. */
  readonly activeAt?: number | undefined;
  readonly acknowledged: boolean;
  /** False: it waits to be confirmed after it is acknowledged. Undefined: it does not know of that. */
  readonly confirmed?: boolean | undefined;
  /** 1 to 1000, 1000 is the worst (OPC 10000-5 §6.4.2). */
  readonly severity: number;
  readonly level?: ForeignLevel | undefined;
  /** Its system can shelve it. */
  readonly shelves: boolean;
  /** For how long it is shelved from now on, in ms; undefined: it is not. */
  readonly shelvedMs?: number | undefined;
  readonly suppressed: boolean;
  readonly quality: QualityClass;
  readonly message: string;
  /** Who acted on it last, and what was said. */
  readonly user?: string | undefined;
  readonly comment?: string | undefined;
}

export const FOREIGN_LEVELS = ['high-high', 'low-low', 'high', 'low'] as const;
export type ForeignLevel = (typeof FOREIGN_LEVELS)[number];

export type ConditionNews =
  /** These changed. */
  | { readonly kind: 'changed'; readonly reports: readonly ConditionReport[] }
  /** These are all that are of interest now: another one is over. */
  | { readonly kind: 'all'; readonly reports: readonly ConditionReport[] }
  /** What was said of them holds for who knows how long. */
  | { readonly kind: 'lost' };

export interface ConditionDeed {
  readonly action: 'acknowledge' | 'confirm' | 'shelve' | 'un-shelve';
  readonly user: string | undefined;
  readonly comment: string | undefined;
  /** Of a `shelve`. */
  readonly seconds?: number | undefined;
}

/** From which severity on a condition is of which priority; what is below `low` is only kept in the journal. */
export interface SeverityBands {
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
}

/** The conditions of one device. */
export interface ConditionSource {
  /** Of the alarms that are made of conditions for which nobody wrote a rule. */
  readonly rule: { readonly class: string; readonly severities: SeverityBands };
  /** Whether our users may act on them. */
  readonly isWritable: boolean;
  /** Calls with what is known at once, and with each change. Returns the way to stop listening. */
  listen(listener: (news: ConditionNews) => void): () => void;
  /** Resolves when its system has done it; rejects with a ThermaCoreError that says what it answers. */
  act(condition: string, deed: ConditionDeed): Promise<void>;
}

/** Told of the devices of a tenant whose conditions can be heard, at once of those that there are. */
export interface ConditionWatcher {
  opened(device: string, source: ConditionSource): void;
  closed(device: string): void;
}
