import { z } from 'zod';
import { PRIORITIES } from '../../alarms/condition';
import { AlarmJournalList, JOURNAL_EVENTS } from '../../alarms/service/shown';
import { AlarmMetrics } from '../../alarms/service/shown-metrics';
import { Key } from '../../core/plant';
import { Ticket } from '../../core/transfer';
import { route } from '../contract';
import { Cursor, Instant, integer, limit, listOf } from '../fields';
import { Stream } from '../stream';

const tags = ['Alarm journal'] as const;
const TIMEOUT_MS = 60_000;

const choice = {
  from: Instant.describe('First point in time by the field’s time, inclusive').optional(),
  to: Instant.describe('Last point in time, exclusive').optional(),
  rule: Key.optional(),
  alarm: z.string().min(1).max(300).optional().describe('`id` of an alarm'),
  unit: Key.optional(),
  sensor: Key.optional(),
  device: Key.optional(),
  priorities: listOf(z.array(z.enum(PRIORITIES)).min(1))
    .optional()
    .describe('Separated by commas'),
  events: listOf(z.array(z.enum(JOURNAL_EVENTS)).min(1))
    .optional()
    .describe('Separated by commas'),
  user: z.string().min(1).max(200).optional().describe('Who acted'),
  correlation: z.string().min(1).max(400).optional().describe('One occurrence, from active to normal'),
};

const line = {
  id: 'pump-tripped:pump-1/state#12',
  rule: 'pump-tripped',
  alarm: 'pump-tripped:pump-1/state',
  unit: 'pump-1',
  sensor: 'state',
  at: '2026-11-27T09:00:00.000Z',
  evaluatedAt: '2026-11-27T09:00:00.004Z',
  event: 'active' as const,
  from: 'normal' as const,
  to: 'unacknowledged' as const,
  level: 'active' as const,
  priority: 'critical' as const,
  class: 'process',
  value: 'TRIPPED',
  quality: 'good' as const,
  message: 'Pump tripped: State is TRIPPED',
  correlation: 'pump-tripped:pump-1/state@1795770000000',
};

function checkOrder(
  { from, to }: { from?: number | undefined; to?: number | undefined },
  issues: z.RefinementCtx,
): void {
  if (from !== undefined && to !== undefined && from > to)
    issues.addIssue({ code: 'custom', path: ['from'], message: 'must not be later than `to`' });
}

export const listAlarmJournal = route({
  operationId: 'listAlarmJournal',
  method: 'GET',
  path: '/alarm-journal',
  permission: 'alarm:read',
  query: z
    .object({ ...choice, cursor: Cursor, limit: limit(100, 1000) })
    .strict()
    .superRefine(checkOrder),
  response: AlarmJournalList,
  summary: 'Every transition of alarms, newest first',
  description:
    'The journal only grows. What late data proved wrong stays, and a line of the event `withdrawn` says so.',
  tags,
  timeoutMs: TIMEOUT_MS,
  examples: { response: { items: [line] } },
});

export const exportAlarmJournal = route({
  operationId: 'exportAlarmJournal',
  method: 'GET',
  path: '/alarm-journal.csv',
  permission: 'alarm:read',
  cost: 10,
  query: z.object(choice).strict().superRefine(checkOrder),
  response: Stream,
  stream: ['text/csv'],
  summary: 'The journal as CSV, oldest first',
  description: 'A text that a spreadsheet would run as a formula has an apostrophe before it.',
  tags,
  timeoutMs: TIMEOUT_MS,
});

export const createAlarmJournalTicket = route({
  operationId: 'createAlarmJournalTicket',
  method: 'POST',
  path: '/alarm-journal/ticket',
  permission: 'alarm:read',
  query: z.object(choice).strict().superRefine(checkOrder),
  response: Ticket,
  status: 201,
  summary: 'A link that downloads the journal as CSV once within a minute, for a browser',
  tags,
  examples: {
    response: { url: '/api/v1/downloads/qVJ0m3x2Rk2a7Qz1n8sYtA', expiresAt: '2026-11-27T09:01:00.000Z' },
  },
});

const MAX_METRIC_DAYS = 366;
const DAY_MS = 86_400_000;

export const getAlarmMetrics = route({
  operationId: 'getAlarmMetrics',
  method: 'GET',
  path: '/alarm-metrics',
  permission: 'alarm:read',
  query: z
    .object({
      from: Instant.describe('Begin; 30 days before the end if left out').optional(),
      to: Instant.describe('End, exclusive; now if left out').optional(),
      unit: Key.optional().describe('Only alarms of this unit'),
      operators: integer({ min: 1, max: 1000 })
        .optional()
        .describe('Who share the alarms; left out: as the installation says (THERMACORE_ALARM_OPERATORS, 1)'),
    })
    .strict()
    .superRefine((query, issues) => {
      checkOrder(query, issues);
      const { from, to } = query;
      if (from !== undefined && to !== undefined && to - from > MAX_METRIC_DAYS * DAY_MS)
        issues.addIssue({
          code: 'custom',
          path: ['to'],
          message: `must be at most ${MAX_METRIC_DAYS} days after \`from\``,
        });
    }),
  response: AlarmMetrics,
  summary: 'How the alarm system does: rates, floods, bad actors, chattering, stale, each with its target',
  description: 'Worked out from the journal. Lines that late data proved wrong do not count.',
  tags,
  timeoutMs: TIMEOUT_MS,
  examples: {
    response: {
      from: '2026-10-28T09:00:00.000Z',
      to: '2026-11-27T09:00:00.000Z',
      operators: 1,
      alarms: 312,
      figures: [
        {
          id: 'per-day',
          value: 10.4,
          unit: 'alarms per operator and day',
          target: 150,
          limit: 300,
          rating: 'good',
        },
      ],
      badActors: [
        {
          alarm: 'supply-temperature-high:boiler-1/supply-temperature',
          rule: 'supply-temperature-high',
          alarms: 96,
          share: 0.31,
        },
      ],
      chattering: { count: 0, alarms: [] },
      fleeting: 4,
      standing: { count: 1, alarms: ['pump-tripped:pump-1/state'] },
      stale: { count: 0, alarms: [] },
      floods: [],
      byPriority: { critical: 3, high: 30, medium: 279, low: 0, journal: 0 },
    },
  },
});

export const alarmJournalRoutes = [
  listAlarmJournal,
  exportAlarmJournal,
  createAlarmJournalTicket,
  getAlarmMetrics,
] as const;
