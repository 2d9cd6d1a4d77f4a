import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../support/browser';
import { Harness } from './harness';

let harness: Promise<Harness> | undefined;
let browser: Promise<Browser | undefined> | undefined;

/** One Node-RED for all files: it is a singleton, and Dashboard binds its socket server once in a process. */
export const sharedHarness = (): Promise<Harness> => (harness ??= new Harness().start());
export const sharedBrowser = (): Promise<Browser | undefined> => (browser ??= launchBrowser());

after(async () => {
  await (await browser)?.close();
  await (await harness)?.stop();
});
