import assert from 'node:assert/strict';
import { runFlow } from '../support/node-red';
import {
  AQUA,
  reading,
  realStore,
  tenantEntries,
  useRealPlatform,
  withoutTenant,
} from '../support/real-platform';
import database = require('../../nodes/database/database');
import scope = require('../../nodes/scope/scope');
import tenant = require('../../nodes/tenant/tenant');

async function run(fields: object = {}) {
  const gate = {
    id: 'gate',
    type: 'thermacore-scope',
    tenant: AQUA,
    wires: [['out'], ['rejected']],
    ...fields,
  };
  const flow = await runFlow([database, tenant, scope], [...tenantEntries, gate]);
  await flow.shows('gate', /^ready/);
  return flow;
}

interface Refused {
  readonly reason: string;
  readonly detail: string;
}
const reasons = (message: Record<string, unknown>): string[] =>
  (message['payload'] as Refused[]).map(({ reason }) => reason);

describe('thermacore-scope', () => {
  const real = useRealPlatform();

  it('stamps readings with its tenant and keeps what else is on the message', async () => {
    const flow = await run();
    const anonymous = withoutTenant(reading());
    const stamped = { ...anonymous, tenant: 'aqua' };
    flow.send('gate', { topic: 'x', payload: [anonymous], delivery: { id: 'd1' }, own: 1 });
    const { payload, topic, delivery, own } = await flow.next('out');
    assert.deepEqual(
      { payload, topic, delivery, own },
      { payload: [stamped], topic: 'readings', delivery: { id: 'd1' }, own: 1 },
    );
    assert.equal(flow.pending('rejected'), 0);
  });

  it('lets nothing of another tenant through, and says why', async () => {
    const flow = await run();
    flow.send('gate', { payload: [reading({ tenant: 'borealis' }), reading()] });
    assert.equal(((await flow.next('out'))['payload'] as unknown[]).length, 1);
    const refused = await flow.next('rejected');
    assert.deepEqual(reasons(refused), ['foreign-tenant']);
    assert.equal(refused['tenant'], 'aqua');
    await flow.shows('gate', /1 rejected \(foreign-tenant 1\)/);
  });

  it('passes an empty batch on when the field waits, and nothing when nobody does', async () => {
    const flow = await run();
    flow.send('gate', { payload: [reading({ sensor: 'nowhere' })] });
    flow.send('gate', { payload: [reading({ unit: 'nowhere' })], delivery: { id: 'd2' } });
    const { payload, delivery } = await flow.next('out');
    assert.deepEqual({ payload, delivery }, { payload: [], delivery: { id: 'd2' } });
    assert.equal(flow.pending('out'), 0);
    assert.deepEqual(reasons(await flow.next('rejected')), ['unknown-sensor']);
    assert.deepEqual(reasons(await flow.next('rejected')), ['unknown-unit']);
  });

  it('holds the quota, in readings', async () => {
    const flow = await run({ readingsPerSecond: '0.01', burst: '2' });
    flow.send('gate', { payload: [reading(), reading(), reading()] });
    assert.equal(((await flow.next('out'))['payload'] as unknown[]).length, 2);
    assert.deepEqual(reasons(await flow.next('rejected')), ['over-quota']);
  });

  it('lets nothing of a suspended tenant pass, and confirms nothing to the field', async () => {
    const platform = real();
    const store = await realStore();
    const flow = await run();
    await platform.tenants.suspend(store, 'aqua', 'unpaid', 'root');
    try {
      let stored: boolean | undefined;
      const id = platform.deliveries.open((answer) => (stored = answer));
      flow.send('gate', { payload: [reading(), reading()], delivery: { id } });
      assert.deepEqual(reasons(await flow.next('rejected')), ['tenant-suspended', 'tenant-suspended']);
      assert.equal(stored, false);
      assert.equal(flow.pending('out'), 0);
      await flow.shows('gate', /2 rejected \(tenant-suspended 2\)/);
    } finally {
      await platform.tenants.resume(store, 'aqua');
    }
    flow.send('gate', { payload: [reading()] });
    assert.equal(((await flow.next('out'))['payload'] as unknown[]).length, 1);
  });

  it('shares the quota of its tenant with other scopes', async () => {
    const platform = real();
    const store = await realStore();
    await store.tenants.update('aqua', { quotas: { readingsPerSecond: 0.01 } });
    await platform.tenants.of(store).refresh();
    try {
      const flow = await run();
      flow.send('gate', { payload: [reading(), reading()] });
      assert.equal(((await flow.next('out'))['payload'] as unknown[]).length, 1);
      assert.deepEqual(reasons(await flow.next('rejected')), ['over-quota']);
      assert.equal(platform.tenants.of(store).gaugeOf('aqua').take(), false);
    } finally {
      await store.tenants.update('aqua', { quotas: {} });
      await platform.tenants.of(store).refresh();
    }
  });

  it('goes on after input that is none', async () => {
    const flow = await run();
    flow.send('gate', { payload: 'hello' });
    flow.send('gate', { payload: [null, 7, {}, reading({ value: NaN })] });
    flow.send('gate', { payload: [reading()] });
    assert.deepEqual(reasons(await flow.next('rejected')), [
      'malformed-reading',
      'malformed-reading',
      'malformed-reading',
      'not-finite',
    ]);
    assert.equal(((await flow.next('out'))['payload'] as unknown[]).length, 1);
    assert.match(flow.errors('gate').join(), /^msg\.payload is a string, not readings\./);
  });

  it('names the field of a quota that is none, and of a missing tenant', async () => {
    const gate = { id: 'gate', type: 'thermacore-scope', wires: [] };
    const flow = await runFlow(
      [database, tenant, scope],
      [
        ...tenantEntries,
        { ...gate, tenant: AQUA, readingsPerSecond: '-1' },
        { ...gate, id: 'open', tenant: '' },
      ],
    );
    assert.match(flow.status('gate').text ?? '', /^readingsPerSecond: must be a number from 0\.01/);
    assert.match(flow.status('open').text ?? '', /^tenant: is not chosen/);
  });
});
