import { toKey } from '../../../core/ids';

/** Where a metric stands in Sparkplug. */
export interface MetricAddress {
  readonly group: string;
  readonly node: string;
  readonly device?: string | undefined;
  readonly metric: string;
}

const PLACEHOLDER = /\{(group|node|device|metric)\}/g;

/** Whether a pattern of the form can be used: text and placeholders. */
export const isPattern = (text: string): boolean => !/[{}]/.test(text.replace(PLACEHOLDER, ''));

/**
 * Unit and sensor from names of Sparkplug: `{device}` is the node where a metric has no device; whatever comes of it is
 * made a key (core/ids). Undefined when nothing remains of a name, or more than a key may have: cut off, two would be one.
 */
export function placing(
  unit: string,
  sensor: string,
): (address: MetricAddress) => { unit: string; sensor: string } | undefined {
  const fill = (pattern: string, address: MetricAddress): string | undefined => {
    const text = pattern.replace(PLACEHOLDER, (_, name: keyof MetricAddress) =>
      name === 'device' ? (address.device ?? address.node) : (address[name] ?? ''),
    );
    const key = text.length > 64 ? '' : toKey(text);
    return key === '' ? undefined : key;
  };
  return (address) => {
    const place = { unit: fill(unit, address), sensor: fill(sensor, address) };
    return place.unit !== undefined && place.sensor !== undefined
      ? { unit: place.unit, sensor: place.sensor }
      : undefined;
  };
}
