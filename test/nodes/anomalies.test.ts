import assert from 'node:assert/strict';
import type { AlarmChange } from '../../lib/platform';
import { principalNamed } from '../support/ask-platform';
import { runFlow } from '../support/node-red';
import { eventually } from '../support/product';
import { AQUA, DATABASE, reading, realStore, tenantEntries, useRealPlatform } from '../support/real-platform';
import alarmRules = require('../../nodes/alarm-rules/alarm-rules');
import anomalies = require('../../nodes/anomalies/anomalies');
import anomaly = require('../../nodes/anomaly/anomaly');
import database = require('../../nodes/database/database');
import tenant = require('../../nodes/tenant/tenant');

const viewer = principalNamed('viewer@aqua');
const operator = principalNamed('operator@aqua');
const admin = principalNamed('admin@aqua');
const PLACE = { unit: 'anomalies-test', sensor: 'flow' };
const START = Date.UTC(2026, 9, 1);
const SECOND = 1000;

interface Found {
  id: string;
  sensor: string;
  scan?: string;
  judgement?: string;
  judgedBy?: string;
}
interface Placed {
  unit?: string;
  settings: object;
  effective: { sensitivity: number; window: number };
  feedback: { refused: number };
}
interface Scan {
  id: string;
  state: string;
  found: number;
  readings: number;
  percent: number;
}

async function run() {
  const rule = {
    key: 'unusual', name: 'Not as usual', appliesTo: { to: 'sensor', ...PLACE },
    condition: { kind: 'anomaly', limit: 0.9, deadband: { value: 0.5 } }, message: 'score {value}',
  }; // prettier-ignore
  const flow = await runFlow(
    [alarmRules, anomalies, anomaly, database, tenant],
    [
      ...tenantEntries,
      { id: 'rules', type: 'thermacore-alarm-rules', database: DATABASE, tenant: AQUA, rules: JSON.stringify([rule]), wires: [['watch'], ['transitions'], []] },
      { id: 'watch', type: 'thermacore-anomaly', database: DATABASE, tenant: AQUA, emit: 'all', minScore: 0, wires: [['passed'], ['scored'], []] },
      { id: 'n', type: 'thermacore-anomalies', operation: '', database: DATABASE, tenant: AQUA, wires: [['out']] },
    ],
  ); // prettier-ignore
  const ask = async <T>(operation: string, more: object = {}): Promise<T> => {
    flow.send('n', { operation, principal: operator, apiRequest: { id: '1' }, ...more });
    const { payload, error } = await flow.next('out');
    if (error) throw new Error(JSON.stringify(error));
    return payload as T;
  };
  return { flow, ask };
}

const course = (count: number, from: number) =>
  Array.from({ length: count }, (_, i) =>
    reading({ ...PLACE, value: 20 + ((i * 7919) % 101) / 100, timestamp: from + i * SECOND }),
  );

describe('thermacore-anomalies', function () {
  this.timeout(60_000);
  useRealPlatform();

  before(async () => {
    const { plant, tenants, directory } = await realStore();
    await tenants.ensure('aqua', 'Aqua', 'UTC');
    await plant.createUnit('aqua', { key: PLACE.unit, name: 'Pump', kind: 'other' });
    await plant.createSensor('aqua', PLACE.unit, {
      key: PLACE.sensor, name: 'Flow', type: 'number', quantity: 'flow', uom: 'm³/h', decimals: 1, staleAfter: 60, headline: false,
    }); // prettier-ignore
    await directory.refresh();
  });

  it('a score raises the alarm of a rule, and what an operator says of the anomaly is kept and tunes the sensor', async () => {
    const { flow, ask } = await run();
    await flow.shows('rules', / active/);
    await flow.shows('watch', / open/);
    const from = Date.now() - 600 * SECOND;
    flow.send('rules', { payload: course(500, from) });
    flow.send('rules', { payload: [reading({ ...PLACE, value: 90, timestamp: from + 500 * SECOND })] });
    const raised = await eventually('the alarm comes', async () => {
      const changes = (await flow.next('transitions'))['payload'] as AlarmChange[];
      return changes.find(({ rule, event }) => rule === 'unusual' && event === 'active');
    });
    assert.equal(raised.sensor, PLACE.sensor);
    const [one] = await eventually('the anomaly is kept', async () => {
      const { items } = await ask<{ items: Found[] }>('list', { query: { unit: PLACE.unit, scan: 'live' } });
      return items.length > 0 ? items : undefined;
    });
    assert.ok(one);
    const params = { anomaly: one.id };
    const refused = await ask<Found>('judge', { params, payload: { judgement: 'false', comment: 'Test' } });
    assert.deepEqual([refused.judgement, refused.judgedBy], ['false', 'operator@aqua']);
    const { items } = await ask<{ items: Placed[] }>('settings');
    assert.equal(items.find(({ unit }) => unit === PLACE.unit)?.feedback.refused, 1);
    const cleared = await ask<Found>('judge', { params, payload: { judgement: null } });
    assert.equal(cleared.judgement, undefined);
  });

  it('settings of a sensor stand over those of its unit and the tenant', async () => {
    const { ask } = await run();
    const by = { principal: admin };
    await ask('set-settings', { ...by, payload: { sensitivity: 2 } });
    await ask('set-unit-settings', { ...by, params: { unit: PLACE.unit }, payload: { window: 300 } });
    const placed = await ask<Placed>('set-sensor-settings', {
      ...by,
      params: PLACE,
      payload: { sensitivity: 3 },
    });
    assert.deepEqual(placed.settings, { sensitivity: 3 });
    assert.deepEqual([placed.effective.sensitivity, placed.effective.window], [3, 300]);
    await ask('set-settings', { ...by, payload: {} });
    await ask('set-unit-settings', { ...by, params: { unit: PLACE.unit }, payload: {} });
    assert.equal(
      (await ask<Placed>('set-sensor-settings', { ...by, params: PLACE, payload: {} })).effective.sensitivity,
      1,
    );
  });

  it('refuses by role, by bounds and for another tenant, in words', async () => {
    const { ask } = await run();
    await assert.rejects(ask('set-settings', { payload: { sensitivity: 2 } }), /forbidden/);
    await assert.rejects(
      ask('judge', { principal: viewer, params: { anomaly: 'x' }, payload: { judgement: 'true' } }),
      /forbidden/,
    );
    await assert.rejects(ask('start-scan', { principal: viewer, payload: { from: START } }), /forbidden/);
    await assert.rejects(
      ask('set-settings', { principal: admin, payload: { window: 3 } }),
      /20 readings at least/,
    );
    await assert.rejects(ask('get', { params: { anomaly: 'no-such' } }), /not-found/);
    await assert.rejects(ask('start-scan', { payload: { from: START, to: START } }), /empty/);
    await assert.rejects(
      ask('start-scan', { payload: { from: START, to: START + 1, units: ['nowhere'] } }),
      /nowhere/,
    );
    const { items } = await ask<{ items: Found[] }>('list', { principal: principalNamed('operator@borealis'), query: { unit: PLACE.unit } }); // prettier-ignore
    assert.deepEqual(items, []);
  });

  it('a job looks through history, tells how far it is, and lists what it found; the running watch learns nothing', async () => {
    const { ask } = await run();
    const { sink } = await realStore();
    const values = [
      ...course(900, START),
      ...course(5, START + 900 * SECOND).map((one) => ({ ...one, value: 95 })),
    ];
    await sink.write([...values, ...course(60, START + 905 * SECOND)]);
    const order = { from: START, to: START + 3600 * SECOND, units: [PLACE.unit] };
    const started = await ask<Scan>('start-scan', { payload: order });
    const done = await eventually('the job ends', async () => {
      const scan = await ask<Scan>('get-scan', { params: { scan: started.id } });
      return scan.state === 'done' ? scan : undefined;
    });
    assert.deepEqual([done.readings, done.percent], [965, 100]);
    assert.ok(done.found >= 1);
    const { items } = await ask<{ items: Found[] }>('list', { query: { scan: started.id } });
    assert.equal(items.length, done.found);
    assert.ok(items.every(({ sensor, scan }) => sensor === PLACE.sensor && scan === started.id));
    const listed = await ask<{ items: Scan[] }>('scans');
    assert.ok(listed.items.some(({ id }) => id === started.id));
    await ask('remove-scan', { params: { scan: started.id } });
    await assert.rejects(ask('get-scan', { params: { scan: started.id } }), /not-found/);
    await assert.rejects(ask('get-scan', { principal: principalNamed('operator@borealis'), params: { scan: started.id } }), /not-found/); // prettier-ignore
  });
});
