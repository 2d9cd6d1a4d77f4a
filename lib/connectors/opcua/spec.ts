import { z } from 'zod';
import { Key } from '../../core/plant';
import { parsePath } from './path';
import { listOf } from './lists';

/** From the strongest down, as an endpoint is chosen (OPC 10000-7 §6.6; Basic128Rsa15 and Basic256 are broken and not there). */
export const POLICIES = ['Aes256_Sha256_RsaPss', 'Aes128_Sha256_RsaOaep', 'Basic256Sha256'] as const;
export type PolicyName = (typeof POLICIES)[number];

export const MAX_ITEMS = 100_000;

const NODE_ID = /^(ns=\d+;|nsu=[^;]+;)?[isgb]=.+$/;

const integer = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const ADDRESS = /^opc\.tcp:\/\/[^\s/?#]+/i;

/** The fields of a configuration, for forms that take some of them. */
export const OpcuaConfigFields = z.object({
  endpoint: z
    .string()
    .trim()
    .max(1000)
    .regex(ADDRESS, 'must be like opc.tcp://host:4840')
    .describe('Address of the server, e.g. opc.tcp://10.0.4.30:4840/plant'),
  otherEndpoints: z
    .string()
    .max(4096)
    .default('')
    .superRefine((text, context) => {
      const wrong = listOf(text).find((url) => !ADDRESS.test(url));
      if (wrong !== undefined)
        context.addIssue({ code: 'custom', message: `has ${wrong}, which is not like opc.tcp://host:4840` });
    })
    .describe(
      'Addresses of redundant servers that have the same data, with spaces between them, the preferred one first',
    ),
  namedServers: z
    .boolean()
    .default(true)
    .describe('Use also the redundant servers that the server itself names'),
  returnAfterMs: integer(0, 86_400_000)
    .default(60_000)
    .describe('Milliseconds that a preferred server has to be as good again before it is used again'),
  security: z
    .enum(['strongest', ...POLICIES, 'none'])
    .default('strongest')
    .describe(
      'Security policy: the strongest that the server offers, a certain one, or none. With none everybody on the network can read and change what is sent',
    ),
  mode: z
    .enum(['SignAndEncrypt', 'Sign'])
    .default('SignAndEncrypt')
    .describe('Sign and encrypt, or only sign; without meaning where security is none'),
  trust: z
    .enum(['listed', 'any'])
    .default('listed')
    .describe(
      'Which server certificates are accepted: those that an administrator trusts, or any. With any nobody knows who answers',
    ),
  fingerprint: z
    .string()
    .trim()
    .regex(/^([0-9a-f]{2}:?){32}$/i, 'must be a SHA-256 fingerprint: 64 hexadecimal digits')
    .optional()
    .describe('SHA-256 fingerprint of the one server certificate that is accepted, instead of a trust list'),
  identity: z
    .enum(['anonymous', 'user', 'certificate'])
    .default('anonymous')
    .describe('As whom the session is opened'),
  username: z.string().max(200).optional().describe('User name, for identity user'),
  password: z.string().max(1000).optional().describe('Password of the user'),
  userCertificate: z.string().optional().describe('Certificate of the user (PEM), for identity certificate'),
  userKey: z.string().optional().describe('Key of the user certificate (PEM)'),
  publishingIntervalMs: integer(10, 3_600_000)
    .default(500)
    .describe('Milliseconds between two publications of the server; each brings what changed since'),
  samplingIntervalMs: integer(0, 86_400_000)
    .default(500)
    .describe(
      'Milliseconds between two samples of a point that has no interval of its own; 0: as fast as the server can',
    ),
  queueSize: integer(1, 100_000)
    .default(100)
    .describe('Samples of a point that the server keeps while it cannot publish, for points that do not say'),
  lifetimeMs: integer(10_000, 86_400_000)
    .default(600_000)
    .describe('Milliseconds that the server is asked to keep subscriptions without a connection'),
  keepAliveMs: integer(500, 600_000)
    .default(5000)
    .describe('Milliseconds after which a server that has nothing to publish says that it is there'),
  timeoutMs: integer(500, 120_000).default(10_000).describe('Milliseconds to wait for an answer'),
  sessionTimeoutMs: integer(5000, 86_400_000)
    .default(120_000)
    .describe('Milliseconds that the server is asked to keep the session without a connection'),
  maxItemsPerCall: integer(1, 10_000)
    .default(1000)
    .describe('Items in one request; the limits that the server tells are kept anyway'),
  maxItemsPerSubscription: integer(1, MAX_ITEMS)
    .default(10_000)
    .describe('Items in one subscription; more are spread over several'),
  backfill: z
    .boolean()
    .default(true)
    .describe('After a loss that the server did not bridge, read the gap from its history where it has one'),
  alarms: z
    .enum(['off', 'read', 'acknowledge'])
    .default('off')
    .describe(
      'The server’s own alarms: not at all, read, or read and acknowledged: what our users do is then done at the server',
    ),
  alarmNodes: z
    .string()
    .max(4096)
    .default('')
    .superRefine((text, context) => {
      const wrong = text.split(/\s+/).find((node) => node !== '' && !NODE_ID.test(node));
      if (wrong !== undefined)
        context.addIssue({ code: 'custom', message: `has ${wrong}, which is not like ns=2;s=Boiler` });
    })
    .describe('Nodes whose alarms are asked for, with spaces between them; empty: those of the whole server'),
  alarmClass: Key.default('process').describe('Class of the alarms for which there is no rule'),
  severityCritical: integer(1, 1001)
    .default(801)
    .describe('Severity from which on an alarm is of priority critical; 1001: none'),
  severityHigh: integer(1, 1001).default(601).describe('Severity from which on it is high'),
  severityMedium: integer(1, 1001).default(401).describe('Severity from which on it is medium'),
  severityLow: integer(1, 1001)
    .default(1)
    .describe('Severity from which on it is low; below, it is kept in the journal and announced to nobody'),
  eventQueueSize: integer(1, 100_000)
    .default(1000)
    .describe(
      'Events that the server keeps while it cannot publish; when they are lost, all are asked for again',
    ),
});

export const OpcuaConfig = OpcuaConfigFields.superRefine((config, context) => {
  const issue = (path: keyof z.output<typeof OpcuaConfigFields>, message: string): void =>
    void context.addIssue({ code: 'custom', path: [path], message });
  if (config.identity === 'user' && !config.username) issue('username', 'must be given for identity user');
  if (config.identity === 'user' && config.password === undefined)
    issue('password', 'must be given for identity user');
  if (config.identity === 'certificate' && !config.userCertificate)
    issue('userCertificate', 'must be given for identity certificate');
  if (config.identity === 'certificate' && !config.userKey)
    issue('userKey', 'must be given for identity certificate');
  const bands = ['severityCritical', 'severityHigh', 'severityMedium', 'severityLow'] as const;
  for (const [i, band] of bands.entries()) {
    const above = bands[i - 1];
    if (above && config[band] > config[above]) issue(band, `must not be above ${above}`);
  }
  if (config.fingerprint !== undefined && listOf(config.otherEndpoints).length > 0)
    issue('fingerprint', 'is of one server, and there are several: trust their certificates instead');
  if (config.fingerprint !== undefined && config.security === 'none')
    issue('fingerprint', 'has no meaning where security is none');
});
export type OpcuaConfig = z.output<typeof OpcuaConfig>;

const Path = z
  .string()
  .max(500)
  .superRefine((text, context) => {
    const path = parsePath(text);
    if ('fault' in path) context.addIssue({ code: 'custom', message: path.fault });
  });

const NodeIdText = z
  .string()
  .trim()
  .min(1)
  .max(4096)
  .regex(NODE_ID, 'must be like ns=2;s=Boiler.Temperature or nsu=urn:plc;i=1001');

/** A method that carries commands to a point out. */
export interface MethodOfPoint {
  readonly nodeId: string;
  readonly object: string;
}

const Point = z.object({
  unit: Key.describe('Unit that the reading belongs to'),
  sensor: Key.describe('Sensor that the reading is of'),
  nodeId: NodeIdText.describe(
    'Node id of the variable; with nsu= it stays right when the server numbers its namespaces anew',
  ),
  path: Path.optional().describe(
    'Part of a structure or an array, e.g. Position.X or [3]; left out: the whole value',
  ),
  samplingIntervalMs: integer(0, 86_400_000)
    .optional()
    .describe('Milliseconds between two samples; left out: that of the device'),
  queueSize: integer(1, 100_000)
    .optional()
    .describe('Samples that the server keeps; left out: that of the device'),
  discardOldest: z
    .boolean()
    .default(true)
    .describe('When the queue of the server is full the oldest sample goes, or the newest'),
  deadband: z.coerce
    .number()
    .min(0)
    .default(0)
    .describe('Difference that counts as a change, in the unit of the server or in percent; 0: any'),
  deadbandType: z
    .enum(['absolute', 'percent'])
    .default('absolute')
    .describe('percent is of the range (EURange) that the server knows, from 0 to 100'),
  trigger: z
    .enum(['status', 'status-value', 'status-value-timestamp'])
    .default('status-value')
    .describe('What makes a sample worth sending'),
  timestamp: z
    .enum(['source', 'server'])
    .default('source')
    .describe('Whose clock dates the reading: the device behind the server, or the server'),
  scale: z.coerce
    .number()
    .refine((scale) => scale !== 0 && Number.isFinite(scale), 'must not be 0')
    .default(1)
    .describe('What one step of the value is worth in the sensor’s unit of measure'),
  offset: z.coerce.number().default(0).describe('Added after scaling'),
  methodId: NodeIdText.optional().describe(
    'Method that a command calls with the value as its argument, instead of writing the variable',
  ),
  methodObjectId: NodeIdText.optional().describe('Object whose method it is; needed with methodId'),
});

/** A variable of a server and the sensor whose value it is. Flat, so that it is a row of a form and of a CSV. */
export const OpcuaPoint = Point.superRefine((point, context) => {
  if (point.deadbandType === 'percent' && point.deadband > 100)
    context.addIssue({ code: 'custom', path: ['deadband'], message: 'must not be above 100 percent' });
  if ((point.methodId === undefined) !== (point.methodObjectId === undefined))
    context.addIssue({
      code: 'custom',
      path: [point.methodId === undefined ? 'methodId' : 'methodObjectId'],
      message: 'must be given too: a method is called on an object',
    });
});
export type OpcuaPoint = z.output<typeof OpcuaPoint>;

/** Aggregates of OPC 10000-13 that servers commonly have, by the number of their node. */
export const AGGREGATES = {
  average: 2342,
  'time-average': 2343,
  total: 2344,
  minimum: 2346,
  maximum: 2347,
  count: 2352,
} as const;
export type Aggregate = keyof typeof AGGREGATES;

/** One value of each interval instead of all. */
export interface Processed {
  readonly aggregate: Aggregate;
  readonly intervalMs: number;
}

/** What of a server’s history is wanted. */
export interface HistoryQuestion {
  /** Both ends are in it. Epoch ms. */
  readonly from: number;
  readonly to: number;
  /** unit/sensor; all that are bound where it is left out. */
  readonly sensors?: readonly string[] | undefined;
  readonly processed?: Processed | undefined;
}
