import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { ADMIN_PASSWORD, DEMO_PASSWORD, Product, eventually } from '../../support/product';
import { sharedBrowser } from './shared';

describe('dashboards of the product, from an empty folder', function () {
  this.timeout(120_000);
  let product: Product;

  before(async function () {
    // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
    if (!(await sharedBrowser())) return this.skip();
    product = await Product.start();
  });
  after(() => product?.dispose());

  const open = async (username: string, password: string): Promise<Page> => {
    const page = await (await sharedBrowser())?.newPage({ serviceWorkers: 'block' });
    assert.ok(page);
    await page.goto(`${product.url}/dashboard`);
    await page.fill('[name=username]', username);
    await page.fill('[name=password]', password);
    await page.click('button:has-text("Log in")');
    return page;
  };

  const valuesOf = (page: Page): Promise<string> =>
    page.locator('.ov-number b').allTextContents().then(String);

  const changes = async (page: Page): Promise<void> => {
    await page.waitForSelector('.ov-number b');
    const before = await valuesOf(page);
    for (let i = 0; i < 100 && (await valuesOf(page)) === before; i++) await page.waitForTimeout(100);
    assert.notEqual(await valuesOf(page), before, 'values change while one looks');
  };

  it('show each tenant its own plant with values that change', async () => {
    const [aqua, borealis] = await Promise.all(
      ['aqua', 'borealis'].map((key) => open(`viewer@${key}`, DEMO_PASSWORD)),
    );
    assert.ok(aqua && borealis);
    await Promise.all([changes(aqua), changes(borealis)]);
    assert.notEqual(
      await aqua.textContent('.tc-plant strong'),
      await borealis.textContent('.tc-plant strong'),
    );
    assert.notEqual(await valuesOf(aqua), await valuesOf(borealis));
    await Promise.all([aqua.close(), borealis.close()]);
  });

  it('bring the platform’s admin to live values with one click after the login', async () => {
    const page = await open('admin', ADMIN_PASSWORD);
    await page.click('.choices button >> nth=0');
    await changes(page);
    await page.close();
  });

  it('keep to the content security policy, as the editor does', async () => {
    const refused: string[] = [];
    const watch = (page: Page): void => {
      page.on('console', (message) => {
        if (/content.security.policy/i.test(message.text())) refused.push(message.text());
      });
    };
    const page = await open('admin@aqua', DEMO_PASSWORD);
    watch(page);
    for (const path of [
      'overview',
      'alarms',
      'alarm-rules',
      'notifications',
      'analytics',
      'reports',
      'export',
    ]) {
      await page.goto(`${product.url}/dashboard/${path}`);
      await page.waitForSelector('main .nrdb-ui-group, main .v-card, main h1, main h2');
    }
    const policy = (await page.request.get(`${product.url}/dashboard`)).headers()['content-security-policy'];
    assert.match(policy ?? '', /script-src 'self' 'unsafe-eval';/);
    assert.deepEqual(refused, []);
    await page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'window.evil = true';
      document.body.append(script);
    })()`);
    assert.equal(await page.evaluate('window.evil'), undefined);
    await eventually('a refusal is seen', () => Promise.resolve(refused.splice(0).length > 0));
    await page.close();

    const editor = await (await sharedBrowser())?.newPage();
    assert.ok(editor);
    watch(editor);
    await editor.goto(product.url);
    await editor.fill('#node-dialog-login-username', 'admin');
    await editor.fill('#node-dialog-login-password', ADMIN_PASSWORD);
    await editor.click('#node-dialog-login-submit');
    await editor.waitForSelector('.red-ui-flow-node', { state: 'attached' });
    // A function's form starts the code editor, whose workers come from a blob.
    await editor.evaluate('RED.editor.edit(RED.nodes.filterNodes({ type: "function" })[0])');
    await editor.waitForSelector('.monaco-editor .view-line', { state: 'attached' });
    await editor.close();
    assert.deepEqual(refused, []);
  });

  it('come back by themselves when the product was restarted', async () => {
    const page = await open('operator@aqua', DEMO_PASSWORD);
    await changes(page);
    await product.stop();
    await page.waitForSelector('[role=alert]:has-text("nothing on this page is live")');
    await product.launch();
    await page.waitForSelector('.tc-lost', { state: 'detached', timeout: 30_000 });
    await changes(page);
    await page.close();
  });
});
