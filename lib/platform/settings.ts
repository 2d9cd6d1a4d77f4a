import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { isOrigin } from '../api';
import { CertificateHost } from '../core/certificate';
import { ThermaCoreError } from '../core/errors';
import { OidcSettings } from '../tenancy';
import { SECRET_KEY_BYTES } from '../security/secret-box';
import type { TrustedProxies } from './client-address';

/** What an installation can set from outside (docs: README "Settings"). Nothing else reads the environment. */
export interface Settings {
  /** State folder: database, spool, keys, flows, credentials. Owned by the user who runs us, mode 0700. */
  readonly home: string;
  readonly host: string;
  readonly port: number;
  /** Connection string of the owner role; undefined: the embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  readonly adminPassword: string | undefined;
  readonly demoPassword: string | undefined;
  /** Key of secrets at rest, base64 of 32 bytes; undefined: a file of the state folder. */
  readonly secretKey: string | undefined;
  /** The one before it, while secrets are sealed anew (`thermacore keys rotate-secrets`). */
  readonly formerSecretKey: string | undefined;
  /** Demo tenants, their users and the simulator. */
  readonly demo: boolean;
  readonly ports: {
    readonly mqtt: number;
    readonly modbus: number;
    readonly opcua: number;
    readonly dnp3: number;
  };
  /** How editor, dashboards and API are served. */
  readonly tls: TlsServing;
  /** Consoles with an operator at each that share the alarms of a tenant, 1 to 1000. */
  readonly alarmOperators: number;
  /** Networks inside the plant that notifications may be sent to, as `10.1.0.0/16`; others inside are refused. */
  readonly notifyNetworks: readonly string[];
  /** Where people log in besides here; undefined: nowhere. */
  readonly oidc: OidcSettings | undefined;
  /** Origins of web pages that may use the API from a browser; empty: none but our own. */
  readonly corsOrigins: readonly string[];
  /** Proxies before us whose `X-Forwarded-For` is believed: how many, or their addresses and networks; 0: none. */
  readonly trustProxy: TrustedProxies;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

export interface TlsServing {
  /** `internal`: with the manager's certificate `https`; `files`: with that of two files. */
  readonly mode: (typeof TLS_MODES)[number];
  /** PEM files of `files`, else empty. */
  readonly certFile: string;
  readonly keyFile: string;
  /** Under which names and addresses it is reached, besides those of the machine. */
  readonly names: readonly string[];
  /** Port that sends browsers without TLS on; undefined: none. */
  readonly redirectPort: number | undefined;
  /** Port of the embedded broker with TLS; undefined: none. */
  readonly mqttPort: number | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const MAX_OPERATORS = 1000;
const TLS_MODES = ['off', 'internal', 'files'] as const;
const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

function port(env: Environment, name: string, fallback: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new ThermaCoreError('configuration', `${name} is "${text}", which is not a port number.`, {
    field: name,
    advice: 'Set it to a whole number from 1 to 65535, or 0 for any free port.',
  });
}

const optionalPort = (env: Environment, name: string): number | undefined =>
  env[name] ? port(env, name, 0) : undefined;

function tls(env: Environment): TlsServing {
  const text = env['THERMACORE_TLS'] || 'off';
  const mode = TLS_MODES.find((known) => known === text);
  const wrong = (field: string, what: string, advice: string): ThermaCoreError =>
    new ThermaCoreError('configuration', `${field} ${what}.`, { field, advice });
  if (!mode) throw wrong('THERMACORE_TLS', `is "${text}"`, `Choose one of ${TLS_MODES.join(', ')}.`);
  const [certFile = '', keyFile = ''] = ['THERMACORE_TLS_CERT', 'THERMACORE_TLS_KEY'].map((name) => {
    if (mode !== 'files') return '';
    if (env[name]) return resolve(env[name]);
    throw wrong(name, 'is missing', 'Set it to the path of a PEM file, or THERMACORE_TLS to internal.');
  });
  const names = (env['THERMACORE_TLS_NAMES'] ?? '').split(/[\s,]+/).filter(Boolean);
  const bad = names.find((name) => !CertificateHost.safeParse(name).success);
  if (bad !== undefined)
    throw wrong(
      'THERMACORE_TLS_NAMES',
      `has "${bad}", which is no host name`,
      'Write names and addresses with commas between them, such as scada.example.com, 192.0.2.7.',
    );
  const redirectPort = optionalPort(env, 'THERMACORE_HTTP_PORT');
  const mqttPort = optionalPort(env, 'THERMACORE_MQTTS_PORT');
  return { mode, certFile, keyFile, names, redirectPort, mqttPort };
}

function alarmOperators(env: Environment): number {
  const text = env['THERMACORE_ALARM_OPERATORS'] || '1';
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= MAX_OPERATORS) return value;
  throw new ThermaCoreError('configuration', `THERMACORE_ALARM_OPERATORS is "${text}".`, {
    field: 'THERMACORE_ALARM_OPERATORS',
    advice: `Set it to how many operators share the alarms of a tenant, 1 to ${MAX_OPERATORS}.`,
  });
}

function databaseUrl(env: Environment): string | undefined {
  const text = env['THERMACORE_DATABASE_URL'];
  if (text === undefined || text === '') return undefined;
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new ThermaCoreError(
    'configuration',
    'THERMACORE_DATABASE_URL is not a PostgreSQL connection string.',
    {
      field: 'THERMACORE_DATABASE_URL',
      advice:
        'Write it as postgresql://user:password@host:5432/database, or unset it to use the embedded database.',
    },
  );
}

function demo(env: Environment): boolean {
  const text = env['THERMACORE_DEMO'] || '1';
  if (text === '0' || text === '1') return text === '1';
  throw new ThermaCoreError('configuration', `THERMACORE_DEMO is "${text}".`, {
    field: 'THERMACORE_DEMO',
    advice: 'Set it to 0 for an installation without demo tenants and simulator, or to 1 for one with them.',
  });
}

function secretKey(
  env: Environment,
  name: 'THERMACORE_SECRET_KEY' | 'THERMACORE_SECRET_KEY_FORMER',
): string | undefined {
  const text = env[name] || undefined;
  if (text === undefined || Buffer.from(text, 'base64').length === SECRET_KEY_BYTES) return text;
  throw new ThermaCoreError('configuration', `${name} is not a key of 32 bytes in base64.`, {
    field: name,
    advice: 'Make one with: openssl rand -base64 32',
  });
}

function notifyNetworks(env: Environment): string[] {
  const networks = (env['THERMACORE_NOTIFY_NETWORKS'] ?? '').split(/[\s,]+/).filter(Boolean);
  const wrong = networks.find((text) => !isNetwork(text));
  if (wrong === undefined) return networks;
  throw new ThermaCoreError(
    'configuration',
    `THERMACORE_NOTIFY_NETWORKS has "${wrong}", which is no network.`,
    {
      field: 'THERMACORE_NOTIFY_NETWORKS',
      advice: 'Write networks or addresses with commas between them, such as 10.1.0.0/16, 192.168.4.25.',
    },
  );
}

/** Which variable has which of the settings. */
const OIDC_VARIABLES = {
  issuer: 'THERMACORE_OIDC_ISSUER',
  clientId: 'THERMACORE_OIDC_CLIENT_ID',
  clientSecret: 'THERMACORE_OIDC_CLIENT_SECRET',
  scopes: 'THERMACORE_OIDC_SCOPES',
  groupsClaim: 'THERMACORE_OIDC_GROUPS_CLAIM',
  groups: 'THERMACORE_OIDC_GROUPS',
  label: 'THERMACORE_OIDC_LABEL',
} as const;

function oidc(env: Environment): OidcSettings | undefined {
  if (!env[OIDC_VARIABLES.issuer]) return undefined;
  const given = Object.entries(OIDC_VARIABLES).map(([name, variable]) => [name, env[variable] || undefined]);
  const { success, data, error } = OidcSettings.safeParse(Object.fromEntries(given));
  if (success) return data;
  const [issue] = error.issues;
  const field = OIDC_VARIABLES[issue?.path[0] as keyof typeof OIDC_VARIABLES];
  throw new ThermaCoreError('configuration', `${field}: ${issue?.message ?? 'is not valid'}.`, {
    field,
    advice: 'See "Logging in" in docs/operations.md.',
  });
}

function corsOrigins(env: Environment): string[] {
  const origins = (env['THERMACORE_CORS_ORIGINS'] ?? '').split(/[\s,]+/).filter(Boolean);
  const wrong = origins.find((text) => !isOrigin(text));
  if (wrong === undefined) return origins;
  throw new ThermaCoreError(
    'configuration',
    `THERMACORE_CORS_ORIGINS has "${wrong}", which is not an origin.`,
    {
      field: 'THERMACORE_CORS_ORIGINS',
      advice: 'Write scheme, host and port with commas between them, such as https://hmi.example.com:8443.',
    },
  );
}

/** More would be a typing error, and believe clients. */
const MAX_HOPS = 10;

function trustProxy(env: Environment): TrustedProxies {
  const text = env['THERMACORE_TRUST_PROXY'] || '0';
  if (/^\d+$/.test(text) && Number(text) <= MAX_HOPS) return Number(text);
  const proxies = text.split(/[\s,]+/).filter(Boolean);
  const wrong = proxies.find((proxy) => !isNetwork(proxy));
  if (wrong === undefined && proxies.length > 0) return proxies;
  throw new ThermaCoreError(
    'configuration',
    `THERMACORE_TRUST_PROXY has "${wrong ?? text}", which is neither a number of proxies nor an address.`,
    {
      field: 'THERMACORE_TRUST_PROXY',
      advice: `Write how many proxies stand before ThermaCore, 0 to ${MAX_HOPS}, or their addresses and networks with commas between them.`,
    },
  );
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32));
}

/** Reads the settings. Throws ThermaCoreError `configuration` that names the variable and says what to do. */
export function readSettings(env: Environment = process.env): Settings {
  const level = env['THERMACORE_LOG_LEVEL'] || 'info';
  const logLevel = LOG_LEVELS.find((known) => known === level);
  if (!logLevel)
    throw new ThermaCoreError('configuration', `THERMACORE_LOG_LEVEL is "${level}".`, {
      field: 'THERMACORE_LOG_LEVEL',
      advice: `Choose one of ${LOG_LEVELS.join(', ')}.`,
    });
  return {
    home: resolve(env['THERMACORE_HOME'] || join(homedir(), '.thermacore')),
    host: env['HOST'] || '127.0.0.1',
    port: port(env, 'PORT', 1880),
    databaseUrl: databaseUrl(env),
    adminPassword: env['THERMACORE_ADMIN_PASSWORD'] || undefined,
    demoPassword: env['THERMACORE_DEMO_PASSWORD'] || undefined,
    secretKey: secretKey(env, 'THERMACORE_SECRET_KEY'),
    formerSecretKey: secretKey(env, 'THERMACORE_SECRET_KEY_FORMER'),
    demo: demo(env),
    ports: {
      mqtt: port(env, 'THERMACORE_MQTT_PORT', 1883),
      modbus: port(env, 'THERMACORE_MODBUS_PORT', 5020),
      opcua: port(env, 'THERMACORE_OPCUA_PORT', 4840),
      dnp3: port(env, 'THERMACORE_DNP3_PORT', 20_000),
    },
    tls: tls(env),
    alarmOperators: alarmOperators(env),
    notifyNetworks: notifyNetworks(env),
    oidc: oidc(env),
    corsOrigins: corsOrigins(env),
    trustProxy: trustProxy(env),
    logLevel,
  };
}
