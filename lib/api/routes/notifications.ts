import { z } from 'zod';
import { Key } from '../../core/plant';
import {
  CHANNELS,
  DELIVERY_STATES,
  NotificationDelivery,
  NotificationDeliveryList,
  NotificationDeliveryWhole,
  NotificationHealth,
  NotificationRoute,
  NotificationRouteInput,
  NotificationRouteList,
  NotificationRoutePatch,
  NotificationRouteVerdict,
  NotificationTarget,
  NotificationTargetInput,
  NotificationTargetList,
  NotificationTargetPatch,
  NotificationTest,
} from '../../notifications';
import { route } from '../contract';
import { Cursor, Instant, integer, limit, listOf, sortBy } from '../fields';

const tags = ['Notifications'] as const;
/** A little longer than an attempt is given, so that its own sentence is the answer. */
const TEST_TIMEOUT_MS = 35_000;

const RouteParams = z.object({ route: Key }).strict();
const TargetParams = z.object({ target: Key }).strict();
const DeliveryParams = z.object({ delivery: z.string().min(1).max(100) }).strict();
const page = { cursor: Cursor, limit: limit(100, 500) };
const Version = z.int().min(1).describe('`version` that the change is made on; another one meanwhile: 409');
const versionQuery = z.object({ version: integer({ min: 1, max: 2 ** 31 - 1 }).optional() }).strict();

export const NotificationRouteChange = z
  .object({ change: NotificationRoutePatch, version: Version })
  .strict()
  .meta({ id: 'NotificationRouteChange' });
export const NotificationTargetChange = z
  .object({ change: NotificationTargetPatch, version: Version })
  .strict()
  .meta({ id: 'NotificationTargetChange' });

const routeInput = {
  key: 'boiler-house',
  name: 'Boiler house, on duty',
  priorities: ['critical' as const, 'high' as const],
  units: ['boiler-*'],
  quietHours: { from: '22:00', to: '06:00' },
  rateLimit: { messages: 6, perSeconds: 300 },
  steps: [
    { afterSeconds: 0, targets: ['duty-phone'] },
    { afterSeconds: 600, targets: ['duty-phone', 'maintenance-lead'] },
  ],
};
const kept = {
  version: 1,
  createdAt: '2026-11-27T09:00:00.000Z',
  createdBy: 'admin@aqua',
  updatedAt: '2026-11-27T09:00:00.000Z',
  updatedBy: 'admin@aqua',
};
const routeExample = { ...NotificationRouteInput.parse(routeInput), ...kept };
const settings = { channel: 'webhook' as const, url: 'https://duty.example.com/alarms', verify: true };
const targetInput = {
  key: 'duty-phone',
  name: 'Phone of the one on duty',
  settings,
  secrets: { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
};
const targetExample = { ...NotificationTargetInput.parse(targetInput), secrets: ['secret'], ...kept };
const delivery = {
  id: 'pWq1s0bVQ3yq8n2hT6cJ0A',
  target: 'duty-phone',
  channel: 'webhook' as const,
  route: 'boiler-house',
  step: 0,
  state: 'dead' as const,
  priority: 'critical' as const,
  subject: 'Critical alarm: Supply is 95 degrees Celsius',
  count: 1,
  createdAt: '2026-11-27T09:00:10.000Z',
  dueAt: '2026-11-27T14:48:31.000Z',
  attempts: 24,
  reason: 'duty.example.com answered 503.',
  triedAt: '2026-11-27T14:48:32.000Z',
  endedAt: '2026-11-27T14:48:32.000Z',
};
const content = {
  kind: 'alarms' as const,
  tenant: 'aqua',
  plant: 'Aqua',
  timeZone: 'Europe/Berlin',
  at: '2026-11-27T09:00:10.000Z',
  route: 'boiler-house',
  routeName: 'Boiler house, on duty',
  step: 0,
  priority: 'critical' as const,
  count: 1,
  subject: 'Critical alarm: Supply is 95 degrees Celsius',
  text: 'Critical alarm: Supply is 95 degrees Celsius. Aqua.\nCritical. Supply is 95 degrees Celsius. Boiler 1, supply temperature. Since 10:00 on 27 November.',
  items: [],
};

export const listNotificationRoutes = route({
  operationId: 'listNotificationRoutes',
  method: 'GET',
  path: '/notification-routes',
  permission: 'notification:read',
  query: z.object({ sort: sortBy(['key', 'createdAt', 'updatedAt']), ...page }).strict(),
  response: NotificationRouteList,
  summary: 'Who is told of which alarms, and when',
  tags,
  examples: { response: { items: [routeExample] } },
});

export const getNotificationRoute = route({
  operationId: 'getNotificationRoute',
  method: 'GET',
  path: '/notification-routes/{route}',
  permission: 'notification:read',
  params: RouteParams,
  response: NotificationRoute,
  summary: 'One route',
  tags,
  errors: ['not-found'],
  examples: { response: routeExample },
});

export const createNotificationRoute = route({
  operationId: 'createNotificationRoute',
  method: 'POST',
  path: '/notification-routes',
  permission: 'notification:update',
  body: NotificationRouteInput,
  response: NotificationRoute,
  status: 201,
  summary: 'Add a route',
  description:
    'It counts at once, for alarms that are raised from now on. The first step comes after 0 s; the others, while nobody acknowledges, each later than the one before it. A subject and a text may have {plant}, {route}, {count}, {message}, {priority}, {class}, {rule}, {unit}, {sensor}, {device}, {level}, {event}, {time} and {minutes} in them.',
  tags,
  errors: ['conflict'],
  examples: { body: routeInput, response: routeExample },
});

export const updateNotificationRoute = route({
  operationId: 'updateNotificationRoute',
  method: 'PATCH',
  path: '/notification-routes/{route}',
  permission: 'notification:update',
  params: RouteParams,
  body: NotificationRouteChange,
  response: NotificationRoute,
  summary: 'Change a route',
  description:
    'Fields that are left out stay; `null` clears those that may be absent. What it gathers and escalates goes on, by the new steps.',
  tags,
  errors: ['not-found', 'conflict'],
  examples: {
    body: { change: { groupSeconds: 30 }, version: 1 },
    response: { ...routeExample, groupSeconds: 30, version: 2 },
  },
});

export const deleteNotificationRoute = route({
  operationId: 'deleteNotificationRoute',
  method: 'DELETE',
  path: '/notification-routes/{route}',
  permission: 'notification:update',
  params: RouteParams,
  query: versionQuery,
  summary: 'Delete a route; what it gathers and escalates ends',
  tags,
  errors: ['not-found', 'conflict'],
});

export const validateNotificationRoute = route({
  operationId: 'validateNotificationRoute',
  method: 'POST',
  path: '/notification-routes/validate',
  permission: 'notification:read',
  body: NotificationRouteInput,
  response: NotificationRouteVerdict,
  status: 200,
  summary: 'What a route would do in words, and all that is wrong with it for this plant; nothing is kept',
  tags,
  examples: {
    body: routeInput,
    response: {
      sound: true,
      faults: [],
      words: ['Critical and high alarms in the unit boiler-* when they are raised or get worse.'],
    },
  },
});

export const listNotificationTargets = route({
  operationId: 'listNotificationTargets',
  method: 'GET',
  path: '/notification-targets',
  permission: 'notification:read',
  query: z.object({ sort: sortBy(['key', 'createdAt', 'updatedAt']), ...page }).strict(),
  response: NotificationTargetList,
  summary: 'Where notifications can be sent to; of secrets only the names',
  tags,
  examples: { response: { items: [targetExample] } },
});

export const getNotificationTarget = route({
  operationId: 'getNotificationTarget',
  method: 'GET',
  path: '/notification-targets/{target}',
  permission: 'notification:read',
  params: TargetParams,
  response: NotificationTarget,
  summary: 'One target; of its secrets only the names',
  tags,
  errors: ['not-found'],
  examples: { response: targetExample },
});

export const createNotificationTarget = route({
  operationId: 'createNotificationTarget',
  method: 'POST',
  path: '/notification-targets',
  permission: 'notification:update',
  body: NotificationTargetInput,
  response: NotificationTarget,
  status: 201,
  summary: 'Add a target',
  description:
    'Addresses inside the plant and of the machine itself are refused, unless the installation allows their network (THERMACORE_NOTIFY_NETWORKS). A webhook is signed as Standard Webhooks have it: `webhook-id`, `webhook-timestamp` and `webhook-signature`; no redirect is followed.',
  tags,
  errors: ['conflict'],
  examples: { body: targetInput, response: targetExample },
});

export const updateNotificationTarget = route({
  operationId: 'updateNotificationTarget',
  method: 'PATCH',
  path: '/notification-targets/{target}',
  permission: 'notification:update',
  params: TargetParams,
  body: NotificationTargetChange,
  response: NotificationTarget,
  summary: 'Change a target',
  description:
    'Fields that are left out stay. `settings` replaces all settings; the channel stays. `secrets` replaces those it names and removes those it gives as an empty text.',
  tags,
  errors: ['not-found', 'conflict'],
  examples: {
    body: { change: { enabled: false }, version: 1 },
    response: { ...targetExample, enabled: false, version: 2 },
  },
});

export const deleteNotificationTarget = route({
  operationId: 'deleteNotificationTarget',
  method: 'DELETE',
  path: '/notification-targets/{target}',
  permission: 'notification:update',
  params: TargetParams,
  query: versionQuery,
  summary: 'Delete a target that no route sends to',
  tags,
  errors: ['not-found', 'conflict'],
});

export const testNotificationTarget = route({
  operationId: 'testNotificationTarget',
  method: 'POST',
  path: '/notification-targets/{target}/test',
  permission: 'notification:update',
  params: TargetParams,
  response: NotificationTest,
  status: 200,
  timeoutMs: TEST_TIMEOUT_MS,
  summary: 'Send a test message, and say in a sentence what came of it',
  tags,
  errors: ['not-found'],
  examples: { response: { ok: true, answer: 'The receiver has taken the message.', tookMs: 84 } },
});

export const getNotificationHealth = route({
  operationId: 'getNotificationHealth',
  method: 'GET',
  path: '/notification-health',
  permission: 'notification:read',
  response: NotificationHealth,
  summary: 'Whether people are told of alarms, and which target fails since when',
  tags,
  examples: {
    response: {
      verdict: 'failing' as const,
      plan: 'running' as const,
      escalating: 2,
      waiting: 1,
      givenUp: 3,
      lastSentAt: '2026-11-27T08:12:44.000Z',
      targets: [
        {
          target: 'duty-phone',
          used: true,
          state: 'failing' as const,
          failingSince: '2026-11-27T09:00:10.000Z',
          lastSentAt: '2026-11-27T08:12:44.000Z',
          lastFailedAt: '2026-11-27T14:48:32.000Z',
          reason: 'duty.example.com answered 503.',
          waiting: 1,
          givenUp: 3,
        },
      ],
    },
  },
});

export const listNotificationDeliveries = route({
  operationId: 'listNotificationDeliveries',
  method: 'GET',
  path: '/notification-deliveries',
  permission: 'notification:read',
  query: z
    .object({
      states: listOf(z.array(z.enum(DELIVERY_STATES)).max(DELIVERY_STATES.length)).optional(),
      target: Key.optional(),
      route: Key.optional(),
      channel: z.enum(CHANNELS).optional(),
      from: Instant.optional(),
      to: Instant.optional(),
      sort: sortBy(['createdAt', 'dueAt', 'target', 'channel', 'state']),
      ...page,
    })
    .strict(),
  response: NotificationDeliveryList,
  summary: 'What was sent to whom, and what became of it, newest first',
  tags,
  examples: { response: { items: [delivery] } },
});

export const getNotificationDelivery = route({
  operationId: 'getNotificationDelivery',
  method: 'GET',
  path: '/notification-deliveries/{delivery}',
  permission: 'notification:read',
  params: DeliveryParams,
  response: NotificationDeliveryWhole,
  summary: 'One of them, with its text',
  tags,
  errors: ['not-found'],
  examples: { response: { ...delivery, content } },
});

export const resendNotificationDelivery = route({
  operationId: 'resendNotificationDelivery',
  method: 'POST',
  path: '/notification-deliveries/{delivery}/resend',
  permission: 'notification:send',
  params: DeliveryParams,
  response: NotificationDelivery,
  status: 200,
  summary: 'Send one that was given up again, as often as its target says',
  tags,
  errors: ['not-found', 'conflict'],
  examples: {
    response: { ...delivery, state: 'planned', reason: undefined, endedAt: undefined },
  },
});

export const notificationRoutes = [
  listNotificationRoutes,
  getNotificationRoute,
  createNotificationRoute,
  updateNotificationRoute,
  deleteNotificationRoute,
  validateNotificationRoute,
  listNotificationTargets,
  getNotificationTarget,
  createNotificationTarget,
  updateNotificationTarget,
  deleteNotificationTarget,
  testNotificationTarget,
  getNotificationHealth,
  listNotificationDeliveries,
  getNotificationDelivery,
  resendNotificationDelivery,
] as const;
