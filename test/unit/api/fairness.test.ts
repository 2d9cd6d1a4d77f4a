import assert from 'node:assert/strict';
import { Api, type ApiCall } from '../../../lib/api';
import { nullMeter } from '../../../lib/core/meter';
import { ask, makeApi, type ApiWorld } from './fixture';

const settled = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await new Promise(setImmediate);
};

describe('The API, shared by tenants', () => {
  let world: ApiWorld;
  let api: Api;
  let calls: ApiCall[];
  let aqua: string;
  let borealis: string;

  beforeEach(async () => {
    world = await makeApi();
    const { auth, clock, logger } = world;
    api = new Api({ auth, clock, logger, meter: nullMeter, maxInFlight: 8, maxWaiting: 10 });
    calls = [];
    api.attach('listUnits', (call) => void calls.push(call));
    aqua = await world.token('viewer@aqua');
    borealis = await world.token('viewer@borealis');
    // Their signatures are known from here on: verifying one takes real time.
    for (const token of [aqua, borealis]) await ask(api, 'GET', '/api/v1/auth/me', { token });
  });
  const units = (token: string) => ask(api, 'GET', '/api/v1/units', { token });
  const ofTenant = (tenant: string) => calls.filter(({ principal }) => principal?.tenant === tenant);
  const answer = (some: readonly ApiCall[]): void => {
    for (const call of some) call.reply({ items: [] });
    calls = calls.filter((call) => !some.includes(call));
  };

  it('has a place at once for a tenant while another one floods, whose own requests are turned away', async () => {
    const flood = Array.from({ length: 50 }, () => units(aqua));
    await settled();
    assert.equal(ofTenant('aqua').length, 6);
    const calm = [units(borealis), units(borealis)];
    await settled();
    assert.equal(ofTenant('borealis').length, 2);
    answer(ofTenant('borealis'));
    for (const { status } of await Promise.all(calm)) assert.equal(status, 200);
    while (calls.length > 0) {
      answer(calls);
      await settled();
    }
    const statuses = (await Promise.all(flood)).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 200).length, 16);
    assert.equal(statuses.filter((status) => status === 503).length, 34);
  });

  it('lets a waiting tenant go first when a place becomes free, though the other one came before', async () => {
    const all = [
      ...Array.from({ length: 14 }, () => units(aqua)),
      ...Array.from({ length: 4 }, () => units(borealis)),
    ];
    await settled();
    assert.deepEqual([ofTenant('aqua').length, ofTenant('borealis').length], [6, 2]);
    answer(ofTenant('aqua').slice(0, 2));
    await settled();
    assert.deepEqual([ofTenant('aqua').length, ofTenant('borealis').length], [4, 4]);
    while (calls.length > 0) {
      answer(calls);
      await settled();
    }
    for (const { status } of await Promise.all(all)) assert.equal(status, 200);
  });

  it('gives up the place of a client that left, also while it waits', async () => {
    const timers = world.clock.timers;
    const flood = Array.from({ length: 8 }, () => units(aqua));
    await settled();
    const abort = new AbortController();
    const gone = ask(api, 'GET', '/api/v1/units', { token: aqua, signal: abort.signal });
    await settled();
    abort.abort(new Error('gone'));
    assert.equal((await gone).status, 499);
    while (calls.length > 0) {
      answer(calls);
      await settled();
    }
    for (const { status } of await Promise.all(flood)) assert.equal(status, 200);
    assert.equal(world.clock.timers, timers);
  });
});
