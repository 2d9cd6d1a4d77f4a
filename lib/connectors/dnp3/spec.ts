import { z } from 'zod';
import { Key } from '../../core/plant';
import { DECODE_LEVELS, type DecodeLevel } from '../../dnp3/decode-log/level';
import type { Failure, MasterRequest } from '../../dnp3/master/request';
import { KINDS, KIND_FACTS, OUTPUTS } from './kinds';

export { DECODE_LEVELS, type DecodeLevel, type Failure };

/** What an engineer may ask an outstation; controls go the way of commands, with their rules. */
export type Dnp3Request = Exclude<MasterRequest, { readonly kind: 'operate' }>;

/** Ordinary link addresses; those above are reserved (IEEE 1815-2012, 9.2.4.1.3). */
const LAST_ADDRESS = 0xffef;
const DAY_MS = 86_400_000;

const integer = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
/** An address of one station; those above are reserved for groups of them. */
export const LinkAddress = integer(0, LAST_ADDRESS);
const period = (fallback: number) => integer(0, DAY_MS).default(fallback);

export const TRANSPORTS = ['tcp', 'tls', 'udp', 'tcp-server', 'tls-server'] as const;

/** Who listens, and who dials. */
export const listens = (transport: (typeof TRANSPORTS)[number]): boolean => transport.endsWith('-server');

export const UNSOLICITED = ['123', '12', '13', '23', '1', '2', '3', 'none'] as const;

export const Dnp3Config = z.object({
  host: z
    .string()
    .trim()
    .min(1, 'must name the outstation, or the address to listen on')
    .max(255)
    .describe(
      'Host name or address of the outstation or gateway; where the outstation connects to us: the address to listen on',
    ),
  port: integer(1, 65_535).default(20_000).describe('Port; 20000, with TLS usually 19999'),
  transport: z
    .enum(TRANSPORTS)
    .default('tcp')
    .describe('TCP, TLS or UDP to the outstation; -server: the outstation connects to us'),
  localAddress: LinkAddress.default(1).describe(
    'Link address of this master, 0 to 65519, as the outstation expects it',
  ),
  remoteAddress: LinkAddress.default(10).describe(
    'Link address of the outstation, 0 to 65519; several may share one connection',
  ),
  timeoutMs: integer(100, 120_000).default(5000).describe('Milliseconds to wait for an answer'),
  retries: integer(0, 10)
    .default(1)
    .describe('How often a poll without an answer is sent again; a command never is'),
  unsolicited: z
    .enum(UNSOLICITED)
    .default('123')
    .describe('Event classes that the outstation may report by itself, such as 12; none: it is only polled'),
  class1Ms: period(10_000).describe('Milliseconds between two polls of class 1 events; 0: never'),
  class2Ms: period(10_000).describe('Milliseconds between two polls of class 2 events; 0: never'),
  class3Ms: period(30_000).describe('Milliseconds between two polls of class 3 events; 0: never'),
  integrityMs: period(3_600_000).describe(
    'Milliseconds between two polls of all values; 0: only after a connection, a restart or an overflow',
  ),
  timeSync: z
    .enum(['lan', 'non-lan', 'direct-write', 'off'])
    .default('lan')
    .describe(
      'How the outstation’s clock is set when it asks: for networks, for serial lines, by a plain write, or not at all',
    ),
  keepAliveMs: period(60_000).describe(
    'Milliseconds of silence after which the link is asked for its status; 0: never',
  ),
  connectTimeoutMs: integer(100, 60_000)
    .default(5000)
    .describe('Milliseconds that making the connection may take'),
  ca: z
    .string()
    .optional()
    .describe('Certificate authority (PEM) that signed the outstation’s certificate; TLS needs it'),
  certificate: z
    .string()
    .trim()
    .max(63)
    .optional()
    .describe(
      'Name of a certificate that the installation keeps, in the place of cert and key; without ca the outstation’s must be of the installation’s authority. Not in the registry',
    ),
  cert: z.string().optional().describe('Our certificate (PEM): with TLS both sides show one (IEC 62351-3)'),
  key: z.string().optional().describe('Key of our certificate (PEM)'),
  servername: z
    .string()
    .optional()
    .describe('Name expected in the outstation’s certificate, if it is not the host'),
  peers: z
    .string()
    .trim()
    .max(2000)
    .default('')
    .describe(
      'Certificates that may be at the other end, by common name or SHA-256 fingerprint, with commas between; empty: all of the authority',
    ),
  allowHosts: z
    .string()
    .trim()
    .max(2000)
    .default('')
    .describe(
      'Where the outstation connects to us: addresses and networks that may, such as 10.1.0.0/16, with commas between; empty: all',
    ),
});
export type Dnp3Config = z.output<typeof Dnp3Config>;

export const OPERATIONS = [
  'latch-on',
  'latch-off',
  'pulse-on',
  'pulse-off',
  'close',
  'trip',
  'none',
] as const;

/** States 0 to 3 of a double-bit point, in this order (IEEE 1815-2012, 11.6). */
export const STATE_NAMES = 'intermediate,off,on,indeterminate';

const Point = z.object({
  unit: Key.describe('Unit that the reading belongs to'),
  sensor: Key.describe('Sensor that the reading is of'),
  kind: z.enum(KINDS).default('analog-input').describe('Kind of point'),
  index: integer(0, 0xffff).describe('Index of the point in the outstation, from 0'),
  scale: z.coerce
    .number()
    .refine((scale) => scale !== 0 && Number.isFinite(scale), 'must not be 0')
    .default(1)
    .describe('What one step of the point is worth in the sensor’s unit of measure'),
  offset: z.coerce.number().default(0).describe('Added after scaling'),
  doubleBit: z
    .enum(['number', 'text'])
    .default('number')
    .describe('A double-bit state as its number, 0 to 3, or as its name'),
  stateNames: z
    .string()
    .trim()
    .max(200)
    .refine((names) => names.split(',').length === 4, 'must be four names with commas between')
    .default(STATE_NAMES)
    .describe('Names of the double-bit states 0 to 3, with commas between'),
  report: z
    .enum(['always', 'change'])
    .default('always')
    .describe('Hand on each value, or only one that differs from the last'),
  deadband: z.coerce
    .number()
    .min(0)
    .default(0)
    .describe('With report on change: difference that counts as one, on our side of the line'),
  heartbeatMs: integer(0, DAY_MS)
    .default(60_000)
    .describe('With report on change: a value after so long goes on although it is the same'),
  outputIndex: integer(0, 0xffff)
    .optional()
    .describe('Index of the output that a command goes to; left out: that of the point, if it is an output'),
  mode: z
    .enum(['select-before-operate', 'direct', 'direct-no-ack'])
    .default('select-before-operate')
    .describe('How a command is given; direct-no-ack: nobody answers'),
  onOperation: z
    .enum(OPERATIONS)
    .default('latch-on')
    .describe('What the value true does to a binary output; none: it cannot be commanded'),
  offOperation: z
    .enum(OPERATIONS)
    .default('latch-off')
    .describe('What the value false does to a binary output; none: it cannot be commanded'),
  onMs: integer(0, 0xffff_ffff).default(100).describe('Length of a pulse in ms'),
  offMs: integer(0, 0xffff_ffff).default(100).describe('Pause after a pulse in ms'),
  count: integer(1, 255).default(1).describe('How many pulses'),
  variation: z
    .enum(['auto', 'i32', 'i16', 'f32', 'f64'])
    .default('auto')
    .describe(
      'Format of an analog command; auto: 32-bit whole numbers, otherwise the least float that holds it',
    ),
});

/** A point of an outstation and the sensor whose value it is. Flat, so that it is a row of a form and of a CSV. */
export const Dnp3Point = Point.superRefine(({ kind, outputIndex, onOperation, offOperation }, context) => {
  const issue = (path: keyof z.output<typeof Point>, message: string): void =>
    void context.addIssue({ code: 'custom', path: [path], message });
  if (outputIndex !== undefined && (KIND_FACTS[kind].command === undefined || OUTPUTS.has(kind)))
    issue('outputIndex', `is only for inputs that are controlled by an output, not for kind ${kind}`);
  if (onOperation === 'none' && offOperation === 'none')
    issue('offOperation', 'must not be none if that of true is none too');
});
export type Dnp3Point = z.output<typeof Dnp3Point>;
