import assert from 'node:assert/strict';
import { SensorInput } from '../../../lib/core/plant';
import type { SynopticInput } from '../../../lib/core/synoptic';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { Transactions } from '../../../lib/store/tenant-transaction';
import { StoredSynoptics } from '../../../lib/store/synoptics/synoptic-repository';

const drawing = (id: string): SynopticInput => ({
  svg: `<svg viewBox="0 0 9 9" onload="alert(1)"><text id="${id}">–</text><script>alert(1)</script></svg>`,
  bindings: [{ element: id, sensor: 'level', shows: 'text' }],
});

onEveryRung('Drawings of units', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) {
      await store.tenants.ensure(tenant, tenant, 'UTC');
      for (const key of ['tank-1', 'tank-2']) {
        await store.plant.createUnit(tenant, { key, name: key, kind: 'tank' });
        await store.plant.createSensor(tenant, key, SensorInput.parse({ key: 'level', name: 'Level' }));
      }
    }
  });
  beforeEach(() => database().owner.query('delete from thermacore.synoptics'));

  it('are kept without what could act, one for each unit, the newest', async () => {
    await store.synoptics.put('aqua', 'tank-1', drawing('a'), 'kim@aqua');
    const { svg, bindings, updatedBy } = await store.synoptics.put(
      'aqua',
      'tank-1',
      drawing('b'),
      'lee@aqua',
    );
    assert.equal(
      svg,
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text id="b">–</text></svg>',
    );
    assert.deepEqual([bindings, updatedBy], [drawing('b').bindings, 'lee@aqua']);
    assert.equal((await store.synoptics.get('aqua', 'tank-1')).svg, svg);
    await store.synoptics.remove('aqua', 'tank-1');
    const none = { code: 'not-found', field: 'unit' };
    await assert.rejects(store.synoptics.get('aqua', 'tank-1'), none);
    await assert.rejects(store.synoptics.remove('aqua', 'tank-1'), none);
  });

  it('belong to a tenant: a unit of the same key elsewhere has its own', async () => {
    await store.synoptics.put('aqua', 'tank-1', drawing('a'), 'kim@aqua');
    await assert.rejects(store.synoptics.get('borealis', 'tank-1'), { code: 'not-found' });
    await assert.rejects(store.synoptics.remove('borealis', 'tank-1'), { code: 'not-found' });
    await store.synoptics.put('borealis', 'tank-1', drawing('b'), 'kim@borealis');
    assert.equal((await store.synoptics.get('aqua', 'tank-1')).bindings[0]?.element, 'a');
    assert.deepEqual(await store.synoptics.list('aqua'), ['tank-1']);
  });

  it('keep to the units that somebody is limited to', async () => {
    for (const unit of ['tank-1', 'tank-2']) await store.synoptics.put('aqua', unit, drawing('a'), 'kim');
    const source = await database().application();
    const limited = new StoredSynoptics(new Transactions(source).limitedTo(['tank-1']));
    assert.equal((await limited.put('aqua', 'tank-1', drawing('c'), 'lee')).updatedBy, 'lee');
    assert.deepEqual(await limited.list('aqua'), ['tank-1']);
    await assert.rejects(limited.get('aqua', 'tank-2'), { code: 'not-found' });
    await assert.rejects(limited.put('aqua', 'tank-2', drawing('c'), 'lee'), { code: 'not-found' });
    await assert.rejects(limited.remove('aqua', 'tank-2'), { code: 'not-found' });
    assert.equal((await store.synoptics.get('aqua', 'tank-2')).updatedBy, 'kim');
  });

  it('name sensors of their unit, and go with it', async () => {
    const [binding] = drawing('a').bindings;
    assert.ok(binding);
    const other = { ...drawing('a'), bindings: [{ ...binding, sensor: 'gone' }] };
    await assert.rejects(store.synoptics.put('aqua', 'tank-1', other, 'kim'), {
      code: 'invalid',
      field: 'bindings.0.sensor',
    });
    await store.plant.createUnit('aqua', { key: 'tank-3', name: 'tank-3', kind: 'tank' });
    await store.synoptics.put('aqua', 'tank-3', { ...drawing('a'), bindings: [] }, 'kim');
    await store.plant.deleteUnit('aqua', 'tank-3');
    await assert.rejects(store.synoptics.get('aqua', 'tank-3'), { code: 'not-found' });
  });
});
