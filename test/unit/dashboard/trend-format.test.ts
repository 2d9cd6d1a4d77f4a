import assert from 'node:assert/strict';
import {
  ageText,
  choiceOf,
  fieldOf,
  momentOf,
  textOf,
  withStanding,
} from '../../../lib/dashboard/browser/trend-format';

const sensor = {
  key: 'level',
  unit: 'tank-1',
  name: 'Level',
  uom: '%',
  decimals: 1,
  type: 'number',
  staleAfter: 60,
};

describe('how a plot of trends writes things', () => {
  it('takes times by the clock of the plant, also on days on which it is changed', () => {
    const zone = 'Europe/Berlin';
    for (const [field, utc] of [
      ['2026-11-27T10:00:00', '2026-11-27T09:00:00.000Z'],
      ['2026-03-29T01:59:59', '2026-03-29T00:59:59.000Z'],
      ['2026-03-29T03:00:00', '2026-03-29T01:00:00.000Z'],
      ['2026-10-25T04:00:00', '2026-10-25T03:00:00.000Z'],
    ] as const) {
      assert.equal(new Date(momentOf(field, zone)).toISOString(), utc);
      assert.equal(fieldOf(Date.parse(utc), zone), field);
    }
    assert.ok(Number.isNaN(momentOf('', zone)));
  });

  it('writes values as their sensors say, and one that is none as bad', () => {
    assert.equal(textOf({ type: 'number', decimals: 2 }, 1234.5), '1,234.50');
    assert.equal(textOf({ type: 'boolean', decimals: 0 }, true), 'On');
    assert.equal(textOf({ type: 'boolean', decimals: 0 }, 0), 'Off');
    assert.equal(textOf({ type: 'number', decimals: 2 }, null), 'bad');
    assert.deepEqual([5e3, 6e5, 4e7, 4e8].map(ageText), ['5 s ago', '10 min ago', '11 h ago', '5 days ago']);
  });

  it('offers numbers and switches of known units, to be searched for by any of their names', () => {
    const units = [{ key: 'tank-1', name: 'Storage tank' }];
    const found = choiceOf(units, [
      sensor,
      { ...sensor, key: 'note', type: 'text' },
      { ...sensor, unit: 'gone' },
    ]);
    assert.deepEqual(found.map(({ place, text }) => [place, text]), [['tank-1/level', 'storage tank level tank-1 level']]); // prettier-ignore
  });

  it('knows alarms that stand longer than the journal tells of', () => {
    const line = {
      alarm: 'a',
      unit: 'u',
      sensor: 's',
      at: '2026-11-27T09:00:00.000Z',
      event: 'active',
      priority: 'low',
      message: 'm',
    };
    const standing = (id: string, active = true) => ({
      id,
      active,
      activeSince: '2026-11-20T09:00:00.000Z',
      priority: 'high',
      message: id,
    });
    const lines = withStanding([line], [standing('a'), standing('b'), standing('c', false)]);
    assert.deepEqual(lines.map(({ alarm, at }) => [alarm, at.slice(8, 10)]), [['a', '27'], ['b', '20']]); // prettier-ignore
  });
});
