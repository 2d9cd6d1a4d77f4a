import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { WebSocket } from 'ws';
import type { AuditRecord } from '../../lib/tenancy/audit';
import { RawClient } from '../e2e/dashboard/raw-client';
import { ADMIN_PASSWORD, DEMO_PASSWORD, Client, Product, eventually } from '../support/product';

const TARGET_SECRET = 'whsec_cmVkIHRlYW0gcmVkIHRlYW0gcmVkIHRlYW0gcmVkIQ==';
const WRONG_PASSWORD = 'a-wrong-guess-of-the-red-team';

/**
 * What an attacker tries who is in the network, has stolen a token or has a login of another tenant. Each try has to get
 * nothing, and to leave a trace: an entry of the audit log, a line of the log, or a count that an alarm can be put on.
 */
describe('An attacker', function () {
  this.timeout(120_000);
  let product: Product;
  let platform: Client;
  let admin: Client;
  let viewer: Client;
  const secrets = new Map<string, string>();

  before(async () => {
    product = await Product.start({ env: { THERMACORE_LOG_LEVEL: 'debug' } });
    [platform, admin, viewer] = (await Promise.all(
      ['admin', 'admin@aqua', 'viewer@aqua'].map((name) => product.login(name)),
    )) as [Client, Client, Client];
    for (const path of ['/api/v1/units', '/api/v1/audit', '/api/v1/api-keys?of=tenant'])
      await eventually(`${path} is served`, async () => (await admin.request('GET', path)).ok);
    secrets.set('password of the platform', ADMIN_PASSWORD).set('password of the demo', DEMO_PASSWORD);
    for (const [whose, { token, refreshToken }] of Object.entries({ platform, admin, viewer }))
      secrets.set(`access token of ${whose}`, token).set(`refresh token of ${whose}`, refreshToken);
  });
  after(() => product?.dispose());

  const traced = (client: Client, query: string): Promise<AuditRecord> =>
    eventually(`an audit entry (${query})`, async () => {
      const { items } = await client.get<{ items: AuditRecord[] }>(`/api/v1/audit?limit=500&${query}`);
      return items[0];
    });
  const metric = async (sample: string): Promise<number> => {
    const text = await (await fetch(`${product.url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(sample));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  const counted = (sample: string, before: number): Promise<unknown> =>
    eventually(`${sample} counts it`, async () => (await metric(sample)) > before);

  it('with a stolen token of a viewer changes nothing, and the try is in the audit log', async () => {
    for (const [method, path, body] of [
      ['POST', '/api/v1/units', { key: 'mine', name: 'Mine' }],
      ['DELETE', '/api/v1/units/boiler-1', undefined],
      ['POST', '/api/v1/users', { username: 'me@aqua', role: 'admin', password: 'of the red team 1' }],
    ] as const)
      assert.equal((await viewer.request(method, path, body)).status, 403, path);
    const entry = await traced(admin, 'actor=viewer%40aqua&outcome=refused&action=unit:');
    assert.equal(entry.from, '127.0.0.1');
    assert.equal((await admin.request('GET', '/api/v1/units/mine')).status, 404);
    assert.ok((await admin.request('GET', '/api/v1/units/boiler-1')).ok);
  });

  it('with a token that says another tenant, another user, or no signature gets 401, which is counted', async () => {
    const before = await metric('thermacore_api_requests_total{operation="listUnits",status="401"');
    const [head = '', body = '', signature = ''] = viewer.token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
    const forged = [
      `${head}.${encode({ ...claims, tenant: 'borealis' })}.${signature}`,
      `${head}.${encode({ ...claims, role: 'admin' })}.${signature}`,
      `${encode({ alg: 'none', typ: 'JWT' })}.${body}.`,
      `${encode({ alg: 'HS256', typ: 'JWT' })}.${body}.${signature}`,
      `${head}.${body}.`,
    ];
    for (const token of forged) {
      const response = await new Client(product.url, token, '').request('GET', '/api/v1/units');
      assert.equal(response.status, 401);
      assert.doesNotMatch(await response.text(), /boiler|borealis/);
    }
    await counted('thermacore_api_requests_total{operation="listUnits",status="401"', before);
  });

  it('who names another tenant in path, query or header sees his own at most', async () => {
    const other = await product.login('admin@borealis');
    await other.json('POST', '/api/v1/units', { key: 'only-theirs', name: 'Only theirs', kind: 'other' });
    const [own, foreign] = await Promise.all(
      [admin, other].map((client) => client.get<{ items: { key: string }[] }>('/api/v1/units')),
    );
    const theirs = foreign?.items.find(({ key }) => !own?.items.some((unit) => unit.key === key));
    assert.ok(theirs, 'borealis has a unit that aqua has not');
    assert.equal((await admin.request('GET', `/api/v1/units/${theirs.key}`)).status, 404);
    const headers = {
      authorization: `Bearer ${admin.token}`,
      'x-tenant': 'borealis',
      'x-forwarded-user': 'admin',
    };
    for (const query of ['', '?tenant=borealis', '?tenant[]=borealis']) {
      const text = await (await fetch(`${product.url}/api/v1/units${query}`, { headers })).text();
      assert.ok(!text.includes(`"${theirs.key}"`), query);
    }
    assert.equal((await admin.request('POST', '/api/v1/auth/tenant', { tenant: 'borealis' })).status, 403);
    await traced(admin, 'actor=admin%40aqua&outcome=refused&action=tenant:switch');
  });

  it('who replays a refresh token ends the session, also for the thief, and is in the audit log', async () => {
    const victim = await product.login('operator@aqua');
    const refresh = (refresh_token: string): Promise<Response> =>
      fetch(`${product.url}/api/v1/auth/refresh`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ refresh_token }),
      });
    const first = await refresh(victim.refreshToken);
    const next = (await first.json()) as { access_token: string; refresh_token: string };
    assert.equal(first.status, 200);
    assert.equal((await refresh(victim.refreshToken)).status, 401);
    assert.equal((await refresh(next.refresh_token)).status, 401);
    const stolen = new Client(product.url, next.access_token, '');
    assert.equal((await stolen.request('GET', '/api/v1/units')).status, 401);
    secrets.set('replayed refresh token', victim.refreshToken).set('stolen access token', next.access_token);
    const entry = await traced(admin, 'action=session:refresh-reuse');
    assert.deepEqual([entry.actor, entry.outcome], ['operator@aqua', 'refused']);
  });

  it('who guesses passwords is refused, and is in the audit log without what he guessed', async () => {
    const response = await fetch(`${product.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin@borealis', password: WRONG_PASSWORD }),
    });
    assert.equal(response.status, 401);
    secrets.set('guessed password', WRONG_PASSWORD);
    const borealis = await product.login('admin@borealis');
    await traced(borealis, 'actor=admin%40borealis&action=session:login&outcome=refused');
  });

  it('who puts SQL into everything that is asked for gets an error or nothing, never a fault of ours', async () => {
    const before = await metric('thermacore_api_requests_total');
    const attacks = [
      "' or '1'='1",
      "'; drop table thermacore.users; --",
      '$1; select pg_sleep(20)',
      "\\'; --",
      '%27%00',
    ];
    for (const attack of attacks) {
      const text = encodeURIComponent(attack);
      for (const path of [
        `/units/${text}`,
        `/units?cursor=${text}`,
        `/audit?actor=${text}`,
        `/users/${text}`,
      ]) {
        const response = await admin.request('GET', `/api/v1${path}`);
        const body = await response.text();
        assert.ok(response.status < 500, `${path}: ${response.status}`);
        assert.doesNotMatch(body, /syntax error|pg_catalog|at character|node_modules|borealis/i, path);
      }
    }
    assert.ok((await admin.request('GET', '/api/v1/users')).ok, 'the table of users is there');
    await counted('thermacore_api_requests_total', before);
  });

  it('who writes templates and scripts into names gets them back as text', async () => {
    const name = '{{constructor.constructor("return process")()}}<img src=x onerror=alert(1)>${7*7}';
    await admin.json('POST', '/api/v1/units', { key: 'red-team', name, kind: 'other' });
    const response = await admin.request('GET', '/api/v1/units/red-team');
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(((await response.json()) as { name: string }).name, name);
    const entry = await traced(admin, 'action=unit:create&target=red-team');
    assert.equal(entry.actor, 'admin@aqua');
    await admin.request('DELETE', '/api/v1/units/red-team');
  });

  it('whose page opens a socket of the dashboards, of the API or of the editor gets none, which is counted', async () => {
    const foreign = { origin: 'https://evil.example' };
    const guarded = 'thermacore_dashboard_dropped_total{direction="in",reason="foreign-origin"';
    const [dashboards, sockets] = [
      await metric(guarded),
      await metric('thermacore_http_sockets_refused_total'),
    ];
    const cookie = `thermacore_access=${viewer.token}`;
    const raw = await RawClient.connect(product.url, { cookie, ...foreign });
    assert.ok(raw.refusal !== undefined || raw.closed);
    assert.deepEqual(raw.named('ui-config'), []);
    for (const path of ['/api/v1/live', '/comms']) {
      const socket = new WebSocket(`${product.url.replace('http', 'ws')}${path}`, { headers: foreign });
      const ended = await new Promise<string>((resolve) => {
        socket.on('open', () => resolve('open'));
        socket.on('error', () => resolve('refused'));
      });
      assert.equal(ended, 'refused', path);
    }
    await counted(guarded, dashboards);
    await counted('thermacore_http_sockets_refused_total', sockets + 1);
  });

  it('who has no login publishes nothing over MQTT; who has one, nothing for another tenant', async () => {
    const options = { username: 'admin@borealis', reconnectPeriod: 0 };
    const broker = `mqtt://127.0.0.1:${product.mqttPort}`;
    const logins = await metric('thermacore_broker_refused_total{what="login"');
    const publishes = await metric('thermacore_broker_refused_total{what="publish"');
    await assert.rejects(connectAsync(broker, { ...options, password: WRONG_PASSWORD }));
    await counted('thermacore_broker_refused_total{what="login"', logins);
    const rogue = await connectAsync(broker, { ...options, username: 'borealis', password: DEMO_PASSWORD });
    rogue.on('error', () => undefined);
    rogue.publish('plant/aqua/boiler-1/supply-temperature', '{"value": 6666}');
    await counted('thermacore_broker_refused_total{what="publish"', publishes);
    await rogue.endAsync(true);
    const { items } = await admin.get<{ items: { key: string }[] }>('/api/v1/readings/latest');
    assert.ok(items.length > 0);
    assert.ok(!JSON.stringify(items).includes('6666'));
  });

  it('who writes over Modbus without a right gets an exception, and a line in the log', async () => {
    const answer = await new Promise<Buffer>((resolve, reject) => {
      const socket = connectTcp(product.modbusPort, '127.0.0.1', () =>
        // Write single register 0 of unit 1: a measured value.
        socket.write(Buffer.from('00010000000601060000270f', 'hex')),
      );
      socket.once('error', reject).once('data', (data) => {
        socket.destroy();
        resolve(data);
      });
    });
    assert.equal(answer[7], 0x86, answer.toString('hex'));
    await eventually('a line', () =>
      Promise.resolve(/A Modbus write was refused .*127\.0\.0\.1/.test(product.output)),
    );
  });

  it('finds no secret in the log, in the files of the database, in the state folder beside the keys, or in the audit log', async () => {
    const { token } = await admin.json<{ token: string }>('POST', '/api/v1/api-keys', {
      name: 'Red team',
      permissions: ['unit:read'],
    });
    secrets.set('API key', token);
    await admin.json('POST', '/api/v1/notification-targets', {
      key: 'red-team',
      name: 'Red team',
      settings: { channel: 'webhook', url: 'https://hooks.example.com/x' },
      secrets: { secret: TARGET_SECRET },
    });
    secrets.set('secret of a target', TARGET_SECRET);
    const logs = await Promise.all(
      [platform, admin].map((client) => client.get<object>('/api/v1/audit?limit=500')),
    );
    await product.stop();
    const texts = new Map<string, string>([
      ['the log', product.output],
      ['the audit log', JSON.stringify(logs)],
    ]);
    for (const file of filesOf(product.home)) texts.set(file, readFileSync(file, 'latin1'));
    assert.ok(texts.size > 5);
    for (const [where, text] of texts)
      for (const [what, secret] of secrets) assert.ok(!text.includes(secret), `${what} in ${where}`);
  });

  /** Files of the state folder, the database's own among them, but those that are for secrets. */
  function filesOf(folder: string): string[] {
    const kept = /\/(credentials|keys|node-red\.key|secret-key|database\.password)$/;
    return readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      if (kept.test(path)) return [];
      const entry = statSync(path, { throwIfNoEntry: false });
      if (entry?.isDirectory()) return filesOf(path);
      return entry?.isFile() ? [path] : [];
    });
  }
});
