import type { Clock } from '../../core/clock';
import { MAX_READINGS_PER_MESSAGE, type Reading } from '../../core/reading';
import type { Receiver } from '../connector';
import { PayloadDecoder, rejection } from './payload';
import type { MqttPoint } from './spec';
import { TopicTemplate, type TopicPlace } from './topic-template';

/** A message of the broker, as far as this matters. */
export interface Incoming {
  readonly topic: string;
  /** What the binding found in the topic. */
  readonly place: TopicPlace | undefined;
  readonly payload: Buffer;
  /** The broker had kept it: it is from before the subscription. */
  readonly retained?: boolean;
  readonly properties?: Readonly<Record<string, string>> | undefined;
  /** Called once: true when the message is dealt with for good, false when the broker must send it again. */
  readonly settle: (stored: boolean) => void;
}

/** Readings of a batch, and the messages they came from. */
interface Gathering {
  readings: Reading[];
  settles: ((stored: boolean) => void)[];
}

const BATCH_READINGS = Math.min(1000, MAX_READINGS_PER_MESSAGE);

/** What the connector hands messages of a filter to. */
export interface Subscriber {
  /** What is subscribed to. */
  readonly subscription: string;
  readonly qos: number;
  readonly template: Pick<TopicTemplate, 'filter' | 'match'>;
  /** Takes a message into the batch that is being gathered; true when that is full. */
  take(incoming: Incoming): { readings: number; full: boolean };
  /** Hands the batch on. */
  flush(): void;
}

/** Takes messages as they are: for a protocol that has its own payload. Gives how many readings they made. */
export interface TopicListener {
  message(topic: string, payload: Buffer, settle: (stored: boolean) => void): number;
  flush?(): void;
}

/** One subscription of a protocol above MQTT. */
export class Listening implements Subscriber {
  readonly template: Subscriber['template'];
  readonly qos = 1;

  constructor(
    readonly subscription: string,
    private readonly listener: TopicListener,
  ) {
    this.template = { filter: subscription, match: () => undefined };
  }

  take({ topic, payload, settle }: Incoming): { readings: number; full: boolean } {
    return { readings: this.listener.message(topic, payload, settle), full: false };
  }

  flush(): void {
    this.listener.flush?.();
  }
}

/** One subscription with its receiver: decodes, admits, gathers. */
export class Binding implements Subscriber {
  readonly template: TopicTemplate;
  /** What is subscribed to: MQTT 5 §4.8.2 for shared subscriptions. */
  readonly subscription: string;
  readonly qos: number;
  private readonly decoder: PayloadDecoder;
  private gathering: Gathering = { readings: [], settles: [] };

  constructor(
    point: MqttPoint,
    private readonly receiver: Receiver,
    private readonly device: string,
    private readonly clock: Clock,
  ) {
    this.template = new TopicTemplate(point.topic);
    this.qos = point.qos;
    this.decoder = new PayloadDecoder(point);
    this.subscription = point.group ? `$share/${point.group}/${this.template.filter}` : this.template.filter;
  }

  take({ topic, place, payload, retained = false, properties, settle }: Incoming): {
    readings: number;
    full: boolean;
  } {
    if (!place) {
      this.receiver.reject(rejection('unknown-topic', undefined, payload, { topic }));
      settle(true);
      return { readings: 0, full: false };
    }
    const context = {
      tenant: this.receiver.tenant,
      topic,
      place,
      device: this.device,
      now: this.clock.now(),
      retained,
      properties,
    };
    const { readings, rejections } = this.decoder.decode(payload, context);
    for (const refused of rejections) this.receiver.reject(refused);
    const admitted = this.admitted(readings, payload, topic);
    if (admitted.length === 0) {
      settle(true);
      return { readings: 0, full: false };
    }
    this.gathering.readings.push(...admitted);
    this.gathering.settles.push(settle);
    return { readings: admitted.length, full: this.gathering.readings.length >= BATCH_READINGS };
  }

  flush(): void {
    const { readings, settles } = this.gathering;
    if (readings.length === 0) return;
    this.gathering = { readings: [], settles: [] };
    this.receiver.batch({
      readings,
      settle: (stored) => {
        for (const settle of settles) settle(stored);
      },
    });
  }

  private admitted(readings: Reading[], payload: Buffer, topic: string): Reading[] {
    const { receiver } = this;
    if (!receiver.admit) return readings;
    return readings.filter((reading) => {
      const reason = receiver.admit?.(reading);
      if (reason)
        receiver.reject(
          rejection(reason, `${reading.unit}/${reading.sensor}: ${reason}`, payload, { topic }),
        );
      return reason === undefined;
    });
  }
}

/** Throws `configuration` naming the field when a point cannot be bound: before there is a connection. */
export function checkPoint(point: MqttPoint): void {
  new TopicTemplate(point.topic);
  new PayloadDecoder(point);
}

/** MQTT 3.1.1 §4.7.1: does the filter match the topic? */
export function matchesFilter(filter: string, topic: string): boolean {
  const levels = filter.split('/');
  const parts = topic.split('/');
  for (const [i, level] of levels.entries()) {
    if (level === '#') return true;
    if (i >= parts.length || (level !== '+' && level !== parts[i])) return false;
  }
  return levels.length === parts.length;
}
