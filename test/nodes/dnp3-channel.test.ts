import assert from 'node:assert/strict';
import { PointDatabase } from '../../lib/dnp3/outstation/database';
import { askAdmin, postAdmin, runFlow } from '../support/node-red';
import { Dnp3Field } from '../support/dnp3-field';
import { AQUA, tenantEntries, useRealPlatform } from '../support/real-platform';
import database = require('../../nodes/database/database');
import dnp3Channel = require('../../nodes/dnp3-channel/dnp3-channel');
import dnp3In = require('../../nodes/dnp3-in/dnp3-in');
import tenant = require('../../nodes/tenant/tenant');

const CHANNEL = 'c000000000000009';
const points = [{ unit: 'boiler-1', sensor: 'pressure', index: '0' }];
const user = (id: string, remoteAddress: number) => ({
  id,
  type: 'thermacore-dnp3-in',
  channel: CHANNEL,
  tenant: AQUA,
  remoteAddress: String(remoteAddress),
  points,
  wires: [['out'], []],
});
const run = (fields: object, users = [user('a', 10)]) =>
  runFlow(
    [database, tenant, dnp3Channel, dnp3In],
    [...tenantEntries, { id: CHANNEL, type: 'thermacore-dnp3-channel', ...fields }, ...users],
  );

describe('thermacore-dnp3-channel', () => {
  useRealPlatform();

  it('is one connection for all outstations behind it, and none before somebody reads', async () => {
    const other = new PointDatabase();
    other.define('analog-input', 0, { class: 1 });
    const field = await Dnp3Field.start({ beside: [{ address: 11, database: other }] });
    try {
      field.define('analog-input', 0, 1, 2.1);
      const way = { host: '127.0.0.1', port: String(field.port) };
      await run(way, []);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(field.connections, 0);
      const flow = await run(way, [user('a', 10), user('b', 11)]);
      await flow.shows('a', /\/min$/);
      await flow.shows('b', /\/min$/);
      assert.equal(field.connections, 1);
    } finally {
      await field.stop();
    }
  });

  it('says what went wrong', async () => {
    const flow = await run({ host: '127.0.0.1', port: '1' });
    await flow.shows('a', /127\.0\.0\.1:1: nothing listens there/);
  });

  it('names the field that is missing or wrong', async () => {
    const flow = await run({ host: '' });
    assert.match(flow.errors(CHANNEL).join(), /^host: is not given/);
    await flow.shows('a', /^channel: .* is not ready/);
    assert.match((await run({ host: 'h', port: '0' })).errors(CHANNEL).join(), /^port: /);
    assert.match(
      (await run({ host: 'h', connectTimeoutMs: '1' })).errors(CHANNEL).join(),
      /^connectTimeoutMs: /,
    );
    assert.match((await run({ host: 'h', transport: 'x' })).errors(CHANNEL).join(), /^transport: /);
    await (await run({ host: 'h', transport: 'tls' })).shows('a', /^ca: is missing/);
  });

  it('has questions that do not work in an editor without a login', async () => {
    await run({ host: '127.0.0.1' });
    for (const verb of ['test', 'points']) {
      const { body } = await postAdmin(`/thermacore/dnp3-channel/${verb}`, { form: { host: '127.0.0.1' } });
      assert.deepEqual(body, {
        ok: false,
        answer: 'This needs an editor with a login (adminAuth in settings.js).',
      });
    }
    assert.equal((await askAdmin('/thermacore/dnp3-channel/test')).status, 404);
  });
});
