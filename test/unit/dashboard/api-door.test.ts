import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLogger } from '../../../lib/core/logger';
import { ThermaCoreError } from '../../../lib/core/errors';
import { createApiDoor } from '../../../lib/dashboard/api-door';
import type { BrowserSessions } from '../../../lib/dashboard/sessions';

interface Asked {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Record<string, string>;
}

describe('the door to the API for pages that are open', () => {
  const HOST = 'plant.example:1880';
  let token: () => Promise<string | undefined>;

  beforeEach(() => void (token = () => Promise.resolve('access-of-viewer')));

  /** What became of a request: passed on to the API, answered here, or left to others. */
  async function ask({ method = 'GET', url, headers = {} }: Asked): Promise<{
    readonly passed?: IncomingMessage;
    readonly status?: number;
    readonly body?: string;
    readonly left?: true;
  }> {
    const request = {
      method,
      url,
      originalUrl: url,
      headers: { host: HOST, ...headers },
    } as unknown as IncomingMessage;
    const sessions = { tokenOf: () => token() } as unknown as BrowserSessions;
    return new Promise((resolve) => {
      const response = {
        statusCode: 200,
        headersSent: false,
        setHeader: () => undefined,
        end(this: { statusCode: number }, body: string) {
          resolve({ status: this.statusCode, body });
        },
      } as unknown as ServerResponse;
      createApiDoor({
        api: (passed) => resolve({ passed }),
        sessions,
        basePath: '/dashboard',
        logger: createLogger(() => undefined),
      })(request, response, () => resolve({ left: true }));
    });
  }

  it('passes a question on with the token behind the session, and without the cookies', async () => {
    const { passed } = await ask({
      url: '/dashboard/api/v1/users?limit=5',
      headers: { cookie: 'thermacore_access=x', authorization: 'Bearer of-somebody-else' },
    });
    assert.equal(passed?.url, '/api/v1/users?limit=5');
    assert.equal(passed.headers.authorization, 'Bearer access-of-viewer');
    assert.equal(passed.headers.cookie, undefined);
  });

  it('lets a change in only from a page of ours', async () => {
    const url = '/dashboard/api/v1/users/4';
    assert.ok((await ask({ method: 'DELETE', url, headers: { origin: `http://${HOST}` } })).passed);
    for (const headers of [{}, { origin: 'http://evil.example' }, { origin: 'null' }])
      assert.equal((await ask({ method: 'DELETE', url, headers })).status, 403, JSON.stringify(headers));
    assert.equal(
      (await ask({ url, headers: { origin: 'http://evil.example' } })).status,
      403,
      'nor may it read',
    );
  });

  it('has nothing behind it that answers with tokens', async () => {
    const headers = { origin: `http://${HOST}` };
    for (const path of [
      'auth/login',
      'auth/refresh',
      'auth/tenant',
      'Auth/refresh',
      '%61uth/refresh',
      '/auth/refresh',
    ])
      assert.equal(
        (await ask({ method: 'POST', url: `/dashboard/api/v1/${path}`, headers })).status,
        404,
        path,
      );
  });

  it('asks for a login without a session, and says when identity is away', async () => {
    token = () => Promise.resolve(undefined);
    assert.equal((await ask({ url: '/dashboard/api/v1/me' })).status, 401);
    token = () => Promise.reject(new ThermaCoreError('unavailable', 'The database is away.'));
    assert.equal((await ask({ url: '/dashboard/api/v1/me' })).status, 503);
  });

  it('leaves all other paths to the dashboards', async () => {
    for (const url of [
      '/dashboard/overview',
      '/dashboard/api/v2/users',
      '/api/v1/users',
      '/dashboard/api/v1',
    ])
      assert.ok((await ask({ url })).left, url);
  });
});
