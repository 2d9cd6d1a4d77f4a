/** Who a client of the broker is: from its verified login. */
export interface BrokerIdentity {
  readonly tenant: string;
  readonly mayPublish: boolean;
}

const SHARED = /^\$share\/[^/+#]+\//;

/**
 * Everything of a tenant lies below `plant/<tenant>/`. The first two levels must be written out, so a wildcard of one
 * tenant can never match another's topics, nor `$SYS`.
 */
const rootOf = (tenant: string): string => `plant/${tenant}/`;

export const mayPublishTo = ({ tenant, mayPublish }: BrokerIdentity, topic: string): boolean =>
  mayPublish && topic.startsWith(rootOf(tenant));

export const maySubscribeTo = ({ tenant }: BrokerIdentity, filter: string): boolean =>
  filter.replace(SHARED, '').startsWith(rootOf(tenant));

export const mayReceive = ({ tenant }: BrokerIdentity, topic: string): boolean =>
  topic.startsWith(rootOf(tenant));
