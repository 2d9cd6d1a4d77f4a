/**
 * Writes the generated pages of docs/. `--check` writes nothing and fails when a page is not what the code says, so
 * that documentation cannot fall behind. A new page is a file in scripts/docs/ that exports a `Page`, and a line here.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { alarmsPage } from './docs/alarms';
import { anomalyPage } from './docs/anomaly';
import { benchmarksPage } from './docs/benchmarks';
import { clientTypesPage } from './docs/client-types';
import { connectorsPage } from './docs/connectors';
import { dnp3ProfilePage } from './docs/dnp3-profile';
import { intrusionPage } from './docs/intrusion';
import { openapiPage } from './docs/openapi';
import type { Page } from './docs/page';
import { permissionsPage } from './docs/permissions';
import { securityPage } from './docs/security';
import { plainSchemaPage, timescaleSchemaPage } from './docs/schema';
import { sparkplugConformancePage } from './docs/sparkplug-conformance';

const root = join(__dirname, '..');
const pages: readonly Page[] = [
  alarmsPage,
  anomalyPage,
  benchmarksPage,
  clientTypesPage,
  connectorsPage,
  dnp3ProfilePage,
  intrusionPage,
  openapiPage,
  permissionsPage,
  plainSchemaPage,
  timescaleSchemaPage,
  sparkplugConformancePage,
  securityPage,
];

function current(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}

async function main(check: boolean): Promise<number> {
  const stale: string[] = [];
  for (const page of pages) {
    const { path } = page;
    const text = await page.render();
    if (current(path) === text) continue;
    stale.push(path);
    if (check) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  if (check && stale.length > 0) {
    console.error(`Stale: ${stale.join(', ')}. Run "npm run docs" and commit the result.`);
    return 1;
  }
  console.log(stale.length === 0 ? 'Generated docs: as the code says.' : `Wrote ${stale.join(', ')}.`);
  return 0;
}

void main(process.argv.includes('--check')).then((code) => process.exit(code));
