import assert from 'node:assert/strict';
import type { Reading } from '../../../../lib/core/reading';
import { EdgeNode, type EdgeOptions } from '../../../../lib/connectors/sparkplug/edge/edge-node';
import type { HostEffects } from '../../../../lib/connectors/sparkplug/host/effects';
import { Host, type HostOptions } from '../../../../lib/connectors/sparkplug/host/host';
import { placing } from '../../../../lib/connectors/sparkplug/host/placing';
import { decodePayload } from '../../../../lib/connectors/sparkplug/payload/decode';
import { encodePayload } from '../../../../lib/connectors/sparkplug/payload/encode';
import type { Metric, Payload } from '../../../../lib/connectors/sparkplug/payload/payload';
import { parseEdgeTopic, type EdgeMessage, type Publish } from '../../../../lib/connectors/sparkplug/topics';

export const NOW = Date.UTC(2026, 10, 23, 9);

export function newHost(options: Partial<HostOptions> = {}): Host {
  return new Host({
    tenant: 'aqua',
    hostId: 'scada',
    groups: [],
    reorderMs: 2000,
    maxNodes: 10,
    maxMetricsPerNode: 1000,
    place: placing('{device}', '{metric}'),
    ...options,
  });
}

export const newEdge = (options: Partial<EdgeOptions> = {}): EdgeNode =>
  new EdgeNode({ group: 'g', node: 'n', ...options });

export const reading = (fields: Partial<Reading> = {}): Reading => ({
  tenant: 'aqua',
  unit: 'boiler-1',
  sensor: 'pressure',
  timestamp: NOW - 1000,
  value: 2.5,
  quality: 'good',
  ...fields,
});

export const bytes = ({ payload }: Publish): Buffer => Buffer.from(payload);
export const decoded = (publish: Publish): Payload => decodePayload(bytes(publish));
export const typeOf = ({ topic }: Publish): string => parseEdgeTopic(topic)?.type ?? topic;

export function first(publishes: readonly Publish[], type: EdgeMessage): Publish {
  const found = publishes.find((publish) => typeOf(publish) === type);
  assert.ok(found, `a ${type} among ${publishes.map(typeOf).join(', ')}`);
  return found;
}

export const named = (payload: Payload, name: string): Metric | undefined =>
  payload.metrics.find((metric) => metric.name === name);

/** An edge node with one device, as it went through its births; and all that it said. */
export function bornEdge(readings: readonly Reading[] = [reading()], options: Partial<EdgeOptions> = {}) {
  const edge = newEdge(options);
  const will = edge.will(NOW);
  const said = [...edge.begin(NOW), ...edge.data(readings, false, NOW).publishes];
  return { edge, will, said };
}

export interface Message {
  readonly type: EdgeMessage;
  readonly device?: string;
  readonly seq?: number;
  readonly metrics?: readonly Metric[];
  readonly timestamp?: number;
}

export const topicOf = ({ type, device }: Message): string =>
  ['spBv1.0', 'g', type, 'n', ...(device ? [device] : [])].join('/');

/** Says something to a host as the edge node g/n. */
export function say(host: Host, message: Message, now = NOW): HostEffects {
  const { seq, metrics = [], timestamp = now } = message;
  const payload = encodePayload({ timestamp, metrics: [...metrics], ...(seq === undefined ? {} : { seq }) });
  return host.message(topicOf(message), payload, now);
}

export const double = (name: string, value: number, more: Partial<Metric> = {}): Metric => ({
  name,
  datatype: 10,
  field: 'double',
  value,
  ...more,
});

export const bdSeq = (value: number): Metric => ({ name: 'bdSeq', datatype: 4, field: 'long', value });

/** A host that is connected and has met g/n with a device `d` that has the metric `t` (alias 1). */
export function metHost(options: Partial<HostOptions> = {}): Host {
  const host = newHost(options);
  host.will(NOW);
  host.connected(NOW);
  say(host, { type: 'NBIRTH', seq: 0, metrics: [bdSeq(3), double('load', 7, { alias: 9 })] });
  say(host, { type: 'DBIRTH', device: 'd', seq: 1, metrics: [double('t', 20, { alias: 1 })] });
  return host;
}

export const values = ({ readings }: HostEffects): [string, unknown][] =>
  readings.map(({ unit, sensor, value }) => [`${unit}/${sensor}`, value]);
