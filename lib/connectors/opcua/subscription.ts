import type {
  ClientSession,
  CreateMonitoredItemsRequestOptions,
  DataChangeNotification,
  MonitoredItemCreateRequestOptions,
  NodeId,
  NotificationMessage,
  StatusChangeNotification,
} from 'node-opcua';
import { MAX_READINGS_PER_MESSAGE, type Reading } from '../../core/reading';
import { OpcuaFailure, failureOf } from './failure';
import type { Opcua } from './library';
import type { Publisher } from './publisher';
import { servicesOf } from './services';
import type { OpcuaConfig, OpcuaPoint } from './spec';
import { subscribe, type GrantedSubscription } from './subscribe';
import type { Tag, TagGroup } from './tags';
import { ATTRIBUTE } from './attributes';

/** A session that is open, and what is known of its server. */
export interface Live {
  readonly opcua: Opcua;
  readonly session: ClientSession;
  readonly publisher: Publisher;
  readonly where: string;
  /** Most items of one request that the server takes. */
  readonly maxItems: number;
  /** Most nodes of one read that the server takes. */
  readonly maxRead: number;
  /** Throws an OpcuaFailure for a node id of a namespace that the server has not. */
  readonly resolve: (nodeId: string) => NodeId;
  /** Name of a node that stays right when the server numbers its namespaces anew. */
  readonly nameOf: (nodeId: NodeId) => string;
}

/** A subscription as the line brings it from one session into the next. */
export interface LineSubscription {
  /** The number that the server gave it; undefined while it has none. */
  readonly id: number | undefined;
  /** Makes it anew on the server. */
  create(live: Live): Promise<void>;
  /** Goes on with it in another session, or over another channel. */
  continueIn(live: Live): void;
  /** The server has it no more. */
  forget(): void;
  receive(message: NotificationMessage): void;
}

export interface SubscriptionOptions {
  readonly config: OpcuaConfig;
  /** A message was sent that the server cannot send again. */
  readonly onMissed: () => void;
  /** The server ended the subscription. */
  readonly onEnded: () => void;
  /** When a message was published, by the clock of the server; epoch ms. */
  readonly onPublished: (at: number) => void;
  /** Messages whose readings are not stored yet, over all subscriptions. */
  readonly unsettled: { count: number };
}

/** OPC 10000-4 §7.27: numbers go from 1 to 2^32 - 1 and begin again at 1. */
const LAST_NUMBER = 0xffffffff;
const HALF = 0x80000000;
/** A larger gap is none that the server could still fill. */
const MOST_REPUBLISHED = 1000;

/**
 * One subscription of a server with its items. It outlives sessions: the next one goes on with it where the server still
 * has it, and what was sent meanwhile is asked for again by its number (OPC 10000-4 §6.7).
 */
export class Subscription implements LineSubscription {
  id: number | undefined;
  /** How the server serves it. */
  granted: GrantedSubscription | undefined;
  private live: Live | undefined;
  private next = 1;
  private readonly inbox: NotificationMessage[] = [];
  private draining = false;
  /** Structures come as bytes; the server has to be asked what they are made of. */
  private readonly hasStructures: boolean;

  constructor(
    readonly tags: readonly Tag[],
    private readonly options: SubscriptionOptions,
  ) {
    this.hasStructures = tags.some(({ point }) => point.path);
  }

  /** Makes it anew on the server. Items that the server refuses are told at their tags. */
  async create(live: Live): Promise<void> {
    this.live = live;
    this.inbox.length = 0;
    this.next = 1;
    this.granted = await subscribe(live, this.options.config);
    this.id = this.granted.id;
    await this.createItems(this.tags);
    live.publisher.watch(this.granted.id);
  }

  /** Goes on with it in another session, or over another channel. */
  continueIn(live: Live): void {
    this.live = live;
    if (this.id !== undefined) live.publisher.watch(this.id);
  }

  /** Items that the server refused are asked for again: a controller may have been loaded with a new program meanwhile. */
  async retryRefused(): Promise<void> {
    const refused = this.tags.filter(({ refusal }) => refusal !== undefined);
    if (this.live && this.id !== undefined && refused.length > 0) await this.createItems(refused);
  }

  /** The server has it no more. */
  forget(): void {
    if (this.id !== undefined) this.live?.publisher.forget(this.id);
    this.id = undefined;
    this.inbox.length = 0;
  }

  /** A message; those before it that did not come are fetched first. */
  receive(message: NotificationMessage): void {
    this.options.onPublished(message.publishTime?.getTime() ?? NaN);
    const isNext = message.sequenceNumber === this.next && this.inbox.length === 0 && !this.draining;
    if (isNext && !this.hasStructures) return this.handle(message);
    this.inbox.push(message);
    if (!this.draining) void this.drain();
  }

  private async drain(): Promise<void> {
    this.draining = true;
    try {
      for (let message = this.inbox.shift(); message; message = this.inbox.shift()) {
        const ahead = distance(this.next, message.sequenceNumber);
        // Already had, and not confirmed in time.
        if (ahead < 0) {
          if (message.notificationData?.length) this.confirm(this.id, message);
          continue;
        }
        if (ahead > 0) await this.fetch(message.sequenceNumber);
        await this.handleDecoded(message);
      }
    } finally {
      this.draining = false;
    }
  }

  /** Asks for the messages before `until` again. */
  private async fetch(until: number): Promise<void> {
    if (distance(this.next, until) > MOST_REPUBLISHED) return this.miss(until);
    while (this.next !== until) {
      const { live, id } = this;
      if (!live || id === undefined) return;
      const wanted = this.next;
      try {
        await this.handleDecoded(await republish(live, id, wanted));
      } catch (error) {
        const { status } = failureOf(error, live.where);
        if (status === 'BadMessageNotAvailable') {
          this.options.onMissed();
          this.next = after(wanted);
        } else return this.miss(until);
      }
    }
  }

  private miss(until: number): void {
    this.options.onMissed();
    this.next = until;
  }

  private async handleDecoded(message: NotificationMessage): Promise<void> {
    const { live } = this;
    if (live && this.hasStructures) {
      const values = (message.notificationData ?? []).flatMap((one) =>
        one instanceof live.opcua.DataChangeNotification
          ? (one.monitoredItems ?? []).map((item) => item.value)
          : [],
      );
      // A structure that cannot be decoded is told at its tag, which finds no such part.
      await live.opcua.promoteOpaqueStructure(live.session, values).catch(() => undefined);
    }
    this.handle(message);
  }

  private handle(message: NotificationMessage): void {
    const { opcua } = this.live ?? {};
    const data = message.notificationData ?? [];
    // A sign of life has the number of the message that will come next.
    if (!opcua || data.length === 0) return;
    this.next = after(message.sequenceNumber);
    const byGroup = new Map<TagGroup, Reading[]>();
    for (const one of data)
      if (one instanceof opcua.DataChangeNotification) this.collect(one, byGroup);
      else if (one instanceof opcua.StatusChangeNotification) this.follow(one);
    this.handOver(byGroup, message);
  }

  private collect({ monitoredItems }: DataChangeNotification, byGroup: Map<TagGroup, Reading[]>): void {
    for (const { clientHandle, value } of monitoredItems ?? []) {
      const tag = this.tags[clientHandle - 1];
      if (!tag) continue;
      let readings = byGroup.get(tag.group);
      if (!readings) byGroup.set(tag.group, (readings = []));
      tag.group.take(tag, value, 'published', readings);
    }
  }

  private follow({ status }: StatusChangeNotification): void {
    // It goes on in another session, which is ours too.
    if (status.name === 'GoodSubscriptionTransferred') return;
    this.options.onEnded();
  }

  /** The message is confirmed when everything in it is stored. */
  private handOver(byGroup: ReadonlyMap<TagGroup, readonly Reading[]>, message: NotificationMessage): void {
    const { unsettled } = this.options;
    const { id } = this;
    let open = byGroup.size;
    if (open === 0) return this.confirm(id, message);
    unsettled.count++;
    for (const [group, readings] of byGroup)
      group.handOver(readings, () => {
        if (--open > 0) return;
        unsettled.count--;
        this.confirm(id, message);
      });
  }

  /** By the number that the subscription had when the message came. */
  private confirm(id: number | undefined, { sequenceNumber }: NotificationMessage): void {
    if (id !== undefined) this.live?.publisher.confirm(id, sequenceNumber);
  }

  private async createItems(tags: readonly Tag[]): Promise<void> {
    const { live, id } = this;
    if (!live || id === undefined) return;
    const most = Math.min(live.maxItems, MAX_READINGS_PER_MESSAGE);
    const handles = new Map(this.tags.map((tag, i) => [tag, i + 1]));
    const wanted: { tag: Tag; request: MonitoredItemCreateRequestOptions }[] = [];
    for (const tag of tags) {
      tag.refusal = undefined;
      try {
        wanted.push({ tag, request: this.requestOf(tag, live, handles.get(tag) ?? 0) });
      } catch (error) {
        tag.refusal = failureOf(error, live.where).message;
      }
    }
    for (let at = 0; at < wanted.length; at += most) {
      const portion = wanted.slice(at, at + most);
      const request: CreateMonitoredItemsRequestOptions = {
        subscriptionId: id,
        timestampsToReturn: live.opcua.TimestampsToReturn.Both,
        itemsToCreate: portion.map((one) => one.request),
      };
      const { results } = await servicesOf(live.session).createMonitoredItems(request);
      portion.forEach(({ tag }, i) => {
        const result = results?.[i];
        if (result?.statusCode.isGood())
          tag.granted = {
            samplingIntervalMs: result.revisedSamplingInterval,
            queueSize: result.revisedQueueSize,
          };
        else tag.refusal = OpcuaFailure.of(result?.statusCode.name ?? 'BadUnexpectedError').message;
      });
    }
  }

  private requestOf(
    { point }: Tag,
    { opcua, resolve }: Live,
    clientHandle: number,
  ): MonitoredItemCreateRequestOptions {
    const { config } = this.options;
    return {
      itemToMonitor: { nodeId: resolve(point.nodeId), attributeId: ATTRIBUTE.Value },
      monitoringMode: opcua.MonitoringMode.Reporting,
      requestedParameters: {
        clientHandle,
        samplingInterval: point.samplingIntervalMs ?? config.samplingIntervalMs,
        queueSize: point.queueSize ?? config.queueSize,
        discardOldest: point.discardOldest,
        filter: filterOf(opcua, point),
      },
    };
  }
}

function filterOf(opcua: Opcua, { trigger, deadband, deadbandType }: OpcuaPoint) {
  const { DataChangeTrigger, DeadbandType } = opcua;
  // The filter that every server has without being asked (OPC 10000-4 §7.22.2).
  if (trigger === 'status-value' && deadband === 0) return null;
  return new opcua.DataChangeFilter({
    trigger: {
      status: DataChangeTrigger.Status,
      'status-value': DataChangeTrigger.StatusValue,
      'status-value-timestamp': DataChangeTrigger.StatusValueTimestamp,
    }[trigger],
    deadbandType:
      deadband === 0
        ? DeadbandType.None
        : deadbandType === 'percent'
          ? DeadbandType.Percent
          : DeadbandType.Absolute,
    deadbandValue: deadband,
  });
}

const republish = (
  { opcua, session }: Live,
  subscriptionId: number,
  retransmitSequenceNumber: number,
): Promise<NotificationMessage> =>
  new Promise((resolve, reject) => {
    const request = new opcua.RepublishRequest({ subscriptionId, retransmitSequenceNumber });
    servicesOf(session).republish(request, (error, response) => {
      if (error || !response) reject(error ?? new Error('BadUnexpectedError'));
      else resolve(response.notificationMessage);
    });
  });

const after = (sequenceNumber: number): number => (sequenceNumber === LAST_NUMBER ? 1 : sequenceNumber + 1);

/** How many messages `to` is ahead of `from`; negative when it is behind. */
function distance(from: number, to: number): number {
  const plain = to - from;
  return plain > HALF ? plain - LAST_NUMBER : plain < -HALF ? plain + LAST_NUMBER : plain;
}
