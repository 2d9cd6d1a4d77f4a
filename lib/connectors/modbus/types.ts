/** The four tables of Modbus (MODBUS Application Protocol V1.1b3, 4.3). */
export const TABLES = ['coil', 'discrete', 'input', 'holding'] as const;
export type Table = (typeof TABLES)[number];

/** Tables of single bits; the others hold registers of 16 bit. */
export const BIT_TYPES: ReadonlySet<Table> = new Set(['coil', 'discrete']);

/** Tables that can be written. */
export const WRITABLE: ReadonlySet<Table> = new Set(['coil', 'holding']);

export const TYPES = [
  'bool', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float32', 'float64', 'bcd16', 'bcd32', 'text',
] as const; // prettier-ignore
export type ModbusType = (typeof TYPES)[number];

/** How a person would say it. */
export const TABLE_NAMES: Readonly<Record<Table, string>> = {
  coil: 'coil',
  discrete: 'discrete input',
  input: 'input register',
  holding: 'holding register',
};

/** 16-bit registers that a value takes; a bool is one bit of one register, or a coil. */
export function lengthOf(type: ModbusType, textRegisters: number): number {
  switch (type) {
    case 'bool':
    case 'int16':
    case 'uint16':
    case 'bcd16':
      return 1;
    case 'int32':
    case 'uint32':
    case 'float32':
    case 'bcd32':
      return 2;
    case 'int64':
    case 'uint64':
    case 'float64':
      return 4;
    case 'text':
      return textRegisters;
  }
}
