import assert from 'node:assert/strict';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { ADMIN_PASSWORD, DEMO_PASSWORD, Product } from '../../support/product';
import { sharedBrowser } from './shared';

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface Look extends BrowserContextOptions {
  /** Runs in the page before its own scripts. */
  readonly script?: string;
}

export interface ProductPages {
  readonly product: Product;
  /** A browser of its own, before the login. */
  readonly visit: (look?: Look) => Promise<Page>;
  readonly logIn: (page: Page, username: string, password: string) => Promise<void>;
  /** A page of the dashboard as a user of the demo sees it; one of the platform chooses the first tenant. */
  readonly open: (path: string, username: string, look?: Look) => Promise<Page>;
}

/** Gives the tests of a suite the product and its pages in a browser, where no script may fail. */
export function useProductPages(): ProductPages {
  let product: Product;
  const complaints: string[] = [];

  before(async function () {
    // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
    if (!(await sharedBrowser())) return this.skip();
    product = await Product.start();
  });
  after(() => product?.dispose());
  afterEach(() => assert.deepEqual(complaints.splice(0), [], 'no script fails'));

  const pages: ProductPages = {
    get product() {
      return product;
    },
    async visit({ script, ...look } = {}) {
      const browser = await sharedBrowser();
      const page = await browser?.newPage({ viewport: DESKTOP, serviceWorkers: 'block', ...look });
      assert.ok(page);
      page.setDefaultTimeout(30_000);
      page.on('pageerror', (error) => complaints.push(error.message));
      if (script !== undefined) await page.addInitScript(script);
      await page.goto(`${product.url}/dashboard`);
      return page;
    },
    async logIn(page, username, password) {
      await page.fill('[name=username]', username);
      await page.fill('[name=password]', password);
      await page.click('button:has-text("Log in")');
    },
    async open(path, username, look) {
      const page = await pages.visit(look);
      await pages.logIn(page, username, username === 'admin' ? ADMIN_PASSWORD : DEMO_PASSWORD);
      if (username === 'admin') await page.click('.choices button >> nth=0');
      await page.waitForSelector('.al-banner');
      await page.goto(`${product.url}/dashboard/${path}`);
      return page;
    },
  };
  return pages;
}
