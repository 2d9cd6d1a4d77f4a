import { z } from 'zod';
import { PRIORITIES } from '../alarms/condition';
import { Key, pageOf } from '../core/plant';
import { NotificationContent } from './content';
import {
  DELIVERY_STATES,
  type Delivery,
  type ListedDelivery,
  type RouteRecord,
  type TargetRecord,
} from './ports';
import { NotificationRouteInput } from './route';
import { CHANNELS, OpenTarget } from './target';

/** Routes, targets and deliveries as the API, the nodes and the dashboards see them: times as text, no secret. */
const Instant = z.iso.datetime({ offset: true });
const kept = {
  version: z.int().describe('Goes up by one with each change'),
  createdAt: Instant,
  createdBy: z.string().optional(),
  updatedAt: Instant,
  updatedBy: z.string().optional(),
};

export const NotificationRoute = z
  .object({ ...NotificationRouteInput.shape, ...kept })
  .meta({ id: 'NotificationRoute' });
export type NotificationRoute = z.output<typeof NotificationRoute>;

export const NotificationTarget = z
  .object({
    ...OpenTarget.shape,
    ...kept,
    secrets: z.array(z.string()).describe('Names of the secrets that are set'),
  })
  .meta({ id: 'NotificationTarget' });
export type NotificationTarget = z.output<typeof NotificationTarget>;

export const NotificationDelivery = z
  .object({
    id: z.string().describe('Receivers tell repeats by it: webhook-id, Message-ID'),
    target: Key,
    channel: z.enum(CHANNELS),
    route: Key.optional().describe('Absent where a flow chose the target'),
    step: z.int().optional().describe('Of the escalation, from 0'),
    state: z
      .enum(DELIVERY_STATES)
      .describe(
        'planned: waits for its first attempt; failed: waits for another one; dead: given up, can be sent again; dropped: its target went or was off',
      ),
    priority: z.enum(PRIORITIES),
    subject: z.string(),
    count: z.int().describe('Alarms in it'),
    createdAt: Instant,
    dueAt: Instant.describe('The next attempt; of those that are over the last one'),
    attempts: z.int(),
    reason: z.string().optional().describe('Why the last attempt failed'),
    triedAt: Instant.optional().describe('The last attempt'),
    endedAt: Instant.optional(),
  })
  .meta({ id: 'NotificationDelivery' });
export type NotificationDelivery = z.output<typeof NotificationDelivery>;

export const NotificationDeliveryWhole = NotificationDelivery.extend({ content: NotificationContent }).meta({
  id: 'NotificationDeliveryWhole',
});
export type NotificationDeliveryWhole = z.output<typeof NotificationDeliveryWhole>;

export const NotificationTest = z
  .object({
    ok: z.boolean(),
    answer: z.string().describe('What happened, in a sentence'),
    tookMs: z.int(),
  })
  .meta({ id: 'NotificationTest' });
export type NotificationTest = z.output<typeof NotificationTest>;

export const HEALTH_VERDICTS = ['works', 'failing', 'unproven', 'nobody', 'unfed', 'away'] as const;

export const NotificationTargetHealth = z
  .object({
    target: Key,
    used: z.boolean().describe('Whether a route that is on sends to it'),
    state: z
      .enum(['works', 'failing', 'unproven', 'off'])
      .describe('failing: what was tried last did not arrive; unproven: nothing was sent to it yet'),
    failingSince: Instant.optional().describe('Since when nothing has arrived though it was tried'),
    lastSentAt: Instant.optional(),
    lastFailedAt: Instant.optional(),
    reason: z.string().optional().describe('Why the last one that failed did'),
    waiting: z.int().describe('Messages that wait for an attempt'),
    givenUp: z.int().describe('Messages that were given up in the last 24 hours, and not sent again'),
  })
  .meta({ id: 'NotificationTargetHealth' });
export type NotificationTargetHealth = z.output<typeof NotificationTargetHealth>;

export const NotificationHealth = z
  .object({
    verdict: z
      .enum(HEALTH_VERDICTS)
      .describe(
        'failing: a target that is used fails; unproven: nothing was sent yet; nobody: no route that is on reaches a target that is on; unfed: no flow feeds alarms to notify; away: the database is away',
      ),
    plan: z
      .enum(['running', 'starting', 'elsewhere', 'away', 'stopped', 'none'])
      .describe('Whether this process plans them; elsewhere: another process on the database does'),
    escalating: z.int().describe('Alarms that wait for somebody to acknowledge them, by route'),
    waiting: z.int(),
    givenUp: z.int().describe('In the last 24 hours'),
    lastSentAt: Instant.optional(),
    targets: z.array(NotificationTargetHealth),
  })
  .meta({ id: 'NotificationHealth' });
export type NotificationHealth = z.output<typeof NotificationHealth>;

export const NotificationRouteVerdict = z
  .object({
    sound: z.boolean(),
    faults: z.array(z.object({ field: z.string(), reason: z.string() })),
    words: z.array(z.string()).describe('What the route does, in sentences'),
  })
  .meta({ id: 'NotificationRouteVerdict' });
export type NotificationRouteVerdict = z.output<typeof NotificationRouteVerdict>;

export const NotificationRouteList = pageOf(NotificationRoute, 'NotificationRouteList');
export const NotificationTargetList = pageOf(NotificationTarget, 'NotificationTargetList');
export const NotificationDeliveryList = pageOf(NotificationDelivery, 'NotificationDeliveryList');

const instant = (ms: number): string => new Date(ms).toISOString();

/** Without the members that are undefined. */
function present<T extends object>(whole: T): T {
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as T;
}

export const shownRoute = (record: RouteRecord): NotificationRoute =>
  present({ ...record, createdAt: instant(record.createdAt), updatedAt: instant(record.updatedAt) });

export const shownTarget = ({ secrets, ...record }: TargetRecord): NotificationTarget =>
  present({
    ...record,
    secrets: Object.keys(secrets).sort(),
    createdAt: instant(record.createdAt),
    updatedAt: instant(record.updatedAt),
  });

export const shownDelivery = ({
  id, target, channel, route, step, state, priority, subject, count, createdAt, dueAt, attempts, reason, triedAt, endedAt,
}: ListedDelivery): NotificationDelivery =>
  present({
    id, target, channel, route, step, state, priority, subject, count, attempts, reason,
    createdAt: instant(createdAt),
    dueAt: instant(dueAt),
    triedAt: triedAt === undefined ? undefined : instant(triedAt),
    endedAt: endedAt === undefined ? undefined : instant(endedAt),
  }); // prettier-ignore

export const shownWhole = (delivery: Delivery): NotificationDeliveryWhole => ({
  ...shownDelivery(delivery),
  content: delivery.content,
});
