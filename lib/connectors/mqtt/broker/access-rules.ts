/** Who a client of the broker is: from its verified login. */
export interface BrokerIdentity {
  readonly tenant: string;
  readonly mayPublish: boolean;
  /** Whether it still holds; asked from time to time. Left out: for as long as the connection. */
  readonly stands?: () => Promise<boolean>;
}

/**
 * Everything of a tenant lies below `plant/<tenant>/`. The first two levels must be written out, so a wildcard of one
 * tenant can never match another's topics, nor `$SYS`. Nor a shared subscription (`$share/…`): this broker has none, and
 * refusing it is better than granting what never delivers.
 */
const rootOf = (tenant: string): string => `plant/${tenant}/`;

/** Sparkplug gives the first level away: there a tenant has the group of its name, and the host of its name. */
const groupOf = (tenant: string): string => `spBv1.0/${tenant}/`;
const hostOf = (tenant: string): string => `spBv1.0/STATE/${tenant}`;

/** Whether a topic, or the filter of a subscription, is a tenant's own. */
export const isOf = (tenant: string, topic: string): boolean =>
  topic.startsWith(rootOf(tenant)) || topic.startsWith(groupOf(tenant)) || topic === hostOf(tenant);

export const mayPublishTo = ({ tenant, mayPublish }: BrokerIdentity, topic: string): boolean =>
  mayPublish && isOf(tenant, topic);

export const maySubscribeTo = ({ tenant }: BrokerIdentity, filter: string): boolean => isOf(tenant, filter);

export const mayReceive = ({ tenant }: BrokerIdentity, topic: string): boolean => isOf(tenant, topic);
