import type { FlowMessage } from './register';
import { deliveryOf } from './message';

/**
 * What a node that filters sends on. Nothing left and nobody waiting: nothing; but a batch that the field waits to
 * have confirmed goes on empty, so that `timescale-out` settles it (ADR 2).
 */
export function filtered(message: FlowMessage, payload: readonly unknown[]): FlowMessage | undefined {
  if (payload.length === 0 && deliveryOf(message) === undefined) return undefined;
  return Object.assign(message, { topic: 'readings', payload });
}
