import { TABLE_NAMES, lengthOf, type ModbusType, type Table } from './types';

export interface Addressed {
  readonly table: Table;
  readonly address: number;
  readonly addressing: 'zero-based' | 'one-based' | 'modicon';
  readonly type: ModbusType;
  readonly length: number;
}

/** Addresses of one table: 0 to 65,535 on the wire (MODBUS Application Protocol V1.1b3, 4.4). */
export const ADDRESSES = 65_536;

/** The digit that Modicon's notation puts before the number. */
const DIGIT: Readonly<Record<Table, number>> = { coil: 0, discrete: 1, input: 3, holding: 4 };

/** Registers from 1 as people number them: 4 00001 is the first holding register, whose address on the wire is 0. */
const SIX = 100_000;
const FIVE = 10_000;

/** The address on the wire, or NaN where the notation does not fit the table. */
export function wireAddress({ table, address, addressing }: Omit<Addressed, 'type' | 'length'>): number {
  switch (addressing) {
    case 'zero-based':
      return address;
    case 'one-based':
      return address - 1;
    case 'modicon': {
      // Six digits reach all of a table, five only its first 9,999. A coil's leading zero is no digit of the number.
      for (const size of [SIX, FIVE]) {
        const number = address - DIGIT[table] * size;
        const most = size === SIX ? ADDRESSES : FIVE - 1;
        if (number >= 1 && number <= most) return number - 1;
      }
      return NaN;
    }
  }
}

/** What is wrong with an address, in words that follow its field's name; undefined if nothing. */
export function addressFault(point: Addressed): string | undefined {
  const { table, addressing, type, length } = point;
  const first = wireAddress(point);
  if (Number.isNaN(first))
    return `is no ${TABLE_NAMES[table]} in Modicon notation: ${example(table)} is the first`;
  if (first < 0) return 'counts from 1 here: the first is 1';
  const last = first + lengthOf(type, length) - 1;
  if (last >= ADDRESSES)
    return addressing === 'zero-based'
      ? `must be at most ${ADDRESSES - lengthOf(type, length)}: a ${type} there would end behind 65535`
      : `ends behind the table, whose last is ${ADDRESSES}`;
  return undefined;
}

const example = (table: Table): string =>
  table === 'coil' ? '1' : `${DIGIT[table]}0001 or ${DIGIT[table]}00001`;

/** For people, unambiguous: `holding register 40 (40041)`, the number from 0 as on the wire, then Modicon's. */
export function nameAddress(table: Table, address: number): string {
  const modicon = DIGIT[table] * (address < FIVE - 1 ? FIVE : SIX) + address + 1;
  return `${TABLE_NAMES[table]} ${address} (${table === 'coil' ? String(modicon).padStart(5, '0') : modicon})`;
}
