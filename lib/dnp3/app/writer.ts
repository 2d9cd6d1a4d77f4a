import { controlOctet, type ControlOctet } from './control-octet';
import type { Crob, OctetObject, PointObject, SetPoint } from './fragment';
import { CROB_FIELDS } from './objects/crob';
import { attributeOctets } from './objects/attribute';
import { NUMBER_OCTETS, writeNumber, writeTime } from './objects/numbers';
import { knownVariation } from './objects/table';
import type { Variation } from './objects/variation';
import { writePoint } from './objects/write';
import type { AttributeValue } from './fragment';

export const DEFAULT_FRAGMENT_OCTETS = 2048;

const Qualifier = {
  Range8: 0x00,
  Range16: 0x01,
  All: 0x06,
  Count8: 0x07,
  Count16: 0x08,
  Prefix8: 0x17,
  Prefix16: 0x28,
} as const;

const HEADER_OCTETS = 3;
const MOST_RELATIVE_MS = 0xffff;
const MOST_NARROW_INDEX = 0xff;
const MOST_STRING_OCTETS = 255;

/** A header with indices that may still grow. */
interface Growing {
  readonly variation: Variation;
  readonly qualifier: number;
  readonly countAt: number;
  count: number;
}

/**
 * Writes one fragment into a buffer of its own. What adds objects answers whether they fitted; when they did not, the
 * fragment stands as it was. Indices are 0 to 65535.
 */
export class FragmentWriter {
  private readonly buffer: Uint8Array;
  private readonly view: DataView;
  private length = 0;
  private growing: Growing | undefined;
  /** The common time of occurrence that was written last. */
  private base: { readonly time: number; readonly synchronised: boolean } | undefined;

  constructor(readonly size = DEFAULT_FRAGMENT_OCTETS) {
    this.buffer = new Uint8Array(size);
    this.view = new DataView(this.buffer.buffer);
  }

  /** Begins anew. */
  start(control: ControlOctet, code: number, iin?: number): this {
    this.view.setUint8(0, controlOctet(control));
    this.view.setUint8(1, code);
    this.length = 2;
    if (iin !== undefined) {
      this.view.setUint16(2, iin, true);
      this.length = 4;
    }
    this.growing = undefined;
    this.base = undefined;
    return this;
  }

  /** Octets that are left. */
  get room(): number {
    return this.size - this.length;
  }

  /** Whether there is anything but the header of the fragment in it. */
  get empty(): boolean {
    return this.length <= 4;
  }

  /** Overwrites what `start` said, when it is known how the fragment turned out. */
  restart(control: ControlOctet, iin?: number): void {
    this.view.setUint8(0, controlOctet(control));
    if (iin !== undefined) this.view.setUint16(2, iin, true);
  }

  /** A copy of the octets. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  // What a request names

  all(group: number, variation: number): boolean {
    return this.header(group, variation, Qualifier.All, 0);
  }

  range(group: number, variation: number, start: number, stop: number): boolean {
    const wide = stop > 0xff;
    if (!this.header(group, variation, wide ? Qualifier.Range16 : Qualifier.Range8, wide ? 4 : 2))
      return false;
    this.putNumber(wide, start);
    this.putNumber(wide, stop);
    return true;
  }

  /** At most so many. */
  limit(group: number, variation: number, count: number): boolean {
    const wide = count > 0xff;
    if (!this.header(group, variation, wide ? Qualifier.Count16 : Qualifier.Count8, wide ? 2 : 1))
      return false;
    this.putNumber(wide, count);
    return true;
  }

  named(group: number, variation: number, indices: readonly number[]): boolean {
    const wide = indices.length > 0xff || indices.some((index) => index > 0xff);
    const octets = wide ? 2 : 1;
    if (
      !this.header(
        group,
        variation,
        wide ? Qualifier.Prefix16 : Qualifier.Prefix8,
        octets * (indices.length + 1),
      )
    )
      return false;
    this.putNumber(wide, indices.length);
    for (const index of indices) this.putNumber(wide, index);
    return true;
  }

  // Data

  /**
   * Points of consecutive indices, from `points[first]` on, as a range. As many as fit; answers how many that were.
   * All of them must be of this variation.
   */
  run(variation: Variation, points: readonly PointObject[], first = 0, end = points.length): number {
    const start = points[first]?.index ?? 0;
    const wide = start + (end - first) - 1 > 0xff;
    const left = this.room - HEADER_OCTETS - (wide ? 4 : 2);
    const { layout, size } = variation;
    const most = layout.form === 'packed' ? Math.floor((left * 8) / layout.bits) : Math.floor(left / size);
    const count = Math.min(end - first, most);
    if (count <= 0 || left <= 0) return 0;
    this.open(variation, wide ? Qualifier.Range16 : Qualifier.Range8);
    this.putNumber(wide, start);
    this.putNumber(wide, start + count - 1);
    if (layout.form === 'packed') this.putPacked(layout.bits, points, first, count);
    else for (let i = first; i < first + count; i++) this.putPoint(variation, points[i] as PointObject);
    return count;
  }

  /**
   * A point with its index. It joins the header before where that is of the same variation. A relative time is put
   * behind a common time of occurrence (g51v1, or g51v2 when not `synchronised`), which is written when there is need.
   * `wide`: its index takes two octets, though one might do.
   */
  event(
    variation: Variation,
    point: PointObject,
    synchronised = true,
    wide = point.index > MOST_NARROW_INDEX,
  ): boolean {
    const relative = variation.layout.form === 'point' && variation.layout.time === 'relative';
    const mark = { length: this.length, growing: this.growing, base: this.base };
    const undo = (): false => {
      this.length = mark.length;
      this.growing = mark.growing;
      this.base = mark.base;
      return false;
    };
    if (relative) {
      const { time = 0 } = point;
      if (!this.isInReach(time, synchronised) && !this.time(51, synchronised ? 1 : 2, time)) return undo();
    }
    const isWide = this.grow(variation, wide);
    if (isWide === undefined || this.room < variation.size + (isWide ? 2 : 1)) return undo();
    this.count();
    this.putNumber(isWide, point.index);
    this.putPoint(variation, point);
    return true;
  }

  /**
   * An octet string of 1 to 255 octets with its index (`indexed`), or of a range of one (static). Throws a RangeError for
   * other lengths.
   */
  octets(group: number, { index, octets }: OctetObject, indexed: boolean): boolean {
    if (octets.length < 1 || octets.length > MOST_STRING_OCTETS)
      throw new RangeError(`an octet string has 1 to ${MOST_STRING_OCTETS} octets, not ${octets.length}`);
    const variation = knownVariation(group, octets.length);
    if (indexed) {
      const mark = { length: this.length, growing: this.growing };
      const wide = this.grow(variation, index > MOST_NARROW_INDEX);
      if (wide === undefined || this.room < octets.length + (wide ? 2 : 1)) {
        this.length = mark.length;
        this.growing = mark.growing;
        return false;
      }
      this.count();
      this.putNumber(wide, index);
    } else {
      const wide = index > 0xff;
      const room = HEADER_OCTETS + (wide ? 4 : 2) + octets.length;
      if (this.room < room) return false;
      this.open(variation, wide ? Qualifier.Range16 : Qualifier.Range8);
      this.putNumber(wide, index);
      this.putNumber(wide, index);
    }
    this.buffer.set(octets, this.length);
    this.length += octets.length;
    return true;
  }

  /** Control relay output blocks, in one header. */
  crobs(crobs: readonly Crob[], wide = anyWide(crobs)): boolean {
    return this.prefixed(knownVariation(12, 1), crobs, wide, (crob) => {
      CROB_FIELDS.write(this.view, this.length, crob);
      this.length += 11;
    });
  }

  /** Analog output blocks of a variation of group 41, in one header. */
  setPoints(variation: number, setPoints: readonly SetPoint[], wide = anyWide(setPoints)): boolean {
    const row = knownVariation(41, variation);
    if (row.layout.form !== 'set-point') return false;
    const { number } = row.layout;
    return this.prefixed(row, setPoints, wide, ({ value, status }) => {
      writeNumber(this.view, this.length, number, value);
      this.length += NUMBER_OCTETS[number];
      this.view.setUint8(this.length++, status);
    });
  }

  /** A time (groups 50 and 51), with qualifier 07. */
  time(group: 50 | 51, variation: number, time: number, interval = 0): boolean {
    const row = knownVariation(group, variation);
    if (!this.header(group, variation, Qualifier.Count8, 1 + row.size)) return false;
    this.putNumber(false, 1);
    writeTime(this.view, this.length, time);
    if (row.size > 6) this.view.setUint32(this.length + 6, interval, true);
    if (row.size > 10) this.view.setUint8(this.length + 10, 0);
    this.length += row.size;
    if (group === 51) this.base = { time, synchronised: variation === 1 };
    return true;
  }

  /** A delay (group 52): variation 1 in s, 2 in ms, from 0 to 65535. */
  delay(variation: 1 | 2, value: number): boolean {
    if (!this.header(52, variation, Qualifier.Count8, 3)) return false;
    this.putNumber(false, 1);
    this.putNumber(true, value);
    return true;
  }

  /** A device attribute of a set (0 is the standard's). */
  attribute(variation: number, set: number, value: AttributeValue): boolean {
    const octets = attributeOctets(value);
    if (!this.header(0, variation, Qualifier.Range8, 2 + octets.length)) return false;
    this.putNumber(false, set);
    this.putNumber(false, set);
    this.buffer.set(octets, this.length);
    this.length += octets.length;
    return true;
  }

  /** Octets of objects as they came, e.g. to answer a control. */
  raw(octets: Uint8Array): boolean {
    if (this.room < octets.length) return false;
    this.growing = undefined;
    this.buffer.set(octets, this.length);
    this.length += octets.length;
    return true;
  }

  private header(group: number, variation: number, qualifier: number, more: number): boolean {
    if (this.room < HEADER_OCTETS + more) return false;
    this.putHeader(group, variation, qualifier);
    return true;
  }

  private open({ group, variation }: Variation, qualifier: number): void {
    this.putHeader(group, variation, qualifier);
  }

  private putHeader(group: number, variation: number, qualifier: number): void {
    this.growing = undefined;
    this.view.setUint8(this.length++, group);
    this.view.setUint8(this.length++, variation);
    this.view.setUint8(this.length++, qualifier);
  }

  private putNumber(wide: boolean, value: number): void {
    if (wide) {
      this.view.setUint16(this.length, value, true);
      this.length += 2;
    } else this.view.setUint8(this.length++, value);
  }

  private putPoint(variation: Variation, point: PointObject): void {
    const { layout, group, size } = variation;
    if (layout.form !== 'point' && layout.form !== 'commanded-state' && layout.form !== 'commanded-number')
      throw new TypeError(`g${group}v${variation.variation} has no points`);
    writePoint(this.view, this.length, group, layout, point, this.base?.time ?? 0);
    this.length += size;
  }

  private putPacked(bits: 1 | 2, points: readonly PointObject[], first: number, count: number): void {
    const perOctet = 8 / bits;
    const octets = Math.ceil(count / perOctet);
    this.buffer.fill(0, this.length, this.length + octets);
    for (let i = 0; i < count; i++) {
      const at = this.length + Math.floor(i / perOctet);
      const value = (points[first + i] as PointObject).value << ((i % perOctet) * bits);
      this.buffer[at] = (this.buffer[at] as number) | value;
    }
    this.length += octets;
  }

  /** Whether the common time of occurrence that was written last will do. */
  private isInReach(time: number, synchronised: boolean): boolean {
    if (this.base?.synchronised !== synchronised) return false;
    const after = time - this.base.time;
    return after >= 0 && after <= MOST_RELATIVE_MS;
  }

  /** Opens a header with indices, or goes on with the one before; undefined where there is no room for one. */
  private grow(variation: Variation, wide: boolean): boolean | undefined {
    const growing = this.growing;
    if (growing?.variation === variation) {
      const isWide = growing.qualifier === Qualifier.Prefix16;
      if ((isWide || !wide) && growing.count < (isWide ? 0xffff : 0xff)) return isWide;
    }
    if (this.room < HEADER_OCTETS + 2) return undefined;
    const qualifier = wide ? Qualifier.Prefix16 : Qualifier.Prefix8;
    this.open(variation, qualifier);
    this.growing = { variation, qualifier, countAt: this.length, count: 0 };
    this.putNumber(wide, 0);
    return wide;
  }

  private count(): void {
    const growing = this.growing as Growing;
    growing.count++;
    if (growing.qualifier === Qualifier.Prefix16) this.view.setUint16(growing.countAt, growing.count, true);
    else this.view.setUint8(growing.countAt, growing.count);
  }

  private prefixed<T extends { readonly index: number }>(
    variation: Variation,
    objects: readonly T[],
    wide: boolean,
    put: (object: T) => void,
  ): boolean {
    const octets = wide ? 2 : 1;
    const { group, variation: number, size } = variation;
    if (
      !this.header(
        group,
        number,
        wide ? Qualifier.Prefix16 : Qualifier.Prefix8,
        octets + objects.length * (octets + size),
      )
    )
      return false;
    this.putNumber(wide, objects.length);
    for (const object of objects) {
      this.putNumber(wide, object.index);
      put(object);
    }
    return true;
  }
}

function anyWide(objects: readonly { readonly index: number }[]): boolean {
  return objects.length > 0xff || objects.some(({ index }) => index > 0xff);
}
