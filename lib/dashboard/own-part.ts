import { addresseeOf } from './addressee';

interface Placed {
  readonly unit: string;
}

const isPlaced = (item: unknown): item is Placed =>
  typeof item === 'object' && item !== null && 'unit' in item && typeof item.unit === 'string';

/**
 * What of a message somebody sees who is limited to units; an empty list when nothing. An answer to one's own question was
 * limited where it was given. Of what a flow says to the whole tenant only readings are known to be of units (`live-out`):
 * everything else may tell of others, and stays inside.
 */
export function ownPart(message: unknown, units: readonly string[] | undefined): unknown[] {
  if (!units || addresseeOf(message).kind === 'socket') return [message];
  const { payload } = message as { payload?: unknown };
  if (typeof payload !== 'object' || payload === null) return [];
  const { type, readings, ...rest } = payload as { type?: unknown; readings?: unknown };
  if (type !== 'readings' || !Array.isArray(readings) || Object.keys(rest).length > 0) return [];
  const own = readings.filter((reading) => isPlaced(reading) && units.includes(reading.unit));
  if (own.length === 0) return [];
  const { topic, tenant } = message as { topic?: unknown; tenant?: unknown };
  // Not with what else a flow has put beside it.
  return [{ topic, tenant, payload: { type, readings: own } }];
}
