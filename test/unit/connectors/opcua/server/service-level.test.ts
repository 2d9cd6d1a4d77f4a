import assert from 'node:assert/strict';
import { serviceLevelOf } from '../../../../../lib/connectors/opcua/server/service-level';

describe('The service level of an OPC UA server', () => {
  it('is the highest while it evaluates, lower on standby, degraded without the database', () => {
    assert.equal(serviceLevelOf({ database: true, evaluates: true }), 255);
    assert.equal(serviceLevelOf({ database: true, evaluates: false }), 200);
    assert.equal(serviceLevelOf({ database: false, evaluates: true }), 100);
    assert.equal(serviceLevelOf({ database: false, evaluates: false }), 100);
  });
});
