import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { alarmList, doneWhatIf, journal, metrics, rule, runningWhatIf, sensors } from './alarm-answers';
import { findings } from './axe';
import { PASSWORD } from './fake-auth';
import { WIDGET, type Harness } from './harness';
import { sharedBrowser, sharedHarness } from './shared';

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

for (const colorScheme of ['light', 'dark'] as const)
  for (const [name, viewport] of Object.entries(SIZES))
    describe(`accessibility of alarms (WCAG AA), ${name}, ${colorScheme}`, function () {
      this.timeout(60_000);
      let harness: Harness;
      let browser: Browser;
      const contexts: BrowserContext[] = [];

      before(async function () {
        const launched = await sharedBrowser();
        // no chromium on this machine: .ci/run has one and demands it (THERMACORE_TEST_BROWSER)
        if (!launched) return this.skip();
        browser = launched;
        harness = await sharedHarness();
      });
      afterEach(async () => {
        await Promise.all(contexts.splice(0).map((context) => context.close()));
      });

      const tell = (widget: string, ask: string, payload: object): void =>
        harness.tell(widget, { tenant: 'aqua', ask, payload });

      async function visit(path: string, username: string): Promise<Page> {
        const context = await browser.newContext({ viewport, colorScheme, serviceWorkers: 'block' });
        contexts.push(context);
        const page = await context.newPage();
        await page.goto(`${harness.url}/dashboard`);
        await page.fill('[name=username]', username);
        await page.fill('[name=password]', PASSWORD);
        await page.click('button:has-text("Log in")');
        await page.waitForSelector('.ov-tile');
        await page.goto(`${harness.url}/dashboard/${path}`);
        await page.waitForSelector('html[data-may]');
        tell(WIDGET.banner, 'banner', alarmList);
        await page.waitForSelector('.al-newest');
        return page;
      }

      /** Nothing may have to be pushed aside to be read. */
      async function assertSound(page: Page): Promise<void> {
        const [inner, scroll] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
        assert.ok(Number(scroll) <= Number(inner), 'nothing sticks out');
        assert.deepEqual(await findings(page), []);
      }

      it('the list has none, with guidance open and one selected', async () => {
        const page = await visit('alarms', 'operator@aqua');
        tell(WIDGET.alarmTabs, 'tabs', alarmList);
        tell(WIDGET.alarms, 'page announced', alarmList);
        await page.click('.ap-help >> nth=0');
        tell(WIDGET.alarms, 'page rule', rule);
        await page.waitForSelector('.ap-guide dd:has-text("Lower the set point")');
        await page.check('.ap-row input[type=checkbox] >> nth=0');
        await assertSound(page);
      });

      it('the journal has none', async () => {
        const page = await visit('alarms#journal', 'viewer@aqua');
        await page.waitForSelector('.sh-bar');
        tell(WIDGET.journal, 'page journal', journal);
        await page.waitForSelector('.ap-journal');
        await assertSound(page);
      });

      it('the figures have none', async () => {
        const page = await visit('alarms#figures', 'viewer@aqua');
        await page.waitForSelector('.sh-bar');
        tell(WIDGET.figures, 'page metrics', metrics);
        await page.waitForSelector('.ap-figures');
        await assertSound(page);
      });

      it('the rules have none, nor has the editor with limits in the wrong order', async () => {
        const page = await visit('alarm-rules', 'admin@aqua');
        tell(WIDGET.rules, 'sensors', sensors);
        tell(WIDGET.ruleEditor, 'sensors', sensors);
        tell(WIDGET.rules, 'list', { items: [rule] });
        await page.click('.sh-acts button:has-text("Off")');
        await page.waitForSelector('.sh-ask');
        await assertSound(page);
        await page.click('.sh-acts button >> nth=0');
        await page.fill('[aria-label="high"]', '99');
        await page.waitForSelector('.ar-band .is-wrong');
        await page.click('.sh-card > summary');
        await assertSound(page);
      });

      it('the trial of a draft has none, and says in words what would change', async () => {
        const page = await visit('alarm-rules', 'admin@aqua');
        tell(WIDGET.rules, 'list', { items: [rule] });
        await page.click('.sh-acts button >> nth=0');
        await page.waitForSelector('.ar-band');
        assert.equal(await page.locator('.aw').count(), 0, 'not without the node behind it');
        tell(WIDGET.whatIf, 'what-if ready', { items: [] });
        await page.click('.aw .sh-main');
        tell(WIDGET.whatIf, 'what-if', runningWhatIf);
        await page.waitForSelector('.aw-progress[aria-valuenow="40"]');
        tell(WIDGET.whatIf, 'what-if', doneWhatIf);
        await page.waitForSelector(
          '.aw-words:has-text("Would have raised 12 instead of 87; removes 75, adds none.")',
        );
        await assertSound(page);
        await page.click('.aw button:has-text("Removed")');
        assert.equal(await page.locator('.aw-episodes tbody tr').count(), 1);
        await page.fill('[aria-label="high"]', '91');
        await page.waitForSelector('.aw:has-text("The draft was changed since")');
      });
    });
