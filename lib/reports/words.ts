import type { Period, SectionName } from './definition';

/** All that a report says, in one language. A sentence is a function of its figures, which come as text. */
export interface Words {
  readonly sections: Readonly<Record<SectionName, string>>;
  readonly periods: Readonly<Record<Period, string>>;
  readonly summary: string;
  readonly period: string;
  readonly made: string;
  readonly page: string;
  readonly of: string;
  readonly nothing: string;
  readonly unit: string;
  readonly sensor: string;
  readonly clock: (zone: string) => string;

  readonly allQuiet: string;
  readonly availability: string;
  readonly availabilityLine: (share: string) => string;
  readonly availabilityNote: string;
  readonly performance: string;
  readonly dataQuality: string;
  readonly alarms: string;
  readonly before: (count: string) => string;
  readonly reporting: string;
  readonly reportingOf: (all: string) => string;
  readonly readings: string;
  readonly unitsCaption: string;
  readonly unitsNote: string;
  readonly score: string;
  readonly worst: (unit: string, score: string) => string;
  readonly silent: (count: number) => string;
  readonly noUnits: string;

  readonly forgotten: (count: number) => string;
  readonly forgottenCaption: string;
  readonly alarm: string;
  readonly priority: string;
  readonly since: string;
  readonly alarmLine: (count: number, rating: string) => string;
  readonly alarmRating: Readonly<Record<'good' | 'manageable' | 'over', string>>;
  readonly alarmFigures: string;
  readonly alarmFiguresNote: (operators: string) => string;
  readonly figureNames: Readonly<Record<string, string>>;
  readonly figure: string;
  readonly value: string;
  readonly target: string;
  readonly rating: string;
  readonly course: string;
  readonly perPart: string;
  readonly badActors: string;
  readonly times: string;
  readonly share: string;
  readonly standing: string;
  readonly stale: string;
  readonly staleNote: (count: number) => string;
  readonly chattering: string;
  readonly fleeting: string;
  readonly floods: (count: number) => string;
  readonly priorities: Readonly<Record<string, string>>;
  readonly byPriority: string;

  readonly energyLine: (energy: string, change: string | undefined) => string;
  readonly energy: string;
  readonly energyCaption: string;
  readonly energyNote: string;
  readonly mean: string;
  readonly peak: string;
  readonly change: string;
  readonly ratios: string;
  readonly kpiMean: (value: string) => string;
  readonly noEnergy: string;
  readonly total: string;

  readonly qualityLine: (score: string) => string;
  readonly qualityBad: (count: number) => string;
  readonly qualityUnits: string;
  readonly qualityWorst: (count: number) => string;
  readonly qualityNote: string;
  readonly sensors: string;
  readonly parts: Readonly<Record<string, string>>;
  readonly gap: string;
  readonly noSensors: string;

  readonly directions: Readonly<Record<'rising' | 'falling' | 'steady', string>>;
  readonly normal: string;
  readonly band: string;
  readonly more: (count: number) => string;
}
