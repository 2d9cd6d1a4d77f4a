import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BROWSER_FILES, BrowserFiles } from '../../../lib/dashboard/browser-files';

describe('files that pages load in the browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thermacore-browser-'));
  after(() => rmSync(folder, { recursive: true }));

  async function get(name: string, headers: IncomingMessage['headers'] = {}) {
    const sent = { statusCode: 200, headers: {} as Record<string, unknown>, body: '' };
    const response = {
      set statusCode(status: number) {
        sent.statusCode = status;
      },
      setHeader: (header: string, value: unknown) => void (sent.headers[header] = value),
      end: (bytes?: Buffer) => void (sent.body = String(bytes ?? '')),
    };
    await new BrowserFiles(folder).handlers[`GET browser/${name}`]?.({
      request: { headers } as IncomingMessage,
      response: response as unknown as ServerResponse,
      url: new URL('http://localhost/'),
      form: new Map(),
    });
    return sent;
  }

  it('come whole once, and are asked for again at each load', async () => {
    writeFileSync(join(folder, 'uplot.js'), 'export default 1;');
    const first = await get('uplot.js');
    assert.deepEqual([first.statusCode, first.body], [200, 'export default 1;']);
    assert.equal(first.headers['content-type'], 'text/javascript; charset=utf-8');
    assert.equal(first.headers['cache-control'], 'no-cache');
    assert.equal(first.headers['x-content-type-options'], 'nosniff');
    const again = await get('uplot.js', { 'if-none-match': String(first.headers['etag']) });
    assert.deepEqual([again.statusCode, again.body], [304, '']);
  });

  it('are those of a list, and one that was not built is said to be missing', async () => {
    assert.deepEqual(
      Object.keys(new BrowserFiles(folder).handlers),
      Object.keys(BROWSER_FILES).map((name) => `GET browser/${name}`),
    );
    await assert.rejects(get('trend-plot.js'), { code: 'unavailable', advice: /npm run build/ });
  });
});
