import assert from 'node:assert/strict';
import type { ThermaCoreError } from '../../../lib/core/errors';
import { routes } from '../../../lib/api';
import { ask, makeApi, type ApiWorld } from './fixture';

const HMI = 'https://hmi.example.com:8443';
const EVIL = 'https://hmi.example.com.evil.test';

describe('web pages of other origins', () => {
  let world: ApiWorld;
  beforeEach(async () => {
    world = await makeApi();
    world.api.attach(routes.listUnits, (call) => void call.reply({ items: [] }));
  });

  const list = async (origin: string, token?: string) =>
    ask(world.api, 'GET', '/api/v1/units', {
      token: token ?? (await world.token('viewer@aqua')),
      headers: { origin },
    });
  const preflight = (origin: string, path = '/api/v1/units/boiler-1') =>
    ask(world.api, 'OPTIONS', path, {
      headers: { origin, 'access-control-request-method': 'PATCH' },
    });
  const cors = (headers: Readonly<Record<string, string>>) =>
    Object.keys(headers).filter((name) => name.startsWith('access-control-'));

  it('get nothing unless the installation names them', async () => {
    const { headers } = await list(HMI);
    assert.deepEqual(cors(headers), []);
    assert.equal(headers['vary'], undefined);
    assert.deepEqual(cors((await preflight(HMI)).headers), []);
  });

  it('get answers, problems and preflights when they are named, exactly', async () => {
    world.api.allowOrigins([HMI]);
    for (const answer of [await list(HMI), await list(HMI, 'nonsense')]) {
      assert.equal(answer.headers['access-control-allow-origin'], HMI);
      assert.match(answer.headers['access-control-expose-headers'] ?? '', /\betag\b/);
      assert.equal(answer.headers['vary'], 'origin');
    }
    const { status, headers } = await preflight(HMI);
    assert.equal(status, 204);
    assert.equal(headers['access-control-allow-origin'], HMI);
    assert.equal(headers['access-control-allow-methods'], 'GET, PATCH, DELETE, HEAD, OPTIONS');
    assert.match(headers['access-control-allow-headers'] ?? '', /authorization.*idempotency-key.*if-match/);
    assert.equal((await preflight(HMI, '/api/v1/nothing')).status, 404);
  });

  it('are refused when they only look alike, and caches keep the answers apart', async () => {
    world.api.allowOrigins([HMI]);
    for (const origin of [
      EVIL,
      'null',
      'http://hmi.example.com:8443',
      'https://hmi.example.com',
      `${HMI}/`,
      HMI.toUpperCase(),
    ]) {
      const { headers } = await list(origin);
      assert.deepEqual(cors(headers), [], origin);
      assert.equal(headers['vary'], 'origin');
      assert.deepEqual(cors((await preflight(origin)).headers), [], origin);
    }
  });

  it('are never allowed cookies, with * neither', async () => {
    world.api.allowOrigins(['*']);
    const { headers } = await list(EVIL);
    assert.equal(headers['access-control-allow-origin'], '*');
    for (const answer of [headers, (await preflight(EVIL)).headers])
      assert.equal(answer['access-control-allow-credentials'], undefined);
  });

  it('must be written as browsers write them', () => {
    for (const origin of [
      'hmi.example.com',
      `${HMI}/`,
      'https://HMI.example.com',
      'https://a.example:443',
      'null',
      'file:///x',
      'https://*.example.com',
    ])
      assert.throws(
        () => world.api.allowOrigins([HMI, origin]),
        (error: ThermaCoreError) => error.code === 'configuration' && error.field === 'corsOrigins',
        origin,
      );
  });
});
