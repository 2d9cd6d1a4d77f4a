import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { DEMO_PASSWORD } from '../../support/product';
import { findings } from './axe';
import { DESKTOP, PHONE, useProductPages } from './product-pages';

const FRESH = 'window otter seven lantern';

describe('the pages of administration', function () {
  this.timeout(180_000);
  const pages = useProductPages();
  const { visit, logIn, open } = pages;

  const field = (name: string): string => `label:has-text("${name}") >> css=input`;
  const row = (username: string): string => `tr[data-user="${username}"]`;
  const titles = (page: Page): Promise<string[]> => page.locator('.v-list-item-title').allTextContents();
  const fits = async (page: Page, { width }: { width: number }): Promise<void> => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${wide} px`);
  };

  it('add a user with a temporary password, who changes it, is limited, let out and locked out', async () => {
    const page = await open('users', 'admin@aqua');
    await page.click('button:has-text("New user")');
    await page.fill(field('Temporary password'), 'short');
    await page.fill(field('User name'), 'operator@aqua');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector('label:has-text("Temporary password") .sh-wrong');
    await page.click('button:has-text("Make one")');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector('label:has-text("User name") .sh-wrong:has-text("taken")');
    await page.fill(field('User name'), 'kim@aqua');
    await page.click('.sh-save .sh-main');
    const invite = (await page.textContent('.ad-once pre')) ?? '';
    assert.match(invite, /User name: kim@aqua/);
    const password = /Temporary password: (\S+)/.exec(invite)?.[1] ?? '';

    const kim = await visit();
    await logIn(kim, 'kim@aqua', password);
    await kim.fill('[name=old]', password);
    await kim.fill('[name=new]', FRESH);
    await kim.fill('[name=again]', FRESH);
    await kim.click('button:has-text("Change password")');
    await kim.waitForSelector('.al-banner');

    await page.click('.sh-head button:has-text("Back")');
    await page.fill('input[type=search]', 'kim');
    await page.waitForSelector(`${row('kim@aqua')}:has-text("Viewer"):has-text("all")`);
    assert.equal(await page.locator('tr[data-user]').count(), 1, 'only who fits');
    await page.click(`${row('kim@aqua')} button:has-text("Edit")`);
    await page.waitForSelector('[aria-label=Access] .ad-list li');
    await page.selectOption('label:has-text("Where") select', { label: 'in these units only' });
    await page.click('label:has-text("Boiler 1") input');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector(`${row('kim@aqua')}:has-text("boiler-1")`);

    await page.click(`${row('kim@aqua')} button:has-text("Disable")`);
    await page.click('.sh-ask button.sh-main');
    await page.waitForSelector(`${row('kim@aqua')} .is-disabled`);
    await kim.waitForURL('**/dashboard/login**');
    await page.context().close();
    await kim.context().close();
  });

  it('make a role of permissions by groups, which a user is given', async () => {
    const page = await open('users#roles', 'admin@aqua');
    await page.click('button:has-text("New role")');
    await page.fill('label:has-text("Name") >> css=input', 'Shift lead');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector('.sh-save .sh-wrong');
    await page.click('label:has-text("Acknowledge alarms") input');
    await page.click('[aria-label="All of Sensor"]');
    await page.click('.sh-save .sh-main');
    await page.waitForSelector('td:has-text("Shift lead")');
    await page.click('.sh-tabs button:has-text("Users")');
    await page.click(`${row('viewer@aqua')} button:has-text("Edit")`);
    await page.selectOption('label:has-text("Role") select', { label: 'Shift lead (own role)' });
    await page.click('.sh-save .sh-main');
    await page.waitForSelector(`${row('viewer@aqua')}:has-text("Shift lead")`);
    const admin = await pages.product.login('admin@aqua');
    const { items } = await admin.get<{ items: { permissions: string[]; users: number }[] }>('/api/v1/roles');
    assert.deepEqual([items[0]?.users, items[0]?.permissions.includes('alarm:acknowledge')], [1, true]);
    const viewer = (await admin.get<{ items: { id: string }[] }>('/api/v1/users?search=viewer')).items[0];
    await admin.json('PATCH', `/api/v1/users/${viewer?.id}`, { role: 'viewer' });
    await page.context().close();
  });

  it('let everybody keep an own account: a key shown once, a second factor, the password, and no other page', async () => {
    const page = await open('account', 'viewer@aqua');
    await page.click('button:has-text("New key")');
    await page.fill(field('What it is for'), 'Energy report');
    await page.click('label:has-text("See units") input');
    await page.click('button:has-text("Make the key")');
    const token = (await page.textContent('.ad-once pre'))?.trim() ?? '';
    const byKey = (path: string): Promise<Response> =>
      fetch(pages.product.url + path, { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await byKey('/api/v1/units')).status, 200);
    assert.equal((await byKey('/api/v1/alarms')).status, 403, 'it was given nothing else');
    await page.click('button:has-text("I have kept it")');
    await page.click('[aria-label="End Energy report"]');
    await page.click('.sh-ask button.sh-main');
    await page.waitForSelector('[aria-label="API keys"] >> text=None.');
    assert.equal((await byKey('/api/v1/units')).status, 401);

    await page.click('button:has-text("Set it up")');
    await page.waitForFunction(
      () => (document.querySelector<HTMLImageElement>('.ad-qr')?.naturalWidth ?? 0) > 0,
    );
    const secret = (await page.textContent('[aria-label="Second factor"] code')) ?? '';
    await page.fill('[aria-label="Second factor"] label:has-text("Code") input', '000000');
    await page.click('button:has-text("Switch it on")');
    await page.waitForSelector('[role=alert]');
    await page.fill(
      '[aria-label="Second factor"] label:has-text("Code") input',
      new TOTP({ secret: Secret.fromBase32(secret) }).generate(),
    );
    await page.click('button:has-text("Switch it on")');
    await page.waitForSelector('.ad-codes li');

    await page.fill(field('Password now'), DEMO_PASSWORD);
    await page.fill(field('New password'), FRESH);
    await page.fill(field('Once more'), 'something else again');
    await page.click('button:has-text("Change the password")');
    await page.waitForSelector('.sh-wrong:has-text("not the same")');
    await page.fill(field('Once more'), FRESH);
    await page.click('button:has-text("Change the password")');
    await page.waitForSelector('.ad-done:has-text("password is changed")');

    await page.click('.v-app-bar-nav-icon');
    await page.waitForSelector('.v-list-item-title:has-text("My account")');
    const seen = await titles(page);
    for (const hidden of ['Users', 'Tenants', 'Audit']) assert.ok(!seen.includes(hidden), seen.join());
    await page.context().close();

    const admin = await open('users', 'admin@aqua');
    await admin.click(`${row('viewer@aqua')} button:has-text("Edit")`);
    await admin.click('button:has-text("Take away the second factor…")');
    await admin.click('.ad-ask .sh-main');
    await admin.waitForSelector('.ad-done:has-text("taken away")');
    await admin.context().close();
  });

  it('lead a tenant from its making over suspension and export to its erasure with a certificate', async () => {
    const page = await open('tenants', 'admin');
    await page.click('button:has-text("New tenant")');
    await page.fill('label:has-text("Name") >> css=input >> nth=0', 'Cirrus Works');
    await page.fill(field('first administrator'), 'admin@cirrus-works');
    await page.selectOption('[aria-label="Units: which limit"]', 'own');
    await page.fill('[aria-label="Units: at most"]', '4');
    await page.click('.sh-save .sh-main');
    assert.match(
      (await page.textContent('.ad-once pre')) ?? '',
      /admin@cirrus-works\nTemporary password: \S+/,
    );
    await page.click('.sh-head button:has-text("Back")');
    const card = page.locator('[data-tenant=cirrus-works]');
    await card.locator('text=0 of 4').waitFor();
    await card.locator('button:has-text("Suspend")').click();
    await card.locator('form label:has-text("Reason") input').fill('contract ended');
    await card.locator('form .sh-main').click();
    await card.locator('.is-suspended').waitFor();
    await card.locator('text=contract ended').waitFor();

    await card.locator('button:has-text("Export, erase")').click();
    await page.fill(field('Time of grace'), '0');
    assert.ok(await page.isDisabled('button:has-text("Request the erasure")'), 'not before the key is typed');
    await page.fill(field('Type the key'), 'cirrus-works');
    await page.click('button:has-text("Request the erasure")');
    const token = (await page.textContent('.ad-once pre'))?.trim() ?? '';
    await page.fill(field('What was shown'), token);
    await page.fill(field('Type the key'), 'cirrus-works');
    await page.click('button:has-text("Erase it for good")');
    await page.waitForSelector('.ad-certificate td:has-text("users")');
    await page.click('.sh-head button:has-text("Back")');
    await page.waitForSelector('.ad-certificate summary:has-text("cirrus-works")');
    assert.equal(await page.locator('[data-tenant=cirrus-works]').count(), 0);

    await page.click('[data-tenant=aqua] button:has-text("Export, erase")');
    await page.click('button:has-text("Begin an export")');
    await page.waitForSelector('li[data-export=done]');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('a:has-text("Download")'),
    ]);
    assert.match(download.suggestedFilename(), /^aqua-.*\.tar$/);
    await page.context().close();
  });

  it('show who did what with what changed in words, check the log, and give it as CSV', async () => {
    const admin = await pages.product.login('admin@aqua');
    await admin.json('PATCH', '/api/v1/units/boiler-1', { name: 'Boiler one' });
    const page = await open('audit', 'admin@aqua');
    await page.selectOption('label:has-text("Did what") select', 'unit:');
    const change = page.locator('tr[data-seq]', { hasText: 'Unit: update' });
    await change.locator('del:has-text("Boiler 1")').waitFor();
    await change.locator('ins:has-text("Boiler one")').waitFor();
    await page.click('button:has-text("Check the log")');
    await page.waitForSelector('.ad-done:has-text("Intact"):has-text("Nothing was changed")');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a:has-text("CSV")')]);
    const stream = await download.createReadStream();
    const text = (await stream.toArray()).join('');
    assert.match(text, /unit:update/);
    assert.doesNotMatch(text, /session:login/, 'what the page shows is what the file has');
    await page.context().close();
  });

  const LOOKS = [
    ['light', DESKTOP],
    ['dark', PHONE],
  ] as const;
  for (const [colorScheme, viewport] of LOOKS)
    it(`have no findings (WCAG AA) and fit, ${colorScheme}, ${viewport.width} wide`, async () => {
      const page = await open('users', 'admin', { colorScheme, viewport });
      const look = async (path: string, ready: string, press?: string): Promise<void> => {
        await page.goto(`${pages.product.url}/dashboard/${path}`);
        await page.waitForSelector(ready);
        if (press) await page.click(press);
        if (press) await page.waitForSelector('.sh-save, .sh-card .ad-checks');
        assert.deepEqual(await findings(page), [], path);
        await fits(page, viewport);
      };
      await look('users', 'tr[data-user]', 'button:has-text("New user")');
      await look('users#roles', '.sh-tabs', 'button:has-text("New role")');
      await look('account', '[data-session]', 'button:has-text("New key")');
      await look('tenants', '[data-tenant]', 'button:has-text("New tenant")');
      await look('tenants', '[data-tenant]');
      await look('audit', 'tr[data-seq]');
      await page.context().close();
    });
});
