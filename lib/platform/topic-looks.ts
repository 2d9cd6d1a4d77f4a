import { MqttConnector, mqttSpec, valuesOf } from '../connectors/mqtt';
import type { ConnectorContext } from '../connectors/connector';
import { ThermaCoreError } from '../core/errors';
import { KEY_PATTERN } from '../core/ids';
import {
  MAX_SHOWN_PAYLOAD,
  MAX_TOPICS,
  MAX_VALUES_PER_TOPIC,
  type SeenTopic,
  type SeenTopics,
  type TopicLook,
} from '../core/mqtt-topics';
import type { BrokerLogin } from './notification-mqtt';

/** Looks at a time: each is a connection to the broker. */
const MAX_LOOKS = 4;
/** What is kept of a payload, which may have 16 MiB; a sensor's value is a few bytes. */
const MAX_KEPT = 64 * 1024;
/** What a look keeps of all topics together, their names among it. */
const MAX_KEPT_IN_ALL = 8 * 1024 * 1024;

/** What a look needs of a connection; a test may give another. */
export type Listener = Pick<MqttConnector, 'start' | 'stop' | 'listen'>;

interface Parts {
  readonly context: ConnectorContext;
  readonly access: (tenant: string) => Promise<BrokerLogin>;
  readonly connect?: (login: BrokerLogin, context: ConnectorContext) => Listener;
}

interface Seen {
  messages: number;
  last: Buffer;
  /** Only the beginning of it was kept. */
  isCut: boolean;
}

/**
 * What a tenant’s own topics at the broker of the installation are at present: listened to for some seconds, with an account that
 * sees nothing else, and never below another prefix than the tenant’s.
 */
export class TopicLooks {
  /** By tenant; called to end a look before its time. */
  private readonly running = new Map<string, () => void>();
  private stopped = false;

  constructor(private readonly parts: Parts) {}

  async look(tenant: string, { filter, seconds }: TopicLook): Promise<SeenTopics> {
    if (this.stopped) throw new ThermaCoreError('unavailable', 'ThermaCore is shutting down.');
    if (this.running.has(tenant) || this.running.size >= MAX_LOOKS)
      throw new ThermaCoreError('rate-limited', 'Topics are listened to already.', {
        advice: 'Try again in some seconds.',
      });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.running.set(tenant, resolve);
    try {
      return await this.listen(tenant, filter, seconds, promise);
    } finally {
      this.running.delete(tenant);
    }
  }

  stop(): void {
    this.stopped = true;
    for (const end of this.running.values()) end();
  }

  private async listen(
    tenant: string,
    filter: string,
    seconds: number,
    ended: Promise<void>,
  ): Promise<SeenTopics> {
    const { context, access, connect = connected } = this.parts;
    const prefix = `plant/${tenant}/`;
    const seen = new Map<string, Seen>();
    let more = false;
    let room = MAX_KEPT_IN_ALL;
    const connector = connect(await access(tenant), context);
    const leave = connector.listen(prefix + filter, {
      message(topic, payload, settle) {
        settle(true);
        const known = seen.get(topic);
        if (known) known.messages++;
        const size = Math.min(payload.length, MAX_KEPT);
        const needed = known ? size - known.last.length : size + topic.length;
        if (needed > room || (!known && seen.size >= MAX_TOPICS)) {
          more = true;
          return 0;
        }
        room -= needed;
        // A copy: the payload may be a piece of something much larger, which would stay with it.
        const kept = { last: Buffer.from(payload.subarray(0, size)), isCut: size < payload.length };
        if (known) Object.assign(known, kept);
        else seen.set(topic, { messages: 1, ...kept });
        return 0;
      },
    });
    const timer = context.clock.after(1000 * seconds, () => this.running.get(tenant)?.());
    try {
      connector.start();
      await ended;
    } finally {
      timer.stop();
      leave(true);
      await connector.stop();
    }
    const items = [...seen]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([topic, one]) => shown(topic, one, prefix));
    return { items, more };
  }
}

function connected({ url, username, password }: BrokerLogin, context: ConnectorContext): Listener {
  const login = { urls: [url], clientId: 'topic-look', clean: true, username, password };
  return new MqttConnector(mqttSpec.config.parse(login), context);
}

function shown(topic: string, { messages, last, isCut }: Seen, prefix: string): SeenTopic {
  const text = textOf(last, isCut);
  const [unit = '', sensor = '', ...deeper] = topic.slice(prefix.length).split('/');
  const isOfPlant = deeper.length === 0 && [unit, sensor].every((key) => KEY_PATTERN.test(key));
  return {
    topic,
    messages,
    payload: (text ?? last.toString('hex')).slice(0, MAX_SHOWN_PAYLOAD),
    values: text === undefined || isCut ? [] : valuesOf(parsed(text), MAX_VALUES_PER_TOPIC),
    ...(isOfPlant ? { unit, sensor } : {}),
  };
}

/** Of a cut one the last character may be a piece, which is left out. */
function textOf(bytes: Buffer, isCut: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    return undefined;
  }
}

/** A text that is no JSON is a value itself. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
