import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { ThermaCoreError, isThermaCoreError, messageOf } from '../../../lib/core/errors';

describe('ThermaCoreError', () => {
  const cause = new Error('password authentication failed for user "plant" (geheim)');
  const error = new ThermaCoreError('unavailable', 'The database is away.', {
    advice: 'Try again in a moment.',
    field: 'THERMACORE_DATABASE_URL',
    cause,
  });

  it('says what is wrong and what to do, as one text', () => {
    assert.equal(error.sentence, 'The database is away. Try again in a moment.');
    assert.equal(new ThermaCoreError('internal', 'It broke.').sentence, 'It broke.');
  });

  it('keeps its cause for the log, and out of whatever is shown', () => {
    assert.equal(error.cause, cause);
    for (const shown of [error.sentence, String(error), JSON.stringify(error), JSON.stringify({ ...error })])
      assert.doesNotMatch(shown, /geheim/);
    assert.match(inspect(error), /geheim/);
  });

  it('has no cause when none was given', () => {
    assert.ok(!('cause' in new ThermaCoreError('internal', 'It broke.')));
  });

  it('is known from other errors, and also when another copy of the package made it', () => {
    const path = require.resolve('../../../lib/core/errors');
    const loaded = require.cache[path];
    delete require.cache[path];
    const copy = require(path) as typeof import('../../../lib/core/errors');
    require.cache[path] = loaded;
    assert.notEqual(copy.ThermaCoreError, ThermaCoreError);
    assert.ok(isThermaCoreError(error));
    assert.ok(isThermaCoreError(new copy.ThermaCoreError('invalid', 'The name is empty.')));
    for (const other of [new Error('x'), { ...error }, 'x', null, undefined])
      assert.ok(!isThermaCoreError(other));
  });
});

describe('messageOf', () => {
  it('is the message of an error, and the text of anything else', () => {
    for (const [thrown, text] of [
      [new TypeError('no such thing'), 'no such thing'],
      ['just text', 'just text'],
      [undefined, 'undefined'],
      [new AggregateError([], 'all failed'), 'all failed'],
    ] as const)
      assert.equal(messageOf(thrown), text);
  });

  it('is never empty for a connection that several addresses refused', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const refused = ['127.0.0.1', '127.0.0.2'].map(async (address) => {
      const [error] = (await once(connect(port, address), 'error')) as [Error];
      return error;
    });
    // What Node.js throws for "localhost" (autoSelectFamily).
    const error = new AggregateError(await Promise.all(refused));
    assert.match(
      messageOf(error),
      /^connect ECONNREFUSED 127\.0\.0\.1:\d+; connect ECONNREFUSED 127\.0\.0\.2:\d+$/,
    );
  });
});
