import type { AnomalyRecord } from '../../../../lib/anomaly';

export const T0 = Date.UTC(2026, 10, 23, 9);

let made = 0;

export const anomaly = (more: Partial<AnomalyRecord> = {}): AnomalyRecord => ({
  id: `a${String(made++).padStart(4, '0')}`,
  unit: 'boiler-1',
  sensor: 'supply',
  from: T0,
  to: T0 + 60_000,
  open: true,
  confidence: 0.97,
  detector: 'robust-z',
  strength: 8.4,
  observed: 96.2,
  expected: { low: 68.5, high: 74.1 },
  readings: 4,
  ...more,
});
