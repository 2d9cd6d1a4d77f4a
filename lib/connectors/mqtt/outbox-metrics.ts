import type { Counter, Meter } from '../../core/meter';

/** What waits in an outbox. */
export interface Depth {
  readonly messages: number;
  readonly bytes: number;
  /** Age of the oldest message, in ms; 0 when nothing waits. */
  readonly oldestMs: number;
}

interface Measured {
  readonly depth: Depth;
}

export interface OutboxCounters {
  readonly drained: Counter;
  readonly expired: Counter;
  readonly refused: Counter;
  /** The outbox is gone: its gauges leave the sums. */
  forget(): void;
}

const outboxes = new WeakMap<Meter, Set<Measured>>();

/** The metrics of all outboxes of a process: gauges are sums over them, but for the oldest. */
export function measureOutbox(meter: Meter, outbox: Measured): OutboxCounters {
  let all = outboxes.get(meter);
  if (!all) outboxes.set(meter, (all = gauges(meter)));
  const measured = all.add(outbox);
  return {
    drained: meter.counter(
      'thermacore_mqtt_outbox_drained_total',
      'Messages of the outbox that the broker confirmed',
    ),
    expired: meter.counter(
      'thermacore_mqtt_outbox_expired_total',
      'Messages that grew too old in the outbox',
    ),
    refused: meter.counter(
      'thermacore_mqtt_outbox_refused_total',
      'Messages that the outbox had no room for (full), or that a broker does not take (broker)',
      ['by'],
    ),
    forget: () => void measured.delete(outbox),
  };
}

function gauges(meter: Meter): Set<Measured> {
  const all = new Set<Measured>();
  const sum = (of: 'messages' | 'bytes'): number =>
    [...all].reduce((total, { depth }) => total + depth[of], 0);
  meter.gauge('thermacore_mqtt_outbox_messages', 'Messages on disk that wait for a broker', () =>
    sum('messages'),
  );
  meter.gauge('thermacore_mqtt_outbox_bytes', 'Bytes on disk that wait for a broker', () => sum('bytes'));
  meter.gauge(
    'thermacore_mqtt_outbox_oldest_seconds',
    'Age of the oldest message that waits for a broker',
    () => Math.max(0, ...[...all].map(({ depth }) => depth.oldestMs / 1000)),
  );
  return all;
}
