import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ThermaCoreError } from '../core/errors';
import type { Exchange } from './exchange';
import { withPageHeaders } from './responses';

/** What pages load for their plots and widgets, from here and from nowhere else; the build puts it there. Says nothing of any plant. */
export const BROWSER_FILES = {
  'trend-plot.js': 'text/javascript; charset=utf-8',
  'trend-paint.js': 'text/javascript; charset=utf-8',
  'trend-format.js': 'text/javascript; charset=utf-8',
  'trend-model.js': 'text/javascript; charset=utf-8',
  'widgets.js': 'text/javascript; charset=utf-8',
  'widget-model.js': 'text/javascript; charset=utf-8',
  'synoptic.js': 'text/javascript; charset=utf-8',
  'uplot.js': 'text/javascript; charset=utf-8',
} as const;
export type BrowserFile = keyof typeof BROWSER_FILES;

interface Kept {
  readonly bytes: Buffer;
  readonly tag: string;
}

/** `GET <base path>/browser/<file>`: asked for again at each load, so that a new version never mixes with an old one. */
export class BrowserFiles {
  private readonly kept = new Map<BrowserFile, Kept>();

  constructor(private readonly folder = join(__dirname, 'browser')) {}

  get handlers(): Readonly<Record<string, (exchange: Exchange) => Promise<void>>> {
    const names = Object.keys(BROWSER_FILES) as BrowserFile[];
    return Object.fromEntries(
      names.map((name) => [`GET browser/${name}`, (exchange: Exchange) => this.send(name, exchange)]),
    );
  }

  private async send(name: BrowserFile, { request, response }: Exchange): Promise<void> {
    const { bytes, tag } = await this.read(name);
    withPageHeaders(response);
    response.setHeader('etag', tag);
    response.setHeader('cache-control', 'no-cache');
    if (request.headers['if-none-match'] === tag) {
      response.statusCode = 304;
      response.end();
      return;
    }
    response.setHeader('content-type', BROWSER_FILES[name]);
    response.end(bytes);
  }

  private async read(name: BrowserFile): Promise<Kept> {
    const known = this.kept.get(name);
    if (known) return known;
    const bytes = await readOwn(join(this.folder, name));
    const kept = { bytes, tag: `"${createHash('sha256').update(bytes).digest('base64url')}"` };
    this.kept.set(name, kept);
    return kept;
  }
}

async function readOwn(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new ThermaCoreError('unavailable', 'A part of the dashboards is missing.', {
      advice: 'Build the package again (npm run build).',
      cause: error,
    });
  }
}
