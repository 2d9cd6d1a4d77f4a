import { isThermaCoreError } from '../core/errors';
import type { CommandMode } from '../core/command';
import type { WriteRules } from '../core/device';
import { valueFault, type ReadingValue } from '../core/reading';
import type { SensorEntry } from '../telemetry';
import { parseInterlock, type Interlock } from './interlock';
import type { CommandTarget, InterlockReading, InterlockReadings } from './ports';

export interface Order {
  readonly unit: string;
  readonly sensor: string;
  readonly value: ReadingValue;
  readonly mode: CommandMode;
}

const TYPE_WORDS = { number: 'a number', boolean: 'true or false', text: 'a text' } as const;
const typeOf = (value: ReadingValue): SensorEntry['type'] =>
  typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean');

/** Why the order may not go out as it stands, in words; undefined when it may. Looks at nothing but its arguments. */
export function orderFault(
  target: CommandTarget,
  type: SensorEntry['type'],
  { unit, sensor, value, mode }: Order,
): string | undefined {
  const name = `${unit}/${sensor}`;
  const { write, protocol, modes = ['direct'] } = target;
  if (!write) return `${name} cannot be written: its point in device ${target.device} has no write rules.`;
  if (!modes.includes(mode))
    return `${protocol} has no select before operate; send the command with mode "direct".`;
  if (typeOf(value) !== type) return `${name} takes ${TYPE_WORDS[type]}, not ${JSON.stringify(value)}.`;
  if (valueFault(value)) return `${name} cannot take this value.`;
  if (typeof value !== 'number') return undefined;
  if (write.min !== undefined && value < write.min)
    return `${value} is below ${write.min}, the least for ${name}.`;
  if (write.max !== undefined && value > write.max)
    return `${value} is above ${write.max}, the greatest for ${name}.`;
  return undefined;
}

/**
 * Why the interlock does not let the value through, in words. What cannot be known for sure (a reading that is missing,
 * bad, stale or from the future) holds the command back, whatever the rest of the expression says.
 */
export async function interlockFault(
  rules: WriteRules,
  value: ReadingValue,
  { tenant, readings, now }: { tenant: string; readings: InterlockReadings; now: () => number },
): Promise<string | undefined> {
  if (rules.interlock === undefined) return undefined;
  try {
    const interlock = parseInterlock(rules.interlock);
    const known = await readings.latest(tenant, interlock.sensors);
    return judge(interlock, value, known, now());
  } catch (error) {
    if (isThermaCoreError(error) && error.code === 'invalid') return `${error.message}`;
    throw error;
  }
}

function judge(
  interlock: Interlock,
  value: ReadingValue,
  known: readonly InterlockReading[],
  now: number,
): string | undefined {
  const values = new Map<string, ReadingValue>();
  for (const { unit, sensor } of interlock.sensors) {
    const name = `${unit}/${sensor}`;
    const reading = known.find((one) => one.unit === unit && one.sensor === sensor);
    const doubt = reading ? doubtOf(reading, now) : 'has no reading';
    if (!reading || doubt) return `Held back by the interlock: ${name} ${doubt}.`;
    values.set(name, reading.value);
  }
  if (interlock.holds(({ unit, sensor }) => values.get(`${unit}/${sensor}`) ?? '', value)) return undefined;
  const found = Array.from(values, ([name, held]) => `${name} is ${JSON.stringify(held)}`).join(', ');
  return `Held back by the interlock ${interlock.text}${found && `: ${found}`}.`;
}

const DOUBTFUL = new Set(['stale', 'comm-lost']);

function doubtOf(
  { timestamp, quality, flags = [], staleAfter }: InterlockReading,
  now: number,
): string | undefined {
  if (quality === 'bad') return 'has a bad reading';
  const age = now - Date.parse(timestamp);
  if (age > staleAfter * 1000 || flags.some((flag) => DOUBTFUL.has(flag)))
    return `has a stale reading (${Math.max(0, Math.round(age / 1000))} s old)`;
  // A field clock that runs ahead would keep an old value fresh for as long.
  if (age < -staleAfter * 1000) return 'has a reading from the future';
  return undefined;
}
