import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { DEMO_PASSWORD, Product, type Client } from '../../support/product';
import { sharedBrowser } from './shared';

interface Entry {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
}
const entries = JSON.parse(
  readFileSync(join(__dirname, '..', '..', '..', 'flows', '10-simulator-demo.json'), 'utf8'),
) as Entry[];
/** The first is of aqua, the second of borealis. */
const buttonsOf = (name: string): string[] =>
  entries.filter((entry) => entry.type === 'inject' && entry.name === name).map(({ id }) => id);

/** From the switch to the browser: the simulator publishes once a second. */
const WITHIN_MS = 1000 + 1000;

describe('alarms on the dashboards', function () {
  this.timeout(120_000);
  let product: Product;
  let admin: Client;

  before(async function () {
    // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
    if (!(await sharedBrowser())) return this.skip();
    product = await Product.start();
    admin = await product.login('admin');
  });
  after(() => product?.dispose());

  const open = async (username: string): Promise<Page> => {
    const page = await (await sharedBrowser())?.newPage({ serviceWorkers: 'block' });
    assert.ok(page);
    await page.goto(`${product.url}/dashboard`);
    await page.fill('[name=username]', username);
    await page.fill('[name=password]', DEMO_PASSWORD);
    await page.click('button:has-text("Log in")');
    await page.waitForSelector('.al-banner');
    return page;
  };
  const press = async (name: string, plant: number): Promise<void> => {
    const [id] = buttonsOf(name).slice(plant);
    assert.equal((await admin.request('POST', `/inject/${id}`)).ok, true);
  };

  it('the banner of every page shows a tripped pump at once, with a click to where it is', async () => {
    const [aqua, borealis] = await Promise.all([open('operator@aqua'), open('viewer@borealis')]);
    await aqua.waitForSelector('.al-none');
    const began = performance.now();
    await press('pump 1 trips', 0);
    await aqua.waitForSelector('.al-newest:has-text("Pump 1 has tripped")');
    const took = performance.now() - began;
    assert.ok(took < WITHIN_MS, `took ${Math.round(took)} ms`);
    assert.match((await aqua.textContent('.al-counts .al-critical')) ?? '', /C\s*1/);
    assert.match((await aqua.getAttribute('.al-newest', 'href')) ?? '', /overview#unit-pump-set-1$/);
    // The overview says so too, and the time is the plant's.
    await aqua.waitForSelector('#unit-pump-set-1 .ov-badge.is-alarm');
    assert.match((await aqua.textContent('.ov-state')) ?? '', /needs? attention.*Pump 1 has tripped/s);
    const told = await aqua.textContent('.al-newest time');
    const since = new Date((await aqua.getAttribute('.al-newest time', 'datetime')) ?? '');
    assert.equal(told, since.toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' }));
    await borealis.waitForTimeout(500);
    assert.equal(await borealis.locator('.al-newest').count(), 0, 'another plant hears nothing of it');
    await aqua.goto(`${product.url}/dashboard/export`);
    await aqua.waitForSelector('.al-newest:has-text("Pump 1 has tripped")');
    await Promise.all([aqua.close(), borealis.close()]);
  });

  it('an operator acknowledges it with a comment on the page of alarms, which the journal tells', async () => {
    const page = await open('operator@aqua');
    await page.click('.al-all');
    await page.waitForSelector('.ap-table tr.is-waiting');
    await page.check('.ap-table tr.is-waiting input[type=checkbox]');
    await page.fill('.ap-comment input', 'On my way');
    await page.click('.ap-main');
    await page.waitForSelector('.ap-table small:has-text("by operator@aqua")');
    await page.waitForSelector('.al-newest:not(.is-waiting)');
    await page.click('.ap-tabs button:has-text("Journal")');
    await page.waitForSelector('.ap-table small:has-text("On my way")');
    await page.click('.ap-tabs button:has-text("Figures")');
    await page.waitForSelector('.ap-figures tr:has-text("alarms per operator and day")');
    await page.close();
  });

  it('says what is refused: shelving needs a comment', async () => {
    const page = await open('operator@aqua');
    await page.goto(`${product.url}/dashboard/alarms`);
    await page.selectOption('.ap-acts select', '900');
    await page.waitForSelector('.ap-fault:has-text("asks for a comment")');
    await page.fill('.ap-comment input', 'Motor is being changed');
    await page.selectOption('.ap-acts select', '900');
    await page.waitForSelector('.al-none');
    await page.click('.ap-tabs button:has-text("Shelved")');
    await page.waitForSelector('.ap-acts button:has-text("Un-shelve")');
    await page.close();
  });

  it('comes back as it was when the product was killed', async () => {
    await product.kill9();
    await product.launch();
    const page = await open('operator@aqua');
    await page.goto(`${product.url}/dashboard/alarms#shelved`);
    await page.waitForSelector('.ap-acts button:has-text("Un-shelve")');
    await page.close();
  });
});
