import assert from 'node:assert/strict';
import { askNode, loggedIn } from '../support/people';
import { useRealPlatform } from '../support/real-platform';
import units = require('../../nodes/units/units');
import users = require('../../nodes/users/users');

const TEMPORARY = 'window otter seven lantern';

describe('thermacore-users', () => {
  const platform = useRealPlatform();

  it('lists, changes and deletes users of the tenant, and shows nothing of passwords', async () => {
    const ask = await askNode(users, 'thermacore-users');
    const principal = await loggedIn('admin@aqua');
    const { accounts } = await platform().people();
    const made = await accounts.create(principal, {
      username: 'node-user',
      role: 'viewer',
      password: TEMPORARY,
    });
    const params = { user: made.id };
    const list = await ask<{ items: { username: string }[] }>('list', { principal });
    assert.ok(list.items.some(({ username }) => username === 'node-user'));
    assert.ok(list.items.every(({ username }) => !username.endsWith('@borealis')));
    assert.doesNotMatch(JSON.stringify(list), /scrypt|passwordHash/);
    const change = { role: 'operator', units: ['boiler-1'] };
    const changed = await ask<typeof change>('update', { principal, params, payload: change });
    assert.deepEqual([changed.role, changed.units], ['operator', ['boiler-1']]);
    const both = { role: 'viewer', customRole: 'any' };
    await assert.rejects(ask('update', { principal, params, payload: both }), /customRole/);
    await ask('delete', { principal, params });
    await assert.rejects(ask('get', { principal, params }), /not-found/);
  });

  it('shows and changes the profile of who asks; without a user there is none', async () => {
    const ask = await askNode(users, 'thermacore-users');
    const principal = await loggedIn('viewer@aqua');
    await ask('update-profile', { principal, payload: { displayName: 'Vera' } });
    const profile = await ask<{ displayName: string; role: string }>('profile', { principal });
    assert.deepEqual([profile.displayName, profile.role], ['Vera', 'viewer']);
    await assert.rejects(ask('list', { principal }), /forbidden/);
    await assert.rejects(ask('list'), /unauthenticated/);
  });
});

describe('a node that answers questions', () => {
  useRealPlatform();

  it('answers somebody limited to units only where it keeps to them', async () => {
    const ask = await askNode(units, 'thermacore-units');
    const principal = { ...(await loggedIn('admin@aqua')), units: ['boiler-1'] };
    const { items } = await ask<{ items: { key: string }[] }>('list', { principal });
    assert.deepEqual(
      items.map(({ key }) => key),
      ['boiler-1'],
    );
    await assert.rejects(ask('get', { principal, params: { unit: 'storage-tank-1' } }), /not-found/);
    const payload = { key: 'more', name: 'More' };
    await assert.rejects(ask('create', { principal, payload }), /forbidden.*limited to units/);
  });
});
