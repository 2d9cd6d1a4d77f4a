import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser';
import { makeApi } from '../unit/api/fixture';
import { serverOf } from '../unit/api/over-http';

describe('the documentation page of the API', function () {
  this.timeout(120_000);
  let browser: Browser | undefined;
  let server: Server;

  before(async function () {
    server = serverOf((await makeApi()).api).listen(0, '127.0.0.1');
    browser = await launchBrowser();
    // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
    if (!browser) this.skip();
  });
  after(async () => {
    await browser?.close();
    server.close();
    server.closeAllConnections();
  });

  it('shows the operations without the internet, and asks nobody else for anything', async () => {
    const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const context = await (browser as Browser).newContext();
    const others: string[] = [];
    const faults: string[] = [];
    await context.route('**', (route) => {
      const url = route.request().url();
      if (url.startsWith(own) || url.startsWith('data:')) return route.continue();
      others.push(url);
      return route.abort();
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(`${own}/api/docs`);
    // The description was fetched, read and is being drawn.
    await page.locator('.opblock').first().waitFor({ timeout: 60_000 });
    assert.match(await page.locator('.info').innerText(), /ThermaCore API/);
    assert.deepEqual(others, []);
    assert.deepEqual(faults, []);
    await context.close();
  });
});
