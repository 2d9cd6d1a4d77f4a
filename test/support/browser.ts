import { chromium, type Browser } from 'playwright-core';
import packaged from '@sparticuz/chromium';

/** Of the packaged Chromium's own switches these weaken or crash it: closing one context would end the browser. */
const UNWANTED = /^--(single-process|disable-web-security|allow-running-insecure-content|headless)/;
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];
/** Where the machine has no language of its own (LANG=C), the packaged one says `en-US@posix`, which no browser of people does. */
const LANGUAGE = { LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8', LANGUAGE: 'en_US' };

/**
 * A headless Chromium: the one that THERMACORE_TEST_BROWSER names, which must work, else the one from npm. Undefined
 * when that one lacks system libraries (libnss3, libnspr4), as on a bare machine: the caller then skips its tests.
 */
export async function launchBrowser(): Promise<Browser | undefined> {
  const env = { ...process.env, ...LANGUAGE };
  const demanded = process.env['THERMACORE_TEST_BROWSER'];
  if (demanded) return chromium.launch({ executablePath: demanded, args: ARGS, env });
  try {
    const args = [...packaged.args.filter((arg) => !UNWANTED.test(arg)), ...ARGS];
    return await chromium.launch({ executablePath: await packaged.executablePath(), args, env });
  } catch (error) {
    const line = String(error)
      .split('\n')
      .find((text) => /error while loading|cannot open|ENOENT/.test(text));
    process.stderr.write(`no chromium: ${line?.trim() ?? String(error).split('\n')[0]}\n`);
    return undefined;
  }
}
