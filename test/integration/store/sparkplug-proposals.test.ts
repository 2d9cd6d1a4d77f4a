import assert from 'node:assert/strict';
import { SensorInput } from '../../../lib/core/plant';
import { PROPOSAL_LIMITS, ProposalRuleInput } from '../../../lib/core/sparkplug-proposal';
import type { OfferedMetric } from '../../../lib/store/sparkplug/proposal-repository';
import { onEveryRung, useDatabase, type StoreParts } from '../../support/database';
import { T0 } from './fixture';

const met = (id: string, more: Partial<OfferedMetric> = {}): OfferedMetric => ({
  id,
  group: 'g',
  node: 'line-1',
  device: 'mixer',
  metric: `Motor/${id}`,
  datatype: 'Double',
  unit: 'mixer',
  sensor: id,
  place: 0,
  ...more,
});
const APPROVED = { state: 'approved', by: 'admin@aqua', now: T0 + 5 } as const;

onEveryRung('Proposals of Sparkplug', (rung) => {
  const database = useDatabase(rung);
  let store: StoreParts;

  before(async function () {
    this.timeout(60_000);
    store = await database().open();
    for (const tenant of ['aqua', 'borealis']) await store.tenants.ensure(tenant, tenant, 'UTC');
  });
  beforeEach(() => database().owner.query('delete from thermacore.sparkplug_proposals'));

  const ids = async (filter: object = {}, tenant = 'aqua') =>
    (await store.proposals.list(tenant, { limit: 100, ...filter })).items.map(({ id }) => id);

  it('are kept with what the birth said, and seen again by the next one', async () => {
    const details = { uom: 'rpm', rangeLow: 0, rangeHigh: 3000, value: 12.5 };
    await store.proposals.offer('aqua', [met('speed', details)], T0);
    const [again] = await store.proposals.offer(
      'aqua',
      [met('speed', { ...details, value: 13 })],
      T0 + 60_000,
    );
    assert.deepEqual(again, {
      id: 'speed', state: 'pending', group: 'g', node: 'line-1', device: 'mixer', metric: 'Motor/speed', datatype: 'Double',
      uom: 'rpm', rangeLow: 0, rangeHigh: 3000, value: 13, unit: 'mixer', sensor: 'speed',
      firstSeenAt: new Date(T0).toISOString(), lastSeenAt: new Date(T0 + 60_000).toISOString(),
    }); // prettier-ignore
    assert.deepEqual(await store.proposals.get('aqua', 'speed'), again);
    assert.deepEqual(await ids({}, 'borealis'), []);
    await assert.rejects(store.proposals.get('borealis', 'speed'), { code: 'not-found', field: 'proposal' });
  });

  it('come page by page in the order of their births, and by state and edge node', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    await store.proposals.offer(
      'aqua',
      names.map((id, i) => met(id, { place: names.length - i })),
      T0,
    );
    await store.proposals.offer('aqua', [met('late', { node: 'line-2', device: undefined })], T0 + 1);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await store.proposals.list('aqua', { limit: 2, cursor });
      seen.push(...items.map(({ id }) => id));
      cursor = nextCursor;
    } while (cursor !== undefined);
    assert.deepEqual(seen, ['late', 'e', 'd', 'c', 'b', 'a']);
    assert.deepEqual(await ids({ node: 'line-2', group: 'g' }), ['late']);
    await store.proposals.decide('aqua', [{ id: 'c' }], { ...APPROVED, state: 'rejected' });
    assert.deepEqual(await ids({ state: 'rejected' }), ['c']);
    assert.deepEqual(await ids({ state: 'pending', node: 'line-1' }), ['e', 'd', 'b', 'a']);
  });

  it('do not come again once they are rejected', async () => {
    await store.proposals.offer('aqua', [met('a')], T0);
    await store.proposals.decide('aqua', [{ id: 'a' }], { ...APPROVED, state: 'rejected' });
    assert.deepEqual(await store.proposals.offer('aqua', [met('a')], T0 + 1), []);
    assert.deepEqual(await ids({ state: 'pending' }), []);
  });

  it('wait again when the sensor that was made of them is gone, and keep the place that was chosen', async () => {
    await store.proposals.offer('aqua', [met('a')], T0);
    const place = { unit: 'hall', sensor: 'speed' };
    const [approved] = await store.proposals.decide('aqua', [{ id: 'a', ...place }], APPROVED);
    assert.deepEqual(
      [approved?.state, approved?.unit, approved?.decidedBy],
      ['approved', 'hall', 'admin@aqua'],
    );
    assert.deepEqual(await store.proposals.chosen('aqua'), [
      { group: 'g', node: 'line-1', device: 'mixer', metric: 'Motor/a', ...place },
    ]);
    const unit = { key: 'hall', name: 'Hall', kind: 'other' } as const;
    await store.plant.ensure('aqua', [
      { unit, sensors: [SensorInput.parse({ key: 'speed', name: 'Speed' })] },
    ]);
    assert.deepEqual(await store.proposals.offer('aqua', [met('a')], T0 + 1), []);
    assert.deepEqual(await store.proposals.approvedAt('aqua', [place]), [{ id: 'a', ...place }]);
    await store.plant.deleteUnit('aqua', 'hall');
    assert.deepEqual(await store.proposals.approvedAt('aqua', [place]), []);
    const [waiting] = await store.proposals.offer('aqua', [met('a')], T0 + 2);
    assert.deepEqual([waiting?.state, waiting?.unit, waiting?.sensor], ['pending', 'hall', 'speed']);
  });

  it('approved where they were proposed follow the host', async () => {
    await store.proposals.offer('aqua', [met('a')], T0);
    await store.proposals.decide('aqua', [{ id: 'a', unit: 'mixer', sensor: 'a' }], APPROVED);
    assert.deepEqual(await store.proposals.chosen('aqua'), []);
  });

  it('wait again when the host has another place for them than the approved one', async () => {
    await store.proposals.offer('aqua', [met('a')], T0);
    const unit = { key: 'mixer', name: 'Mixer', kind: 'other' } as const;
    await store.plant.ensure('aqua', [{ unit, sensors: [SensorInput.parse({ key: 'a', name: 'A' })] }]);
    await store.proposals.decide('aqua', [{ id: 'a', unit: 'mixer', sensor: 'a' }], APPROVED);
    assert.deepEqual(await store.proposals.offer('aqua', [met('a')], T0 + 1), []);
    const [waiting] = await store.proposals.offer('aqua', [met('a', { unit: 'line-1' })], T0 + 2);
    assert.deepEqual([waiting?.state, waiting?.unit, waiting?.sensor], ['pending', 'line-1', 'a']);
    await store.plant.deleteUnit('aqua', 'mixer');
  });

  it('are bounded: those that were not seen for longest go', async () => {
    const many = Array.from({ length: PROPOSAL_LIMITS.perTenant }, (_, i) => met(`m${i}`, { place: i }));
    await store.proposals.offer('aqua', [met('old')], T0);
    await store.proposals.offer('borealis', [met('old')], T0);
    await store.proposals.offer('aqua', many, T0 + 1);
    const { rows } = await database().owner.query<{ count: number }>(
      `select count(*)::int as count from thermacore.sparkplug_proposals p join thermacore.tenants t on t.id = p.tenant_id
       where t.key = 'aqua'`,
    );
    assert.equal(rows[0]?.count, PROPOSAL_LIMITS.perTenant);
    await assert.rejects(store.proposals.get('aqua', 'old'), { code: 'not-found' });
    assert.equal((await store.proposals.get('borealis', 'old')).id, 'old');
  }).timeout(60_000);

  it('have rules, of their tenant and as many as may be', async () => {
    const rule = ProposalRuleInput.parse({ name: 'All mixers', device: 'mixer*' });
    const made = await store.proposalRules.add('aqua', 'r', rule, 'admin@aqua');
    assert.deepEqual(
      [made.name, made.group, made.device, made.createdBy],
      ['All mixers', '*', 'mixer*', 'admin@aqua'],
    );
    assert.deepEqual(await store.proposalRules.list('aqua'), [made]);
    assert.deepEqual(await store.proposalRules.list('borealis'), []);
    await assert.rejects(store.proposalRules.remove('borealis', 'r'), { code: 'not-found', field: 'rule' });
    for (let i = 1; i < PROPOSAL_LIMITS.rulesPerTenant; i++)
      await store.proposalRules.add('aqua', `r${i}`, rule, 'admin@aqua');
    await assert.rejects(store.proposalRules.add('aqua', 'more', rule, 'admin@aqua'), { code: 'conflict' });
    await store.proposalRules.remove('aqua', 'r');
    await assert.rejects(store.proposalRules.get('aqua', 'r'), { code: 'not-found', field: 'rule' });
  }).timeout(60_000);
});
