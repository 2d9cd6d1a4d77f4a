import { NotificationRouteInput } from '../notifications';
import { OpenTarget } from '../notifications/target';
import type { Store } from '../store';
import { DEMO_TENANTS } from './first-start';

const TARGET = {
  key: 'dashboards',
  name: 'On the dashboards',
  settings: { channel: 'dashboard', seconds: 20 },
} as const;

const ROUTE = {
  key: 'on-duty',
  name: 'Operator on duty',
  priorities: ['critical', 'high'],
  rateLimit: { messages: 6, perSeconds: 300 },
  steps: [
    { afterSeconds: 0, targets: ['dashboards'] },
    { afterSeconds: 600, targets: ['dashboards'] },
  ],
} as const;

/** Who is told in the demo: whoever has a page open, and again after ten minutes. Made with the demo tenants, and never again. */
export async function makeDemoNotifications(
  store: Pick<Store, 'notificationRoutes' | 'notificationTargets'>,
): Promise<void> {
  const target = OpenTarget.parse(TARGET);
  const route = NotificationRouteInput.parse(ROUTE);
  for (const { key } of DEMO_TENANTS) {
    await store.notificationTargets.add(key, target, {}, undefined);
    await store.notificationRoutes.add(key, route, undefined);
  }
}
