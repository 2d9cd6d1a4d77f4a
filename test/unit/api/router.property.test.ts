import assert from 'node:assert/strict';
import fc from 'fast-check';
import { METHODS, Problem, type ApiCall } from '../../../lib/api';
import { UNIT, ask, makeApi, type ApiWorld } from './fixture';

const SENSOR = { key: 's', name: 'S', unit: 'b', createdAt: '2026-11-23T09:00:00.000Z' };
const ANSWERS: Record<string, unknown> = {
  listUnits: { items: [UNIT] },
  getUnit: UNIT,
  createUnit: UNIT,
  updateUnit: UNIT,
  listSensors: { items: [SENSOR] },
  getSensor: SENSOR,
  createSensor: SENSOR,
  updateSensor: SENSOR,
  latestReadings: { items: [] },
  listReadings: { items: [] },
  getReadingsAt: { time: 0, items: [], missing: [] },
  getHistory: { from: 0, to: 0, timezone: 'UTC', series: [] },
  getHistoryStatistics: { from: 0, to: 0, items: [] },
};

/** Text that is mostly near to what the API knows, and sometimes anything. */
const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('boiler-1', 's') },
  { weight: 2, arbitrary: fc.constantFrom('..', '%2e%2e', '%00', '%ZZ', '', '__proto__', 'a'.repeat(300)) },
  { weight: 1, arbitrary: fc.string({ maxLength: 30 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 10 }) },
);
const path = fc.oneof(
  { withCrossShrink: true },
  fc.constantFrom(
    '/api/v1/units',
    '/api/v1/sensors',
    '/api/v1/readings',
    '/api/v1/readings/latest',
    '/api/v1/readings/at',
    '/api/v1/history',
    '/api/v1/history/statistics',
    '/health/live',
    '/api/v1/auth/login',
    '/api/v1/auth/refresh',
    '/api/v1/auth/tenant',
    '/api/v1/auth/me',
  ),
  word.map((unit) => `/api/v1/units/${unit}`),
  fc.tuple(word, word).map(([unit, sensor]) => `/api/v1/units/${unit}/sensors/${sensor}`),
  fc.array(word, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`),
  fc.string({ maxLength: 50 }),
);
const name = fc.oneof(
  fc.constantFrom(
    'unit',
    'sensor',
    'sensors',
    'from',
    'to',
    'limit',
    'cursor',
    'bucket',
    'points',
    'timezone',
    'time',
    '__proto__',
    'toString',
  ),
  fc.string({ maxLength: 10 }),
);
const queryValue = fc.oneof(
  fc.constantFrom(
    '0',
    '1',
    '-1',
    '1e9',
    'NaN',
    '2026-11-23T09:00:00Z',
    '9007199254740993',
    'b',
    's',
    '%',
    '&&=',
  ),
  fc.string({ maxLength: 20 }),
);
const query = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('', 'limit=5', 'unit=b', 'unit=b&sensor=s&from=1763888400000') },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.tuple(name, queryValue), { maxLength: 8 })
      .map((pairs) => pairs.map((pair) => pair.join('=')).join('&')),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 60 }) },
);
const body = fc.oneof(
  fc.constant({ key: 'a', name: 'A' }),
  fc.constant({ name: 'A' }),
  fc.constant(undefined),
  fc.record({ key: word, name: word }),
  fc.record({ username: word, password: word }),
  fc.record({ refresh_token: word }),
  fc.jsonValue({ maxDepth: 4 }),
  fc.constant(JSON.parse('{"__proto__":{"role":"admin"},"key":"a","name":"b"}')),
);
const method = fc.oneof(
  fc.constantFrom(...METHODS, 'HEAD', 'OPTIONS'),
  fc.constantFrom('TRACE', 'get', '', 'constructor'),
);

describe('Api.handle, whatever comes in', () => {
  let world: ApiWorld;
  let tokens: (string | undefined)[];
  const calls: ApiCall[] = [];

  before(async () => {
    world = await makeApi();
    for (const operationId of world.api.unserved)
      if (operationId !== 'healthReady')
        world.api.attach(operationId, (call) => {
          calls.push(call);
          call.reply(ANSWERS[operationId]);
        });
    tokens = [undefined, await world.token('admin@aqua'), await world.token('viewer@borealis')];
  });

  it('never answers with a server error, never hangs, and says what is wrong as a problem', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(
        method,
        path,
        query,
        body,
        fc.constantFrom(0, 1, 1, 2),
        async (how, where, what, content, who) => {
          const token = tokens[who];
          const answer = await ask(world.api, how, `${where.replaceAll('?', '')}?${what}`, {
            body: content,
            ...(token ? { token } : {}),
          });
          assert.ok(answer.status >= 200 && answer.status < 500, `${how} ${where}: ${answer.status}`);
          if (answer.status < 400 || how === 'HEAD') return;
          assert.equal(answer.headers['content-type'], 'application/problem+json');
          const problem = Problem.parse(answer.body);
          assert.equal(problem.status, answer.status);
          assert.ok(JSON.stringify(problem).length < 10_000, 'it does not grow with the request');
        },
      ),
      { numRuns: 5000 },
    );
    assert.equal(world.clock.timers, 0, 'no timer is left behind');
    assert.ok(calls.length > 50, `some got through (${calls.length})`);
  });

  it('hands every listener the tenant of the token only', () => {
    for (const { principal } of calls)
      assert.ok(principal && ['aqua', 'borealis'].includes(principal.tenant ?? ''));
    assert.equal(({} as { role?: string }).role, undefined, 'no prototype was changed');
  });
});
