import assert from 'node:assert/strict';
import { Logins } from '../../../../../lib/connectors/opcua/server/logins';
import { nullMeter } from '../../../../../lib/core/meter';
import { FakeClock } from '../../../../support/fake-clock';

const operator = { name: 'operator@aqua', tenant: 'aqua', mayCommand: true };

describe('Log-ins to an OPC UA server', () => {
  const clock = new FakeClock();
  let asked = 0;
  const make = (anonymousTenant?: string) =>
    new Logins({
      users: {
        authenticate: async (_name, password) => (asked++, password === 'right' ? operator : undefined),
        userOfCertificate: async () => undefined,
        confirm: async ({ name }) => (name === operator.name ? operator : undefined),
      },
      serves: (tenant) => tenant === 'aqua',
      anonymousTenant,
      clock,
      meter: nullMeter,
    });
  beforeEach(() => {
    asked = 0;
  });

  it('close an address after twenty failures within a minute, and no other', async () => {
    const logins = make();
    for (let i = 0; i < 25; i++)
      assert.equal(await logins.byPassword(`user${i}`, 'wrong', '10.0.0.1'), undefined);
    assert.equal(asked, 20);
    assert.equal(await logins.byPassword('operator@aqua', 'right', '10.0.0.1'), undefined);
    assert.equal(await logins.byPassword('operator@aqua', 'right', '10.0.0.2'), operator);
    clock.advance(60_000);
    assert.equal(await logins.byPassword('operator@aqua', 'right', '10.0.0.1'), operator);
    assert.equal(logins.refused, 26);
  });

  it('let in users of served tenants only', async () => {
    const logins = make('borealis');
    assert.equal(await logins.anonymous('10.0.0.1'), undefined, 'not served');
    assert.equal(await make().anonymous('10.0.0.1'), undefined, 'not open');
    assert.deepEqual(await make('aqua').anonymous('10.0.0.1'), {
      name: 'anonymous',
      tenant: 'aqua',
      mayCommand: false,
      anonymous: true,
    });
  });

  it('confirm a user as it stands, not one that has moved to another tenant', async () => {
    const logins = make();
    assert.equal(await logins.confirm({ ...operator, mayCommand: false }), operator);
    assert.equal(await logins.confirm({ ...operator, tenant: 'borealis' }), undefined);
    assert.equal(
      await logins.confirm({ ...operator, name: 'anonymous' }),
      undefined,
      'an account of that name',
    );
  });
});
