import assert from 'node:assert/strict';
import { currentPlatform, type Principal } from '../../lib/platform';
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
