import assert from 'node:assert/strict';
import { onEveryRung, useDatabase, type StoreParts } from '../../../support/database';
import { SECRET_TEXT, furnish } from '../hostile/rooms';

const OWN = 'hash';

onEveryRung('What an export of a tenant reads', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  before(async function () {
    this.timeout(60_000);
    await furnish(database());
    store = await database().open();
    await store.audit.record({ tenant: 'aqua', actor: 'admin@aqua', action: 'unit:create', outcome: 'ok' });
    await store.audit.record({
      tenant: 'borealis',
      actor: SECRET_TEXT,
      action: 'unit:create',
      outcome: 'ok',
    });
  });

  async function linesOf(tenant: string): Promise<Record<string, Record<string, unknown>[]>> {
    const lines: Record<string, Record<string, unknown>[]> = {};
    for (const table of await store.tenantData.tables(tenant)) {
      let text = '';
      const { signal } = new AbortController();
      const rows = await store.tenantData.copy(tenant, table, { write: (chunk) => void (text += chunk.toString()), signal }); // prettier-ignore
      lines[table.name] = text
        .split('\n')
        .filter((one) => one !== '')
        .map((one) => JSON.parse(one) as Record<string, unknown>);
      assert.equal(rows, lines[table.name]?.length, table.name);
    }
    return lines;
  }

  it('is every relation with rows of the tenant, and of no other', async () => {
    const lines = await linesOf('aqua');
    const { rows } = await database().owner.query<{ name: string }>(
      `select substr(name, 12) as name from thermacore.relations_of_tenants where name like 'thermacore.%'`,
    );
    // Readings are CSV, rollups and logs come through their views, the rest is how rollups and what is read of them stand,
    // and answers that were given once.
    const otherwise = /^(readings|texts|rollup_\w+|alarm_journal|audit|idempotency_keys)$/;
    for (const { name } of rows.filter((one) => !otherwise.test(one.name)))
      assert.ok(lines[name], `${name} is in it`);
    for (const name of [
      'alarm_journal_in_order',
      'audit_of_tenant',
      'rollup_1h_of_tenant',
      'tenants',
      'units',
    ])
      assert.ok(lines[name], `${name} is in it`);
    for (const name of ['units', 'sensors', 'users', 'devices', 'alarm_rules', 'audit_of_tenant', 'commands'])
      assert.ok((lines[name]?.length ?? 0) > 0, `${name} has lines`);
    assert.deepEqual(
      lines['tenants']?.map(({ key }) => key),
      ['aqua'],
    );
    assert.ok(!JSON.stringify(lines).includes(SECRET_TEXT));
    assert.ok(JSON.stringify(await linesOf('borealis')).includes(SECRET_TEXT));
  });

  it('has no password, no secret and no token', async () => {
    const { users = [], devices = [], notification_targets: targets = [] } = await linesOf('aqua');
    for (const row of [...users, ...devices, ...targets])
      for (const name of Object.keys(row)) assert.doesNotMatch(name, /password|secret|hash|token/);
    assert.ok(users.length > 0 && !JSON.stringify(users).includes(`"${OWN}"`));
  });

  it('refuses a relation that the catalogue does not name', async () => {
    const { signal } = new AbortController();
    for (const table of [
      { name: 'sessions', columns: '*' },
      { name: 'units', columns: '(select 1)' },
    ])
      await assert.rejects(store.tenantData.copy('aqua', table, { write: () => undefined, signal }), {
        code: 'invalid',
      });
  });
});
