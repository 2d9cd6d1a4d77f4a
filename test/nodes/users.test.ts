import assert from 'node:assert/strict';
import { runAlarms } from '../support/alarm-plant';
import { DEMO_PASSWORD, useRealPlatform } from '../support/real-platform';
import roles = require('../../nodes/roles/roles');
import sessions = require('../../nodes/sessions/sessions');
import units = require('../../nodes/units/units');
import users = require('../../nodes/users/users');

const TEMPORARY = 'window otter seven lantern';

describe('the nodes users, roles and sessions', () => {
  const platform = useRealPlatform();

  async function loggedIn(username: string, password = DEMO_PASSWORD) {
    const auth = await platform().auth();
    const tokens = await auth.login({ username, password });
    return (await auth.verify(tokens.access_token)).principal;
  }

  async function run() {
    const flow = await runAlarms(
      [users, roles, sessions, units],
      ['users', 'roles', 'sessions', 'units'].map((name) => ({
        id: name,
        type: `thermacore-${name}`,
        operation: '',
        wires: [['out']],
      })),
    );
    return async <T>(node: string, operation: string, more: object = {}): Promise<T> => {
      flow.send(node, { operation, apiRequest: { id: '1' }, ...more });
      const { payload, error } = await flow.next('out');
      if (error) throw new Error(JSON.stringify(error));
      return payload as T;
    };
  }

  it('users: lists, changes and deletes those of the tenant, and shows nothing of passwords', async () => {
    const ask = await run();
    const principal = await loggedIn('admin@aqua');
    const { accounts } = await platform().people();
    const made = await accounts.create(principal, {
      username: 'node-user',
      role: 'viewer',
      password: TEMPORARY,
    });
    const params = { user: made.id };
    const list = await ask<{ items: { username: string }[] }>('users', 'list', { principal });
    assert.ok(list.items.some(({ username }) => username === 'node-user'));
    assert.ok(list.items.every(({ username }) => !username.endsWith('@borealis')));
    assert.doesNotMatch(JSON.stringify(list), /scrypt|passwordHash/);
    const change = { role: 'operator', units: ['boiler-1'] };
    const changed = await ask<typeof change>('users', 'update', { principal, params, payload: change });
    assert.deepEqual([changed.role, changed.units], ['operator', ['boiler-1']]);
    const both = { role: 'viewer', customRole: 'any' };
    await assert.rejects(ask('users', 'update', { principal, params, payload: both }), /customRole/);
    await ask('users', 'delete', { principal, params });
    await assert.rejects(ask('users', 'get', { principal, params }), /not-found/);
  });

  it('users: shows and changes the profile of who asks; without a user there is none', async () => {
    const ask = await run();
    const principal = await loggedIn('viewer@aqua');
    await ask('users', 'update-profile', { principal, payload: { displayName: 'Vera' } });
    const profile = await ask<{ displayName: string; role: string }>('users', 'profile', { principal });
    assert.deepEqual([profile.displayName, profile.role], ['Vera', 'viewer']);
    await assert.rejects(ask('users', 'list', { principal }), /forbidden/);
    await assert.rejects(ask('users', 'list'), /unauthenticated/);
  });

  it('roles: makes, changes and deletes; says what they can be made of', async () => {
    const ask = await run();
    const principal = await loggedIn('admin@aqua');
    const role = { key: 'node-role', name: 'Node role', permissions: ['alarm:acknowledge'] };
    const made = await ask<{ role: string }>('roles', 'create', { principal, payload: role });
    assert.equal(made.role, 'operator');
    const params = { role: 'node-role' };
    const payload = { permissions: ['unit:read'] };
    assert.equal(
      (await ask<{ role: string }>('roles', 'update', { principal, params, payload })).role,
      'viewer',
    );
    assert.equal((await ask<{ name: string }>('roles', 'get', { principal, params })).name, 'Node role');
    const { items } = await ask<{ items: { key: string }[] }>('roles', 'list', { principal });
    assert.ok(items.some(({ key }) => key === 'node-role'));
    const all = await ask<{ items: { permission: string; givable: boolean }[] }>('roles', 'permissions', {
      principal,
    });
    assert.ok(all.items.every(({ permission, givable }) => givable && permission !== 'tenant:switch'));
    await ask('roles', 'delete', { principal, params });
    await assert.rejects(ask('roles', 'get', { principal, params }), /not-found/);
  });

  it('sessions: lists and ends one’s own, and for an administrator those of a user', async () => {
    const ask = await run();
    const [principal, other] = [await loggedIn('operator@aqua'), await loggedIn('operator@aqua')];
    const own = await ask<{ items: { id: string; current: boolean }[] }>('sessions', 'list', { principal });
    assert.equal(own.items.find(({ current }) => current)?.id, principal.sessionId);
    await ask('sessions', 'end', { principal, params: { session: other.sessionId } });
    assert.ok((await ask<{ ended: number }>('sessions', 'end-others', { principal })).ended >= 0);
    const admin = await loggedIn('admin@aqua');
    const params = { user: principal.userId };
    const seen = await ask<{ items: { id: string }[] }>('sessions', 'of-user', { principal: admin, params });
    assert.deepEqual(
      seen.items.map(({ id }) => id),
      [principal.sessionId],
    );
    const one = { user: principal.userId, session: principal.sessionId };
    await ask('sessions', 'end-of-user', { principal: admin, params: one });
    assert.deepEqual(await ask('sessions', 'end-all-of-user', { principal: admin, params }), { ended: 0 });
  });

  it('another node answers somebody limited to units only where it keeps to them', async () => {
    const ask = await run();
    const principal = { ...(await loggedIn('admin@aqua')), units: ['boiler-1'] };
    const { items } = await ask<{ items: { key: string }[] }>('units', 'list', { principal });
    assert.deepEqual(
      items.map(({ key }) => key),
      ['boiler-1'],
    );
    await assert.rejects(ask('units', 'get', { principal, params: { unit: 'storage-tank-1' } }), /not-found/);
    const payload = { key: 'more', name: 'More' };
    await assert.rejects(ask('units', 'create', { principal, payload }), /forbidden.*limited to units/);
  });
});
