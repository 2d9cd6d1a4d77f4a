import { NUMBER_OCTETS, TIME_OCTETS, type NumberCode } from './numbers';

/** What a variation's objects look like on the wire; the table of them is `table.ts`. */
export type Layout =
  /** One bit or two bits a point, the first in the lowest. */
  | { readonly form: 'packed'; readonly bits: 1 | 2 }
  /** The same octets for each point: flags, a number, a time, each where the variation has it, in this order. */
  | {
      readonly form: 'point';
      readonly flags: boolean;
      readonly number: NumberCode | undefined;
      /** Absolute (48 bits), or 16 bits after the time of the group 51 object before. */
      readonly time: 'absolute' | 'relative' | undefined;
    }
  /** State in bit 7 and a status code below it, as events of controlled outputs bring it. */
  | { readonly form: 'commanded-state'; readonly time: 'absolute' | undefined }
  /** A control status and the commanded number. */
  | { readonly form: 'commanded-number'; readonly number: NumberCode; readonly time: 'absolute' | undefined }
  /** Control relay output block. */
  | { readonly form: 'crob' }
  /** A number to set an analog output to, and the status. */
  | { readonly form: 'set-point'; readonly number: NumberCode }
  /** Groups 50 and 51. */
  | { readonly form: 'time'; readonly interval: boolean; readonly units: boolean }
  /** Group 52: a delay in seconds or milliseconds. */
  | { readonly form: 'delay'; readonly milliseconds: 1 | 1000 }
  /** The variation is the length. */
  | { readonly form: 'octets' }
  /** Group 0: type, length, octets. */
  | { readonly form: 'attribute' }
  /** Named only: classes, and variation 0, by which a master leaves the choice to the outstation. */
  | { readonly form: 'none' };

/** What kind of point a group tells of. */
export type PointType =
  | 'binary-input'
  | 'double-bit-input'
  | 'binary-output'
  | 'counter'
  | 'frozen-counter'
  | 'analog-input'
  | 'frozen-analog-input'
  | 'analog-output'
  | 'octet-string';

export type Role =
  | 'static'
  | 'event'
  | 'command'
  /** The event that a control was carried out. */
  | 'command-event'
  | 'deadband'
  | 'time'
  | 'class'
  | 'attribute'
  | 'indications'
  | 'other';

/** A group (IEEE 1815-2012, annex A). */
export interface Group {
  readonly group: number;
  readonly title: string;
  readonly role: Role;
  readonly point: PointType | undefined;
}

/** A variation of a group, one row of the table. */
export interface Variation {
  readonly group: number;
  readonly variation: number;
  readonly title: string;
  readonly layout: Layout;
  /** Octets of an object without its index; 0 for packed, named-only and variable ones. */
  readonly size: number;
  readonly of: Group;
}

export function sizeOf(layout: Layout): number {
  switch (layout.form) {
    case 'point':
      return (
        (layout.flags ? 1 : 0) +
        (layout.number ? NUMBER_OCTETS[layout.number] : 0) +
        (layout.time === 'absolute' ? TIME_OCTETS : layout.time === 'relative' ? 2 : 0)
      );
    case 'commanded-state':
      return 1 + (layout.time ? TIME_OCTETS : 0);
    case 'commanded-number':
      return 1 + NUMBER_OCTETS[layout.number] + (layout.time ? TIME_OCTETS : 0);
    case 'crob':
      return 11;
    case 'set-point':
      return NUMBER_OCTETS[layout.number] + 1;
    case 'time':
      return TIME_OCTETS + (layout.interval ? 4 : 0) + (layout.units ? 1 : 0);
    case 'delay':
      return 2;
    case 'packed':
    case 'octets':
    case 'attribute':
    case 'none':
      return 0;
  }
}
