import { ReportInput, composeReport, type ReportDraft, type ReportFacts } from '../../../lib/reports';

export const DAY = Date.UTC(2026, 10, 25, 23);
const HOUR = 3_600_000;
export const SPAN = { from: DAY, to: DAY + 24 * HOUR };

const times = Array.from({ length: 96 }, (_, i) => DAY + (i * HOUR) / 4);
const wave = (base: number, amplitude: number, noise: number): number[] =>
  times.map((_, i) => base + amplitude * Math.sin(i / 9) + noise * Math.sin(i * 1.7));
const trend = (unit: string, name: string, uom: string, base: number, amplitude: number) => {
  const mean = wave(base, amplitude, amplitude / 8);
  return {
    unit, name, uom, decimals: 1, mean, low: mean.map((value) => value - amplitude / 4), high: mean.map((value) => value + amplitude / 4),
    normalLow: base - amplitude * 1.6, normalHigh: base + amplitude * 1.6, direction: 'steady' as const,
  }; // prettier-ignore
};
const figure = (id: string, value: number, target: number, rating: 'good' | 'manageable' | 'over') => ({
  id, value, target, limit: target * 2, rating,
}); // prettier-ignore
const scored = (unit: string, name: string, score: number, completeness: number) => ({
  unit, name, score, parts: { completeness, timeliness: 0.98, validity: 1, liveness: 0.93, plausibility: 1 }, longestGapMs: (1 - completeness) * 24 * HOUR,
}); // prettier-ignore
const unit = (key: string, name: string, score: number, alarms: number) => ({
  unit: key, name, kind: 'boiler', rank: 1, score, parts: {}, alarms, sensors: 12,
}); // prettier-ignore

/** A day of a plant with one boiler in trouble. */
export const facts: ReportFacts = {
  overview: {
    sensors: 60,
    reporting: 58,
    readings: 518_400,
    performance: 84.6,
    alarms: 37,
    alarmsBefore: 21,
    units: [
      unit('substation-1', 'Substation 1', 96.2, 1),
      unit('storage-tank-1', 'Storage tank 1', 93.4, 2),
      unit('pump-station-1', 'Pump station 1', 91.7, 3),
      unit('boiler-2', 'Boiler 2', 88.1, 4),
      unit('boiler-1', 'Boiler 1', 53.4, 27),
    ],
    availability: 0.992,
    availabilityOf: { 'substation-1': 1, 'storage-tank-1': 0.999, 'pump-station-1': 0.998, 'boiler-2': 0.997, 'boiler-1': 0.966 },
  }, // prettier-ignore
  alarms: {
    alarms: 37,
    alarmsBefore: 21,
    operators: 1,
    figures: [
      figure('per-day', 37, 150, 'good'),
      figure('per-10-min', 0.26, 1, 'good'),
      figure('peak-10-min', 14, 10, 'over'),
      figure('flood-share', 0.014, 0.01, 'over'),
      figure('top-10-share', 0.71, 0.01, 'over'),
      figure('chattering', 1, 0, 'over'),
    ],
    badActors: [
      { alarm: 'supply-high:boiler-1/supply-temperature', rule: 'supply-high', alarms: 19, share: 0.51 },
      { alarm: 'oxygen-low:boiler-1/flue-gas-oxygen', rule: 'oxygen-low', alarms: 7, share: 0.19 },
    ],
    chattering: 1,
    fleeting: 4,
    standing: 3,
    stale: 1,
    floods: [{ from: DAY + 14 * HOUR, to: DAY + 14.3 * HOUR }],
    byPriority: { critical: 1, high: 6, medium: 12, low: 18, journal: 0 },
    course: Array.from({ length: 24 }, (_, i) => ({
      at: DAY + i * HOUR,
      alarms: i === 14 ? 16 : Math.round(1 + Math.sin(i)),
    })),
    forgotten: [
      { message: 'Supply temperature of boiler 1 is 96.4 °C', priority: 'critical', since: DAY + 14 * HOUR },
      { message: 'Flue gas oxygen of boiler 1 is 1.9 %', priority: 'high', since: DAY + 15 * HOUR },
      { message: '<b>Pump</b> 2 vibrates', priority: 'medium', since: DAY + 20 * HOUR },
    ],
  },
  energy: {
    power: [
      { unit: 'Boiler 1', name: 'Thermal power', uom: 'kW', decimals: 0, mean: 1840, peak: 2410, before: 1790, energyKwh: 44_160, energyBeforeKwh: 42_960 },
      { unit: 'Boiler 2', name: 'Thermal power', uom: 'MW', decimals: 2, mean: 0.92, peak: 1.31, before: 0.99, energyKwh: 22_080, energyBeforeKwh: 23_760 },
    ],
    ratios: [{ unit: 'Boiler 1', name: 'Efficiency', uom: '%', decimals: 1, mean: 91.8, peak: 93, before: 92.4, energyKwh: undefined, energyBeforeKwh: undefined }],
    kpis: [
      { name: 'Heat per hour', uom: 'kWh', decimals: 0, times: Array.from({ length: 24 }, (_, i) => DAY + i * HOUR), values: Array.from({ length: 24 }, (_, i) => (i === 9 ? undefined : 1800 + 300 * Math.sin(i / 4))), mean: 1790, fault: undefined },
    ],
  }, // prettier-ignore
  quality: {
    score: 94.1,
    units: [
      { unit: 'Boiler 1', score: 81.2, sensors: 12 },
      { unit: 'Boiler 2', score: 97.4, sensors: 12 },
    ],
    items: [
      scored('Boiler 1', 'Flue gas oxygen', 41.7, 0.38),
      scored('Boiler 1', 'Flow', 78.3, 0.93),
      scored('Boiler 2', 'Supply temperature', 98.9, 1),
    ],
  },
  trends: {
    times,
    sensors: [
      trend('Boiler 1', 'Supply temperature', '°C', 84, 6),
      trend('Boiler 2', 'Supply temperature', '°C', 80, 2),
      trend('Pump station 1', 'Differential pressure', 'bar', 1.9, 0.15),
      trend('Storage tank 1', 'Level', '%', 62, 21),
    ],
    more: 3,
  },
};

export const draft: ReportDraft = { key: 'daily-plant', name: 'Daily plant report' };
export const place = {
  plant: 'Aqua District Heating',
  timezone: 'Europe/Berlin',
  ...SPAN,
  madeAt: SPAN.to + 6 * HOUR,
};
export const modelOf = (given: Partial<ReportDraft> = {}, found: ReportFacts = facts, where = place) =>
  composeReport(ReportInput.parse({ ...draft, ...given }), where, found);
