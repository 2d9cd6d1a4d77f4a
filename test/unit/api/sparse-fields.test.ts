import assert from 'node:assert/strict';
import { ownRoute, routes } from '../../../lib/api';
import { UNIT, ask, makeApi, type ApiWorld } from './fixture';

describe('lists', () => {
  let world: ApiWorld;
  let asked: unknown[];
  beforeEach(async () => {
    world = await makeApi();
    asked = [];
    world.api.attach(routes.listUnits, (call) => {
      asked.push(call.query);
      call.reply({ items: [{ ...UNIT }], nextCursor: 'next' });
    });
  });
  const list = async (query: string) =>
    ask(world.api, 'GET', `/api/v1/units?${query}`, { token: await world.token('viewer@aqua') });

  it('give the fields that the client wants, and the rest of the page', async () => {
    const { status, body } = await list('fields=key,sensors&limit=5');
    assert.equal(status, 200);
    assert.deepEqual(body, { items: [{ key: 'boiler-1', sensors: 3 }], nextCursor: 'next' });
    assert.deepEqual(asked, [{ limit: 5 }]);
    assert.deepEqual((await list('fields=key&fields=name')).body.items, [
      { key: 'boiler-1', name: 'Boiler 1' },
    ]);
  });

  it('name the parameter and what there is to choose from when a field is unknown', async () => {
    for (const fields of ['key,secret', '', 'key,', '__proto__', 'constructor', 'x'.repeat(500)]) {
      const { status, body } = await list(`fields=${fields}`);
      assert.equal(status, 400, fields);
      assert.equal(body.errors[0].field, 'fields');
      assert.equal(body.errors[0].in, 'query');
      assert.match(body.detail, /choose from key, name, kind/);
    }
    assert.deepEqual(asked, []);
  });

  it('are sorted by columns of the list, which the operation gets in order', async () => {
    assert.equal((await list('sort=-createdAt,name')).status, 200);
    assert.deepEqual(asked, [
      {
        limit: 100,
        sort: [
          { field: 'createdAt', descending: true },
          { field: 'name', descending: false },
        ],
      },
    ]);
  });

  it('name the parameter when they cannot be sorted so', async () => {
    for (const sort of [
      'secret',
      'name,-name',
      '',
      '--name',
      'key,name,kind,area',
      'name;drop table',
      '__proto__',
    ]) {
      const { status, body } = await list(`sort=${encodeURIComponent(sort)}`);
      assert.equal(status, 400, sort);
      assert.equal(body.errors[0].field, 'sort');
      assert.match(body.detail, /takes up to 3 of key, name, kind, area, createdAt/);
    }
  });

  it('all have sparse fields; those of an own endpoint keep a parameter of that name', async () => {
    const lists = world.api.routes.filter(
      ({ method, operationId }) => method === 'GET' && /^list/.test(operationId),
    );
    assert.ok(lists.length >= 12);
    const document = JSON.parse(JSON.stringify(world.api.openapi()));
    for (const route of lists) {
      const { parameters = [] } = document.paths[world.api.pathOf(route)].get;
      assert.ok(
        parameters.some(({ name }: { name: string }) => name === 'fields'),
        route.operationId,
      );
    }
    const own = ownRoute({
      operationId: 'mine',
      method: 'GET',
      path: '/mine',
      permission: 'unit:read',
      query: { type: 'object', properties: { fields: { type: 'string' } } },
      response: { type: 'object', properties: { items: { type: 'array', items: { type: 'object' } } } },
    });
    world.api.attach(
      own,
      (call) => void call.reply({ items: [{ a: (call.query as { fields: string }).fields }] }),
    );
    const answer = await ask(world.api, 'GET', '/api/v1/mine?fields=x', {
      token: await world.token('viewer@aqua'),
    });
    assert.deepEqual(answer.body.items, [{ a: 'x' }]);
  });
});
