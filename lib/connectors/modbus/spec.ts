import { z } from 'zod';
import { Key } from '../../core/plant';
import { addressFault } from './address';
import { BIT_TYPES, TABLES, TYPES } from './types';

export const WORD_ORDERS = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const;
export type WordOrder = (typeof WORD_ORDERS)[number];

const integer = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

export const ModbusConfig = z.object({
  host: z
    .string()
    .trim()
    .min(1, 'must name the device or gateway')
    .max(255)
    .describe('Host name or address of the device, or of the gateway before it'),
  port: integer(1, 65_535).default(502).describe('TCP port; 502, with TLS 802'),
  transport: z
    .enum(['tcp', 'rtu-over-tcp', 'tls'])
    .default('tcp')
    .describe('Modbus TCP, serial frames over TCP as simple converters send them, or Modbus/TCP Security'),
  unitId: integer(0, 255)
    .default(1)
    .describe('Unit id; devices that are reached directly take 255 or 1. 0 is the broadcast of serial lines'),
  broadcast: z
    .boolean()
    .default(false)
    .describe('Writes go to all devices of the line, and nobody answers: unit id 0. Nothing is read'),
  timeoutMs: integer(20, 60_000).default(1000).describe('Milliseconds to wait for an answer'),
  retries: integer(0, 10)
    .default(1)
    .describe('How often a request without an answer is sent again before the device counts as away'),
  pauseMs: integer(0, 10_000)
    .default(0)
    .describe('Milliseconds of silence between two requests; slow serial converters want some'),
  connectPauseMs: integer(0, 60_000)
    .default(0)
    .describe('Milliseconds to wait after the connection was made'),
  maxInFlight: integer(1, 16)
    .default(4)
    .describe('Requests to different unit ids of one gateway that may be under way together'),
  maxRegisters: integer(1, 125).default(125).describe('Registers that one request may read'),
  maxBits: integer(1, 2000).default(2000).describe('Coils or discrete inputs that one request may read'),
  maxGap: integer(0, 124)
    .default(16)
    .describe('Registers that nobody asked for, which a request may read to join two that somebody did'),
  intervalMs: integer(10, 86_400_000)
    .default(1000)
    .describe('Milliseconds between two reads of a point that has no interval of its own'),
  wordOrder: z
    .enum(WORD_ORDERS)
    .default('ABCD')
    .describe('Order of the bytes of values longer than a register, for points that do not say'),
  ca: z.string().optional().describe('Certificate authority (PEM) that signed the device’s certificate'),
  certificate: z
    .string()
    .trim()
    .max(63)
    .optional()
    .describe(
      'Name of a certificate that the installation keeps, in the place of cert and key; without ca the device’s must be of the installation’s authority. Not in the registry',
    ),
  cert: z.string().optional().describe('Client certificate (PEM); its role decides what the device permits'),
  key: z.string().optional().describe('Key of the client certificate (PEM)'),
  servername: z
    .string()
    .optional()
    .describe('Name expected in the device’s certificate, if it is not the host'),
  verify: z.boolean().default(true).describe('Refuse a device whose certificate cannot be verified'),
});
export type ModbusConfig = z.output<typeof ModbusConfig>;

const Point = z.object({
  unit: Key.describe('Unit that the reading belongs to'),
  sensor: Key.describe('Sensor that the reading is of'),
  table: z
    .enum(TABLES)
    .default('holding')
    .describe('Coils, discrete inputs, input registers or holding registers'),
  address: z.coerce
    .number()
    .int()
    .min(0)
    .max(465_536)
    .describe('Address: from 0 as on the wire, from 1, or with the table’s digit as in 40001 or 400001'),
  addressing: z
    .enum(['zero-based', 'one-based', 'modicon'])
    .default('zero-based')
    .describe('How the address counts; modicon: 5 or 6 digits, the first of which names the table'),
  type: z.enum(TYPES).default('uint16').describe('What stands at the address'),
  bit: integer(0, 15).optional().describe('Bit of the register, 0 the lowest, for type bool in a register'),
  length: integer(1, 125).default(8).describe('Registers of a text, two characters each'),
  wordOrder: z.enum(WORD_ORDERS).optional().describe('Order of the bytes; left out: that of the device'),
  scale: z.coerce
    .number()
    .refine((scale) => scale !== 0 && Number.isFinite(scale), 'must not be 0')
    .default(1)
    .describe('What one step of the register is worth in the sensor’s unit of measure'),
  offset: z.coerce.number().default(0).describe('Added after scaling'),
  clampLow: z.coerce.number().optional().describe('Scaled values below become this, with flag under-range'),
  clampHigh: z.coerce.number().optional().describe('Scaled values above become this, with flag over-range'),
  invalid: z
    .array(z.coerce.number())
    .max(16)
    .default([])
    .describe(
      'Register values that mean “no value”, e.g. 32767; the reading is bad with flag sensor-failure',
    ),
  intervalMs: integer(10, 86_400_000)
    .optional()
    .describe('Milliseconds between two reads; left out: that of the device'),
  report: z
    .enum(['always', 'change'])
    .default('always')
    .describe('Hand on each value, or only one that differs from the last'),
  deadband: z.coerce.number().min(0).default(0).describe('Difference that counts as a change'),
  heartbeatMs: integer(0, 86_400_000)
    .default(60_000)
    .describe('With report on change: longest time without a reading'),
  write: z
    .enum(['auto', 'single', 'multiple', 'mask'])
    .default('auto')
    .describe(
      'Function for writes: single (5, 6), multiple (15, 16), mask (22, one bit of a register); auto: the least that does it',
    ),
});

/** A register or bit of a device and the sensor whose value it is. Flat, so that it is a row of a form and of a CSV. */
export const ModbusPoint = Point.superRefine((point, context) => {
  const issue = (path: keyof z.output<typeof Point>, message: string): void =>
    void context.addIssue({ code: 'custom', path: [path], message });
  const bits = BIT_TYPES.has(point.table);
  if (bits && point.type !== 'bool') issue('type', `must be bool in table ${point.table}`);
  if (bits && point.bit !== undefined) issue('bit', `is only for registers, not for table ${point.table}`);
  if (!bits && point.type === 'bool' && point.bit === undefined)
    issue('bit', 'must say which bit of the register the bool is');
  if (point.type !== 'bool' && point.bit !== undefined) issue('bit', 'is only for type bool');
  const fault = addressFault(point);
  if (fault) issue('address', fault);
  if (point.clampLow !== undefined && point.clampHigh !== undefined && point.clampLow > point.clampHigh)
    issue('clampHigh', 'must not be below clampLow');
  if (point.write === 'mask' && (bits || point.type !== 'bool'))
    issue('write', 'mask is only for a bit of a holding register');
});
export type ModbusPoint = z.output<typeof ModbusPoint>;
