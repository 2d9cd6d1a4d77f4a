import { z } from 'zod';
import { addressFault, wireAddress } from '../address';
import { ModbusPoint, WORD_ORDERS } from '../spec';
import { BIT_TYPES, WRITABLE, lengthOf, type Table } from '../types';

const { unit, sensor, table, address, addressing, type, bit, length } = ModbusPoint.shape;

/** A sensor's place in the tables that a Modbus client sees: in the words of a point that we read. */
export const ServedTag = z
  .object({
    unitId: z.coerce.number().int().min(0).max(255).default(1).describe('Unit id under which it is found'),
    unit,
    sensor: sensor.describe('Sensor whose latest reading is answered'),
    table,
    address,
    addressing,
    type: type.unwrap().default('float32').describe('How the value is written into registers'),
    bit,
    length,
    wordOrder: z
      .enum(WORD_ORDERS)
      .default('ABCD')
      .describe('Order of the bytes: ABCD big-endian, CDAB words swapped, BADC bytes swapped, DCBA both'),
    scale: z.coerce
      .number()
      .refine((scale) => scale !== 0 && Number.isFinite(scale), 'must not be 0')
      .default(1)
      .describe('Value = register × scale + offset'),
    offset: z.coerce.number().default(0).describe('Value = register × scale + offset'),
    writable: z.boolean().default(false).describe('A client may write it: it becomes a command'),
  })
  .superRefine((tag, context) => {
    const issue = (path: string, message: string): void =>
      void context.addIssue({ code: 'custom', path: [path], message });
    const bits = BIT_TYPES.has(tag.table);
    if (bits && tag.type !== 'bool') issue('type', `must be bool in table ${tag.table}`);
    if (bits && tag.bit !== undefined) issue('bit', `is only for registers, not for table ${tag.table}`);
    if (!bits && tag.type === 'bool' && tag.bit === undefined)
      issue('bit', 'must say which bit of the register the bool is');
    if (tag.type !== 'bool' && tag.bit !== undefined) issue('bit', 'is only for type bool');
    if (tag.writable && !WRITABLE.has(tag.table)) issue('writable', `cannot be in table ${tag.table}`);
    const fault = addressFault(tag);
    if (fault) issue('address', fault);
  });
export type ServedTag = z.output<typeof ServedTag>;

/** Table and address on the wire of a tag that was parsed. */
export const placeOf = (tag: ServedTag): { table: Table; address: number } => ({
  table: tag.table,
  address: wireAddress(tag),
});

/** Registers that a value takes; in a table of bits 1. */
export const wordsOf = (tag: Pick<ServedTag, 'type' | 'length'>): number => lengthOf(tag.type, tag.length);

export const ServerConfig = z.object({
  host: z
    .string()
    .trim()
    .default('127.0.0.1')
    .describe('Address to listen on; 127.0.0.1 is this machine only'),
  port: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Port; empty: the installation’s, 5020 or THERMACORE_MODBUS_PORT'),
  whenBad: z
    .enum(['exception', 'last', 'sentinel'])
    .default('exception')
    .describe(
      'For a sensor without a usable reading: exception 4, the last good value, or a value that means none',
    ),
  gaps: z
    .enum(['refuse', 'zero'])
    .default('refuse')
    .describe('Addresses between tags: exception 2, or read as zero'),
  maxAgeSeconds: z.coerce
    .number()
    .min(0)
    .max(86_400)
    .default(0)
    .describe('A reading older than this is not usable any more, in s; 0: it does not age'),
  writers: z
    .string()
    .default('')
    .describe('IP addresses of the clients that may write; empty: every client, where a tag may be written'),
  maxConnections: z.coerce.number().int().min(1).max(1000).default(16).describe('Connections at a time'),
  idleSeconds: z.coerce
    .number()
    .int()
    .min(0)
    .max(86_400)
    .default(300)
    .describe('A connection without a request for this long is closed, in s; 0: never'),
  requestsPerSecond: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(500)
    .describe('Of a connection; more are answered with exception 6 (busy)'),
  tls: z.boolean().default(false).describe('Modbus/TCP Security: encrypted, with certificates'),
  certificate: z
    .string()
    .trim()
    .max(63)
    .optional()
    .describe(
      'Name of a certificate that the installation keeps, in the place of cert and key; without clientCa clients show one of the installation’s authority',
    ),
  cert: z.string().optional().describe('Certificate of this server (PEM or file)'),
  key: z.string().optional().describe('Its key (PEM or file)'),
  clientCa: z
    .string()
    .optional()
    .describe('Authority of client certificates (PEM or file); with it a client must show one'),
  productName: z
    .string()
    .max(100)
    .default('ThermaCore SCADA')
    .describe('What the server says it is (function 43/14)'),
  tags: z.array(ServedTag).max(10_000).default([]).describe('Which sensor stands where'),
});
export type ServerConfig = z.output<typeof ServerConfig>;
