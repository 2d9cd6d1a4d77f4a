import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ThermaCoreError } from '../../../lib/core/errors';
import type { DashboardAuth } from '../../../lib/dashboard';
import { BrowserSessions } from '../../../lib/dashboard/sessions';
import type { Principal, TokenSet } from '../../../lib/tenancy';
import { FakeClock } from '../../support/fake-clock';

const MINUTE = 60_000;
const principal: Principal = {
  userId: 'u1', username: 'viewer@aqua', role: 'viewer', homeTenant: 'aqua', tenant: 'aqua', sessionId: 's1',
}; // prettier-ignore

const requestWith = (cookie: string, encrypted = false): IncomingMessage =>
  ({
    headers: { cookie },
    socket: { remoteAddress: '::1', ...(encrypted ? { encrypted } : {}) },
  }) as unknown as IncomingMessage;

class Answer {
  cookies: string[] = [];
  getHeader(): string[] | undefined {
    return this.cookies.length > 0 ? this.cookies : undefined;
  }
  setHeader(_name: string, value: string[]): void {
    this.cookies = value;
  }
  get response(): ServerResponse {
    return this as unknown as ServerResponse;
  }
}

describe('session behind a browser’s cookies', () => {
  let clock: FakeClock;
  let refreshed: string[];
  let refresh: () => Promise<TokenSet>;
  let sessions: BrowserSessions;
  let away: boolean;

  /** Access tokens are `access-<minute they end>`. */
  const verify: DashboardAuth['verify'] = (token) => {
    const end = Number(/^access-(\d+)$/.exec(token)?.[1] ?? 0) * MINUTE;
    if (away) return Promise.reject(new ThermaCoreError('unavailable', 'The database is away.'));
    return end > clock.now()
      ? Promise.resolve({ principal, expiresAt: end })
      : Promise.reject(new ThermaCoreError('unauthenticated', 'The session has ended.'));
  };

  beforeEach(() => {
    clock = new FakeClock(0);
    refreshed = [];
    away = false;
    refresh = () =>
      Promise.resolve({
        access_token: 'access-30',
        refresh_token: 'refresh-2',
        expires_in: 900,
        token_type: 'Bearer',
      });
    const auth = {
      verify,
      refresh: (token: string) => {
        refreshed.push(token);
        return refresh();
      },
    } as unknown as DashboardAuth;
    sessions = new BrowserSessions(() => Promise.resolve(auth), clock, '/dashboard');
  });

  const cookies = 'thermacore_access=access-15; thermacore_refresh=refresh-1';

  it('is taken as it is while it lasts', async () => {
    const answer = new Answer();
    assert.equal((await sessions.of(requestWith(cookies), answer.response))?.expiresAt, 15 * MINUTE);
    assert.deepEqual([answer.cookies, refreshed], [[], []]);
  });

  it('gives the token that is valid now, also just after it was renewed', async () => {
    assert.equal(await sessions.tokenOf(requestWith(cookies), new Answer().response), 'access-15');
    clock.advance(14.5 * MINUTE);
    assert.equal(await sessions.tokenOf(requestWith(cookies), new Answer().response), 'access-30');
    assert.equal(await sessions.tokenOf(requestWith(''), new Answer().response), undefined);
  });

  it('is renewed in its last minute and after, for all requests of a page at once', async () => {
    clock.advance(14.5 * MINUTE);
    const answers = [new Answer(), new Answer(), new Answer()];
    const found = await Promise.all(
      answers.map(({ response }) => sessions.of(requestWith(cookies), response)),
    );
    assert.deepEqual(
      found.map((session) => session?.expiresAt),
      [30, 30, 30].map((at) => at * MINUTE),
    );
    clock.advance(MINUTE / 4);
    await sessions.of(requestWith(cookies), new Answer().response);
    assert.deepEqual(refreshed, ['refresh-1'], 'a token used twice would look stolen');
    for (const { cookies: lines } of answers) {
      assert.equal(lines.length, 2);
      for (const line of lines)
        assert.match(line, /; Path=\/dashboard; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
    }
  });

  it('tells open pages of its renewal', async () => {
    const told: number[] = [];
    sessions.onRenewal(({ expiresAt }) => told.push(expiresAt));
    clock.advance(20 * MINUTE);
    await sessions.of(requestWith(cookies), new Answer().response);
    assert.deepEqual(told, [30 * MINUTE]);
  });

  it('cannot be renewed without an answer that carries the cookies', async () => {
    clock.advance(20 * MINUTE);
    assert.equal(await sessions.of(requestWith(cookies)), undefined);
    assert.deepEqual(refreshed, []);
  });

  it('ends when its refresh token is refused, and is never kept as renewed', async () => {
    clock.advance(20 * MINUTE);
    refresh = () => Promise.reject(new ThermaCoreError('unauthenticated', 'The session has ended.'));
    assert.equal(await sessions.of(requestWith(cookies), new Answer().response), undefined);
    assert.equal(await sessions.of(requestWith(cookies), new Answer().response), undefined);
    assert.equal(refreshed.length, 2);
  });

  it('serves its last minute when it cannot be renewed for now', async () => {
    clock.advance(14.5 * MINUTE);
    refresh = () => Promise.reject(new ThermaCoreError('unavailable', 'The database is away.'));
    assert.equal((await sessions.of(requestWith(cookies), new Answer().response))?.expiresAt, 15 * MINUTE);
  });

  it('is not taken for ended while the database is away', async () => {
    away = true;
    await assert.rejects(sessions.of(requestWith(cookies), new Answer().response), { code: 'unavailable' });
  });

  it('travels over TLS only where there is TLS', () => {
    const answer = new Answer();
    const tokens: TokenSet = { access_token: 'a', refresh_token: 'r', expires_in: 900, token_type: 'Bearer' };
    sessions.setCookies(requestWith('', true), answer.response, tokens);
    for (const line of answer.cookies) assert.match(line, /; Secure$/);
  });

  it('leaves no cookie behind', () => {
    const answer = new Answer();
    sessions.clearCookies(requestWith(cookies), answer.response);
    for (const line of answer.cookies)
      assert.match(line, /^thermacore_(access|refresh)=; Path=\/dashboard; Max-Age=0;/);
  });
});
