import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { Secret, TOTP } from 'otpauth';
import { WebSocket } from 'ws';
import { Client, DEMO_PASSWORD, Product, eventually } from '../../support/product';

const root = join(__dirname, '..', '..', '..');
const STEP_MS = 30_000;

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** The whole way: HTTP, the live socket, the broker, the editor, the command line, with the real database. */
describe('Ways to log in, of the whole product', function () {
  this.timeout(120_000);
  let product: Product;
  let admin: Client;

  before(async () => {
    product = await Product.start();
    admin = await product.login('admin@aqua');
  });
  after(() => product?.dispose());

  async function post(path: string, body: object): Promise<Answer> {
    const response = await fetch(`${product.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const login = (username: string, more: object = {}) =>
    post('/auth/login', { username, password: DEMO_PASSWORD, ...more });
  const statusOf = async (token: string, path: string, method = 'GET'): Promise<number> =>
    (await new Client(product.url, token, '').request(method, `/api/v1${path}`)).status;

  describe('a second factor', () => {
    let secret = '';
    let recovery: string[] = [];
    /** Each code counts once: of the step before, now and after there are three. */
    const codeAt = (steps: number): string =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * STEP_MS });

    it('is set up, asked for, and counts once', async () => {
      const viewer = await product.login('viewer@aqua');
      const made = await viewer.json<{ secret: string; uri: string; qr: string }>('POST', '/api/v1/me/mfa');
      ({ secret } = made);
      assert.match(made.qr, /^<svg /);
      const confirmed = { code: codeAt(-1) };
      ({ recoveryCodes: recovery } = await viewer.json<{ recoveryCodes: string[] }>('POST', '/api/v1/me/mfa/confirm', confirmed)); // prettier-ignore
      assert.equal(recovery.length, 10);

      const asked = await login('viewer@aqua');
      assert.deepEqual([asked.status, asked.body['type']], [401, '/api/v1/problems/mfa-required']);
      assert.equal((await login('viewer@aqua', confirmed)).status, 401);
      const code = codeAt(0);
      assert.equal((await login('viewer@aqua', { code })).status, 200);
      assert.equal((await login('viewer@aqua', { code })).status, 401);
      assert.equal((await login('viewer@aqua', { code: recovery[0] })).status, 200);
    });

    it('keeps the password out of the broker', async () => {
      await assert.rejects(
        connectAsync(`mqtt://127.0.0.1:${product.mqttPort}`, {
          username: 'viewer@aqua',
          password: DEMO_PASSWORD,
          reconnectPeriod: 0,
        }),
      );
    });

    it('is taken away by an administrator', async () => {
      await admin.json('DELETE', '/api/v1/users/viewer@aqua/mfa');
      assert.equal((await login('viewer@aqua')).status, 200);
    });
  });

  describe('an API key', () => {
    let token = '';
    let id = '';

    it('is made through the flow, and works for HTTP as far as its scope goes', async () => {
      const operator = await product.login('operator@aqua');
      const input = { name: 'Report', permissions: ['unit:read', 'live:subscribe', 'reading:publish'] };
      ({ token, id } = await operator.json<{ token: string; id: string }>('POST', '/api/v1/api-keys', input));
      assert.equal(await statusOf(token, '/units'), 200);
      assert.equal(await statusOf(token, '/devices'), 403);
      assert.equal(await statusOf(token, '/api-keys'), 403);
      assert.equal(await statusOf(token, '/auth/logout', 'POST'), 403);
      const { items } = await admin.get<{ items: object[] }>('/api/v1/api-keys?of=tenant');
      assert.ok(items.some((key) => 'id' in key && key.id === id && !('token' in key)));
    });

    it('opens neither the editor nor the dashboards', async () => {
      const response = await fetch(`${product.url}/flows`, { headers: { authorization: `Bearer ${token}` } });
      assert.equal(response.status, 401);
    });

    it('is the password of its owner at the broker, and of nobody else', async () => {
      const connect = (username: string) =>
        connectAsync(`mqtt://127.0.0.1:${product.mqttPort}`, {
          username,
          password: token,
          reconnectPeriod: 0,
        });
      const client = await connect('operator@aqua');
      assert.ok(client.connected);
      await client.endAsync(true);
      await assert.rejects(connect('admin@aqua'));
      await assert.rejects(connect('aqua'));
    });

    it('opens the live socket, which closes when the key is revoked; then it is good for nothing', async () => {
      const socket = new WebSocket(`${product.url.replace('http', 'ws')}/api/v1/live`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const [first] = (await once(socket, 'message')) as [Buffer];
      assert.equal((JSON.parse(first.toString()) as { type: string }).type, 'ready');
      const closed = once(socket, 'close');
      await admin.json('DELETE', `/api/v1/api-keys/${id}`);
      assert.equal((await closed)[0], 4401);
      assert.equal(await statusOf(token, '/units'), 401);
    });
  });

  it('a refresh token that comes a second time ends the whole session', async () => {
    const { body } = await login('operator@aqua');
    const first = { refresh_token: String(body['refresh_token']) };
    const next = await post('/auth/refresh', first);
    assert.equal(next.status, 200);
    assert.equal(await statusOf(String(next.body['access_token']), '/units'), 200);
    assert.equal((await post('/auth/refresh', first)).status, 401);
    const { access_token, refresh_token } = next.body;
    assert.equal(await statusOf(String(access_token), '/units'), 401);
    assert.equal((await post('/auth/refresh', { refresh_token })).status, 401);
  });

  it('signing keys rotate over the API and by the command line, and end no session', async () => {
    const platform = await product.login('admin');
    const kids = async (): Promise<string[]> => {
      const { keys } = await platform.get<{ keys: { kid: string }[] }>('/.well-known/jwks.json');
      return keys.map(({ kid }) => kid);
    };
    const [before = ''] = await kids();
    assert.equal(await statusOf(admin.token, '/operations/signing-keys/rotate', 'POST'), 403);
    await platform.json('POST', '/api/v1/operations/signing-keys/rotate');
    const after = await kids();
    assert.deepEqual([after.length >= 2, after.includes(before), after[0] === before], [true, true, false]);
    assert.equal(await statusOf(admin.token, '/units'), 200);

    const { status, stdout } = spawnSync(
      process.execPath,
      [join(root, 'dist', 'bin', 'thermacore.js'), 'keys', 'rotate'],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, THERMACORE_HOME: product.home, NODE_OPTIONS: '' },
      },
    );
    assert.equal(status, 0);
    const [, made] = /signed with the key (\S+) from/.exec(stdout) ?? [];
    await eventually('the running product signs with it', async () => (await kids())[0] === made, 90_000);
    assert.equal(await statusOf(admin.token, '/units'), 200);
    assert.equal(await statusOf((await product.login('viewer@aqua')).token, '/units'), 200);
  });
});
