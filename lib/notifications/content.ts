import { z } from 'zod';
import { PRIORITIES } from '../alarms/condition';
import { NOTIFIED_EVENTS } from './event';

/**
 * A message in words, as it is kept until it is sent and as webhooks and MQTT give it. What is sent again later is the same.
 */
const Instant = z.iso.datetime({ offset: true });

export const NotificationItem = z
  .object({
    id: z.string().describe('Of the alarm'),
    event: z.enum(NOTIFIED_EVENTS),
    at: Instant.describe('When it came into its state, in the field’s time'),
    priority: z.enum(PRIORITIES),
    class: z.string(),
    message: z.string(),
    rule: z.string().optional(),
    unit: z.string().optional(),
    sensor: z.string().optional(),
    device: z.string().optional(),
    level: z.string().optional(),
    user: z.string().optional(),
    firstOut: z.boolean().optional(),
    returned: z.boolean().optional().describe('Had returned before anybody could be told'),
  })
  .meta({ id: 'NotificationItem' });
export type NotificationItem = z.output<typeof NotificationItem>;

export const NotificationContent = z
  .object({
    kind: z
      .enum(['alarms', 'more', 'message', 'test'])
      .describe(
        'more: what a rate limit held up; message: a text of a flow; test: of somebody who tries the target',
      ),
    tenant: z.string(),
    plant: z.string().describe('Name of the tenant'),
    timeZone: z.string(),
    at: Instant.describe('When it was put into words'),
    route: z
      .string()
      .optional()
      .describe('Key of the route; absent where a flow or a person chose the target'),
    routeName: z.string().optional(),
    step: z.int().optional().describe('Of the escalation; 0: the first who are told'),
    priority: z.enum(PRIORITIES).describe('The highest of the alarms'),
    count: z.int().describe('How many alarms, also those that are not written out'),
    subject: z.string(),
    text: z
      .string()
      .describe('For people, also to be read out: units in words, times in the zone of the plant'),
    items: z.array(NotificationItem).describe('Those that are written out, the first-out on top'),
    report: z
      .object({ run: z.string(), fileName: z.string() })
      .optional()
      .describe('A report that a mail has with it'),
  })
  .meta({ id: 'NotificationContent' });
export type NotificationContent = z.output<typeof NotificationContent>;
