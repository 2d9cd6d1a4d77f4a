import assert from 'node:assert/strict';
import { isSameOrigin } from '../../../lib/dashboard/origin';
import { safeTarget } from '../../../lib/dashboard/paths';
import { readCookies } from '../../../lib/dashboard/cookies';

describe('what a browser sends along', () => {
  it('is from our own page only if the origin is our host', () => {
    const host = 'plant.example:1880';
    assert.ok(isSameOrigin({ host, origin: 'https://plant.example:1880' }));
    for (const origin of [
      'https://evil.example',
      'null',
      '',
      'http://plant.example',
      'http://plant.example:1880.evil.example',
    ])
      assert.ok(!isSameOrigin({ host, origin }), origin);
    assert.ok(!isSameOrigin({ host, 'sec-fetch-site': 'same-site' }));
  });

  it('must prove it where something changes', () => {
    assert.ok(isSameOrigin({ host: 'a' }), 'a program that is no browser may read');
    assert.ok(!isSameOrigin({ host: 'a' }, true));
    assert.ok(!isSameOrigin({ host: 'a', 'sec-fetch-site': 'none' }, true));
  });

  it('leads to pages of ours only', () => {
    assert.equal(safeTarget('/dashboard/overview?a=1', '/dashboard'), '/dashboard/overview?a=1');
    const traps = ['https://evil.example/dashboard/', '//evil.example/dashboard/x', '/\\evil.example/dashboard', '/dashboards',
      '/dashboard/../editor', 'javascript:alert(1)', '', null, `/dashboard/${'x'.repeat(2000)}`]; // prettier-ignore
    for (const trap of traps) assert.equal(safeTarget(trap, '/dashboard'), '/dashboard', String(trap));
  });

  it('is read as cookies without surprises', () => {
    assert.deepEqual(
      [...readCookies('a=1; b=x=y;; =z; a=2')],
      [
        ['a', '1'],
        ['b', 'x=y'],
      ],
    );
    assert.equal(readCookies(`a=${'x'.repeat(20_000)}`).size, 0);
    assert.equal(readCookies(undefined).size, 0);
  });
});
