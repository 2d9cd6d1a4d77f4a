import type { Reading } from '../../lib/core/reading';
import { ThermaCoreError } from '../../lib/core/errors';
import type { FlowMessage } from './register';

/**
 * The readings of a message: an array, or a single reading. What stands inside is checked by `scope`, not here.
 * Throws `invalid` when the payload is neither.
 */
export function readingsOf(message: FlowMessage): Reading[] {
  const payload = message.payload;
  if (Array.isArray(payload)) return payload as Reading[];
  if (typeof payload === 'object' && payload !== null && 'sensor' in payload) return [payload as Reading];
  throw new ThermaCoreError('invalid', `msg.payload is ${describe(payload)}, not readings.`, {
    field: 'msg.payload',
    advice: 'Send an array of readings, each with unit, sensor, timestamp, value and quality.',
  });
}

/** The delivery that the field waits for, if any. */
export const deliveryOf = (message: FlowMessage): string | undefined =>
  (message['delivery'] as { id?: string } | undefined)?.id;

function describe(payload: unknown): string {
  if (payload === undefined) return 'missing';
  if (payload === null) return 'null';
  return typeof payload === 'object' ? 'an object' : `a ${typeof payload}`;
}
