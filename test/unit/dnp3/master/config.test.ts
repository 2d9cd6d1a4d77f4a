import assert from 'node:assert/strict';
import { masterConfig, type MasterConfig } from '../../../../lib/dnp3/master/config';

describe('dnp3 master: options', () => {
  it('have the defaults of the standard practice', () => {
    const { local, remote, responseTimeoutMs, retries, timeSync, startup } = masterConfig({ remote: 7 });
    assert.deepEqual(
      { local, remote, responseTimeoutMs, retries, timeSync, startup },
      {
        local: 1,
        remote: 7,
        responseTimeoutMs: 5000,
        retries: 1,
        timeSync: 'lan',
        startup: { disableUnsolicited: true, integrity: true },
      },
    );
  });

  const wrong: readonly (readonly [Partial<MasterConfig>, string])[] = [
    [{ remote: 65_520 }, 'remote is 65520: it must be a whole number from 0 to 65519'],
    [{ retries: 1.5 }, 'retries is 1.5: it must be a whole number from 0 to 100'],
    [{ responseTimeoutMs: 0 }, 'responseTimeoutMs is 0: it must be a whole number from 1 to 86400000'],
    [
      { classPeriodsMs: { 1: 0, 2: NaN, 3: 0 } },
      'classPeriodsMs 2 is NaN: it must be a whole number from 0 to 31622400000',
    ],
    [{ restMs: { first: 10, most: 5 } }, 'restMs most is 5: it must be a whole number from 10 to 86400000'],
  ];
  for (const [given, message] of wrong)
    it(`are refused with their name and range: ${message}`, () => {
      assert.throws(() => masterConfig(given), { name: 'RangeError', message });
    });
});
