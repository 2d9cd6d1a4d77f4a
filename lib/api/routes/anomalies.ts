import { z } from 'zod';
import { AnomalySettingsInput, DEFAULT_SETTINGS, NO_FEEDBACK } from '../../anomaly';
import { Anomaly, AnomalyList, FeedbackInput, PlacedSettings } from '../../anomaly/service/shown';
import { AnomalyScan } from '../../core/anomaly-scan';
import { Key } from '../../core/plant';
import { route } from '../contract';
import { Cursor, Instant, SensorParams, UnitParams, limit, sortBy } from '../fields';
import { showAs } from '../json-schema';

const tags = ['Anomalies'] as const;

const AnomalyParams = z
  .object({ anomaly: z.string().min(1).max(64).describe('`id` of the anomaly') })
  .strict();
const ScanParams = z.object({ scan: z.string().min(1).max(64).describe('`id` of the job') }).strict();

/** Open ones, or those that are over. */
const Open = showAs(
  z.preprocess((value) => (value === 'true' || value === 'false' ? value === 'true' : value), z.boolean()),
  { type: 'boolean' },
);

const found = {
  id: 'mP3cVZkq8w0Zp8gq3b8c1A',
  unit: 'boiler-1',
  sensor: 'supply-temperature',
  from: '2026-11-23T09:00:00.000Z',
  to: '2026-11-23T09:04:10.000Z',
  open: false,
  confidence: 0.98,
  detector: 'robust-z' as const,
  strength: 9.7,
  observed: 97.4,
  expected: { low: 84.1, high: 90.2 },
  readings: 26,
};
const judged = {
  ...found,
  judgement: 'false' as const,
  judgedBy: 'operator@aqua',
  judgedAt: '2026-11-23T10:00:00.000Z',
  comment: 'Cleaning of the burner',
};
const ofTenant = {
  settings: { sensitivity: 2 },
  effective: { ...DEFAULT_SETTINGS, sensitivity: 2 },
  feedback: NO_FEEDBACK,
};
const ofSensor = { ...ofTenant, unit: 'boiler-1', sensor: 'supply-temperature' };
const scan = {
  id: 'Qx2cVZkq8w0Zp8gq3b8c1B',
  state: 'running' as const,
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-11-23T00:00:00.000Z',
  units: ['boiler-1'],
  sensors: 8,
  readings: 120_000,
  found: 3,
  percent: 31.2,
  requestedBy: 'operator@aqua',
  createdAt: '2026-11-23T09:00:00.000Z',
  startedAt: '2026-11-23T09:00:00.100Z',
};

export const listAnomalies = route({
  operationId: 'listAnomalies',
  method: 'GET',
  path: '/anomalies',
  permission: 'anomaly:read',
  query: z
    .object({
      unit: Key.describe('Only those of this unit').optional(),
      sensor: Key.describe('Only those of sensors of this key').optional(),
      from: Instant.describe('Only those that ended then or later').optional(),
      to: Instant.describe('Only those that began before').optional(),
      open: Open.describe('Only those that last, or that are over').optional(),
      judgement: z
        .enum(['true', 'false', 'none'])
        .describe('What people said, or that nobody did')
        .optional(),
      scan: z.string().min(1).max(64).describe('Only those of a job over history; `live`: only those found as they happened').optional(), // prettier-ignore
      sort: sortBy(['from', 'to', 'unit', 'sensor', 'confidence', 'strength']),
      cursor: Cursor,
      limit: limit(50, 500),
    })
    .strict(),
  response: AnomalyList,
  summary: 'Anomalies, newest first',
  tags,
  examples: { response: { items: [found] } },
});

export const getAnomaly = route({
  operationId: 'getAnomaly',
  method: 'GET',
  path: '/anomalies/{anomaly}',
  permission: 'anomaly:read',
  params: AnomalyParams,
  response: Anomaly,
  summary: 'One anomaly: what was expected, what was observed, since when, and which detector says so',
  tags,
  errors: ['not-found'],
  examples: { response: found },
});

export const judgeAnomaly = route({
  operationId: 'judgeAnomaly',
  method: 'PUT',
  path: '/anomalies/{anomaly}/feedback',
  permission: 'anomaly:judge',
  params: AnomalyParams,
  body: FeedbackInput,
  response: Anomaly,
  summary: 'Say whether something was wrong',
  description:
    'A false alarm makes the detector that raised it ask for more at this sensor, and all others a little; a confirmed one the reverse. Said again, it replaces what was said before.',
  tags,
  errors: ['not-found'],
  examples: { body: { judgement: 'false', comment: 'Cleaning of the burner' }, response: judged },
});

export const listAnomalySettings = route({
  operationId: 'listAnomalySettings',
  method: 'GET',
  path: '/anomaly-settings',
  permission: 'anomaly:read',
  response: z.object({ items: z.array(PlacedSettings) }).meta({ id: 'AnomalySettingsList' }),
  entityTag: true,
  summary:
    'How sensors are watched: the tenant, and every unit and sensor with settings or feedback of its own',
  tags,
  examples: { response: { items: [ofTenant, ofSensor] } },
});

const REPLACES = 'Replaces what this place sets itself; an empty object sets nothing. What was learnt stays, unless the window or the detectors change.'; // prettier-ignore

export const setAnomalySettings = route({
  operationId: 'setAnomalySettings',
  method: 'PUT',
  path: '/anomaly-settings',
  permission: 'anomaly:settings',
  body: AnomalySettingsInput,
  response: PlacedSettings,
  summary: 'Set how all sensors of the tenant are watched',
  description: REPLACES,
  tags,
  examples: { body: { sensitivity: 2 }, response: ofTenant },
});

export const setAnomalySettingsOfUnit = route({
  operationId: 'setAnomalySettingsOfUnit',
  method: 'PUT',
  path: '/units/{unit}/anomaly-settings',
  permission: 'anomaly:settings',
  params: UnitParams,
  body: AnomalySettingsInput,
  response: PlacedSettings,
  summary: 'Set how the sensors of a unit are watched',
  description: REPLACES,
  tags,
  errors: ['not-found'],
  examples: { body: { sensitivity: 2 }, response: { ...ofTenant, unit: 'boiler-1' } },
});

export const setAnomalySettingsOfSensor = route({
  operationId: 'setAnomalySettingsOfSensor',
  method: 'PUT',
  path: '/units/{unit}/sensors/{sensor}/anomaly-settings',
  permission: 'anomaly:settings',
  params: SensorParams,
  body: AnomalySettingsInput,
  response: PlacedSettings,
  summary: 'Set how a sensor is watched',
  description: REPLACES,
  tags,
  errors: ['not-found'],
  examples: { body: { sensitivity: 2 }, response: ofSensor },
});

export const startAnomalyScan = route({
  operationId: 'startAnomalyScan',
  method: 'POST',
  path: '/anomaly-scans',
  permission: 'anomaly:scan',
  cost: 20,
  body: z
    .object({
      units: z.array(Key).min(1).max(100).describe('All units if left out').optional(),
      from: Instant.describe('First point in time, inclusive; the first part is for learning'),
      to: Instant.describe('Last point in time, exclusive; now if left out').optional(),
      settings: AnomalySettingsInput.optional(),
    })
    .strict()
    .meta({ id: 'AnomalyScanInput' }),
  response: AnomalyScan,
  status: 202,
  location: '/anomaly-scans/{id}',
  summary: 'Look for anomalies in history, in the background',
  description:
    '`settings` are tried instead of those in force. What it finds is listed with `scan`, raises no alarms, and teaches the running detection nothing.',
  tags,
  errors: ['not-found', 'rate-limited'],
  examples: {
    body: { units: ['boiler-1'], from: '2026-11-01T00:00:00Z', to: '2026-11-23T00:00:00Z' },
    response: { ...scan, state: 'queued', readings: 0, found: 0, percent: 0, startedAt: undefined },
  },
});

export const listAnomalyScans = route({
  operationId: 'listAnomalyScans',
  method: 'GET',
  path: '/anomaly-scans',
  permission: 'anomaly:read',
  response: z.object({ items: z.array(AnomalyScan) }).meta({ id: 'AnomalyScanList' }),
  summary: 'Jobs over history, newest first',
  tags,
  examples: { response: { items: [scan] } },
});

export const getAnomalyScan = route({
  operationId: 'getAnomalyScan',
  method: 'GET',
  path: '/anomaly-scans/{scan}',
  permission: 'anomaly:read',
  params: ScanParams,
  response: AnomalyScan,
  summary: 'How far a job over history is',
  tags,
  errors: ['not-found'],
  examples: { response: scan },
});

export const removeAnomalyScan = route({
  operationId: 'removeAnomalyScan',
  method: 'DELETE',
  path: '/anomaly-scans/{scan}',
  permission: 'anomaly:scan',
  params: ScanParams,
  status: 204,
  summary: 'Cancel a job over history, or forget one that is over',
  description: 'The anomalies that it has found stay.',
  tags,
  errors: ['not-found'],
});

export const anomalyRoutes = [
  listAnomalies,
  getAnomaly,
  judgeAnomaly,
  listAnomalySettings,
  setAnomalySettings,
  setAnomalySettingsOfUnit,
  setAnomalySettingsOfSensor,
  startAnomalyScan,
  listAnomalyScans,
  getAnomalyScan,
  removeAnomalyScan,
] as const;
