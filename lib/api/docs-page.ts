import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ThermaCoreError } from '../core/errors';
import type { ApiReply } from './contract';

export interface DocsPageOptions {
  /** Folder with swagger-ui.css and swagger-ui-bundle.js. Default: beside this file, else node_modules. */
  readonly folder?: string;
  /** Default `/api/docs`. */
  readonly path?: string;
  /** Default `/api/v1/openapi.json`. */
  readonly specification?: string;
}

/** Everything from our own server, nothing inline: also a description with markup in it cannot run a script. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache',
};

/** The API's documentation to read and try out, without anything from the internet. */
export class DocsPage {
  private readonly path: string;
  private readonly specification: string;
  private readonly folder: string | undefined;
  private readonly cache = new Map<string, Promise<Buffer>>();

  constructor(options: DocsPageOptions = {}) {
    this.path = options.path ?? '/api/docs';
    this.specification = options.specification ?? '/api/v1/openapi.json';
    this.folder = options.folder;
  }

  owns(path: string): boolean {
    return path === this.path || path.startsWith(`${this.path}/`);
  }

  /** Undefined: no such file. */
  async get(path: string): Promise<ApiReply | undefined> {
    switch (path.slice(this.path.length)) {
      case '':
        return reply('text/html', page(this.path));
      case '/':
        return { status: 308, headers: { ...HEADERS, location: this.path } };
      case '/start.js':
        return reply('text/javascript', startScript(this.specification));
      case '/page.css':
        return reply('text/css', PAGE_CSS);
      case '/swagger-ui.css':
        return reply('text/css', await this.file('swagger-ui.css'));
      case '/swagger-ui-bundle.js':
        return reply('text/javascript', await this.file('swagger-ui-bundle.js'));
      default:
        return undefined;
    }
  }

  private file(name: string): Promise<Buffer> {
    let content = this.cache.get(name);
    if (!content) {
      content = this.read(name);
      this.cache.set(name, content);
    }
    return content;
  }

  /** The page is no reason for the product not to start: only who asks for it hears that a file is missing. */
  private async read(name: string): Promise<Buffer> {
    try {
      return await readFile(join(this.folder ?? swaggerFolder(), name));
    } catch (error) {
      this.cache.delete(name);
      throw new ThermaCoreError('unavailable', `The documentation page lacks its file ${name}.`, {
        advice: 'Run "npm run build", or install the package again.',
        cause: error,
      });
    }
  }
}

/** Built, the files lie beside this one; from source they come from the development dependency. */
function swaggerFolder(): string {
  const built = join(__dirname, 'docs-page');
  if (existsSync(join(built, 'swagger-ui-bundle.js'))) return built;
  return dirname(require.resolve('swagger-ui-dist/package.json'));
}

const reply = (type: string, body: string | Buffer): ApiReply => ({
  status: 200,
  headers: { ...HEADERS, 'content-type': `${type}; charset=utf-8` },
  body,
});

const page = (path: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>ThermaCore API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${path}/swagger-ui.css">
<link rel="stylesheet" href="${path}/page.css">
</head>
<body>
<header><h1>ThermaCore API</h1><p>Log in with <code>POST /api/v1/auth/login</code>, then put the
<code>access_token</code> into “Authorize”.</p></header>
<main id="api"><noscript>This page needs JavaScript. The description itself is at
<a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</noscript></main>
<script src="${path}/swagger-ui-bundle.js"></script>
<script src="${path}/start.js"></script>
</body>
</html>
`;

/** No validator badge (it calls the internet), no token kept in the browser's storage. */
const startScript = (specification: string): string => `'use strict';
SwaggerUIBundle({
  url: ${JSON.stringify(specification)},
  dom_id: '#api',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
  displayRequestDuration: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  tagsSorter: 'alpha',
});
`;

/** Swagger UI is made for white paper; at night it is turned round, pictures and colours of methods excepted. */
const PAGE_CSS = `body { margin: 0; font-family: system-ui, sans-serif; background: #fff; color: #1b2a33; }
header { padding: 1rem 1.5rem; background: #12303f; color: #fff; }
header h1 { margin: 0; font-size: 1.25rem; }
header p { margin: .25rem 0 0; opacity: .85; }
.swagger-ui .info { margin: 1.5rem 0; }
@media (prefers-color-scheme: dark) {
  html, body { background: #10181d; }
  #api { filter: invert(.92) hue-rotate(180deg); background: #fff; min-height: 100vh; }
}
`;
