import assert from 'node:assert/strict';
import { connectAsync } from 'mqtt';
import { WebSocket } from 'ws';
import { Product, eventually, type Client } from '../../support/product';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: object }>> };
  readonly 'x-permission'?: string;
}

interface Asked extends Operation {
  readonly method: string;
  readonly path: string;
}

type Keyed = { items: { key: string }[] };

const TEMPORARY = 'window otter seven lantern';
const PASSWORD = 'paper harbour nineteen moss';
const OWN = 'storage-tank-1';
const OTHER = 'boiler-1';
const NOT_THERE = [403, 404];
/** What a parameter is filled with that has to be there. */
const hourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

describe('a user who is limited to one unit of a running product', function () {
  this.timeout(180_000);
  let product: Product;
  let admin: Client;
  let limited: Client;
  let userId: string;
  let others: string[];
  let sensors: Readonly<Record<string, string>>;
  let operations: Asked[];
  let known: Readonly<Record<string, string[]>>;

  before(async () => {
    product = await Product.start();
    admin = await product.login('admin@aqua');
    const { id } = await admin.json<{ id: string }>('POST', '/api/v1/users', {
      username: 'tank-keeper', role: 'admin', units: [OWN], password: TEMPORARY,
    }); // prettier-ignore
    userId = id;
    const first = await product.login('tank-keeper', TEMPORARY);
    const refused = await first.request('GET', '/api/v1/units');
    assert.equal(refused.status, 403, 'the temporary password lets nobody in');
    await changeOnTheDashboard();
    limited = await product.login('tank-keeper', PASSWORD);
    await eventually('readings of all units', async () => {
      const { items } = await admin.get<{ items: { unit: string }[] }>('/api/v1/readings/latest');
      return [OWN, OTHER].every((unit) => items.some((item) => item.unit === unit));
    });
    known = await collect();
    others = (known['unit'] ?? []).filter((unit) => unit !== OWN);
    operations = await readOperations();
  });
  after(() => product?.dispose());

  /** As a person does: the login leads to the page where the temporary password has to be changed. */
  async function changeOnTheDashboard(): Promise<void> {
    let cookie = '';
    const post = async (path: string, fields: Record<string, string>) => {
      const response = await fetch(`${product.url}/dashboard/${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: product.url, cookie },
        body: new URLSearchParams(fields),
      });
      const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0]);
      if (cookies.length > 0) cookie = cookies.join('; ');
      return response;
    };
    const login = await post('login', { username: 'tank-keeper', password: TEMPORARY, to: '/dashboard/x' });
    assert.equal(login.headers.get('location'), '/dashboard/password?to=%2Fdashboard%2Fx');
    const page = (path: string) =>
      fetch(`${product.url}${path}`, { redirect: 'manual', headers: { cookie, accept: 'text/html' } });
    assert.match((await page('/dashboard/x')).headers.get('location') ?? '', /\/dashboard\/password/);
    assert.match(await (await page('/dashboard/password')).text(), /set by an administrator/);
    const wish = { old: TEMPORARY, new: PASSWORD, again: PASSWORD, to: '/dashboard/x' };
    for (const [fields, fault] of [
      [{ ...wish, again: 'another one' }, /not the same/],
      [{ ...wish, new: 'short', again: 'short' }, /5 characters; it needs 12/],
      [{ ...wish, old: 'wrong' }, /old password is wrong/],
    ] as const)
      assert.match(await (await post('password', fields)).text(), fault);
    assert.equal((await post('password', wish)).headers.get('location'), '/dashboard/x');
    assert.equal((await page('/dashboard/overview')).status, 200, 'and now the dashboards are open');
  }

  /** What the tenant has, as its administrator sees it: everything that a path could name. */
  async function collect(): Promise<Record<string, string[]>> {
    const units = await admin.get<Keyed>('/api/v1/units');
    const all = await admin.get<{ items: { unit: string; key: string }[] }>('/api/v1/sensors?limit=500');
    sensors = Object.fromEntries(all.items.map(({ unit, key }) => [unit, key]));
    const keysOf = async (path: string) => (await admin.get<Keyed>(path)).items.map(({ key }) => key);
    const alarms = await admin.get<{ items: { id: string }[] }>('/api/v1/alarms?view=all&limit=500');
    return {
      unit: units.items.map(({ key }) => key),
      device: await keysOf('/api/v1/devices'),
      template: await keysOf('/api/v1/device-templates'),
      rule: await keysOf('/api/v1/alarm-rules'),
      route: await keysOf('/api/v1/notification-routes'),
      target: await keysOf('/api/v1/notification-targets'),
      alarm: alarms.items.map(({ id }) => id),
      user: [userId],
    };
  }

  async function readOperations(): Promise<Asked[]> {
    const { paths } = await admin.get<{ paths: Record<string, Record<string, Operation>> }>(
      '/api/v1/openapi.json',
    );
    return Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([, { 'x-permission': permission }]) => permission !== undefined && permission !== 'public')
        .map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
    );
  }

  /** The path with every value of its parameters that the tenant has, and with what its query needs. */
  function requestsOf({ path, parameters = [] }: Asked, unit: string): string[] {
    let paths = [path];
    for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
      const values =
        name === 'unit' ? [unit] : name === 'sensor' ? [sensors[unit] ?? 'x'] : (known[name] ?? ['x']);
      paths = paths.flatMap((one) =>
        values.slice(0, 5).map((value) => one.replace(`{${name}}`, encodeURIComponent(value))),
      );
    }
    const filled: Readonly<Record<string, string>> = {
      unit, sensor: sensors[unit] ?? 'x', sensors: `${unit}/${sensors[unit]}`, from: hourAgo(), to: new Date().toISOString(),
      with: `${unit}/${sensors[unit]}`, expression: `sensor("${unit}","${sensors[unit]}")`, format: 'csv', store: 'applications',
    }; // prettier-ignore
    const query = parameters
      .filter(
        (one) => one.in === 'query' && (one.required || ['sensors', 'from', 'expression'].includes(one.name)),
      )
      .map(({ name }) => `${name}=${encodeURIComponent(filled[name] ?? 'x')}`);
    const bare = parameters
      .filter(
        (one) => one.in === 'query' && one.required && !['sensors', 'sensor', 'unit'].includes(one.name),
      )
      .map(({ name }) => `${name}=${encodeURIComponent(filled[name] ?? 'x')}`);
    return [...new Set([query.join('&'), bare.join('&')])].flatMap((text) =>
      paths.map((one) => (text ? `${one}?${text}` : one)),
    );
  }

  /** Keys of other units, as words: `tank-1` is in `tank-1b`, not the other way. */
  const naming = (text: string): string | undefined =>
    others.find((unit) => new RegExp(`(?<![\\w-])${unit}(?![\\w-])`).test(text));

  it('sees in the answer to no question a key of another unit', async () => {
    let answered = 0;
    for (const operation of operations.filter(({ method }) => method === 'GET'))
      for (const path of requestsOf(operation, OWN)) {
        const response = await limited.request('GET', path);
        const text = await response.text();
        if (response.ok) answered++;
        assert.ok(response.status < 500, `${path}: ${response.status} ${text}`);
        // Before anything is looked at; its text may have an example of how to ask.
        if (response.status === 400) continue;
        // What was asked for may be named in a refusal.
        if (!response.ok && naming(decodeURIComponent(path)) !== undefined) continue;
        assert.equal(naming(text), undefined, `${path}: ${response.status} ${text.slice(0, 2000)}`);
      }
    assert.ok(answered >= 20, `only ${answered} questions were answered at all`);
  });

  it('gets 403 or 404 for every question about another unit', async () => {
    let count = 0;
    for (const operation of operations.filter(({ method }) => method === 'GET'))
      for (const path of requestsOf(operation, OTHER)) {
        if (!decodeURIComponent(path).includes(OTHER)) continue;
        const response = await limited.request('GET', path);
        const text = await response.text();
        // A list that is asked for with a filter may be empty.
        const isEmpty = response.ok && !text.includes(OTHER);
        assert.ok(
          isEmpty || NOT_THERE.includes(response.status),
          `${path}: ${response.status} ${text.slice(0, 500)}`,
        );
        count++;
      }
    assert.ok(count >= 15, `only ${count} questions`);
  });

  it('gets 403 or 404 for whatever would change another unit, or names one in a body', async () => {
    let count = 0;
    for (const operation of operations.filter(({ method }) => method !== 'GET')) {
      const example = operation.requestBody?.content['application/json']?.example;
      const names = JSON.stringify(example ?? {}).includes(`"${OTHER}`);
      if (!names && !operation.path.includes('{unit}')) continue;
      const [path = ''] = requestsOf(operation, OTHER);
      const response = await limited.request(operation.method, path, example);
      const text = await response.text();
      assert.ok(
        NOT_THERE.includes(response.status),
        `${operation.method} ${path}: ${response.status} ${text}`,
      );
      count++;
    }
    assert.ok(count >= 8, `only ${count} operations`);
    assert.equal((await admin.request('GET', `/api/v1/units/${OTHER}`)).status, 200);
  });

  it('changes his own unit, reads its history and gets commands only for its sensors', async () => {
    await limited.json('PATCH', `/api/v1/units/${OWN}`, { name: 'My tank' });
    const { items } = await limited.get<{ items: { unit: string }[] }>('/api/v1/readings/latest');
    assert.deepEqual([...new Set(items.map(({ unit }) => unit))], [OWN]);
    const order = { unit: OTHER, sensor: sensors[OTHER], value: 1 };
    assert.equal((await limited.request('POST', '/api/v1/commands', order)).status, 404);
    const exported = await limited.request('GET', `/api/v1/export/readings?from=${hourAgo()}&format=csv`);
    if (exported.ok) assert.equal(naming(await exported.text()), undefined);
  });

  it('hears at the live socket only his unit, and nothing at the broker', async () => {
    const units = new Set<string>();
    const socket = new WebSocket(`${product.url.replace('http', 'ws')}/api/v1/live`, [
      'thermacore.v1',
      `bearer.${limited.token}`,
    ]);
    socket.on('message', (data: Buffer) => {
      const { readings = [] } = JSON.parse(data.toString()) as { readings?: { unit: string }[] };
      for (const { unit } of readings) units.add(unit);
    });
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'subscribe', id: 'all' }));
      socket.send(JSON.stringify({ type: 'subscribe', id: 'other', units: [OTHER] }));
    });
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await eventually('readings of the own unit', async () => units.has(OWN));
    assert.deepEqual([...units], [OWN]);
    const url = `mqtt://127.0.0.1:${product.mqttPort}`;
    const account = { username: 'tank-keeper', password: PASSWORD, reconnectPeriod: 0 };
    await assert.rejects(connectAsync(url, account));
    await admin.json('PATCH', `/api/v1/users/${userId}`, { units: [OTHER] });
    assert.equal(await closed, 4401, 'other units close what is open');
    const now = await limited.get<Keyed>('/api/v1/units');
    assert.deepEqual(
      now.items.map(({ key }) => key),
      [OTHER],
      'and count at once',
    );
  });

  it('is out at once when he is disabled', async () => {
    await admin.json('PATCH', `/api/v1/users/${userId}`, { disabled: true });
    assert.equal((await limited.request('GET', '/api/v1/me')).status, 401);
  });
});
