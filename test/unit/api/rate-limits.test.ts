import assert from 'node:assert/strict';
import { Api, RateLimits, route, type ApiCall, type RateSettings } from '../../../lib/api';
import type { Quotas } from '../../../lib/tenancy';
import { CountingMeter } from '../telemetry/fixture';
import { ask, makeApi, type ApiWorld } from './fixture';

describe('API rate limits', () => {
  let world: ApiWorld;
  let api: Api;
  let meter: CountingMeter;
  let quotas: Record<string, Quotas>;
  let tokens: Record<'viewer' | 'operator' | 'borealis', string>;

  const limited = (rates: Partial<RateSettings>): void => {
    const { auth, clock, logger } = world;
    meter = new CountingMeter();
    quotas = {};
    const limits = new RateLimits({ clock, meter, quotas: { quotasOf: (key) => quotas[key] ?? {} } });
    limits.configure(rates);
    api = new Api({ auth, clock, logger, meter, limits });
    api.attach('listUnits', (call) => void call.reply({ items: [] }));
    api.attach('getAnalyticsSummary', (call: ApiCall) => void call.fail(new Error('not asked for')));
  };
  const units = (token: string) => ask(api, 'GET', '/api/v1/units', { token });

  beforeEach(async () => {
    world = await makeApi();
    tokens = {
      viewer: await world.token('viewer@aqua'),
      operator: await world.token('operator@aqua'),
      borealis: await world.token('viewer@borealis'),
    };
  });

  it('say with every answer which quotas there are and what is left of them', async () => {
    limited({ tenant: 100, user: 60 });
    const { status, headers } = await units(tokens.viewer);
    assert.equal(status, 200);
    assert.equal(headers['ratelimit-policy'], '"tenant";q=100;w=60, "user";q=60;w=60');
    assert.equal(headers['ratelimit'], '"tenant";r=99;t=1, "user";r=59;t=1');
    const refused = await ask(api, 'GET', '/api/v1/readings/latest?sensor=x', { token: tokens.viewer });
    assert.equal(refused.status, 503);
    assert.equal(refused.headers['ratelimit'], '"tenant";r=98;t=2, "user";r=58;t=2', 'errors count, too');
  });

  it('stop a tenant at its quota with 429, the quota’s name and when to come back; no other tenant notices', async () => {
    limited({ tenant: 1000, user: 1000 });
    quotas['aqua'] = { apiCallsPerMinute: 6 };
    for (const token of [tokens.viewer, tokens.operator, tokens.viewer])
      for (let i = 0; i < 2; i++) assert.equal((await units(token)).status, 200);
    const { status, headers, body } = await units(tokens.operator);
    assert.equal(status, 429);
    assert.equal(headers['retry-after'], '10');
    assert.match(headers['ratelimit'] ?? '', /^"tenant";r=0;t=60, "user";r=998;/);
    assert.equal(body.type, '/api/v1/problems/over-quota');
    assert.equal(body.detail, 'Your tenant has used up the quota "tenant" of 6 calls per minute.');
    assert.deepEqual(body['violated-policies'], ['tenant']);
    assert.equal((await units(tokens.borealis)).status, 200);
    assert.equal(meter.read('thermacore_api_rate_limited_total{aqua,tenant}'), 1);
    assert.equal(meter.read('thermacore_api_cost_total{aqua}'), 6);
    world.clock.advance(10_000);
    assert.equal((await units(tokens.operator)).status, 200);
    assert.equal((await units(tokens.operator)).status, 429);
    quotas['aqua'] = { apiCallsPerMinute: 100 };
    assert.equal((await units(tokens.operator)).status, 200, 'a larger quota counts at once');
  });

  it('keep one user from using up what all users of the tenant have', async () => {
    limited({ tenant: 10, user: 4 });
    for (let i = 0; i < 4; i++) assert.equal((await units(tokens.viewer)).status, 200);
    for (let i = 0; i < 20; i++) {
      const { status, body } = await units(tokens.viewer);
      assert.equal(status, 429);
      assert.deepEqual(body['violated-policies'], ['user']);
    }
    for (let i = 0; i < 4; i++) assert.equal((await units(tokens.operator)).status, 200);
  });

  it('count an operation for what it costs, and let through one that costs more than there is', async () => {
    limited({ tenant: 25, user: 1000 });
    const summary = () =>
      ask(api, 'GET', '/api/v1/analytics/summary?to=2026-11-23T09:00:00Z', { token: tokens.viewer });
    assert.match((await summary()).headers['ratelimit'] ?? '', /^"tenant";r=15;/);
    assert.match((await summary()).headers['ratelimit'] ?? '', /^"tenant";r=5;/);
    const third = await summary();
    assert.deepEqual([third.status, third.headers['retry-after']], [429, '12']);
    limited({ tenant: 5 });
    assert.match((await summary()).headers['ratelimit'] ?? '', /^"tenant";r=0;/);
  });

  it('count public operations per address, IPv6 per network, and login and health each for themselves', async () => {
    limited({ address: 2, login: 1, health: 3 });
    const from = (address: string, path = '/.well-known/jwks.json', method = 'GET') =>
      api.handle({ method, path, headers: {}, from: address, body: () => Promise.resolve({}) });
    const statuses = async (...args: Parameters<typeof from>): Promise<number[]> => {
      const all: number[] = [];
      for (let i = 0; i < 4; i++) all.push((await from(...args)).status);
      return all;
    };
    assert.deepEqual(await statuses('10.0.0.1'), [200, 200, 429, 429]);
    assert.deepEqual(await statuses('10.0.0.2'), [200, 200, 429, 429]);
    assert.deepEqual(await statuses('2001:db8::1'), [200, 200, 429, 429]);
    assert.deepEqual(await statuses('2001:db8::2'), [429, 429, 429, 429]);
    assert.deepEqual(await statuses('10.0.0.1', '/health/live'), [200, 200, 200, 429]);
    assert.deepEqual(await statuses('10.0.0.1', '/api/v1/auth/login', 'POST'), [400, 429, 429, 429]);
  });

  it('count tokens that do not count against the address, and nobody who has a good one', async () => {
    limited({ address: 3, user: 100 });
    const answers: number[] = [];
    for (let i = 0; i < 5; i++) answers.push((await units('no-token')).status);
    assert.deepEqual(answers, [401, 401, 401, 429, 429]);
    assert.equal((await units(tokens.viewer)).status, 200, 'from the same address');
  });

  it('are in OpenAPI: the headers, 429 everywhere, and what costs more', () => {
    limited({});
    const document = JSON.parse(JSON.stringify(api.openapi()));
    for (const [path, methods] of Object.entries<Record<string, never>>(document.paths))
      for (const [method, operation] of Object.entries<Record<string, Record<string, object>>>(methods)) {
        assert.ok(operation['responses']?.['429'], `${method} ${path}`);
        const success = Object.entries(operation['responses'] ?? {}).find(([status]) => status < '300');
        assert.ok(JSON.stringify(success).includes('#/components/headers/RateLimit-Policy'), path);
      }
    const summary = document.paths['/api/v1/analytics/summary'].get;
    assert.equal(summary['x-rate-limit-cost'], 10);
    assert.match(summary.description, /Counts for 10 calls/);
    assert.ok(document.components.responses.RateLimited.headers.RateLimit);
  });

  it('belong to a route: what it costs is checked where it is written', () => {
    const own = { operationId: 'own', method: 'GET', path: '/own', summary: '', tags: [] } as const;
    assert.equal(route({ ...own, permission: 'unit:read', cost: 100 }).cost, 100);
  });
});
