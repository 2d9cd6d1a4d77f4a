import assert from 'node:assert/strict';
import { currentPlatform, type Principal } from '../../lib/platform';
import { runAlarms } from '../support/alarm-plant';
import { askNode, loggedIn } from '../support/people';
import { useRealPlatform } from '../support/real-platform';
import intrusion = require('../../nodes/intrusion/intrusion');

interface Shown {
  readonly id: string;
  readonly value: string;
  readonly detector: string;
  readonly kind: string;
  readonly tenant: string | null;
}
interface Items {
  readonly items: readonly Shown[];
}

describe('thermacore-intrusion', () => {
  useRealPlatform();

  it('shows what was found in the tenant of who asks, and in no other', async () => {
    const ask = await askNode(intrusion, 'thermacore-intrusion');
    const [admin, other] = [await loggedIn('admin@aqua'), await loggedIn('admin@borealis')];
    const stolen = {
      kind: 'token-reuse',
      protocol: 'http',
      outcome: 'refused',
      account: 'viewer@aqua',
    } as const;
    currentPlatform()?.intrusion.report({ ...stolen, tenant: 'aqua' });
    const found = async (principal: typeof admin) =>
      (await ask<Items>('incidents', { principal, query: { severity: 'critical' } })).items.map(
        ({ detector }) => detector,
      );
    assert.deepEqual([await found(admin), await found(other)], [['token-reuse'], []]);
    const { items } = await ask<Items>('events', { principal: other });
    assert.ok(!items.some(({ kind }) => kind === 'token-reuse'));
  });

  it('keeps an account out at once, says so, and lets it in again', async () => {
    const ask = await askNode(intrusion, 'thermacore-intrusion');
    const admin = await loggedIn('admin@aqua');
    const payload = { kind: 'account', value: 'viewer@aqua', reason: 'left us', minutes: 5 };
    const { id } = await ask<Shown>('block', { principal: admin, payload });
    await assert.rejects(loggedIn('viewer@aqua'), { code: 'forbidden' });
    assert.deepEqual(
      (await ask<Items>('blocks', { principal: admin })).items.map(({ value, tenant }) => [value, tenant]),
      [['viewer@aqua', 'aqua']],
    );
    const other = await loggedIn('admin@borealis');
    await assert.rejects(ask('unblock', { principal: other, params: { block: id } }), /not-found/);
    await ask('unblock', { principal: admin, params: { block: id } });
    await loggedIn('viewer@aqua');
  });

  it('says by itself that there is something new, to whom it concerns, and no more', async () => {
    const flow = await runAlarms(
      [intrusion],
      [{ id: 'n', type: 'thermacore-intrusion', operation: '', news: true, wires: [['out']] }],
    );
    const report = currentPlatform()?.intrusion.report.bind(currentPlatform()?.intrusion);
    const stolen = { kind: 'token-reuse', protocol: 'http', outcome: 'refused', account: 'kim' } as const;
    const news = { operation: 'news', payload: { type: 'security-news' } };
    for (const tenant of ['borealis', null]) {
      report?.({ ...stolen, tenant });
      const { operation, payload, tenant: whose } = await flow.next('out');
      assert.deepEqual({ operation, payload, tenant: whose }, { ...news, tenant });
    }
    for (let i = 0; i < 3; i++) report?.({ ...stolen, tenant: 'borealis' });
    assert.equal((await flow.next('out'))['tenant'], 'borealis', 'what follows comes, too');
  });

  it('shows users of the platform what is the installation’s also where they act in a tenant', async () => {
    const ask = await askNode(intrusion, 'thermacore-intrusion');
    const admin = await loggedIn('admin@aqua');
    const platform: Principal = { ...admin, username: 'admin', homeTenant: null };
    const query = { of: 'installation' };
    const payload = { kind: 'address', value: '198.51.100.9', reason: 'scans', minutes: 5 };
    const made = await ask<Shown>('block', { principal: platform, payload });
    assert.equal(made.tenant, null);
    const values = async (more: object) =>
      (await ask<Items>('blocks', { principal: platform, ...more })).items.map(({ value }) => value);
    assert.ok((await values({ query })).includes('198.51.100.9'));
    assert.deepEqual(await values({}), []);
    for (const operation of ['incidents', 'events', 'blocks'])
      await assert.rejects(ask(operation, { principal: admin, query }), /forbidden.*of/);
    await assert.rejects(
      ask('unblock', { principal: admin, query, params: { block: made.id } }),
      /forbidden/,
    );
    await ask('unblock', { principal: platform, query, params: { block: made.id } });
    assert.equal(currentPlatform()?.intrusion.door('modbus').admits('198.51.100.9'), true);
  });

  it('leaves addresses to the platform, and is for administrators', async () => {
    const ask = await askNode(intrusion, 'thermacore-intrusion');
    const payload = { kind: 'address', value: '198.51.100.7', reason: 'scans', minutes: 5 };
    await assert.rejects(ask('block', { principal: await loggedIn('admin@aqua'), payload }), /forbidden/);
    await assert.rejects(ask('incidents', { principal: await loggedIn('operator@aqua') }), /forbidden/);
    const platform: Principal = {
      ...(await loggedIn('admin@aqua')),
      username: 'admin',
      tenant: null,
      homeTenant: null,
    };
    assert.equal((await ask<Shown>('block', { principal: platform, payload })).tenant, null);
    assert.equal(currentPlatform()?.intrusion.door('modbus').admits('198.51.100.7'), false);
  });
});
