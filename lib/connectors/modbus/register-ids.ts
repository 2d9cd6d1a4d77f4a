import type { NodeDescription, NodeFault } from '../../core/browse';
import { ThermaCoreError } from '../../core/errors';
import { ADDRESSES, nameAddress } from './address';
import { WORD_ORDERS, type WordOrder } from './spec';
import { BIT_TYPES, TABLES, TABLE_NAMES, TYPES, lengthOf, type ModbusType, type Table } from './types';

/** Registers that one scan may ask for: a device has time for others too. */
export const MAX_SCAN = 2000;

/** A register as a point would read it. */
export interface Place {
  readonly table: Table;
  /** From 0, as on the wire. */
  readonly address: number;
  readonly type: ModbusType;
  readonly wordOrder?: WordOrder | undefined;
}

/** Addresses of a table; `end` is the first behind them. */
export interface Span {
  readonly table: Table;
  readonly first: number;
  readonly end: number;
}

/** The ways in which a scan shows a register: the types that most devices have. */
export const READINGS: readonly Pick<Place, 'type' | 'wordOrder'>[] = [
  { type: 'uint16' },
  { type: 'int16' },
  { type: 'float32', wordOrder: 'ABCD' },
  { type: 'float32', wordOrder: 'CDAB' },
];

/** By which a scan names what a point would read, e.g. `holding:40:float32:CDAB`. */
export const idOf = ({ table, address, type, wordOrder }: Place): string =>
  [table, address, type, wordOrder].filter((part) => part !== undefined).join(':');

/** Undefined for what is no single register. */
export function placeOf(nodeId: string): Place | undefined {
  const [name, digits = '', kind, order, ...rest] = nodeId.split(':');
  const table = TABLES.find((one) => one === name);
  const type = TYPES.find((one) => one === kind);
  const wordOrder = WORD_ORDERS.find((one) => one === order);
  if (!table || !type || rest.length > 0 || !/^\d{1,5}$/.test(digits)) return undefined;
  if (order !== undefined && wordOrder === undefined) return undefined;
  const address = Number(digits);
  return address + lengthOf(type, 1) <= ADDRESSES ? { table, address, type, wordOrder } : undefined;
}

/** Of `holding` the first registers, of `holding:100-299` those. Throws `invalid` that names the field. */
export function rangeOf(nodeId: string): Span {
  const [name, range, ...rest] = nodeId.split(':');
  const table = TABLES.find((one) => one === name);
  const bounds = /^(\d{1,5})-(\d{1,5})$/.exec(range ?? `0-${MAX_SCAN - 1}`);
  if (!table || !bounds || rest.length > 0)
    throw new ThermaCoreError('invalid', `nodeId: there is no ${nodeId.slice(0, 100)}.`, {
      field: 'nodeId',
      advice: `Give one of ${TABLES.join(', ')}, with a range as in holding:100-299, or leave it out.`,
    });
  const [first, end] = [Number(bounds[1]), Number(bounds[2]) + 1];
  if (first < end && end <= ADDRESSES && end - first <= MAX_SCAN) return { table, first, end };
  throw new ThermaCoreError('invalid', `nodeId: ${range} is no range of addresses.`, {
    field: 'nodeId',
    advice: `Addresses are 0 to ${ADDRESSES - 1}, the lesser first, at most ${MAX_SCAN} at a time.`,
  });
}

/** What a sensor of it would be; the device itself knows no more than the number. */
export function describeRegister(nodeId: string): NodeDescription | NodeFault {
  const place = placeOf(nodeId);
  if (!place) return { nodeId, fault: 'is no register of a scan' };
  const { table, address, type, wordOrder } = place;
  const bits = BIT_TYPES.has(table);
  if (bits !== (type === 'bool') || type === 'text')
    return { nodeId, fault: `is no ${TABLE_NAMES[table]} that can be read as ${type}` };
  const name = `${TABLE_NAMES[table]} ${address}`;
  return {
    nodeId,
    name: name.charAt(0).toUpperCase() + name.slice(1),
    description: `${nameAddress(table, address)} as ${[type, wordOrder].filter(Boolean).join(' ')}`,
    type: bits ? 'boolean' : 'number',
    quantity: bits ? 'state' : 'other',
    uom: '',
    decimals: type.startsWith('float') ? 2 : 0,
    settings: { table, address, type, ...(wordOrder === undefined ? {} : { wordOrder }) },
  };
}
