import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Secret, TOTP } from 'otpauth';
import { nullMeter } from '../../../lib/core/meter';
import { createDashboardGuard } from '../../../lib/dashboard';
import { OidcSettings } from '../../../lib/tenancy';
import { CLIENT, TestProvider } from '../../support/oidc-provider';
import { PASSWORD, makeWorld, type World } from '../../unit/tenancy/fixture';

interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** A browser without pictures: keeps cookies by origin and path, follows redirects, fills forms in. */
class Visitor {
  private readonly jar = new Map<string, Map<string, string>>();

  constructor(private readonly base: string) {}

  async open(url: string, init: RequestInit = {}): Promise<Page> {
    let at = new URL(url, this.base);
    let next: RequestInit = init;
    for (let hops = 0; hops < 15; hops++) {
      const cookies = this.jar.get(at.origin) ?? new Map<string, string>();
      this.jar.set(at.origin, cookies);
      const response = await fetch(at, {
        ...next,
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
          ...(next.method === 'POST' ? { origin: at.origin } : {}),
        },
      });
      for (const line of response.headers.getSetCookie()) {
        const [name = '', value = ''] = line.split(';', 1)[0]?.split(/=(.*)/s) ?? [];
        if (/max-age=0/i.test(line) || value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (!location)
        return {
          url: at.href,
          status: response.status,
          text: await response.text(),
          headers: response.headers,
        };
      at = new URL(location, at);
      next = {};
    }
    throw new Error('the redirects do not end');
  }

  /** Sends the first form of the page to its action, with its hidden fields. */
  submit({ url, text }: Page, fields: Record<string, string>): Promise<Page> {
    const action = /<form method="post" action="([^"]+)"/.exec(text)?.[1];
    assert.ok(action, `no form in ${text}`);
    const form = text.slice(0, text.indexOf('</form>'));
    const hidden = [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [
        name,
        value.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code))),
      ],
    );
    const body = new URLSearchParams({ ...Object.fromEntries(hidden), ...fields });
    return this.open(new URL(action, url).href, { method: 'POST', body });
  }
}

const codeOf = (secret: string, world: World): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.clock.now() });
const secretIn = ({ text }: Page): string =>
  /class="secret">([^<]+)</.exec(text)?.[1]?.replaceAll(' ', '') ?? '';
const codesIn = ({ text }: Page): string[] =>
  [...text.matchAll(/<li>([\w-]{19})<\/li>/g)].map(([, code = '']) => code);

describe('The pages of a login', function () {
  this.timeout(60_000);
  let world: World;
  let server: Server;
  let base: string;
  let visitor: Visitor;

  beforeEach(async () => {
    world = await makeWorld();
    world.clock.advance(Date.now() - world.clock.now());
    const { auth, clock, logger } = world;
    const guard = createDashboardGuard({ auth: async () => auth, clock, logger, meter: nullMeter });
    const app = express();
    for (const handler of guard.settings.middleware) app.use('/dashboard', handler);
    app.use((request, response) => void response.send(`page ${request.path}`));
    server = createServer(app);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    visitor = new Visitor(base);
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const enter = async (username = 'operator@aqua', who = visitor): Promise<Page> =>
    who.submit(await who.open('/dashboard/overview'), { username, password: PASSWORD });

  async function enrol(): Promise<{ secret: string; codes: string[] }> {
    await enter();
    const page = await visitor.open('/dashboard/second-factor');
    const secret = secretIn(page);
    const done = await visitor.submit(page, { code: codeOf(secret, world) });
    world.clock.advance(30_000);
    return { secret, codes: codesIn(done) };
  }

  it('set a second factor up, with a picture that the page’s own policy lets it show', async () => {
    await enter();
    const page = await visitor.open('/dashboard/second-factor');
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-security-policy') ?? '', /img-src data:/);
    const picture = /src="data:image\/svg\+xml;base64,([^"]+)"/.exec(page.text)?.[1] ?? '';
    assert.match(Buffer.from(picture, 'base64').toString(), /^<svg /);
    // Loading it again, or a wrong code, gives the same secret: the app may have it already.
    const again = await visitor.submit(page, { code: '000000' });
    assert.deepEqual([again.status, secretIn(again)], [401, secretIn(page)]);
    const done = await visitor.submit(again, { code: codeOf(secretIn(page), world) });
    assert.equal(codesIn(done).length, 10);
    assert.match((await visitor.open('/dashboard/second-factor')).text, /10 recovery codes are left/);
  });

  it('ask for the code in a second step, where a wrong one can be corrected', async () => {
    const { secret } = await enrol();
    const fresh = new Visitor(base);
    const step = await enter('operator@aqua', fresh);
    assert.match(step.text, /name="code"/);
    assert.ok(!step.text.includes(PASSWORD));
    const wrong = await fresh.submit(step, { code: '000000' });
    assert.deepEqual([wrong.status, /name="code"/.test(wrong.text)], [401, true]);
    const inside = await fresh.submit(wrong, { code: codeOf(secret, world) });
    assert.deepEqual(
      [inside.text, new URL(inside.url).pathname],
      ['page /dashboard/overview', '/dashboard/overview'],
    );
  });

  it('take a recovery code there too, and no step of another time', async () => {
    const { codes } = await enrol();
    const fresh = new Visitor(base);
    const step = await enter('operator@aqua', fresh);
    world.clock.advance(5 * 60_000);
    const late = await fresh.submit(step, { code: codes[0] ?? '' });
    assert.match(late.text, /took too long/);
    const inside = await fresh.submit(await enter('operator@aqua', fresh), { code: codes[0] ?? '' });
    assert.equal(inside.text, 'page /dashboard/overview');
  });

  it('lead who must have a second factor there, and nowhere else until it is on', async () => {
    world.mfa.policy = { roles: ['operator'], tenants: [] };
    const page = await enter();
    assert.match(page.text, /administrator asks for a second factor/);
    assert.equal(new URL((await visitor.open('/dashboard/alarms')).url).pathname, '/dashboard/second-factor');
    const done = await visitor.submit(page, { code: codeOf(secretIn(page), world) });
    const next = /href="([^"]+)">I have kept them/.exec(done.text)?.[1] ?? '';
    assert.equal((await visitor.open(next)).text, 'page /dashboard/overview');
  });

  it('give new recovery codes and switch it off, for password and code', async () => {
    const { secret, codes } = await enrol();
    const page = await visitor.open('/dashboard/second-factor');
    const code = codeOf(secret, world);
    const wrong = await visitor.submit(page, { do: 'disable', password: 'wrong password', code });
    assert.deepEqual([wrong.status, /role="alert"/.test(wrong.text)], [401, true]);
    const fresh = await visitor.submit(page, { do: 'codes', password: PASSWORD, code });
    assert.equal(codesIn(fresh).filter((one) => codes.includes(one)).length, 0);
    world.clock.advance(30_000);
    const off = await visitor.submit(page, {
      do: 'disable',
      password: PASSWORD,
      code: codeOf(secret, world),
    });
    assert.match(off.text, /Set up a second factor/);
  });

  it('make a new place wait, with a countdown, while an account is guessed at', async () => {
    for (let i = 0; i < 20; i++)
      await assert.rejects(
        world.auth.login({ username: 'viewer@aqua', password: 'wrong password', from: `198.51.100.${i}` }),
      );
    const page = await enter('viewer@aqua');
    assert.deepEqual([page.status, page.headers.get('retry-after')], [429, '5']);
    assert.match(page.text, /data-wait="5"/);
    world.clock.advance(5000);
    assert.equal((await enter('viewer@aqua')).text, 'page /dashboard/overview');
  });

  describe('with an identity provider', () => {
    let provider: TestProvider;
    beforeEach(async () => {
      provider = await TestProvider.start([`${base}/dashboard/login/oidc/callback`]);
      provider.account = { sub: '1', claims: { preferred_username: 'kim', groups: ['Operators'] } };
      world.auth.oidc.configure(
        OidcSettings.parse({
          issuer: provider.issuer,
          clientId: CLIENT.id,
          clientSecret: CLIENT.secret,
          groups: 'Operators = aqua:operator',
          label: 'Works <login>',
        }),
      );
    });
    afterEach(() => provider.stop());

    const click = async (page: Page): Promise<Page> =>
      visitor.open(/<a class="button" href="([^"]+)">Log in with/.exec(page.text)?.[1] ?? 'no button');

    it('have a button, which leads there and back to the page that was asked for', async () => {
      const page = await visitor.open('/dashboard/alarms?list=all');
      assert.match(page.text, /Log in with Works &#60;login&#62;/);
      const inside = await click(page);
      assert.deepEqual(
        [inside.text, inside.url],
        ['page /dashboard/alarms', `${base}/dashboard/alarms?list=all`],
      );
    });

    it('log out here and there', async () => {
      await click(await visitor.open('/dashboard/overview'));
      const gone = await visitor.open('/dashboard/logout', { method: 'POST' });
      const there = new URL(/id="on" href="([^"]+)"/.exec(gone.text)?.[1]?.replaceAll('&#38;', '&') ?? '');
      assert.equal(there.origin, provider.issuer);
      assert.equal(new URL((await visitor.open('/dashboard/overview')).url).pathname, '/dashboard/login');
    });

    it('say in words who has no access, and that the provider is away', async () => {
      provider.account = { sub: '2', claims: { preferred_username: 'lee' } };
      const refused = await click(await visitor.open('/dashboard/overview'));
      assert.deepEqual([refused.status, /no access here/.test(refused.text)], [403, true]);
      world.auth.oidc.configure(
        OidcSettings.parse({ issuer: 'http://127.0.0.1:9', clientId: 'x', label: 'Works login' }),
      );
      const away = await click(await visitor.open('/dashboard/overview'));
      assert.deepEqual([away.status, /Works login does not answer/.test(away.text)], [503, true]);
      assert.match(away.text, /name="password"/);
    });

    it('lead nowhere else than to pages of ours', async () => {
      const inside = await visitor.open(
        `/dashboard/login/oidc?to=${encodeURIComponent('//evil.example.com/')}`,
      );
      assert.equal(inside.url, `${base}/dashboard`);
    });
  });
});
