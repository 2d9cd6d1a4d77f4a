import { encodeCursor } from '../../../../lib/core/cursor';
import type { NotificationContent } from '../../../../lib/notifications/content';
import type { StoreParts } from '../../../support/database';
import { T0 } from '../fixture';

type Call = (store: StoreParts, s: string) => Promise<unknown>;
const page = { limit: 10 };

export const notificationRoute = (s: string) => ({
  key: 'duty', name: s, enabled: true, priorities: ['high' as const], classes: ['*'], units: ['*'], rules: ['*'],
  events: ['raised' as const], groupSeconds: 0, listed: 5, steps: [{ afterSeconds: 0, targets: ['phone'] }], endsOn: ['acknowledged' as const],
}); // prettier-ignore
export const notificationTarget = (s: string) => ({
  key: 'phone', name: s, enabled: true, retrySeconds: 60, settings: { channel: 'dashboard' as const, seconds: 5 },
}); // prettier-ignore
export const notificationDelivery = (id: string, s: string) => ({
  id, target: s, channel: s as 'mqtt', createdAt: T0, dueAt: T0,
  content: { kind: 'alarms', tenant: s, plant: s, timeZone: s, at: s, route: s, priority: s as 'high', count: 1, subject: s, text: s, items: [] } as NotificationContent,
}); // prettier-ignore

/** Those of the parts for notifications, with the text in every place they have for one. */
export const NOTIFICATION_CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  notificationRoutes: {
    all: [(store, s) => store.notificationRoutes.all(`no'${s}`)],
    list: [
      (store, s) => store.notificationRoutes.list('aqua', { ...page, cursor: encodeCursor(['key', s]) }),
      (store, s) => store.notificationRoutes.list('aqua', { ...page, cursor: s }),
    ],
    get: [(store, s) => store.notificationRoutes.get('aqua', s)],
    add: [
      (store, s) => store.notificationRoutes.add('aqua', { ...notificationRoute(s), key: s }, s),
      (store, s) => store.notificationRoutes.add('aqua', notificationRoute(s), s),
    ],
    update: [
      (store, s) => store.notificationRoutes.update('aqua', 'duty', { name: s, subject: s }, 1, s),
      (store, s) => store.notificationRoutes.update('aqua', s, { [s]: s }, 1, s),
    ],
    remove: [(store, s) => store.notificationRoutes.remove('aqua', `no'${s}`)],
  },
  notificationTargets: {
    all: [(store, s) => store.notificationTargets.all(`no'${s}`)],
    list: [
      (store, s) => store.notificationTargets.list('aqua', { ...page, cursor: encodeCursor(['key', s]) }),
      (store, s) => store.notificationTargets.list('aqua', { ...page, cursor: s }),
    ],
    get: [(store, s) => store.notificationTargets.get('aqua', s)],
    add: [
      (store, s) =>
        store.notificationTargets.add('aqua', { ...notificationTarget(s), key: s }, { [s]: s }, s),
      (store, s) => store.notificationTargets.add('aqua', notificationTarget(s), { [s]: s }, s),
    ],
    update: [
      (store, s) => store.notificationTargets.update('aqua', 'phone', { name: s, secrets: { [s]: s } }, 1, s),
      (store, s) => store.notificationTargets.update('aqua', s, { [s]: s }, 1, s),
    ],
    remove: [(store, s) => store.notificationTargets.remove('aqua', `no'${s}`)],
  },
  outbox: {
    plan: [(store, s) => store.outbox.plan(`no'${s}`)],
    keep: [
      (store, s) =>
        store.outbox.keep('aqua', { state: { routes: { [s]: s as never }, heard: [[s, T0]] }, revision: 0 }, [notificationDelivery(`k${s}`, s)]), // prettier-ignore
    ],
    add: [(store, s) => store.outbox.add('aqua', [notificationDelivery(s, s)])],
    // It gives those of all tenants to who sends them; `busy` is the only text in it.
    take: [],
    settle: [(store, s) => store.outbox.settle('aqua', s, 1, { state: s as 'sent', at: T0, reason: s })],
    nextDue: [],
    waiting: [],
    list: [
      (store, s) => store.outbox.list('aqua', { ...page, states: [s as 'sent'], target: s, route: s, channel: s as 'mqtt' }), // prettier-ignore
      (store, s) => store.outbox.list('aqua', { ...page, cursor: encodeCursor(['-createdAt,-id', T0, s]) }),
      (store, s) => store.outbox.list('aqua', { ...page, cursor: s }),
    ],
    get: [(store, s) => store.outbox.get('aqua', s)],
    figures: [(store, s) => store.outbox.figures(`no'${s}`, T0)],
    resend: [(store, s) => store.outbox.resend('aqua', s, T0)],
  },
};
