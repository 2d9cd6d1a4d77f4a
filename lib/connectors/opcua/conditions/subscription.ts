import type { EventFilterOptions, NotificationMessage } from 'node-opcua';
import type { Clock, Timer } from '../../../core/clock';
import { ATTRIBUTE } from '../attributes';
import { OpcuaFailure, failureOf } from '../failure';
import { servicesOf } from '../services';
import type { OpcuaConfig } from '../spec';
import { subscribe, type GrantedSubscription } from '../subscribe';
import type { LineSubscription, Live } from '../subscription';
import type { ConditionBook } from './book';
import { CONDITION_TYPE, SYSTEM_EVENT_TYPE, decodeEvent, selectClauses, type ConditionEvent, type ServerEvent } from './fields'; // prettier-ignore

export interface ConditionSubscriptionOptions {
  readonly config: OpcuaConfig;
  readonly clock: Clock;
  readonly book: ConditionBook;
  /** The server discarded events. */
  readonly onOverflow: () => void;
  /** What it says of itself may have changed. */
  readonly onChange: () => void;
  /** The server ended the subscription. */
  readonly onEnded: () => void;
}

/** Types of filters that servers do not take; they are sent less, and more comes. */
const FILTER_REFUSED = /^Bad(MonitoredItemFilter|EventFilter|ContentFilter|Filter)/;
const SERVER_OBJECT = 'i=2253';
const CONDITION_REFRESH = 3875;
const AGAIN_MS = 2000;
/** A refresh that does not come to its end is asked for again. */
const REFRESH_MS = 60_000;

/** The events of a server’s conditions, and the refresh that brings all of them after a connection. */
export class ConditionSubscription implements LineSubscription {
  id: number | undefined;
  granted: GrantedSubscription | undefined;
  private live: Live | undefined;
  private next: Timer | undefined;
  /** Nodes that tell of their events, and those whose part of the refresh is still to come. */
  private items = 0;
  private open = 0;
  private refused: string | undefined;
  private unrefreshed: string | undefined;

  constructor(private readonly options: ConditionSubscriptionOptions) {}

  /** Why there are no events, or not all, in words. */
  get fault(): string | undefined {
    const { dropped } = this.options.book;
    if (this.refused !== undefined) return `alarms: ${this.refused}`;
    if (this.unrefreshed !== undefined)
      return `alarms: what changed without a connection is not known: ${this.unrefreshed}`;
    return dropped > 0 ? `alarms: ${dropped} events of more conditions than there is room for` : undefined;
  }

  async create(live: Live): Promise<void> {
    this.live = live;
    this.granted = await subscribe(live, this.options.config);
    this.id = this.granted.id;
    await this.createItems(live, this.granted.id);
    live.publisher.watch(this.granted.id);
    this.refresh();
  }

  continueIn(live: Live): void {
    this.live = live;
    if (this.id !== undefined) live.publisher.watch(this.id);
    this.refresh();
  }

  forget(): void {
    this.next?.stop();
    if (this.id !== undefined) this.live?.publisher.forget(this.id);
    this.id = undefined;
    this.live = undefined;
  }

  receive(message: NotificationMessage): void {
    const { live, id } = this;
    if (!live || id === undefined) return;
    const events: ConditionEvent[] = [];
    const flush = (): void => this.options.book.take(events.splice(0));
    for (const one of message.notificationData ?? []) {
      if (
        one instanceof live.opcua.StatusChangeNotification &&
        one.status.name !== 'GoodSubscriptionTransferred'
      )
        this.options.onEnded();
      if (!(one instanceof live.opcua.EventNotificationList)) continue;
      for (const { eventFields } of one.events ?? []) {
        const event = decodeEvent(eventFields ?? []);
        if (typeof event === 'object') events.push(event);
        else if (event) {
          flush();
          this.follow(event);
        }
      }
    }
    flush();
    // At once: what gets lost on the way a refresh brings.
    if (message.notificationData?.length) live.publisher.confirm(id, message.sequenceNumber);
  }

  /** Has the server tell all conditions that are of interest. */
  refresh(): void {
    const { live, id } = this;
    if (!live || id === undefined || this.items === 0) return;
    this.options.book.beginRefresh();
    this.open = this.items;
    this.again(REFRESH_MS);
    void this.ask(live, id);
  }

  private async ask(live: Live, id: number): Promise<void> {
    const { opcua, session, where } = live;
    let status: string | undefined;
    try {
      const { statusCode } = await session.call({
        objectId: `i=${CONDITION_TYPE}`,
        methodId: `i=${CONDITION_REFRESH}`,
        inputArguments: [{ dataType: opcua.DataType.UInt32, value: id }],
      });
      if (statusCode.isGood()) return this.heardOf(undefined);
      status = statusCode.name;
    } catch (error) {
      status = failureOf(error, where).message;
    }
    if (this.live !== live) return;
    if (status === 'BadRefreshInProgress') return this.again(AGAIN_MS);
    this.next?.stop();
    this.heardOf(OpcuaFailure.of(status).message);
  }

  private heardOf(unrefreshed: string | undefined): void {
    this.unrefreshed = unrefreshed;
    // Nothing will come of it; what is told from now on counts as it comes.
    if (unrefreshed !== undefined) this.options.book.cancelRefresh();
    this.options.onChange();
  }

  private again(ms: number): void {
    this.next?.stop();
    this.next = this.options.clock.after(ms, () => this.refresh());
  }

  private follow(event: ServerEvent): void {
    switch (event) {
      case 'refreshStart':
        return;
      case 'refreshEnd':
        if (this.open === 0 || --this.open > 0) return;
        this.next?.stop();
        return this.options.book.endRefresh();
      case 'overflow':
        this.options.onOverflow();
        return this.refresh();
      case 'refreshRequired':
        return this.refresh();
    }
  }

  private async createItems(live: Live, id: number): Promise<void> {
    this.items = 0;
    this.refused = undefined;
    for (const node of notifiersOf(this.options.config)) {
      try {
        await this.createItem(live, id, node);
        this.items++;
      } catch (error) {
        const failure = failureOf(error, live.where);
        if (failure.isUncertain && failure.status !== undefined) throw failure;
        this.refused ??= `${node}: ${failure.message}`;
      }
    }
    this.options.onChange();
  }

  private async createItem(live: Live, subscriptionId: number, node: string): Promise<void> {
    const { opcua, session, resolve } = live;
    let status = '';
    for (const isFiltered of [true, false]) {
      const { results } = await servicesOf(session).createMonitoredItems({
        subscriptionId,
        timestampsToReturn: opcua.TimestampsToReturn.Neither,
        itemsToCreate: [
          {
            itemToMonitor: { nodeId: resolve(node), attributeId: ATTRIBUTE.EventNotifier },
            monitoringMode: opcua.MonitoringMode.Reporting,
            requestedParameters: {
              clientHandle: this.items + 1,
              samplingInterval: 0,
              queueSize: this.options.config.eventQueueSize,
              discardOldest: true,
              filter: new opcua.EventFilter(filterOf(live, isFiltered)),
            },
          },
        ],
      });
      status = results?.[0]?.statusCode.name ?? 'BadUnexpectedError';
      if (results?.[0]?.statusCode.isGood()) return;
      if (!FILTER_REFUSED.test(status)) break;
    }
    throw status === 'BadAttributeIdInvalid'
      ? new OpcuaFailure('the node tells of no events (BadAttributeIdInvalid)', status)
      : OpcuaFailure.of(status);
  }
}

/** Conditions, and what the server says of a refresh; the same again is sorted out when it comes (fields.ts). */
function filterOf({ opcua }: Live, isFiltered: boolean): EventFilterOptions {
  const { ContentFilter, ContentFilterElement, ElementOperand, FilterOperator, LiteralOperand } = opcua;
  const ofType = (type: number) =>
    new ContentFilterElement({
      filterOperator: FilterOperator.OfType,
      filterOperands: [
        new LiteralOperand({
          value: { dataType: opcua.DataType.NodeId, value: opcua.resolveNodeId(`i=${type}`) },
        }),
      ],
    });
  const either = new ContentFilterElement({
    filterOperator: FilterOperator.Or,
    filterOperands: [new ElementOperand({ index: 1 }), new ElementOperand({ index: 2 })],
  });
  return {
    selectClauses: selectClauses(),
    whereClause: isFiltered
      ? new ContentFilter({ elements: [either, ofType(CONDITION_TYPE), ofType(SYSTEM_EVENT_TYPE)] })
      : new ContentFilter({ elements: [] }),
  };
}

/** Nodes whose events are asked for; the Server object tells of all. */
export const notifiersOf = ({ alarmNodes }: Pick<OpcuaConfig, 'alarmNodes'>): string[] => {
  const nodes = alarmNodes.split(/\s+/).filter(Boolean);
  return nodes.length > 0 ? nodes : [SERVER_OBJECT];
};
