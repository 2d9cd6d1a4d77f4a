import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Certificate } from '../../../lib/core/certificate';
import { makeKey, makeRequest } from '../../../lib/security/certificates';
import { findings } from './axe';
import { DESKTOP, PHONE, useProductPages, type Look } from './product-pages';

describe('the page of certificates', function () {
  this.timeout(180_000);
  const pages = useProductPages();

  const open = (username: string, look?: Look) => pages.open('certificates', username, look);
  const rowOf = (page: Page, name: string) => page.locator(`tr[data-certificate="${name}"]`);
  const kept = async (name: string): Promise<Certificate> =>
    (await pages.product.login('admin')).get<Certificate>(`/api/v1/certificates/${name}`);
  async function saved(page: Page, button: string): Promise<string> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
    return (await (await download.createReadStream()).toArray()).join('');
  }

  it('makes one, says what is wrong with it first, renews and revokes it, and gives the list of those revoked', async () => {
    const page = await open('admin');
    await page.click('button:has-text("New…")');
    await page.fill('label:has-text("Name") input', 'No Name');
    await page.click('button:has-text("Make it")');
    await page.waitForSelector('label:has-text("Name") .sh-wrong');
    await page.waitForSelector('label:has-text("Host names") .sh-wrong');
    await page.fill('label:has-text("Name") input', 'boiler-plc');
    await page.fill('label:has-text("Host names") input', 'plc.plant, 192.0.2.7');
    await page.click('button:has-text("Make it")');
    const row = rowOf(page, 'boiler-plc');
    await row.locator('.tls-state:has-text("Valid")').waitFor();
    assert.match((await row.textContent()) ?? '', /(89|90) days left/);
    const made = await kept('boiler-plc');
    assert.deepEqual(made.hosts, ['plc.plant', '192.0.2.7']);

    await page.click('button[aria-label="Renew boiler-plc"]');
    assert.equal((await kept('boiler-plc')).serial, made.serial, 'nothing without a confirmation');
    await page.click('.sh-ask .sh-main');
    await page.waitForSelector('.sh-ask', { state: 'detached' });
    assert.notEqual((await kept('boiler-plc')).serial, made.serial);

    await page.click('button[aria-label="Revoke boiler-plc"]');
    await page.selectOption('.sh-ask select', 'retired');
    await page.click('.sh-ask .sh-main');
    await row.locator('.tls-state:has-text("Revoked")').waitFor();
    const authority = new X509Certificate(await saved(page, 'button:has-text("Download the authority")'));
    const chain = await saved(page, 'button[aria-label="Download boiler-plc"]');
    assert.ok(new X509Certificate(chain).verify(authority.publicKey));
    assert.match(await saved(page, 'button:has-text("CRL")'), /BEGIN X509 CRL/);
    await page.click('button[aria-label="Remove boiler-plc"]');
    await page.click('.sh-ask .sh-main');
    await row.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('signs the request of a device from a file, asks another authority, and refuses an answer that does not fit', async () => {
    const page = await open('admin');
    const request = await makeRequest({ commonName: 'rtu-7', hosts: ['rtu-7.plant'] }, await makeKey());
    await page.click('button:has-text("Sign a request…")');
    await page.fill('label:has-text("Name") input', 'rtu-7');
    await page.setInputFiles('input[type=file]', {
      name: 'rtu-7.csr',
      mimeType: 'application/pkcs10',
      buffer: Buffer.from(request),
    });
    await page.waitForFunction(() => document.querySelector('textarea')?.value.includes('BEGIN'));
    await page.click('button:has-text("Sign it")');
    await rowOf(page, 'rtu-7').locator('text=signed here').waitFor();
    assert.equal((await kept('rtu-7')).source, 'signed');

    await page.click('button:has-text("Have one signed…")');
    await page.fill('label:has-text("Name") input', 'company');
    await page.fill('label:has-text("Host names") input', 'scada.company');
    await page.click('button:has-text("Make the request")');
    assert.match(await saved(page, '.ad-once button:has-text("Download")'), /BEGIN CERTIFICATE REQUEST/);
    await rowOf(page, 'company').locator('text=Waits for a signature').waitFor();

    await page.click('button:has-text("Import…")');
    await page.fill('label:has-text("Name") input', 'company');
    await page.fill('textarea >> nth=0', 'nonsense');
    await page.click('button:has-text("Import it")');
    await page.waitForSelector('form .sh-fault:has-text("certificate")');
    assert.equal((await kept('company')).state, 'requested');
    await page.context().close();
  });

  it('is for administrators of the platform alone', async () => {
    const page = await open('admin@aqua');
    await page.waitForSelector('.v-list-item-title');
    assert.ok(!(await page.locator('.v-list-item-title').allTextContents()).includes('Certificates'));
    assert.equal(await page.locator('.tls').count(), 0);
    await page.context().close();
  });

  const LOOKS = [
    ['light', DESKTOP],
    ['dark', PHONE],
  ] as const;
  for (const [colorScheme, viewport] of LOOKS)
    it(`has no findings (WCAG AA) and fits, ${colorScheme}, ${viewport.width} wide`, async () => {
      const page = await open('admin', { colorScheme, viewport });
      await page.waitForSelector('section[aria-label="Authority"]');
      await page.click('button:has-text("Import…")');
      await page.waitForSelector('textarea');
      assert.deepEqual(await findings(page), []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= viewport.width, `${wide} px`);
      await page.context().close();
    });
});
