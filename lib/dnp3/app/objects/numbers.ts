export type NumberCode = 'u8' | 'u16' | 'u32' | 'i16' | 'i32' | 'f32' | 'f64';

/** Octets of a time. */
export const TIME_OCTETS = 6;

const TWO_32 = 0x1_0000_0000;

/** The last time that 48 bits can tell, epoch ms. */
export const MOST_TIME = 0xffff_ffff_ffff;

/** Epoch ms, UTC, of 48 bits (IEEE 1815-2012, 11.3.3.1). */
export function readTime(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint16(at + 4, true) * TWO_32;
}

export function writeTime(view: DataView, at: number, time: number): void {
  view.setUint32(at, time % TWO_32, true);
  view.setUint16(at + 4, Math.floor(time / TWO_32), true);
}

export function readNumber(view: DataView, at: number, code: NumberCode): number {
  switch (code) {
    case 'i32':
      return view.getInt32(at, true);
    case 'f32':
      return view.getFloat32(at, true);
    case 'i16':
      return view.getInt16(at, true);
    case 'u32':
      return view.getUint32(at, true);
    case 'u16':
      return view.getUint16(at, true);
    case 'f64':
      return view.getFloat64(at, true);
    case 'u8':
      return view.getUint8(at);
  }
}

/** The number must fit (`fits`, `clamped`): what does not is cut off as DataView does. */
export function writeNumber(view: DataView, at: number, code: NumberCode, value: number): void {
  switch (code) {
    case 'i32':
      return view.setInt32(at, value, true);
    case 'f32':
      return view.setFloat32(at, value, true);
    case 'i16':
      return view.setInt16(at, value, true);
    case 'u32':
      return view.setUint32(at, value, true);
    case 'u16':
      return view.setUint16(at, value, true);
    case 'f64':
      return view.setFloat64(at, value, true);
    case 'u8':
      return view.setUint8(at, value);
  }
}

/** Octets of a number. */
export const NUMBER_OCTETS: Readonly<Record<NumberCode, 1 | 2 | 4 | 8>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  i16: 2,
  i32: 4,
  f32: 4,
  f64: 8,
};

const FLOAT_MOST = 3.402_823_466_385_288_6e38;

const LIMITS: Readonly<Record<NumberCode, readonly [least: number, most: number]>> = {
  u8: [0, 0xff],
  u16: [0, 0xffff],
  u32: [0, 0xffff_ffff],
  i16: [-0x8000, 0x7fff],
  i32: [-0x8000_0000, 0x7fff_ffff],
  f32: [-FLOAT_MOST, FLOAT_MOST],
  f64: [-Number.MAX_VALUE, Number.MAX_VALUE],
};

/** Whether the number is within what the code can say; a fraction that is rounded still fits. */
export function fits(code: NumberCode, value: number): boolean {
  const [least, most] = LIMITS[code];
  return value >= least && value <= most;
}

/** The nearest number that the code can say; integers are rounded, NaN becomes 0. */
export function clamped(code: NumberCode, value: number): number {
  const [least, most] = LIMITS[code];
  if (Number.isNaN(value)) return code === 'f32' || code === 'f64' ? value : 0;
  const within = Math.min(most, Math.max(least, value));
  return code === 'f32' || code === 'f64' ? within : Math.round(within);
}
