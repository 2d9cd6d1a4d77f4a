import assert from 'node:assert/strict';
import { route, routes } from '../../../lib/api';
import { ThermaCoreError } from '../../../lib/core/errors';
import { UNIT, ask, makeApi, type ApiWorld } from './fixture';

describe('entity tags and conditions', () => {
  let world: ApiWorld;
  let unit: { -readonly [K in keyof typeof UNIT]: (typeof UNIT)[K] extends number ? number : string };
  let admin: string;
  const URL = '/api/v1/units/boiler-1';

  beforeEach(async () => {
    world = await makeApi();
    unit = { ...UNIT };
    admin = await world.token('admin@aqua');
    world.api.attach(routes.getUnit, (call) => {
      if (call.params.unit !== unit.key) throw new ThermaCoreError('not-found', 'There is no such unit.');
      call.reply({ ...unit } as typeof UNIT);
    });
    world.api.attach(routes.updateUnit, (call) => {
      if (call.params.unit !== unit.key) throw new ThermaCoreError('not-found', 'There is no such unit.');
      Object.assign(unit, call.body);
      call.reply({ ...unit } as typeof UNIT);
    });
  });

  const get = (headers: Record<string, string> = {}) => ask(world.api, 'GET', URL, { token: admin, headers });
  const patch = (name: string, headers: Record<string, string> = {}, url = URL) =>
    ask(world.api, 'PATCH', url, { token: admin, body: { name }, headers });

  it('gives one thing a strong tag, which changes with it and only then', async () => {
    const first = await get();
    assert.match(first.headers['etag'] ?? '', /^"[\w-]{32}"$/);
    assert.equal((await get()).headers['etag'], first.headers['etag']);
    unit.name = 'Boiler one';
    assert.notEqual((await get()).headers['etag'], first.headers['etag']);
  });

  it('answers 304 without content to a client that has it, by * too, and weak tags count', async () => {
    const tag = (await get()).headers['etag'] ?? '';
    for (const none of [tag, `"other", ${tag}`, `W/${tag}`, '*']) {
      const answer = await get({ 'if-none-match': none });
      assert.equal(answer.status, 304, none);
      assert.equal(answer.body, undefined);
      assert.equal(answer.headers['etag'], tag);
    }
    assert.equal((await get({ 'if-none-match': '"other"' })).status, 200);
  });

  it('makes a change on what the client has seen, and answers with the tag of what is there now', async () => {
    const tag = (await get()).headers['etag'] ?? '';
    const answer = await patch('New', { 'if-match': tag });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['etag'], (await get()).headers['etag']);
  });

  it('answers 503 where no flow shows what is to be changed, and the process goes on', async () => {
    const tag = (await get()).headers['etag'] ?? '';
    const bare = await makeApi();
    bare.api.attach(routes.updateUnit, (call) => void call.reply({ ...unit } as typeof UNIT));
    const { status } = await ask(bare.api, 'PATCH', URL, {
      token: await bare.token('admin@aqua'),
      body: { name: 'New' },
      headers: { 'if-match': tag },
    });
    assert.equal(status, 503);
    // A rejection that nobody took would come now, and fails the test.
    await new Promise(setImmediate);
  });

  it('refuses a change on something older with 412 and the present tag, and changes nothing', async () => {
    const old = (await get()).headers['etag'] ?? '';
    unit.name = 'Changed by somebody else';
    const now = (await get()).headers['etag'] ?? '';
    for (const match of [old, `W/${now}`, '"x", "y"']) {
      const answer = await patch('Mine', { 'if-match': match });
      assert.equal(answer.status, 412, match);
      assert.equal(answer.headers['etag'], now);
      assert.equal(answer.headers['content-type'], 'application/problem+json');
    }
    assert.equal(unit.name, 'Changed by somebody else');
    assert.equal((await patch('Mine', { 'if-match': '*' })).status, 200);
  });

  it('lets one of many that change the same version through', async () => {
    const tag = (await get()).headers['etag'] ?? '';
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => patch(`Version ${i}`, { 'if-match': tag })),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.equal(answers.filter(({ status }) => status === 412).length, 19);
  });

  it('refuses as ever what would be refused without the condition: 401, 403, 400, 404', async () => {
    const headers = { 'if-match': '"x"' };
    assert.equal((await ask(world.api, 'PATCH', URL, { body: { name: 'x' }, headers })).status, 401);
    const viewer = await world.token('viewer@aqua');
    assert.equal(
      (await ask(world.api, 'PATCH', URL, { token: viewer, body: { name: 'x' }, headers })).status,
      403,
    );
    assert.equal(
      (await ask(world.api, 'PATCH', URL, { token: admin, body: { nme: 'x' }, headers })).status,
      400,
    );
    assert.equal((await patch('x', headers, '/api/v1/units/nowhere')).status, 404);
  });

  it('names a condition that it cannot read or look at', async () => {
    for (const match of ['abc', '"a" "b"', '', `"${'x'.repeat(300)}"`, Array(60).fill('"a"').join()]) {
      const answer = await patch('x', { 'if-match': match });
      assert.equal(answer.status, 400, match.slice(0, 20));
      assert.deepEqual(answer.body.errors[0].in, 'header');
      assert.equal(answer.body.errors[0].field, 'If-Match');
    }
    world.api.attach(routes.createUnit, (call) => void call.reply({ ...UNIT }));
    const body = { key: 'x', name: 'x', kind: 'other' };
    const create = await ask(world.api, 'POST', '/api/v1/units', {
      token: admin,
      body,
      headers: { 'if-match': '"a"' },
    });
    assert.equal(create.status, 400);
  });

  it('creates only what is not there yet with If-None-Match: *', async () => {
    world.api.attach(routes.createUnit, (call) => {
      if (call.body.key === unit.key)
        throw new ThermaCoreError('conflict', 'The unit exists already.', { field: 'key' });
      call.reply({ ...UNIT, key: call.body.key });
    });
    const create = (key: string) =>
      ask(world.api, 'POST', '/api/v1/units', {
        token: admin,
        body: { key, name: 'x', kind: 'other' },
        headers: { 'if-none-match': '*' },
      });
    assert.equal((await create('boiler-1')).status, 412);
    assert.equal((await create('boiler-2')).status, 201);
    assert.equal((await patch('x', { 'if-none-match': '*' })).status, 412);
    assert.equal((await patch('x', { 'if-none-match': '"a"' })).status, 400);
  });

  it('leaves lists without a tag, and gives one by a word in the route', async () => {
    world.api.attach(routes.listUnits, (call) => void call.reply({ items: [] }));
    const list = await ask(world.api, 'GET', '/api/v1/units', { token: admin });
    assert.equal(list.headers['etag'], undefined);
    const settings = route({
      operationId: 'mySettings',
      method: 'GET',
      path: '/my-settings',
      permission: 'unit:read',
      response: routes.getUnit.response,
      entityTag: true,
      summary: 'Mine',
      tags: ['Own'],
    });
    world.api.attach(settings, (call) => void call.reply({ ...UNIT }));
    assert.ok((await ask(world.api, 'GET', '/api/v1/my-settings', { token: admin })).headers['etag']);
  });
});
