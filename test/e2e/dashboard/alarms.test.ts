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
    await aqua.waitForSelector('#unit-pump-set-1 .ov-badge.is-alarm.al-critical:has-text("Alarm: critical")');
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
    // A slow machine has alarms of its own, such as a boiler that falls silent.
    const row = '.ap-row:has-text("Pump 1 has tripped")';
    await page.check(`${row}.is-waiting input[type=checkbox]`);
    await page.fill('.ap-comment input', 'On my way');
    await page.click('.sh-main');
    await page.waitForSelector(`${row}:not(.is-waiting) small:has-text("by operator@aqua")`);
    await page.click('.sh-tabs button:has-text("Journal")');
    await page.waitForSelector('.ap-table small:has-text("On my way")');
    await page.click('.sh-tabs button:has-text("Figures")');
    await page.waitForSelector('.ap-figures li:has-text("alarms per operator and day")');
    await page.close();
  });

  it('says what is refused: shelving needs a comment', async () => {
    const page = await open('operator@aqua');
    await page.goto(`${product.url}/dashboard/alarms`);
    const row = '.ap-row:has-text("Pump 1 has tripped")';
    await page.selectOption(`${row} .sh-acts select`, '900');
    await page.waitForSelector('.sh-fault:has-text("asks for a comment")');
    await page.fill('.ap-comment input', 'Motor is being changed');
    await page.selectOption(`${row} .sh-acts select`, '900');
    await page.waitForSelector(row, { state: 'detached' });
    await page.click('.sh-tabs button:has-text("Shelved")');
    await page.waitForSelector(`${row} .sh-acts button:has-text("Un-shelve")`);
    await page.close();
  });

  it('shows what to do from the keyboard, with the time that there is', async () => {
    await press('pump 1 runs again', 0);
    const page = await open('operator@aqua');
    await page.goto(`${product.url}/dashboard/alarms#shelved`);
    await page.click('.sh-acts button:has-text("Un-shelve")');
    await page.click('.sh-tabs button:has-text("Active")');
    await press('pump 1 trips', 0);
    await page.waitForSelector('.ap-row:has-text("Pump 1 has tripped")');
    await page.focus('.ap-row:has-text("Pump 1 has tripped")');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.ap-guide dd.is-main:has-text("Look whether pump 2 holds the flow")');
    await page.waitForSelector('.ap-guide dl:has-text("5 min")');
    await page.keyboard.press('Space');
    await page.waitForSelector('.ap-chosen:has-text("1 selected")');
    await page.selectOption('.sh-bar label:has-text("Priority") select', 'low');
    await page.waitForSelector('.sh-none:has-text("No alarm fits")');
    await page.selectOption('.sh-bar label:has-text("Priority") select', 'critical');
    await page.waitForSelector('.ap-row');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.isVisible('.ap-row'), true);
    for (const part of ['.sh-bar', '.ap-do', '.sh-acts', '.sh-tabs', '.al-banner'])
      assert.equal(await page.isVisible(part), false, part);
    await page.close();
  });

  it('a viewer reads all of it and has nothing to press', async () => {
    const page = await open('viewer@aqua');
    await page.goto(`${product.url}/dashboard/alarms`);
    await page.click('.ap-row:has-text("Pump 1 has tripped") .ap-help');
    await page.waitForSelector('.ap-guide dd.is-main');
    assert.equal(await page.locator('.ap-do, .ap-pick, .sh-acts select').count(), 0);
    const buttons = await page.locator('.sh-acts button').allTextContents();
    assert.deepEqual([...new Set(buttons.map((text) => text.trim()))], ['What to do']);
    await page.close();
  });

  it('searches the journal by time and event, and gives it as a file', async () => {
    const page = await open('viewer@aqua');
    await page.goto(`${product.url}/dashboard/alarms#journal`);
    await page.waitForSelector('.ap-journal');
    await page.selectOption('.sh-bar select', { label: 'acknowledged' });
    await page.click('.sh-bar .sh-main');
    await page.waitForSelector('.ap-journal tbody tr:has-text("On my way")');
    assert.equal(await page.locator('.ap-journal tbody tr:has-text("became active")').count(), 0);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.click('.sh-bar button:has-text("CSV")'),
    ]);
    assert.equal(file.suggestedFilename(), 'alarm-journal-aqua.csv');
    const text = readFileSync(await file.path(), 'utf8');
    assert.match(text, /On my way/);
    assert.doesNotMatch(text, /,active,normal,/);
    // In the time of the plant, which is an hour or two ahead of UTC.
    await page.fill('.sh-bar input[type=datetime-local]', '2999-01-01T00:00');
    await page.click('.sh-bar .sh-main');
    await page.waitForSelector('.sh-none:has-text("Nothing happened then")');
    await page.close();
  });

  it('sounds only when asked to, until it is silenced', async () => {
    const page = await open('operator@aqua');
    assert.equal(await page.getAttribute('#al-horn [aria-pressed]', 'aria-pressed'), 'false');
    await press('pump 1 runs again', 0);
    await page.goto(`${product.url}/dashboard/alarms#returned`);
    const row = '.ap-row:has-text("Pump 1 has tripped")';
    await page.click(`${row} .sh-acts button:has-text("Acknowledge")`);
    await page.waitForSelector(row, { state: 'detached' });
    await page.click('#al-horn [aria-pressed]');
    await press('pump 1 trips', 0);
    await page.click('#al-horn .al-silence');
    await page.waitForSelector('#al-horn .al-silence', { state: 'detached' });
    assert.equal(await page.getAttribute('#al-horn [aria-pressed]', 'aria-pressed'), 'true');
    await page.close();
  });

  it('comes back as it was when the product was killed', async () => {
    const operator = await product.login('operator@aqua');
    const { items } = await operator.get<{ items: { id: string }[] }>('/api/v1/alarms');
    for (const { id } of items)
      await operator.json('POST', `/api/v1/alarms/${encodeURIComponent(id)}/shelve`, {
        seconds: 900,
        comment: 'Motor is being changed',
      });
    await product.kill9();
    await product.launch();
    const page = await open('operator@aqua');
    await page.goto(`${product.url}/dashboard/alarms#shelved`);
    await page.waitForSelector('.sh-acts button:has-text("Un-shelve")');
    await page.close();
  });
});
