import type { PerformanceReport, QualityComponent } from '../core/analytics';

/** What a report is made of, as lib/platform/reports collects it: plain figures of one tenant and one time. */
export interface ReportFacts {
  readonly overview?: OverviewFacts | undefined;
  readonly alarms?: AlarmFacts | undefined;
  readonly energy?: EnergyFacts | undefined;
  readonly quality?: QualityFacts | undefined;
  readonly trends?: TrendFacts | undefined;
}

export interface OverviewFacts {
  readonly sensors: number;
  /** Whose newest reading is not too old when the report is made. */
  readonly reporting: number;
  readonly readings: number;
  /** Mean of all units, 0 to 100. */
  readonly performance: number | undefined;
  readonly alarms: number;
  readonly alarmsBefore: number;
  /** Best first. */
  readonly units: PerformanceReport['items'];
  /** Share of the readings that should have come and did, 0 to 1; undefined without sensors. */
  readonly availability: number | undefined;
  /** By unit. */
  readonly availabilityOf: Readonly<Record<string, number>>;
}

export interface QualityFacts {
  /** 0 to 100. */
  readonly score: number | undefined;
  /** Worst first, as the sensors. */
  readonly units: readonly { readonly unit: string; readonly score: number; readonly sensors: number }[];
  readonly items: readonly {
    readonly unit: string;
    readonly name: string;
    readonly score: number;
    readonly parts: Readonly<Partial<Record<QualityComponent, number>>>;
    readonly longestGapMs: number;
  }[];
}

export interface AlarmFigure {
  readonly id: string;
  readonly value: number;
  readonly target: number;
  readonly limit: number;
  readonly rating: 'good' | 'manageable' | 'over';
}

export interface AlarmFacts {
  readonly alarms: number;
  readonly alarmsBefore: number;
  readonly operators: number;
  readonly figures: readonly AlarmFigure[];
  readonly badActors: readonly { readonly alarm: string; readonly rule: string; readonly alarms: number; readonly share: number }[]; // prettier-ignore
  readonly chattering: number;
  readonly fleeting: number;
  readonly standing: number;
  readonly stale: number;
  readonly floods: readonly { readonly from: number; readonly to?: number | undefined }[];
  readonly byPriority: Readonly<Record<string, number>>;
  /** Announced in each part of the time. */
  readonly course: readonly { readonly at: number; readonly alarms: number }[];
  /** As it is when the report is made: unacknowledged for longer than an hour. */
  readonly forgotten: readonly { readonly message: string; readonly priority: string; readonly since: number }[]; // prettier-ignore
}

export interface EnergyRow {
  readonly unit: string;
  readonly name: string;
  readonly uom: string;
  readonly decimals: number;
  readonly mean: number | undefined;
  readonly peak: number | undefined;
  readonly before: number | undefined;
  /** A power over the time, in kWh; undefined of what is no power in a unit that is known. */
  readonly energyKwh: number | undefined;
  readonly energyBeforeKwh: number | undefined;
}

export interface KpiFacts {
  readonly name: string;
  readonly uom: string;
  readonly decimals: number;
  readonly times: readonly number[];
  readonly values: readonly (number | undefined)[];
  readonly mean: number | undefined;
  readonly fault: string | undefined;
}

export interface EnergyFacts {
  readonly power: readonly EnergyRow[];
  /** Efficiencies and other ratios. */
  readonly ratios: readonly EnergyRow[];
  readonly kpis: readonly KpiFacts[];
}

export interface TrendSensor {
  readonly unit: string;
  readonly name: string;
  readonly uom: string;
  readonly decimals: number;
  readonly normalLow: number | undefined;
  readonly normalHigh: number | undefined;
  readonly mean: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly direction: 'rising' | 'falling' | 'steady' | undefined;
}

export interface TrendFacts {
  readonly times: readonly number[];
  readonly sensors: readonly TrendSensor[];
  /** How many were left out, because there is room for so many only. */
  readonly more: number;
}
