import assert from 'node:assert/strict';
import { NO_FEEDBACK } from '../../../../lib/anomaly';
import { onEveryRung, useDatabase, type StoreParts } from '../../../support/database';
import { PLANT } from '../fixture';
import { T0, anomaly } from './fixture';

const DAY = 86_400_000;

onEveryRung('Anomalies', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) {
      await store.tenants.ensure(tenant, tenant, 'UTC');
      await store.plant.ensure(tenant, [PLANT]);
    }
  });
  beforeEach(() => database().owner.query('delete from thermacore.anomalies; delete from thermacore.anomaly_settings; delete from thermacore.anomaly_models')); // prettier-ignore

  it('come back as they were kept, also where a detector saw no limit', async () => {
    const one = anomaly({ expected: { low: -Infinity, high: Infinity } });
    const other = anomaly({ from: T0 + 5, to: T0 + 90_000, open: false, scan: 'job' });
    await store.anomalies.keep('aqua', [one, other]);
    assert.deepEqual(await store.anomalies.get('aqua', one.id), one);
    assert.deepEqual(await store.anomalies.get('aqua', other.id), other);
    await assert.rejects(store.anomalies.get('borealis', one.id), { code: 'not-found' });
  });

  it('change while they last, and keep what people said', async () => {
    const one = anomaly();
    await store.anomalies.keep('aqua', [one]);
    await store.anomalies.judge('aqua', one.id, 'false', { user: 'kim@aqua', comment: 'Cleaning', at: T0 });
    await store.anomalies.keep('aqua', [{ ...one, to: one.to + 60_000, confidence: 0.99, open: false }]);
    const kept = await store.anomalies.get('aqua', one.id);
    assert.equal(kept.confidence, 0.99);
    assert.equal(kept.open, false);
    assert.deepEqual([kept.judgement, kept.judgedBy, kept.judgedAt, kept.comment], ['false', 'kim@aqua', T0, 'Cleaning']); // prettier-ignore
  });

  it('are listed newest first, page by page, by place, time, state, judgement and origin', async () => {
    const all = Array.from({ length: 7 }, (_, i) =>
      anomaly({ from: T0 + i * DAY, to: T0 + i * DAY + 1000, open: i === 6, sensor: i % 2 === 0 ? 'supply' : 'return', ...(i === 0 ? { scan: 'job' } : {}) }),
    ); // prettier-ignore
    await store.anomalies.keep('aqua', all);
    await store.anomalies.judge('aqua', all[1]?.id ?? '', 'true', { at: T0 });
    const ids = async (filter: object): Promise<number[]> =>
      (await store.anomalies.list('aqua', { limit: 50, ...filter })).items.map(({ id }) => all.findIndex((one) => one.id === id)); // prettier-ignore
    assert.deepEqual(await ids({}), [6, 5, 4, 3, 2, 1, 0]);
    assert.deepEqual(await ids({ sensor: 'return' }), [5, 3, 1]);
    assert.deepEqual(await ids({ open: true }), [6]);
    assert.deepEqual(await ids({ judgement: 'true' }), [1]);
    assert.deepEqual(await ids({ judgement: 'none', to: T0 + 3 * DAY }), [2, 0]);
    assert.deepEqual(await ids({ scan: 'job' }), [0]);
    assert.deepEqual(await ids({ scan: 'live', from: T0 + 5 * DAY }), [6, 5]);
    const first = await store.anomalies.list('aqua', { limit: 4 });
    const second = await store.anomalies.list('aqua', { limit: 4, cursor: first.nextCursor });
    assert.equal(first.items.length + second.items.length, 7);
    assert.equal(second.nextCursor, undefined);
    assert.deepEqual((await store.anomalies.list('borealis', { limit: 4 })).items, []);
  });

  it('feedback tunes the sensor, is changed and taken back, and is its tenant’s alone', async () => {
    const one = anomaly();
    await store.anomalies.keep('aqua', [one]);
    const feedback = async (tenant = 'aqua') => (await store.anomalySettings.all(tenant))[0]?.feedback;
    await store.anomalies.judge('aqua', one.id, 'false', { user: 'kim@aqua', at: T0 });
    assert.deepEqual(await feedback(), { confirmed: 0, refused: 1, shift: 0.25, shifts: { 'robust-z': 1 } });
    await store.anomalies.judge('aqua', one.id, 'false', { user: 'kim@aqua', at: T0 });
    assert.equal((await feedback())?.refused, 1, 'said twice counts once');
    await store.anomalies.judge('aqua', one.id, 'true', { user: 'kim@aqua', at: T0 });
    assert.equal((await feedback())?.confirmed, 1);
    const cleared = await store.anomalies.judge('aqua', one.id, undefined, { at: T0 });
    assert.equal(cleared.judgement, undefined);
    assert.deepEqual(await feedback(), { ...NO_FEEDBACK, shifts: { 'robust-z': 0 } });
    assert.equal(await feedback('borealis'), undefined);
    await assert.rejects(store.anomalies.judge('borealis', one.id, 'true', { at: T0 }), {
      code: 'not-found',
    });
  });

  it('settings stand by tenant, unit and sensor; what was not written is not there', async () => {
    await store.anomalySettings.put('aqua', {}, { sensitivity: 2 }, 'kim@aqua');
    await store.anomalySettings.put('aqua', { unit: 'boiler-1', sensor: 'supply' }, { window: 600 });
    const all = await store.anomalySettings.all('aqua');
    assert.deepEqual(
      all.map(({ unit, sensor, settings, updatedBy }) => [unit, sensor, settings, updatedBy]),
      [[undefined, undefined, { sensitivity: 2 }, 'kim@aqua'], ['boiler-1', 'supply', { window: 600 }, undefined]],
    ); // prettier-ignore
    await store.anomalySettings.clear('aqua', {});
    assert.deepEqual((await store.anomalySettings.all('aqua'))[0]?.settings, {});
    assert.deepEqual(await store.anomalySettings.all('borealis'), []);
  });

  it('settings of what is not there, or out of bounds, are refused by name', async () => {
    await assert.rejects(store.anomalySettings.put('aqua', { unit: 'nowhere' }, {}), {
      code: 'not-found',
      field: 'unit',
    });
    await assert.rejects(store.anomalySettings.put('aqua', { unit: 'boiler-1', sensor: 'no' }, {}), { code: 'not-found', field: 'sensor' }); // prettier-ignore
    await assert.rejects(store.anomalySettings.put('aqua', {}, { window: 3 }), {
      code: 'invalid',
      field: 'window',
    });
  });

  it('models come back byte by byte, and only their tenant’s', async () => {
    const models = Array.from({ length: 120 }, (_, i) => ({
      unit: `unit-${i % 7}`,
      ...(i < 7 ? {} : { sensor: `sensor-${i}` }),
      ...(i % 2 === 0 ? { uom: '°C' } : {}),
      state: Buffer.from(Array.from({ length: 256 }, (_unused, k) => (k + i) % 256)),
    }));
    await store.anomalyModels.save('aqua', models);
    await store.anomalyModels.save('aqua', models.slice(0, 3));
    const loaded = await store.anomalyModels.load('aqua');
    const byPlace = (list: readonly (typeof models)[number][]) =>
      new Map(list.map(({ unit, sensor = '', ...rest }) => [`${unit}/${sensor}`, rest]));
    assert.deepEqual(byPlace(loaded as typeof models), byPlace(models));
    assert.deepEqual(await store.anomalyModels.load('borealis'), []);
  });

  it('those that a process left open are closed by the next', async () => {
    await store.anomalies.keep('aqua', [anomaly(), anomaly({ open: false }), anomaly({ scan: 'job' })]);
    await store.anomalies.keep('borealis', [anomaly()]);
    assert.equal(await store.anomalies.closeOpen('aqua'), 1);
    assert.equal((await store.anomalies.list('borealis', { limit: 5, open: true })).items.length, 1);
  });

  it('old ones go, some at a time', async () => {
    const old = Date.now() - 401 * DAY;
    await store.anomalies.keep('aqua', [
      anomaly({ from: old, to: old }),
      anomaly({ from: old, to: old }),
      anomaly({ from: Date.now(), to: Date.now() }),
    ]);
    const { rows } = await database().owner.query<{ gone: number }>(
      'select thermacore.delete_old_anomalies(1) as gone',
    );
    assert.equal(rows[0]?.gone, 1);
    await database().owner.query('select thermacore.delete_old_anomalies(10)');
    assert.equal((await store.anomalies.list('aqua', { limit: 5 })).items.length, 1);
  });
});
