import type { Span } from '../../core/history';
import type { Sensor, Unit } from '../../core/plant';
import type { TimeZone } from '../../core/time-zone';
import type { ReportInput } from '../../reports';
import type { Analytics } from '../analytics';
import type { AnalyticsStore } from '../analytics/grid';
import type { Alarms, AlarmsStore } from '../alarms';

/** What reports need of a database to look at a plant. */
export type FactsStore = AnalyticsStore & AlarmsStore;

export interface FactsUse<S extends FactsStore> {
  readonly store: S;
  readonly analytics: Analytics;
  readonly alarms: Pick<Alarms<S>, 'of'>;
  /** Who share the alarms of a tenant. */
  readonly operators: number;
}

/** All that is asked for one report. */
export interface Asking<S extends FactsStore = FactsStore> extends FactsUse<S> {
  readonly tenant: string;
  readonly report: ReportInput;
  readonly span: Span;
  /** The period before, to compare with. */
  readonly earlier: Span;
  readonly zone: TimeZone;
  readonly now: number;
  /** Of the report, those that there are. */
  readonly units: readonly Unit[];
  readonly sensors: readonly Sensor[];
  /** Keys of the units that the report names; undefined: all. */
  readonly named: ReadonlySet<string> | undefined;
}

/** Shown instead of keys. */
export const unitNames = ({ units }: Pick<Asking, 'units'>): ReadonlyMap<string, string> =>
  new Map(units.map(({ key, name }) => [key, name]));
