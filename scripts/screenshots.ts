/**
 * `npm run screenshots`: starts the product on an empty state folder, logs in as a person would and remakes the
 * pictures in docs/images. Every page in both themes, at desktop and phone width.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../test/support/browser';
import { ADMIN_PASSWORD, DEMO_PASSWORD, Product } from '../test/support/product';

const folder = join(__dirname, '..', 'docs', 'images');
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
const THEMES = ['light', 'dark'] as const;
/** Long enough for the sparklines to have a shape. */
const TREND_MS = 45_000;
const SETTLE_MS = 2500;

/** In a browser of its own each, at every size and in every theme; `look` names them in the file's name. */
async function inEveryLook(
  browser: Browser,
  what: string,
  shots: (page: Page, look: string) => Promise<void>,
): Promise<void> {
  for (const [name, viewport] of Object.entries(SIZES))
    for (const colorScheme of THEMES) {
      const context = await browser.newContext({ viewport, colorScheme, serviceWorkers: 'block' });
      await shots(await context.newPage(), `${name}-${colorScheme}`);
      await context.close();
      console.log(`${what}: ${name}, ${colorScheme}`);
    }
}

async function login(page: Page, url: string, user = 'operator@aqua'): Promise<void> {
  await page.goto(`${url}/dashboard`);
  await page.fill('input[name=username]', user);
  await page.fill('input[name=password]', user === 'admin' ? ADMIN_PASSWORD : DEMO_PASSWORD);
  await page.keyboard.press('Enter');
  // A user of the platform chooses the tenant to act in.
  if (user === 'admin') await page.click('button[name=tenant][value=aqua]');
  await page.waitForURL(/overview/);
  await page.getByText('Boiler 1').first().waitFor();
  await page.waitForTimeout(SETTLE_MS);
}

async function shoot(browser: Browser, url: string): Promise<void> {
  await inEveryLook(browser, 'login, overview, export', async (page, look) => {
    await page.goto(`${url}/dashboard`);
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(folder, `login-${look}.png`) });
    await login(page, url);
    await page.screenshot({ path: join(folder, `overview-${look}.png`) });
    await page.goto(`${url}/dashboard/export`);
    await page.waitForSelector('.ex-list');
    // One that is done, to be looked at.
    if ((await page.locator('.ex-list li').count()) === 0) await page.click('.ex-start');
    await page.waitForSelector('.ex-list li.is-done');
    await page.screenshot({ path: join(folder, `export-${look}.png`) });
  });
}

/** A pump trips, as the operator's command over DNP3 lets it. */
async function shootAlarms(browser: Browser, product: Product): Promise<void> {
  const operator = await product.login('operator@aqua');
  const command = { unit: 'pump-set-1', sensor: 'pump-1-running', value: false };
  await operator.request('POST', '/api/v1/commands', command);
  await inEveryLook(browser, 'alarms', async (page, look) => {
    await login(page, product.url);
    await page.goto(`${product.url}/dashboard/alarms`);
    await page.click('.ap-row.is-waiting .ap-help');
    await page.waitForSelector('.ap-guide dd.is-main');
    await page.waitForTimeout(SETTLE_MS);
    await page.screenshot({ path: join(folder, `alarms-${look}.png`) });
    await page.click('.sh-tabs button:has-text("Figures")');
    await page.waitForSelector('.ap-figures');
    await page.screenshot({ path: join(folder, `alarm-figures-${look}.png`) });
  });
}

async function shootRules(browser: Browser, url: string): Promise<void> {
  await inEveryLook(browser, 'alarm rules', async (page, look) => {
    await login(page, url, 'admin@aqua');
    await page.goto(`${url}/dashboard/alarm-rules`);
    await page.waitForSelector('.ar-mini');
    await page.screenshot({ path: join(folder, `alarm-rules-${look}.png`) });
    await page.click('[data-rule="supply-temperature-high"] .sh-acts button >> nth=0');
    await page.waitForSelector('.ar-band');
    await page.locator('.ar-two').scrollIntoViewIfNeeded();
    await page.waitForTimeout(SETTLE_MS);
    await page.screenshot({ path: join(folder, `alarm-rule-editor-${look}.png`) });
  });
}

/** One target that does not answer, so that there is something to see. */
async function shootNotifications(browser: Browser, product: Product): Promise<void> {
  const admin = await product.login('admin@aqua');
  await admin.request('POST', '/api/v1/notification-targets', {
    key: 'sms-gateway',
    name: 'SMS gateway',
    settings: { channel: 'webhook', url: 'https://sms.example.invalid/alarms' },
    secrets: { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
  });
  await admin.request('POST', '/api/v1/notification-routes', {
    key: 'plant',
    name: 'Plant, on duty',
    priorities: ['critical', 'high', 'medium'],
    groupSeconds: 1,
    rateLimit: { messages: 6, perSeconds: 300 },
    steps: [
      { afterSeconds: 0, targets: ['dashboards', 'sms-gateway'] },
      { afterSeconds: 600, targets: ['sms-gateway'] },
    ],
  });
  await admin.request('POST', '/api/v1/alarm-rules', {
    reason: 'For the picture',
    rule: {
      key: 'supply-warm',
      name: 'Supply is warm',
      appliesTo: { to: 'sensor', unit: 'boiler-1', sensor: 'supply-temperature' },
      condition: { kind: 'limit', limits: [{ level: 'high', value: 1 }] },
      priority: 'medium',
      message: '{sensor} is {value} {uom}',
    },
  });
  await inEveryLook(browser, 'notifications', async (page, look) => {
    await login(page, product.url, 'admin@aqua');
    await page.goto(`${product.url}/dashboard/notifications`);
    await page.waitForSelector('.nh.is-bad');
    await page.waitForTimeout(SETTLE_MS);
    await page.screenshot({ path: join(folder, `notifications-${look}.png`) });
    await page.click('.sh-tabs button:has-text("Routes")');
    await page.click('[data-route="plant"] button:has-text("Edit")');
    await page.waitForSelector('.nr-says p');
    await page.waitForTimeout(SETTLE_MS);
    await page.screenshot({ path: join(folder, `notification-route-${look}.png`) });
  });
}

/** Pages that need no story, and who looks. */
const PAGES = [
  { page: 'unit', user: 'operator@aqua' },
  { page: 'trends', user: 'operator@aqua' },
  { page: 'analytics', user: 'operator@aqua' },
  { page: 'reports', user: 'admin@aqua' },
  { page: 'devices', user: 'admin@aqua' },
  { page: 'opcua-certificates', user: 'admin@aqua' },
  { page: 'users', user: 'admin@aqua' },
  { page: 'account', user: 'admin@aqua' },
  { page: 'audit', user: 'admin@aqua' },
  { page: 'security', user: 'admin' },
  { page: 'certificates', user: 'admin' },
  { page: 'tenants', user: 'admin' },
] as const;

async function shootPages(browser: Browser, url: string): Promise<void> {
  for (const user of new Set(PAGES.map((one) => one.user)))
    await inEveryLook(browser, `pages of ${user}`, async (page, look) => {
      await login(page, url, user);
      for (const one of PAGES.filter((each) => each.user === user)) {
        await page.goto(`${url}/dashboard/${one.page}`);
        await page.locator('main').first().waitFor();
        await page.waitForTimeout(SETTLE_MS);
        await page.screenshot({ path: join(folder, `${one.page}-${look}.png`) });
      }
    });
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const browser = await launchBrowser();
  if (!browser) throw new Error('A Chromium is needed (see the line above).');
  const product = await Product.start();
  try {
    await new Promise((resolve) => setTimeout(resolve, TREND_MS));
    await shoot(browser, product.url);
    await shootAlarms(browser, product);
    await shootRules(browser, product.url);
    await shootNotifications(browser, product);
    await shootPages(browser, product.url);
  } finally {
    await product.dispose();
    await browser.close();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
