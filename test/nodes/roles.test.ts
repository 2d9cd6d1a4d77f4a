import assert from 'node:assert/strict';
import { askNode, loggedIn } from '../support/people';
import { useRealPlatform } from '../support/real-platform';
import roles = require('../../nodes/roles/roles');

describe('thermacore-roles', () => {
  useRealPlatform();

  it('makes, changes and deletes roles; says what they can be made of', async () => {
    const ask = await askNode(roles, 'thermacore-roles');
    const principal = await loggedIn('admin@aqua');
    const role = { key: 'node-role', name: 'Node role', permissions: ['alarm:acknowledge'] };
    const made = await ask<{ role: string }>('create', { principal, payload: role });
    assert.equal(made.role, 'operator');
    const params = { role: 'node-role' };
    const payload = { permissions: ['unit:read'] };
    assert.equal((await ask<{ role: string }>('update', { principal, params, payload })).role, 'viewer');
    assert.equal((await ask<{ name: string }>('get', { principal, params })).name, 'Node role');
    const { items } = await ask<{ items: { key: string }[] }>('list', { principal });
    assert.ok(items.some(({ key }) => key === 'node-role'));
    const all = await ask<{ items: { permission: string; givable: boolean }[] }>('permissions', {
      principal,
    });
    assert.ok(all.items.every(({ permission, givable }) => givable && permission !== 'tenant:switch'));
    await ask('delete', { principal, params });
    await assert.rejects(ask('get', { principal, params }), /not-found/);
  });

  it('says what roles can be made of to whoever sees them, also without keys of his own', async () => {
    const ask = await askNode(roles, 'thermacore-roles');
    const admin = await loggedIn('admin@aqua');
    const { items } = await ask<{ items: { givable: boolean; permission: string }[] }>('permissions', {
      principal: { ...admin, grants: ['role:read'] },
    });
    assert.deepEqual(
      items.filter(({ givable }) => givable).map(({ permission }) => permission),
      ['role:read'],
    );
    await assert.rejects(
      ask('permissions', { principal: { ...admin, grants: ['unit:read'] } }),
      /forbidden.*api-key:own/,
    );
  });

  it('refuses who may not, and a message without a user', async () => {
    const ask = await askNode(roles, 'thermacore-roles');
    await assert.rejects(ask('list', { principal: await loggedIn('operator@aqua') }), /forbidden/);
    await assert.rejects(ask('list'), /unauthenticated/);
  });
});
