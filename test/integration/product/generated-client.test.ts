import assert from 'node:assert/strict';
import { connectAsync } from 'mqtt';
import createClient, { type Client as ApiClient, type Middleware } from 'openapi-fetch';
import type { components, paths } from '../../../docs/openapi';
import { DEMO_PASSWORD, Product, eventually } from '../../support/product';

type Schemas = components['schemas'];

/** What an integrator writes who has nothing but the description of the API: types and client are made of it. */
describe('a client that is generated from the description', function () {
  this.timeout(120_000);
  let product: Product;
  let api: ApiClient<paths>;

  before(async () => {
    product = await Product.start();
    api = createClient<paths>({ baseUrl: product.url });
  });
  after(() => product?.dispose());

  /** The data of an answer; its problem as an error that names the field. */
  function good<T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T {
    assert.ok(data !== undefined && response.ok, `${response.status} ${JSON.stringify(error)}`);
    return data;
  }

  it('sets up a plant: units, sensors, a device of a template, a rule', async () => {
    const login = await api.POST('/api/v1/auth/login', {
      body: { username: 'admin@aqua', password: DEMO_PASSWORD },
    });
    const { access_token } = good(login);
    const withToken: Middleware = {
      onRequest: ({ request }) => void request.headers.set('authorization', `Bearer ${access_token}`),
    };
    api.use(withToken);
    const me = good(await api.GET('/api/v1/auth/me'));
    assert.equal(me.role, 'admin');

    const unit: Schemas['UnitInput'] = { key: 'kiln-1', name: 'Kiln 1', kind: 'other', area: 'North' };
    const key = { 'Idempotency-Key': 'set-up-kiln-1' };
    const made = await api.POST('/api/v1/units', { body: unit, params: { header: key } });
    assert.equal(good(made).sensors, 0);
    const again = await api.POST('/api/v1/units', { body: unit, params: { header: key } });
    assert.deepEqual(good(again), made.data);
    assert.equal(again.response.headers.get('idempotent-replayed'), 'true');

    good(
      await api.POST('/api/v1/units/{unit}/sensors', {
        params: { path: { unit: 'kiln-1' } },
        body: { key: 'pressure', name: 'Pressure', type: 'number', quantity: 'pressure', uom: 'bar' },
      }),
    );
    good(
      await api.POST('/api/v1/device-templates', {
        body: {
          key: 'kiln',
          name: 'Kiln',
          protocol: 'modbus',
          settings: { unitId: 1 },
          points: [
            {
              sensor: 'temperature',
              name: 'Temperature',
              quantity: 'temperature',
              uom: '°C',
              settings: { address: 1 },
            },
          ],
        },
      }),
    );
    const applied = good(
      await api.POST('/api/v1/device-templates/{template}/apply', {
        params: { path: { template: 'kiln' } },
        body: {
          devices: [
            {
              key: 'plc-kiln-1',
              name: 'PLC',
              unit: 'kiln-1',
              enabled: false,
              settings: { host: '127.0.0.1' },
            },
          ],
          createSensors: true,
        },
      }),
    );
    assert.equal(applied.created, 1);
    good(
      await api.POST('/api/v1/alarm-rules', {
        body: {
          rule: {
            key: 'kiln-hot',
            name: 'Kiln is hot',
            priority: 'high',
            appliesTo: { to: 'sensor', unit: 'kiln-1', sensor: 'temperature' },
            condition: { kind: 'limit', limits: [{ level: 'high', value: 900 }] },
          },
          reason: 'Set up by the integrator',
        },
      }),
    );
    const sensors = good(
      await api.GET('/api/v1/sensors', {
        params: { query: { unit: 'kiln-1', sort: '-key', fields: 'key,uom' } },
      }),
    );
    assert.deepEqual(sensors.items, [
      { key: 'temperature', uom: '°C' },
      { key: 'pressure', uom: 'bar' },
    ]);
  });

  it('changes what it has seen, and is told when somebody else was faster', async () => {
    const path = { unit: 'kiln-1' };
    const seen = await api.GET('/api/v1/units/{unit}', { params: { path } });
    const tag = seen.response.headers.get('etag') ?? '';
    const header = { 'If-Match': tag };
    const changed = await api.PATCH('/api/v1/units/{unit}', {
      params: { path, header },
      body: { area: 'South' },
    });
    assert.equal(good(changed).area, 'South');
    const late = await api.PATCH('/api/v1/units/{unit}', {
      params: { path, header },
      body: { area: 'West' },
    });
    assert.equal(late.response.status, 412);
    assert.equal(late.response.headers.get('etag'), changed.response.headers.get('etag'));
    const { response } = await api.GET('/api/v1/units/{unit}', {
      params: { path, header: { 'If-None-Match': late.response.headers.get('etag') ?? '' } },
    });
    assert.equal(response.status, 304);
  });

  it('reads readings, acknowledges the alarm of one, and takes them away as a file', async () => {
    const device = await connectAsync(`mqtt://127.0.0.1:${product.mqttPort}`, {
      username: 'aqua',
      password: DEMO_PASSWORD,
    });
    const at = Date.now();
    const payload = JSON.stringify({ value: 951.5, timestamp: at, quality: 'good' });
    // A sensor that was made a moment ago may not be known to the pipeline yet: the field sends again.
    const alarm = await eventually('the alarm', async () => {
      await device.publishAsync('plant/aqua/kiln-1/temperature', payload, { qos: 1 });
      const { items } = good(await api.GET('/api/v1/alarms', { params: { query: { unit: 'kiln-1' } } }));
      return items[0];
    }, 60_000); // prettier-ignore
    await device.endAsync();
    assert.equal(alarm.rule, 'kiln-hot');
    const acknowledged = good(
      await api.POST('/api/v1/alarms/{alarm}/acknowledge', {
        params: { path: { alarm: alarm.id } },
        body: { comment: 'Seen' },
      }),
    );
    assert.equal(acknowledged.acknowledgedBy, 'admin@aqua');

    const span = { from: new Date(at - 60_000).toISOString(), to: new Date(at + 60_000).toISOString() };
    const readings = await eventually('the reading', async () => {
      const query = { unit: 'kiln-1', sensor: 'temperature', ...span };
      const answer = good(await api.GET('/api/v1/readings', { params: { query } }));
      return JSON.stringify(answer).includes('951.5') && answer;
    });
    assert.ok(readings);
    const file = await api.GET('/api/v1/readings/export', {
      params: { query: { units: 'kiln-1', format: 'csv', ...span } },
      parseAs: 'text',
    });
    assert.match(String(good(file)), /kiln-1.*temperature.*951\.5/);
  });
});
