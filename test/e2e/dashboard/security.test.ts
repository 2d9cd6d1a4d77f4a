import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { findings } from './axe';
import { DESKTOP, PHONE, useProductPages, type Look } from './product-pages';

const INTRUDER = '198.51.100.7';
/** As many as make an incident, see docs/intrusion.md. */
const GUESSES = 10;
const FRAMES = 20;

describe('the page of security', function () {
  this.timeout(180_000);
  const pages = useProductPages();

  // Without time nothing is asked again by the clock: what appears was told.
  const open = (username: string, look?: Look) =>
    pages.open('security', username, { script: 'const at = Date.now(); Date.now = () => at;', ...look });

  const guess = async (username: string): Promise<void> => {
    for (let i = 0; i < GUESSES; i++)
      await fetch(`${pages.product.url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password: `guess ${i}` }),
      });
  };

  const sendGarbage = async (): Promise<void> => {
    for (let i = 0; i < FRAMES; i++) {
      const socket = connect(pages.product.modbusPort, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('GET / HTTP/1.1\r\n\r\n');
      await once(socket, 'close');
    }
  };

  it('tells the administrator of a tenant at once, and who has acknowledged it, and the other tenant nothing', async () => {
    const page = await open('admin@aqua');
    const other = await open('admin@borealis');
    await page.waitForSelector('.se-none');
    await other.waitForSelector('.se-none');
    await guess('operator@aqua');
    const incident = '.se-feed li:has-text("An account is being guessed at")';
    await page.waitForSelector(`${incident}:has-text("operator@aqua")`);
    assert.equal(await page.locator(incident).count(), 1);
    assert.equal(await page.locator('[aria-label=Whose]').count(), 0);
    const admin = await pages.product.login('admin@aqua');
    const { items } = await admin.get<{ items: { id: string }[] }>('/api/v1/alarms?limit=500');
    const alarms = items.filter((one) => JSON.stringify(one).includes('guessed at'));
    assert.equal(alarms.length, 1);
    await admin.json('POST', `/api/v1/alarms/${alarms[0]?.id}/acknowledge`, {});
    await page.waitForSelector(`${incident}:has-text("acknowledged by admin@aqua")`);
    assert.equal(await other.locator('.se-feed li').count(), 0);
    await page.context().close();
    await other.context().close();
  });

  it('shows the platform what is nobody’s, at once, and keeps an address out and lets it in again', async () => {
    const page = await open('admin');
    await page.waitForSelector('[aria-label=Whose] button[aria-pressed=true]:has-text("The installation")');
    await sendGarbage();
    await page.waitForSelector('.se-feed li:has-text("Garbage is being sent"):has-text("MODBUS")');
    await page.click('[aria-label=Whose] button:has-text("This tenant")');
    await page.waitForSelector('.se-feed li:has-text("An account is being guessed at")');
    await page.click('[aria-label=Whose] button:has-text("The installation")');
    await page.selectOption('label:has-text("Who") select', 'address');
    await page.fill('label:has-text("IP address or network") input', '127.0.0.1');
    await page.fill('label:has-text("Why") input', 'scans');
    await page.click('button:has-text("Keep out")');
    await page.waitForSelector('[role=alert]:has-text("never blocked")');
    await page.fill('label:has-text("IP address or network") input', INTRUDER);
    await page.click('button:has-text("Keep out")');
    const kept = `.se-blocks li:has-text("${INTRUDER}")`;
    await page.waitForSelector(`${kept}:has-text("scans")`);
    const admin = await pages.product.login('admin');
    const blocks = async () =>
      (await admin.get<{ items: { value: string }[] }>('/api/v1/security/blocks')).items.map(
        ({ value }) => value,
      );
    assert.deepEqual(await blocks(), [INTRUDER]);
    await page.click(`${kept} button`);
    await page.click(`${kept} button:has-text("Yes, let in")`);
    await page.waitForSelector(kept, { state: 'detached' });
    assert.deepEqual(await blocks(), []);
    await page.context().close();
  });

  it('is for administrators: a viewer sees none of it', async () => {
    const page = await open('viewer@aqua');
    await page.waitForSelector('.al-banner');
    assert.equal(await page.locator('.se').count(), 0);
    const titles = await page.locator('.v-list-item-title').allTextContents();
    assert.ok(titles.length > 0 && !titles.includes('Security'), titles.join());
    await page.context().close();
  });

  it('fits a desktop and a phone, light and dark, and is readable for everybody', async () => {
    const page = await open('admin');
    for (const viewport of [DESKTOP, PHONE])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await page.reload();
        await page.waitForSelector('.se-feed li');
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= viewport.width, `${wide} px`);
        assert.deepEqual(await findings(page), [], `${viewport.width} px, ${colorScheme}`);
      }
    await page.context().close();
  });
});
