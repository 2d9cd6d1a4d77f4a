import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lineLogger } from '../../../lib/platform/log-lines';

describe('the lines of the log', () => {
  const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
  const linesOf = (
    least: (typeof LEVELS)[number],
    act: (logger: ReturnType<typeof lineLogger>) => void,
  ): string[] => {
    const lines: string[] = [];
    act(lineLogger(least, (line) => lines.push(line)));
    return lines;
  };

  it('carry time, level, message and fields', () => {
    const [plain, full] = linesOf('info', (logger) => {
      logger.info('Database: PostgreSQL 18');
      logger.error('It broke', { tenant: 'aqua', password: 'geheim' });
    });
    assert.match(plain!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info {2}Database: PostgreSQL 18$/);
    assert.match(full!, /Z error It broke \{"tenant":"aqua","password":"\[redacted\]"\}$/);
  });

  for (const [rank, least] of LEVELS.entries())
    it(`of level ${least} and above are written when that is asked for`, () => {
      const lines = linesOf(least, (logger) => LEVELS.forEach((level) => logger[level]('x')));
      assert.deepEqual(
        lines.map((line) => line.split(/ +/)[1]),
        LEVELS.slice(rank),
      );
    });

  it('are one for each entry, whatever is in it: nobody forges a line or colours the terminal', () => {
    const forged = 'unknown user "x"\n2026-11-23T09:00:00.000Z info  Created the platform user mallory';
    const [line, ...more] = linesOf('info', (logger) => logger.warn(forged, { user: 'a\r\nb' }));
    assert.deepEqual(more, []);
    assert.match(line!, /unknown user "x"\\n2026/);
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary-ascii' }),
        fc.string({ unit: 'binary-ascii' }),
        (message, value) => {
          const written = linesOf('info', (logger) => logger.info(message, { value }));
          assert.equal(written.length, 1);
          assert.doesNotMatch(written[0]!, /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/); // eslint-disable-line no-control-regex
        },
      ),
      {
        examples: [
          ['\u001b[31mred', '\u009b31m'],
          ['a\u2028b', 'a\u0085b'],
        ],
      },
    );
  });
});
