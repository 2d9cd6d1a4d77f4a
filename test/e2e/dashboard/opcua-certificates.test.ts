import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { ADMIN_PASSWORD, DEMO_PASSWORD, Product } from '../../support/product';
import { issue, revoke, type Issued } from '../../support/opcua-certificates';
import { findings } from './axe';
import { sharedBrowser } from './shared';

interface Listed {
  readonly items: { thumbprint: string; state: string; why?: string }[];
}

describe('the page of OPC UA certificates', function () {
  this.timeout(120_000);
  let product: Product;
  let plc: Issued;
  const complaints: string[] = [];

  before(async function () {
    // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
    if (!(await sharedBrowser())) return this.skip();
    product = await Product.start();
    plc = await issue({ name: 'PLC of boiler 1' });
    // Makes the folder.
    await (await product.login('admin')).get('/api/v1/opcua/certificate');
  });
  after(() => product?.dispose());
  afterEach(() => assert.deepEqual(complaints.splice(0), [], 'the console stays silent'));

  const folder = (name: string): string => join(product.home, 'opcua', 'applications', name);
  const listed = async (): Promise<Listed['items']> =>
    (await (await product.login('admin')).get<Listed>('/api/v1/opcua/certificates')).items;

  const login = async (
    username: string,
    password: string,
    look: BrowserContextOptions = {},
  ): Promise<Page> => {
    const page = await (await sharedBrowser())?.newPage({ serviceWorkers: 'block', ...look });
    assert.ok(page);
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${product.url}/dashboard`);
    await page.fill('[name=username]', username);
    await page.fill('[name=password]', password);
    await page.click('button:has-text("Log in")');
    return page;
  };
  const open = async (look?: BrowserContextOptions): Promise<Page> => {
    const page = await login('admin', ADMIN_PASSWORD, look);
    await page.click('.choices button >> nth=0');
    await page.waitForSelector('.ov-tile');
    await page.goto(`${product.url}/dashboard/opcua-certificates`);
    await page.waitForSelector('.ce-own');
    return page;
  };

  it('leads a stranger from waiting over trusted and rejected to forgotten, each step confirmed', async () => {
    const page = await open();
    assert.match((await page.textContent('.ce-none')) ?? '', /Nobody yet/);
    // As node-opcua or a person would leave it.
    writeFileSync(folder('rejected/stranger.pem'), plc.pem);
    const row = page.locator('.ce-table tbody', { hasText: 'PLC of boiler 1' });
    await row.locator('text=Waiting').waitFor();
    const click = async (verb: string): Promise<void> => {
      await row.locator(`.ce-acts button:has-text("${verb}")`).click();
      await row.locator('.ce-ask').waitFor();
    };

    await click('Trust');
    const sha256 = plc.certificate.fingerprint256.replaceAll(':', '');
    const shown = (await row.locator('.ce-ask code').first().textContent()) ?? '';
    assert.equal(shown.replaceAll(' ', ''), sha256);
    await page.click('text=Back');
    await row.locator('.ce-ask').waitFor({ state: 'detached' });
    assert.equal((await listed())[0]?.state, 'rejected', 'nothing without a confirmation');

    await click('Trust');
    await page.click('.ce-yes');
    await row.locator('.ce-badge.is-trusted').waitFor();
    assert.deepEqual(readdirSync(folder('trusted/certs')).length, 1);
    await click('Reject');
    await page.click('.ce-yes');
    await row.locator('.ce-badge.is-denied').waitFor();
    assert.equal((await listed())[0]?.why, 'denied');
    await click('Delete');
    await page.click('.ce-yes');
    await page.waitForSelector('.ce-none');
    assert.deepEqual(await listed(), []);
    await page.close();
  });

  it('takes an authority and its revocation list from files, PEM or DER, and says what is wrong with one', async () => {
    const page = await open();
    const authority = await issue({ name: 'Plant CA', authority: true });
    const give = async (name: string, buffer: Buffer, kind: string): Promise<void> => {
      await page.setInputFiles('.ce-add input', { name, mimeType: 'application/octet-stream', buffer });
      await page.selectOption('.ce-add select >> nth=0', kind);
      await page.click('.ce-add button');
    };
    const crl = Buffer.from(await revoke(authority, []));
    await give('ca.crl', crl, 'crl');
    assert.match((await page.textContent('.ce-fault')) ?? '', /not signed by an issuer/);
    await give('ca.der', authority.certificate.raw, 'issuer');
    await page.waitForSelector('.ce-badge.is-issuer');
    assert.match((await page.textContent('.ce-done')) ?? '', /Plant CA is added/);
    await give('ca.crl', crl, 'crl');
    await page.waitForSelector('.ce-done >> text="Added."');
    assert.equal(readdirSync(folder('issuers/crl')).length, 1);
    await page.close();
  });

  it('renews the own certificate after a question', async () => {
    const page = await open();
    const before = await page.textContent('.ce-own dl');
    await page.click('.ce-own > button');
    await page.click('.ce-own .ce-yes');
    await page.waitForSelector('.ce-own > button');
    await page.waitForFunction((text) => document.querySelector('.ce-own dl')?.textContent !== text, before);
    await page.close();
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1440, 390])
      it(`has no findings (WCAG AA) and no overflow, ${colorScheme}, ${width} wide`, async () => {
        for (const [place, name, days] of [
          ['rejected', 'UaExpert@notebook-of-the-service', {}],
          ['trusted/certs', 'Gateway', { from: -10, to: -1 }],
          ['trusted/certs', 'Ends soon', { to: 9 }],
        ] as const)
          writeFileSync(folder(`${place}/${name}.pem`), (await issue({ name, ...days })).pem);
        const page = await open({ colorScheme, viewport: { width, height: 900 } });
        await page.locator('.ce-acts button:has-text("Trust")').first().click();
        await page.waitForSelector('.ce-ask');
        assert.deepEqual(await findings(page), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide} px`);
        await page.close();
      });

  it('is not there for an administrator of a tenant', async () => {
    const page = await login('admin@aqua', DEMO_PASSWORD);
    await page.waitForSelector('.ov-tile');
    await page.goto(`${product.url}/dashboard/opcua-certificates`);
    await page.waitForTimeout(1500);
    assert.equal(await page.locator('.ce').count(), 0);
    assert.ok(!(await page.content()).includes('OPC UA certificates'));
    await page.close();
  });
});
