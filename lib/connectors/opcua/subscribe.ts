import type { ClientSession } from 'node-opcua';
import { servicesOf } from './services';
import type { OpcuaConfig } from './spec';

/** How a server said that it would serve a subscription. Times in ms. */
export interface GrantedSubscription {
  readonly id: number;
  readonly publishingIntervalMs: number;
  readonly keepAliveMs: number;
  readonly lifetimeMs: number;
}

type Asked = Pick<OpcuaConfig, 'publishingIntervalMs' | 'keepAliveMs' | 'lifetimeMs'>;

export async function subscribe(
  { session }: { readonly session: ClientSession },
  { publishingIntervalMs, keepAliveMs, lifetimeMs }: Asked,
): Promise<GrantedSubscription> {
  const keepAliveCount = Math.max(1, Math.round(keepAliveMs / publishingIntervalMs));
  const response = await servicesOf(session).createSubscription({
    requestedPublishingInterval: publishingIntervalMs,
    requestedMaxKeepAliveCount: keepAliveCount,
    // At least three times the other, says OPC 10000-4 §5.14.2.2.
    requestedLifetimeCount: Math.max(3 * keepAliveCount, Math.ceil(lifetimeMs / publishingIntervalMs)),
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
    priority: 0,
  });
  const interval = response.revisedPublishingInterval;
  return {
    id: response.subscriptionId,
    publishingIntervalMs: interval,
    keepAliveMs: response.revisedMaxKeepAliveCount * interval,
    lifetimeMs: response.revisedLifetimeCount * interval,
  };
}
