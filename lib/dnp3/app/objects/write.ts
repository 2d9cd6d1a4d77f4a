import { NUMBER_OCTETS, writeNumber, writeTime } from './numbers';
import type { Layout } from './variation';
import type { PointObject } from '../fragment';

type PointLayout = Extract<Layout, { form: 'point' | 'commanded-state' | 'commanded-number' }>;

/** Writes a point's object. The value must fit the variation's number (`clamped`); a relative time counts from `base`. */
export function writePoint(
  view: DataView,
  at: number,
  group: number,
  layout: PointLayout,
  point: PointObject,
  base: number,
): void {
  const { value, flags, time = 0 } = point;
  if (layout.form === 'commanded-state') {
    view.setUint8(at++, (value << 7) | (flags & 0x7f));
  } else if (layout.form === 'commanded-number') {
    view.setUint8(at++, flags);
    writeNumber(view, at, layout.number, value);
    at += NUMBER_OCTETS[layout.number];
  } else {
    const { number } = layout;
    if (layout.flags)
      view.setUint8(at++, number ? flags : flags | (value << (group === 3 || group === 4 ? 6 : 7)));
    if (number) {
      writeNumber(view, at, number, value);
      at += NUMBER_OCTETS[number];
    }
  }
  if (layout.time === 'absolute') writeTime(view, at, time);
  else if (layout.time === 'relative') view.setUint16(at, time - base, true);
}
