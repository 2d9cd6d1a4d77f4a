import assert from 'node:assert/strict';
import { Api, HttpError, Reply, route, routes, type ApiCall } from '../../../lib/api';
import { ThermaCoreError } from '../../../lib/core/errors';
import { nullMeter } from '../../../lib/core/meter';
import type { Permission } from '../../../lib/tenancy';
import { PASSWORD } from '../tenancy/fixture';
import { UNIT, ask, makeApi, type ApiWorld } from './fixture';

describe('Api.handle', () => {
  let world: ApiWorld;
  beforeEach(async () => {
    world = await makeApi();
  });

  /** Serves every operation with nothing: for what is decided before a listener is called. */
  const serveAll = (): void => {
    for (const operationId of world.api.unserved)
      world.api.attach(operationId, () => assert.fail('the listener was called'));
  };

  const get = async (url: string, username = 'viewer@aqua') =>
    ask(world.api, 'GET', url, { token: await world.token(username) });

  describe('who may', () => {
    it('asks for a login, with the scheme, before it looks at anything else', async () => {
      const answer = await ask(world.api, 'GET', '/api/v1/units?nonsense=1');
      assert.equal(answer.status, 401);
      assert.equal(answer.headers['www-authenticate'], 'Bearer realm="thermacore"');
      assert.equal(answer.headers['content-type'], 'application/problem+json');
    });

    it('refuses a bad token and other schemes', async () => {
      for (const authorization of ['Bearer x.y.z', 'Basic dXNlcjpwYXNz', 'Bearer', 'Bearer  ', '']) {
        const answer = await ask(world.api, 'GET', '/api/v1/units', { headers: { authorization } });
        assert.equal(answer.status, 401, authorization);
        assert.match(answer.headers['www-authenticate'] ?? '', /invalid_token/);
      }
    });

    it('refuses a role that lacks the permission, without reading the body', async () => {
      let read = 0;
      const token = await world.token('viewer@aqua');
      const reply = await world.api.handle({
        method: 'POST',
        path: '/api/v1/units',
        headers: { authorization: `Bearer ${token}` },
        body: () => Promise.resolve(read++),
        from: 'test',
      });
      assert.equal(reply.status, 403);
      assert.equal(read, 0);
    });

    it('hands the listener the tenant of the token, whatever the request says', async () => {
      const seen: unknown[] = [];
      world.api.attach('getUnit', (call) => {
        seen.push(call.principal?.tenant);
        call.reply({ ...UNIT });
      });
      await get('/api/v1/units/boiler-1');
      await ask(world.api, 'GET', '/api/v1/units/boiler-1', {
        token: await world.token('viewer@borealis'),
        headers: { 'x-tenant': 'aqua', 'x-thermacore-tenant': 'aqua' },
      });
      assert.deepEqual(seen, ['aqua', 'borealis']);
    });

    it('takes the other permission of a route that has two: an API key asks what roles can be made of', async () => {
      world.api.attach('listPermissions', (call) => void call.reply({ items: [] }));
      const { access_token } = await world.auth.login({ username: 'admin@aqua', password: PASSWORD });
      const { principal } = await world.auth.verify(access_token);
      const statusWith = async (permission: Permission): Promise<number> => {
        const { token } = await world.auth.apiKeys.create(principal, {
          name: permission,
          permissions: [permission],
          days: 1,
        });
        return (await ask(world.api, 'GET', '/api/v1/permissions', { token })).status;
      };
      assert.equal(await statusWith('role:read'), 200);
      assert.equal(await statusWith('unit:read'), 403);
      assert.equal((await get('/api/v1/permissions', 'viewer@aqua')).status, 200);
    });

    it('tells a platform user without a tenant to switch', async () => {
      const answer = await get('/api/v1/units', 'root');
      assert.equal(answer.status, 403);
      assert.match(answer.body.advice, /auth\/tenant/);
    });
  });

  describe('paths', () => {
    it('answers 404 for an unknown path and 405 with Allow for an unknown method', async () => {
      assert.equal((await get('/api/v1/nothing')).status, 404);
      assert.equal((await get('/api/v1/units/')).status, 404);
      const answer = await ask(world.api, 'PUT', '/api/v1/units/boiler-1');
      assert.equal(answer.status, 405);
      assert.equal(answer.headers['allow'], 'GET, PATCH, DELETE, HEAD, OPTIONS');
    });

    it('answers OPTIONS with Allow and HEAD without a body', async () => {
      world.api.attach('getUnit', (call) => void call.reply({ ...UNIT }));
      const options = await ask(world.api, 'OPTIONS', '/api/v1/units');
      assert.deepEqual([options.status, options.headers['allow']], [204, 'GET, POST, HEAD, OPTIONS']);
      const head = await ask(world.api, 'HEAD', '/api/v1/units/boiler-1', {
        token: await world.token('viewer@aqua'),
      });
      assert.equal(head.status, 200);
      assert.equal(head.body, undefined);
      assert.ok(Number(head.headers['content-length']) > 10);
    });

    it('prefers a fixed segment to a parameter', async () => {
      world.api.attach(
        route({
          operationId: 'one',
          method: 'GET',
          path: '/readings/{unit}',
          permission: 'reading:read',
          params: routes.getUnit.params,
          summary: '',
          tags: [],
        }),
        (call) => void call.reply(),
      );
      world.api.attach('latestReadings', (call) => void call.reply({ items: [] }));
      assert.deepEqual((await get('/api/v1/readings/latest')).body, { items: [] });
      assert.equal((await get('/api/v1/readings/other')).status, 204);
    });

    it('names a path parameter that is malformed', async () => {
      serveAll();
      for (const unit of ['%ZZ', 'Boiler', '..%2f..', 'a'.repeat(65)]) {
        const answer = await get(`/api/v1/units/${unit}`);
        assert.equal(answer.status, unit.includes('/') ? 404 : 400, unit);
        assert.deepEqual([answer.body.errors[0].in, answer.body.errors[0].field], ['path', 'unit']);
      }
    });

    it('owns its own paths only', () => {
      for (const path of ['/api/v1/units', '/api/v1/nothing', '/health/live', '/.well-known/jwks.json'])
        assert.equal(world.api.owns(path), true, path);
      for (const path of ['/', '/dashboard', '/api/v2/units', '/api/v1x', '/health', '/api/docs'])
        assert.equal(world.api.owns(path), false, path);
    });

    it('tells a plain GET of the WebSocket to upgrade', async () => {
      const answer = await get('/api/v1/live');
      assert.deepEqual([answer.status, answer.headers['upgrade']], [426, 'websocket']);
    });
  });

  describe('input', () => {
    const fieldOf = async (url: string) => {
      const answer = await get(url);
      assert.equal(answer.status, 400, url);
      return answer.body.errors.map(({ field }: { field: string }) => field).join();
    };

    it('names the field of a wrong query', async () => {
      serveAll();
      const range = '/api/v1/readings?unit=b&sensor=s';
      assert.equal(await fieldOf('/api/v1/readings?sensor=s&from=0'), 'from,unit');
      assert.equal(await fieldOf(range), 'from');
      assert.equal(await fieldOf(`${range}&from=yesterday`), 'from');
      assert.equal(await fieldOf(`${range}&from=2026-11-23T09:00:00`), 'from');
      assert.equal(await fieldOf(`${range}&from=1e999`), 'from');
      assert.equal(await fieldOf(`${range}&from=1970-01-01T00:00:00Z`), 'from');
      assert.equal(await fieldOf(`${range}&from=2026-11-24T00:00:00Z&to=2026-11-23T00:00:00Z`), 'from');
      assert.equal(await fieldOf(`${range}&from=2001-01-01T00:00:00Z&to=2199-01-01T00:00:00Z`), 'to');
      for (const limit of ['0', '-1', '10001', '1.5', 'x', '', '0x10', '99999999999999999999'])
        assert.equal(await fieldOf(`${range}&from=1763888400000&limit=${limit}`), 'limit', limit);
      assert.equal(await fieldOf('/api/v1/units?tenant=borealis'), 'tenant');
      assert.equal(await fieldOf('/api/v1/units?limit=1&limit=2'), 'limit');
      assert.equal(await fieldOf('/api/v1/units?__proto__=1'), '__proto__');
      assert.equal(await fieldOf('/api/v1/readings/latest?sensor=s'), 'unit');
    });

    it('takes ISO 8601 with offset and epoch milliseconds', async () => {
      const seen: unknown[] = [];
      world.api.attach('listReadings', (call) => {
        seen.push(call.query);
        call.reply({ items: [] });
      });
      const base = '/api/v1/readings?unit=b&sensor=s';
      for (const from of [
        '1763888400000',
        '2025-11-23T09:00:00Z',
        '2025-11-23T10:00:00%2B01:00',
        '2025-11-23T10:00:00+01:00',
      ])
        assert.equal((await get(`${base}&from=${from}`)).status, 200, from);
      for (const query of seen)
        assert.deepEqual(query, { unit: 'b', sensor: 's', from: 1763888400000, limit: 1000 });
    });

    it('names every wrong field of a body, and takes no unknown one', async () => {
      serveAll();
      const token = await world.token('admin@aqua');
      const body = { key: 'Boiler 1', name: '', tenant: 'borealis' };
      const answer = await ask(world.api, 'POST', '/api/v1/units', { token, body });
      assert.equal(answer.status, 400);
      assert.deepEqual(answer.body.errors.map(({ field }: { field: string }) => field).sort(), [
        'key',
        'name',
        'tenant',
      ]);
      for (const other of [undefined, null, [], 'text', 7])
        assert.equal((await ask(world.api, 'POST', '/api/v1/units', { token, body: other })).status, 400);
    });

    it('leaves out of a PATCH what the client left out', async () => {
      const seen: unknown[] = [];
      world.api.attach('updateSensor', (call) => {
        seen.push(call.body);
        call.fail(new ThermaCoreError('not-found', 'There is no such sensor.'));
      });
      const token = await world.token('admin@aqua');
      await ask(world.api, 'PATCH', '/api/v1/units/b/sensors/s', { token, body: { name: 'New' } });
      assert.deepEqual(seen, [{ name: 'New' }]);
      for (const body of [{}, { key: 'other' }, { type: 'text' }])
        assert.equal(
          (await ask(world.api, 'PATCH', '/api/v1/units/b/sensors/s', { token, body })).status,
          400,
        );
    });
  });

  describe('the answer', () => {
    it('carries the headers of data and the request id', async () => {
      world.api.attach('listUnits', (call) => void call.reply({ items: [] }));
      const answer = await ask(world.api, 'GET', '/api/v1/units', {
        token: await world.token('viewer@aqua'),
        headers: { 'x-request-id': 'abc-123' },
      });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['x-request-id'], 'abc-123');
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
      const bad = await ask(world.api, 'GET', '/api/v1/x', { headers: { 'x-request-id': 'a\r\nb' } });
      assert.match(bad.body.requestId, /^[\w-]{22}$/);
    });

    it('shows what the schema names and nothing else', async () => {
      world.api.attach('getUnit', (call) => void call.reply({ ...UNIT, id: 7, tenant_id: 3 }));
      assert.deepEqual((await get('/api/v1/units/boiler-1')).body, UNIT);
    });

    it('is a 500 when it does not fit; only the log names the field', async () => {
      let given = true;
      world.api.attach('getUnit', (call) => void (given = call.reply({ ...UNIT, sensors: 'three' })));
      const answer = await get('/api/v1/units/boiler-1');
      assert.equal(answer.status, 500);
      assert.equal(given, false);
      assert.ok(!JSON.stringify(answer.body).includes('sensors'));
      assert.ok(world.lines.some(({ fields }) => JSON.stringify(fields).includes('sensors')));
    });

    it('tells nothing of an unexpected error', async () => {
      world.api.attach('getUnit', () => {
        throw new Error('select * from secrets at /home/x.ts:1');
      });
      const answer = await get('/api/v1/units/boiler-1');
      assert.equal(answer.status, 500);
      assert.ok(!/secret|select|home/.test(JSON.stringify(answer.body)));
      assert.ok(answer.body.advice.includes(answer.body.requestId));
    });

    it('is the problem that the flow gave', async () => {
      world.api.attach('getUnit', (call) => {
        call.fail(
          new ThermaCoreError('not-found', 'There is no unit "x".', { advice: 'Check it.', field: 'unit' }),
        );
      });
      const { status, body } = await get('/api/v1/units/x');
      assert.equal(status, 404);
      assert.deepEqual(
        { ...body, requestId: '' },
        {
          type: '/api/v1/problems/not-found',
          title: 'Not found',
          status: 404,
          detail: 'There is no unit "x".',
          advice: 'Check it.',
          instance: '/api/v1/units/x',
          requestId: '',
          errors: [{ field: 'unit', detail: 'There is no unit "x".' }],
        },
      );
      assert.equal((await ask(world.api, 'GET', body.type)).body.status, 404, 'the type can be looked up');
    });

    it('comes once', async () => {
      const results: boolean[] = [];
      world.api.attach('getUnit', (call) => {
        results.push(call.reply({ ...UNIT }), call.reply({ ...UNIT }), call.fail(new Error('late')));
      });
      assert.equal((await get('/api/v1/units/boiler-1')).status, 200);
      assert.deepEqual(results, [true, false, false]);
    });

    it('is a 504 after the time-out of the route, and the flow hears of it', async () => {
      let call: ApiCall | undefined;
      world.api.attach('getUnit', (given) => void (call = given));
      const pending = get('/api/v1/units/boiler-1');
      while (!call) await Promise.resolve(await new Promise((resolve) => setImmediate(resolve)));
      world.clock.advance(9_999);
      assert.equal(call.signal.aborted, false);
      world.clock.advance(1);
      const answer = await pending;
      assert.equal(answer.status, 504);
      assert.match(answer.body.detail, /getUnit/);
      assert.equal(call.signal.aborted, true);
      assert.equal(call.reply({ ...UNIT }), false);
      assert.equal(world.clock.timers, 0);
    });

    it('is not waited for when the client has gone', async () => {
      const client = new AbortController();
      let call: ApiCall | undefined;
      world.api.attach('getUnit', (given) => {
        call = given;
        client.abort();
      });
      const token = await world.token('viewer@aqua');
      await ask(world.api, 'GET', '/api/v1/units/x', { token, signal: client.signal });
      assert.equal(call?.signal.aborted, true);
      assert.equal(world.clock.timers, 0);
      assert.ok(world.counted.includes('getUnit 499'));
    });

    it('can have a status that the route lists, and no other', async () => {
      world.api.builtin(routes.healthReady, () =>
        Promise.resolve(new Reply({ status: 'unavailable' as const }, { status: 503 })),
      );
      assert.deepEqual((await ask(world.api, 'GET', '/health/ready')).status, 503);
      world.api.attach('getUnit', (call) => void call.reply({ ...UNIT }, { status: 299 }));
      assert.equal((await get('/api/v1/units/boiler-1')).status, 500);
    });
  });

  describe('who serves', () => {
    it('says so when no flow does', async () => {
      const answer = await get('/api/v1/units');
      assert.equal(answer.status, 503);
      assert.match(answer.body.detail, /No flow serves the operation "listUnits"/);
      assert.ok(world.api.unserved.includes('listUnits'));
    });

    it('refuses a second listener and one for what the platform serves, naming the operation', () => {
      const detach = world.api.attach('listUnits', () => undefined);
      const conflict = { code: 'conflict', message: /listUnits/ };
      assert.throws(() => world.api.attach('listUnits', () => undefined), conflict);
      assert.throws(() => world.api.attach('login', () => undefined), { code: 'conflict', message: /login/ });
      assert.throws(() => world.api.attach('nothing', () => undefined), { code: 'not-found' });
      detach();
      const again = world.api.attach('listUnits', () => undefined);
      detach();
      assert.throws(
        () => world.api.attach('listUnits', () => undefined),
        conflict,
        'an old detach takes nothing away',
      );
      again();
    });

    it('turns requests away when too many are in work and wait', async () => {
      const { auth, clock, logger } = world;
      const small = new Api({ auth, clock, logger, meter: nullMeter, maxInFlight: 2, maxWaiting: 1 });
      const calls: ApiCall[] = [];
      small.attach('listUnits', (call) => void calls.push(call));
      const token = await world.token('viewer@aqua');
      // Which of the four finds no room is open: their tokens are verified in no order.
      const pending = [1, 2, 3, 4].map(() => ask(small, 'GET', '/api/v1/units', { token }));
      const refused = await Promise.race(pending);
      assert.deepEqual([refused.status, refused.headers['retry-after']], [503, '5']);
      assert.equal(calls.length, 2, 'the places are taken');
      assert.equal((await ask(small, 'GET', '/health/live')).status, 200, 'health needs no place');
      for (const call of calls.splice(0)) call.reply({ items: [] });
      while (calls.length < 1) await new Promise((resolve) => setImmediate(resolve));
      for (const call of calls) call.reply({ items: [] });
      const statuses = (await Promise.all(pending)).map(({ status }) => status);
      assert.deepEqual(statuses.sort(), [200, 200, 200, 503]);
      assert.equal((await ask(small, 'GET', '/api/v1/x')).status, 404);
    });

    it('is counted per operation and status', async () => {
      await ask(world.api, 'GET', '/health/live');
      await ask(world.api, 'GET', '/api/v1/anything');
      assert.ok(world.counted.includes('healthLive 200'));
      assert.ok(world.counted.includes('unmatched 404'));
    });
  });

  it('refuses routes that are malformed', () => {
    const good = {
      operationId: 'x',
      method: 'GET',
      path: '/x',
      permission: 'public',
      summary: '',
      tags: [],
    } as const;
    assert.throws(() => route({ ...good, operationId: 'no spaces' }), {
      code: 'configuration',
      field: 'operationId',
    });
    for (const path of ['/x/', '//x', '/{', '/a b', '/{a}-{b}'] as const)
      assert.throws(() => route({ ...good, path }), { code: 'configuration', field: 'path' }, path);
    assert.throws(() => route({ ...good, path: '/{a}' }), { field: 'params' });
    assert.throws(() => route({ ...good, timeoutMs: 1 }), { field: 'timeoutMs' });
    for (const cost of [0, 1.5, 101]) assert.throws(() => route({ ...good, cost }), { field: 'cost' });
    assert.throws(() => route({ ...good, permission: 'unit:read', allowance: 'login' }), {
      field: 'allowance',
    });
    assert.throws(() => route({ ...good, body: routes.createUnit.body }), { field: 'body' });
    assert.ok(new HttpError('invalid', 'x').status === 400);
  });

  describe('what goes on in the background', () => {
    const jobs = Object.values(routes).filter((one) => 'status' in one && one.status === 202);

    it('is found by the Location of the answer (RFC 9110 §10.2.2)', async () => {
      const job = routes.startAlarmWhatIf.examples?.response as { id: string };
      world.api.attach('startAlarmWhatIf', (call) => void call.reply(job));
      const answer = await ask(world.api, 'POST', '/api/v1/alarm-what-ifs', {
        token: await world.token('admin@aqua'),
        body: routes.startAlarmWhatIf.examples?.body,
      });
      assert.equal(answer.status, 202);
      assert.equal(answer.headers['location'], `/api/v1/alarm-what-ifs/${job.id}`);
    });

    for (const job of jobs as (typeof routes.startExport)[])
      it(`${job.operationId} says where: a path that there is, filled from its answer`, async () => {
        const { location = '' } = job;
        const shape = job.examples?.response as Readonly<Record<string, unknown>>;
        const names = Array.from(location.matchAll(/\{(\w+)\}/g), ([, name = '']) => name);
        assert.deepEqual(
          names.filter((name) => shape[name] === undefined),
          [],
        );
        const path = location.replaceAll(/\{\w+\}/g, 'x');
        const { headers } = await ask(world.api, 'OPTIONS', `/api/v1${path}`);
        assert.match(headers['allow'] ?? '', /GET/);
      });
  });
});
