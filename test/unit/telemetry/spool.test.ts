import assert from 'node:assert/strict';
import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '../../../lib/core/reading';
import { Spool } from '../../../lib/telemetry';
import { CountingMeter, keepingLogger, reading, removeFolders, temporaryFolder } from './fixture';

const LIMIT = 1024 * 1024;
const batch = (value: number, count = 2): Reading[] =>
  Array.from({ length: count }, (_, ordinal) => reading({ value, ordinal }));

async function drain(spool: Spool): Promise<number[]> {
  const values: number[] = [];
  for (let head = await spool.peek(); head; head = await spool.peek()) {
    values.push(Number(head.readings[0]?.value));
    await head.advance();
  }
  return values;
}

describe('Spool', () => {
  let folder: string;
  let meter: CountingMeter;
  let log: ReturnType<typeof keepingLogger>;
  const opened: Spool[] = [];
  const open = async (options: { limitBytes?: number; segmentBytes?: number } = {}): Promise<Spool> => {
    const spool = await Spool.open({ folder, limitBytes: LIMIT, logger: log.logger, meter, ...options });
    opened.push(spool);
    return spool;
  };
  const segments = (): string[] =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.spool'))
      .sort();

  beforeEach(() => {
    folder = temporaryFolder();
    meter = new CountingMeter();
    log = keepingLogger();
  });
  afterEach(async () => {
    for (const spool of opened.splice(0)) await spool.close();
  });
  after(removeFolders);

  it('gives back what it was given, unchanged and in order', async () => {
    const spool = await open();
    const odd = [
      reading({ value: 'ü "quoted"\n', sensor: 'mode', quality: 'bad', flags: ['comm-lost'], ordinal: 3 }),
      reading({ value: false, origin: { protocol: 'mqtt', device: 'd', address: 'a/b', receivedAt: 1 } }),
    ];
    await spool.append(odd);
    assert.deepEqual((await spool.peek())?.readings, odd);
    await spool.append(batch(2));
    assert.deepEqual((await spool.peek())?.readings, odd, 'peek does not move on');
    await (await spool.peek())?.advance();
    assert.deepEqual(await drain(spool), [2]);
    assert.equal(await spool.peek(), undefined);
    assert.ok(spool.isEmpty);
    await spool.close();
  });

  it('writes appends that follow each other, and such that come together', async () => {
    const spool = await open();
    // The second is asked for in the very moment in which the first is confirmed.
    await spool.append(batch(0)).then(() => spool.append(batch(1)));
    await Promise.all(Array.from({ length: 100 }, (_, i) => spool.append(batch(2 + i))));
    assert.deepEqual(
      await drain(spool),
      Array.from({ length: 102 }, (_, i) => i),
    );
    await spool.close();
  });

  it('has on disk what it confirmed: a crash is a reopening without close', async () => {
    const spool = await open();
    for (let i = 0; i < 5; i++) await spool.append(batch(i));
    const reopened = await open();
    assert.deepEqual(await drain(reopened), [0, 1, 2, 3, 4]);
  });

  it('goes on where it was after a crash, repeating at most what was not advanced', async () => {
    const spool = await open();
    for (let i = 0; i < 5; i++) await spool.append(batch(i));
    await (await spool.peek())?.advance();
    await (await spool.peek())?.advance();
    await spool.peek();
    const reopened = await open();
    await reopened.append(batch(5));
    assert.deepEqual(await drain(reopened), [2, 3, 4, 5]);
    assert.ok((await open()).isEmpty);
  });

  it('spreads over segments and removes each when it is done', async () => {
    const spool = await open({ segmentBytes: 1000 });
    for (let i = 0; i < 20; i++) await spool.append(batch(i));
    const before = segments().length;
    assert.ok(before > 3, `${before} segments`);
    assert.deepEqual(
      await drain(spool),
      Array.from({ length: 20 }, (_, i) => i),
    );
    assert.deepEqual(segments(), []);
    assert.equal(meter.read('thermacore_spool_bytes'), 0);
  });

  it('keeps the order while it is filled and emptied at once', async () => {
    const spool = await open({ segmentBytes: 700 });
    const values: number[] = [];
    const filling = (async () => {
      for (let i = 0; i < 200; i++) await spool.append(batch(i));
    })();
    while (values.length < 200) {
      const head = await spool.peek();
      if (!head) {
        await new Promise(setImmediate);
        continue;
      }
      values.push(Number(head.readings[0]?.value));
      await head.advance();
    }
    await filling;
    assert.deepEqual(
      values,
      Array.from({ length: 200 }, (_, i) => i),
    );
    assert.ok(spool.isEmpty);
  });

  it('refuses when full, naming setting and advice, keeps all that it had, and takes again afterwards', async () => {
    const spool = await open({ limitBytes: 2000 });
    let kept = 0;
    const full = async (): Promise<void> => {
      for (; ; kept++) await spool.append(batch(kept));
    };
    await assert.rejects(full, { code: 'unavailable', field: 'spoolLimitMb', advice: /limit of the spool/ });
    assert.ok(kept >= 3);
    assert.ok(meter.read('thermacore_spool_bytes') <= 2000);
    await (await spool.peek())?.advance();
    await spool.append(batch(kept));
    assert.deepEqual(
      await drain(spool),
      Array.from({ length: kept }, (_, i) => i + 1),
    );
  });

  it('takes more when its limit is raised, and loses nothing when it is lowered', async () => {
    const spool = await open({ limitBytes: 1000 });
    const fill = async (): Promise<number> => {
      for (let kept = 0; ; kept++)
        try {
          await spool.append(batch(0));
        } catch {
          return kept;
        }
    };
    const first = await fill();
    spool.limitBytes = 2000;
    const more = await fill();
    assert.ok(first > 0 && more >= first, `${first} and ${more}`);
    assert.ok(spool.bytes > 1000);
    spool.limitBytes = 1000;
    await assert.rejects(spool.append(batch(0)), /1000 bytes/);
    assert.equal((await drain(spool)).length, first + more);
    assert.equal(await fill(), first);
  });

  it('counts what is being written towards the limit', async () => {
    const spool = await open({ limitBytes: 2000 });
    const results = await Promise.allSettled(Array.from({ length: 50 }, (_, i) => spool.append(batch(i))));
    const kept = results.filter(({ status }) => status === 'fulfilled').length;
    assert.ok(kept < 50);
    assert.equal((await drain(spool)).length, kept);
  });

  it('tells the levels 50, 80, 95 and 100 % on the way up, and 0 when there is room again', async () => {
    const record = Buffer.byteLength(JSON.stringify(batch(0))) + 8;
    const spool = await open({ limitBytes: record * 20 });
    const levels: number[] = [];
    spool.onLevel((level) => levels.push(level));
    for (let i = 0; i < 20; i++) await spool.append(batch(i % 10));
    await assert.rejects(spool.append(batch(0)));
    assert.deepEqual(levels, [0.5, 0.8, 0.95, 1]);
    await drain(spool);
    assert.deepEqual(levels, [0.5, 0.8, 0.95, 1, 0]);
  });

  it('recovers every whole record, wherever the last write was cut', async () => {
    const spool = await open();
    const ends = [0];
    for (let i = 0; i < 3; i++) {
      await spool.append(batch(i, 1));
      ends.push(readFileSync(join(folder, segments()[0] ?? '')).length);
    }
    await spool.close();
    const whole = readFileSync(join(folder, segments()[0] ?? ''));
    for (let length = 0; length <= whole.length; length++) {
      folder = temporaryFolder();
      writeFileSync(join(folder, '0000000001.spool'), whole.subarray(0, length));
      const torn = await open();
      await torn.append(batch(9));
      const sound = ends.filter((end) => end <= length).length - 1;
      assert.deepEqual(
        await drain(torn),
        [0, 1, 2].slice(0, sound).concat(9),
        `cut at byte ${length} of ${whole.length}`,
      );
      await torn.close();
    }
    assert.equal(meter.read('thermacore_spool_corrupt_total'), 0);
  }).timeout(30_000);

  it('passes over a damaged batch, sets it aside and says so', async () => {
    const spool = await open();
    for (let i = 0; i < 3; i++) await spool.append(batch(i));
    await spool.close();
    const path = join(folder, segments()[0] ?? '');
    const content = readFileSync(path);
    const second = content.length / 3 + 20;
    content.writeUInt8(content.readUInt8(second) ^ 0x40, second);
    writeFileSync(path, content);
    assert.deepEqual(await drain(await open()), [0, 2]);
    assert.equal(meter.read('thermacore_spool_corrupt_total'), 1);
    assert.equal(readdirSync(folder).filter((name) => name.endsWith('.corrupt')).length, 1);
    assert.match(log.lines.at(-1)?.message ?? '', /set aside/);
  });

  it('sets aside a damaged batch at the very end instead of cutting it off unseen', async () => {
    const spool = await open();
    for (let i = 0; i < 2; i++) await spool.append(batch(i));
    await spool.close();
    const path = join(folder, segments()[0] ?? '');
    const content = readFileSync(path);
    content.writeUInt8(content.readUInt8(content.length - 5) ^ 1, content.length - 5);
    writeFileSync(path, content);
    assert.deepEqual(await drain(await open()), [0]);
    assert.equal(meter.read('thermacore_spool_corrupt_total'), 1);
  });

  it('survives a position file that makes no sense', async () => {
    const spool = await open();
    await spool.append(batch(0));
    for (const nonsense of ['', '{', '1 -5\n', '1 999999\n', '7 3\n', '\0\0\0']) {
      writeFileSync(join(folder, 'position'), nonsense);
      const reopened = await open();
      await reopened.peek();
    }
    writeFileSync(join(folder, 'position'), '{"segment"');
    assert.deepEqual(await drain(await open()), [0]);
  });

  it('does not take the position in a segment that is gone for one in its successor', async () => {
    writeFileSync(join(folder, 'position'), '1 150\n');
    const spool = await open();
    await spool.append(batch(0));
    await spool.append(batch(1));
    assert.deepEqual(await drain(await open()), [0, 1]);
  });

  it('says in one sentence why the folder cannot be used', async () => {
    writeFileSync(join(folder, 'file'), '');
    folder = join(folder, 'file', 'spool');
    await assert.rejects(open(), { name: 'ThermaCoreError', code: 'unavailable', field: 'THERMACORE_HOME' });
  });

  it('is readable by nobody else', async () => {
    chmodSync(folder, 0o755);
    const spool = await open();
    await spool.append(batch(0));
    assert.equal(statSync(join(folder, segments()[0] ?? '')).mode & 0o077, 0);
  });

  it('refuses a batch that it could not read back', async () => {
    const spool = await open({ limitBytes: 1e9 });
    const text = 'x'.repeat(4096);
    await assert.rejects(spool.append(Array.from({ length: 17_000 }, () => reading({ value: text }))), {
      code: 'too-large',
    });
    assert.ok(spool.isEmpty);
  });

  it('keeps what a failing disk confirmed, and nothing else', async () => {
    const spool = await open();
    await spool.append(batch(0));
    // The writer's file vanishes under it as a disk does: replaced by what it cannot write to.
    const { log: inner } = spool as unknown as {
      log: { writer: { write(): Promise<{ bytesWritten: number }> } };
    };
    let calls = 0;
    const { writer } = inner;
    const real: (...args: unknown[]) => Promise<{ bytesWritten: number }> = writer.write.bind(writer);
    writer.write = ((buffer: Buffer, offset: number) => {
      calls++;
      if (calls === 1) return real(buffer, offset, 30);
      return Promise.reject(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }));
    }) as never;
    await assert.rejects(spool.append(batch(1)), { code: 'unavailable', message: /the disk is full/ });
    await spool.append(batch(2));
    assert.deepEqual(await drain(await open()), [0, 2]);
    assert.equal(meter.read('thermacore_spool_corrupt_total'), 0);
  });

  it('finds its way past half a record that could not be cut off', async () => {
    const spool = await open({ segmentBytes: 1 });
    for (let i = 0; i < 3; i++) await spool.append(batch(i));
    await spool.close();
    const second = join(folder, segments()[1] ?? '');
    writeFileSync(second, Buffer.concat([readFileSync(second), readFileSync(second).subarray(0, 40)]));
    assert.deepEqual(await drain(await open()), [0, 1, 2]);
  });
});
