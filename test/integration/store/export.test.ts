import assert from 'node:assert/strict';
import type { ExportFormat, RowPlace } from '../../../lib/core/transfer';
import type { Reading } from '../../../lib/core/reading';
import { BEFORE_COPY, copyStatement } from '../../../lib/store/export/statement';
import type { ExportRequest } from '../../../lib/store/export/readings-export';
import { connect, onEveryRung, onEveryServer, useDatabase, type StoreParts } from '../../support/database';
import { PLANT, T0, reading } from './fixture';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function exported(
  store: StoreParts,
  tenant: string,
  request: Partial<ExportRequest> & { format: ExportFormat },
): Promise<string> {
  const chunks: Buffer[] = [];
  const plan = await store.exports.plan(tenant, { from: T0 - 40 * DAY, to: T0 + 40 * DAY, ...request });
  await store.exports.copy(plan, {
    write: (chunk) => void chunks.push(Buffer.from(chunk)),
    signal: new AbortController().signal,
  });
  return Buffer.concat(chunks).toString();
}

/** What a client does with a file that was cut: takes its last complete line and counts its equals before it. */
function placeOfLast(lines: readonly string[]): RowPlace {
  const head = (line: string): string => line.split(',').slice(0, 3).join(',');
  const last = head(lines.at(-1) ?? '');
  const [unit = '', sensor = '', timestamp = ''] = last.split(',');
  return {
    unit,
    sensor,
    timestamp: Date.parse(timestamp),
    position: lines.filter((line) => head(line) === last).length - 1,
  };
}

onEveryRung('exporting readings', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) {
      await store.tenants.ensure(tenant, tenant, 'UTC');
      await store.plant.ensure(tenant, [PLANT]);
    }
    await store.directory.refresh();
    const readings: Reading[] = [];
    for (let i = 0; i < 400; i++)
      readings.push(
        reading({
          // Over several partitions, written out of order.
          timestamp: T0 + ((i * 7) % 400) * 20 * 60_000 + (i % 3),
          value: i / 8,
          ...(i % 50 === 0 ? { quality: 'uncertain', flags: ['over-range', 'stale'] as const } : {}),
        }),
      );
    for (let i = 0; i < 5; i++) readings.push(reading({ timestamp: T0 + 20 * DAY, value: i, ordinal: i }));
    readings.push(
      reading({ sensor: 'pump', value: true }),
      reading({ sensor: 'pump', value: false, timestamp: T0 + 1 }),
      reading({ sensor: 'mode', value: '=1+1' }),
      reading({ sensor: 'mode', value: 'line one\nline "two", three\\n', timestamp: T0 + 1 }),
      reading({ sensor: 'mode', value: '', timestamp: T0 + 2, quality: 'bad' }),
      reading({ tenant: 'borealis', value: 666 }),
      reading({ timestamp: T0 + 21 * DAY, value: -1.5e-9 }),
    );
    const result = await store.sink.write(readings);
    assert.equal(result.stored, readings.length);
  });

  it('writes CSV in the order of sensor, time and ordinal', async () => {
    const csv = await exported(store, 'aqua', { format: 'csv', sensors: ['boiler-1/supply'] });
    const [header, ...lines] = csv.trimEnd().split('\n');
    assert.equal(header, 'unit,sensor,timestamp,value,quality,flags');
    assert.equal(lines.length, 406);
    const times = lines.map((line) => Date.parse(line.split(',')[2] ?? ''));
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    assert.equal(lines[0], `boiler-1,supply,${new Date(T0).toISOString()},0,uncertain,over-range stale`);
    assert.deepEqual(
      lines.slice(-6).map((line) => line.split(',')[3]),
      ['0', '1', '2', '3', '4', '-1.5e-09'],
    );
    for (const line of lines) assert.match(line, /^boiler-1,supply,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,/);
  });

  it('takes the start of the span and leaves its end', async () => {
    const csv = await exported(store, 'aqua', {
      format: 'csv',
      sensors: ['boiler-1/pump'],
      from: T0,
      to: T0 + 1,
    });
    assert.equal(csv.split('\n')[1], `boiler-1,pump,${new Date(T0).toISOString()},true,good,`);
    assert.equal(csv.split('\n').length, 3);
  });

  it('makes texts harmless in spreadsheets and nothing else', async () => {
    const csv = await exported(store, 'aqua', { format: 'csv', sensors: ['boiler-1/mode'] });
    assert.ok(csv.includes(`,'=1+1,good,`), csv);
    assert.ok(csv.includes(`,"line one\nline ""two"", three\\n",good,`), csv);
    assert.ok(csv.includes(`,"",bad,`), csv);
  });

  it('writes NDJSON and JSON that say the same as the history does', async () => {
    const ndjson = await exported(store, 'aqua', { format: 'ndjson' });
    const rows = ndjson
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const whole = JSON.parse(await exported(store, 'aqua', { format: 'json' }));
    assert.deepEqual(whole.items, rows);
    for (const sensor of ['supply', 'pump', 'mode']) {
      const { items } = await store.history.raw('aqua', {
        quality: 'any', sensors: [{ unit: 'boiler-1', sensor }], from: T0 - DAY, to: T0 + 40 * DAY, limit: 1000,
      }); // prettier-ignore
      assert.deepEqual(
        rows.filter((row) => row.sensor === sensor).map(({ unit: _u, sensor: _s, ...point }) => point),
        items.map(({ unit: _u, sensor: _s, ...point }) => point),
      );
    }
  });

  it('writes an empty document for an empty span', async () => {
    const span = { from: T0 - 30 * DAY, to: T0 - 29 * DAY };
    assert.deepEqual(JSON.parse(await exported(store, 'aqua', { format: 'json', ...span })), { items: [] });
    assert.equal(await exported(store, 'aqua', { format: 'ndjson', ...span }), '');
  });

  it('goes on behind any row, with neither gap nor repeat', async () => {
    const whole = await exported(store, 'aqua', {
      format: 'csv',
      sensors: ['boiler-1/supply', 'boiler-1/pump'],
    });
    const lines = whole.split('\n');
    for (const cut of [2, 3, 150, 402, 404, 405, 406, 407, 408, lines.length - 1]) {
      const have = lines.slice(1, cut);
      const rest = await exported(store, 'aqua', {
        format: 'csv',
        sensors: ['boiler-1/supply', 'boiler-1/pump'],
        after: placeOfLast(have),
      });
      assert.equal(`${[lines[0], ...have].join('\n')}\n${rest}`, whole, `cut behind line ${cut}`);
    }
  });

  it('tells its place on the way', async () => {
    const plan = await store.exports.plan('aqua', { format: 'csv', from: T0, to: T0 + 22 * DAY });
    const seen: number[] = [];
    let rows = 0;
    await store.exports.copy(plan, {
      write: () => undefined,
      signal: new AbortController().signal,
      progress: (progress) => {
        seen.push(progress.fraction);
        ({ rows } = progress);
      },
    });
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    );
    assert.equal(seen.at(-1), 1);
    assert.equal(rows, 411);
  });

  it('shows a tenant its own readings only, and not even the names of others', async () => {
    const csv = await exported(store, 'borealis', { format: 'csv' });
    assert.equal(csv.trimEnd().split('\n').length, 2);
    assert.ok(csv.includes(',666,'));
    await store.plant.createUnit('borealis', { key: 'secret', name: 'Secret', kind: 'other' });
    await assert.rejects(exported(store, 'aqua', { format: 'csv', units: ['secret'] }), {
      code: 'not-found',
      field: 'units',
    });
    await assert.rejects(exported(store, 'aqua', { format: 'csv', sensors: ['boiler-1/nothing'] }), {
      code: 'not-found',
      field: 'sensors',
    });
  });

  it('refuses a place that is not in the export', async () => {
    const after = { unit: 'boiler-1', sensor: 'pump', timestamp: T0, position: 0 };
    await assert.rejects(exported(store, 'aqua', { format: 'csv', sensors: ['boiler-1/supply'], after }), {
      code: 'invalid',
      field: 'after',
    });
  });
});

onEveryServer('an export and its connection', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    await store.tenants.ensure('aqua', 'Aqua', 'UTC');
    await store.plant.ensure('aqua', [PLANT]);
    await database().owner.query(`
      insert into thermacore.readings (time, tenant_id, sensor_id, ordinal, quality, value)
      select to_timestamp(${T0} / 1000) + g * interval '1 s', s.tenant_id, s.id, 0, 0, g / 7.0
      from thermacore.sensors s, generate_series(0, 199999) g where s.key = 'supply'`);
    await database().owner.query('analyze thermacore.readings');
  });

  const copying = async (): Promise<number> => {
    const { rows } = await database().owner.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
       where application_name = 'thermacore bulk' and state <> 'idle' and datname = current_database()`,
    );
    return rows[0]?.n ?? -1;
  };

  const until = async (what: string, check: () => Promise<boolean>): Promise<void> => {
    for (let i = 0; i < 100; i++) {
      if (await check()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.fail(`${what}: not within 5 s`);
  };

  const start = async (
    write: (chunk: Buffer) => Promise<void> | void,
    signal = new AbortController().signal,
  ) => {
    const plan = await store.exports.plan('aqua', { format: 'csv', from: T0, to: T0 + 30 * DAY });
    return store.exports.copy(plan, { write, signal });
  };

  it('reads through the index: no sort, however many rows', async () => {
    const { owner } = database();
    const { rows: sensors } = await owner.query<{ id: number }>(
      `select id from thermacore.sensors where key = 'supply'`,
    );
    const id = sensors[0]?.id ?? 0;
    const statement = copyStatement({
      sensors: [{ id, type: 'number' }],
      from: T0,
      to: T0 + DAY,
      format: 'csv',
    });
    const select = statement.slice(statement.indexOf('(') + 1, statement.lastIndexOf(') to stdout'));
    const source = await database().application();
    const { rows: tenants } = await owner.query<{ id: number }>('select id from thermacore.tenants');
    const lines = await source.use(async (client) => {
      await client.query(`begin; set local app.tenant = '${tenants[0]?.id}'; ${BEFORE_COPY}`);
      const { rows } = await client.query<Record<string, string>>(`explain ${select}`);
      await client.query('rollback');
      return rows.map((row) => Object.values(row).join());
    });
    const plan = lines.join('\n');
    assert.match(plan, /Index Scan/);
    assert.doesNotMatch(plan, /Seq Scan on (readings|_hyper)/);
    // The sensors are put in order, and nothing else.
    assert.equal(lines.filter((line) => /->\s+Sort /.test(line)).length, 1);
    assert.match(plan, /->\s+Sort .*\n(?:\s+Disabled.*\n)?\s+Sort Key: .*key.* COLLATE "C"/);
  });

  it('is free again when the client leaves in the middle', async function () {
    this.timeout(60_000);
    const leaving = new AbortController();
    const reason = new Error('the client has gone');
    await assert.rejects(
      start((chunk) => void (chunk.length > 1000 && leaving.abort(reason)), leaving.signal),
      reason,
    );
    await until('no copy runs', async () => (await copying()) === 0);
    // And again: more often than the lane has connections.
    for (let i = 0; i < 6; i++)
      await assert.rejects(
        start(async (chunk) => {
          if (chunk.length > 1000) throw new Error('disk full');
        }),
        { message: 'disk full' },
      );
    await until('no copy runs', async () => (await copying()) === 0);
    let bytes = 0;
    assert.equal(await start((chunk) => void (bytes += chunk.length)), 200_000);
    assert.ok(bytes > 5_000_000);
  });

  it('says in a sentence that the database went away', async function () {
    this.timeout(60_000);
    let killed: Promise<unknown> | undefined;
    await assert.rejects(
      start(async (chunk) => {
        if (chunk.length < 1000) return;
        killed ??= database().owner.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = 'thermacore bulk' and datname = current_database()`,
        );
        await killed;
      }),
      { code: 'unavailable', message: /went away in the middle of the export/ },
    );
    assert.equal(await start(() => undefined), 200_000);
  });

  it('has what moved into a partition of its own while it waited', async function () {
    this.timeout(60_000);
    const mover = await connect(database().url);
    try {
      await mover.query('begin; lock table only thermacore.readings in access exclusive mode');
      await mover.query(`
        insert into thermacore.readings (time, tenant_id, sensor_id, ordinal, quality, value)
        select to_timestamp(${T0} / 1000), tenant_id, id, 0, 0, 1 from thermacore.sensors where key = 'pump'`);
      let text = '';
      const plan = await store.exports.plan('aqua', {
        format: 'csv',
        from: T0,
        to: T0 + DAY,
        sensors: ['boiler-1/pump'],
      });
      const { signal } = new AbortController();
      const copied = store.exports.copy(plan, { write: (chunk) => void (text += chunk.toString()), signal });
      await until('it waits', async () => {
        const { rows } = await database().owner.query(
          `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        );
        return rows.length > 0;
      });
      await mover.query('commit');
      assert.equal(await copied, 1, text);
    } finally {
      await mover.end();
    }
  });
});
