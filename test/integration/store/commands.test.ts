import assert from 'node:assert/strict';
import type { CommandRecord } from '../../../lib/control';
import type { SqlSource } from '../../../lib/store/sql-client';
import { onEveryRung, onEveryServer, useDatabase, type StoreParts } from '../../support/database';

const NOW = Date.UTC(2026, 10, 23, 9);
const LIMITS = { maxPerMinute: 3, maxOpen: 5, maxAskedPerMinute: 100 };
let made = 0;

const pending = (more: Partial<CommandRecord> = {}): CommandRecord => ({
  id: `c${String(made++).padStart(4, '0')}`, unit: 'u', sensor: `s${made}`, device: 'd', value: 1.5, mode: 'direct',
  state: 'pending-confirmation', detail: 'Waits.', requestedBy: 'kim@aqua', requestedAt: NOW + made,
  confirmBefore: NOW + 1000, ...more,
}); // prettier-ignore
const running = (more: Partial<CommandRecord> = {}): CommandRecord => {
  const record = pending({ state: 'running', startedAt: NOW, deadline: NOW + 9000, instance: 'i', ...more });
  return Object.fromEntries(
    Object.entries(record).filter(([field]) => field !== 'confirmBefore'),
  ) as unknown as CommandRecord;
};
const END = { outcome: 'verified', detail: 'It has it.', readBack: 1.5, endedAt: NOW + 7 } as const;
const START = { startedAt: NOW, deadline: NOW + 9000, instance: 'i', confirmedBy: 'lee@aqua' };

onEveryRung('Commands', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;
  let role: SqlSource;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    role = await database().application();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
    await store.plant.createUnit('aqua', { key: 'boiler', name: 'Boiler', kind: 'boiler' });
    for (const [key, type] of [['temp', 'number'], ['pump', 'boolean'], ['mode', 'text'], ['silent', 'number']] as const)
      await store.plant.createSensor('aqua', 'boiler', {
        key, name: key, type, quantity: 'other', uom: '', decimals: 1, staleAfter: 30, headline: false,
      }); // prettier-ignore
    await store.directory.refresh();
  });
  beforeEach(() => database().owner.query('delete from thermacore.commands'));
  const add = async (command: CommandRecord, tenant = 'aqua'): Promise<CommandRecord> => {
    const kept = await store.commands.add(tenant, command, LIMITS);
    if (typeof kept === 'string') assert.fail(kept);
    return kept.command;
  };

  for (const value of [1.5, -0.1, true, false, '', 'héating "on"', 'null'])
    it(`come back as they were kept, with the value ${JSON.stringify(value)}`, async () => {
      const command = pending({ value, comment: 'why', idempotencyKey: 'k', requestedById: 'x' });
      await add(command);
      assert.deepEqual(await store.commands.get('aqua', command.id), command);
    });

  it('end once, with what was read back', async () => {
    const command = await add(running());
    const done = await store.commands.end('aqua', command.id, 'running', END);
    assert.deepEqual(done, { ...command, state: 'done', ...END });
    assert.deepEqual(await store.commands.get('aqua', command.id), done);
    assert.equal(
      await store.commands.end('aqua', command.id, 'running', { ...END, outcome: 'failed' }),
      undefined,
    );
    assert.equal((await store.commands.get('aqua', command.id)).outcome, 'verified');
  });

  it('start from pending only', async () => {
    const command = await add(pending());
    const started = await store.commands.start('aqua', command.id, START, LIMITS);
    assert.ok(typeof started !== 'string');
    assert.deepEqual(
      [started.state, started.confirmedBy, started.deadline],
      ['running', 'lee@aqua', NOW + 9000],
    );
    assert.equal(await store.commands.start('aqua', command.id, START, LIMITS), 'not-pending');
    assert.equal(await store.commands.start('aqua', 'nothing', START, LIMITS), 'not-pending');
  });

  it('run one at a time on a point, and so many a minute', async () => {
    const at = (startedAt: number) => running({ sensor: 'same', startedAt });
    const first = await add(at(NOW - 61_000));
    assert.equal(await store.commands.add('aqua', at(NOW), LIMITS), 'busy');
    const waiting = await add(pending({ sensor: 'same' }));
    assert.equal(await store.commands.start('aqua', waiting.id, START, LIMITS), 'busy');
    await store.commands.end('aqua', first.id, 'running', END);
    // The first is a minute old and does not count; three more do.
    for (let i = 0; i < 3; i++) {
      const { id } = await add(at(NOW - 500 + i));
      await store.commands.end('aqua', id, 'running', END);
    }
    assert.equal(await store.commands.add('aqua', at(NOW), LIMITS), 'rate');
    assert.equal(await store.commands.start('aqua', waiting.id, START, LIMITS), 'rate');
    await add(running({ sensor: 'other' }));
    await add(running({ sensor: 'same' }), 'borealis');
    await add({ ...pending({ sensor: 'same' }), state: 'done', outcome: 'rejected', endedAt: NOW });
  });

  it('are so many open ones of a tenant; refused ones do not count', async () => {
    for (let i = 0; i < LIMITS.maxOpen; i++) await add(pending());
    assert.equal(await store.commands.add('aqua', pending(), LIMITS), 'full');
    await add({ ...pending(), state: 'done', outcome: 'rejected', endedAt: NOW });
    await add(pending(), 'borealis');
  });

  it('are so many a minute, also refused ones, by tenant', async () => {
    const refused = (requestedAt: number): CommandRecord => ({ ...pending(), requestedAt, state: 'done', outcome: 'rejected', endedAt: NOW }); // prettier-ignore
    const two = { ...LIMITS, maxAskedPerMinute: 2 };
    await add(refused(NOW - 60_000));
    await add(refused(NOW - 59_999));
    await add(refused(NOW));
    assert.equal(await store.commands.add('aqua', refused(NOW), two), 'flood');
    assert.ok(typeof (await store.commands.add('borealis', refused(NOW), two)) !== 'string');
    assert.ok(typeof (await store.commands.add('aqua', refused(NOW + 60_000), two)) !== 'string');
  });

  it('are kept once for an idempotency key, by tenant', async () => {
    const first = await add(pending({ idempotencyKey: 'k' }));
    const again = await store.commands.add('aqua', pending({ idempotencyKey: 'k' }), LIMITS);
    assert.deepEqual(again, { command: first, added: false });
    assert.notEqual((await add(pending({ idempotencyKey: 'k' }), 'borealis')).id, first.id);
  });

  it('are listed newest first, page by page, filtered', async () => {
    const [a, b, c] = [await add(pending()), await add(running()), await add(pending())];
    await add(pending(), 'borealis');
    const page = await store.commands.list('aqua', { limit: 2 });
    assert.deepEqual(page.items.map(({ id }) => id), [c.id, b.id]); // prettier-ignore
    const rest = await store.commands.list('aqua', { limit: 2, cursor: page.nextCursor });
    assert.deepEqual([rest.items.map(({ id }) => id), rest.nextCursor], [[a.id], undefined]);
    const only = async (filter: object) =>
      (await store.commands.list('aqua', { limit: 9, ...filter })).items.map(({ id }) => id);
    assert.deepEqual(await only({ state: 'running' }), [b.id]);
    assert.deepEqual(await only({ unit: 'u', sensor: c.sensor }), [c.id]);
    assert.deepEqual(await only({ unit: 'v' }), []);
    await assert.rejects(store.commands.list('aqua', { limit: 9, cursor: 'x' }), { code: 'invalid' });
  });

  it('are due when their time is over, or when their installation says so, in every tenant', async () => {
    const [a, b, c] = [
      await add(pending()),
      await add(running({ instance: 'j' })),
      await add(running(), 'borealis'),
    ];
    const due = async (now: number, instance: string) =>
      (await store.commands.due(now, instance)).map(({ tenant, id }) => `${tenant} ${id}`).sort();
    assert.deepEqual(await due(NOW + 999, 'other'), []);
    assert.deepEqual(await due(NOW + 1000, 'other'), [`aqua ${a.id}`]);
    assert.deepEqual(await due(NOW, 'j'), [`aqua ${b.id}`]);
    assert.deepEqual(await due(NOW + 9000, 'other'), [`aqua ${a.id}`, `aqua ${b.id}`, `borealis ${c.id}`]);
  });

  it('are hidden from other tenants, and never deleted by the application', async () => {
    const { id } = await add(pending());
    await assert.rejects(store.commands.get('borealis', id), { code: 'not-found' });
    assert.equal(await store.commands.start('borealis', id, START, LIMITS), 'not-pending');
    assert.equal(await store.commands.end('borealis', id, 'pending-confirmation', END), undefined);
    await assert.rejects(
      role.use((client) => client.query('delete from thermacore.commands')),
      /permission denied/,
    );
    const { rows } = await role.use((client) => client.query('select id from thermacore.commands'));
    assert.deepEqual(rows, []);
  });

  it('find what an interlock looks at, with its type and when it is stale', async () => {
    const reading = (sensor: string, value: number | boolean | string) =>
      ({ tenant: 'aqua', unit: 'boiler', sensor, timestamp: NOW, value, quality: 'uncertain', flags: ['substituted'] }) as const; // prettier-ignore
    await store.sink.write([reading('temp', 71.5), reading('pump', true), reading('mode', 'auto')]);
    const places = ['temp', 'pump', 'mode', 'silent', 'nothing'].map((sensor) => ({
      unit: 'boiler',
      sensor,
    }));
    const found = await store.interlocks.latest('aqua', places);
    assert.deepEqual(
      new Map(found.map((one) => [one.sensor, one.value])),
      new Map<string, unknown>([['temp', 71.5], ['pump', true], ['mode', 'auto']]),
    ); // prettier-ignore
    assert.deepEqual(found.find(({ sensor }) => sensor === 'temp'), {
      unit: 'boiler', sensor: 'temp', timestamp: new Date(NOW).toISOString(), value: 71.5, quality: 'uncertain',
      flags: ['substituted'], staleAfter: 30,
    }); // prettier-ignore
    assert.deepEqual(await store.interlocks.latest('borealis', places), []);
    assert.deepEqual(await store.interlocks.latest('aqua', []), []);
  });
});

onEveryServer('Commands that come at once', (rung) => {
  const database = useDatabase(rung);

  it('start one on a point, and as many as may be open', async function () {
    this.timeout(60_000);
    const store = await database().open();
    await store.tenants.ensure('aqua', 'aqua', 'UTC');
    const same = await Promise.all(
      Array.from({ length: 12 }, () => store.commands.add('aqua', running({ sensor: 'same' }), LIMITS)),
    );
    assert.equal(same.filter((kept) => typeof kept !== 'string').length, 1);
    const others = await Promise.all(
      Array.from({ length: 12 }, () => store.commands.add('aqua', pending(), LIMITS)),
    );
    assert.equal(others.filter((kept) => typeof kept !== 'string').length, LIMITS.maxOpen - 1);
    const keyed = await Promise.all(
      Array.from(
        { length: 6 },
        () =>
        store.commands.add('aqua', { ...pending({ idempotencyKey: 'once' }), state: 'done', outcome: 'rejected', endedAt: NOW }, LIMITS), // prettier-ignore
      ),
    );
    assert.equal(keyed.filter((kept) => typeof kept !== 'string' && kept.added).length, 1);
  });
});
