import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { isThermaCoreError } from '../../../lib/core/errors';
import { readSettings } from '../../../lib/platform/settings';

const PORTS = {
  PORT: 1880,
  THERMACORE_MQTT_PORT: 1883,
  THERMACORE_MODBUS_PORT: 5020,
  THERMACORE_OPCUA_PORT: 4840,
  THERMACORE_DNP3_PORT: 20_000,
};

const TLS_OFF = {
  mode: 'off',
  certFile: '',
  keyFile: '',
  names: [],
  redirectPort: undefined,
  mqttPort: undefined,
};

const DEFAULTS = {
  home: join(homedir(), '.thermacore'),
  host: '127.0.0.1',
  port: 1880,
  databaseUrl: undefined,
  adminPassword: undefined,
  demoPassword: undefined,
  secretKey: undefined,
  formerSecretKey: undefined,
  demo: true,
  ports: { mqtt: 1883, modbus: 5020, opcua: 4840, dnp3: 20_000 },
  tls: TLS_OFF,
  alarmOperators: 1,
  notifyNetworks: [],
  oidc: undefined,
  corsOrigins: [],
  trustProxy: 0,
  logLevel: 'info',
};

const NAMES = [
  ...Object.keys(PORTS),
  'HOST',
  'THERMACORE_HOME',
  'THERMACORE_DATABASE_URL',
  'THERMACORE_ADMIN_PASSWORD',
  'THERMACORE_DEMO_PASSWORD',
  'THERMACORE_SECRET_KEY',
  'THERMACORE_DEMO',
  'THERMACORE_LOG_LEVEL',
  'THERMACORE_TLS',
  'THERMACORE_TLS_CERT',
  'THERMACORE_TLS_KEY',
  'THERMACORE_TLS_NAMES',
  'THERMACORE_HTTP_PORT',
  'THERMACORE_MQTTS_PORT',
];

describe('the settings from the environment', () => {
  it('have defaults that listen on this machine only', () => {
    assert.deepEqual(readSettings({}), DEFAULTS);
  });

  it('take an empty variable for an absent one', () => {
    assert.deepEqual(readSettings(Object.fromEntries(NAMES.map((name) => [name, '']))), DEFAULTS);
  });

  it('of TLS are refused where they are wrong, by the name of the variable', () => {
    const files = { THERMACORE_TLS: 'files', THERMACORE_TLS_CERT: 'a', THERMACORE_TLS_KEY: 'b' };
    for (const [field, env] of [
      ['THERMACORE_TLS', { THERMACORE_TLS: 'on' }],
      ['THERMACORE_TLS_CERT', { ...files, THERMACORE_TLS_CERT: '' }],
      ['THERMACORE_TLS_KEY', { ...files, THERMACORE_TLS_KEY: '' }],
      ['THERMACORE_TLS_NAMES', { THERMACORE_TLS_NAMES: 'https://scada.plant' }],
      ['THERMACORE_HTTP_PORT', { THERMACORE_HTTP_PORT: 'http' }],
      ['THERMACORE_MQTTS_PORT', { THERMACORE_MQTTS_PORT: '70000' }],
    ] as const)
      assert.throws(() => readSettings(env), { code: 'configuration', field });
  });

  it('are all read', () => {
    assert.deepEqual(
      readSettings({
        HOST: '0.0.0.0',
        PORT: '8080',
        THERMACORE_HOME: '/var/lib/thermacore',
        THERMACORE_DATABASE_URL: 'postgresql://plant:p%40ss@db.example:5433/scada?sslmode=require',
        THERMACORE_ADMIN_PASSWORD: 'four random words here',
        THERMACORE_DEMO_PASSWORD: 'look around',
        THERMACORE_SECRET_KEY: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
        THERMACORE_DEMO: '0',
        THERMACORE_MQTT_PORT: '11883',
        THERMACORE_MODBUS_PORT: '502',
        THERMACORE_OPCUA_PORT: '14840',
        THERMACORE_DNP3_PORT: '0',
        THERMACORE_TLS: 'files',
        THERMACORE_TLS_CERT: '/etc/scada/cert.pem',
        THERMACORE_TLS_KEY: '/etc/scada/key.pem',
        THERMACORE_TLS_NAMES: 'scada.plant, 192.0.2.7',
        THERMACORE_HTTP_PORT: '80',
        THERMACORE_MQTTS_PORT: '8883',
        THERMACORE_LOG_LEVEL: 'debug',
        THERMACORE_ALARM_OPERATORS: '3',
        THERMACORE_NOTIFY_NETWORKS: '10.1.0.0/16, 192.168.4.25',
        THERMACORE_OIDC_ISSUER: 'https://login.example.com',
        THERMACORE_OIDC_CLIENT_ID: 'scada',
        THERMACORE_OIDC_CLIENT_SECRET: 'secret',
        THERMACORE_OIDC_GROUPS: 'Operators = aqua:operator, Masters=*:admin',
        THERMACORE_OIDC_GROUPS_CLAIM: 'roles',
        THERMACORE_OIDC_SCOPES: 'openid roles',
        THERMACORE_OIDC_LABEL: 'Works login',
        THERMACORE_TRUST_PROXY: '10.0.0.1, fd00::/8',
        THERMACORE_CORS_ORIGINS: 'https://hmi.example.com:8443, http://panel.plant.local',
      }),
      {
        home: '/var/lib/thermacore',
        host: '0.0.0.0',
        port: 8080,
        databaseUrl: 'postgresql://plant:p%40ss@db.example:5433/scada?sslmode=require',
        adminPassword: 'four random words here',
        demoPassword: 'look around',
        secretKey: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
        formerSecretKey: undefined,
        demo: false,
        ports: { mqtt: 11_883, modbus: 502, opcua: 14_840, dnp3: 0 },
        tls: {
          mode: 'files',
          certFile: '/etc/scada/cert.pem',
          keyFile: '/etc/scada/key.pem',
          names: ['scada.plant', '192.0.2.7'],
          redirectPort: 80,
          mqttPort: 8883,
        },
        alarmOperators: 3,
        notifyNetworks: ['10.1.0.0/16', '192.168.4.25'],
        oidc: {
          issuer: 'https://login.example.com',
          clientId: 'scada',
          clientSecret: 'secret',
          groups: [
            { group: 'Operators', tenant: 'aqua', role: 'operator' },
            { group: 'Masters', tenant: null, role: 'admin' },
          ],
          groupsClaim: 'roles',
          scopes: 'openid roles',
          label: 'Works login',
        },
        corsOrigins: ['https://hmi.example.com:8443', 'http://panel.plant.local'],
        trustProxy: ['10.0.0.1', 'fd00::/8'],
        logLevel: 'debug',
      },
    );
  });

  for (const [what, change, field] of [
    [
      'an issuer without TLS',
      { THERMACORE_OIDC_ISSUER: 'http://login.example.com' },
      'THERMACORE_OIDC_ISSUER',
    ],
    ['an issuer that is no URL', { THERMACORE_OIDC_ISSUER: 'login' }, 'THERMACORE_OIDC_ISSUER'],
    ['no client id', { THERMACORE_OIDC_CLIENT_ID: '' }, 'THERMACORE_OIDC_CLIENT_ID'],
    ['a group without a place', { THERMACORE_OIDC_GROUPS: 'Operators' }, 'THERMACORE_OIDC_GROUPS'],
  ] as const)
    it(`name the variable of single sign-on with ${what}`, () => {
      const usual = {
        THERMACORE_OIDC_ISSUER: 'https://login.example.com',
        THERMACORE_OIDC_CLIENT_ID: 'scada',
      };
      const env = Object.assign(usual, change);
      assert.throws(() => readSettings(env), { code: 'configuration', field });
    });

  it('resolve a relative state folder once, so that a later change of folder does not move it', () => {
    assert.equal(readSettings({ THERMACORE_HOME: 'state' }).home, resolve('state'));
  });

  it('take the ends of the range of ports', () => {
    assert.equal(readSettings({ PORT: '0' }).port, 0);
    assert.equal(readSettings({ PORT: '65535' }).port, 65_535);
  });

  const refused: Record<string, readonly string[]> = {
    ...Object.fromEntries(
      Object.keys(PORTS).map((name) => [
        name,
        ['http', '-1', '65536', '18.8', '1e3', '0x50', ' ', '1880 1881'],
      ]),
    ),
    THERMACORE_DATABASE_URL: [
      'mysql://localhost/plant',
      'localhost:5432/plant',
      'postgresql://me:geheim@host:port/plant',
      'postgresql//localhost/plant',
    ],
    THERMACORE_DEMO: ['false', 'no', 'off', 'true', '2'],
    THERMACORE_ALARM_OPERATORS: ['0', '-1', '1.5', 'two', '1001'],
    THERMACORE_CORS_ORIGINS: ['hmi.example.com', 'https://hmi.example.com/', 'https://*.example.com', 'null'],
    THERMACORE_NOTIFY_NETWORKS: ['plant', '10.1.0.0/33', '10.1.0.0/', '10.1.0.0/16/1'],
    THERMACORE_TRUST_PROXY: ['true', '-1', '11', '1.5', 'proxy.plant.local', '10.0.0.0/33', ', '],
    THERMACORE_LOG_LEVEL: ['verbose', 'INFO', 'trace'],
  };
  for (const [name, values] of Object.entries(refused))
    it(`refuse a ${name} that cannot be meant, by name and with what to write instead`, () => {
      for (const value of values)
        assert.throws(
          () => readSettings({ [name]: value }),
          (error) =>
            isThermaCoreError(error) &&
            error.code === 'configuration' &&
            error.field === name &&
            error.message.includes(name) &&
            /^(Set|Write|Choose) .+\.$/.test(error.advice ?? ''),
          `${name}=${value}`,
        );
    });

  it('do not show the password of a connection string that they refuse', () => {
    assert.throws(
      () => readSettings({ THERMACORE_DATABASE_URL: 'mysql://plant:geheim@db.example/scada' }),
      (error) => isThermaCoreError(error) && !error.sentence.includes('geheim'),
    );
  });
});
