import { DoubleBit, Flag } from '../app/flags';
import type { PointObject } from '../app/fragment';
import { variationOf } from '../app/objects/table';
import type { PointType, Variation } from '../app/objects/variation';
import { pointKind } from './point-kind';

/** 1 to 3: its events are of this class; 0: it has no events; none: class 0 does not report it either. */
export type PointClass = 0 | 1 | 2 | 3 | 'none';

export interface PointOptions {
  /** Default 0. */
  readonly class?: PointClass;
  /** Of the type's static group. */
  readonly staticVariation?: number;
  /** Of the type's event group. */
  readonly eventVariation?: number;
  /** Analogs and counters: a change must be greater than this, from 0 on. Default 0: any change. */
  readonly deadband?: number;
  /** Outputs: class of the events that a control was carried out (groups 13 and 43). Default 0: none. */
  readonly commandClass?: 0 | 1 | 2 | 3;
  /** Outputs: variation of those events. */
  readonly commandVariation?: number;
  /** Binary outputs: operation codes that the point takes, without the queue and clear bits; default all. */
  readonly operations?: readonly number[];
  /** Analog outputs: what the point can be set to. Default: any number. */
  readonly least?: number;
  readonly most?: number;
}

/** What a point is updated with. */
export interface Reading {
  /** Binary points true or false; double-bit ones 0 to 3 (`DoubleBit`); octet strings 1 to 255 octets. */
  readonly value: boolean | number | Uint8Array;
  /** Bits of `Flag`; default online. */
  readonly flags?: number;
  /** Epoch ms, UTC; default now. */
  readonly time?: number;
}

const NO_OCTETS = Uint8Array.of(0);
const MOST_OCTETS = 255;
const STATES: ReadonlySet<number> = new Set(Object.values(DoubleBit));
const COUNTER_MODULUS = 0x1_0000_0000;

/** One point of an outstation: its present value, and how it is reported. */
export class Point implements PointObject {
  value = 0;
  /** Not updated since the start (IEEE 1815-2012, 11.6.2). */
  flags: number = Flag.Restart;
  time: number | undefined;
  octets: Uint8Array = NO_OCTETS;
  class: PointClass;
  deadband: number;
  readonly staticVariation: Variation;
  readonly eventVariation: Variation;
  readonly commandVariation: Variation | undefined;
  readonly commandClass: 0 | 1 | 2 | 3;
  readonly operations: ReadonlySet<number> | undefined;
  readonly least: number;
  readonly most: number;
  /** Value and flags of the last event: changes count from here, so that a slow drift is told as well. */
  private reportedValue = 0;
  private reportedFlags: number = Flag.Restart;

  /** Throws a RangeError that names the point and the option. */
  constructor(
    readonly type: PointType,
    readonly index: number,
    options: PointOptions = {},
  ) {
    const kind = pointKind(type);
    if (!Number.isInteger(index) || index < 0 || index > 0xffff)
      throw new RangeError(`${type} ${index}: an index is a whole number from 0 to 65535`);
    this.class = options.class ?? 0;
    this.deadband = options.deadband ?? 0;
    if (!(this.deadband >= 0)) throw new RangeError(`${type} ${index}: a deadband is a number from 0 on`);
    const { staticVariation = kind.staticVariation, eventVariation = kind.eventVariation } = options;
    this.staticVariation = this.row(kind.staticGroup, staticVariation, 'staticVariation');
    this.eventVariation = this.row(kind.eventGroup, eventVariation, 'eventVariation');
    this.commandClass = options.commandClass ?? 0;
    this.commandVariation =
      kind.commandGroup === undefined
        ? undefined
        : this.row(
            kind.commandGroup,
            options.commandVariation ?? (type === 'binary-output' ? 2 : 7),
            'commandVariation',
          );
    this.operations = options.operations && new Set(options.operations);
    this.least = options.least ?? -Infinity;
    this.most = options.most ?? Infinity;
  }

  /** Takes a reading and answers whether it is an event. Throws a TypeError where the value is of another type. */
  take({ value, flags = Flag.Online }: Reading, time: number): boolean {
    const changed = this.setValue(value);
    this.flags = flags & flagBits(this.type);
    this.time = time;
    return changed || this.flags !== this.reportedFlags;
  }

  /** The present value has become an event: the next change counts from it. */
  report(): void {
    this.reportedValue = this.value;
    this.reportedFlags = this.flags;
  }

  private setValue(value: boolean | number | Uint8Array): boolean {
    if (this.type === 'octet-string') {
      if (!(value instanceof Uint8Array) || value.length > MOST_OCTETS)
        throw new TypeError(`${this.type} ${this.index} takes up to ${MOST_OCTETS} octets`);
      // A length of 0 cannot be told: the length is the variation, and variation 0 means any.
      const octets = value.length === 0 ? NO_OCTETS : value.slice();
      const changed = !sameOctets(octets, this.octets);
      this.octets = octets;
      return changed;
    }
    if (value instanceof Uint8Array) throw new TypeError(`${this.type} ${this.index} takes no octets`);
    this.value = this.normal(value);
    const difference = Math.abs(this.value - this.reportedValue);
    return difference > this.deadband || Number.isNaN(this.value) !== Number.isNaN(this.reportedValue);
  }

  private normal(given: boolean | number): number {
    const value = Number(given);
    switch (this.type) {
      case 'binary-input':
      case 'binary-output':
        if (Number.isNaN(value)) throw new TypeError(`${this.type} ${this.index} takes true or false`);
        return value === 0 ? 0 : 1;
      case 'double-bit-input':
        if (typeof given === 'boolean' || !STATES.has(given))
          throw new TypeError(`${this.type} ${this.index} takes a state from 0 to 3`);
        return given;
      case 'counter':
      case 'frozen-counter': {
        if (!Number.isFinite(value) || value < 0)
          throw new TypeError(`${this.type} ${this.index} takes whole numbers from 0 on`);
        return Math.trunc(value) % COUNTER_MODULUS;
      }
      default:
        return value;
    }
  }

  private row(group: number, variation: number, option: string): Variation {
    const found = variationOf(group, variation);
    const any = variation === 0 && group !== 110 && group !== 111;
    if (!found || any)
      throw new RangeError(`${this.type} ${this.index}: ${option} ${variation} is none of group ${group}`);
    return found;
  }
}

/** Bits of the octet that are flags: those of states are not (IEEE 1815-2012, 11.6). */
function flagBits(type: PointType): number {
  if (type === 'double-bit-input') return 0x3f;
  return type === 'binary-input' || type === 'binary-output' ? 0x7f : 0xff;
}

export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}
