import assert from 'node:assert/strict';
import { join } from 'node:path';
import { RULES } from '../../scripts/quality-rules';
import { checkScale, hasTest, readScales, tally } from '../../scripts/quality-scale';

const RULE = { first: 'The first thing', second: 'The second thing' };
const FILE = `
  it('does a thing', () => undefined);
  for (const qos of [1, 2]) it(\`takes QoS \${qos} once\`, () => undefined);
  describe('not a test', () => undefined);
`;
const read = (file: string): string | undefined =>
  ['test/a.test.ts', 'test/contract/connector-contract.ts'].includes(file) ? FILE : undefined;
const check = (text: string) => checkScale('modbus', text, RULE, read);
const done = (file: string, title: string): string =>
  `rules:\n  first: { status: done, tests: [{ file: ${file}, title: ${title} }] }\n  second: { status: todo, note: later }\n`;

describe('The quality scale', () => {
  it('is sound when every rule has its test, its note or its reason', () => {
    const scale = check(done('test/a.test.ts', 'does a thing'));
    assert.deepEqual(scale.faults, []);
    assert.equal(tally(scale), '1 done, 1 todo, 0 exempt');
  });

  for (const [what, text, fault] of [
    [
      'a test file that does not exist',
      done('test/b.test.ts', 'does a thing'),
      /test\/b\.test\.ts does not exist/,
    ],
    [
      'a title that no test has',
      done('test/a.test.ts', 'does another thing'),
      /has no test "does another thing"/,
    ],
    ['the title of a suite', done('test/a.test.ts', 'not a test'), /has no test "not a test"/],
    ['a file that is no test', done('lib/a.ts', 'does a thing'), /must be a test file/],
    [
      'a rule that is missing',
      'rules: { first: { status: todo, note: later } }',
      /the rule "second" is missing/,
    ],
    [
      'a rule that nobody knows',
      `${done('test/a.test.ts', 'does a thing')}  third: { status: todo, note: x }`,
      /"third" is not a rule/,
    ],
    [
      'the contract, when the connector does not run it',
      done('test/contract/connector-contract.ts', 'does a thing'),
      /test\/contract\/modbus\.test\.ts does not exist/,
    ],
    ['done without a test', 'rules: { first: { status: done, tests: [] } }', /first\.tests: names no test/],
    ['exempt without a reason', 'rules: { first: { status: exempt } }', /first\.reason/],
    ['another status', 'rules: { first: { status: maybe } }', /first\.status/],
    ['a mistyped field', 'rules: { first: { status: todo, note: x, tests: [] } }', /first: .*tests/],
    ['what is not YAML', 'rules: [', /is not YAML/],
  ] as const)
    it(`finds ${what}`, () => {
      assert.ok(
        check(text).faults.some((found) => fault.test(found)),
        check(text).faults.join('; '),
      );
    });

  it('knows a test whose title is made when it runs', () => {
    assert.ok(hasTest(FILE, 'takes QoS 2 once'));
    assert.ok(!hasTest(FILE, 'takes QoS 2 twice'));
  });

  it('is there for every connector, and sound', () => {
    const scales = readScales(join(__dirname, '..', '..'));
    assert.deepEqual(
      scales.map(({ connector, faults }) => [connector, faults]),
      Object.keys(RULES).map((connector) => [connector, []]),
    );
  });
});
