import type { FieldCommand, FieldOutcome } from '../../core/field-command';
import type { ReadingValue } from '../../core/reading';
import { nameAddress, wireAddress } from './address';
import { failureOf, type ModbusFailure } from './failure';
import type { Write } from './link';
import { bitValue, decoder, encode } from './registers';
import type { ModbusPoint, WordOrder } from './spec';
import { TABLE_NAMES, WRITABLE, lengthOf } from './types';

/** Function 16 writes fewer registers than function 3 reads (MODBUS Application Protocol V1.1b3, 6.12). */
const MOST_WRITTEN = 123;

/** What a writer needs of the connection: both reject with ModbusFailure. */
export interface Field {
  write(write: Write): Promise<void>;
  /** The bytes of the point's registers, or of its coil. */
  read(point: ModbusPoint, first: number, length: number): Promise<Buffer>;
}

export type Prepared = { readonly write: Write } | { readonly fault: string };

/** The write for a value, or why there is none, in words. Nothing has been sent by then. */
export function prepare(point: ModbusPoint, value: ReadingValue, order: WordOrder): Prepared {
  const { table, type, write } = point;
  if (!WRITABLE.has(table)) return { fault: `A ${TABLE_NAMES[table]} cannot be written.` };
  const address = wireAddress(point);
  if (type === 'bool') {
    const on = bitValue(value);
    if (on === undefined) return { fault: 'The value must be true or false.' };
    if (table === 'coil')
      return {
        write: write === 'multiple' ? { kind: 'coils', address, on: [on] } : { kind: 'coil', address, on },
      };
    // The device changes the one bit itself: between a read and a write of ours another could change the others.
    const swapped = order === 'BADC' || order === 'DCBA';
    const bit = 1 << (swapped ? (point.bit ?? 0) ^ 8 : (point.bit ?? 0));
    return { write: { kind: 'mask', address, and: 0xffff & ~bit, or: on ? bit : 0 } };
  }
  const encoded = encode(value, point, order);
  if ('fault' in encoded) return { fault: `The value ${encoded.fault}.` };
  const { bytes } = encoded;
  if (bytes.length > 2 && write === 'single')
    return { fault: `A ${type} takes more than one register, which function 6 cannot write at once.` };
  if (bytes.length > 2 * MOST_WRITTEN)
    return {
      fault: `A text of ${point.length} registers is more than the ${MOST_WRITTEN} that one write may have.`,
    };
  return {
    write:
      bytes.length > 2 || write === 'multiple'
        ? { kind: 'registers', address, bytes }
        : { kind: 'register', address, bytes },
  };
}

/** Writes, and reads back if so wanted. The outcome is what is known, and says so where nothing is. */
export async function carryOut(
  { point, value, verify }: FieldCommand<ModbusPoint>,
  order: WordOrder,
  field: Field,
): Promise<FieldOutcome> {
  const prepared = prepare(point, value, order);
  if ('fault' in prepared) return { outcome: 'rejected', detail: prepared.fault };
  const { write } = prepared;
  const name = nameAddress(point.table, write.address);
  try {
    await field.write(write);
  } catch (error) {
    return unwritten(failureOf(error), name);
  }
  if (!verify) return { outcome: 'accepted', detail: `The device confirmed the write to ${name}.` };
  return readBack(point, write, order, field, name);
}

async function readBack(
  point: ModbusPoint,
  write: Write,
  order: WordOrder,
  field: Field,
  name: string,
): Promise<FieldOutcome> {
  const length = lengthOf(point.type, point.length);
  let bytes: Buffer;
  try {
    bytes = await field.read(point, write.address, length);
  } catch (error) {
    return {
      outcome: 'accepted',
      detail: `The device confirmed the write to ${name}, and could not be read back: ${failureOf(error).message}.`,
    };
  }
  const readBack =
    point.table === 'coil' ? (bytes.readUInt8(0) & 1) === 1 : decoder(point, order)(bytes, 0).value;
  const shown = readBack === undefined ? {} : { readBack };
  return stands(write, bytes)
    ? { outcome: 'verified', detail: `${name} was written and read back.`, ...shown }
    : {
        outcome: 'failed',
        detail: `${name} was written, and reads ${String(readBack ?? 'no value')} afterwards.`,
        ...shown,
      };
}

/** Compared as it stands in the device: no rounding of scales comes between. */
function stands(write: Write, bytes: Buffer): boolean {
  switch (write.kind) {
    case 'coil':
      return (bytes.readUInt8(0) & 1) === Number(write.on);
    case 'coils':
      return (bytes.readUInt8(0) & 1) === Number(write.on[0]);
    case 'register':
    case 'registers':
      return bytes.equals(write.bytes);
    case 'mask':
      return (bytes.readUInt16BE(0) & 0xffff & ~write.and) === write.or;
  }
}

function unwritten(failure: ModbusFailure, name: string): FieldOutcome {
  if (failure.isUncertain)
    return {
      outcome: 'timed-out',
      detail: `${capital(failure.message)} to the write to ${name}: whether the device has it is unknown.`,
    };
  if (failure.kind === 'exception')
    return { outcome: 'rejected', detail: `The device refused the write to ${name}: ${failure.message}.` };
  return { outcome: 'failed', detail: `The write to ${name} was not sent: ${failure.message}.` };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
