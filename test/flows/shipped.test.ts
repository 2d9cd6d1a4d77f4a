import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { NodeStatuses, Product, eventually, type Client } from '../support/product';

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
  'api-in.json': [
    { path: '/api/v1/hello?name=plant', status: 200, body: { hello: 'plant' } },
    { path: '/api/v1/hello', status: 400 },
  ],
  'api-out.json': [
    { path: '/api/v1/shift?day=monday', status: 200, body: { operator: 'Kim', from: '06:00', to: '14:00' } },
    { path: '/api/v1/shift?day=sunday', status: 404 },
  ],
  'security.json': [{ path: '/api/v1/whoami', status: 200, body: { username: 'admin', role: 'admin' } }],
};
const PRESS_EVERY_MS = 300;
/** Nodes that say from the start how they are. */
const STATING = new Set(
  ['scope', 'mqtt-in', 'timescale-out', 'units', 'sensors', 'history', 'retention'].map(
    (name) => `thermacore-${name}`,
  ),
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
