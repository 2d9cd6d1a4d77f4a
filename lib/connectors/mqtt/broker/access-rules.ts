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
export const rootOf = (tenant: string): string => `plant/${tenant}/`;

export const mayPublishTo = ({ tenant, mayPublish }: BrokerIdentity, topic: string): boolean =>
  mayPublish && topic.startsWith(rootOf(tenant));

export const maySubscribeTo = ({ tenant }: BrokerIdentity, filter: string): boolean =>
  filter.startsWith(rootOf(tenant));

export const mayReceive = ({ tenant }: BrokerIdentity, topic: string): boolean =>
  topic.startsWith(rootOf(tenant));
