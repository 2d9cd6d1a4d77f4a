import type {
  ClientSession,
  CreateMonitoredItemsRequestOptions,
  CreateMonitoredItemsResponse,
  CreateSubscriptionRequestOptions,
  CreateSubscriptionResponse,
  DeleteSubscriptionsRequestOptions,
  DeleteSubscriptionsResponse,
  PublishRequest,
  PublishResponse,
  RepublishRequest,
  RepublishResponse,
  TransferSubscriptionsRequestOptions,
  TransferSubscriptionsResponse,
} from 'node-opcua';

type Callback<T> = (error: Error | null, response?: T) => void;

/**
 * The services of OPC 10000-4 §5.13 and §5.14 as the library sends them. Its own subscriptions confirm a message before
 * anybody has stored it, so ours are made of these; its types show them on the implementation only.
 */
export interface SubscriptionServices {
  createSubscription(options: CreateSubscriptionRequestOptions): Promise<CreateSubscriptionResponse>;
  deleteSubscriptions(options: DeleteSubscriptionsRequestOptions): Promise<DeleteSubscriptionsResponse>;
  createMonitoredItems(options: CreateMonitoredItemsRequestOptions): Promise<CreateMonitoredItemsResponse>;
  transferSubscriptions(options: TransferSubscriptionsRequestOptions): Promise<TransferSubscriptionsResponse>;
  publish(request: PublishRequest, callback: Callback<PublishResponse>): void;
  republish(request: RepublishRequest, callback: Callback<RepublishResponse>): void;
}

export const servicesOf = (session: ClientSession): SubscriptionServices =>
  session as unknown as SubscriptionServices;
