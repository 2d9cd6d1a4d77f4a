import assert from 'node:assert/strict';
import { isFor, visiblePart } from '../../../lib/dashboard/visibility';
import type { Principal, Role } from '../../../lib/tenancy';

const user = (role: Role, tenant: string | null = 'aqua', homeTenant: string | null = tenant): Principal => ({
  userId: 'u', username: 'u', role, homeTenant, tenant, sessionId: 's',
}); // prettier-ignore

describe('what a user is given of the dashboards', () => {
  it('follows the class of page, group and widget', () => {
    assert.ok(isFor(user('viewer'), ''));
    assert.ok(isFor(user('viewer'), 'wide blue'));
    assert.ok(!isFor(user('viewer'), 'wide role-operator'));
    assert.ok(isFor(user('operator'), 'role-operator'));
    assert.ok(isFor(user('admin'), 'role-operator'));
    assert.ok(!isFor(user('admin'), 'role-platform'));
    assert.ok(isFor(user('admin', 'aqua', null), 'role-platform'));
    assert.ok(isFor(user('viewer'), 'tenant-aqua tenant-other'));
    assert.ok(!isFor(user('viewer'), 'tenant-borealis'));
  });

  it('is nothing where the rule cannot be understood', () => {
    assert.ok(!isFor(user('admin'), 'role-boss'));
    assert.ok(!isFor(user('admin'), ['role-admin']));
    assert.ok(!isFor(user('admin', null, null), 'tenant-aqua'));
  });

  it('leaves out what stands on a page or in a group that is left out, and names of what is missing', () => {
    const config = {
      pages: { p1: { className: 'role-admin', _users: ['w1'] }, p2: { className: '' } },
      groups: { g1: { page: 'p1' }, g2: { page: 'p2', _users: ['w2', 'w9'] } },
      widgets: {
        w1: { props: { group: 'g1' } },
        w2: { props: { group: 'g2' } },
        w3: { props: { page: 'p1' } },
        w4: { props: { ui: 'base' } },
        w5: { props: { group: 'gone' } },
      },
    };
    const before = structuredClone(config);
    const seen = visiblePart(config, user('viewer'));
    assert.deepEqual(Object.keys(seen.pages ?? {}), ['p2']);
    assert.deepEqual(Object.keys(seen.groups ?? {}), ['g2']);
    assert.deepEqual(Object.keys(seen.widgets ?? {}), ['w2', 'w4']);
    assert.ok(!JSON.stringify(seen).includes('w9'));
    assert.deepEqual(config, before, 'all sockets share the original');
    assert.equal(Object.keys(visiblePart(config, user('admin')).widgets ?? {}).length, 4);
  });
});
