import type { ClientSession, NotificationMessage, PublishResponse } from 'node-opcua';
import type { Clock } from '../../core/clock';
import { failureOf, type OpcuaFailure } from './failure';
import type { Opcua } from './library';
import { servicesOf } from './services';

export interface PublisherOptions {
  readonly opcua: Opcua;
  readonly session: ClientSession;
  readonly clock: Clock;
  readonly where: string;
  /** Longest time until the server says at least that it is there, in ms. */
  readonly keepAliveMs: () => number;
  /** A message of a subscription, in the order in which the server sent them. */
  readonly onMessage: (subscription: number, message: NotificationMessage) => void;
  /** The server has no subscription of this session any more. */
  readonly onGone: () => void;
  /** The server does not know the session any more. */
  readonly onSessionGone: (failure: OpcuaFailure) => void;
  /** While it is true no more is asked for: what came is not worked off. */
  readonly isFull: () => boolean;
}

/** Requests that wait at the server: one for each subscription and some for the way (OPC 10000-4 §5.14.1.2). */
const SPARE_REQUESTS = 2;
/** While the server has more than its messages hold each request is worth a way there and back (moreNotifications). */
const SPARE_WHILE_MORE = 9;
const MOST_REQUESTS = 20;
const RETRY_MS = 1000;
/** More confirmations than this go with the next request. */
const MOST_CONFIRMED = 1000;

/**
 * Keeps publish requests waiting at the server, hands on what comes, and confirms what is stored: until then the server
 * keeps it and can send it again (OPC 10000-4 §5.14.1.1).
 */
export class Publisher {
  private readonly subscriptions = new Set<number>();
  private confirmed: { subscriptionId: number; sequenceNumber: number }[] = [];
  private waiting = 0;
  private limit = MOST_REQUESTS;
  /** The last message did not hold all that the server has. */
  private hasMore = false;
  private running = true;
  private heardAt: number;

  constructor(private readonly options: PublisherOptions) {
    this.heardAt = options.clock.monotonic();
  }

  watch(subscription: number): void {
    this.subscriptions.add(subscription);
    this.feed();
  }

  forget(subscription: number): void {
    this.subscriptions.delete(subscription);
    this.confirmed = this.confirmed.filter(({ subscriptionId }) => subscriptionId !== subscription);
  }

  confirm(subscriptionId: number, sequenceNumber: number): void {
    if (this.subscriptions.has(subscriptionId)) this.confirmed.push({ subscriptionId, sequenceNumber });
    this.feed();
  }

  /** For how long nothing came from the server, in ms. */
  get silentMs(): number {
    return this.options.clock.monotonic() - this.heardAt;
  }

  stop(): void {
    this.running = false;
  }

  /** Asks for more, as far as there is room for it. */
  feed(): void {
    if (!this.running || this.subscriptions.size === 0) return;
    const spare = this.hasMore ? SPARE_WHILE_MORE : SPARE_REQUESTS;
    const wanted = Math.min(this.limit, this.subscriptions.size + spare);
    while (this.waiting < wanted && !this.options.isFull()) this.ask();
  }

  private ask(): void {
    const { opcua, session, keepAliveMs } = this.options;
    const subscriptionAcknowledgements = this.confirmed.splice(0, MOST_CONFIRMED);
    // Those before it are answered first.
    const timeoutHint = Math.min(0x7fffffff, (this.waiting + 3) * keepAliveMs() + 30_000);
    const request = new opcua.PublishRequest({
      requestHeader: { timeoutHint },
      subscriptionAcknowledgements,
    });
    this.waiting++;
    servicesOf(session).publish(request, (error, response) => {
      this.waiting--;
      if (!this.running) return;
      if (response && !error) this.took(response);
      else this.refused(failureOf(error, this.options.where));
    });
  }

  private took({ subscriptionId, notificationMessage, moreNotifications }: PublishResponse): void {
    this.hasMore = moreNotifications;
    this.heardAt = this.options.clock.monotonic();
    if (this.subscriptions.has(subscriptionId)) this.options.onMessage(subscriptionId, notificationMessage);
    this.feed();
  }

  private refused(failure: OpcuaFailure): void {
    switch (failure.status) {
      case 'BadNoSubscription':
        this.options.onGone();
        return;
      case 'BadSessionClosed':
      case 'BadSessionIdInvalid':
      case 'BadSessionNotActivated':
        this.options.onSessionGone(failure);
        return;
      case 'BadTooManyPublishRequests':
        this.limit = Math.max(1, this.waiting);
        return;
      default:
        // Of a broken connection its end is told elsewhere; of anything else more is asked for in a while.
        this.options.clock.after(RETRY_MS, () => this.feed());
    }
  }
}
