import assert from 'node:assert/strict';
import type { TrendView } from '../../lib/core/trend-view';
import { askNode, loggedIn } from '../support/people';
import { useRealPlatform } from '../support/real-platform';
import trendViews = require('../../nodes/trend-views/trend-views');

const VIEW = {
  name: 'Of the test',
  sensors: [{ unit: 'boiler-1', sensor: 'supply-temperature' }],
  span: { kind: 'last', ms: 3_600_000 },
};

describe('thermacore-trend-views', function () {
  this.timeout(60_000);
  useRealPlatform();

  it('saves views for a user, shares them by right only, and lets nobody else change them', async () => {
    const ask = await askNode(trendViews, 'thermacore-trend-views');
    const viewer = { principal: await loggedIn('viewer@aqua') };
    const operator = { principal: await loggedIn('operator@aqua') };
    const own = await ask<TrendView>('create', { ...viewer, payload: VIEW });
    await assert.rejects(ask('get', { ...operator, params: { view: own.id } }), /not-found/);
    const share = { params: { view: own.id }, payload: { shared: true } };
    await assert.rejects(ask('update', { ...viewer, ...share }), /forbidden/);
    await assert.rejects(ask('create', { ...viewer, payload: { ...VIEW, shared: true } }), /forbidden/);

    const shared = await ask<TrendView>('create', { ...operator, payload: { ...VIEW, shared: true } });
    const seen = await ask<{ items: TrendView[] }>('list', viewer);
    assert.deepEqual(
      seen.items.filter(({ name }) => name === VIEW.name).map(({ id, own: mine }) => [id, mine]).sort(),
      [[own.id, true], [shared.id, false]].sort(),
    ); // prettier-ignore
    await assert.rejects(
      ask('delete', { ...viewer, params: { view: shared.id } }),
      /forbidden.*operator@aqua/,
    );
    const borealis = { principal: await loggedIn('operator@borealis') };
    await assert.rejects(ask('get', { ...borealis, params: { view: shared.id } }), /not-found/);
    await ask('delete', { ...operator, params: { view: shared.id } });
    await ask('delete', { ...viewer, params: { view: own.id } });
  });

  it('refuses what names no user, no sensor, a sensor twice, or no time', async () => {
    const ask = await askNode(trendViews, 'thermacore-trend-views');
    const viewer = { principal: await loggedIn('viewer@aqua') };
    const [sensor] = VIEW.sensors;
    await assert.rejects(ask('list', {}), /unauthenticated/);
    for (const [fault, field] of [
      [{ sensors: [] }, 'sensors'],
      [{ sensors: [sensor, sensor] }, 'sensors'],
      [{ span: { kind: 'fixed', from: 1_780_000_000_000, to: 1_780_000_001_000 } }, 'span.to'],
      [{ name: ' ' }, 'name'],
    ] as const)
      await assert.rejects(ask('create', { ...viewer, payload: { ...VIEW, ...fault } }), new RegExp(field));
  });
});
