import assert from 'node:assert/strict';
import { DATABASE, askPlatform, configEntries, configNodes, principalNamed } from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import apiIn = require('../../nodes/api-in/api-in');
import apiOut = require('../../nodes/api-out/api-out');
import devices = require('../../nodes/devices/devices');
import security = require('../../nodes/security/security');

const SECURITY = 'c0a0000000000009';
const RESULT = { applied: true, lines: 1, created: 1, updated: 0, points: 0, faults: 0, firstFaults: [] };

const node = (operation: string, wires: string[]) => ({
  id: 'n', type: 'thermacore-devices', database: DATABASE, tenant: '', operation, wires: [wires],
}); // prettier-ignore

const endpoint = (operation: string, api: string) =>
  runFlow(
    [devices, apiIn, apiOut, security, ...configNodes],
    [
      ...configEntries,
      { id: SECURITY, type: 'thermacore-security', accessTokenMinutes: 15, sessionDays: 7 },
      { id: 'in', type: 'thermacore-api-in', security: SECURITY, operation: api, wires: [['n']] },
      node(operation, ['out']),
      { id: 'out', type: 'thermacore-api-out', wires: [] },
    ],
  );

describe('thermacore-devices: files', () => {
  it('import: hands the body to the service of the user’s tenant, and audits what came of it', async () => {
    let text = '';
    const { asked, audited, upload } = askPlatform({
      'deviceFiles.import': async (
        _store: unknown,
        _tenant: string,
        body: { read(): AsyncIterable<Buffer> },
      ) => {
        for await (const chunk of body.read()) text += chunk.toString();
        return RESULT;
      },
    });
    await endpoint('import', 'importDevices');
    const csv = 'device,protocol\nplc-1,modbus';
    const { status } = await upload('admin@aqua', '/api/v1/devices.csv?dryRun=true&delimiter=semicolon', csv);
    assert.equal(status, 200);
    assert.equal(text, csv);
    assert.equal(asked[0]?.args[1], 'aqua');
    assert.deepEqual(asked[0].args[3], { dryRun: true, delimiter: 'semicolon' });
    const noted = { applied: true, created: 1, updated: 0, points: 0, faults: 0 };
    assert.deepEqual(
      audited.map(({ tenant, actor, action, detail }) => ({ tenant, actor, action, detail })),
      [{ tenant: 'aqua', actor: 'admin@aqua', action: 'device:import', detail: { ...noted, dryRun: true } }],
    );
  });

  it('import: an operator may not', async () => {
    const { asked, upload } = askPlatform({ 'deviceFiles.import': RESULT });
    await endpoint('import', 'importDevices');
    assert.equal((await upload('operator@aqua', '/api/v1/devices.csv', 'device,protocol')).status, 403);
    assert.deepEqual(asked, []);
  });

  it('export: streams the file of the user’s tenant', async () => {
    const { asked, download } = askPlatform({
      'deviceFiles.export': {
        contentType: 'text/csv',
        pipe: async ({ write }: { write(chunk: Buffer): void }) => write(Buffer.from('device,name\r\n')),
      },
    });
    await endpoint('export', 'exportDevices');
    assert.deepEqual(await download('viewer@aqua', '/api/v1/devices.csv'), {
      status: 200,
      text: 'device,name\r\n',
    });
    assert.equal(asked[0]?.args[1], 'aqua');
  });

  it('export: refuses a message that no request is behind', async () => {
    askPlatform();
    const flow = await runFlow(
      [devices, ...configNodes],
      [
        ...configEntries,
        node('export', ['out']),
        { id: 'c', type: 'catch', scope: ['n'], wires: [['caught']] },
      ],
    );
    flow.send('n', { principal: principalNamed('viewer@aqua') });
    const { error } = (await flow.next('caught')) as { error?: { message: string } };
    assert.match(error?.message ?? '', /answers requests of "api in" only/);
  });
});
