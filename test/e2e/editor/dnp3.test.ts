import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { Dnp3Field } from '../../support/dnp3-field';
import { ADMIN_PASSWORD, Product } from '../../support/product';
import { sharedBrowser } from '../dashboard/shared';

const CHANNEL = 'e2e1000000000001';
const TENANT = 'e2e1000000000002';
const DATABASE = 'e2e1000000000003';
const NODE = 'e2e1000000000004';
const TAB = 'e2e1000000000005';

describe('DNP3 in the editor', function () {
  this.timeout(120_000);
  let product: Product;
  let field: Dnp3Field;
  const complaints: string[] = [];

  before(async function () {
    // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
    if (!(await sharedBrowser())) return this.skip();
    field = await Dnp3Field.start();
    field.define('analog-input', 7, 1, 71.3).define('binary-output', 2, 1, true);
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
    const flows = [
      { id: TAB, type: 'tab', label: 'DNP3' },
      { id: DATABASE, type: 'thermacore-database', name: 'Database', poolSize: 10, spoolLimitMb: 1024 },
      { id: TENANT, type: 'thermacore-tenant', key: 'aqua', database: DATABASE, create: false, title: '', timezone: 'UTC' },
      { id: CHANNEL, type: 'thermacore-dnp3-channel', name: '', source: 'other', transport: 'tcp', host: '127.0.0.1', port: field.port, connectTimeoutMs: 5000 },
      { id: NODE, type: 'thermacore-dnp3-in', z: TAB, x: 200, y: 100, wires: [[], []], source: 'form', channel: CHANNEL, tenant: TENANT, remoteAddress: 10, localAddress: 1, points: [{ unit: 'boiler-1', sensor: 'burner', kind: 'binary-output', index: '2' }], knownOnly: true },
    ]; // prettier-ignore
    assert.ok((await admin('/flows', { flows }, access_token)).ok);
  }

  async function openEditor(): Promise<Page> {
    const page = await (
      await sharedBrowser()
    )?.newPage({ serviceWorkers: 'block', viewport: { width: 1440, height: 1000 } });
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

  it('finds the points of an outstation, and makes rows of what is ticked', async () => {
    const page = await openEditor();
    await edit(page, NODE);
    await page.click('#thermacore-dnp3-in-find');
    await page.waitForSelector('text=/^2 points/');
    assert.ok(
      await page.locator('label.is-known', { hasText: 'binary output 2' }).count(),
      'is there already',
    );
    const found = page.locator('.thermacore-dnp3-points-found label', { hasText: 'analog input 7' });
    assert.equal(await found.locator('output').textContent(), '71.3');
    await found.click();
    await page.click('#thermacore-dnp3-points-add:has-text("Add (1)")');
    await page.waitForSelector('.point-index >> nth=1');
    assert.deepEqual(
      await page
        .locator('.point-kind, .point-index, .point-unit, .point-sensor')
        .evaluateAll((inputs) => inputs.map((one) => (one as unknown as { value: string }).value)),
      ['boiler-1', 'burner', 'binary-output', '2', 'boiler-1', 'analog-input-7', 'analog-input', '7'],
    );
    await page.close();
  });

  it('asks for what a command does only where there is something to command', async () => {
    const page = await openEditor();
    await edit(page, NODE);
    await page.click('.thermacore-dnp3-point summary');
    assert.deepEqual(
      await Promise.all(
        ['onOperation', 'variation', 'scale'].map((name) => page.isVisible(`.point-${name}`)),
      ),
      [true, false, false],
    );
    await page.selectOption('.point-kind', 'analog-input');
    await page.fill('.point-outputIndex', '3');
    await page.dispatchEvent('.point-outputIndex', 'change');
    assert.deepEqual(
      await Promise.all(
        ['onOperation', 'variation', 'scale'].map((name) => page.isVisible(`.point-${name}`)),
      ),
      [false, true, true],
    );
    await page.close();
  });

  it('tests the connection of a channel', async () => {
    const page = await openEditor();
    await edit(page, CHANNEL);
    await page.click('#thermacore-dnp3-channel-test');
    await page.waitForSelector('text=/✓ Outstation 10 at .* answers in .*: 1 binary output, 1 analog input/');
    await page.fill('#node-config-input-port', '1');
    await page.click('#thermacore-dnp3-channel-test');
    await page.waitForSelector('text=/✗ Outstation 10 does not answer: .*nothing listens there/');
    await page.close();
  });
});
