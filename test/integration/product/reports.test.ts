import assert from 'node:assert/strict';
import { SMTPServer } from 'smtp-server';
import type { Report, ReportRun } from '../../../lib/reports';
import { Product, eventually, type Client } from '../../support/product';

/** Mails that a server of the test has taken. */
async function mailServer(): Promise<{ port: number; mails: string[]; close: () => Promise<void> }> {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push(Buffer.concat(parts).toString());
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  assert.ok(address && typeof address === 'object');
  return { port: address.port, mails, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

describe('reports of the running product', function () {
  this.timeout(240_000);
  let product: Product;
  let mail: Awaited<ReturnType<typeof mailServer>>;
  let admin: Client;

  const runs = async (client: Client = admin): Promise<ReportRun[]> =>
    (await client.get<{ items: ReportRun[] }>('/api/v1/report-runs')).items;
  const done = (id: string) =>
    eventually(
      'the report is made',
      async () => {
        const run = await admin.get<ReportRun>(`/api/v1/report-runs/${id}`);
        return run.state === 'done' || run.state === 'failed' ? run : undefined;
      },
      90_000,
    );

  before(async () => {
    mail = await mailServer();
    product = await Product.start({ env: { THERMACORE_NOTIFY_NETWORKS: '127.0.0.0/8' } });
    admin = await product.login('admin@aqua');
    await eventually(
      'the flow serves reports',
      async () => (await admin.request('GET', '/api/v1/reports')).ok,
      60_000,
    );
    const settings = { channel: 'email', host: '127.0.0.1', port: mail.port, security: 'none', from: 'plant@aqua.test', to: ['boss@aqua.test'] }; // prettier-ignore
    await admin.json('POST', '/api/v1/notification-targets', { key: 'boss', name: 'Boss', settings });
    // The next full minute that is not about to begin; the other tests pass the time.
    const schedule = `${new Date(Date.now() + 70_000).getUTCMinutes()} * * * *`;
    await admin.json('POST', '/api/v1/reports', {
      key: 'soon',
      name: 'Soon',
      kind: 'data-quality',
      schedule,
    });
  });
  after(async () => {
    await product?.dispose();
    await mail?.close();
  });

  it('has a daily one of the demo, in the morning by the clock of the plant', async () => {
    const report = await admin.get<Report>('/api/v1/reports/daily-plant');
    assert.equal(report.scheduleText, 'Every day at 06:00');
    const clock = { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' } as const;
    assert.equal(new Intl.DateTimeFormat('en-GB', clock).format(new Date(report.nextAt ?? '')), '06:00');
  });

  it('is made when somebody asks, mailed, and downloaded as page and as table', async () => {
    const kpis = [{ name: 'Heat', expression: 'sensor("boiler-1","no-such-sensor") * hours', uom: 'kWh' }];
    await admin.json('POST', '/api/v1/reports', {
      key: 'morning', name: 'Morning <report>', language: 'de', recipients: ['boss'], kpis,
    }); // prettier-ignore
    const { id } = await admin.json<ReportRun>('POST', '/api/v1/reports/morning/run');
    const run = await done(id);
    assert.equal(run.error, undefined);
    assert.deepEqual([run.state, run.percent, run.trigger, run.requestedBy], ['done', 100, 'request', 'admin@aqua']);
    const file = async (format: string) => {
      const response = await admin.request('GET', `/api/v1/report-runs/${id}/file?format=${format}`);
      return { type: response.headers.get('content-type'), name: response.headers.get('content-disposition'), text: await response.text() }; // prettier-ignore
    };
    const [page, table] = [await file('html'), await file('csv')];
    assert.deepEqual([page.type, table.type], ['text/html', 'text/csv']);
    assert.match(page.name ?? '', /attachment; filename="morning-\d{4}-\d\d-\d\d\.html"/);
    assert.match(page.text, /<html lang="de">[\s\S]*<h1>Morning &lt;report&gt;<\/h1>[\s\S]*Auf einen Blick/);
    assert.match(page.text, /Heat: There is no sensor/);
    assert.match(table.text, /^section,table,row,column,value\r\n/);
    assert.equal(run.bytes?.html, Buffer.byteLength(page.text));
    const sent = await eventually('it is mailed', async () => mail.mails[0], 60_000);
    assert.match(sent, /To: boss@aqua\.test/);
    assert.match(sent, /Subject: (?:=\?UTF-8\?Q\?)?Morning/);
    assert.match(sent, /filename=morning-\d{4}-\d\d-\d\d\.html/);
  }); // prettier-ignore

  it('is downloaded by a browser with a link that is good once', async () => {
    const [run] = (await runs()).filter(({ state }) => state === 'done');
    const ticket = await admin.json<{ url: string }>('POST', `/api/v1/report-runs/${run?.id ?? ''}/ticket`, { format: 'html' }); // prettier-ignore
    const link = `${product.url}${ticket.url}`;
    const response = await fetch(link);
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'text/html']);
    assert.equal((await fetch(link)).status, 404);
  });

  it('is made by itself when its time comes', async () => {
    const run = await eventually(
      'it is made',
      async () => (await runs()).find(({ report, state }) => report === 'soon' && state === 'done'),
      150_000,
    );
    assert.equal(run.trigger, 'schedule');
    assert.equal((await runs()).filter(({ report }) => report === 'soon').length, 1);
  });

  it('refuses what cannot work, and names the field', async () => {
    for (const [more, field] of [
      [{ schedule: '*/5 * * * *' }, 'schedule'],
      [{ schedule: 'at six' }, 'schedule'],
      [{ recipients: ['nobody'] }, 'recipients.0'],
      [{ recipients: ['dashboards'] }, 'recipients.0'],
      [{ units: ['no-such-unit'] }, 'units.0'],
      [{ sensors: ['boiler-1/no-such-sensor'] }, 'sensors.0'],
      [{ kpis: [{ name: 'x', expression: '1 +' }] }, 'kpis.0.expression'],
      [{ kind: 'custom' }, 'sections'],
    ] as const) {
      const response = await admin.request('POST', '/api/v1/reports', { key: 'bad', name: 'Bad', ...more });
      const text = await response.text();
      assert.equal(response.status, 400, text);
      assert.ok(text.includes(field), `${field}: ${text}`);
      assert.doesNotMatch(text, /\bat .*\.js:/);
    }
  });

  it('is read by viewers, made by operators, changed by administrators, and unknown to other tenants', async () => {
    const [viewer, operator, stranger] = await Promise.all(
      ['viewer@aqua', 'operator@aqua', 'admin@borealis'].map((name) => product.login(name)),
    );
    assert.ok(viewer && operator && stranger);
    const [run] = await runs(viewer);
    const status = async (client: Client, method: string, path: string, body?: object) =>
      (await client.request(method, `/api/v1${path}`, body)).status;
    assert.equal(await status(viewer, 'GET', `/report-runs/${run?.id ?? ''}/file`), 200);
    assert.equal(await status(viewer, 'POST', '/reports/daily-plant/run'), 403);
    assert.equal(await status(operator, 'POST', '/reports/daily-plant/run'), 202);
    assert.equal(await status(operator, 'DELETE', '/reports/daily-plant'), 403);
    assert.equal(await status(stranger, 'GET', `/report-runs/${run?.id ?? ''}/file`), 404);
    assert.equal(await status(stranger, 'DELETE', `/report-runs/${run?.id ?? ''}`), 404);
    assert.equal(await status(stranger, 'GET', '/reports/daily-plant'), 404);
    assert.deepEqual(await runs(stranger), []);
    assert.equal((await fetch(`${product.url}/api/v1/reports`)).status, 401);
  });
});
