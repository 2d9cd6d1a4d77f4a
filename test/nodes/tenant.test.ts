import assert from 'node:assert/strict';
import { runFlow } from '../support/node-red';
import { AQUA, databaseEntry, DATABASE, realStore, useRealPlatform } from '../support/real-platform';
import database = require('../../nodes/database/database');
import scope = require('../../nodes/scope/scope');
import tenant = require('../../nodes/tenant/tenant');

const run = (fields: object) =>
  runFlow(
    [database, tenant, scope],
    [
      databaseEntry,
      { id: AQUA, type: 'thermacore-tenant', ...fields },
      { id: 'gate', type: 'thermacore-scope', tenant: AQUA, wires: [['out'], ['rejected']] },
    ],
  );

describe('thermacore-tenant', () => {
  useRealPlatform();

  it('finds its tenant in the database chosen', async () => {
    const flow = await run({ key: 'aqua', database: DATABASE });
    await flow.shows('gate', /^ready$/);
  });

  it('finds its tenant in the installation’s own database when none is chosen', async () => {
    const flow = await run({ key: 'borealis' });
    await flow.shows('gate', /^ready$/);
    assert.deepEqual(flow.errors(), []);
  });

  it('makes a tenant that is missing, with title and time zone, once it is asked to', async () => {
    const fields = {
      key: 'seeburg',
      title: 'Heating plant Seeburg',
      timezone: 'Europe/Zurich',
      create: true,
    };
    await (await run(fields)).shows('gate', /^ready$/);
    await (await run({ ...fields, title: 'Another name' })).shows('gate', /^ready$/);
    const made = (await (await realStore()).tenants.list()).filter(({ key }) => key === 'seeburg');
    assert.deepEqual(
      made.map(({ name, timezone }) => ({ name, timezone })),
      [{ name: 'Heating plant Seeburg', timezone: 'Europe/Zurich' }],
    );
  });

  it('says that there is no such tenant, also on the nodes that use it, and makes none', async () => {
    const flow = await run({ key: 'nowhere', create: false });
    await flow.shows('gate', /there is no tenant "nowhere"/);
    assert.match(flow.errors(AQUA).join(), /there is no tenant "nowhere"/);
    assert.equal(await (await realStore()).tenants.exists('nowhere'), false);
  });

  it('names the field of a key that is none', async () => {
    const flow = await run({ key: 'Aqua GmbH' });
    assert.match(flow.errors(AQUA).join(), /^key: must be 1 to 64 characters/);
    await flow.shows('gate', /^tenant: .* is not ready/);
  });

  it('names the field of a time zone that is none', async () => {
    const flow = await run({ key: 'aqua', timezone: 'Berlin' });
    assert.match(flow.errors(AQUA).join(), /^timezone: is not an IANA time zone/);
  });
});
