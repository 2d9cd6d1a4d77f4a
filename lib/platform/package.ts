import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where flows/, dashboards/ and package.json lie: two folders up from the compiled or the source platform. */
export const packageRoot = (): string => {
  const up = join(__dirname, '..', '..');
  return up.endsWith('dist') ? join(up, '..') : up;
};

export const packageVersion = (): string =>
  (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version;
