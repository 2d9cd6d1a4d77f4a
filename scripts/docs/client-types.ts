import { openapiPage } from './openapi';
import type { Page } from './page';

const HEAD = `/**
 * Types of the API for TypeScript clients, generated from docs/openapi.json. With openapi-fetch:
 *
 *     import createClient from 'openapi-fetch';
 *     import type { paths } from '@thermacore/node-red-dashboard-2-scada/docs/openapi';
 *     const api = createClient<paths>({ baseUrl: 'http://127.0.0.1:1880' });
 */

`;

/** What an integrator's compiler knows of the API. */
export const clientTypesPage: Page = {
  path: 'docs/openapi.d.ts',
  async render() {
    const { default: openapiTS, astToString } = await import('openapi-typescript');
    // A field with a default may be left out of what is sent.
    const options = { defaultNonNullable: false };
    return HEAD + astToString(await openapiTS(await openapiPage.render(), options));
  },
};
