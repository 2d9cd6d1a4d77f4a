import type { Reading, ReadingValue } from '../../../core/reading';
import { nextSequence } from '../host/sequence';
import { DataType, typeName } from '../payload/data-types';
import { decodePayload } from '../payload/decode';
import { encodePayload } from '../payload/encode';
import { PayloadFault, type Metric } from '../payload/payload';
import { scalarOf } from '../payload/values';
import {
  NAMESPACE, edgeTopic, parseEdgeTopic, parseState, stateTopic,
  type EdgeMessage, type EdgeTopic, type Publish,
} from '../topics'; // prettier-ignore
import { EdgeMetrics, bornMetric, dataMetric, type EdgeMetric } from './edge-metrics';
import { PrimaryHost } from './primary-host';

export interface EdgeOptions {
  readonly group: string;
  readonly node: string;
  /** The host without which nothing is sent. */
  readonly primaryHost?: string | undefined;
}

/** A value that a host wants one of our sensors to have. */
export interface EdgeCommand {
  readonly unit: string;
  readonly sensor: string;
  readonly value: ReadingValue;
}

export interface EdgeEffects {
  readonly publishes: Publish[];
  readonly commands: EdgeCommand[];
  /** Why a command is not carried out, a sentence each. */
  readonly refused: string[];
  /** The session is to be ended, and another one begun (§5.8). */
  reconnect: boolean;
}

/** Metrics of one message; more become several. */
const MAX_METRICS_PER_MESSAGE = 1000;
/** Refusals of one message that are told each; of more there is a count. */
const MAX_REFUSED = 10;
const REBIRTH = 'Node Control/Rebirth';

/**
 * A Sparkplug edge node, without a socket and without a clock. Units of ours are its devices and sensors their metrics.
 * It is online from its birth until the connection, or the host that it waits for, is gone (§5.4 to §5.8).
 */
export class EdgeNode {
  private readonly metrics = new EdgeMetrics();
  private readonly host = new PrimaryHost();
  private readonly bornDevices = new Set<string>();
  private bdSeq = 255;
  private seq = 0;
  private connected = false;
  private born = false;

  constructor(private readonly options: EdgeOptions) {}

  /** Whether data may be sent. */
  get isOnline(): boolean {
    return this.born;
  }

  /** Whether it only waits for its host. */
  get isWaiting(): boolean {
    return this.connected && !this.born;
  }

  /** What to subscribe to before `begin` (§5.4). */
  get filters(): string[] {
    const { group, node, primaryHost } = this.options;
    const own = [`${NAMESPACE}/${group}/NCMD/${node}`, `${NAMESPACE}/${group}/DCMD/${node}/+`];
    return primaryHost === undefined ? own : [...own, stateTopic(primaryHost)];
  }

  /** For the CONNECT that comes now: another number for each (§6.4.26). */
  will(now: number): Publish {
    this.bdSeq = nextSequence(this.bdSeq);
    return this.death(now);
  }

  /** Subscriptions are made. */
  begin(now: number): Publish[] {
    this.connected = true;
    return this.options.primaryHost === undefined || this.host.isOnline ? this.birth(now) : [];
  }

  disconnected(): void {
    this.connected = false;
    this.born = false;
    this.bornDevices.clear();
    this.host.forget();
  }

  /** Before it goes on purpose (§5.7). */
  farewell(now: number): Publish[] {
    const said = this.born ? [this.death(now)] : [];
    this.born = false;
    return said;
  }

  message(topic: string, payload: Uint8Array, now: number): EdgeEffects {
    const effects: EdgeEffects = { publishes: [], commands: [], refused: [], reconnect: false };
    const { primaryHost } = this.options;
    if (primaryHost !== undefined && topic === stateTopic(primaryHost)) this.hostSays(payload, now, effects);
    const at = parseEdgeTopic(topic);
    if (at?.type === 'NCMD' || at?.type === 'DCMD') this.obey(at, payload, now, effects);
    return effects;
  }

  /** Readings as data, after births of what is new. Not online: nothing. `refused`: those of sensors beyond the bound. */
  data(
    readings: readonly Reading[],
    isHistorical: boolean,
    now: number,
  ): { publishes: Publish[]; refused: number } {
    if (!this.born) return { publishes: [], refused: 0 };
    const units = new Map<string, Reading[]>();
    const changed = new Set<string>();
    let refused = 0;
    for (const reading of readings) {
      const note = this.metrics.note(reading);
      if (note === 'full') {
        refused++;
        continue;
      }
      const { unit } = reading;
      if (note === 'new' || !this.bornDevices.has(unit)) changed.add(unit);
      const list = units.get(unit);
      if (list) list.push(reading);
      else units.set(unit, [reading]);
    }
    const publishes = [...changed].map((unit) => this.deviceBirth(unit, now));
    for (const [unit, list] of units) publishes.push(...this.deviceData(unit, list, isHistorical, now));
    return { publishes, refused };
  }

  private death(now: number): Publish {
    const { group, node } = this.options;
    // §6.4.26: no sequence number, and the number of the session alone.
    const payload = encodePayload({ timestamp: now, metrics: [this.session(now)] });
    return { topic: edgeTopic({ type: 'NDEATH', group, node }), payload, qos: 1, retain: false };
  }

  private session(now: number): Metric {
    return { name: 'bdSeq', timestamp: now, datatype: DataType.Int64, field: 'long', value: this.bdSeq };
  }

  /** §6.4.18: of the node and then of all its devices; also when a host asks for it (§5.11). */
  private birth(now: number): Publish[] {
    this.seq = 255;
    this.born = true;
    this.bornDevices.clear();
    const rebirth: Metric = {
      name: REBIRTH,
      timestamp: now,
      datatype: DataType.Boolean,
      field: 'boolean',
      value: false,
    };
    return [
      this.publish('NBIRTH', undefined, [this.session(now), rebirth], now),
      ...this.metrics.units().map((unit) => this.deviceBirth(unit, now)),
    ];
  }

  private deviceBirth(unit: string, now: number): Publish {
    this.bornDevices.add(unit);
    return this.publish('DBIRTH', unit, [...(this.metrics.of(unit)?.values() ?? [])].map(bornMetric), now);
  }

  private deviceData(
    unit: string,
    readings: readonly Reading[],
    isHistorical: boolean,
    now: number,
  ): Publish[] {
    const known = this.metrics.of(unit);
    const metrics = readings.flatMap((reading) => {
      const metric = known?.get(reading.sensor);
      return metric ? [dataMetric(metric, reading, isHistorical)] : [];
    });
    const publishes: Publish[] = [];
    for (let i = 0; i < metrics.length; i += MAX_METRICS_PER_MESSAGE)
      publishes.push(this.publish('DDATA', unit, metrics.slice(i, i + MAX_METRICS_PER_MESSAGE), now));
    return publishes;
  }

  private publish(type: EdgeMessage, device: string | undefined, metrics: Metric[], now: number): Publish {
    const { group, node } = this.options;
    this.seq = nextSequence(this.seq);
    return {
      topic: edgeTopic({ type, group, node, ...(device === undefined ? {} : { device }) }),
      payload: encodePayload({ timestamp: now, metrics, seq: this.seq }),
      qos: 0,
      retain: false,
    };
  }

  private hostSays(payload: Uint8Array, now: number, effects: EdgeEffects): void {
    const said = parseState(payload, now);
    const change = said && this.host.hear(said);
    if (!this.connected) return;
    if (change === 'online' && !this.born) effects.publishes.push(...this.birth(now));
    if (change === 'offline' && this.born) {
      effects.publishes.push(...this.farewell(now));
      effects.reconnect = true;
    }
  }

  private obey(at: EdgeTopic, bytes: Uint8Array, now: number, effects: EdgeEffects): void {
    let metrics: Metric[];
    try {
      ({ metrics } = decodePayload(bytes));
    } catch (error) {
      if (!(error instanceof PayloadFault)) throw error;
      return void effects.refused.push(`A command cannot be read: ${error.message}.`);
    }
    // Once, however often it is asked for: a message may ask a hundred thousand times.
    let reborn = false;
    for (const metric of metrics) {
      if (at.type === 'NCMD' && metric.name === REBIRTH) reborn ||= metric.value === true;
      else this.order(at, metric, effects);
    }
    const more = effects.refused.splice(MAX_REFUSED).length;
    if (more > 0)
      effects.refused.push(`${more.toLocaleString('en')} more commands of the message are refused.`);
    if (reborn && this.born) effects.publishes.push(...this.birth(now));
  }

  /** §5.12: only for what the birth told, and of its type. */
  private order({ device }: EdgeTopic, metric: Metric, effects: EdgeEffects): void {
    const found = device === undefined ? undefined : this.find(device, metric);
    if (!found || device === undefined)
      return void effects.refused.push('A command is for a metric that no birth told of.');
    const scalar = scalarOf(metric, found.type);
    const isOther = metric.datatype !== undefined && metric.datatype !== found.type;
    if (isOther || scalar.kind !== 'value')
      return void effects.refused.push(
        `A command for ${device}/${found.sensor} is no ${typeName(found.type)}.`,
      );
    effects.commands.push({ unit: device, sensor: found.sensor, value: scalar.value });
  }

  private find(device: string, { alias, name }: Metric): EdgeMetric | undefined {
    if (alias === undefined) return this.metrics.of(device)?.get(name ?? '');
    const found = this.metrics.alias(alias);
    return found?.unit === device ? found.metric : undefined;
  }
}
