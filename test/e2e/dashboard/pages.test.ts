import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { PASSWORD } from './fake-auth';
import { WIDGET, type Harness } from './harness';
import { sharedBrowser, sharedHarness } from './shared';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1440, height: 900 };

describe('dashboards in a browser', function () {
  this.timeout(60_000);
  let harness: Harness;
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];

  before(async function () {
    const launched = await sharedBrowser();
    // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
    if (!launched) return this.skip();
    browser = launched;
    harness = await sharedHarness();
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    assert.deepEqual(complaints.splice(0), [], 'the console stays silent');
  });

  const newPage = async (viewport = DESKTOP, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> => {
    const context = await browser.newContext({ viewport, colorScheme, serviceWorkers: 'block' });
    contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
    return page;
  };

  const submit = async (page: Page, username: string, password = PASSWORD): Promise<void> => {
    await page.fill('[name=username]', username);
    await page.fill('[name=password]', password);
    await page.click('button:has-text("Log in")');
  };

  const open = async (username: string, ...how: Parameters<typeof newPage>): Promise<Page> => {
    const page = await newPage(...how);
    await page.goto(`${harness.url}/dashboard`);
    await submit(page, username);
    await page.waitForSelector('.ov-tile');
    return page;
  };

  const supplyOf = (page: Page): Promise<string | null> =>
    page.textContent('#unit-boiler-1 .ov-value:first-of-type .ov-number b');

  const tellSupply = (tenant: string, value: number, more: object = {}): void =>
    harness.tell(WIDGET.overview, {
      tenant,
      payload: {
        type: 'readings',
        readings: [
          { unit: 'boiler-1', sensor: 'supply', timestamp: Date.now(), value, quality: 'good', ...more },
        ],
      },
    });

  it('shows two tenants side by side each its own plant, live', async () => {
    const [aqua, borealis] = await Promise.all([open('viewer@aqua'), open('viewer@borealis')]);
    assert.equal(await aqua.textContent('.tc-plant strong'), 'Aqua Heating');
    assert.equal(await borealis.textContent('.tc-plant strong'), 'Borealis Water');
    const before = await supplyOf(borealis);
    tellSupply('aqua', 71.3);
    await aqua.waitForFunction(
      () => document.querySelector('#unit-boiler-1 .ov-number b')?.textContent === '71.3',
    );
    assert.equal(await supplyOf(borealis), before);
    tellSupply('borealis', 82.4);
    await borealis.waitForFunction(
      () => document.querySelector('#unit-boiler-1 .ov-number b')?.textContent === '82.4',
    );
    assert.equal(await supplyOf(aqua), '71.3');
  });

  it('marks what is not normal by shape and word, and lists it on top', async () => {
    const page = await open('viewer@aqua');
    tellSupply('aqua', 99.9);
    await page.waitForSelector('#unit-boiler-1.is-high .ov-badge:has-text("High") svg');
    await page.click('.ov-state a:has-text("Boiler 1")');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'unit-boiler-1');
    tellSupply('aqua', 75, { quality: 'bad', flags: ['sensor-failure'] });
    const mark = page.locator('#unit-boiler-1 .ov-mark:has-text("Bad")');
    await mark.waitFor();
    assert.equal(await mark.getAttribute('title'), 'Bad quality: sensor-failure');
    assert.equal(await page.locator('#unit-hx-1 .ov-value.is-stale').count(), 1, 'an old value looks old');
  });

  it('draws no line where nothing was measured', async () => {
    const page = await open('viewer@aqua');
    assert.equal(await page.locator('#unit-boiler-2 .ov-value:nth-of-type(2) .ov-trend path').count(), 2);
  });

  it('says what is wrong with a login, and how long to wait', async () => {
    const page = await newPage(PHONE);
    await page.goto(`${harness.url}/dashboard/overview`);
    await submit(page, 'viewer@aqua', 'wrong');
    assert.match((await page.textContent('[role=alert]')) ?? '', /password is wrong/);
    assert.equal(await page.inputValue('[name=username]'), 'viewer@aqua');
    for (let i = 0; i < 5; i++)
      await harness.auth.login({ username: 'viewer@aqua', password: 'wrong' }).catch(() => undefined);
    await submit(page, 'viewer@aqua', 'wrong');
    assert.match((await page.textContent('[role=alert]')) ?? '', /Try again in 30 s/);
    assert.ok(await page.isDisabled('button'));
    harness.auth.forgiveFailures();
    await page.reload();
    complaints.splice(0); // the browser reports the statuses 401 and 429
    await page.goto(`${harness.url}/dashboard/overview`);
    await submit(page, 'viewer@aqua');
    await page.waitForURL('**/dashboard/overview');
  });

  it('brings a platform user to live data with one click, and to another plant from there', async () => {
    const page = await newPage();
    await page.goto(`${harness.url}/dashboard`);
    await submit(page, 'admin');
    await page.click('button:has-text("Aqua Heating")');
    await page.waitForSelector('.ov-tile');
    await page.click('.tc-user summary');
    await page.click('text=Switch plant…');
    await page.click('button:has-text("Borealis Water")');
    await page.waitForSelector('.ov-tile');
    assert.equal(await page.textContent('.tc-plant strong'), 'Borealis Water');
  });

  it('logs out everywhere the session is open', async () => {
    const page = await open('viewer@aqua');
    const second = await page.context().newPage();
    await second.goto(`${harness.url}/dashboard/overview`);
    await second.waitForSelector('.ov-tile');
    await page.click('.tc-user summary');
    await page.click('text=Log out');
    await page.waitForSelector('h1:has-text("Log in")');
    await second.waitForURL('**/dashboard/login**');
    await page.goBack();
    await page.waitForURL('**/dashboard/login**');
    complaints.splice(0); // the second page is told 401
  });

  it('makes a lost connection unmistakable, and recovers', async function () {
    this.timeout(60_000);
    const page = await open('viewer@aqua');
    await page.context().setOffline(true);
    await page.evaluate(() => {
      const app = document.querySelector('#app') as unknown as {
        __vue_app__: { _context: { provides: { $socket: { io: { engine: { close(): void } } } } } };
      };
      app.__vue_app__._context.provides.$socket.io.engine.close();
    });
    await page.waitForSelector('[role=alert]:has-text("nothing on this page is live")');
    assert.equal(
      await page.evaluate(() => getComputedStyle(document.querySelector('.nrdb-ui-page') as Element).filter),
      'grayscale(1)',
    );
    await page.context().setOffline(false);
    // An attempt that was begun while the network was away ends by socket.io's own time-out of 20 s.
    await page.waitForSelector('.tc-lost', { state: 'detached', timeout: 45_000 });
    tellSupply('aqua', 70.1);
    await page.waitForFunction(
      () => document.querySelector('#unit-boiler-1 .ov-number b')?.textContent === '70.1',
    );
    complaints.splice(0); // failed requests while offline
  });

  it('follows the system’s colours until the user chooses', async () => {
    const page = await open('viewer@aqua', DESKTOP, 'dark');
    const theme = (): Promise<string | undefined> =>
      page.evaluate(() => document.documentElement.dataset['theme']);
    assert.equal(await theme(), 'dark');
    await page.click('[aria-label^="Colours"]');
    assert.equal(await theme(), 'light');
    await page.reload();
    await page.waitForSelector('.ov-tile');
    assert.equal(await theme(), 'light');
  });

  it('fits a phone in one column', async () => {
    const page = await open('viewer@aqua', PHONE);
    const [inner, scroll, lefts] = await page.evaluate(() => [
      innerWidth,
      document.documentElement.scrollWidth,
      [
        ...new Set(
          Array.from(document.querySelectorAll('.ov-tile')).map((tile) => tile.getBoundingClientRect().left),
        ),
      ].length,
    ]);
    assert.ok(Number(scroll) <= Number(inner), 'nothing sticks out');
    assert.equal(lefts, 1);
  });
});
