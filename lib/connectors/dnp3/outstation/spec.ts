import { z } from 'zod';
import { Dnp3Point, LinkAddress } from '../spec';
import { OUTPUTS } from '../kinds';

const { unit, sensor, kind, index, scale, offset, stateNames } = Dnp3Point.shape;

const integer = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** A sensor's place among the points that a master sees: in the words of a point that we read. */
export const ServedPoint = z
  .object({
    address: LinkAddress.optional().describe(
      'Link address of the outstation that has the point; left out: that of the form',
    ),
    unit,
    sensor: sensor.describe('Sensor whose latest reading is told'),
    kind,
    index,
    class: z
      .enum(['1', '2', '3', '0', 'none'])
      .default('1')
      .describe(
        'Class of its events; 0: told when asked for, without events; none: only when asked for by name',
      ),
    deadband: z.coerce
      .number()
      .min(0)
      .default(0)
      .describe('Change that makes an event, in the sensor’s unit of measure; 0: any'),
    scale: scale.describe('Value = number told × scale + offset'),
    offset: offset.describe('Value = number told × scale + offset'),
    stateNames,
    staticVariation: integer(1, 10)
      .optional()
      .describe('Variation of the present value; left out: with flags, single precision'),
    eventVariation: integer(1, 8)
      .optional()
      .describe('Variation of events; left out: with flags and time, single precision'),
    writable: z
      .boolean()
      .default(false)
      .describe('Outputs: a master may control it, and the control becomes a command'),
    least: z.coerce.number().optional().describe('Analog outputs: least value that a master may set'),
    most: z.coerce.number().optional().describe('Analog outputs: greatest value that a master may set'),
  })
  .superRefine((point, context) => {
    const issue = (path: string, message: string): void =>
      void context.addIssue({ code: 'custom', path: [path], message });
    if (point.writable && !OUTPUTS.has(point.kind)) issue('writable', `cannot be of kind ${point.kind}`);
    if (point.least !== undefined && point.most !== undefined && point.least > point.most)
      issue('most', 'must not be below least');
  });
export type ServedPoint = z.output<typeof ServedPoint>;

export const OUTSTATION_TRANSPORTS = ['tcp', 'tls', 'udp', 'tcp-client', 'tls-client'] as const;

export const OutstationConfig = z.object({
  transport: z
    .enum(OUTSTATION_TRANSPORTS)
    .default('tcp')
    .describe('Listens with TCP, TLS or UDP; -client: connects to a master that listens'),
  host: z
    .string()
    .trim()
    .default('127.0.0.1')
    .describe('Address to listen on, 127.0.0.1 is this machine only; or the host of the master'),
  port: integer(0, 65_535)
    .optional()
    .describe('Port; empty: the installation’s, 20000 or THERMACORE_DNP3_PORT'),
  address: LinkAddress.default(10).describe('Link address of the outstation, 0 to 65519'),
  masters: z
    .string()
    .trim()
    .max(200)
    .regex(/^\d{1,5}(\s*,\s*\d{1,5})*$/, 'must be link addresses with commas between')
    .default('1')
    .describe('Link addresses of the masters that are answered, such as 1, 2; each has events of its own'),
  allowHosts: z
    .string()
    .trim()
    .max(2000)
    .default('')
    .describe(
      'Addresses and networks that may connect, such as 10.1.0.0/16, with commas between; empty: all',
    ),
  unsolicited: z.boolean().default(true).describe('Report events unasked, to masters that have enabled it'),
  answers: z
    .enum(['outcome', 'at-once'])
    .default('outcome')
    .describe(
      'A control is answered with the outcome that the flow brings back, or at once with success when it has become a command',
    ),
  controlTimeoutMs: integer(100, 60_000)
    .default(4000)
    .describe('Milliseconds that a control waits for its outcome; less than the master waits'),
  selectTimeoutMs: integer(100, 3_600_000)
    .default(10_000)
    .describe('Milliseconds after a select in which its operate is taken'),
  confirmTimeoutMs: integer(100, 3_600_000)
    .default(5000)
    .describe('Milliseconds that events wait for the master’s confirmation before they are sent again'),
  maxControls: integer(1, 255).default(16).describe('Controls that one request may have'),
  eventBuffer: integer(1, 1_000_000)
    .default(1000)
    .describe('Events of each kind that are kept for a master that is away; then the oldest is dropped'),
  maxConnections: integer(1, 100).default(4).describe('Connections at a time'),
  certificate: z
    .string()
    .trim()
    .max(63)
    .optional()
    .describe(
      'Name of a certificate that the installation keeps, in the place of cert and key; without ca the masters’ must be of the installation’s authority',
    ),
  cert: z.string().optional().describe('Certificate of this outstation (PEM or file), for TLS'),
  key: z.string().optional().describe('Its key (PEM or file)'),
  ca: z.string().optional().describe('Authority of the masters’ certificates (PEM or file)'),
  peers: z
    .string()
    .trim()
    .max(2000)
    .default('')
    .describe(
      'Certificates that may connect, by common name or SHA-256 fingerprint, with commas between; empty: all of the authority',
    ),
  points: z.array(ServedPoint).max(10_000).default([]).describe('Which sensor is which point'),
});
export type OutstationConfig = z.output<typeof OutstationConfig>;
