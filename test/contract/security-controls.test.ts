import assert from 'node:assert/strict';
import { missingOf } from '../../scripts/docs/security';
import { CONTROLS } from '../../scripts/docs/security-controls';
import { DATA_PATHS } from '../../scripts/docs/threats';

const STRIDE = [
  'Spoofing',
  'Tampering',
  'Repudiation',
  'Information disclosure',
  'Denial of service',
  'Elevation of privilege',
];

describe('The table of security controls', () => {
  it('names code and tests that exist, the tests letter by letter', () => {
    assert.deepEqual(CONTROLS.flatMap(missingOf), []);
  });

  it('would not pass with a test that was renamed, or with code that is gone', () => {
    const [control] = CONTROLS;
    assert.ok(control);
    const renamed = { ...control, test: { ...control.test, title: `${control.test.title} now` } };
    assert.match(missingOf(renamed).join(), /has no test "/);
    assert.match(missingOf({ ...control, code: ['lib/gone.ts'] }).join(), /names lib\/gone\.ts/);
    assert.match(
      missingOf({ ...control, test: { file: 'test/gone.ts', title: 'x' } }).join(),
      /test\/gone\.ts/,
    );
  });

  it('looks at each way of the data for every kind of threat', () => {
    for (const { path, threats } of DATA_PATHS)
      assert.deepEqual(
        threats.map(({ kind }) => kind),
        STRIDE,
        path,
      );
  });
});
