import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { AttributeIds, type ClientSession } from 'node-opcua';
import { runFlow, stopFlow, type RunningFlow } from '../support/node-red';
import { openTestPki, type TestPki } from '../support/opcua-server-pki';
import { Clients, asUser } from '../support/opcua-server';
import {
  DATABASE,
  DEMO_PASSWORD,
  databaseEntry,
  reading,
  realStore,
  useRealPlatform,
} from '../support/real-platform';
import database = require('../../nodes/database/database');
import opcuaServer = require('../../nodes/opcua-server/opcua-server');

const node = {
  id: 'server',
  type: 'thermacore-opcua-server',
  database: DATABASE,
  tenants: 'aqua, borealis',
  host: '127.0.0.1',
  port: '',
};
const run = (fields: object = {}) =>
  runFlow([database, opcuaServer], [databaseEntry, { ...node, ...fields }]);

const LISTENS = /^127\.0\.0\.1:(\d+) · /;
const portOf = async (flow: RunningFlow): Promise<number> =>
  Number(LISTENS.exec(await flow.shows('server', LISTENS))?.[1]);

const SUPPLY = 'ns=2;s=aqua/boiler-1/supply-temperature';
const valueOf = async (session: ClientSession, nodeId = SUPPLY) =>
  session.read({ nodeId, attributeId: AttributeIds.Value });

describe('thermacore-opcua-server', () => {
  const platform = useRealPlatform();
  let pki: TestPki;
  const clients = new Clients(() => pki);
  before(async () => {
    pki = await openTestPki();
  });
  after(() => pki.close());
  beforeEach(() => void Object.assign(platform(), { opcuaPki: async () => pki }));
  afterEach(() => clients.close());

  it('shows the plant to the users of its tenants, with the readings that come in', async () => {
    const flow = await run();
    const port = await portOf(flow);
    const session = await clients.session(port, asUser('viewer@aqua', DEMO_PASSWORD));
    const timestamp = Date.now();
    flow.send('server', { payload: [reading({ value: 64.5, timestamp })] });
    const { value, sourceTimestamp } = await valueOf(session);
    assert.equal(value.value, 64.5);
    assert.equal(sourceTimestamp?.getTime(), timestamp);
    assert.equal(
      (await valueOf(session, SUPPLY.replace('aqua', 'borealis'))).statusCode.name,
      'BadNodeIdUnknown',
    );
    await flow.shows('server', / · 1 session · 0 items( · [\d,]+ alarms)?$/);
    await assert.rejects(clients.session(port, asUser('viewer@aqua', 'wrong')), /BadUserAccessDenied/);
    // A user of the platform acts in no tenant.
    await assert.rejects(clients.session(port, asUser('admin', DEMO_PASSWORD)), /BadUserAccessDenied/);
    await flow.shows('server', /2 log-ins refused$/);
  });

  it('serves the tenants that are chosen', async () => {
    const flow = await run({ tenants: 'aqua' });
    const port = await portOf(flow);
    await assert.rejects(
      clients.session(port, asUser('viewer@borealis', DEMO_PASSWORD)),
      /BadUserAccessDenied/,
    );
    flow.send('server', { payload: [reading({ tenant: 'borealis' })] });
    await flow.shows('server', LISTENS);
    assert.match(flow.errors('server')[0] ?? '', /a tenant that is not served/);
  });

  it('shows a unit that was added, and no more one that was deleted', async () => {
    const flow = await run();
    const session = await clients.session(await portOf(flow), asUser('viewer@aqua', DEMO_PASSWORD));
    const store = await realStore();
    const nameOf = async (): Promise<string> => {
      const { value, statusCode } = await session.read({
        nodeId: 'ns=2;s=aqua/opcua-added',
        attributeId: AttributeIds.DisplayName,
      });
      return statusCode.name === 'Good' ? String(value.value.text) : statusCode.name;
    };
    const becomes = async (wanted: string): Promise<void> => {
      const deadline = Date.now() + 40_000;
      while ((await nameOf()) !== wanted) {
        assert.ok(Date.now() < deadline, `it becomes ${wanted}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    await store.plant.createUnit('aqua', { key: 'opcua-added', name: 'Added', kind: 'other' });
    await becomes('Added');
    await store.plant.deleteUnit('aqua', 'opcua-added');
    await becomes('BadNodeIdUnknown');
  });

  it('waits for a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const flow = await run({ port: String(port) });
    await flow.shows('server', /^Port \d+ of 127\.0\.0\.1 is taken/);
    other.close();
    await flow.shows('server', LISTENS);
    assert.equal(flow.errors('server').length, 1);
  });

  it('gives its port back when it is closed', async () => {
    const port = await portOf(await run());
    await stopFlow();
    const next = createServer().listen(port, '127.0.0.1');
    await once(next, 'listening');
    next.close();
  });

  it('names the field that is wrong', async () => {
    const cases: [object, RegExp][] = [
      [{ database: '' }, /^database: is not chosen/],
      [{ port: '70000' }, /^port: /],
      [{ tenants: 'Aqua' }, /^tenants\.0: /],
      [{ policies: [] }, /^policies: must have one/],
      [{ policies: ['None'] }, /^policies\.0: /],
      [{ unsecured: true }, /^unsecured: /],
      [{ userCertificates: [{ thumbprint: 'abc', user: 'a' }] }, /^userCertificates\.0\.thumbprint: /],
      [{ maxSessions: '0' }, /^maxSessions: must be a whole number from 1 to 1000/],
    ];
    for (const [fields, expected] of cases) await (await run(fields)).shows('server', expected);
  });
});
