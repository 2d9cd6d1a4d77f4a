import { ThermaCoreError } from '../../../core/errors';
import type { ReadingValue } from '../../../core/reading';
import { DataType, typeName } from '../payload/data-types';
import { decodePayload } from '../payload/decode';
import { encodePayload } from '../payload/encode';
import { PayloadFault, type Metric, type Payload } from '../payload/payload';
import { metricValue } from '../payload/values';
import {
  NAMESPACE, edgeTopic, encodeState, parseEdgeTopic, parseState, stateTopic,
  type EdgeTopic, type Publish,
} from '../topics'; // prettier-ignore
import { noEffects, type HostEffects, type RebirthReason } from './effects';
import { NodeSession } from './node-session';
import { Places } from './places';
import type { MetricAddress } from './placing';
import { Rebirths } from './rebirths';

export interface HostOptions {
  readonly tenant: string;
  readonly hostId: string;
  /** Groups to listen to; none: all. */
  readonly groups: readonly string[];
  /** How long a message may be late behind one that was sent after it, in ms (§5.15). */
  readonly reorderMs: number;
  readonly maxNodes: number;
  readonly maxMetricsPerNode: number;
  readonly place: (address: MetricAddress) => { unit: string; sensor: string } | undefined;
}

/** A value for a metric of a node or device. */
export interface HostCommand {
  readonly group: string;
  readonly node: string;
  readonly device?: string | undefined;
  readonly metric: string;
  readonly value: ReadingValue;
  /** Keys of the units that whoever writes is limited to; undefined: all. */
  readonly units?: readonly string[] | undefined;
}

const REBIRTH = 'Node Control/Rebirth';

/**
 * A Sparkplug host application, without a socket and without a clock: takes what comes and what time it is, and gives
 * what is to be done. A host says that it is there, follows each node from birth to death, and asks one whose story has
 * a gap to begin again (§5.6, §5.11).
 */
export class Host {
  private readonly nodes = new Map<string, NodeSession>();
  private readonly rebirths = new Rebirths();
  private readonly places = new Places((node) => this.nodes.get(node)?.state === 'online');
  private connectedAt: number | undefined;
  private willAt = 0;
  /** The latest time that an `offline` in our name had. */
  private heardAt = -Infinity;

  constructor(private readonly options: HostOptions) {}

  /** What to subscribe to, in this order and before `connected` (§5.6: own state first). */
  get filters(): string[] {
    const { groups, hostId } = this.options;
    const wanted = groups.length > 0 ? groups.map((group) => `${NAMESPACE}/${group}/#`) : [`${NAMESPACE}/#`];
    return [stateTopic(hostId), ...wanted];
  }

  get online(): number {
    return [...this.nodes.values()].filter(({ state }) => state === 'online').length;
  }

  get known(): number {
    return this.nodes.size;
  }

  /** For the CONNECT that comes now (§5.6, §5.14). */
  will(now: number): Publish {
    this.willAt = Math.max(now, this.heardAt);
    return this.state(false, this.willAt);
  }

  /** Subscriptions are made: the host is there. Nodes of before tell their births again, as nobody kept them. */
  connected(now: number): HostEffects {
    const effects = noEffects();
    this.connectedAt = now;
    effects.publishes.push(this.state(true, this.willAt));
    for (const session of this.nodes.values()) this.ask(session, 'reconnected', now, effects);
    return effects;
  }

  /** The connection is lost: what was known of every node is not any more. */
  disconnected(now: number): HostEffects {
    this.connectedAt = undefined;
    const effects = noEffects();
    for (const session of this.nodes.values()) append(effects, session.lost(now));
    return effects;
  }

  /** Before it goes on purpose (§5.14). */
  farewell(now: number): Publish {
    // The broker tells us, too: that is not to be contradicted.
    this.connectedAt = undefined;
    return this.state(false, Math.max(now, this.willAt));
  }

  message(topic: string, payload: Uint8Array, now: number): HostEffects {
    const effects = noEffects();
    if (topic === stateTopic(this.options.hostId)) return this.ownState(payload, now);
    // Other hosts, and what is asked of nodes, is none of ours.
    if (topic.startsWith(`${NAMESPACE}/STATE/`)) return effects;
    const at = parseEdgeTopic(topic);
    if (!at) return refused(effects, 'unknown-topic', topic, 'the topic is none of Sparkplug');
    if (at.type === 'NCMD' || at.type === 'DCMD') return effects;
    const session = this.session(at);
    if (!session)
      return refused(
        effects,
        'too-many-readings',
        topic,
        `there are more than ${this.options.maxNodes} edge nodes`,
      );
    const decoded = read(payload);
    if (typeof decoded === 'string') return refused(effects, 'unparseable-payload', topic, decoded);
    const { effects: found, rebirth } = session.take(at, topic, decoded, now);
    append(effects, found);
    if (at.type === 'NBIRTH' && session.state === 'online') this.rebirths.answered(keyOf(at));
    if (rebirth) this.ask(session, rebirth, now, effects);
    return effects;
  }

  /** For messages that wait for one before them; to be called at least as often as `reorderMs`. */
  tick(now: number): HostEffects {
    const effects = noEffects();
    for (const session of this.nodes.values()) {
      const { waitingSince } = session;
      if (waitingSince === undefined || now - waitingSince < this.options.reorderMs) continue;
      const { effects: found, rebirth } = session.giveUpWaiting(now);
      append(effects, found);
      if (rebirth) this.ask(session, rebirth, now, effects);
    }
    return effects;
  }

  /**
   * These metrics have a sensor by now, or another place than before: their readings go there, and their nodes are asked
   * to tell what they have.
   */
  approved(addresses: readonly MetricAddress[], now: number): HostEffects {
    const effects = noEffects();
    const sessions = new Set<NodeSession>();
    for (const address of addresses) {
      const session = this.nodes.get(keyOf(address));
      if (session?.state === 'online' && session.placeAnew(address)) sessions.add(session);
    }
    for (const session of sessions) this.ask(session, 'approved', now, effects);
    return effects;
  }

  /** The message that writes a value. Throws one sentence that names the field. */
  command({ group, node, device, metric, value, units }: HostCommand, now: number): Publish {
    const session = this.nodes.get(keyOf({ group, node }));
    if (session?.state !== 'online')
      throw new ThermaCoreError('unavailable', `The edge node ${group}/${node} is not online.`, {
        field: 'node',
        advice: 'Wait for its birth.',
      });
    const metrics = session.table.of(device);
    const known = metrics?.get(metric);
    // A unit that the user is not limited to is none for him.
    const isHis = !units || (known?.place !== undefined && units.includes(known.place.unit));
    if (!known || !isHis)
      throw new ThermaCoreError('invalid', `metric: the birth of ${device ?? node} names no such metric.`, {
        field: 'metric',
        advice: 'Take one of those that the birth lists.',
      });
    const sent = metricValue(value, known.type);
    if (!sent)
      throw new ThermaCoreError('invalid', `value: is no ${typeName(known.type)}, as the metric is.`, {
        field: 'value',
        advice: 'Give a value of the metric’s type and range.',
      });
    const name = known.alias === undefined ? { name: metric } : { alias: known.alias };
    return command({ group, node, device }, { ...name, ...sent, datatype: known.type, timestamp: now }, now);
  }

  private state(online: boolean, timestamp: number): Publish {
    const topic = stateTopic(this.options.hostId);
    return { topic, payload: encodeState({ online, timestamp }), qos: 1, retain: true };
  }

  /**
   * Somebody, or our own late will, says that we are not there: say that we are (§5.14). With the time of the will, which
   * edge nodes would not hear if it were older than what we said last; where that is too early, with a new will.
   */
  private ownState(payload: Uint8Array, now: number): HostEffects {
    const effects = noEffects();
    const said = parseState(payload, now);
    if (this.connectedAt === undefined || said?.online !== false) return effects;
    if (said.timestamp <= this.willAt) {
      effects.publishes.push(this.state(true, this.willAt));
      return effects;
    }
    this.heardAt = said.timestamp;
    this.connectedAt = undefined;
    effects.publishes.push(this.state(true, Math.max(now, said.timestamp)));
    effects.reconnect = true;
    return effects;
  }

  private session(at: EdgeTopic): NodeSession | undefined {
    const key = keyOf(at);
    const found = this.nodes.get(key);
    if (found) return found;
    if (this.nodes.size >= this.options.maxNodes && !this.makeRoom()) return undefined;
    const { tenant, hostId, maxMetricsPerNode, place } = this.options;
    const session = new NodeSession(at.group, at.node, {
      tenant,
      client: hostId,
      maxMetrics: maxMetricsPerNode,
      place,
      claim: (where, metric) => this.places.claim(where, { node: key, metric }),
      release: (where, metric) => this.places.release(where, { node: key, metric }),
    });
    this.nodes.set(key, session);
    return session;
  }

  /** Forgets a node that is not there; rather one that said so than one that may be about to be born. */
  private makeRoom(): boolean {
    let gone: string | undefined;
    for (const [key, { state }] of this.nodes) {
      if (state === 'offline') {
        gone = key;
        break;
      }
      if (state === 'unborn') gone ??= key;
    }
    if (gone === undefined) return false;
    this.rebirths.answered(gone);
    return this.nodes.delete(gone);
  }

  private ask({ group, node }: NodeSession, why: RebirthReason, now: number, effects: HostEffects): void {
    if (!this.rebirths.ask(keyOf({ group, node }), now)) return;
    const metric: Metric = {
      name: REBIRTH,
      datatype: DataType.Boolean,
      field: 'boolean',
      value: true,
      timestamp: now,
    };
    effects.publishes.push(command({ group, node }, metric, now));
    effects.events.push({ kind: 'rebirth', group, node, why });
  }
}

const keyOf = ({ group, node }: { group: string; node: string }): string => `${group}/${node}`;

/** §6.4.21, §6.4.22: QoS 0, not retained, no sequence number. */
function command(
  { group, node, device }: { group: string; node: string; device?: string | undefined },
  metric: Metric,
  now: number,
): Publish {
  const topic = edgeTopic({ type: device ? 'DCMD' : 'NCMD', group, node, ...(device ? { device } : {}) });
  return { topic, payload: encodePayload({ timestamp: now, metrics: [metric] }), qos: 0, retain: false };
}

function read(payload: Uint8Array): Payload | string {
  try {
    return decodePayload(payload);
  } catch (error) {
    if (error instanceof PayloadFault) return error.message;
    throw error;
  }
}

function append(to: HostEffects, { readings, publishes, events, refused: more }: HostEffects): void {
  for (const reading of readings) to.readings.push(reading);
  to.publishes.push(...publishes);
  for (const event of events) to.events.push(event);
  for (const each of more) to.refused.push(each);
}

function refused(
  effects: HostEffects,
  reason: HostEffects['refused'][number]['reason'],
  topic: string,
  detail: string,
): HostEffects {
  effects.refused.push({ reason, topic, detail });
  return effects;
}
