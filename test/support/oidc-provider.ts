import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const CLIENT = { id: 'thermacore', secret: 'a-secret-that-only-the-tests-know' };

export interface Account {
  readonly sub: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A real OpenID provider in this process. Its login page asks nothing: who comes is the account that is set. */
export class TestProvider {
  /** Who logs in next; undefined: nobody agrees. */
  account: Account | undefined;

  private constructor(
    readonly issuer: string,
    private readonly server: Server,
  ) {}

  static async start(redirectUris: readonly string[], port = 0): Promise<TestProvider> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const running = new TestProvider(issuer, server);
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [...redirectUris],
          post_logout_redirect_uris: redirectUris.map((uri) => new URL('/dashboard/login', uri).href),
          id_token_signed_response_alg: 'RS256',
        },
      ],
      claims: { openid: ['sub'], profile: ['preferred_username', 'groups'], email: ['email'] },
      findAccount: (_context, sub) => ({
        accountId: sub,
        claims: () => ({ sub, ...running.account?.claims }),
      }),
      features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
      interactions: { url: (_context, { uid }) => `/agree/${uid}` },
      cookies: { keys: ['cookie-key-of-the-tests'] },
      pkce: { required: () => true },
    });
    const handle = provider.callback();
    server.on('request', (request, response) => {
      if (!request.url?.startsWith('/agree/')) return void handle(request, response);
      const agree = async (): Promise<void> => {
        const { account } = running;
        if (!account) return provider.interactionFinished(request, response, { error: 'access_denied' });
        const { params } = await provider.interactionDetails(request, response);
        const grant = new provider.Grant({ accountId: account.sub, clientId: String(params['client_id']) });
        grant.addOIDCScope(String(params['scope']));
        const grantId = await grant.save();
        await provider.interactionFinished(request, response, {
          login: { accountId: account.sub },
          consent: { grantId },
        });
      };
      agree().catch((error: unknown) => {
        response.statusCode = 500;
        response.end(String(error));
      });
    });
    return running;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Walks through redirects as a browser does, with cookies, until one leads to `back`; gives that address. */
export async function browse(from: string, back: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = from;
  for (let hops = 0; hops < 10; hops++) {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';', 1)[0]?.split(/=(.*)/s) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (!location) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    url = new URL(location, url).href;
    if (url.startsWith(back)) return new URL(url);
  }
  throw new Error('the redirects do not end');
}
