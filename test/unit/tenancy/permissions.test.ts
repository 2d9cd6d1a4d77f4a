import assert from 'node:assert/strict';
import { isThermaCoreError } from '../../../lib/core/errors';
import {
  PERMISSIONS,
  ROLES,
  allows,
  authorise,
  authorisedTenant,
  isPermission,
  leastRoleOf,
  may,
  permissionRow,
  permissionsOf,
  type Permission,
  type Principal,
} from '../../../lib/tenancy';
import { principal } from './fixture';

const names = Object.keys(PERMISSIONS) as Permission[];

/** What each role of a tenant must have: written out, so that a change of the table is a change here. */
const VIEWER: Permission[] = [
  'unit:read',
  'sensor:read',
  'reading:read',
  'retention:read',
  'device:read',
  'command:read',
  'alarm:read',
  'anomaly:read',
  'analytics:read',
  'live:subscribe',
  'dashboard:view',
  'session:read',
  'api-key:own',
  'profile:update',
  'report:read',
  'trend-view:own',
];
const OPERATOR: Permission[] = [
  ...VIEWER,
  'reading:publish', 'device:operate', 'device:test', 'editor:read', 'alarm:acknowledge', 'alarm:shelve', 'anomaly:judge',
  'anomaly:scan', 'notification:read', 'notification:send', 'report:run', 'trend-view:share',
]; // prettier-ignore
const ADMIN: Permission[] = [
  ...OPERATOR,
  'unit:create', 'unit:update', 'unit:delete', 'sensor:create', 'sensor:update', 'sensor:delete', 'editor:write',
  'reading:import', 'retention:update',
  'device:create', 'device:update', 'device:delete', 'device:import',
  'alarm:service', 'alarm-rule:create', 'alarm-rule:update', 'alarm-rule:delete',
  'anomaly:settings', 'notification:update', 'audit:read', 'api-key:manage', 'user:secure',
  'tenant:read-own', 'tenant:export', 'person:erase', 'report:update',
  'user:read', 'user:create', 'user:update', 'user:delete', 'session:manage', 'role:read', 'role:update',
  'security:read', 'security:manage',
]; // prettier-ignore
/** What an admin keeps who is limited to units. */
const WITHIN_UNITS: Permission[] = [
  'unit:read', 'unit:update', 'sensor:read', 'sensor:update', 'device:read', 'reading:read', 'analytics:read', 'command:read',
  'device:operate', 'alarm:read', 'alarm:acknowledge', 'alarm:shelve', 'alarm:service', 'anomaly:read', 'anomaly:judge',
  'live:subscribe', 'dashboard:view', 'session:read', 'profile:update', 'api-key:own',
]; // prettier-ignore
const EXPECTED = { viewer: VIEWER, operator: OPERATOR, admin: ADMIN };

function outcome(who: Principal, permission: Permission, tenant?: string): string {
  try {
    authorise(who, permission, tenant);
    return 'ok';
  } catch (error) {
    assert.ok(isThermaCoreError(error));
    return error.code;
  }
}

describe('permissions', () => {
  for (const role of ROLES)
    for (const permission of names) {
      const expected = EXPECTED[role].includes(permission);
      it(`${role} of a tenant: ${permission} is ${expected ? 'allowed' : 'refused'}`, () => {
        const who = principal({ role });
        assert.equal(allows(role, permission), expected);
        assert.equal(may(who, permission), expected);
        assert.equal(outcome(who, permission), expected ? 'ok' : 'forbidden');
      });
    }

  for (const role of ROLES)
    for (const permission of names)
      it(`${role} of the platform: ${permission}`, () => {
        const { platform, tenantless } = permissionRow(permission);
        const included = platform ? role === 'admin' : EXPECTED[role].includes(permission);
        const nowhere = principal({ role, homeTenant: null, tenant: null });
        assert.equal(outcome(nowhere, permission), included && tenantless ? 'ok' : 'forbidden');
        assert.equal(outcome({ ...nowhere, tenant: 'aqua' }, permission), included ? 'ok' : 'forbidden');
      });

  it('are those that keep to units, for who is limited to some', () => {
    const who = principal({ role: 'admin', units: ['boiler-1'] });
    assert.deepEqual(permissionsOf(who).sort(), [...WITHIN_UNITS].sort());
    assert.throws(() => authorise(who, 'alarm-rule:create'), {
      code: 'forbidden',
      message: /limited to units/,
    });
    assert.deepEqual(permissionsOf(principal({ role: 'viewer', units: [] })).sort(), WITHIN_UNITS.filter((name) => VIEWER.includes(name)).sort()); // prettier-ignore
  });

  it('are what a role of the tenant lists, and never more than the built-in one below it', () => {
    const grants = ['unit:read', 'alarm:acknowledge', 'unit:delete', 'tenant:switch', 'gone:long-ago'];
    assert.deepEqual(permissionsOf(principal({ role: 'operator', grants })).sort(), [
      'alarm:acknowledge',
      'unit:read',
    ]);
  });

  it('tell the least built-in role that has all of them', () => {
    assert.equal(leastRoleOf([]), 'viewer');
    assert.equal(leastRoleOf(['unit:read', 'alarm:acknowledge']), 'operator');
    assert.equal(leastRoleOf(['user:create', 'unit:read']), 'admin');
  });

  it('is cumulative: a role has what the lesser ones have', () => {
    for (const permission of names) {
      const held = ROLES.map((role) => allows(role, permission));
      assert.deepEqual(held, [...held].sort(), permission);
    }
  });

  it("hides another tenant's object behind 404, whatever the role", () => {
    for (const role of ROLES)
      for (const permission of EXPECTED[role])
        assert.equal(outcome(principal({ role }), permission, 'borealis'), 'not-found');
    assert.equal(outcome(principal(), 'unit:read', 'aqua'), 'ok');
  });

  it('tells a platform user without a tenant to switch', () => {
    const root = principal({ role: 'admin', homeTenant: null, tenant: null });
    assert.throws(() => authorisedTenant(root, 'unit:read'), { code: 'forbidden', advice: /auth\/tenant/ });
    assert.equal(authorisedTenant({ ...root, tenant: 'borealis' }, 'unit:read'), 'borealis');
  });

  it('lists for a page what its user may, and nothing of a tenant where there is none', () => {
    assert.deepEqual(permissionsOf(principal({ role: 'operator' })).sort(), [...OPERATOR].sort());
    const nowhere = permissionsOf(principal({ role: 'admin', homeTenant: null, tenant: null }));
    assert.ok(nowhere.includes('tenant:switch'));
    assert.ok(!nowhere.includes('alarm:acknowledge'));
  });

  it('knows no permission by an inherited name', () => {
    for (const name of ['toString', '__proto__', 'constructor', '', 7])
      assert.equal(isPermission(name), false);
  });
});
