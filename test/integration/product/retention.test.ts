import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as Postgres } from 'pg';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import type { RetentionOfClass, RetentionOfTenant } from '../../../lib/core/retention';
import { startEmbedded, type EmbeddedDatabase } from '../../../lib/store';
import { Client, Product, eventually } from '../../support/product';
import { removeHome } from '../../support/remove-home';

interface Problem {
  status: number;
  type: string;
  advice?: string;
  errors?: { in?: string; field: string; detail: string }[];
}

const PATH = '/api/v1/retention';
const DEFAULTS: RetentionOfTenant = {
  raw: { days: 90, default: 90 },
  text: { days: 90, default: 90 },
  '1m': { days: 400, default: 400 },
  '1h': { days: 1830, default: 1830 },
  '1d': { days: 7305, default: 7305 },
  journal: { days: 1830, default: 1830 },
  notifications: { days: 400, default: 400 },
};

describe('retention of the running product', function () {
  this.timeout(120_000);
  let home: string;
  let engine: EmbeddedDatabase;
  let database: Postgres;
  let product: Product;
  let aqua: Client;
  let borealis: Client;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'thermacore-retention-'));
    engine = await startEmbedded({ home, clock: systemClock, logger: silentLogger });
    product = await Product.start({ env: { THERMACORE_DATABASE_URL: engine.url } });
    [aqua, borealis] = await Promise.all([product.login('admin@aqua'), product.login('admin@borealis')]);
    database = new Postgres({ connectionString: engine.url });
    await database.connect();
    await eventually('the flow serves it', async () => (await aqua.request('GET', PATH)).ok);
  });
  beforeEach(async () => {
    for (const name of Object.keys(DEFAULTS)) await aqua.request('DELETE', `${PATH}/${name}`);
    await database.query('delete from thermacore.audit');
  });
  after(async () => {
    await product?.dispose();
    await database?.end();
    await engine?.stop();
    if (home) removeHome(home);
  });

  const own = (name: string, days: number) => aqua.json<RetentionOfClass>('PUT', `${PATH}/${name}`, { days });
  const audited = async (): Promise<object[]> => {
    const { rows } = await database.query<object>(
      `select t.key as tenant, a.actor, a.action, a.target, a.outcome, a.detail
       from thermacore.audit a left join thermacore.tenants t on t.id = a.tenant_id
       where a.action like 'retention:%' and a.outcome = 'ok' order by a.id`,
    );
    return rows;
  };

  it('is the default until it is set', async () => {
    assert.deepEqual(await aqua.get(PATH), DEFAULTS);
    assert.deepEqual(await (await product.login('viewer@aqua')).get(PATH), DEFAULTS);
  });

  it('is set per class, set again, and goes back', async () => {
    assert.deepEqual(await own('raw', 365), { days: 365, default: 90, own: 365 });
    assert.deepEqual(await own('raw', 30), { days: 30, default: 90, own: 30 });
    assert.deepEqual(await own('1d', 36_500), { days: 36_500, default: 7305, own: 36_500 });
    assert.deepEqual(await aqua.get(PATH), {
      ...DEFAULTS,
      raw: { days: 30, default: 90, own: 30 },
      '1d': { days: 36_500, default: 7305, own: 36_500 },
    });
    assert.deepEqual(await aqua.json('DELETE', `${PATH}/raw`), DEFAULTS.raw);
    assert.deepEqual(await aqua.json('DELETE', `${PATH}/raw`), DEFAULTS.raw, 'also when there is nothing');
    assert.deepEqual((await aqua.get<RetentionOfTenant>(PATH)).raw, DEFAULTS.raw);
  });

  it('does not touch another tenant', async () => {
    for (const name of Object.keys(DEFAULTS)) await own(name, 7);
    assert.deepEqual(await borealis.get(PATH), DEFAULTS);
    await borealis.json('PUT', `${PATH}/raw`, { days: 60 });
    await borealis.json('DELETE', `${PATH}/raw`);
    assert.equal((await aqua.get<RetentionOfTenant>(PATH)).raw.own, 7);
  });

  for (const role of ['viewer', 'operator'])
    it(`is not changed by a ${role}`, async () => {
      const client = await product.login(`${role}@aqua`);
      for (const [method, body] of [
        ['PUT', { days: 30 }],
        ['DELETE', undefined],
      ] as const)
        assert.equal((await client.request(method, `${PATH}/raw`, body)).status, 403, method);
      assert.deepEqual(await aqua.get(PATH), DEFAULTS);
      assert.deepEqual(await audited(), []);
    });

  it('is refused to a platform user until it switches', async () => {
    const admin = await product.login('admin');
    assert.equal((await admin.request('GET', PATH)).status, 403);
    assert.equal((await admin.request('PUT', `${PATH}/raw`, { days: 30 })).status, 403);
    const { access_token } = await admin.json<{ access_token: string }>('POST', '/api/v1/auth/tenant', {
      tenant: 'borealis',
    });
    const acting = new Client(product.url, access_token, '');
    await acting.json('PUT', `${PATH}/text`, { days: 30 });
    await borealis.json('DELETE', `${PATH}/text`);
    assert.deepEqual(await aqua.get(PATH), DEFAULTS);
    assert.deepEqual(
      (await audited()).map((entry) => ({ ...entry, detail: undefined })),
      ['admin', 'admin@borealis'].map((actor) => ({
        tenant: 'borealis', actor, action: 'retention:update', target: 'text', outcome: 'ok', detail: undefined,
      })),
    ); // prettier-ignore
  });

  const problem = async (method: string, path: string, body?: unknown): Promise<Problem> => {
    const response = await aqua.request(method, `${PATH}/${path}`, body);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    return (await response.json()) as Problem;
  };

  for (const body of [{ days: 6 }, { days: 36_501 }, { days: 7.5 }, { days: '30' }, { days: null }, {}])
    it(`answers ${JSON.stringify(body)} with a problem that names the field`, async () => {
      const { status, errors, advice } = await problem('PUT', 'raw', body);
      assert.equal(status, 400);
      assert.deepEqual(errors, [{ in: 'body', field: 'days', detail: 'must be whole days from 7 to 36500' }]);
      assert.ok(advice);
      assert.deepEqual(await aqua.get(PATH), DEFAULTS);
    });

  for (const [method, body] of [
    ['PUT', { days: 30 }],
    ['DELETE', undefined],
  ] as const)
    it(`answers ${method} of an unknown class with a problem that names the field`, async () => {
      const { status, errors } = await problem(method, '1w', body);
      assert.equal(status, 400);
      assert.deepEqual(errors, [
        {
          in: 'path',
          field: 'class',
          detail: 'must be one of raw, text, 1m, 1h, 1d, journal, notifications',
        },
      ]);
    });

  it('writes each change to the audit log, with what was before and after', async () => {
    await own('1h', 1000);
    await own('1h', 2000);
    await aqua.json('DELETE', `${PATH}/1h`);
    await aqua.request('PUT', `${PATH}/1h`, { days: 6 });
    const states = [DEFAULTS['1h'], ...[1000, 2000].map((days) => ({ days, default: 1830, own: days })), DEFAULTS['1h']]; // prettier-ignore
    assert.deepEqual(
      await audited(),
      [0, 1, 2].map((i) => ({
        tenant: 'aqua',
        actor: 'admin@aqua',
        action: 'retention:update',
        target: '1h',
        outcome: 'ok',
        detail: { before: states[i], after: states[i + 1] },
      })),
    );
  });

  it('stays over a restart', async () => {
    await own('text', 45);
    await product.stop();
    await product.launch();
    const again = await product.login('admin@aqua');
    const { text } = await eventually('the flow serves it', () => again.get<RetentionOfTenant>(PATH));
    assert.deepEqual(text, { days: 45, default: 90, own: 45 });
    aqua = again;
  });
});
