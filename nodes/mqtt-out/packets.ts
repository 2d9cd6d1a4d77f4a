import type { Reading } from '../../lib/core/reading';
import type { FlowMessage } from '../_kit/register';

export const STYLES = ['json', 'value', 'batch'] as const;
export type Style = (typeof STYLES)[number];

export interface Packet {
  readonly topic: string;
  readonly payload: string | Buffer;
}

type Place = Pick<Reading, 'tenant' | 'unit' | 'sensor'>;

const bodyOf = ({ value, timestamp, quality, flags }: Reading) => ({
  value,
  timestamp: new Date(timestamp).toISOString(),
  quality,
  ...(flags ? { flags } : {}),
});

/** Readings as MQTT messages. */
export function packets(
  readings: readonly Reading[],
  style: Style,
  topicOf: (place: Place) => string,
): Packet[] {
  switch (style) {
    case 'json':
      return readings.map((reading) => ({
        topic: topicOf(reading),
        payload: JSON.stringify(bodyOf(reading)),
      }));
    case 'value':
      return readings.map((reading) => ({ topic: topicOf(reading), payload: String(reading.value) }));
    case 'batch':
  }
  const units = new Map<string, object[]>();
  for (const reading of readings) {
    const topic = topicOf(reading);
    const item = { sensor: reading.sensor, ...bodyOf(reading) };
    const items = units.get(topic);
    if (items) items.push(item);
    else units.set(topic, [item]);
  }
  return [...units].map(([topic, items]) => ({ topic, payload: JSON.stringify(items) }));
}

/** Any other message, as it is. */
export function plainPacket({ topic, payload }: FlowMessage): Packet {
  const body =
    typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : (JSON.stringify(payload) ?? '');
  return { topic: String(topic), payload: body };
}
