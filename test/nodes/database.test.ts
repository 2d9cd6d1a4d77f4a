import assert from 'node:assert/strict';
import { askAdmin, runFlow, stopFlow } from '../support/node-red';
import { DATABASE, databaseEntry, reading, useRealPlatform } from '../support/real-platform';
import database = require('../../nodes/database/database');
import timescaleOut = require('../../nodes/timescale-out/timescale-out');

const sink = { id: 'sink', type: 'thermacore-timescale-out', database: DATABASE, wires: [['refused']] };
const run = (more: object = {}, credentials: object = {}) =>
  runFlow([database, timescaleOut], [{ ...databaseEntry, ...more }, sink], { [DATABASE]: credentials });

describe('thermacore-database', () => {
  useRealPlatform();

  it('is the installation’s own without a connection string, and says what it found', async () => {
    const flow = await run();
    await flow.shows('sink', /^ready: PostgreSQL \d+/);
    const { status, body } = await askAdmin(`/thermacore/database/${DATABASE}/status`);
    assert.equal(status, 200);
    assert.match((body as { text: string }).text, /^PostgreSQL/);
  });

  it('outlives the deploy of its nodes: the platform holds it too', async () => {
    await run();
    await stopFlow();
    const flow = await run();
    await flow.shows('sink', /^ready/);
  });

  it('waits for a server that does not answer, and never shows the password', async () => {
    const url = 'postgresql://owner:very-secret@127.0.0.1:1/plant';
    const flow = await run({}, { url });
    const shown = await flow.shows('sink', /127\.0\.0\.1/);
    const { body } = await askAdmin(`/thermacore/database/${DATABASE}/status`);
    assert.equal((body as { state: string }).state, 'away');
    assert.doesNotMatch(`${shown} ${JSON.stringify(body)} ${flow.errors().join()}`, /very-secret/);
    assert.deepEqual(flow.errors(), []);
    flow.send('sink', { payload: [reading()] });
    await stopFlow();
  });

  it('names the field of a wrong connection string, and so does a node that uses it', async () => {
    const flow = await run({}, { url: 'mysql://root@host/db' });
    assert.match(flow.errors(DATABASE).join(), /^url: must look like postgresql:/);
    await flow.shows('sink', /^database: .* is not ready/);
  });

  it('names the field of a pool without connections', async () => {
    const flow = await run({ poolSize: '0' });
    assert.match(flow.errors(DATABASE).join(), /^poolSize: must be a whole number from 1 to 100/);
  });

  it('tells nothing of a database that is not deployed', async () => {
    await run();
    assert.equal((await askAdmin('/thermacore/database/0123456789abcdef/status')).status, 404);
  });
});
