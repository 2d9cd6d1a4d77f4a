import type { Origin, RejectionReason } from '../../../core/reading';
import { isMetricType, typeName } from '../payload/data-types';
import type { Metric, Payload, Template } from '../payload/payload';
import { edgeTopic, type EdgeTopic } from '../topics';
import { bornMetric } from './born';
import { noEffects, type BornMetric, type HostEffects, type RebirthReason } from './effects';
import { MetricTable, type KnownMetric } from './metric-table';
import type { MetricAddress } from './placing';
import { after, readingOf, sampleOf } from './sampling';
import { Sequence, nextSequence } from './sequence';

/** What a node session must know of its host. */
export interface NodeContext {
  readonly tenant: string;
  readonly client: string;
  /** Most metrics of one node. */
  readonly maxMetrics: number;
  readonly place: (address: MetricAddress) => { unit: string; sensor: string } | undefined;
  /** Readings of a place belong to one metric, here of this node and with its device; false when another one has it. */
  readonly claim: (place: { unit: string; sensor: string }, metric: string) => boolean;
  /** Another metric may have the place. */
  readonly release: (place: { unit: string; sensor: string }, metric: string) => void;
}

interface Waiting {
  readonly at: EdgeTopic;
  readonly topic: string;
  readonly payload: Payload;
}

export type NodeState = 'unborn' | 'online' | 'offline';

const BDSEQ = 'bdSeq';
const LOST = { quality: 'bad', flags: ['comm-lost', 'stale'] } as const;
/** Devices of one node; beyond it their births are refused. */
const MAX_DEVICES = 1000;
/** Elements of arrays that come of one message: each array is bounded (values.ts), and their number is large. */
const MAX_ELEMENTS = 1_000_000;

/** One edge node as a host sees it: from birth to death, by its sequence and its aliases (§5 and §6). */
export class NodeSession {
  state: NodeState = 'unborn';
  readonly table = new MetricTable();
  private bdSeq: number | undefined;
  private sequence: Sequence<Waiting> | undefined;
  private effects = noEffects();
  private elements = 0;
  private wanted: RebirthReason | undefined;
  /** When metrics of a device ('': of the node) were said to be lost: the birth that brings them back must be newer. */
  private readonly lostAt = new Map<string, number>();

  constructor(
    readonly group: string,
    readonly node: string,
    private readonly context: NodeContext,
  ) {}

  get waitingSince(): number | undefined {
    return this.sequence?.waitingSince;
  }

  /** Takes a message of this node. `rebirth`: why it must be born again. */
  take(
    at: EdgeTopic,
    topic: string,
    payload: Payload,
    now: number,
  ): { effects: HostEffects; rebirth?: RebirthReason } {
    if (at.type === 'NBIRTH') this.born(at, topic, payload, now);
    else if (at.type === 'NDEATH') this.died(payload, topic, now);
    else if (this.state !== 'online' || !this.sequence) this.early(topic);
    else if (payload.seq === undefined || !(payload.seq >= 0 && payload.seq <= 255)) {
      this.refuse('unparseable-payload', topic, 'the message has no sequence number from 0 to 255');
      this.wanted = 'sequence-gap';
    } else {
      const waiting = { at, topic, payload };
      const { ready, full } = this.sequence.take(payload.seq, waiting, now);
      for (const each of ready) this.inTurn(each, now);
      if (full) {
        this.catchUp(now);
        this.sequence.jump(nextSequence(payload.seq));
        this.inTurn(waiting, now);
      }
    }
    return this.done();
  }

  /** What was missing does not come any more: what waits is used, and the node must be born again. */
  giveUpWaiting(now: number): { effects: HostEffects; rebirth?: RebirthReason } {
    this.catchUp(now);
    return this.done();
  }

  /** The host is cut off from the broker: nobody knows how the node is, until its next birth. */
  lost(now: number): HostEffects {
    if (this.state === 'online') {
      this.useHeld(now);
      this.stale(this.table.all(), edgeTopic({ type: 'NDEATH', group: this.group, node: this.node }), now);
    }
    this.state = 'unborn';
    this.sequence = undefined;
    return this.done().effects;
  }

  private catchUp(now: number): void {
    for (const waiting of this.sequence?.giveUp() ?? []) this.inTurn(waiting, now);
    // What comes until it is born again still has the names and aliases that are known.
    this.wanted = 'sequence-gap';
  }

  /** The sequence is at its end: what waits in it is used now, and nothing of it calls for a rebirth any more. */
  private useHeld(now: number): void {
    this.catchUp(now);
    this.wanted = undefined;
  }

  private done(): { effects: HostEffects; rebirth?: RebirthReason } {
    const { effects, wanted } = this;
    this.effects = noEffects();
    this.elements = 0;
    this.wanted = undefined;
    return wanted ? { effects, rebirth: wanted } : { effects };
  }

  private refuse(reason: RejectionReason, topic: string, detail: string): void {
    this.effects.refused.push({ reason, topic, detail });
  }

  private early(topic: string): void {
    this.refuse('unknown-sensor', topic, 'it came before a birth');
    this.wanted ??= 'data-before-birth';
  }

  private born(at: EdgeTopic, topic: string, payload: Payload, now: number): void {
    if (payload.seq === undefined || !(payload.seq >= 0 && payload.seq <= 255))
      return this.refuse('unparseable-payload', topic, 'the birth has no sequence number');
    const bdSeq = payload.metrics.find(({ name }) => name === BDSEQ)?.value;
    this.useHeld(now);
    // Its devices are unborn again, too (§5.4); what they had last is known until their births tell anew.
    for (const device of this.table.devices()) this.forget(device);
    this.bdSeq = typeof bdSeq === 'number' ? bdSeq : undefined;
    this.sequence = new Sequence(nextSequence(payload.seq));
    this.state = 'online';
    this.describe(at, topic, payload, now);
  }

  /** §6.4.26: only the death of the session that is there counts. */
  private died(payload: Payload, topic: string, now: number): void {
    const bdSeq = payload.metrics.find(({ name }) => name === BDSEQ)?.value;
    if (this.state !== 'online') return;
    if (this.bdSeq !== undefined && bdSeq !== this.bdSeq)
      return this.refuse('unparseable-payload', topic, 'the death is that of an earlier session');
    this.useHeld(now);
    this.stale(this.table.all(), topic, now);
    this.effects.events.push({ kind: 'death', group: this.group, node: this.node });
    this.state = 'offline';
    this.sequence = undefined;
  }

  private inTurn({ at, topic, payload }: Waiting, now: number): void {
    const { type, device } = at;
    if (type === 'DBIRTH') {
      if (this.table.of(device) === undefined && this.table.devices().length >= MAX_DEVICES)
        return this.refuse('too-many-readings', topic, `the node has more than ${MAX_DEVICES} devices`);
      return this.describe(at, topic, payload, now);
    }
    const metrics = this.table.of(device);
    if (!metrics) {
      // A death tells nothing of a device that was not there.
      if (type !== 'DDEATH') this.early(topic);
      return;
    }
    if (type === 'DDEATH') {
      this.stale(metrics.values(), topic, now);
      this.forget(device);
      this.effects.events.push({
        kind: 'death',
        group: this.group,
        node: this.node,
        ...(device ? { device } : {}),
      });
      return;
    }
    for (const metric of payload.metrics) this.data(metric, at, topic, payload, now);
  }

  private describe(at: EdgeTopic, topic: string, payload: Payload, now: number): void {
    const { device } = at;
    this.forget(device);
    this.table.begin(device);
    const lostAt = this.lostAt.get(device ?? '') ?? -Infinity;
    // Births after this one bring nothing back.
    this.lostAt.delete(device ?? '');
    const born: BornMetric[] = [];
    for (const metric of payload.metrics) this.meet(metric, at, topic, payload, now, lostAt, born);
    const { group, node } = this;
    this.effects.events.push({ kind: 'birth', group, node, ...(device ? { device } : {}), metrics: born });
  }

  private meet(
    metric: Metric,
    at: EdgeTopic,
    topic: string,
    payload: Payload,
    now: number,
    lostAt: number,
    born: BornMetric[],
    prefix = '',
  ): void {
    const { name, datatype, fault } = metric;
    // A template's own alias stands for its members.
    const alias = prefix === '' ? metric.alias : undefined;
    if (fault || !name)
      return this.refuse('unparseable-payload', topic, fault ?? 'a metric of the birth has no name');
    if (metric.field === 'template') {
      const template = metric.value as Template;
      if (template.isDefinition) return;
      if (
        !this.add(
          {
            name: prefix + name,
            alias,
            type: datatype ?? 0,
            device: at.device,
            place: undefined,
            last: undefined,
          },
          topic,
        )
      )
        return;
      for (const member of template.metrics)
        this.meet(member, at, topic, payload, now, lostAt, born, `${prefix}${name}/`);
      return;
    }
    const full = prefix + name;
    if (datatype === undefined || !isMetricType(datatype))
      return this.refuse('wrong-type', topic, `${shown(full)} has no type that Sparkplug knows`);
    const isOwn = full === BDSEQ || full.startsWith('Node Control/') || full.startsWith('Device Control/');
    const address: MetricAddress = {
      group: this.group,
      node: this.node,
      metric: full,
      ...(at.device ? { device: at.device } : {}),
    };
    const known: KnownMetric = {
      name: full,
      alias,
      type: datatype,
      device: at.device,
      place: undefined,
      last: undefined,
    };
    // What is refused takes no place from another one.
    if (!this.add(known, topic)) return;
    if (!isOwn) {
      const place = this.placeOf(address, topic);
      known.place = place;
      this.value(known, metric, topic, payload, now, lostAt);
      born.push(bornMetric(full, metric, datatype, place));
    }
  }

  /** Gives a metric the place that it has by now. False when it is not known, or another metric has that place. */
  placeAnew(address: MetricAddress): boolean {
    const known = this.table.of(address.device)?.get(address.metric);
    const place = known && this.context.place(address);
    if (!place || !this.claims(place, address)) return false;
    const { place: before } = known;
    known.place = place;
    if (before && (before.unit !== place.unit || before.sensor !== place.sensor))
      this.context.release(before, ownName(known.device, known.name));
    return true;
  }

  /** Its metrics are gone, and their places are free for others. */
  private forget(device: string | undefined): void {
    for (const { place, name } of this.table.of(device)?.values() ?? [])
      if (place) this.context.release(place, ownName(device, name));
    this.table.end(device);
  }

  private claims(place: { unit: string; sensor: string }, { device, metric }: MetricAddress): boolean {
    return this.context.claim(place, ownName(device, metric));
  }

  private add(known: KnownMetric, topic: string): boolean {
    if (this.table.size >= this.context.maxMetrics) {
      this.refuse('too-many-readings', topic, `the node has more than ${this.context.maxMetrics} metrics`);
      return false;
    }
    if (this.table.add(known)) return true;
    this.refuse(
      'unparseable-payload',
      topic,
      `${shown(known.name)} has a name or an alias that another metric has`,
    );
    return false;
  }

  private placeOf(address: MetricAddress, topic: string): { unit: string; sensor: string } | undefined {
    const place = this.context.place(address);
    if (!place) {
      this.refuse('unknown-sensor', topic, `no key can be made of ${shown(address.metric)}`);
      return undefined;
    }
    if (this.claims(place, address)) return place;
    this.refuse(
      'unknown-sensor',
      topic,
      `${shown(address.metric)} would be ${place.unit}/${place.sensor}, as another metric is`,
    );
    return undefined;
  }

  private data(
    metric: Metric,
    at: EdgeTopic,
    topic: string,
    payload: Payload,
    now: number,
    prefix = '',
  ): void {
    const { name, alias, fault } = metric;
    if (fault) return this.refuse('unparseable-payload', topic, fault);
    const known =
      alias === undefined || prefix !== ''
        ? name === undefined
          ? undefined
          : this.table.of(at.device)?.get(prefix + name)
        : this.table.alias(alias);
    if (!known || known.device !== at.device) {
      const isAlias = alias !== undefined && prefix === '';
      this.refuse(
        'unknown-sensor',
        topic,
        isAlias ? `no birth gave the alias ${alias}` : `no birth named ${shown(prefix + (name ?? ''))}`,
      );
      this.wanted ??= isAlias ? 'unknown-alias' : 'unknown-metric';
      return;
    }
    if (metric.field === 'template') {
      for (const member of (metric.value as Template).metrics)
        this.data(member, at, topic, payload, now, `${known.name}/`);
      return;
    }
    if (metric.datatype !== undefined && metric.datatype !== known.type) {
      this.refuse(
        'wrong-type',
        topic,
        `${shown(known.name)} was born as ${typeName(known.type)} and comes as ${typeName(metric.datatype)}`,
      );
      this.wanted ??= 'wrong-type';
      return;
    }
    this.value(known, metric, topic, payload, now);
  }

  private value(
    known: KnownMetric,
    metric: Metric,
    topic: string,
    payload: Payload,
    now: number,
    lostAt = -Infinity,
  ): void {
    const { place, name, device, type } = known;
    if (!place) return;
    const found = sampleOf(known, metric, payload.timestamp, now);
    const sample = found && !metric.isHistorical ? after(found, lostAt, now) : found;
    if (!sample) return;
    if (sample.kind === 'fault') return this.refuse(sample.reason, topic, `${shown(name)}: ${sample.reason}`);
    if (sample.kind === 'value') {
      this.effects.readings.push(
        readingOf(this.context.tenant, place, sample, this.origin(topic, name, now)),
      );
      return;
    }
    const { group, node } = this;
    const { timestamp, value } = sample;
    if (Array.isArray(value)) this.elements += value.length;
    if (this.elements > MAX_ELEMENTS)
      return this.refuse(
        'too-many-readings',
        topic,
        `${shown(name)}: the arrays of the message have more than ${MAX_ELEMENTS} elements`,
      );
    const where = { group, node, ...(device ? { device } : {}), metric: name };
    this.effects.events.push({ kind: 'structure', ...where, type: typeName(type), timestamp, value });
  }

  private origin(topic: string, metric: string, now: number): Origin {
    return {
      protocol: 'sparkplug',
      device: this.context.client,
      address: `${topic}#${metric}`,
      receivedAt: now,
    };
  }

  /** §5.5 and §5.7: with the time at which the host learns of it. */
  private stale(metrics: Iterable<KnownMetric>, topic: string, now: number): void {
    for (const { place, last, name, device = '' } of metrics) {
      if (!place || last === undefined) continue;
      this.lostAt.set(device, now);
      const sample = { kind: 'value', timestamp: now, value: last, quality: LOST } as const;
      this.effects.readings.push(
        readingOf(this.context.tenant, place, sample, this.origin(topic, name, now)),
      );
    }
    // Of devices that do not come again, those go first that were named first.
    for (const device of this.lostAt.keys()) {
      if (this.lostAt.size <= MAX_DEVICES + 1) break;
      this.lostAt.delete(device);
    }
  }
}

/** A metric within its node. */
const ownName = (device: string | undefined, metric: string): string => `${device ?? ''}/${metric}`;

/** A name in a sentence: as long as people read. */
const shown = (name: string): string => (name.length > 80 ? `${name.slice(0, 80)}…` : name);
