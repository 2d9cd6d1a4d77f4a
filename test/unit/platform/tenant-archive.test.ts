import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { TenantArchive } from '../../../lib/platform/tenant-archive';
import { readTar } from '../../support/tar';

async function made(fill: (archive: TenantArchive) => Promise<void>) {
  const chunks: Buffer[] = [];
  const archive = new TenantArchive(
    async (chunk) => void chunks.push(Buffer.from(chunk)),
    Date.UTC(2026, 10, 27),
  );
  await fill(archive);
  await archive.end();
  return { files: await readTar(Buffer.concat(chunks)), listed: archive.files };
}

describe('the archive of a tenant', () => {
  it('is a tar that others read, of files of any length, with their sums', async () => {
    const contents = [0, 1, 511, 512, 513, 70_000].map((length) => Buffer.alloc(length, 'x'));
    const { files, listed } = await made(async (archive) => {
      for (const [i, content] of contents.entries()) await archive.add(`folder/file-${i}.txt`, content);
    });
    assert.deepEqual([...files.values()].map(({ length }) => length), contents.map(({ length }) => length)); // prettier-ignore
    for (const { name, bytes, sha256 } of listed) {
      const content = files.get(name);
      assert.equal(content?.length, bytes);
      assert.equal(
        sha256,
        createHash('sha256')
          .update(content ?? '')
          .digest('hex'),
      );
    }
  });

  it('cuts long lists at ends of lines, into parts that together are the whole', async () => {
    const lines = Array.from({ length: 300_000 }, (_, i) => `{"line":${i},"text":"${'ä'.repeat(i % 40)}"}\n`);
    const whole = Buffer.from(lines.join(''));
    const { files } = await made((archive) =>
      archive.addLines('tables/units', 'ndjson', async (take) => {
        // Chunks end anywhere, also within a letter.
        for (let at = 0; at < whole.length; at += 1_000_003) await take(whole.subarray(at, at + 1_000_003));
      }),
    );
    const names = [...files.keys()];
    assert.ok(names.length >= 2, `${whole.length} bytes are ${names.length} parts`);
    assert.deepEqual(names, names.map((_, i) => `tables/units-000${i + 1}.ndjson.gz`)); // prettier-ignore
    const parts = [...files.values()].map((part) => gunzipSync(part));
    for (const part of parts) assert.equal(part.at(-1), 10);
    assert.ok(Buffer.concat(parts).equals(whole));
    assert.ok(gunzipSync(Buffer.concat([...files.values()])).equals(whole), 'as cat would put them together');
  });

  it('has no file of a list that is empty, and tells what fills it of a fault', async () => {
    const { files } = await made(async (archive) => {
      await archive.addLines('a', 'csv', async () => undefined);
      await archive.add('b', Buffer.from('b'));
    });
    assert.deepEqual([...files.keys()], ['b']);
    const failing = made((archive) => archive.addLines('a', 'csv', () => Promise.reject(new Error('away'))));
    await assert.rejects(failing, /away/);
  });
});
