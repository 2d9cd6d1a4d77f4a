import assert from 'node:assert/strict';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { OpcuaField } from '../../support/opcua-field';
import { analog, folderOf } from '../../support/opcua-plant';
import { ADMIN_PASSWORD, Product } from '../../support/product';
import { sharedBrowser } from '../dashboard/shared';

const SERVER = 'e2e0000000000001';
const TENANT = 'e2e0000000000002';
const DATABASE = 'e2e0000000000003';
const NODE = 'e2e0000000000004';
const TAB = 'e2e0000000000005';

type Entry = Record<string, unknown> & { readonly id: string };

describe('OPC UA in the editor', function () {
  this.timeout(120_000);
  let product: Product;
  let field: OpcuaField;
  const complaints: string[] = [];

  before(async function () {
    // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
    if (!(await sharedBrowser())) return this.skip();
    // Nobody gets in without what is stored with the deployed endpoint: the browser never had it.
    const userManager = { isValidUser: (name: string, word: string) => name === 'engineer' && word === 'secret' }; // prettier-ignore
    field = await OpcuaField.start({ more: { allowAnonymous: false, userManager } });
    analog(field, 'Supply temperature', 71.3, { low: 0, high: 140, code: 'CEL', text: '°C' });
    field.variable('Burner', 'Boolean', { dataType: 'Boolean', value: true });
    folderOf(field, 'Boiler 1', 450);
    product = await Product.start();
    await deploy();
  });
  after(async () => {
    await product?.dispose();
    await field?.stop();
  });
  afterEach(() => assert.deepEqual(complaints.splice(0), [], 'the console stays silent'));

  const admin = async (path: string, body: object, token?: string): Promise<Response> =>
    fetch(`${product.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'node-red-api-version': 'v2',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(body),
    });

  /** The flow of this test, in place of those that ship. */
  async function deploy(): Promise<void> {
    const login = { client_id: 'node-red-admin', grant_type: 'password', scope: '*', username: 'admin', password: ADMIN_PASSWORD }; // prettier-ignore
    const { access_token } = (await (await admin('/auth/token', login)).json()) as { access_token: string };
    const flows: Entry[] = [
      { id: TAB, type: 'tab', label: 'OPC UA' },
      { id: DATABASE, type: 'thermacore-database', name: 'Database', poolSize: 10, spoolLimitMb: 1024 },
      { id: TENANT, type: 'thermacore-tenant', key: 'aqua', database: DATABASE, create: false, title: '', timezone: 'UTC' },
      { id: SERVER, type: 'thermacore-opcua-endpoint', name: '', endpoint: field.url, security: 'strongest', mode: 'SignAndEncrypt', trust: 'any', fingerprint: '', identity: 'user', timeoutMs: 10000, sessionTimeoutMs: 120000, credentials: { username: 'engineer', password: 'secret' } },
      { id: NODE, type: 'thermacore-opcua-in', z: TAB, x: 200, y: 100, wires: [[], []], source: 'form', endpoint: SERVER, tenant: TENANT, points: [], publishingIntervalMs: 500, samplingIntervalMs: 500, queueSize: 100, lifetimeMs: 600000, keepAliveMs: 5000, maxItemsPerCall: 1000, maxItemsPerSubscription: 10000, backfill: true, knownOnly: true },
    ]; // prettier-ignore
    assert.ok((await admin('/flows', { flows }, access_token)).ok);
  }

  async function openEditor(look: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await sharedBrowser())?.newPage({ serviceWorkers: 'block', ...look });
    assert.ok(page);
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${product.url}/`);
    await page.fill('#node-dialog-login-username', 'admin');
    await page.fill('#node-dialog-login-password', ADMIN_PASSWORD);
    await page.click('#node-dialog-login-submit');
    await page.waitForSelector('#red-ui-palette-container .red-ui-palette-node', { timeout: 60_000 });
    await page.waitForSelector('#red-ui-loading-progress', { state: 'hidden' });
    await page.keyboard.press('Escape');
    return page;
  }
  const edit = (page: Page, id: string): Promise<void> =>
    page.evaluate(`(() => { const node = RED.nodes.node('${id}');
      node._def.category === 'config' ? RED.editor.editConfig('', node.type, '${id}') : RED.editor.edit(node); })()`);

  it('browses a server as a tree, a folder at a time, and makes points of what is ticked', async () => {
    const page = await openEditor({ viewport: { width: 1440, height: 900 } });
    await edit(page, NODE);
    await page.click('#thermacore-opcua-in-browse');
    await page.click('.thermacore-opcua-node >> text=Plant');
    await page.waitForSelector('text=Supply temperature');
    await page.click('.thermacore-opcua-node >> text=Supply temperature');
    await page.click('.thermacore-opcua-node >> text=Boiler 1');
    await page.waitForSelector('text=Tag 199');
    assert.equal(await page.locator('text=/^Tag 2\\d\\d$/').count(), 0, 'no more than was asked for');
    await page.click('text=more …');
    await page.waitForSelector('text=Tag 399');
    await page.click('text=/^Tag 7$/');
    await page.click('#thermacore-opcua-add');
    await page.waitForSelector('.point-nodeId >> nth=1');
    const values = (name: string): Promise<string[]> =>
      page
        .locator(`.point-${name}`)
        .evaluateAll((inputs) => inputs.map((one) => (one as unknown as { value: string }).value));
    assert.deepEqual(await values('nodeId'), ['nsu=urn:test:plant;s=Supply temperature', 'nsu=urn:test:plant;s=Boiler 1.7']); // prettier-ignore
    assert.deepEqual(await values('sensor'), ['supply-temperature', 'tag-7']);
    assert.deepEqual(await values('unit'), ['plant', 'boiler-1']);
    await page.close();
  });

  it('finds variables by name, and says how far it looked', async () => {
    const page = await openEditor({ viewport: { width: 1440, height: 900 } });
    await edit(page, NODE);
    await page.click('#thermacore-opcua-in-browse');
    await page.locator('.thermacore-opcua-browse input[type=text]').pressSequentially('tag 44');
    await page.waitForSelector('text=/11 found among all/');
    await page.click('.thermacore-opcua-node >> text=/^Tag 44/ >> nth=0');
    await page.waitForSelector('#thermacore-opcua-add:has-text("Add 1")');
    await page.close();
  });

  it('finds endpoints, pins the certificate, and tests the connection', async () => {
    const page = await openEditor({ viewport: { width: 1440, height: 1000 } });
    await edit(page, SERVER);
    await page.waitForSelector('#thermacore-opcua-endpoint-find');
    await page.click('#thermacore-opcua-endpoint-find');
    await page.click('button:has-text("Accept only this one")');
    assert.match(await page.inputValue('#node-config-input-fingerprint'), /^([0-9a-f]{2}:){31}[0-9a-f]{2}$/);
    await page.click('#thermacore-opcua-endpoint-test');
    await page.waitForSelector('text=/✓ Test Controller 1.0 at .* answers/');
    await page.selectOption('#thermacore-opcua-endpoint-accepts', 'listed');
    await page.click('#thermacore-opcua-endpoint-test');
    await page.waitForSelector('text=/✗ No session: .*not trusted.*OPC UA certificates/');
    await page.close();
  });
});
