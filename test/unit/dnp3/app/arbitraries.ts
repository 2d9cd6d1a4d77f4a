import fc from 'fast-check';
import type { Crob, PointObject, SetPoint } from '../../../../lib/dnp3/app/fragment';
import type { NumberCode } from '../../../../lib/dnp3/app/objects/numbers';
import type { Layout, Variation } from '../../../../lib/dnp3/app/objects/variation';

const within = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.constantFrom(min, max), fc.integer({ min, max }));

export const octet = within(0, 0xff);
export const u16 = within(0, 0xffff);
export const u32 = within(0, 0xffff_ffff);
/** 48 bits of ms. */
export const time = fc.oneof(
  fc.constantFrom(0, 0xffff_ffff, 0x1_0000_0000, 2 ** 48 - 1),
  fc.maxSafeInteger().map((n) => Math.abs(n) % 2 ** 48),
);

const NUMBERS: Readonly<Record<NumberCode, fc.Arbitrary<number>>> = {
  u8: octet,
  u16,
  u32,
  i16: within(-0x8000, 0x7fff),
  i32: within(-0x8000_0000, 0x7fff_ffff),
  f32: fc.oneof(fc.constantFrom(NaN, Infinity, -Infinity, -0), fc.float()),
  f64: fc.oneof(fc.constantFrom(NaN, Infinity, -Infinity, -0), fc.double()),
};

export const numberOf = (code: NumberCode): fc.Arbitrary<number> => NUMBERS[code];

const always = <T>(value: T): fc.Arbitrary<T> => fc.constant(value);

interface Fields {
  readonly value: fc.Arbitrary<number>;
  readonly flags: fc.Arbitrary<number>;
  readonly time: fc.Arbitrary<number | undefined>;
}

/** What a point of such a layout can say without loss; undefined where a layout has no points. */
function fieldsOf(layout: Layout, group: number): Fields | undefined {
  const isDouble = group === 3 || group === 4;
  switch (layout.form) {
    case 'packed':
      return { value: within(0, (1 << layout.bits) - 1), flags: always(1), time: always(undefined) };
    case 'point':
      return {
        value: layout.number ? numberOf(layout.number) : within(0, isDouble ? 3 : 1),
        flags: !layout.flags ? always(1) : layout.number ? octet : within(0, isDouble ? 0x3f : 0x7f),
        time: layout.time ? time : always(undefined),
      };
    case 'commanded-state':
      return { value: within(0, 1), flags: within(0, 0x7f), time: layout.time ? time : always(undefined) };
    case 'commanded-number':
      return { value: numberOf(layout.number), flags: octet, time: layout.time ? time : always(undefined) };
    default:
      return undefined;
  }
}

export function pointOf(
  { layout, group }: Variation,
  index: fc.Arbitrary<number>,
): fc.Arbitrary<PointObject> | undefined {
  const fields = fieldsOf(layout, group);
  return fields && fc.record({ index, ...fields }, { noNullPrototype: true });
}

/** Points of consecutive indices. */
export function runOf(variation: Variation): fc.Arbitrary<PointObject[]> | undefined {
  const point = pointOf(variation, always(0));
  return (
    point &&
    fc
      .tuple(fc.constantFrom(0, 1, 250, 0xfff0), fc.array(point, { minLength: 1, maxLength: 15 }))
      .map(([start, points]) => points.map((one, i) => ({ ...one, index: start + i })))
  );
}

export const crob: fc.Arbitrary<Crob> = fc.record(
  { index: u16, code: octet, count: octet, onMs: u32, offMs: u32, status: within(0, 0x7f) },
  { noNullPrototype: true },
);

export const setPointOf = (code: NumberCode): fc.Arbitrary<SetPoint> =>
  fc.record({ index: u16, value: numberOf(code), status: octet }, { noNullPrototype: true });

export const control = fc.record(
  { fir: fc.boolean(), fin: fc.boolean(), con: fc.boolean(), uns: fc.boolean(), seq: within(0, 15) },
  { noNullPrototype: true },
);
