import { z } from 'zod';
import { Key } from '../../core/plant';
import { PRIORITIES } from '../condition';
import { METRIC_TARGETS, type MetricId } from '../metric-targets';
import type { AlarmMetricsReport } from '../metrics';

const Instant = z.iso.datetime({ offset: true });
const IDS = Object.keys(METRIC_TARGETS) as [MetricId, ...MetricId[]];
/** Instances of a list; of more only how many there are matters. */
const MOST_NAMED = 100;

const Named = z.object({
  count: z.int(),
  alarms: z.array(z.string()).describe(`\`id\` of each, ${MOST_NAMED} at most`),
});

export const AlarmMetrics = z
  .object({
    from: Instant,
    to: Instant,
    operators: z.int().describe('Who share the alarms'),
    alarms: z.int().describe('Announced ones'),
    figures: z.array(
      z.object({
        id: z.enum(IDS),
        value: z.number(),
        unit: z.string(),
        target: z.number().describe('Within it: good'),
        limit: z.number().describe('Within it: manageable'),
        rating: z.enum(['good', 'manageable', 'over']),
      }),
    ),
    badActors: z
      .array(z.object({ alarm: z.string(), rule: Key, alarms: z.int(), share: z.number() }))
      .describe('The ten that were announced most often'),
    chattering: Named.describe('Three times and more within a minute'),
    fleeting: z.int().describe('Over within ten seconds'),
    standing: Named.describe('Active at the end of the time'),
    stale: Named.describe('Of those, active for more than a day'),
    floods: z.array(z.object({ from: Instant, to: Instant.optional() })),
    byPriority: z.record(z.enum(PRIORITIES), z.int()),
  })
  .meta({
    id: 'AlarmMetrics',
    description: 'How the alarm system does, with the bands of EEMUA 191 and ISA-18.2',
  });
export type AlarmMetrics = z.output<typeof AlarmMetrics>;

const instant = (ms: number): string => new Date(ms).toISOString();
const named = (ids: readonly string[]) => ({ count: ids.length, alarms: ids.slice(0, MOST_NAMED) });

export const shownMetrics = (report: AlarmMetricsReport): AlarmMetrics => ({
  from: instant(report.from),
  to: instant(report.to),
  operators: report.operators,
  alarms: report.alarms,
  figures: report.figures.map((figure) => ({ ...figure })),
  badActors: report.badActors.map(({ instance, ...actor }) => ({ alarm: instance, ...actor })),
  chattering: named(report.chattering),
  fleeting: report.fleeting,
  standing: named(report.standing),
  stale: named(report.stale),
  floods: report.floods.map(({ from, to }) => ({
    from: instant(from),
    ...(to === undefined ? {} : { to: instant(to) }),
  })),
  byPriority: { ...report.byPriority },
});
