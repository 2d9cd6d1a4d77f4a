import assert from 'node:assert/strict';
import { Api, routes, type ApiCall } from '../../../lib/api';
import { ThermaCoreError } from '../../../lib/core/errors';
import type { IdempotencyKeys, KeptAnswer, KeyPlace } from '../../../lib/core/idempotency';
import { nullMeter } from '../../../lib/core/meter';
import type { AuthService, Principal } from '../../../lib/tenancy';
import { UNIT, ask, makeApi, type ApiWorld } from './fixture';

/** As the store keeps them, without a database. */
class KeysInMemory implements IdempotencyKeys {
  readonly kept = new Map<string, { fingerprint: string; answer?: KeptAnswer }>();
  away = false;
  full = false;

  async begin(place: KeyPlace, fingerprint: string) {
    if (this.away) throw new ThermaCoreError('unavailable', 'The database is not ready yet.');
    const known = this.kept.get(JSON.stringify(place));
    if (known && known.fingerprint !== fingerprint) return { state: 'other' as const };
    if (known?.answer) return { state: 'done' as const, answer: known.answer };
    if (known) return { state: 'open' as const };
    if (this.full) return { state: 'full' as const };
    this.kept.set(JSON.stringify(place), { fingerprint });
    return { state: 'new' as const };
  }
  async end(place: KeyPlace, answer: KeptAnswer) {
    const known = this.kept.get(JSON.stringify(place));
    if (known) known.answer = answer;
  }
  async release(place: KeyPlace) {
    this.kept.delete(JSON.stringify(place));
  }
}

const COMMAND = {
  id: 'c1',
  unit: 'boiler-1',
  sensor: 'setpoint',
  device: 'plc',
  value: 72,
  mode: 'direct' as const,
  state: 'running' as const,
  detail: 'On its way to the field.',
  requestedBy: 'operator@aqua',
  requestedAt: '2026-11-23T09:00:00.000Z',
};
const ORDER = { unit: 'boiler-1', sensor: 'setpoint', value: 72 };

describe('Idempotency-Key', () => {
  let world: ApiWorld;
  let keys: KeysInMemory;
  let api: Api;
  let operated: ApiCall[];
  let operator: string;

  beforeEach(async () => {
    world = await makeApi();
    keys = new KeysInMemory();
    const { auth, clock, logger } = world;
    api = new Api({ auth, clock, logger, meter: nullMeter, idempotencyKeys: keys });
    operated = [];
    operator = await world.token('operator@aqua');
  });

  const serve = (answer: (call: ApiCall<typeof routes.createCommand>) => void): void => {
    api.attach(routes.createCommand, (call) => {
      operated.push(call);
      answer(call);
    });
  };
  const begun = async (): Promise<void> => {
    for (let i = 0; i < 10_000 && operated.length === 0; i++) await new Promise(setImmediate);
    assert.equal(operated.length, 1);
  };
  const order = (key: string | undefined, body: unknown = ORDER, token = operator, signal?: AbortSignal) =>
    ask(api, 'POST', '/api/v1/commands', {
      token,
      body,
      headers: key === undefined ? {} : { 'idempotency-key': key },
      ...(signal ? { signal } : {}),
    });

  it('operates once and gives the same answer again, in both ways of writing a key', async () => {
    serve((call) => void call.reply({ ...COMMAND, id: `c${operated.length}` }));
    const first = await order('k1');
    assert.equal(first.status, 202);
    assert.equal(first.headers['idempotent-replayed'], undefined);
    for (const key of ['k1', '"k1"']) {
      const again = await order(key);
      assert.equal(again.status, 202);
      assert.deepEqual(again.body, first.body);
      assert.equal(again.headers['idempotent-replayed'], 'true');
      assert.equal(again.headers['content-type'], first.headers['content-type']);
    }
    assert.equal(operated.length, 1);
    assert.equal((await order(undefined)).body.id, 'c2');
  });

  it('refuses the same key for another request with 422, and operates nothing', async () => {
    serve((call) => void call.reply(COMMAND));
    await order('k1');
    const other = await order('k1', { ...ORDER, value: 99 });
    assert.equal(other.status, 422);
    assert.deepEqual(other.body.errors, [
      { in: 'header', field: 'Idempotency-Key', detail: 'was used for another request' },
    ]);
    assert.equal(operated.length, 1);
  });

  it('answers 409 while the first is in work, and one of many at once operates', async () => {
    serve(() => undefined);
    const waiting = order('k1');
    await begun();
    const again = await Promise.all(Array.from({ length: 10 }, () => order('k1')));
    assert.deepEqual([...new Set(again.map(({ status }) => status))], [409]);
    operated[0]?.reply(COMMAND);
    assert.equal((await waiting).status, 202);
    assert.equal(operated.length, 1);
  });

  it('keeps keys of users, tenants and operations apart', async () => {
    serve((call) => void call.reply(COMMAND));
    api.attach(routes.createUnit, (call) => void call.reply({ ...UNIT }));
    await order('k1');
    const admin = await world.token('admin@aqua');
    assert.equal((await order('k1', ORDER, admin)).headers['idempotent-replayed'], undefined);
    const unit = await ask(api, 'POST', '/api/v1/units', {
      token: admin,
      body: { key: 'boiler-1', name: 'x' },
      headers: { 'idempotency-key': 'k1' },
    });
    assert.equal(unit.status, 201);
    assert.equal(operated.length, 2);
  });

  it('goes on for a client that has left, which gets the answer when it asks again', async () => {
    serve(() => undefined);
    const gone = new AbortController();
    const first = order('k1', ORDER, operator, gone.signal);
    await begun();
    gone.abort();
    assert.equal(operated[0]?.signal.aborted, false);
    operated[0]?.reply(COMMAND);
    await first;
    const again = await order('k1');
    assert.equal(again.body.id, 'c1');
    assert.equal(operated.length, 1);
  });

  it('does nothing again after a time-out or an error of ours: nobody knows what was done', async () => {
    serve(() => undefined);
    const late = order('late');
    await begun();
    world.clock.advance(routes.createCommand.timeoutMs);
    assert.equal((await late).status, 504);
    assert.equal((await order('late')).status, 409);
    api.attach(routes.createUnit, () => {
      throw new Error('a bug');
    });
    const token = await world.token('admin@aqua');
    const create = () =>
      ask(api, 'POST', '/api/v1/units', {
        token,
        body: { key: 'x', name: 'x' },
        headers: { 'idempotency-key': 'k' },
      });
    assert.equal((await create()).status, 500);
    assert.equal((await create()).status, 409);
    assert.equal(operated.length, 1);
  });

  it('tries again what was refused for now, and repeats what was refused for good', async () => {
    serve((call) => {
      if (operated.length === 1) return void call.fail(new ThermaCoreError('unavailable', 'Away.'));
      call.fail(new ThermaCoreError('conflict', 'Interlocked.'));
    });
    assert.equal((await order('k1')).status, 503);
    const refused = await order('k1');
    assert.equal(refused.status, 409);
    const again = await order('k1');
    assert.deepEqual(again.body, refused.body);
    assert.equal(again.headers['content-type'], 'application/problem+json');
    assert.equal(operated.length, 2);
  });

  it('hands an operation with a memory of its own a key that no other user can guess', async () => {
    serve((call) => void call.reply(COMMAND));
    await order('k1');
    await order('k1', ORDER, await world.token('admin@aqua'));
    await order('k2', { ...ORDER, idempotencyKey: 'mine' });
    const given = operated.map(({ body }) => (body as { idempotencyKey: string }).idempotencyKey);
    assert.match(given[0] ?? '', /^[\w-]{43}$/);
    assert.notEqual(given[0], given[1]);
    assert.equal(given[2], 'mine');
  });

  it('answers nothing again to who may less than then, nor to a key of the same user', async () => {
    serve((call) => void call.reply({ ...COMMAND, id: `c${operated.length}` }));
    const { auth, clock, logger } = world;
    const { principal } = await auth.verify(operator);
    let asking: Principal = principal;
    const limited = new Api({
      auth: { verify: async () => ({ principal: asking, expiresAt: Infinity }) } as unknown as AuthService,
      clock,
      logger,
      meter: nullMeter,
      idempotencyKeys: keys,
    });
    limited.attach(routes.createCommand, (call) => {
      operated.push(call);
      call.reply({ ...COMMAND, id: `c${operated.length}` });
    });
    const again = () =>
      ask(limited, 'POST', '/api/v1/commands', {
        token: 't',
        body: ORDER,
        headers: { 'idempotency-key': 'k1' },
      });
    assert.equal((await again()).body.id, 'c1');
    asking = { ...principal, units: ['boiler-1'] };
    assert.equal((await again()).status, 422);
    asking = { ...principal, sessionId: 'tck_key' };
    assert.equal((await again()).body.id, 'c2');
    asking = principal;
    assert.equal((await again()).body.id, 'c1');
  });

  it('refuses a malformed key, too many keys, and everything while the memory is away', async () => {
    serve((call) => void call.reply(COMMAND));
    for (const key of ['', ' ', 'a b', 'ä', 'x'.repeat(101), '"'])
      assert.equal((await order(key)).status, 400, key);
    keys.full = true;
    assert.equal((await order('k')).status, 429);
    keys.away = true;
    assert.equal((await order('k')).status, 503);
    assert.equal(operated.length, 0);
  });

  it('keeps no token and no large answer', async () => {
    const admin = await world.token('root');
    const change = () =>
      ask(api, 'POST', '/api/v1/auth/tenant', {
        token: admin,
        body: { tenant: null },
        headers: { 'idempotency-key': 'k' },
      });
    assert.equal((await change()).status, 200);
    assert.equal(keys.kept.size, 0);
    serve((call) => void call.reply({ ...COMMAND, detail: 'x'.repeat(70_000) }));
    assert.equal((await order('big')).status, 202);
    const again = await order('big');
    assert.equal(again.status, 409);
    assert.match(again.body.detail, /was done/);
    assert.equal(operated.length, 1);
  });
});
