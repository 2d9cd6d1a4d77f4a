import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createLogger, redact, silentLogger, type LogFields, type LogLevel } from '../../../lib/core/logger';

describe('redact', () => {
  const hidden = [
    'password', 'adminPassword', 'passwd', 'passphrase', 'pwd', 'secret', 'client_secret', 'token', 'access_token',
    'refreshToken', 'Authorization', 'cookie', 'Set-Cookie', 'credentials', 'privateKey', 'apiKey', 'api_key', 'x-api-key',
  ]; // prettier-ignore
  it('blanks out a field whose name says that it is secret, however deep it lies and whatever it is', () => {
    for (const name of hidden)
      assert.deepEqual(redact({ [name]: 'geheim', broker: [{ [name]: { value: 'geheim' } }] }), {
        [name]: '[redacted]',
        broker: [{ [name]: '[redacted]' }],
      });
  });

  it('leaves alone what is no secret', () => {
    const fields = {
      user: 'admin@aqua',
      tenant: 'aqua',
      key: 'boiler-1',
      port: 1883,
      on: true,
      none: null,
      not: undefined,
    };
    assert.deepEqual(redact(fields), fields);
    assert.deepEqual(redact({ token: undefined, secret: null }), { token: undefined, secret: null });
  });

  it('blanks out the password inside a URL, and nothing else of it', () => {
    for (const [url, shown] of [
      ['postgresql://plant:geheim@db:5432/scada', 'postgresql://plant:[redacted]@db:5432/scada'],
      ['mqtts://aqua:ge:he@im@broker/', 'mqtts://aqua:[redacted]@broker/'],
      ['redis://:geheim@cache', 'redis://:[redacted]@cache'],
      ['(mqtt://a:geheim@x) (mqtt://b:geheim@y)', '(mqtt://a:[redacted]@x) (mqtt://b:[redacted]@y)'],
      ['http://127.0.0.1:1880/dashboard', 'http://127.0.0.1:1880/dashboard'],
      ['mqtt://aqua@broker', 'mqtt://aqua@broker'],
      ['http://host:80/a@b', 'http://host:80/a@b'],
    ] as const)
      assert.equal(redact(`cannot reach ${url}`), `cannot reach ${shown}`);
  });

  it('blanks out what looks like a token or a key, wherever it stands', () => {
    const jwt = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c-_'.repeat(10)}`;
    for (const [text, shown] of [
      [`refused ${jwt}!`, 'refused [redacted]!'],
      ['key tck_5f2a9c.abcdefghij1234 is gone', 'key tck_[redacted] is gone'],
      ['Authorization: Bearer abcdefgh.ijk', 'Authorization: Bearer [redacted]'],
      ['authorization: basic a2ltOmdlaGVpbQ==', 'authorization: basic [redacted]'],
      ['host=db password=geheim user=plant', 'host=db password=[redacted] user=plant'],
      ['GET /x?token=geheim&unit=1', 'GET /x?token=[redacted]&unit=1'],
      ['{"password":"geheim","user":"kim"}', '{"password":"[redacted]","user":"kim"}'],
      [
        '-----BEGIN EC PRIVATE KEY-----\nMHcCAQ+/=\n-----END',
        '-----BEGIN EC PRIVATE KEY-----[redacted]-----END',
      ],
    ] as const) {
      assert.equal(redact(text), shown);
      assert.deepEqual(redact({ said: [text] }), { said: [shown] });
    }
    for (const text of ['the token is missing', 'a password is wanted', 'boiler-1.temperature.max'])
      assert.equal(redact(text), text);
  });

  it('blanks out passwords in the message, the stack and the cause of an error', () => {
    const cause = Object.assign(new Error('refused by mqtt://aqua:geheim@broker'), { password: 'geheim' });
    const shown = redact({ error: new Error('no answer from mqtt://aqua:geheim@broker', { cause }) });
    assert.doesNotMatch(JSON.stringify(shown), /geheim/);
    const { error } = shown as {
      error: { name: string; message: string; stack: string; cause: { message: string } };
    };
    assert.equal(error.name, 'Error');
    assert.equal(error.message, 'no answer from mqtt://aqua:[redacted]@broker');
    assert.match(error.stack, /logger\.test/);
    assert.equal(error.cause.message, 'refused by mqtt://aqua:[redacted]@broker');
  });

  it('gives what can become JSON, whatever it gets', () => {
    const circle: Record<string, unknown> = { name: 'circle' };
    circle['self'] = circle;
    assert.ok(JSON.stringify(redact(circle)).length < 500);
    assert.deepEqual(
      redact({ at: new Date(0), never: new Date(NaN), count: 2n ** 64n, bytes: Buffer.alloc(12) }),
      {
        at: '1970-01-01T00:00:00.000Z',
        never: null,
        count: '18446744073709551616',
        bytes: '[12 bytes]',
      },
    );
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true }),
        (value) => void JSON.stringify(redact(value)),
      ),
    );
  });

  it('bounds long lists', () => {
    assert.equal((redact(Array.from({ length: 1000 }, () => 'x')) as unknown[]).length, 50);
  });

  it('takes a long word without delay', () => {
    const text = 'a'.repeat(1_000_000);
    const start = performance.now();
    assert.equal(redact(text), text);
    assert.ok(performance.now() - start < 500);
  });
});

describe('a logger', () => {
  const keeping = () => {
    const entries: [LogLevel, string, LogFields][] = [];
    return { entries, logger: createLogger((...entry) => entries.push(entry)) };
  };

  it('writes one redacted entry for each call, at its level', () => {
    const { entries, logger } = keeping();
    for (const level of ['debug', 'info', 'warn', 'error'] as const)
      logger[level]('to mqtt://a:geheim@b', { level, token: 'geheim' });
    assert.deepEqual(
      entries,
      ['debug', 'info', 'warn', 'error'].map((level) => [
        level,
        'to mqtt://a:[redacted]@b',
        { level, token: '[redacted]' },
      ]),
    );
  });

  it('adds its own fields to each entry; those of the call win', () => {
    const { entries, logger } = keeping();
    const broker = logger.with({ part: 'broker', secret: 'geheim' }).with({ tenant: 'aqua' });
    broker.info('up');
    broker.info('up', { part: 'inbox' });
    logger.info('up');
    assert.deepEqual(
      entries.map(([, , fields]) => fields),
      [
        { part: 'broker', secret: '[redacted]', tenant: 'aqua' },
        { part: 'inbox', secret: '[redacted]', tenant: 'aqua' },
        {},
      ],
    );
  });

  it('that is silent takes everything and says nothing', () => {
    assert.equal(silentLogger.with({ a: 1 }).error('x', { b: 2 }), undefined);
  });
});
