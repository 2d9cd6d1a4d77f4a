import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { linesOf } from '../../../../lib/telemetry/history-file';

async function read(
  text: string | Buffer,
  delimiter = ',',
): Promise<{ lines: [number, ...string[]][]; bad: string[] }> {
  const bad: string[] = [];
  const lines: [number, ...string[]][] = [];
  const bytes = Buffer.from(text as string);
  // In small pieces, as from a disk, cut anywhere.
  const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) =>
    bytes.subarray(i * 7, i * 7 + 7),
  );
  const options = {
    delimiter,
    unreadable: (line: number, reason: string) => void bad.push(`${line}: ${reason}`),
  };
  for await (const { line, cells } of linesOf(Readable.from(pieces, { objectMode: false }), options))
    lines.push([line, ...cells]);
  return { lines, bad };
}

describe('linesOf', () => {
  it('reads CSV with and without a byte order mark, both line ends, and empty lines', async () => {
    const { lines } = await read('\uFEFFa,b\r\n1,ü\r\n\r\n"x, ""y""\nz",2');
    assert.deepEqual(lines, [[1, 'a', 'b'], [2, '1', 'ü'], [5, 'x, "y"\nz', '2']]); // prettier-ignore
    assert.deepEqual((await read('a;b\n1;2', ';')).lines, [[1, 'a', 'b'], [2, '1', '2']]); // prettier-ignore
  });

  it('takes a stray quote for a part of the value, and names one that is never closed', async () => {
    const { lines, bad } = await read('a,b\n"1"x,2\n3,4\n"5,6\n');
    assert.deepEqual(lines, [[1, 'a', 'b'], [2, '"1"x', '2'], [3, '3', '4']]); // prettier-ignore
    assert.deepEqual(bad, ['4: a quote is not closed']);
  });

  it('does not take the rest of a large file for one value', async () => {
    const result = await read(`a,b\n"1,2\n${'3,4\n'.repeat(50_000)}`).catch(
      (error: { field: string }) => error.field,
    );
    if (typeof result === 'string') assert.equal(result, 'line');
    else assert.match(result.bad[0] ?? '', /longer than 64 KiB|not closed/);
  });
});
