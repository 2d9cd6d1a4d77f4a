import assert from 'node:assert/strict';
import { changeOf } from '../../../lib/tenancy/audit-change';

describe('what the audit log says of a change', () => {
  const unit = { key: 'boiler-1', name: 'Boiler', area: 'south', updatedAt: 'x', version: 3 };

  it('is what was before and after, of the fields that differ', () => {
    assert.deepEqual(changeOf(unit, { ...unit, name: 'Boiler 1', updatedAt: 'y', version: 4 }), {
      before: { name: 'Boiler' },
      after: { name: 'Boiler 1' },
    });
  });

  it('names a field that came or went on one side only', () => {
    const { area, ...rest } = unit;
    assert.deepEqual(changeOf(unit, rest), { before: { area }, after: {} });
    assert.deepEqual(changeOf(rest, unit), { before: {}, after: { area } });
  });

  it('is the whole of what is new, and of what is gone', () => {
    assert.deepEqual(changeOf(undefined, { key: 'a' }), { after: { key: 'a' } });
    assert.deepEqual(changeOf({ key: 'a' }, undefined), { before: { key: 'a' } });
  });

  it('is nothing where neither is an object', () => {
    assert.deepEqual(changeOf(undefined, undefined), {});
    assert.deepEqual(changeOf([1], 2), {});
  });

  it('has no secret in it, whatever depth it stands at', () => {
    const told = JSON.stringify(
      changeOf(undefined, { settings: { mqtt: { password: 'hunter2', apiKey: 'k' } } }),
    );
    assert.doesNotMatch(told, /hunter2|"k"/);
  });

  it('tells the size of what is too long to be kept', () => {
    assert.deepEqual(changeOf(undefined, { text: 'x'.repeat(5000) }), { after: '[5011 characters of JSON]' });
  });
});
