import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { DEMO_PASSWORD, Product, type Client } from '../../support/product';
import { receiver, type Receiver } from '../../support/receivers';
import { findings } from './axe';
import { sharedBrowser } from './shared';

interface Route {
  readonly key: string;
  readonly enabled: boolean;
  readonly quietHours?: object;
  readonly steps: readonly object[];
}

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

describe('notifications on the dashboards', function () {
  this.timeout(180_000);
  let browser: Browser;
  let product: Product;
  let admin: Client;
  let hook: Receiver;
  let status = 503;

  before(async function () {
    const launched = await sharedBrowser();
    // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
    if (!launched) return this.skip();
    browser = launched;
    hook = await receiver((_n, response) => response.writeHead(status).end());
    product = await Product.start({ env: { THERMACORE_NOTIFY_NETWORKS: '127.0.0.1' } });
    admin = await product.login('admin@aqua');
  });
  after(async () => {
    await product?.dispose();
    await hook?.close();
  });

  async function open(
    username: string,
    view = '',
    more: Parameters<Browser['newPage']>[0] = {},
  ): Promise<Page> {
    const page = await browser.newPage({ viewport: DESKTOP, serviceWorkers: 'block', ...more });
    page.setDefaultTimeout(30_000);
    await page.goto(`${product.url}/dashboard`);
    await page.fill('[name=username]', username);
    await page.fill('[name=password]', DEMO_PASSWORD);
    await page.click('button:has-text("Log in")');
    await page.waitForSelector('.al-banner');
    await page.goto(`${product.url}/dashboard/notifications${view}`);
    await page.waitForSelector('.nh');
    return page;
  }
  const put = (page: Page, name: string, value: string): Promise<void> =>
    page.fill(`.sh-grid > label:has-text("${name}") :is(input, textarea)`, value);
  const says = async (page: Page, selector: string, text: RegExp): Promise<void> => {
    await page.waitForFunction(
      ([where, pattern]) =>
        new RegExp(pattern ?? '').test(document.querySelector(where ?? '')?.textContent ?? ''),
      [selector, text.source],
    );
  };
  const routes = async (): Promise<Route[]> =>
    (await admin.get<{ items: Route[] }>('/api/v1/notification-routes')).items;
  const titled = (page: Page, title: string): Promise<unknown> =>
    page.waitForSelector(`.nh h2:has-text("${title}")`);

  it('a target is made by its form: the field that is wrong is named beside it, and it is tried before it is used', async () => {
    const page = await open('admin@aqua', '#targets');
    await page.click('button:has-text("New target")');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector('label:has-text("Name") .sh-wrong:has-text("It needs a name")');
    await put(page, 'Name', 'SMS gateway');
    await page.selectOption('label:has-text("Way") select', 'webhook');
    await put(page, 'Address', 'ftp://somewhere');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector('label:has-text("Address") .sh-wrong:has-text("begins with https")');
    await put(page, 'Address', 'http://10.0.0.1/hook');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector('label:has-text("Secret that signs") .sh-wrong:has-text("needs the secret")');
    await page.click('button:has-text("Make one")');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector('label:has-text("Address") .sh-wrong:has-text("10.0.0.1")');
    await put(page, 'Address', hook.url);
    await page.click('.sh-save button:has-text("Save and try it")');
    await says(page, '.sh-save p', /It does not work: .*answered 503/);
    status = 204;
    await page.click('.sh-save button:has-text("Try it")');
    await says(page, '.sh-save p', /It works: The receiver has taken the message/);
    assert.equal(
      await page.inputValue('label:has-text("Secret that signs") input'),
      '',
      'it never comes back',
    );
    await page.click('.sh-save button:has-text("Back")');
    await page.waitForSelector('[data-target="sms-gateway"]:has-text("no route sends to it")');
    const kept = await admin.get<{ secrets: string[] }>('/api/v1/notification-targets/sms-gateway');
    assert.deepEqual(kept.secrets, ['secret']);
    await page.close();
  });

  it('a route is made by its form, which says in words what it does while it is filled in', async () => {
    const page = await open('admin@aqua', '#routes');
    await page.click('button:has-text("New route")');
    await put(page, 'Name', 'Boiler house');
    await page.waitForSelector('.nr-steps .sh-wrong:has-text("needs at least one target")');
    assert.equal(await page.isEnabled('.sh-save .sh-main'), false);
    await page.check('[aria-label="Targets of step 1"] label:has-text("On the dashboards") input');
    await put(page, 'Alarm rules', 'hot');
    await page.click('button:has-text("Add a step")');
    await page.check('[aria-label="Targets of step 2"] label:has-text("SMS gateway") input');
    await page.fill('.nr-after input', '0');
    await page.waitForSelector('.sh-wrong:has-text("step 2 must come later")');
    await page.fill('.nr-after input', '15');
    await page.check('label:has-text("Quiet hours") input');
    await says(page, '.nr-says', /by the rule hot when they are raised or get worse/);
    await says(
      page,
      '.nr-says',
      /At once: On the dashboards\..*After 15 min: SMS gateway, unless the alarm is acknowledged/,
    );
    await says(page, '.nr-says', /Quiet every day, 22:00 to 06:00, except for critical alarms/);
    await page.click('.sh-save .sh-main:enabled');
    await page.waitForSelector('[data-route="boiler-house"] .nr-words:has-text("After 15 min: SMS gateway")');
    const made = (await routes()).find(({ key }) => key === 'boiler-house');
    assert.deepEqual(made?.steps, [
      { afterSeconds: 0, targets: ['dashboards'] },
      { afterSeconds: 900, targets: ['sms-gateway'] },
    ]);
    await page.close();
  });

  it('a route is changed, switched off and on, and what somebody else changed meanwhile is not written over', async () => {
    const page = await open('admin@aqua', '#routes');
    const edit = (key: string): Promise<void> => page.click(`[data-route="${key}"] button:has-text("Edit")`);
    await edit('boiler-house');
    await page.uncheck('label:has-text("Quiet hours") input');
    await page.check('[aria-label="Targets of step 1"] label:has-text("SMS gateway") input');
    await put(page, 'Alarms gathered for', '1');
    await says(page, '.nr-says', /What comes within 1 s is one message/);
    await page.click('.sh-save .sh-main:enabled');
    await page.waitForSelector(
      '[data-route="boiler-house"] .nr-words:has-text("On the dashboards and SMS gateway")',
    );
    assert.equal((await routes()).find(({ key }) => key === 'boiler-house')?.quietHours, undefined);
    await edit('boiler-house');
    await admin.json('PATCH', '/api/v1/notification-routes/boiler-house', {
      change: { listed: 5 },
      version: 2,
    });
    await put(page, 'Written out at most', '7');
    await page.click('.sh-save .sh-main:enabled');
    await page.waitForSelector('.sh-fault:has-text("changed meanwhile")');
    await page.click('.sh-save button:has-text("Cancel")');
    for (const [deed, enabled] of [
      ['Off', false],
      ['On', true],
    ] as const) {
      await page.click(`[data-route="boiler-house"] .sh-acts button:text-is("${deed}")`);
      await page.click('.sh-ask .sh-main');
      await page.waitForSelector(`[data-route="boiler-house"]${enabled ? ':not(.is-off)' : '.is-off'}`);
      assert.equal((await routes()).find(({ key }) => key === 'boiler-house')?.enabled, enabled);
    }
    await page.close();
  });

  it('whether notifications work is seen at a glance: which target fails since when and why, and what was given up', async () => {
    status = 400;
    await admin.json('POST', '/api/v1/alarm-rules', {
      reason: 'Test',
      rule: {
        key: 'hot', name: 'Hot', appliesTo: { to: 'sensor', unit: 'boiler-1', sensor: 'supply-temperature' },
        condition: { kind: 'limit', limits: [{ level: 'high', value: 1 }] }, priority: 'high', message: 'is hot',
      },
    }); // prettier-ignore
    const page = await open('operator@aqua');
    await titled(page, 'SMS gateway is not reached');
    await says(page, '.nh-targets', /SMS gateway.*fails since \d\d:\d\d.*answered 400.*1 given up/s);
    await says(page, '.nh-facts', /given up in 24 h.*1/s);
    status = 204;
    await page.click('.sh-tabs button:has-text("Given up")');
    await page.click('button:has-text("Send again")');
    await titled(page, 'Notifications work');
    await page.click('.sh-tabs button:has-text("Log")');
    await page.waitForSelector('.np-state.is-sent');
    await page.close();
  });

  it('a target that a route sends to is not removed, and says which; one that none uses goes', async () => {
    const page = await open('admin@aqua', '#targets');
    const remove = async (): Promise<void> => {
      await page.click('[data-target="sms-gateway"] button:has-text("Delete")');
      await page.click('.sh-ask .sh-main');
    };
    await page.click('[data-target="sms-gateway"] button:has-text("Delete")');
    await page.waitForSelector('.sh-ask:has-text("Boiler house still sends to it")');
    await page.click('.sh-ask .sh-main');
    await page.waitForSelector('.sh-fault:has-text("Routes send to the target")');
    await page.click('.sh-tabs button:has-text("Routes")');
    await page.click('[data-route="boiler-house"] button:has-text("Delete")');
    await page.click('.sh-ask .sh-main');
    await page.waitForSelector('[data-route="boiler-house"]', { state: 'detached' });
    await page.click('.sh-tabs button:has-text("Targets")');
    await page.waitForSelector('[data-target="sms-gateway"]:has-text("no route sends to it")');
    await remove();
    await page.waitForSelector('[data-target="sms-gateway"]', { state: 'detached' });
    assert.equal((await admin.request('GET', '/api/v1/notification-targets/sms-gateway')).status, 404);
    await page.close();
  });

  it('an operator sees all of it and no control that changes it; a viewer has no such page', async () => {
    const page = await open('operator@aqua', '#targets');
    await page.waitForSelector('[data-target="dashboards"]');
    assert.equal(await page.locator('.nr button').count(), 0);
    await page.click('.sh-tabs button:has-text("Routes")');
    await page.waitForSelector('[data-route="on-duty"] .nr-words:has-text("On the dashboards")');
    assert.equal(await page.locator('.nr button').count(), 0);
    await page.close();
    const viewer = await browser.newPage({ viewport: DESKTOP, serviceWorkers: 'block' });
    await viewer.goto(`${product.url}/dashboard`);
    await viewer.fill('[name=username]', 'viewer@aqua');
    await viewer.fill('[name=password]', DEMO_PASSWORD);
    await viewer.click('button:has-text("Log in")');
    await viewer.waitForSelector('.al-banner');
    await viewer.goto(`${product.url}/dashboard/notifications`);
    await viewer.waitForSelector('.al-banner');
    assert.equal(await viewer.locator('.nh, .np').count(), 0);
    await viewer.close();
  });

  it('is sound for who cannot see well, on a desktop in light and on a phone in dark (WCAG AA)', async () => {
    for (const [viewport, colorScheme] of [
      [DESKTOP, 'light'],
      [PHONE, 'dark'],
    ] as const) {
      const page = await open('admin@aqua', '#targets', { viewport, colorScheme });
      const sound = async (what: string): Promise<void> => {
        const [inner, scroll] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
        assert.ok(Number(scroll) <= Number(inner), `${what}: nothing sticks out`);
        assert.deepEqual(await findings(page), [], what);
      };
      await page.waitForSelector('[data-target="dashboards"]');
      await sound('targets');
      await page.click('button:has-text("New target")');
      await page.click('.sh-save .sh-main');
      await page.waitForSelector('.sh-grid .sh-wrong');
      await sound('form of a target');
      await page.click('.sh-save button:has-text("Back")');
      await page.click('.sh-tabs button:has-text("Routes")');
      await page.click('[data-route="on-duty"] button:has-text("Edit")');
      await page.waitForSelector('.nr-says:has-text("At once: On the dashboards.")');
      await sound('form of a route');
      await page.close();
    }
  });
});
