import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ModbusRTU from 'modbus-serial';
import { MessageSecurityMode, OPCUAClient, SecurityPolicy, UserTokenType, type DataValue } from 'node-opcua';
import { testPki } from '../support/opcua-pki';
import { DEMO_PASSWORD, NodeStatuses, Product, eventually, type Client } from '../support/product';

const root = join(__dirname, '..', '..');

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly label?: string;
  readonly info?: string;
}

interface NodeSet {
  readonly types: string[];
  readonly enabled: boolean;
  readonly err?: string;
}

const readFlow = (file: string): FlowNode[] => JSON.parse(readFileSync(file, 'utf8')) as FlowNode[];
/** Of Node-RED itself, without a node set. */
const BUILT_IN = new Set(['tab', 'group', 'subflow', 'global-config']);

/** What a person would try with an example that is an endpoint. */
const REQUESTS: Record<string, { path: string; status: number; body?: unknown }[]> = {
  'api-keys.json': [{ path: '/api/v1/my-ending-keys', status: 200, body: { items: [] } }],
  'api-in.json': [
    { path: '/api/v1/hello?name=plant', status: 200, body: { hello: 'plant' } },
    { path: '/api/v1/hello', status: 400 },
  ],
  'api-out.json': [
    { path: '/api/v1/shift?day=monday', status: 200, body: { operator: 'Kim', from: '06:00', to: '14:00' } },
    { path: '/api/v1/shift?day=sunday', status: 404 },
  ],
  'opcua-certificates.json': [{ path: '/api/v1/opcua-ending', status: 200, body: { items: [] } }],
  'operations.json': [{ path: '/api/v1/tasks-failing', status: 200, body: { items: [] } }],
  'audit.json': [{ path: '/api/v1/failed-logins', status: 200 }],
  'users.json': [{ path: '/api/v1/who-is-here', status: 200 }],
  // Of a user of the platform who acts in no tenant.
  'roles.json': [{ path: '/api/v1/our-roles', status: 403 }],
  'trend-views.json': [{ path: '/api/v1/my-trends', status: 403 }],
  'sparkplug-proposals.json': [{ path: '/api/v1/my-proposals', status: 403 }],
  'sessions.json': [{ path: '/api/v1/where-am-i', status: 200 }],
  'security.json': [{ path: '/api/v1/whoami', status: 200, body: { username: 'admin', role: 'admin' } }],
};
const PRESS_EVERY_MS = 300;
/** Nodes that say from the start how they are. */
const STATING = new Set(
  [
    'scope',
    'mqtt-in',
    'modbus-in',
    'modbus-server',
    'dnp3-in',
    'dnp3-outstation',
    'opcua-in',
    'timescale-out',
    'units',
    'sensors',
    'history',
    'retention',
    'devices',
    'device-templates',
    'commands',
    'opcua-certificates',
  ].map((name) => `thermacore-${name}`),
);

/** Errors of the log, and warnings of nodes; Node-RED's own warnings at start are not about flows. */
const complaintsOf = (lines: readonly string[]): string[] =>
  lines.filter((line) => / error /.test(line) || / warn .*"node":/.test(line));

describe('the shipped flows', function () {
  this.timeout(120_000);
  let product: Product;
  let admin: Client;
  let known: Set<string>;
  let statuses: NodeStatuses;

  before(async () => {
    product = await Product.start();
    admin = await product.login('admin');
    statuses = new NodeStatuses(admin);
    const response = await fetch(`${product.url}/nodes`, {
      headers: { authorization: `Bearer ${admin.token}`, accept: 'application/json' },
    });
    assert.equal(response.status, 200);
    const sets = (await response.json()) as NodeSet[];
    known = new Set(sets.filter(({ enabled, err }) => enabled && !err).flatMap(({ types }) => types));
  });
  after(() => {
    statuses?.close();
    return product?.dispose();
  });

  /** As a person would see it: each node that works with readings or the database says that it is ready. */
  const settled = (nodes: readonly FlowNode[]): Promise<boolean> =>
    eventually('the nodes are ready', async () =>
      nodes
        .filter(({ type }) => STATING.has(type))
        .every(
          ({ id }) => !['', 'waiting for the database', 'starting', 'connecting'].includes(statuses.of(id)),
        ),
    );

  const complaints = (from = 0): string[] => complaintsOf(product.lines.slice(from));

  const unknownTypes = (nodes: readonly FlowNode[]): string[] =>
    nodes.map(({ type }) => type).filter((type) => !known.has(type) && !BUILT_IN.has(type));

  it('pass the flow lint', () => {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/check-flows.ts'], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });

  it('load without an unknown type', async () => {
    const flows = await admin.get<FlowNode[]>('/flows');
    assert.ok(flows.length > 100, `${flows.length} nodes`);
    assert.deepEqual(unknownTypes(flows), []);
  });

  it('run without a complaint', () => {
    assert.deepEqual(complaints(), []);
  });

  it('bring the simulated plant of each tenant to the API', async () => {
    for (const tenant of ['aqua', 'borealis']) {
      const viewer = await product.login(`viewer@${tenant}`);
      const { items } = await eventually(`readings of ${tenant}`, async () => {
        const latest = await viewer.get<{ items: { unit: string; timestamp: string }[] }>(
          '/api/v1/readings/latest',
        );
        return latest.items.length >= 25 && latest;
      });
      const units = await viewer.get<{ items: { key: string }[] }>('/api/v1/units');
      const keys = new Set(units.items.map(({ key }) => key));
      assert.ok(items.every(({ unit }) => keys.has(unit)));
      assert.ok(items.every(({ timestamp }) => Date.now() - Date.parse(timestamp) < 60_000));
    }
  });

  it('read a part of the plant over Modbus, which answers any client of this machine', async () => {
    const viewer = await product.login('viewer@borealis');
    const { items } = await eventually('the tanks of borealis', async () => {
      const latest = await viewer.get<{ items: { unit: string; sensor: string; value: unknown }[] }>(
        '/api/v1/readings/latest',
      );
      return latest.items.some(({ unit }) => unit === 'storage-tank-1') && latest;
    });
    const stored = Number(items.find(({ sensor }) => sensor === 'top-temperature')?.value);
    const client = new ModbusRTU();
    await client.connectTCP('127.0.0.1', { port: product.modbusPort });
    try {
      client.setID(4);
      const { buffer } = await client.readInputRegisters(0, 2);
      assert.ok(Math.abs(buffer.readFloatBE() - stored) < 3, `${buffer.readFloatBE()} and ${stored}`);
      client.setID(1);
      const mode = (await client.readInputRegisters(100, 8)).buffer.toString('latin1').replace(/\0+$/, '');
      assert.match(mode, /^(standby|modulating|full load)$/);
    } finally {
      client.destroy(() => undefined);
    }
  });

  it('read a part of the plant over DNP3, and switch its pumps by a command that is seen to take effect', async () => {
    const admin = await product.login('admin@aqua');
    await eventually('both outstations', async () => {
      const { items } = await admin.get<{ items: { device: string; state: string }[] }>(
        '/api/v1/device-statuses',
      );
      return items.length === 2 && items.every(({ state }) => state === 'connected');
    });
    const operator = await product.login('operator@aqua');
    const command = await operator.json<{ id: string }>('POST', '/api/v1/commands', {
      unit: 'pump-set-1',
      sensor: 'pump-1-running',
      value: false,
    });
    const ended = await eventually('the outcome', async () => {
      const { items } = await operator.get<{ items: { id: string; outcome?: string; detail: string }[] }>(
        '/api/v1/commands',
      );
      return items.find(({ id, outcome }) => id === command.id && outcome !== undefined);
    });
    assert.equal(ended.outcome, 'verified', ended.detail);
    await eventually('the other pump', async () => {
      const { items } = await operator.get<{ items: { sensor: string; value: unknown }[] }>(
        '/api/v1/readings/latest',
      );
      return items.some(({ sensor, value }) => sensor === 'pump-2-running' && value === true);
    });
  });

  it('run the devices of the registry, each made of a template', async () => {
    const admin = await product.login('admin@borealis');
    const statuses = await eventually('the tanks’ controllers', async () => {
      const { items } = await admin.get<{ items: { device: string; state: string }[] }>(
        '/api/v1/device-statuses',
      );
      return items.length === 2 && items.every(({ state }) => state === 'connected') && items;
    });
    assert.deepEqual(
      statuses.map(({ device }) => device),
      ['plc-makeup-tank-1', 'plc-storage-tank-1'],
    );
    const { items } = await admin.get<{ items: { template?: string }[] }>('/api/v1/devices');
    assert.deepEqual(
      items.map(({ template }) => template),
      ['makeup-tank', 'storage-tank'],
    );
  });

  it('show the plants over OPC UA, to a client that was trusted and a user of the tenant', async () => {
    const pki = await testPki('visitor', true);
    const own = (sensor: string) => `ns=2;s=borealis/storage-tank-1/${sensor}`;
    const read = async (...nodeIds: string[]): Promise<DataValue[]> => {
      const client = OPCUAClient.create({
        applicationUri: pki.applicationUri,
        certificateFile: pki.certificateFile,
        privateKeyFile: pki.privateKeyFile,
        clientCertificateManager: pki.applications,
        securityMode: MessageSecurityMode.SignAndEncrypt,
        securityPolicy: SecurityPolicy.Basic256Sha256,
        endpointMustExist: false,
        connectionStrategy: { maxRetry: 0 },
      });
      const user = { userName: 'operator@borealis', password: DEMO_PASSWORD };
      try {
        await client.connect(`opc.tcp://127.0.0.1:${product.opcuaPort}`);
        const session = await client.createSession({ type: UserTokenType.UserName, ...user });
        const values = await session.read(nodeIds.map((nodeId) => ({ nodeId, attributeId: 13 })));
        await session.close();
        return values;
      } finally {
        await client.disconnect();
      }
    };
    try {
      await eventually('the server', async () => {
        const refused = await read(own('top-temperature')).catch((error: unknown) => String(error));
        return (
          typeof refused === 'string' &&
          /rejected|untrusted|BadSecurityChecksFailed|disconnect/i.test(refused)
        );
      });
      const admin = await product.login('admin');
      const { items } = await admin.get<{ items: { thumbprint: string; state: string }[] }>(
        '/api/v1/opcua/certificates',
      );
      const [waiting] = items.filter(({ state }) => state === 'rejected');
      assert.ok(waiting, 'the stranger waits to be looked at');
      await admin.json('POST', `/api/v1/opcua/certificates/${waiting.thumbprint}/trust`);
      const [inOwn, foreign] = await read(own('top-temperature'), 'ns=2;s=aqua/boiler-1/supply-temperature');
      assert.equal(inOwn?.statusCode.name, 'Good');
      assert.equal(typeof inOwn?.value.value, 'number');
      assert.equal(foreign?.statusCode.name, 'BadNodeIdUnknown');
    } finally {
      await pki.remove();
    }
  });

  it('serve every operation of the API: none waits for a flow', async () => {
    const { paths } = await admin.get<{ paths: Record<string, Record<string, { operationId: string }>> }>(
      '/api/v1/openapi.json',
    );
    const viewer = await product.login('viewer@aqua');
    for (const [path, methods] of Object.entries(paths))
      if (methods['get'] && !path.includes('{')) {
        const response = await viewer.request('GET', path);
        await response.arrayBuffer();
        assert.notEqual(response.status, 503, `${path} is served`);
      }
  });

  for (const file of globSync('examples/*.json', { cwd: root }).sort())
    it(`the example ${basename(file)} runs as imported`, async () => {
      const nodes = readFlow(join(root, file));
      assert.deepEqual(unknownTypes(nodes), []);
      const from = product.lines.length;
      const tab = nodes.find(({ type }) => type === 'tab');
      assert.ok(tab, 'an example is a tab');
      const inTab = nodes.filter(({ z }) => z === tab.id);
      const configs = nodes.filter((node) => node !== tab && node.z === undefined);
      const { id } = await admin.json<{ id: string }>('POST', '/flow', { ...tab, nodes: inTab, configs });
      try {
        await settled(inTab);
        // As a person would: one button after the other, once the flow runs.
        for (const { type, id: button } of inTab) {
          if (type !== 'inject') continue;
          await eventually(
            `button ${button}`,
            async () => (await admin.request('POST', `/inject/${button}`)).ok,
            5000,
          );
          await new Promise((resolve) => setTimeout(resolve, PRESS_EVERY_MS));
        }
        for (const { path, status, body } of REQUESTS[basename(file)] ?? []) {
          const response = await eventually(path, async () => {
            const answer = await admin.request('GET', path);
            return answer.status === status && answer;
          });
          if (body) assert.deepEqual(await response.json(), body);
        }
        assert.deepEqual(complaints(from), []);
      } finally {
        await admin.request('DELETE', `/flow/${id}`);
      }
    });
});

describe('the shipped flows without the demo', function () {
  this.timeout(120_000);
  let product: Product;
  before(async () => void (product = await Product.start({ env: { THERMACORE_DEMO: '0' } })));
  after(() => product?.dispose());

  it('run without a complaint, with no tenant and no simulator', async () => {
    const admin = await product.login('admin');
    const flows = await admin.get<FlowNode[]>('/flows');
    const types = new Set(flows.map(({ type }) => type));
    assert.ok(types.has('thermacore-timescale-out'));
    assert.ok(!types.has('thermacore-simulator') && !types.has('thermacore-tenant'));
    assert.deepEqual((await admin.get<{ items: unknown[] }>('/api/v1/tenants')).items, []);
    assert.deepEqual(complaintsOf(product.lines), []);
  });
});
