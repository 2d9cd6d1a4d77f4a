import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Client as Postgres } from 'pg';
import type { ChainReport } from '../../../lib/security/audit-chain';
import { peekEmbedded } from '../../../lib/store';
import type { AuditRecord } from '../../../lib/tenancy/audit';
import { Product, eventually, type Client } from '../../support/product';

const root = join(__dirname, '..', '..', '..');

describe('the audit log of the running product', function () {
  this.timeout(120_000);
  let product: Product;
  let platform: Client;
  let aqua: Client;
  let viewer: Client;

  before(async () => {
    product = await Product.start();
    [platform, aqua, viewer] = (await Promise.all(
      ['admin', 'admin@aqua', 'viewer@aqua'].map((name) => product.login(name)),
    )) as [Client, Client, Client];
    await eventually('the flow serves it', async () => (await aqua.request('GET', '/api/v1/audit')).ok);
    await eventually('units are served', async () => (await aqua.request('GET', '/api/v1/units')).ok);
  });
  after(() => product?.dispose());

  const entries = async (client: Client, query = ''): Promise<AuditRecord[]> =>
    (await client.get<{ items: AuditRecord[] }>(`/api/v1/audit?limit=500${query}`)).items;
  const check = (client: Client) => client.json<ChainReport>('POST', '/api/v1/audit/verify');
  const verify = () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'dist', 'bin', 'thermacore.js'), 'audit', 'verify'],
      {
        env: { ...process.env, THERMACORE_HOME: product.home, NODE_OPTIONS: '' },
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    return { status, stdout, stderr };
  };

  it('says of a change who made it, from where, and what was before and after', async () => {
    await aqua.json('POST', '/api/v1/units', { key: 'audited', name: 'Audited', kind: 'other' });
    await aqua.json('PATCH', '/api/v1/units/audited', { name: 'Renamed' });
    await aqua.request('DELETE', '/api/v1/units/audited');
    const [gone, changed, made] = await entries(aqua, '&action=unit:');
    for (const entry of [gone, changed, made]) {
      assert.deepEqual([entry?.actor, entry?.target, entry?.outcome], ['admin@aqua', 'audited', 'ok']);
      assert.match(entry?.from ?? '', /127\.0\.0\.1/);
    }
    assert.deepEqual(
      [made?.action, changed?.action, gone?.action],
      ['unit:create', 'unit:update', 'unit:delete'],
    );
    assert.deepEqual(changed?.detail, { before: { name: 'Audited' }, after: { name: 'Renamed' } });
    assert.equal((made?.detail?.['after'] as { name?: string }).name, 'Audited');
    assert.equal((gone?.detail?.['before'] as { name?: string }).name, 'Renamed');
  });

  it('has what was refused, once and not for each try', async () => {
    for (let i = 0; i < 5; i++)
      assert.equal((await viewer.request('POST', '/api/v1/units', { key: 'x', name: 'x' })).status, 403);
    const refused = await eventually('the refusal', async () => {
      const found = await entries(aqua, '&actor=viewer%40aqua&outcome=refused');
      return found.length > 0 && found;
    });
    assert.deepEqual(
      refused.map(({ action, target }) => [action, target]),
      [['unit:create', 'POST /api/v1/units']],
    );
  });

  it('is for administrators, and of their own tenant', async () => {
    assert.equal((await viewer.request('GET', '/api/v1/audit')).status, 403);
    const borealis = await product.login('admin@borealis');
    const text = JSON.stringify(await entries(borealis));
    assert.match(text, /borealis/);
    assert.doesNotMatch(text, /aqua|audited/);
  });

  it('has each deploy in the editor, with what differs and without what stands in the nodes', async () => {
    const tab = { label: 'Audited flow', disabled: false, info: '', env: [] };
    const node = {
      id: 'aud1700000000001',
      type: 'comment',
      name: 'a note',
      info: 'top secret',
      x: 10,
      y: 10,
    };
    const { id } = await platform.json<{ id: string }>('POST', '/flow', {
      ...tab,
      nodes: [node],
      configs: [],
    });
    assert.equal((await platform.request('DELETE', `/flow/${id}`)).status, 204);
    const [gone, made] = await eventually('both deploys', async () => {
      const found = await entries(platform, '&action=flow:deploy');
      return found.length >= 2 && found;
    });
    assert.deepEqual([made?.actor, made?.outcome, made?.target], ['admin', 'ok', 'POST /flow']);
    assert.deepEqual([made?.detail?.['added'], gone?.detail?.['removed']], [2, 2]);
    assert.match(JSON.stringify(made?.detail), /comment a note/);
    assert.doesNotMatch(JSON.stringify(made), /top secret/);
  });

  it('leaves as CSV, oldest first', async () => {
    const response = await aqua.request('GET', '/api/v1/audit.csv?action=unit:');
    const [header, ...rows] = (await response.text()).trimEnd().split('\r\n');
    assert.equal(header, 'seq,at,actor,action,target,outcome,from,detail,erased,hash');
    assert.deepEqual(
      rows.filter((row) => row.includes(',ok,')).map((row) => row.split(',')[3]),
      ['unit:create', 'unit:update', 'unit:delete'],
    );
    const { url } = await aqua.json<{ url: string }>('POST', '/api/v1/audit/ticket');
    assert.equal((await fetch(`${product.url}${url}`)).status, 200);
  });

  it('is whole, and is not once somebody with the database in his hands changed it; the first place is named', async () => {
    for (const client of [aqua, platform]) assert.equal((await check(client)).intact, true);
    const whole = verify();
    assert.equal(whole.status, 0, whole.stderr);
    assert.match(whole.stdout, /whole {3}installation: \d+ entries/);
    assert.match(whole.stdout, /whole {3}tenant aqua: \d+ entries, ends with/);

    const engine = peekEmbedded(product.home);
    assert.ok(engine.state === 'running');
    const database = new Postgres({ connectionString: engine.url });
    await database.connect();
    const [, target] = await entries(aqua, '&action=unit:');
    await database.query(
      `update thermacore.audit set actor = 'viewer@aqua' where seq = $1
       and tenant_id = (select id from thermacore.tenants where key = 'aqua')`,
      [target?.seq],
    );
    await database.end();
    const report = await check(aqua);
    assert.deepEqual([report.intact, report.broken?.seq], [false, target?.seq]);
    assert.equal((await check(platform)).intact, true);
    const broken = verify();
    assert.equal(broken.status, 1, broken.stderr);
    assert.match(broken.stdout, new RegExp(`BROKEN {2}tenant aqua: at entry ${target?.seq}\\.`));
  });
});
