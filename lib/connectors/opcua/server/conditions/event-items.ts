import type { NodeId } from 'node-opcua';
import {
  AttributeIds,
  DataType,
  EventFilter,
  LocalizedText,
  ObjectIds,
  ObjectTypeIds,
  Variant,
  makeNodeId,
  type Subscription,
} from 'node-opcua';
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../../core/clock';

/** The library's monitored item, as far as events are concerned: its types show it in part. */
interface EventItem {
  readonly itemToMonitor: { readonly attributeId: number };
  readonly filter: unknown;
  readonly clientHandle: number;
  readonly queueSize: number;
  readonly discardOldest: boolean;
  queue: object[];
  _enqueue_notification(notification: object): void;
  _makeEventFieldList(fields: Variant[]): object;
}

/** An event about the stream of events. */
export interface StreamEvent {
  readonly type: NodeId;
  readonly source: NodeId;
  readonly sourceName: string;
  readonly message: string;
}

const OVERFLOW: StreamEvent = {
  type: makeNodeId(ObjectTypeIds.EventQueueOverflowEventType),
  source: makeNodeId(ObjectIds.Server),
  sourceName: 'Server',
  message: 'The queue of the monitored item was full: events were lost.',
};
const SEVERITY = 500;
const EVENT_ID_BYTES = 16;

/**
 * The items of all sessions that monitor events. Two kinds of events are told here, past their filters as OPC 10000-9 §4.5
 * and OPC 10000-4 §7.22.3 want it: that events were lost in an item's queue, which the library does not tell, and that
 * clients should refresh.
 */
export class EventItems {
  private readonly items = new Map<EventItem, () => string | undefined>();

  constructor(private readonly clock: Clock) {}

  /** `tenant`: of the user who the subscription belongs to at that moment. */
  watch(subscription: Subscription, tenant: () => string | undefined): void {
    const own = new Set<EventItem>();
    subscription.on('monitoredItem', (item) => {
      const eventItem = item as unknown as EventItem;
      if (eventItem.itemToMonitor.attributeId !== (AttributeIds.EventNotifier as number)) return;
      own.add(eventItem);
      this.items.set(eventItem, tenant);
      this.markOverflow(eventItem);
    });
    subscription.on('removeMonitoredItem', (item: EventItem) => {
      own.delete(item);
      this.items.delete(item);
    });
    subscription.once('terminated', () => {
      for (const item of own) this.items.delete(item);
    });
  }

  /** Tells the sessions of a tenant, whatever they filter. */
  tell(tenant: string, event: StreamEvent): void {
    for (const [item, tenantOf] of this.items)
      if (tenantOf() === tenant) item._enqueue_notification(this.notification(item, event));
  }

  get size(): number {
    return this.items.size;
  }

  /** One notification stands for all that were lost until the queue is fetched; it takes no place in the queue. */
  private markOverflow(item: EventItem): void {
    const enqueue = item._enqueue_notification.bind(item);
    let marker: object | undefined;
    item._enqueue_notification = (notification) => {
      const at = marker ? item.queue.indexOf(marker) : -1;
      if (at >= 0) item.queue.splice(at, 1);
      const isFull = item.queue.length >= item.queueSize;
      enqueue(notification);
      if (at < 0 && !isFull) return;
      if (at < 0 || !marker) marker = this.notification(item, OVERFLOW);
      if (item.discardOldest) item.queue.unshift(marker);
      else item.queue.push(marker);
    };
  }

  private notification(item: EventItem, event: StreamEvent): object {
    const clauses = item.filter instanceof EventFilter ? (item.filter.selectClauses ?? []) : [];
    const fields = fieldsOf(event, this.clock.now());
    return item._makeEventFieldList(
      clauses.map(({ browsePath }) => {
        const path = (browsePath ?? []).map((name) => name.toString()).join('.');
        return fields.get(path) ?? new Variant({ dataType: DataType.Null });
      }),
    );
  }
}

function fieldsOf({ type, source, sourceName, message }: StreamEvent, now: number): Map<string, Variant> {
  const time = new Variant({ dataType: DataType.DateTime, value: new Date(now) });
  return new Map([
    ['EventId', new Variant({ dataType: DataType.ByteString, value: randomBytes(EVENT_ID_BYTES) })],
    ['EventType', new Variant({ dataType: DataType.NodeId, value: type })],
    ['SourceNode', new Variant({ dataType: DataType.NodeId, value: source })],
    ['SourceName', new Variant({ dataType: DataType.String, value: sourceName })],
    ['Time', time],
    ['ReceiveTime', time],
    [
      'Message',
      new Variant({ dataType: DataType.LocalizedText, value: new LocalizedText({ text: message }) }),
    ],
    ['Severity', new Variant({ dataType: DataType.UInt16, value: SEVERITY })],
  ]);
}
