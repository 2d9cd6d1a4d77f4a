import assert from 'node:assert/strict';
import type { Synoptic } from '../../lib/core/synoptic';
import { askNode, loggedIn } from '../support/people';
import { useRealPlatform } from '../support/real-platform';
import synoptics = require('../../nodes/synoptics/synoptics');

const params = { unit: 'storage-tank-1' };
const payload = {
  svg: '<svg viewBox="0 0 9 9"><rect id="tank"/><text id="t"/></svg>',
  bindings: [{ element: 't', sensor: 'top-temperature', shows: 'text' }],
};

describe('thermacore-synoptics', function () {
  this.timeout(60_000);
  useRealPlatform();

  it('keeps a drawing for who may change the unit, and shows it to who may see it', async () => {
    const ask = await askNode(synoptics, 'thermacore-synoptics');
    const admin = { principal: await loggedIn('admin@aqua'), params };
    const viewer = { principal: await loggedIn('viewer@aqua'), params };
    await assert.rejects(ask('get', viewer), /not-found/);
    await assert.rejects(ask('put', { ...viewer, payload }), /forbidden/);
    const kept = await ask<Synoptic>('put', { ...admin, payload });
    assert.deepEqual([kept.updatedBy, kept.bindings], ['admin@aqua', payload.bindings]);
    assert.deepEqual(await ask('get', viewer), kept);
    const borealis = { principal: await loggedIn('admin@borealis'), params };
    await assert.rejects(ask('get', borealis), /not-found/);
    await assert.rejects(ask('delete', viewer), /forbidden/);
    await ask('delete', admin);
    await assert.rejects(ask('get', viewer), /not-found/);
  });

  it('refuses what is no drawing, is shown twice by an element, or names none', async () => {
    const ask = await askNode(synoptics, 'thermacore-synoptics');
    const admin = { principal: await loggedIn('admin@aqua'), params };
    const [binding] = payload.bindings;
    for (const [fault, field] of [
      [{ svg: '<html/>' }, 'svg'],
      [{ bindings: [binding, binding] }, 'bindings'],
      [{ bindings: [{ ...binding, element: 'gone' }] }, 'bindings.0.element'],
      [{ bindings: [{ ...binding, shows: 'all' }] }, 'bindings.0.shows'],
    ] as const)
      await assert.rejects(ask('put', { ...admin, payload: { ...payload, ...fault } }), new RegExp(field));
  });
});
