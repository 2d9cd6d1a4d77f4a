import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { connectAsync } from 'mqtt';
import { WebSocket } from 'ws';
import type {
  ErasureCertificate, ErasureJob, ErasureRequest, TenantExportJob, TenantMade, TenantShown,
} from '../../../lib/core/tenant'; // prettier-ignore
import type { Ticket } from '../../../lib/core/transfer';
import { DEMO_PASSWORD, Product, eventually, type Client } from '../../support/product';
import { readTar } from '../../support/tar';

const PATIENCE_MS = 60_000;

describe('tenants of the running product', function () {
  this.timeout(240_000);
  let product: Product;
  let platform: Client;
  let acme: Client;
  let temporaryPassword: string;
  const PASSWORD = 'paper harbour nineteen moss';

  before(async () => {
    product = await Product.start();
    platform = await product.login('admin');
  });
  after(() => product?.dispose());

  const metric = async (name: string): Promise<number | undefined> => {
    const text = await (await fetch(`${product.url}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.split(' ')[1]);
  };
  const problem = async (client: Client, method: string, path: string, body?: unknown) => {
    const response = await client.request(method, path, body);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const login = (username: string, password = DEMO_PASSWORD) =>
    fetch(`${product.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });

  it('are made with quotas and a first administrator, who sees what there is of them', async () => {
    const made = await platform.json<TenantMade>('POST', '/api/v1/tenants', {
      key: 'acme',
      name: 'Acme',
      timezone: 'Europe/Vienna',
      quotas: { units: 1, users: 5 },
      admin: 'admin@acme',
    });
    temporaryPassword = made.admin?.temporaryPassword ?? '';
    // A temporary password is good for one thing.
    const first = await product.login('admin@acme', temporaryPassword);
    assert.equal((await first.request('GET', '/api/v1/tenant')).status, 403);
    await first.json('POST', '/api/v1/me/password', {
      oldPassword: temporaryPassword,
      newPassword: PASSWORD,
    });
    acme = await product.login('admin@acme', PASSWORD);
    const own = await acme.get<TenantShown>('/api/v1/tenant');
    assert.deepEqual(
      [own.key, own.timezone, own.limits, own.usage.users],
      ['acme', 'Europe/Vienna', { units: 1, users: 5 }, 1],
    );
    const { items } = await platform.get<{ items: TenantShown[] }>('/api/v1/tenants');
    assert.deepEqual(items.map(({ key }) => key), ['acme', 'aqua', 'borealis']); // prettier-ignore
    for (const [method, path] of [
      ['GET', '/api/v1/tenants'],
      ['GET', '/api/v1/tenants/aqua'],
      ['POST', '/api/v1/tenants'],
      ['POST', '/api/v1/tenants/acme/erasure'],
    ] as const)
      // prettier-ignore
      assert.equal((await problem(acme, method, path, method === 'POST' ? {} : undefined)).status, 403, path);
  });

  it('are told which quota is used up, how far, and who can raise it', async () => {
    await acme.json('POST', '/api/v1/units', { key: 'u1', name: 'U 1' });
    const { status, body } = await problem(acme, 'POST', '/api/v1/units', { key: 'u2', name: 'U 2' });
    assert.equal(status, 409);
    assert.equal(body['type'], '/api/v1/problems/quota-exceeded');
    assert.deepEqual(body['quota'], { name: 'units', used: 1, limit: 1 });
    assert.match(String(body['advice']), /administrator of the platform/);
    await platform.json('PATCH', '/api/v1/tenants/acme', { quotas: { units: 2 } });
    await acme.json('POST', '/api/v1/units', { key: 'u2', name: 'U 2' });
    await eventually('the metrics follow', async () => (await metric('thermacore_quota_limit{tenant="acme",quota="units"}')) === 2, PATIENCE_MS); // prettier-ignore
    await eventually('and what is used', async () => (await metric('thermacore_quota_used{tenant="acme",quota="units"}')) === 2, PATIENCE_MS); // prettier-ignore
  });

  it('are shut out when they are suspended, keep their data, and come back', async () => {
    const operator = await product.login('operator@aqua');
    const socket = new WebSocket(`${product.url.replace('http', 'ws')}/api/v1/live`, {
      headers: { authorization: `Bearer ${operator.token}` },
    });
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const url = `mqtt://127.0.0.1:${product.mqttPort}`;
    const options = { username: 'operator@aqua', password: DEMO_PASSWORD, reconnectPeriod: 0 };
    const device = await connectAsync(url, options);
    const gone = new Promise<void>((resolve) => device.once('close', () => resolve()));

    const reason = 'contract ended';
    const shown = await platform.json<TenantShown>('POST', '/api/v1/tenants/aqua/suspend', { reason });
    assert.deepEqual([shown.state, shown.suspendedReason, shown.suspendedBy], ['suspended', reason, 'admin']);
    await Promise.all([closed, gone]);
    assert.equal((await operator.request('GET', '/api/v1/units')).status, 401);
    const refused = await login('operator@aqua');
    assert.equal(refused.status, 403);
    assert.match(((await refused.json()) as { detail: string }).detail, /suspended/);
    await assert.rejects(connectAsync(url, { ...options, connectTimeout: 5000 }));
    await eventually(
      'its readings are refused',
      async () => ((await metric('thermacore_readings_rejected_total{reason="tenant-suspended"}')) ?? 0) > 0,
      PATIENCE_MS,
    );
    await product.login('operator@borealis');
    assert.equal((await platform.get<TenantShown>('/api/v1/tenants/aqua')).usage.units, shown.usage.units);

    await platform.json('POST', '/api/v1/tenants/aqua/resume');
    const back = await product.login('operator@aqua');
    const from = Date.now();
    await eventually(
      'its readings are stored again',
      async () => {
        const { items } = await back.get<{ items: { timestamp: string }[] }>('/api/v1/readings/latest');
        return items.some(({ timestamp }) => Date.parse(timestamp) > from);
      },
      PATIENCE_MS,
    );
  });

  it('take out all that there is of them, in an archive with sums', async () => {
    const admin = await product.login('admin@borealis');
    const started = await admin.json<TenantExportJob>('POST', '/api/v1/tenant/exports');
    const path = `/api/v1/tenant/exports/${started.id}`;
    const done = await eventually(
      'the export is done',
      async () => {
        const job = await admin.get<TenantExportJob>(path);
        assert.notEqual(job.state, 'failed', job.error);
        return job.state === 'done' && job;
      },
      PATIENCE_MS,
    );
    assert.equal((await acme.request('GET', path)).status, 404, 'another tenant learns nothing of it');
    const { url } = await admin.json<Ticket>('POST', `${path}/ticket`);
    const response = await fetch(`${product.url}${url}`);
    assert.match(response.headers.get('content-disposition') ?? '', /borealis-\d{4}-\d\d-\d\d\.tar/);
    const archive = Buffer.from(await response.arrayBuffer());
    assert.equal(archive.length, done.bytes);
    const files = await readTar(archive);
    const sums = (files.get('SHA256SUMS')?.toString() ?? '').trim().split('\n');
    assert.equal(sums.length, files.size - 1);
    for (const line of sums) {
      const [sha256 = '', name = ''] = line.split('  ');
      assert.equal(
        createHash('sha256')
          .update(files.get(name) ?? '')
          .digest('hex'),
        sha256,
        name,
      );
    }
    const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '') as { tenant: string; rows: Record<string, number> }; // prettier-ignore
    assert.equal(manifest.tenant, 'borealis');
    assert.ok((manifest.rows['readings'] ?? 0) > 0 && (manifest.rows['users'] ?? 0) === 3);
    const text = (name: string): string => gunzipSync(files.get(name) ?? Buffer.alloc(0)).toString();
    const csv = text('readings/readings-0001.csv.gz').trim().split('\n');
    assert.equal(csv[0], 'unit,sensor,timestamp,value,quality,flags');
    assert.equal(csv.length - 1, manifest.rows['readings']);
    const users = text('tables/users-0001.ndjson.gz');
    assert.ok(users.includes('viewer@borealis') && !/scrypt|password|@aqua/.test(users));
    await admin.json('DELETE', path);
    assert.equal((await admin.request('GET', path)).status, 404);
  });

  it('erase a person on request of their administrator', async () => {
    const borealis = await product.login('admin@borealis');
    const unsure = await problem(borealis, 'POST', '/api/v1/person-erasures', {
      username: 'viewer@borealis',
    });
    assert.equal(unsure.status, 400);
    const certificate = await borealis.json<ErasureCertificate>('POST', '/api/v1/person-erasures', {
      username: 'viewer@borealis',
      confirm: true,
    });
    assert.match(certificate.subject, /^erased-/);
    assert.ok(!JSON.stringify(certificate).includes('viewer@'));
    assert.equal((await login('viewer@borealis')).status, 401);
    const again = await problem(borealis, 'POST', '/api/v1/person-erasures', { username: 'viewer@aqua', confirm: true }); // prettier-ignore
    assert.equal(again.status, 404);
  });

  it('are erased in two steps, with a certificate and nothing left', async () => {
    const exported = await acme.json<TenantExportJob>('POST', '/api/v1/tenant/exports');
    const folder = join(product.home, 'tenant-exports', 'acme');
    await eventually('its file', async () => existsSync(join(folder, exported.id)), PATIENCE_MS);
    const request = await platform.json<ErasureRequest>('POST', '/api/v1/tenants/acme/erasure', {
      graceMinutes: 0,
    });
    assert.equal((await acme.request('GET', '/api/v1/units')).status, 401);
    assert.equal((await platform.get<TenantShown>('/api/v1/tenants/acme')).state, 'erasing');
    assert.equal((await problem(platform, 'POST', '/api/v1/tenants/acme/resume')).status, 409);
    const path = '/api/v1/tenants/acme/erasure';
    assert.equal((await problem(platform, 'POST', `${path}/confirm`, { token: 'wrong' })).status, 403);
    await eventually(
      'it is confirmed, as soon as nothing waits on disk',
      async () => (await platform.request('POST', `${path}/confirm`, { token: request.token })).ok,
      PATIENCE_MS,
    );
    const { certificate } = await eventually(
      'it is erased',
      async () => {
        const job = await platform.get<ErasureJob>(path);
        assert.notEqual(job.state, 'failed', job.error);
        return job.state === 'done' && job;
      },
      PATIENCE_MS,
    );
    assert.deepEqual(
      [certificate?.before['thermacore.units'], certificate?.after['thermacore.units']],
      [2, 0],
    );
    assert.ok((certificate?.files ?? 0) >= 1);
    assert.equal(existsSync(join(folder, exported.id)), false);
    assert.equal((await platform.request('GET', '/api/v1/tenants/acme')).status, 404);
    assert.equal((await login('admin@acme', PASSWORD)).status, 401);
    const { items } = await platform.get<{ items: ErasureCertificate[] }>('/api/v1/erasure-certificates');
    assert.deepEqual(items[0], certificate);
    assert.deepEqual(items.map(({ kind }) => kind), ['tenant', 'person']); // prettier-ignore
    assert.equal(await metric('thermacore_quota_used{tenant="acme",quota="units"}'), undefined);
  });
});
