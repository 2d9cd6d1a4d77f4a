import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksum } from '../../../lib/store/migrate';
import { migrations } from '../../../lib/store/migrations';
import type { RungName } from '../../../lib/store/rung';

/**
 * Databases in the field remember these sums: a released text that changes makes them refuse the new version. A release
 * adds the lines of its migrations (the failing test prints them); nothing here is ever changed.
 */
const released = JSON.parse(
  readFileSync(join(__dirname, '../../../lib/store/migrations/released.json'), 'utf8'),
) as Record<string, Record<RungName, string>>;

describe('Released migrations', () => {
  const sums = (name: string): Record<RungName, string> | undefined => {
    const migration = migrations.find((one) => one.name === name);
    const of = (rung: RungName): string => checksum(migration?.sql(rung) ?? '');
    return (
      migration && {
        plain: of('plain'),
        'timescale-apache': of('timescale-apache'),
        'timescale-tsl': of('timescale-tsl'),
      }
    );
  };

  it('are the first six at least', () => assert.ok(Object.keys(released).length >= 6));

  for (const [name, was] of Object.entries(released))
    it(`${name} is what was released, on every rung`, () => assert.deepEqual(sums(name), was));

  it('come first, in the order of their numbers, each number once', () => {
    const names = migrations.map(({ name }) => name);
    assert.deepEqual(names, [...names].sort());
    assert.deepEqual(names.slice(0, Object.keys(released).length), Object.keys(released));
    const numbers = names.map((name) => /^(\d{4})-[a-z0-9-]+$/.exec(name)?.[1]);
    assert.equal(new Set(numbers).size, names.length);
    assert.ok(!numbers.includes(undefined));
  });
});
