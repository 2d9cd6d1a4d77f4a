import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { createDashboardGuard } from '../../../lib/dashboard';
import { ACCESS_COOKIE } from '../../../lib/dashboard/cookies';
import { clientAddress } from '../../../lib/platform/client-address';
import { FakeAuth, PASSWORD } from '../../e2e/dashboard/fake-auth';
import { FakeClock } from '../../support/fake-clock';

type EngineHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: Error) => void,
) => void;

describe('the guard at the sockets of dashboards', () => {
  let auth: FakeAuth;
  let blocked: Set<string>;
  const engineHandlers: EngineHandler[] = [];
  const engine = { use: (handler: EngineHandler) => engineHandlers.push(handler) };

  beforeEach(() => {
    auth = new FakeAuth();
    blocked = new Set();
    engineHandlers.length = 0;
  });

  const guardOf = () =>
    createDashboardGuard({
      auth: () => Promise.resolve(auth),
      clock: new FakeClock(Date.now()),
      logger: silentLogger,
      meter: nullMeter,
      addressOf: clientAddress(1),
      blockedUntil: (address) => (blocked.has(address ?? '') ? 1 : undefined),
    });

  /** A page behind a proxy at 10.0.0.1, which says who came to it. */
  async function pageOf(client: string, url = '/dashboard/socket.io/?EIO=4') {
    const { access_token } = await auth.login({ username: 'viewer@aqua', password: PASSWORD });
    const headers = { host: 'plant', cookie: `${ACCESS_COOKIE}=${access_token}`, 'x-forwarded-for': client };
    const request = { url, headers, socket: { remoteAddress: '10.0.0.1' } } as unknown as IncomingMessage;
    return {
      id: `socket-${client}`,
      request,
      handshake: { headers, address: '10.0.0.1' },
      nsp: { adapter: { broadcast: () => undefined }, server: { engine } },
      emit: () => true,
      use: () => undefined,
      on: () => undefined,
      disconnect: () => undefined,
    };
  }
  type Page = Awaited<ReturnType<typeof pageOf>>;
  const admitted = (guard: ReturnType<typeof guardOf>, page: Page): Promise<string> =>
    new Promise((resolve) =>
      guard.settings.ioMiddleware(page, (error) => resolve(error ? error.message : 'admitted')),
    );

  it('knows a page by the address of its client, also behind a proxy', async () => {
    const guard = guardOf();
    const page = await pageOf('192.0.2.7');
    assert.equal(await admitted(guard, page), 'admitted');
    assert.equal(guard.identityOf(page)?._client.socketIp, '192.0.2.7');
  });

  it('refuses who is kept out, and nobody else who comes by the same proxy', async () => {
    const guard = guardOf();
    blocked.add('192.0.2.7');
    assert.equal(await admitted(guard, await pageOf('192.0.2.7')), 'blocked');
    assert.equal(await admitted(guard, await pageOf('192.0.2.8')), 'admitted');
  });

  it('answers nothing that is polled by who was kept out meanwhile', async () => {
    const guard = guardOf();
    const page = await pageOf('192.0.2.7', '/dashboard/socket.io/?EIO=4&transport=polling&sid=a');
    assert.equal(await admitted(guard, page), 'admitted');
    const polled = (): Promise<string | undefined> =>
      new Promise((resolve) =>
        engineHandlers[0]?.(page.request, {} as ServerResponse, (error) => resolve(error?.message)),
      );
    assert.equal(await polled(), undefined);
    blocked.add('192.0.2.7');
    assert.equal(await polled(), 'blocked');
  });
});
