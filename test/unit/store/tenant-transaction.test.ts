import assert from 'node:assert/strict';
import { isThermaCoreError } from '../../../lib/core/errors';
import { isLost } from '../../../lib/store/errors';
import { Transactions, type StatementClass } from '../../../lib/store/tenant-transaction';
import { FakeClock } from '../../support/fake-clock';

/** A transaction whose statement `failing` ends with the fault. */
function committing(kind: StatementClass, failing: string, fault: Error): Promise<unknown> {
  const client = {
    query: (text: string) => (text === failing ? Promise.reject(fault) : Promise.resolve({ rows: [] })),
  };
  const source = { use: (work: (with_: never) => Promise<unknown>) => work(client as never) };
  return new Transactions(source as never, new FakeClock()).forPlatform(kind, (inside) =>
    inside.query('insert'),
  );
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: unknown) => (isThermaCoreError(error) ? error.code : error),
  );
const reset = (): Error => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

describe('A connection that breaks', () => {
  it('during COMMIT leaves open whether it was done: that is a time-out, after which a key stays claimed', async () => {
    assert.equal(await codeOf(committing('write', 'commit', reset())), 'timeout');
    assert.equal(await codeOf(committing('write', 'commit', new Error('Connection terminated'))), 'timeout');
  });

  it('before COMMIT, or where nothing is written, has done nothing: that is unavailable', async () => {
    assert.equal(await codeOf(committing('write', 'insert', reset())), 'unavailable');
    assert.equal(await codeOf(committing('query', 'commit', reset())), 'unavailable');
    assert.equal(await codeOf(committing('lookup', 'commit', reset())), 'unavailable');
  });

  it('is no other fault of COMMIT, such as a deferred constraint', async () => {
    const fault = Object.assign(new Error('duplicate key'), { code: '23505' });
    assert.equal(await codeOf(committing('write', 'commit', fault)), 'conflict');
  });

  it('does not go back to the pool, in whatever words it was told', async () => {
    const told = await committing('write', 'commit', reset()).catch((error: unknown) => error);
    assert.equal(isLost(told), true);
    assert.equal(isLost(reset()), true);
    assert.equal(isLost(new Error('duplicate key')), false);
  });
});
