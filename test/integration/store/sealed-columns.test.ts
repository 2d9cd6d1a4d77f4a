import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealedFor } from '../../../lib/core/sealed';
import { SecretBox } from '../../../lib/security/secret-box';
import { SEALED_COLUMNS, resealAll } from '../../../lib/store/sealed-columns';
import { Transactions } from '../../../lib/store/tenant-transaction';
import { onEveryRung, useDatabase } from '../../support/database';

const [former, present] = [randomBytes(32), randomBytes(32)];
const USER = '11111111-2222-4333-8444-555555555555';

/** A row for each column of the list, sealed with the former key as the parts of the product seal. */
const ROWS: readonly (readonly [table: string, context: string, insert: string])[] = [
  [
    'devices',
    sealedFor.device('aqua', 'plc', 'password'),
    `insert into thermacore.devices (tenant_id, key, name, protocol, enabled, settings, secrets)
     select id, 'plc', 'PLC', 'modbus', true, '{}', jsonb_build_object('password', $1::text) from thermacore.tenants`,
  ],
  [
    'notification_targets',
    sealedFor.notificationTarget('aqua', 'mail', 'password'),
    `insert into thermacore.notification_targets (tenant_id, key, target, secrets)
     select id, 'mail', '{"key":"mail"}', jsonb_build_object('password', $1::text) from thermacore.tenants`,
  ],
  [
    'user_mfa',
    sealedFor.secondFactor(USER),
    `insert into thermacore.user_mfa (user_id, secret) values ('${USER}', $1)`,
  ],
  [
    'idempotency_keys',
    sealedFor.idempotencyAnswer('aqua', 'u1', 'createUnit', 'k'),
    `insert into thermacore.idempotency_keys (tenant_id, user_id, operation, key, fingerprint, answer, expires_at)
     select id, 'u1', 'createUnit', 'k', 'f', $1, now() + interval '1 day' from thermacore.tenants`,
  ],
];

describe('The list of sealed columns', () => {
  it('has every column of the schema whose name says that it is kept sealed', () => {
    const schema = readFileSync(join(__dirname, '../../../docs/schema/plain.sql'), 'utf8');
    const found = [...schema.matchAll(/^create table thermacore\.(\w+) \(\n([\s\S]*?)^\)/gm)].flatMap(
      ([, table = '', body = '']) =>
        [
          ...body.matchAll(
            /^ {2}"?(\w*(?:secrets?|sealed_\w+|private_key|passphrase|answer))"? (?:text|jsonb|bytea)/gm,
          ),
        ].map(([, column]) => `${table}.${column}`),
    );
    // What an alarm service of another process says to a request of ours: no secret.
    const open = ['alarm_requests.answer'];
    assert.deepEqual(
      found.filter((name) => !open.includes(name)).sort(),
      SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort(),
    );
  });

  it('is tested with a row for each', () => {
    assert.deepEqual(
      ROWS.map(([table]) => table),
      SEALED_COLUMNS.map(({ table }) => table),
    );
  });
});

onEveryRung('Secrets that are sealed with a new key', (rung) => {
  const database = useDatabase(rung);
  let transactions: Transactions;

  before(async function () {
    this.timeout(60_000);
    const store = await database().open();
    await store.tenants.ensure('aqua', 'Aqua', 'UTC');
    const { owner } = database();
    transactions = new Transactions({ use: (work) => work(owner), close: () => Promise.resolve() });
    await transactions.forPlatform('write', async (client) => {
      await client.query(
        `insert into thermacore.users (id, username, role, password_hash) values ('${USER}', 'kim', 'admin', 'x')`,
      );
      for (const [, context, insert] of ROWS)
        await client.query(insert, [new SecretBox(former).seal(`secret of ${context}`, context)]);
    });
  });

  /** What a key opens of each column. */
  const opened = async (box: SecretBox): Promise<string[]> => {
    const texts: string[] = [];
    for (const { table, column } of SEALED_COLUMNS) {
      const { rows } = await transactions.forPlatform('query', (client) =>
        client.query<{ sealed: string | { password: string } }>(
          `select to_jsonb(${column}) as sealed from thermacore.${table} where ${column} is not null`,
        ),
      );
      const context = ROWS.find(([name]) => name === table)?.[1] ?? '';
      for (const { sealed } of rows)
        texts.push(box.open(typeof sealed === 'string' ? sealed : sealed.password, context));
    }
    return texts;
  };
  const rotate = (box: SecretBox) =>
    resealAll(transactions, (sealed, context) => box.reseal(sealed, context));
  const all = ROWS.map(([, context]) => `secret of ${context}`);

  it('stay as they are, and are named, where the former key is not there', async () => {
    const { changed, unreadable } = await rotate(new SecretBox(present));
    assert.equal(changed, 0);
    assert.deepEqual(unreadable, [
      'devices.secrets aqua/plc',
      'notification_targets.secrets aqua/mail',
      `user_mfa.secret -/${USER}`,
      'idempotency_keys.answer aqua/u1/createUnit/k',
    ]);
    assert.deepEqual(await opened(new SecretBox(former)), all);
  });

  it('open with it after a rotation that was cut off and begun again, and with the former key no more', async () => {
    const box = new SecretBox(present, [former]);
    let left = 2;
    const failing: Pick<Transactions, 'forPlatform'> = {
      forPlatform: async (kind, work) => {
        if (kind === 'write' && left-- === 0) throw new Error('power cut');
        return transactions.forPlatform(kind, work);
      },
    };
    await assert.rejects(
      resealAll(failing, (sealed, context) => box.reseal(sealed, context)),
      /power cut/,
    );
    assert.deepEqual(await opened(box), all, 'in between both keys are needed');
    assert.deepEqual(await rotate(box), { changed: 2, unreadable: [] });
    assert.deepEqual(await rotate(box), { changed: 0, unreadable: [] });
    assert.deepEqual(await opened(new SecretBox(present)), all);
    await assert.rejects(opened(new SecretBox(former)), { code: 'configuration' });
  });
});
