import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportJob } from '../../../lib/core/transfer';
import { Product, eventually, type Client } from '../../support/product';

const DAY = 86_400_000;
const FROM = Date.UTC(2025, 2, 1);
const LINES = 300_000;
const MAX_GROWTH = 100 * 1024 ** 2;

const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;

describe('imports into the running product', function () {
  this.timeout(300_000);
  let product: Product;
  let aqua: Client;
  let borealis: Client;

  before(async () => {
    product = await Product.start();
    [aqua, borealis] = await Promise.all([product.login('admin@aqua'), product.login('admin@borealis')]);
    await aqua.json('POST', '/api/v1/units', { key: 'history', name: 'History', kind: 'other' });
    for (const [key, type] of [
      ['level', 'number'],
      ['copy', 'number'],
      ['pump', 'boolean'],
      ['note', 'text'],
    ] as const)
      await aqua.json('POST', '/api/v1/units/history/sensors', { key, name: key, type });
  });
  after(() => product?.dispose());

  const send = (query: string, body: string | Blob, client = aqua, type = 'text/csv'): Promise<Response> =>
    fetch(`${product.url}/api/v1/imports?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${client.token}`, 'content-type': type },
      body,
    });

  async function importFile(query: string, body: string | Blob): Promise<ImportJob> {
    const response = await send(query, body);
    const job = (await response.json()) as ImportJob;
    assert.equal(response.status, 202, JSON.stringify(job));
    return finished(job.id);
  }

  const finished = (id: string): Promise<ImportJob> =>
    eventually(
      `import ${id}`,
      async () => {
        const job = await aqua.get<ImportJob>(`/api/v1/imports/${id}`);
        return !['queued', 'running'].includes(job.state) && job;
      },
      120_000,
    );

  const exported = async (client = aqua): Promise<string> =>
    (
      await client.request('GET', `/api/v1/readings/export?units=history&from=${FROM}&to=${FROM + 300 * DAY}`)
    ).text();

  const counts = ({ read, accepted, stored, repeated, rejected }: ImportJob): number[] => [
    read, accepted, stored, repeated, rejected,
  ]; // prettier-ignore

  const FILE = [
    '\uFEFFunit;sensor;timestamp;value;quality',
    'history;level;2025-03-01 01:00:00;1,5;good',
    'history;level;2025-03-01 01:00:10;n/a;good',
    'history;pump;2025-03-01T01:00:00+01:00;on;uncertain',
    'history;note;2025-03-01 01:00:00;"=SUM(1;2)";',
    'elsewhere;level;2025-03-01 01:00:00;1,5;good',
    'history;level;01.03.2025;1,5;good',
    '',
  ].join('\r\n');
  const MAPPING = 'delimiter=semicolon&decimal=comma&timeZone=Europe/Berlin&fileName=old.csv';

  it('checks a file without storing anything', async () => {
    const job = await importFile(`${MAPPING}&dryRun=true`, FILE);
    assert.equal(job.state, 'done', job.error);
    assert.deepEqual(counts(job), [6, 3, 0, 0, 3], JSON.stringify(job.firstErrors));
    assert.deepEqual(
      job.firstErrors.map(({ line, field }) => `${line} ${field}`),
      ['3 value', '6 unit', '7 timestamp'],
    );
    assert.equal((await exported()).split('\n').length, 2, 'only the header');
  });

  it('stores it, reports by line, and changes nothing when it comes again', async () => {
    const job = await importFile(MAPPING, FILE);
    assert.deepEqual(counts(job), [6, 3, 3, 0, 3]);
    const csv = await exported();
    assert.deepEqual(csv.trimEnd().split('\n').slice(1), [
      'history,level,2025-03-01T00:00:00.000Z,1.5,good,',
      `history,note,2025-03-01T00:00:00.000Z,'=SUM(1;2),good,`,
      'history,pump,2025-03-01T00:00:00.000Z,true,uncertain,',
    ]);
    const report = await aqua.request('GET', `/api/v1/imports/${job.id}/errors`);
    assert.equal(report.headers.get('content-type'), 'text/csv');
    assert.deepEqual((await report.text()).split('\n').slice(0, 2), [
      'line,field,reason',
      '3,value,"""n/a"" is not a number"',
    ]);
    assert.deepEqual(counts(await importFile(MAPPING, FILE)), [6, 3, 0, 3, 3]);
    assert.equal(await exported(), csv);
    // What an export wrote comes in as it is.
    assert.deepEqual(counts(await importFile('', csv)), [3, 3, 0, 3, 0]);
    assert.equal(await exported(), csv);
  });

  it('takes a large file with flat memory, and live readings go on', async () => {
    const large = (lines: number, from: number): Blob =>
      new Blob([
        't,v\n',
        ...Array.from({ length: lines }, (_, i) => `${from + i * 1000},${(i % 977) / 10}\n`),
      ]);
    const mapping = 'timestamp=t&value=v&stamps=epoch-ms&fixedUnit=history&fixedSensor=copy';
    // A process that has just started grows with its first work, whatever that is: code, and room for short-lived objects.
    await importFile(mapping, large(LINES / 5, FROM + 90 * DAY));
    const live = async (): Promise<number> => {
      const { items } = await aqua.get<{ items: { timestamp: string }[] }>(
        '/api/v1/readings/latest?unit=boiler-1',
      );
      return Math.max(...items.map(({ timestamp }) => Date.parse(timestamp)));
    };
    const before = memoryOf(product.pid);
    let peak = 0;
    let oldest = 0;
    const response = await send(mapping, large(LINES, FROM + 100 * DAY));
    const { id } = (await response.json()) as ImportJob;
    const seen = new Set<number>();
    const job = await eventually(
      'the import',
      async () => {
        peak = Math.max(peak, memoryOf(product.pid));
        oldest = Math.max(oldest, Date.now() - (await live()));
        const now = await aqua.get<ImportJob>(`/api/v1/imports/${id}`);
        seen.add(now.percent);
        return !['queued', 'running'].includes(now.state) && now;
      },
      120_000,
    );
    assert.equal(job.state, 'done', job.error);
    assert.deepEqual(counts(job), [LINES, LINES, LINES, 0, 0]);
    assert.ok(seen.size > 2, 'the progress is seen');
    assert.ok(peak - before < MAX_GROWTH, `memory grew by ${peak - before}`);
    assert.ok(oldest < 10_000, `the newest live reading was ${oldest} ms old`);
  });

  it('says what is wrong with file or mapping', async () => {
    for (const [query, status, field] of [
      ['timeZone=Mars&header=false&timestamp=1&value=2&unit=3&sensor=4', 400, 'timeZone'],
      ['header=false', 400, 'timestamp'],
      ['delimiter=dot', 400, 'delimiter'],
    ] as const) {
      const response = await send(query, 'x');
      const problem = (await response.json()) as { errors: { field: string }[] };
      assert.deepEqual([response.status, problem.errors[0]?.field], [status, field]);
    }
    assert.equal((await send('', '{}', aqua, 'application/json')).status, 415);
    const job = await importFile('', 'a;b;c\n1;2;3\n');
    assert.equal(job.state, 'failed');
    assert.match(job.error ?? '', /no column "timestamp".*check the delimiter/);
    assert.match((await importFile('', '')).error ?? '', /empty/);
  });

  it('is cancelled at any time, and leaves no file', async () => {
    const parts: string[] = ['t,v\n'];
    for (let i = 0; i < LINES; i++) parts.push(`${FROM + 200 * DAY + i * 1000},1\n`);
    const response = await send(
      'timestamp=t&value=v&stamps=epoch-ms&fixedUnit=history&fixedSensor=copy',
      new Blob(parts),
    );
    const { id } = (await response.json()) as ImportJob;
    await eventually(
      'some rows',
      async () => (await aqua.get<ImportJob>(`/api/v1/imports/${id}`)).stored > 0,
    );
    await aqua.json('DELETE', `/api/v1/imports/${id}`);
    const job = await aqua.get<ImportJob>(`/api/v1/imports/${id}`);
    assert.equal(job.state, 'cancelled');
    assert.ok(job.stored < LINES);
    assert.deepEqual(readdirSync(join(product.home, 'imports', 'aqua')), []);
  });

  it('is for administrators of the own tenant', async () => {
    const { items } = await aqua.get<{ items: ImportJob[] }>('/api/v1/imports');
    assert.ok(items.length >= 6);
    const [first] = items;
    assert.deepEqual(await borealis.get('/api/v1/imports'), { items: [] });
    for (const path of ['', '/errors'])
      assert.equal((await borealis.request('GET', `/api/v1/imports/${first?.id}${path}`)).status, 404);
    assert.equal((await borealis.request('DELETE', `/api/v1/imports/${first?.id}`)).status, 404);
    const operator = await product.login('operator@aqua');
    assert.equal((await send('', FILE, operator)).status, 403);
    // Of another tenant's unit nobody learns more than that it is not there.
    const response = await send(MAPPING, FILE, borealis);
    const { id } = (await response.json()) as ImportJob;
    const job = await eventually('the import', async () => {
      const now = await borealis.get<ImportJob>(`/api/v1/imports/${id}`);
      return now.state === 'done' && now;
    });
    assert.deepEqual(counts(job), [6, 0, 0, 0, 6]);
  });
});
