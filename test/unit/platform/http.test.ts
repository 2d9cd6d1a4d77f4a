import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createDashboardGuard } from '../../../lib/dashboard';
import type { DatabaseLease, DatabaseState } from '../../../lib/platform/databases';
import { createHttp, serveHealth } from '../../../lib/platform/http';
import { createPrometheusMeter } from '../../../lib/platform/prometheus';
import { makeApi, type ApiWorld } from '../api/fixture';

describe('what the platform answers over HTTP', () => {
  let world: ApiWorld;
  let server: Server;
  let blocked: number | undefined;
  let database: { state: DatabaseState; text: string; spoolBytes: number } | undefined;

  const lease = (): DatabaseLease | undefined =>
    database &&
    ({
      status: () => database,
      current: () => ({ recorder: { status: { spoolBytes: database?.spoolBytes } } }),
    } as unknown as DatabaseLease);

  before(async () => {
    world = await makeApi();
    const { api, auth, clock, logger } = world;
    const meter = createPrometheusMeter(false);
    meter.counter('thermacore_readings_stored_total', 'Stored').add(7);
    const dashboard = createDashboardGuard({ auth: async () => auth, clock, logger, meter });
    serveHealth(api, lease);
    const app = express();
    const blockedUntil = () => blocked;
    app.use(createHttp({ api, dashboard, meter, auth: async () => auth, strict: true, blockedUntil }));
    app.use((_request, response) => void response.status(418).end());
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => (database = undefined));

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { headers });

  it('tells browsers that came with TLS to come so from now on, and nobody else', async () => {
    const header = async (headers: Record<string, string>): Promise<string | null> =>
      (await get('/anything', headers)).headers.get('strict-transport-security');
    assert.equal(await header({ 'x-forwarded-proto': 'https' }), 'max-age=31536000');
    assert.equal(await header({}), null);
  });

  it('keeps an address out that is blocked, and says until when', async () => {
    blocked = Date.UTC(2026, 10, 27, 9);
    try {
      for (const path of ['/api/v1/units', '/metrics', '/dashboard/login', '/health/live']) {
        const response = await get(path);
        assert.equal(response.status, 403);
        assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
        assert.match(await response.text(), /2026-11-27T09:00:00\.000Z/);
      }
    } finally {
      blocked = undefined;
    }
    assert.equal((await get('/health/live')).status, 200);
  });

  describe('the metrics', () => {
    it('are open to this machine, as Prometheus reads them', async () => {
      const response = await get('/metrics');
      assert.equal(response.status, 200);
      assert.match(response.headers.get('content-type') ?? '', /^text\/plain;.*version=0\.0\.4/);
      assert.match(await response.text(), /^thermacore_readings_stored_total 7$/m);
    });

    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
      it(`are not there for whom a proxy of this machine brings (${header})`, async () => {
        const response = await get('/metrics', { [header]: '203.0.113.7' });
        assert.equal(response.status, 404);
        assert.equal(await response.text(), '');
      });

    const ELSEWHERE = { 'x-forwarded-for': '203.0.113.7' };
    for (const [username, status] of [
      ['root', 200],
      ['admin@aqua', 404],
      ['viewer@aqua', 404],
    ] as const)
      it(`from another machine are ${status === 200 ? '' : 'not '}there for ${username}`, async () => {
        const token = await world.token(username);
        const response = await get('/metrics', { ...ELSEWHERE, authorization: `Bearer ${token}` });
        assert.equal(response.status, status);
      });

    it('from another machine are not there for a token that is none', async () => {
      for (const authorization of ['Bearer x', 'Bearer ', 'Basic cm9vdDpyb290'])
        assert.equal((await get('/metrics', { ...ELSEWHERE, authorization })).status, 404, authorization);
    });
  });

  describe('readiness', () => {
    const health = async (): Promise<{ code: number; body: unknown }> => {
      const response = await get('/health/ready');
      return { code: response.status, body: await response.json() };
    };
    const part = (name: string, status: string, detail: string): object => ({ name, status, detail });

    it('waits for the database while the platform starts', async () => {
      assert.deepEqual(await health(), {
        code: 503,
        body: { status: 'unavailable', parts: [part('database', 'unavailable', 'starting')] },
      });
    });

    it('is given when the database answers', async () => {
      database = { state: 'ready', text: 'PostgreSQL 18', spoolBytes: 0 };
      assert.deepEqual(await health(), {
        code: 200,
        body: { status: 'ok', parts: [part('database', 'ok', 'PostgreSQL 18')] },
      });
    });

    it('is degraded, and still given, while the spool drains', async () => {
      database = { state: 'ready', text: 'PostgreSQL 18', spoolBytes: 4096 };
      assert.deepEqual(await health(), {
        code: 200,
        body: {
          status: 'degraded',
          parts: [
            part('database', 'ok', 'PostgreSQL 18'),
            part('spool', 'degraded', '4096 bytes wait to be stored'),
          ],
        },
      });
    });

    for (const state of ['away', 'failed', 'closed'] as const)
      it(`is not given while the database is ${state}, and says why in the database’s words`, async () => {
        database = { state, text: 'No database answers at db:5432.', spoolBytes: 0 };
        assert.deepEqual(await health(), {
          code: 503,
          body: {
            status: 'unavailable',
            parts: [part('database', 'unavailable', 'No database answers at db:5432.')],
          },
        });
      });
  });

  it('is the API as well, and nothing that is somebody else’s', async () => {
    assert.equal((await get('/health/live')).status, 200);
    assert.equal((await get('/api/v1/units')).status, 401);
    for (const path of ['/', '/flows', '/metricsx', '/apiary'])
      assert.equal((await get(path)).status, 418, path);
  });
});
