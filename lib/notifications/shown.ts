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
  id, target, channel, route, step, state, priority, subject, count, createdAt, dueAt, attempts, reason, endedAt,
}: ListedDelivery): NotificationDelivery =>
  present({
    id, target, channel, route, step, state, priority, subject, count, attempts, reason,
    createdAt: instant(createdAt),
    dueAt: instant(dueAt),
    endedAt: endedAt === undefined ? undefined : instant(endedAt),
  }); // prettier-ignore

export const shownWhole = (delivery: Delivery): NotificationDeliveryWhole => ({
  ...shownDelivery(delivery),
  content: delivery.content,
});
