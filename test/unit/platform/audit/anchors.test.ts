import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { AuditAnchors } from '../../../../lib/platform/audit/anchors';
import { temporaryFolder } from '../fixture';

const DAY = 86_400_000;
const MONDAY = Date.parse('2026-11-23T10:00:00Z');
const head = (seq: number, tenant: string | null = 'aqua') => ({
  tenant,
  seq,
  hash: `hash ${seq}`,
  first: `first of ${tenant}`,
});

describe('notes of the audit log outside the database', () => {
  it('are one a day for each chain, the last of the day, for the owner alone', () => {
    const home = temporaryFolder();
    const anchors = new AuditAnchors(home);
    anchors.note([head(3), head(1, null)], MONDAY);
    anchors.note([head(5)], MONDAY + 60_000);
    anchors.note([head(9)], MONDAY + DAY);
    assert.deepEqual(
      anchors.of('first of aqua').map(({ seq, hash }) => [seq, hash]),
      [[5, 'hash 5'], [9, 'hash 9']],
    );
    assert.equal(anchors.of('first of null').length, 1);
    assert.deepEqual(anchors.of('of nobody'), []);
    assert.equal(statSync(join(home, 'audit-anchors.json')).mode & 0o777, 0o600);
  }); // prettier-ignore

  it('are not forgotten because a chain became shorter', () => {
    const anchors = new AuditAnchors(temporaryFolder());
    anchors.note([head(9)], MONDAY);
    anchors.note([head(4)], MONDAY + 60_000);
    anchors.note([head(4)], MONDAY + DAY);
    assert.deepEqual(anchors.of('first of aqua').map(({ seq }) => seq), [9]);
  }); // prettier-ignore

  it('are there after a restart, for 400 days', () => {
    const home = temporaryFolder();
    for (let day = 0; day < 403; day++) new AuditAnchors(home).note([head(day + 1)], MONDAY + day * DAY);
    const kept = new AuditAnchors(home).of('first of aqua');
    assert.deepEqual([kept.length, kept[0]?.seq, kept.at(-1)?.seq], [400, 4, 403]);
  });
});
