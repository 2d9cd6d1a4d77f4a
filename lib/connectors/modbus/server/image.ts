import type { Clock } from '../../../core/clock';
import { ThermaCoreError } from '../../../core/errors';
import type { Reading, ReadingValue } from '../../../core/reading';
import { decodeTag, encodeTag, sentinelOf } from './codec';
import {
  DEVICE_FAILURE,
  ILLEGAL_ADDRESS,
  ILLEGAL_FUNCTION,
  ILLEGAL_VALUE,
  ModbusException,
  type BitTable,
  type DeviceIdentity,
  type RegisterTable,
  type ServedDevice,
} from './pdu';
import { placeOf, wordsOf, type ServedTag } from './spec';

type Table = BitTable | RegisterTable;

/** What is answered for a sensor that has no usable reading. */
export type WhenBad = 'exception' | 'last' | 'sentinel';

export interface ImageOptions {
  readonly tags: readonly ServedTag[];
  readonly whenBad: WhenBad;
  /** Addresses between the tags: refused with exception 2, or read as zero. */
  readonly gaps: 'refuse' | 'zero';
  /** A reading that came longer ago is not usable any more, in ms; 0: it never ages. */
  readonly maxAgeMs: number;
  readonly identity: DeviceIdentity;
  readonly clock: Clock;
  /** Whether this client may write where a tag may be written. */
  mayWrite(client: string): boolean;
  onCommand(command: ServedCommand): void;
}

/** A write from the wire, which the platform has not carried out yet. */
export interface ServedCommand {
  readonly unit: string;
  readonly sensor: string;
  readonly value: ReadingValue;
  readonly client: string;
  readonly unitId: number;
  readonly table: Table;
  /** Zero-based. */
  readonly address: number;
}

interface Held {
  readonly tag: ServedTag;
  readonly address: number;
  reading?: Reading;
  /** Of the monotonic clock. */
  cameAt: number;
  /** Words of the last usable reading; for a bit table and a single bit 0 or 1. */
  words?: readonly number[];
  usable: boolean;
}

/** Which tag stands at an address. */
type Slot = { readonly held: Held; readonly index: number } | { readonly bits: Map<number, Held> };
type UnitTables = Map<Table, Map<number, Slot>>;

const DIRECT_UNITS: ReadonlySet<number> = new Set([0, 255]);

/**
 * What a Modbus client sees: the tags of a form in their places, filled with the latest reading of each. Throws
 * `configuration` that names the tags which overlap.
 */
export class Image {
  private readonly units = new Map<number, UnitTables>();
  private readonly bySensor = new Map<string, Held[]>();

  constructor(private readonly options: ImageOptions) {
    for (const tag of options.tags) this.add(tag);
  }

  get unitIds(): readonly number[] {
    return [...this.units.keys()];
  }

  /** Takes over the readings of its sensors; older ones than it has, and other sensors', are left. Returns how many. */
  update(readings: readonly Reading[]): number {
    const cameAt = this.options.clock.monotonic();
    let taken = 0;
    for (const reading of readings)
      for (const held of this.bySensor.get(`${reading.unit}/${reading.sensor}`) ?? []) {
        if (held.reading && held.reading.timestamp > reading.timestamp) continue;
        taken++;
        held.reading = reading;
        held.cameAt = cameAt;
        const words = encodeTag(held.tag, reading.value);
        held.usable = words !== undefined && reading.quality !== 'bad';
        if (words && held.usable) held.words = words;
      }
    return taken;
  }

  /** How many of the tags can be told now. */
  get usable(): { readonly usable: number; readonly all: number } {
    const all = [...this.bySensor.values()].flat();
    return { usable: all.filter((held) => this.isUsable(held)).length, all: all.length };
  }

  /**
   * The device behind a unit id, as a client sees it. 0 and 255 mean the only one, if there is one only (Messaging
   * Guide §4.4.1.2: a device that is addressed by its IP address alone).
   */
  device(unitId: number, client: string): ServedDevice | undefined {
    const only = this.units.size === 1 && DIRECT_UNITS.has(unitId) ? this.unitIds[0] : undefined;
    const id = this.units.has(unitId) ? unitId : only;
    const tables = id === undefined ? undefined : this.units.get(id);
    if (id === undefined || !tables) return undefined;
    return {
      identity: this.options.identity,
      readBits: (table, address, count) =>
        this.read(tables.get(table), address, count).map((word) => word !== 0),
      readRegisters: (table, address, count) => this.read(tables.get(table), address, count),
      writeBits: (address, values) => this.write(tables, 'coil', id, client, address, values.map(Number)),
      writeRegisters: (address, values) => this.write(tables, 'holding', id, client, address, values),
    };
  }

  private add(tag: ServedTag): void {
    const { table, address } = placeOf(tag);
    const held: Held = { tag, address, cameAt: 0, usable: false };
    const key = `${tag.unit}/${tag.sensor}`;
    this.bySensor.set(key, [...(this.bySensor.get(key) ?? []), held]);
    const tables: UnitTables = this.units.get(tag.unitId) ?? new Map<Table, Map<number, Slot>>();
    this.units.set(tag.unitId, tables);
    const slots = tables.get(table) ?? new Map<number, Slot>();
    tables.set(table, slots);
    if (tag.bit !== undefined) return this.addBit(slots, held, tag.bit);
    for (let index = 0; index < wordsOf(tag); index++) {
      const other = slots.get(address + index);
      if (other) throw overlap(tag, 'bits' in other ? [...other.bits.values()][0]?.tag : other.held.tag);
      slots.set(address + index, { held, index });
    }
  }

  private addBit(slots: Map<number, Slot>, held: Held, bit: number): void {
    const slot = slots.get(held.address) ?? { bits: new Map<number, Held>() };
    slots.set(held.address, slot);
    const other = 'bits' in slot ? slot.bits.get(bit) : slot.held;
    if (other || !('bits' in slot)) throw overlap(held.tag, other?.tag);
    slot.bits.set(bit, held);
  }

  private isUsable({ usable, cameAt }: Held): boolean {
    const { maxAgeMs, clock } = this.options;
    return usable && (maxAgeMs === 0 || clock.monotonic() - cameAt <= maxAgeMs);
  }

  private wordOf(held: Held, index: number): number {
    const { whenBad } = this.options;
    if (this.isUsable(held) || whenBad === 'last') {
      const word = held.words?.[index];
      if (word !== undefined) return word;
    }
    if (whenBad === 'sentinel') return sentinelOf(held.tag)[index] ?? 0;
    throw new ModbusException(DEVICE_FAILURE);
  }

  private read(slots: Map<number, Slot> | undefined, address: number, count: number): number[] {
    const words: number[] = [];
    let found = false;
    for (let at = address; at < address + count; at++) {
      const slot = slots?.get(at);
      found ||= slot !== undefined;
      if (!slot && this.options.gaps === 'refuse') throw new ModbusException(ILLEGAL_ADDRESS);
      words.push(slot ? this.slotWord(slot) : 0);
    }
    if (!found) throw new ModbusException(ILLEGAL_ADDRESS);
    return words;
  }

  private slotWord(slot: Slot): number {
    if (!('bits' in slot)) return this.wordOf(slot.held, slot.index);
    let word = 0;
    for (const [bit, held] of slot.bits) word |= this.wordOf(held, 0) << bit;
    return word;
  }

  private write(
    tables: UnitTables,
    table: 'coil' | 'holding',
    unitId: number,
    client: string,
    address: number,
    words: readonly number[],
  ): void {
    // Nothing is said before all of it is known to be right.
    const commands: ServedCommand[] = [];
    const add = ({ tag, address: at }: Held, value: ReadingValue): void =>
      void commands.push({ unit: tag.unit, sensor: tag.sensor, value, client, unitId, table, address: at });
    const slots = tables.get(table);
    for (let i = 0; i < words.length;) {
      const slot = slots?.get(address + i);
      if (!slot) throw new ModbusException(ILLEGAL_ADDRESS);
      if ('bits' in slot) {
        this.writeBitsOf(slot.bits, words[i] ?? 0, add);
        i++;
        continue;
      }
      const { held, index } = slot;
      const length = wordsOf(held.tag);
      // A part of a value would be another value.
      if (!held.tag.writable || index !== 0 || i + length > words.length)
        throw new ModbusException(ILLEGAL_ADDRESS);
      const value = decodeTag(held.tag, words.slice(i, i + length));
      if (value === undefined) throw new ModbusException(ILLEGAL_VALUE);
      add(held, value);
      i += length;
    }
    // As Modbus/TCP Security §8.4 has it for a client without the right.
    if (!this.options.mayWrite(client)) throw new ModbusException(ILLEGAL_FUNCTION);
    for (const command of commands) this.options.onCommand(command);
  }

  /** Those that change: a register with many switches is written for the sake of one. */
  private writeBitsOf(
    bits: Map<number, Held>,
    word: number,
    add: (held: Held, value: ReadingValue) => void,
  ): void {
    for (const [bit, held] of bits) {
      const wanted = (word >> bit) & 1;
      if (this.isUsable(held) && held.words?.[0] === wanted) continue;
      if (!held.tag.writable) throw new ModbusException(ILLEGAL_ADDRESS);
      add(held, wanted === 1);
    }
  }
}

const nameOf = (tag: ServedTag | undefined): string =>
  tag ? `${tag.unit}/${tag.sensor}` : 'the bits of a register';

function overlap(tag: ServedTag, other: ServedTag | undefined): ThermaCoreError {
  return new ThermaCoreError(
    'configuration',
    `tags: ${nameOf(tag)} and ${nameOf(other)} share ${tag.table} ${tag.address} of unit ${tag.unitId}.`,
    { field: 'tags', advice: 'Give each tag addresses of its own; several bits may share a register.' },
  );
}
