import type { Batch, Receiver } from '../connectors/connector';
import type { Meter } from '../core/meter';
import type { Reading, ReadingsMessage, Rejection, RejectionReason } from '../core/reading';
import type { Deliveries, RejectionCounter } from '../telemetry';

export interface Receiving {
  /** From the node's configuration. */
  readonly tenant: string;
  /** Puts a batch on the wire. */
  send(message: ReadingsMessage): void;
  /** Gets the sampled rejections, for the dead-letter output. */
  reject(rejection: Rejection): void;
  /** Says why a reading may not enter, e.g. because its sensor does not exist. */
  readonly admit?: (reading: Reading) => RejectionReason | undefined;
}

/**
 * The end of every connector in a flow: counts what the field delivered, opens a delivery per batch and puts it on
 * the wire; the delivery's settlement goes back to the connector (ADR 2).
 */
export function createReceiver(
  receiving: Receiving,
  deliveries: Deliveries,
  rejections: RejectionCounter,
  meter: Meter,
): Receiver {
  const received = meter.counter('thermacore_readings_received_total', 'Readings that the field delivered');
  return {
    tenant: receiving.tenant,
    ...(receiving.admit ? { admit: receiving.admit } : {}),
    batch({ readings, settle }: Batch) {
      received.add(readings.length);
      const id = deliveries.open(settle);
      receiving.send({ topic: 'readings', payload: readings, delivery: { id } });
    },
    reject(rejection) {
      if (rejections.count(rejection)) receiving.reject(rejection);
    },
  };
}
