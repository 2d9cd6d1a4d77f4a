import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isThermaCoreError } from '../../../../lib/core/errors';
import { SensorInput, UnitInput } from '../../../../lib/core/plant';
import { encodeCursor } from '../../../../lib/core/cursor';
import { onEveryRung, type StoreParts } from '../../../support/database';
import { T0, reading } from '../fixture';
import { ALARM_CALLS } from './alarm-calls';
import { copied, slices } from './drains';
import { IDENTITY_CALLS } from './identity-calls';
import { LOGIN_CALLS } from './login-calls';
import { IDEMPOTENCY_CALLS } from './idempotency-calls';
import { NOTIFICATION_CALLS } from './notification-calls';
import { ANOMALY_CALLS } from './anomaly-calls';
import { REPORT_CALLS } from './report-calls';
import { SECURITY_CALLS } from './security-calls';
import { TREND_CALLS } from './trend-calls';
import { SPARKPLUG_CALLS } from './sparkplug-calls';
import { TENANT_CALLS } from './tenant-calls';
import { PEOPLE_CALLS } from './people-calls';
import { assertNoSecret, useAttacker } from './rooms';

/** Texts that end a literal, a comment or a statement, that mean something to LIKE, COPY, arrays or Unicode. */
const NASTY = [
  `'`, `''`, `\\'`, `"`, `$$`, `$1`, `$tag$`, `;`, `--`, `/*`, `*/`, `%`, `_`, `\\`, `\0`, `{`, `}`, `(`, `)`, `,`,
  `null`, `NULL`, `\n`, `\\.`, `' or true --`, `'; set local app.door = 'platform'; select '`, `' union select * from thermacore.texts --`,
  `x'::regclass`, `:name`, `?`, `\u02bc`, `\uff07`, `\ud800`, `\u202e`, `pg_temp.x`, `aqua' and 1=1 --`, `'||pg_sleep(9)||'`,
  `borealis`, `boiler-1`, `supply`, `public`, `E'\\047'`, `U&'\\0027'`,
]; // prettier-ignore
const nasty = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...NASTY) }, fc.string({ unit: 'grapheme' })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(''));

/** Several at a time: most of a run is waiting for the disk. */
const AT_ONCE = 8;
const EXAMPLES = Array.from({ length: Math.ceil(NASTY.length / AT_ONCE) }, (_, i): [string[]] => [
  NASTY.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
]);

type Call = (store: StoreParts, s: string) => Promise<unknown>;
const page = { limit: 10 };
const span = { from: T0 - 1, to: T0 + 1 };
const SUPPLY = { unit: 'boiler-1', sensor: 'supply' };
const unit = (s: string) => ({ ...UnitInput.parse({ key: 'x', name: 'x' }), key: s, name: s, kind: s as 'other', area: s, description: s }); // prettier-ignore
const sensor = (s: string) => ({ ...SensorInput.parse({ key: 'x', name: 'x' }), key: s, name: s, uom: s, quantity: s as 'other', description: s }); // prettier-ignore

const template = (s: string) => ({
  key: s, name: s, protocol: s, description: s, settings: { [s]: s },
  points: [{ sensor: s, settings: { [s]: s }, write: { interlock: s } as never, name: s, uom: s }],
}); // prettier-ignore

const ORDERS = { maxPerMinute: 1, maxOpen: 1000, maxAskedPerMinute: 10_000 };
const order = (s: string) =>
  ({
    id: s, unit: s, sensor: s, device: s, value: s, mode: 'direct', comment: s, idempotencyKey: s, state: 'done', outcome: 'rejected',
    detail: s, requestedBy: s, requestedById: s, requestedAt: T0, endedAt: T0, instance: s,
  }) as const; // prettier-ignore

/** Every method of the store that takes a text, with the text in every place it has for one. */
const CALLS: Readonly<Record<string, Readonly<Record<string, readonly Call[]>>>> = {
  ...IDENTITY_CALLS,
  plant: {
    listUnits: [
      (store, s) => store.plant.listUnits(`no'${s}`, page),
      (store, s) => store.plant.listUnits('aqua', { ...page, cursor: encodeCursor(['key', s]) }),
      (store, s) => store.plant.listUnits('aqua', { ...page, cursor: s }),
      // An order that an API would have refused: names of fields are no columns.
      (store, s) => store.plant.listUnits('aqua', { ...page, sort: [{ field: s, descending: true }] }),
    ],
    getUnit: [(store, s) => store.plant.getUnit(`no'${s}`, s), (store, s) => store.plant.getUnit('aqua', s)],
    createUnit: [(store, s) => store.plant.createUnit('aqua', unit(s))],
    updateUnit: [
      (store, s) =>
        store.plant.updateUnit('aqua', 'boiler-1', { name: s, kind: s as 'other', area: s, description: s }),
      (store, s) => store.plant.updateUnit('aqua', `no'${s}`, { name: s }),
      // A body that an API would have refused: names of fields are no columns.
      (store, s) => store.plant.updateUnit('aqua', 'boiler-1', { [`name = '${s}', tenant_id`]: s }),
      (store, s) => store.plant.updateUnit('aqua', 'boiler-1', { constructor: s, toString: s } as object),
    ],
    deleteUnit: [(store, s) => store.plant.deleteUnit('aqua', `no'${s}`)],
    listSensors: [
      (store, s) => store.plant.listSensors('aqua', { ...page, unit: `no'${s}` }),
      (store, s) => store.plant.listSensors('aqua', { ...page, cursor: encodeCursor(['unit,key', s, s]) }),
    ],
    getSensor: [
      (store, s) => store.plant.getSensor('aqua', s, s),
      (store, s) => store.plant.getSensor('aqua', 'boiler-1', s),
    ],
    createSensor: [
      (store, s) => store.plant.createSensor('aqua', 'boiler-1', sensor(s)),
      (store, s) => store.plant.createSensor('aqua', `no'${s}`, sensor('x')),
    ],
    updateSensor: [
      (store, s) => store.plant.updateSensor('aqua', 'boiler-1', 'pump', { name: s, uom: s, description: s }),
      (store, s) => store.plant.updateSensor('aqua', s, s, { [`name = '${s}'--`]: s }),
    ],
    deleteSensor: [(store, s) => store.plant.deleteSensor('aqua', `no'${s}`, s)],
    ensure: [(store, s) => store.plant.ensure('aqua', [{ unit: unit(s), sensors: [sensor(s)] }])],
  },
  devices: {
    list: [
      (store, s) => store.devices.list('aqua', { ...page, search: s, protocol: s, template: s }),
      (store, s) => store.devices.list('aqua', { ...page, cursor: encodeCursor(['key', s]) }),
      (store, s) => store.devices.list(`no'${s}`, page),
    ],
    get: [(store, s) => store.devices.get('aqua', s), (store, s) => store.devices.get(`no'${s}`, s)],
    create: [
      (store, s) =>
        store.devices.create(
          'aqua',
          { key: s, name: s, protocol: s, enabled: true, settings: { [s]: s } },
          { [s]: s },
        ),
      (store, s) =>
        store.devices.create(
          'aqua',
          { key: 'plc', name: s, protocol: s, enabled: true, settings: { [s]: s }, description: s },
          { [s]: s },
        ),
    ],
    update: [
      (store, s) => store.devices.update('aqua', 'plc', { name: s, settings: { [s]: s } }, { [s]: s }),
      (store, s) => store.devices.update('aqua', 'plc', { description: s, template: s, templateUnit: s }),
      (store, s) => store.devices.update('aqua', `no'${s}`, { name: s }),
    ],
    delete: [(store, s) => store.devices.delete('aqua', `no'${s}`)],
    whole: [(store, s) => store.devices.whole('aqua', `no'${s}`)],
    enabled: [(store, s) => store.devices.enabled('aqua', s)],
    writable: [(store, s) => store.devices.writable(`no'${s}`)],
    points: [(store, s) => store.devices.points('aqua', `no'${s}`)],
    replacePoints: [
      (store, s) =>
        store.devices.replacePoints('aqua', 'plc', [{ unit: s, sensor: s, settings: { [s]: s } }]),
      (store, s) =>
        store.devices.replacePoints('aqua', 'plc', [
          { unit: 'boiler-1', sensor: 'pump', settings: { [s]: s }, write: { interlock: s } as never },
        ]),
    ],
    addPoints: [
      (store, s) => store.devices.addPoints('aqua', 'plc', s, []),
      (store, s) => store.devices.addPoints('aqua', `no'${s}`, 'boiler-1', []),
      (store, s) =>
        store.devices.addPoints('aqua', 'plc', 'boiler-1', [
          { sensor: sensor(s), settings: { [s]: s } },
          { sensor: { ...sensor('pump'), type: s as never, uom: s }, settings: {} },
        ]),
    ],
    clone: [
      (store, s) => store.devices.clone('aqua', `no'${s}`, () => assert.fail()),
      (store, s) =>
        store.devices.clone('aqua', 'plc', (original) => ({
          input: { ...original, key: s, name: s, template: s, templateUnit: s, settings: { [s]: s } },
          secrets: { [s]: s },
          points: [{ unit: s, sensor: s, settings: { [s]: s } }],
        })),
    ],
    find: [(store, s) => store.devices.find('aqua', s, s)],
  },
  templates: {
    list: [
      (store, s) => store.templates.list('aqua', { ...page, search: s, protocol: s }),
      (store, s) => store.templates.list('aqua', { ...page, cursor: encodeCursor(['key', s]) }),
      (store, s) => store.templates.list(`no'${s}`, page),
    ],
    get: [(store, s) => store.templates.get('aqua', s), (store, s) => store.templates.get(`no'${s}`, s)],
    defaults: [(store, s) => store.templates.defaults(`no'${s}`)],
    create: [
      (store, s) => store.templates.create('aqua', template(s)),
      (store, s) => store.templates.create('aqua', { ...template(s), key: 'type' }),
    ],
    update: [
      (store, s) =>
        store.templates.update('aqua', 'type', { ...template(s), description: s }, () => ({
          sensors: [sensor(s)],
        })),
      (store, s) => store.templates.update('aqua', `no'${s}`, { name: s }),
    ],
    delete: [(store, s) => store.templates.delete('aqua', `no'${s}`)],
    apply: [
      (store, s) =>
        store.templates.apply('aqua', 'type', () => ({
          devices: [
            {
              key: s,
              name: s,
              enabled: true,
              description: s,
              settings: { [s]: s },
              secrets: { [s]: s },
              unit: s,
            },
            { key: 'made', name: s, enabled: true, settings: { [s]: s }, secrets: {}, unit: 'boiler-1' },
          ],
          sensors: [sensor(s)],
          faults: [],
        })),
      (store, s) => store.templates.apply('aqua', `no'${s}`, () => ({ devices: [], faults: [] })),
    ],
    ofDevice: [
      (store, s) =>
        store.templates.ofDevice('aqua', 'plc', () => ({
          template: { ...template(s), key: s },
          unit: s,
          settings: { [s]: s },
        })),
      (store, s) => store.templates.ofDevice('aqua', `no'${s}`, () => assert.fail()),
    ],
  },
  readings: {
    latest: [
      (store, s) => store.readings.latest('aqua', { unit: s }),
      (store, s) => store.readings.latest('aqua', { sensor: `no'${s}` }),
      (store, s) => store.readings.latest(`no'${s}`),
    ],
    recent: [(store, s) => store.readings.recent(`no'${s}`, { perSensor: 1, since: T0 })],
  },
  history: {
    series: [
      (store, s) => store.history.series('aqua', { sensors: [{ unit: s, sensor: `no'${s}` }], ...span }),
      (store, s) => store.history.series('aqua', { sensors: [SUPPLY], ...span, timezone: `no'${s}` }),
      (store, s) => store.history.series('aqua', { sensors: [SUPPLY], ...span, bucket: `no'${s}` }),
      (store, s) => store.history.series('aqua', { sensors: [SUPPLY], ...span, aggregates: [s as 'mean'] }),
      (store, s) => store.history.series('aqua', { sensors: [SUPPLY], ...span, fill: `no'${s}` as 'locf' }),
      (store, s) => store.history.series('aqua', { sensors: [SUPPLY], ...span, quality: `no'${s}` as 'any' }),
      (store, s) => store.history.series(`no'${s}`, { sensors: [SUPPLY], ...span }),
    ],
    table: [
      (store, s) => store.history.table('aqua', { sensors: [{ unit: s, sensor: `no'${s}` }], ...span }),
    ],
    statistics: [
      (store, s) => store.history.statistics('aqua', { unit: `no'${s}`, ...span }),
      (store, s) => store.history.statistics('aqua', { ...span, quality: `no'${s}` as 'any' }),
    ],
    at: [
      (store, s) => store.history.at('aqua', { unit: `no'${s}`, time: T0 }),
      (store, s) => store.history.at('aqua', { sensors: [SUPPLY], time: T0, quality: `no'${s}` as 'any' }),
    ],
    raw: [
      (store, s) =>
        store.history.raw('aqua', { sensors: [SUPPLY], ...span, limit: 1, quality: `no'${s}` as 'any' }),
      (store, s) =>
        store.history.raw('aqua', { sensors: [{ unit: s, sensor: `no'${s}` }], ...span, limit: 1 }),
      (store, s) => store.history.raw('aqua', { sensors: [SUPPLY], ...span, limit: 1, cursor: `no'${s}` }),
    ],
  },
  exports: {
    plan: [
      (store, s) => store.exports.plan('aqua', { format: 'csv', ...span, units: [`no'${s}`] }),
      (store, s) => store.exports.plan('aqua', { format: 'json', ...span, sensors: [s, `boiler-1/${s}`] }),
      (store, s) => store.exports.plan(`no'${s}`, { format: 'csv', ...span }),
      (store, s) =>
        store.exports.plan('aqua', { format: 'csv', ...span, after: { unit: s, sensor: s, timestamp: T0, position: 0 } }), // prettier-ignore
    ],
    // Keys are only for order and progress here; sensors are chosen by their number.
    copy: [
      async (store, s) => {
        const plan = await store.exports.plan('aqua', { format: 'ndjson', ...span });
        return copied(store, {
          ...plan,
          sensors: plan.sensors.map((one) => ({ ...one, unit: s, sensor: s })),
        });
      },
      async (store, s) =>
        copied(store, {
          ...(await store.exports.plan('aqua', { format: 'csv', ...span })),
          tenant: `no'${s}`,
        }),
    ],
  },
  past: {
    plan: [
      (store, s) => store.past.plan('aqua', { sensors: [{ unit: s, sensor: `no'${s}` }], ...span }),
      (store, s) => store.past.plan(`no'${s}`, { sensors: [SUPPLY], ...span }),
    ],
    // Sensors are chosen by their number; keys are only passed on.
    read: [
      async (store, s) =>
        slices(store, {
          ...(await store.past.plan('aqua', { sensors: [SUPPLY], ...span })),
          tenant: `no'${s}`,
        }),
    ],
  },
  sink: {
    write: [
      (store, s) => store.sink.write([reading({ sensor: 'mode', value: s, timestamp: T0 + 5 })]),
      (store, s) =>
        store.sink.write([
          reading({ tenant: `no'${s}` }),
          reading({ unit: s }),
          reading({ sensor: `no'${s}` }),
        ]),
      (store, s) => store.sink.write([reading({ flags: [s as 'stale'] })]),
      (store, s) => store.sink.write([reading({ quality: s as 'good', timestamp: T0 + 6 })]),
    ],
  },
  retention: {
    get: [(store, s) => store.retention.get(`no'${s}`)],
    set: [
      (store, s) => store.retention.set('aqua', s as 'raw', 30),
      (store, s) => store.retention.set('aqua', 'raw', s as unknown as number),
      (store, s) => store.retention.set(`no'${s}`, 'raw', 30),
    ],
    apply: [],
  },
  commands: {
    add: [
      (store, s) => store.commands.add('aqua', order(s), ORDERS),
      (store, s) =>
        store.commands.add('aqua', { ...order(s), state: s as 'done', mode: s as 'direct' }, ORDERS),
      (store, s) => store.commands.add(`no'${s}`, order(s), ORDERS),
    ],
    get: [(store, s) => store.commands.get('aqua', `x${s}`), (store, s) => store.commands.get(`no'${s}`, s)],
    list: [
      (store, s) => store.commands.list('aqua', { ...page, cursor: s }),
      (store, s) =>
        store.commands.list('aqua', { ...page, cursor: encodeCursor(['-requestedAt,-id', T0, s]) }),
      (store, s) => store.commands.list('aqua', { ...page, state: s as 'done', unit: s, sensor: s }),
      (store, s) => store.commands.list(`no'${s}`, page),
    ],
    start: [
      (store, s) => store.commands.start('aqua', `x${s}`, { startedAt: T0, deadline: T0, instance: s, confirmedBy: s }, ORDERS), // prettier-ignore
    ],
    end: [
      (store, s) => store.commands.end('aqua', s, s as 'running', { outcome: s as 'failed', detail: s, readBack: s, endedAt: T0 }), // prettier-ignore
    ],
    due: [(store, s) => store.commands.due(T0, s)],
  },
  ...ALARM_CALLS,
  ...LOGIN_CALLS,
  ...NOTIFICATION_CALLS,
  ...ANOMALY_CALLS,
  ...REPORT_CALLS,
  ...TREND_CALLS,
  ...SPARKPLUG_CALLS,
  ...TENANT_CALLS,
  ...PEOPLE_CALLS,
  ...IDEMPOTENCY_CALLS,
  ...SECURITY_CALLS,
  interlocks: {
    latest: [
      (store, s) => store.interlocks.latest('aqua', [{ unit: s, sensor: s }]),
      (store, s) => store.interlocks.latest(`no'${s}`, [SUPPLY]),
    ],
  },
  directory: {
    find: [(store, s) => Promise.resolve(store.directory.find(`no'${s}`, s, s))],
    hasUnit: [(store, s) => Promise.resolve(store.directory.hasUnit(`no'${s}`, s))],
    refresh: [],
  },
};

/** A wrong input is the caller's; anything else would be a statement that we built wrongly. */
const PROPER = new Set(['invalid', 'not-found', 'conflict']);

onEveryRung('Texts that look like SQL', (rung) => {
  const { database } = useAttacker(rung);
  let store: StoreParts;
  before(async () => {
    store = await database().open();
  });

  /** Tables, functions, roles and tenants: what no text may have changed. */
  const shape = async (): Promise<unknown> =>
    (
      await database().owner.query(
        `select (select string_agg(oid::text || relname, ',' order by oid) from pg_class where relnamespace = 'thermacore'::regnamespace
                   and relname !~ '_\\d{6}') as relations,
                (select string_agg(oid::text || proname, ',' order by oid) from pg_proc where pronamespace = 'thermacore'::regnamespace) as functions,
                (select string_agg(key, ',' order by key) from thermacore.tenants) as tenants`,
      )
    ).rows;

  it('are tried in every public method that there is', () => {
    for (const [part, methods] of Object.entries(CALLS)) {
      const own = store[part as keyof StoreParts] as object;
      const names = Object.getOwnPropertyNames(Object.getPrototypeOf(own)).filter(
        (name) => name !== 'constructor' && !PRIVATE.has(`${part}.${name}`),
      );
      assert.deepEqual(Object.keys(methods).sort(), names.sort(), part);
    }
    assert.deepEqual(Object.keys(CALLS).sort(), [...PARTS].sort());
    if (!('close' in store)) assert.deepEqual(Object.keys(store).sort(), [...PARTS, ...WITHOUT].sort());
  });

  for (const [part, methods] of Object.entries(CALLS))
    for (const [method, calls] of Object.entries(methods))
      for (const [i, call] of calls.entries())
        it(`stay texts in ${part}.${method}${calls.length > 1 ? ` (${i + 1})` : ''}`, async function () {
          this.timeout(60_000);
          const before = await shape();
          const attempt = async (s: string): Promise<void> => {
            const answer = await call(store, s).catch((error: unknown) => {
              assert.ok(
                isThermaCoreError(error) && PROPER.has(error.code),
                `${String(error)} for ${JSON.stringify(s)}`,
              );
              return error.sentence;
            });
            assertNoSecret(answer ?? null, JSON.stringify(s));
          };
          await fc.assert(
            fc.asyncProperty(fc.array(nasty, { minLength: 1, maxLength: AT_ONCE }), (texts) =>
              Promise.all(texts.map(attempt)).then(() => undefined),
            ),
            { numRuns: EXAMPLES.length + 3, examples: EXAMPLES },
          );
          assert.deepEqual(await shape(), before);
        });
});

/** What the parts keep to themselves; TypeScript's `private` does not show at run time. */
const PRIVATE = new Set([
  'accounts.within',
  'accounts.keepingAnAdministrator',
  'readings.readLatest',
  'users.one',
  'mfa.changed',
  'apiKeys.rows',
  'apiKeys.run',
  'plant.naming',
  'history.ask',
  'past.slice',
  'exports.copySensor',
  'history.sensorsFor',
  'sink.columns',
  'sink.store',
  'directory.load',
  'alarms.read',
  'alarmJournal.part',
  'alarmJournal.count',
  'audit.within',
  'audit.onRecord',
  'reportRuns.settle',
  'tenants.changed',
  'erasure.owned',
  'idempotencyKeys.within',
  'incidents.within',
  'blocks.within',
]);
const PARTS = [
  'devices',
  'templates',
  'users',
  'accounts',
  'customRoles',
  'sessions',
  'tenants',
  'erasure',
  'tenantData',
  'audit',
  'mfa',
  'apiKeys',
  'identities',
  'plant',
  'readings',
  'exports',
  'history',
  'past',
  'sink',
  'directory',
  'retention',
  'commands',
  'interlocks',
  'alarmRules',
  'alarms',
  'alarmJournal',
  'alarmRequests',
  'notificationRoutes',
  'notificationTargets',
  'outbox',
  'anomalies',
  'anomalySettings',
  'anomalyModels',
  'reports',
  'reportRuns',
  'idempotencyKeys',
  'incidents',
  'blocks',
  'trendViews',
  'proposals',
  'proposalRules',
  'synoptics',
];
/** What takes no text. */
const WITHOUT = ['rung', 'maintenance'];
