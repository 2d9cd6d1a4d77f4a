import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, UnsecuredJWT, exportJWK, generateKeyPair, type CryptoKey } from 'jose';
import { OidcSettings } from '../../../lib/tenancy';
import { CLIENT, TestProvider, browse } from '../../support/oidc-provider';
import { makeWorld, type World } from '../../unit/tenancy/fixture';

const CALLBACK = 'http://127.0.0.1:1880/dashboard/login/oidc/callback';
const refused = { code: 'unauthenticated' };
const GROUPS = 'Plant admins = aqua:admin, Operators = aqua:operator, Masters = *:admin';

const settingsOf = (issuer: string, more: object = {}): OidcSettings =>
  OidcSettings.parse({
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    groups: GROUPS,
    label: 'Works login',
    ...more,
  });

describe('Login at an identity provider', function () {
  this.timeout(60_000);
  let provider: TestProvider;
  let world: World;

  before(async () => {
    provider = await TestProvider.start([CALLBACK]);
  });
  after(() => provider.stop());
  beforeEach(async () => {
    world = await makeWorld();
    // Tokens of the provider carry the time of the wall.
    world.clock.advance(Date.now() - world.clock.now());
    world.auth.oidc.configure(settingsOf(provider.issuer));
    become({ groups: ['Operators', 'Canteen'] });
  });

  function become(claims: object, sub = 'person-1'): void {
    provider.account = { sub, claims: { preferred_username: 'kim', email: 'kim@example.com', ...claims } };
  }
  async function login(to = '/dashboard'): Promise<{ username: string; tokens: { refresh_token: string } }> {
    const { url, ticket } = await world.auth.oidc.begin(CALLBACK, to);
    const back = await browse(url, CALLBACK);
    const { tokens } = await world.auth.oidc.finish(ticket, back.search, '10.0.0.1');
    const { principal } = await world.auth.verify(tokens.access_token);
    return { username: principal.username, tokens };
  }
  const userOf = (username: string) => world.identity.userRepository.findByUsername(username);

  it('asks with PKCE, state and nonce, and makes a user where the group has its place', async () => {
    const { url } = await world.auth.oidc.begin(CALLBACK, '/dashboard');
    const asked = new URL(url).searchParams;
    assert.equal(asked.get('code_challenge_method'), 'S256');
    for (const name of ['state', 'nonce', 'code_challenge'])
      assert.ok((asked.get(name)?.length ?? 0) >= 43, name);
    assert.equal((await login()).username, 'kim');
    const made = await userOf('kim');
    assert.deepEqual([made?.role, made?.tenant], ['operator', 'aqua']);
    assert.deepEqual(
      world.identity.entries.map(({ action, outcome }) => `${action} ${outcome}`),
      ['user:create ok', 'session:login ok'],
    );
    // Nobody logs in as that user by a password.
    for (const password of ['external', ''])
      await assert.rejects(world.auth.login({ username: 'kim', password }), refused);
  });

  it('knows a person by issuer and subject: another name there is the same user here', async () => {
    await login();
    become({ groups: ['Operators'], preferred_username: 'kim.newname', email: 'new@example.com' });
    assert.equal((await login()).username, 'kim');
  });

  it('never takes a user over for a name or an e-mail address', async () => {
    become({ groups: ['Operators'], preferred_username: 'admin@aqua', email: 'admin@aqua' });
    const { username } = await login();
    assert.match(username, /^admin@aqua#[\da-f]{8}$/);
    assert.equal((await userOf(username))?.role, 'operator');
    become({ groups: ['Operators'] }, 'person-2');
    assert.equal((await login()).username, 'kim');
    become({ groups: ['Operators'] }, 'person-3');
    assert.match((await login()).username, /^kim#/);
  });

  it('follows the groups at each login, and lets nobody in without one', async () => {
    await login();
    become({ groups: 'Plant admins' });
    await login();
    assert.equal((await userOf('kim'))?.role, 'admin');
    for (const groups of [['Canteen'], [], undefined, { Operators: true }]) {
      become({ groups });
      await assert.rejects(login(), { code: 'forbidden' });
    }
  });

  it('makes users of the platform of those whose group has its place there', async () => {
    become({ groups: ['Masters'], preferred_username: 'lee' }, 'person-4');
    await login();
    const made = await userOf('lee');
    assert.deepEqual([made?.role, made?.tenant], ['admin', null]);
  });

  it('lets a disabled user in no more', async () => {
    await login();
    world.identity.changeUser((await userOf('kim'))?.id ?? '', { disabled: true });
    await assert.rejects(login(), { code: 'forbidden' });
  });

  it('asks for no second factor of ours: the provider has rules of its own', async () => {
    world.mfa.policy = { roles: ['operator'], tenants: ['aqua'] };
    const { tokens } = await login();
    const next = await world.auth.refresh(tokens.refresh_token);
    assert.equal((await world.auth.verify(next.access_token)).principal.grants, undefined);
  });

  it('ends at the provider too, once, and only for sessions that began there', async () => {
    const { tokens } = await login();
    const url = new URL(
      (await world.auth.oidc.logoutUrl(tokens.refresh_token, 'http://127.0.0.1:1880/dashboard/login')) ?? '',
    );
    assert.equal(url.origin, provider.issuer);
    assert.ok(url.searchParams.has('id_token_hint'));
    assert.equal(await world.auth.oidc.logoutUrl(tokens.refresh_token, 'http://x/'), undefined);
  });

  it('is refused in words when the person says no', async () => {
    provider.account = undefined;
    await assert.rejects(login(), { ...refused, message: /broken off/ });
  });

  it('says in words that the provider is away or none at all, and finds it when it is back', async () => {
    const other = await TestProvider.start([CALLBACK]);
    const { issuer } = other;
    await other.stop();
    world.auth.oidc.configure(settingsOf(issuer));
    const away = { code: 'unavailable', sentence: /Works login does not answer\. .*user name and password/ };
    await assert.rejects(world.auth.oidc.begin(CALLBACK, '/'), away);
    const back = await TestProvider.start([CALLBACK], Number(new URL(issuer).port));
    await world.auth.oidc.begin(CALLBACK, '/');
    await back.stop();
    world.auth.oidc.configure(settingsOf(`${provider.issuer}/elsewhere`));
    await assert.rejects(world.auth.oidc.begin(CALLBACK, '/'), {
      code: 'unavailable',
      message: /no OpenID provider/,
    });
    world.auth.oidc.configure(undefined);
    await assert.rejects(world.auth.oidc.begin(CALLBACK, '/'), { code: 'not-found' });
  });

  describe('cannot be attacked', () => {
    const begun = async () => {
      const { url, ticket } = await world.auth.oidc.begin(CALLBACK, '/dashboard');
      return { ticket, back: await browse(url, CALLBACK) };
    };

    it('by an answer that comes a second time', async () => {
      const { ticket, back } = await begun();
      await world.auth.oidc.finish(ticket, back.search);
      await assert.rejects(world.auth.oidc.finish(ticket, back.search), refused);
      // With a new login's ticket the old state does not fit.
      const { ticket: next } = await begun();
      await assert.rejects(world.auth.oidc.finish(next, back.search), refused);
    });

    it('by an answer in a browser that did not ask, or of another login', async () => {
      const [mine, other] = [await begun(), await begun()];
      await assert.rejects(world.auth.oidc.finish(undefined, mine.back.search), refused);
      await assert.rejects(world.auth.oidc.finish('guessed', mine.back.search), refused);
      await assert.rejects(world.auth.oidc.finish(mine.ticket, other.back.search), refused);
    });

    it('by an answer that comes late', async () => {
      const { ticket, back } = await begun();
      world.clock.advance(10 * 60_000);
      await assert.rejects(world.auth.oidc.finish(ticket, back.search), refused);
    });

    it('by a code without its state, and by another provider’s answer (mix-up)', async () => {
      const { ticket, back } = await begun();
      back.searchParams.delete('state');
      await assert.rejects(world.auth.oidc.finish(ticket, back.search), refused);
      const again = await begun();
      assert.equal(again.back.searchParams.get('iss'), provider.issuer);
      again.back.searchParams.set('iss', 'https://evil.example.com');
      await assert.rejects(world.auth.oidc.finish(again.ticket, again.back.search), refused);
    });
  });

  describe('believes no ID token', () => {
    let forger: Forger;
    beforeEach(async () => {
      forger = await Forger.start();
      world.auth.oidc.configure(settingsOf(forger.issuer));
    });
    afterEach(() => forger.stop());

    async function finish(forge: Forge): Promise<unknown> {
      const { url, ticket } = await world.auth.oidc.begin(CALLBACK, '/');
      const asked = new URL(url).searchParams;
      forger.forge = forge;
      forger.nonce = asked.get('nonce') ?? '';
      return world.auth.oidc.finish(
        ticket,
        `?code=x&state=${asked.get('state')}&iss=${encodeURIComponent(forger.issuer)}`,
      );
    }

    it('but one that is right, which shows that the others are refused for what is wrong in them', async () => {
      await finish((claims, sign) => sign(claims));
      assert.ok(await userOf('kim'));
    });

    const forgeries: [what: string, forge: Forge][] = [
      ['with the nonce of another login', (claims, sign) => sign({ ...claims, nonce: 'another' })],
      ['without a nonce', ({ nonce: _, ...claims }, sign) => sign(claims)],
      ['for another audience', (claims, sign) => sign({ ...claims, aud: 'another-client' })],
      ['of another issuer', (claims, sign) => sign({ ...claims, iss: 'https://evil.example.com' })],
      ['that has expired', (claims, sign) => sign({ ...claims, exp: 1_700_000_000 })],
      ['with alg none', async (claims) => new UnsecuredJWT(claims).encode()],
      ['that somebody else signed', async (claims, _sign, stranger) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(stranger)],
      ['signed with the client’s secret', async (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k' }).sign(Buffer.from(CLIENT.secret))],
    ]; // prettier-ignore
    for (const [what, forge] of forgeries)
      it(what, async () => {
        await assert.rejects(finish(forge), refused);
        assert.equal(await userOf('kim'), undefined);
      });
  });
});

type Claims = Record<string, unknown>;
type Forge = (
  claims: Claims,
  sign: (claims: Claims) => Promise<string>,
  stranger: CryptoKey,
) => Promise<string>;

/** A provider that gives out whatever ID token a test makes. */
class Forger {
  forge: Forge = (claims, sign) => sign(claims);
  nonce = '';

  private constructor(
    readonly issuer: string,
    private readonly server: Server,
  ) {}

  static async start(): Promise<Forger> {
    const [own, stranger] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const forger = new Forger(issuer, server);
    const sign = (claims: Claims) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(own.privateKey);
    const answers: Record<string, () => Promise<object>> = {
      '/.well-known/openid-configuration': async () => ({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        authorization_response_iss_parameter_supported: true,
      }),
      '/jwks': async () => ({
        keys: [{ ...(await exportJWK(own.publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }],
      }),
      '/token': async () => {
        const now = Math.floor(Date.now() / 1000);
        const claims = {
          iss: issuer,
          aud: CLIENT.id,
          sub: 'person-1',
          nonce: forger.nonce,
          iat: now,
          exp: now + 300,
          preferred_username: 'kim',
          groups: ['Operators'],
        };
        const id_token = await forger.forge(claims, sign, stranger.privateKey);
        return { access_token: 'a', token_type: 'Bearer', id_token };
      },
    };
    server.on('request', (request, response) => {
      const answer = answers[request.url ?? ''];
      response.setHeader('content-type', 'application/json');
      if (!answer) return void response.writeHead(404).end('{}');
      void answer().then((body) => response.end(JSON.stringify(body)));
    });
    return forger;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
