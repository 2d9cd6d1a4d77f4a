import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addresseeOf, withoutPrivate } from '../../../lib/dashboard/addressee';

describe('addressee of a dashboard message', () => {
  it('is the tenant that a node wrote', () => {
    assert.deepEqual(addresseeOf({ tenant: 'aqua', payload: 1 }), { kind: 'tenant', tenant: 'aqua' });
  });

  it('is the browser that asked, before its whole tenant', () => {
    assert.deepEqual(addresseeOf({ tenant: 'aqua', _client: { socketId: 's1' } }), {
      kind: 'socket',
      socketId: 's1',
      tenant: 'aqua',
    });
  });

  it('are the users of the platform for what is the installation’s', () => {
    assert.deepEqual(addresseeOf({ tenant: null, payload: 1 }), { kind: 'platform' });
  });

  it('is nobody for anything that names neither', () => {
    const odd = [undefined, null, 1, 'aqua', [], [{ tenant: 'aqua' }], {}, { payload: { tenant: 'aqua' } }];
    for (const message of odd) assert.equal(addresseeOf(message).kind, 'nobody');
    for (const tenant of [1, null, '', {}, ['aqua']])
      assert.equal(
        addresseeOf({ tenant, _client: { socketId: 's1' } }).kind,
        'nobody',
        JSON.stringify(tenant),
      );
  });

  it('never throws and never invents a tenant', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        const addressee = addresseeOf(message);
        if (addressee.kind === 'tenant')
          assert.equal((message as { tenant: string }).tenant, addressee.tenant);
      }),
    );
  });

  it('leaves out what identifies people and connections, and changes nothing else', () => {
    const message = {
      payload: { tenant: 'kept' },
      topic: 't',
      principal: {},
      tenant: 'a',
      _client: {},
      req: 1,
      res: 2,
    };
    assert.deepEqual(withoutPrivate(message), { payload: { tenant: 'kept' }, topic: 't' });
    assert.equal(message.tenant, 'a');
  });
});
