import assert from 'node:assert/strict';
import { ask, makeApi, type ApiWorld } from './fixture';
import { routes } from '../../../lib/api';

const state = { days: 365, default: 90, own: 365 };

describe('the routes of retention', () => {
  let world: ApiWorld;
  let seen: unknown[];
  beforeEach(async () => {
    world = await makeApi();
    seen = [];
    world.api.attach(routes.setRetention, ({ params, body, reply }) => {
      seen.push([params.class, body.days]);
      reply(state);
    });
    world.api.attach(routes.resetRetention, ({ params, reply }) => {
      seen.push([params.class]);
      reply({ days: 90, default: 90 });
    });
  });
  const put = async (name: string, body: unknown) =>
    ask(world.api, 'PUT', `/api/v1/retention/${name}`, { token: await world.token('admin@aqua'), body });

  it('take a class and whole days, and answer with the class as it is now', async () => {
    for (const name of ['raw', 'text', '1m', '1h', '1d'])
      for (const days of [7, 36_500]) {
        const { status, body } = await put(name, { days });
        assert.deepEqual([status, body], [200, state]);
        assert.deepEqual(seen.pop(), [name, days]);
      }
    const token = await world.token('admin@aqua');
    const { status, body } = await ask(world.api, 'DELETE', '/api/v1/retention/1h', { token });
    assert.deepEqual([status, body], [200, { days: 90, default: 90 }]);
    assert.deepEqual(seen.pop(), ['1h']);
  });

  for (const days of [6, 36_501, -1, 7.5, '365', null, undefined])
    it(`name the field of ${JSON.stringify(days)} days`, async () => {
      const { status, body } = await put('raw', { days });
      assert.equal(status, 400);
      assert.deepEqual(body.errors, [
        { in: 'body', field: 'days', detail: 'must be whole days from 7 to 36500' },
      ]);
      assert.deepEqual(seen, []);
    });

  for (const name of ['1w', 'RAW', 'constructor', '1m%20', 'raw%27;--'])
    it(`name the class ${name} at fault`, async () => {
      const { status, body } = await put(name, { days: 30 });
      assert.equal(status, 400);
      assert.deepEqual(body.errors, [
        {
          in: 'path',
          field: 'class',
          detail: 'must be one of raw, text, 1m, 1h, 1d, journal, notifications',
        },
      ]);
      assert.deepEqual(seen, []);
    });

  it('refuse what they do not know', async () => {
    const { status, body } = await put('raw', { days: 30, tenant: 'borealis' });
    assert.deepEqual([status, body.errors[0].field], [400, 'tenant']);
  });

  it('are changed by admins only', async () => {
    const token = await world.token('viewer@aqua');
    for (const [method, body] of [
      ['PUT', { days: 30 }],
      ['DELETE', undefined],
    ] as const)
      assert.equal((await ask(world.api, method, '/api/v1/retention/raw', { token, body })).status, 403);
    assert.deepEqual(seen, []);
  });

  it('say that what is older is deleted for good', () => {
    for (const { description } of routes.retentionRoutes) assert.match(description ?? '', /for good/);
  });
});
