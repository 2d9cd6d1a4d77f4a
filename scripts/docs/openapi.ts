import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api } from '../../lib/api';
import { systemClock } from '../../lib/core/clock';
import { ThermaCoreError } from '../../lib/core/errors';
import { silentLogger } from '../../lib/core/logger';
import { nullMeter } from '../../lib/core/meter';
import type { Page } from './page';

/** The shipped API; an installation's own endpoints appear in its own /api/v1/openapi.json. */
export const openapiPage: Page = {
  path: 'docs/openapi.json',
  render() {
    const manifest = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    const api = new Api({
      auth: () => Promise.reject(new ThermaCoreError('unavailable', 'Nobody logs in here.')),
      clock: systemClock,
      logger: silentLogger,
      meter: nullMeter,
      version,
    });
    return `${JSON.stringify(api.openapi(), null, 2)}\n`;
  },
};
