import { toKey } from '../../core/ids';

/** One value of a payload that has many, under the names that a decoder reads by default. */
export interface FlatItem {
  readonly sensor: string;
  readonly value: unknown;
  readonly timestamp: unknown;
  readonly quality: unknown;
  readonly unit: unknown;
}

/** What all values of one object share. */
export interface Shared {
  readonly timestamp: unknown;
  readonly quality: unknown;
}

const MAX_DEPTH = 8;

/**
 * `{ "motor": { "speed": 1480, "on": true }, "timestamp": … }` as one item per value, named by its path: `motor.speed`,
 * `motor.on`. Paths in `shared` belong to all and are no values; nor are nulls, which devices send for "not measured".
 */
export function flatten(
  object: unknown,
  { timestamp, quality }: Shared,
  shared: ReadonlySet<string>,
  limit: number,
): FlatItem[] {
  const unit =
    typeof object === 'object' && object !== null && shared.has('unit') && Object.hasOwn(object, 'unit')
      ? (object as { unit: unknown }).unit
      : undefined;
  const items: FlatItem[] = [];
  const visit = (value: unknown, path: string, depth: number): void => {
    // One more than allowed, so that the decoder sees that there are too many.
    if (shared.has(path) || value === null || items.length > limit) return;
    if (typeof value !== 'object' || depth > MAX_DEPTH) {
      items.push({ sensor: toKey(path), value, timestamp, quality, unit });
      return;
    }
    for (const [name, inner] of Object.entries(value))
      visit(inner, path === '' ? name : `${path}.${name}`, depth + 1);
  };
  visit(object, '', 0);
  return items;
}
