import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { PASSWORD } from './fake-auth';
import type { Harness } from './harness';
import { overviewOf } from './plant';
import { sharedBrowser, sharedHarness } from './shared';

const WAIT = { timeout: 30_000 };
const UNIT = 'd6f0150000000003';

interface Asked {
  operation?: string;
  about?: string;
  serial?: number;
  payload?: unknown;
}
interface Unit {
  key: string;
  sensors: { latest: { timestamp: number | string } }[];
}

/** The answers are made up here: what comes late, twice or again after a lost connection is told as such. */
describe('the commands of the page Unit', function () {
  this.timeout(120_000);
  let harness: Harness;
  let page: Page;

  const tell = (about: string, operation: string, payload: unknown, more: object = {}): void =>
    harness.tell(UNIT, { tenant: 'aqua', page: 'unit', about, operation, payload, ...more });

  const askedOf = (about: string, operation: string): Asked[] =>
    (harness.received as Asked[]).filter((one) => one.about === about && one.operation === operation);

  const asked = async (about: string, operation: string): Promise<Asked> => {
    for (const end = Date.now() + WAIT.timeout; Date.now() < end; await page.waitForTimeout(50)) {
      const last = askedOf(about, operation).at(-1);
      if (last) return last;
    }
    throw new Error(`the page never asked for ${operation} of ${about}`);
  };

  const tellUnits = (): void => {
    const overview = overviewOf('aqua', { username: 'operator@aqua', role: 'operator' }, Date.now(), 0);
    for (const { sensors } of (overview as { units: Unit[] }).units)
      for (const { latest } of sensors) latest.timestamp = new Date(latest.timestamp).toISOString();
    tell('units', 'overview', overview);
  };
  const tellWritable = (): void => {
    const places = ['boiler-1/supply', 'boiler-1/drum', 'boiler-2/supply'];
    const items = places.map((place) => ({ unit: place.split('/')[0], sensor: place.split('/')[1] }));
    tell('commands', 'writable', { items });
  };

  /** Messages keep their order: what was told before has been taken once this shows. */
  const settle = async (): Promise<void> => {
    const text = `settled ${Math.random()}`;
    tell('units', 'overview', { type: 'trend-error', text });
    await page.waitForSelector(`.un-fault:has-text("${text}")`, WAIT);
  };

  before(async function () {
    const browser = await sharedBrowser();
    // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
    if (!browser) return this.skip();
    harness = await sharedHarness();
  });
  beforeEach(async () => {
    harness.received.length = 0;
    const context = await (await sharedBrowser())?.newContext({ serviceWorkers: 'block' });
    assert.ok(context);
    page = await context.newPage();
    await page.goto(`${harness.url}/dashboard/unit?unit=boiler-1`);
    await page.fill('[name=username]', 'operator@aqua');
    await page.fill('[name=password]', PASSWORD);
    await page.click('button:has-text("Log in")');
    await asked('units', 'overview');
    tellUnits();
    tellWritable();
    await page.waitForSelector('.un-form', WAIT);
  });
  afterEach(() => page.context().close());

  it('writes nothing but what was asked about: another value, or none, asks again', async () => {
    const value = page.locator('.un-form input');
    const writeNow = page.locator('.un-ask button:has-text("Write now")');
    await value.fill('70');
    await page.click('.un-form button:has-text("Write…")');
    await writeNow.waitFor(WAIT);
    await value.fill('');
    await writeNow.waitFor({ ...WAIT, state: 'detached' });
    await value.fill('71');
    await page.click('.un-form button:has-text("Write…")');
    await writeNow.waitFor(WAIT);
    await value.fill('72');
    await writeNow.waitFor({ ...WAIT, state: 'detached' });
    await page.click('.un-form button:has-text("Write…")');
    assert.match(await page.innerText('.un-ask b'), /to 72 °C\?/);
    await writeNow.click();
    await asked('commands', 'create');
    await settle();
    const written = askedOf('commands', 'create').map(({ payload }) => payload);
    assert.deepEqual(written, [{ unit: 'boiler-1', sensor: 'supply', value: 72 }]);
  });

  it('keeps a value half typed and its point when the plant is told again', async () => {
    await page.selectOption('.un-form select', 'drum');
    await page.fill('.un-form input', '6.25');
    tellUnits();
    tellWritable();
    await settle();
    assert.equal(await page.inputValue('.un-form select'), 'drum');
    assert.equal(await page.inputValue('.un-form input'), '6.25');
  });

  it('asks again after a lost connection, and does not wait for an answer of the old one', async () => {
    await page.fill('.un-form input', '70');
    await page.click('.un-form button:has-text("Write…")');
    await page.click('.un-ask button:has-text("Write now")');
    await asked('commands', 'create');
    await page.waitForSelector('.un-form button:disabled', WAIT);
    harness.received.length = 0;
    await page.context().setOffline(true);
    await page.waitForSelector('html[data-connection=lost]', { ...WAIT, state: 'attached' });
    await page.context().setOffline(false);
    await asked('units', 'overview');
    tellUnits();
    tellWritable();
    await page.waitForSelector('.un-form button:not(:disabled)', WAIT);
  });

  it('shows no command of another unit', async () => {
    const command = {
      id: 'c1',
      unit: 'boiler-1',
      sensor: 'supply',
      value: 70,
      state: 'done',
      outcome: 'success',
    };
    const more = { requestedBy: 'operator@aqua', requestedAt: new Date().toISOString() };
    await asked('commands', 'list');
    const late = askedOf('commands', 'list').at(-1)?.serial;
    await page.selectOption('.un-head select', 'boiler-2');
    tell('commands', 'list', { items: [{ ...command, ...more }] }, { serial: late });
    tell('commands', 'create', { ...command, ...more });
    await settle();
    assert.equal(await page.locator('.un-done li').count(), 0);
    tell('commands', 'create', { ...command, ...more, id: 'c2', unit: 'boiler-2' });
    await page.waitForSelector('.un-done li', WAIT);
  });
});
