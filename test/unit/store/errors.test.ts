import assert from 'node:assert/strict';
import { ThermaCoreError } from '../../../lib/core/errors';
import { connectFault, isAway, isRetryable, translate } from '../../../lib/store/errors';

/** What `pg` throws: a message with names, and mostly a code. */
const fault = (code: string | undefined, message = 'relation "secret_table" of db.internal'): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

const AWAY = ['08006', '08P01', '57P01', '57P02', '57P03', '53100', '53300', '58030', '25006',
  'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'ENOENT'] as const; // prettier-ignore
const AWAY_WITHOUT_CODE = [
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
];

const TRANSLATED: { code: string | undefined; as: string; because: string }[] = [
  { code: '23505', as: 'conflict', because: 'a unique key is taken' },
  { code: '23503', as: 'conflict', because: 'a foreign key is violated' },
  { code: '57014', as: 'timeout', because: 'the statement took too long' },
  { code: '22P02', as: 'invalid', because: 'a value has no such form' },
  { code: '22003', as: 'invalid', because: 'a number is out of range' },
  { code: '23514', as: 'invalid', because: 'a check refused the row' },
  { code: '23502', as: 'invalid', because: 'a value is missing' },
  { code: '42501', as: 'internal', because: 'a right is lacking: our own mistake' },
  { code: '42P01', as: 'internal', because: 'a table is missing: our own mistake' },
  { code: undefined, as: 'internal', because: 'nobody knows' },
];

describe('Errors of the database', () => {
  for (const code of AWAY)
    it(`${code} means that it is away`, () => {
      assert.ok(isAway(fault(code)));
      assert.equal(translate(fault(code)).code, 'unavailable');
    });

  for (const message of AWAY_WITHOUT_CODE)
    it(`"${message}" means that it is away`, () => {
      assert.equal(translate(fault(undefined, message)).code, 'unavailable');
    });

  for (const { code, as, because } of TRANSLATED)
    it(`${code ?? 'no code'} becomes "${as}": ${because}`, () => {
      const original = fault(code);
      const error = translate(original);
      assert.equal(error.code, as);
      assert.equal(error.cause, original, 'the log keeps the original');
      assert.doesNotMatch(error.sentence, /secret_table|db\.internal/, 'people see no names of the database');
    });

  it('one that is already for people passes as it is', () => {
    const error = new ThermaCoreError('not-found', 'There is no unit "x".');
    assert.equal(translate(error), error);
  });

  it('only what another attempt can mend is tried again', () => {
    assert.deepEqual(
      ['40001', '40P01', '55P03', '23505', '57014', '08006', undefined].map((code) =>
        isRetryable(fault(code)),
      ),
      [true, true, true, false, false, false, false],
    );
  });
});

describe('A first connection that fails', () => {
  const URL_GIVEN = 'postgresql://plant%40site:s3cret@db.example:5433/historian';
  const cases = [
    ['28P01', 'configuration', /db\.example:5433 refuses the user "plant@site"/],
    ['28000', 'configuration', /refuses the user "plant@site"/],
    ['3D000', 'configuration', /no database "historian" at db\.example:5433/],
    ['ENOTFOUND', 'configuration', /host "db\.example" is unknown/],
    ['ECONNREFUSED', 'unavailable', /No database answers at db\.example:5433/],
    ['53300', 'unavailable', /db\.example:5433/],
    ['57P03', 'unavailable', /db\.example:5433/],
    ['42501', 'configuration', /cannot be used: permission denied/],
  ] as const;
  for (const [code, as, message] of cases)
    it(`with ${code} is told in a sentence with the setting, never the password`, () => {
      const error = connectFault(fault(code, 'permission denied'), URL_GIVEN);
      assert.equal(error.code, as);
      assert.match(error.message, message);
      assert.equal(error.field, 'THERMACORE_DATABASE_URL');
      assert.ok(error.advice);
      assert.doesNotMatch(error.sentence, /s3cret/);
    });

  it('names what the URL leaves out as libpq does: localhost, 5432, the user’s name', () => {
    assert.match(connectFault(fault('ECONNREFUSED'), 'postgresql:///x').message, /localhost:5432/);
    assert.match(connectFault(fault('3D000'), 'postgresql://anna@h/').message, /database "anna"/);
  });
});
