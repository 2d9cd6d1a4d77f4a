import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { freePort } from '../../support/product';
import { until } from '../../support/dnp3/plant';

const library = join(__dirname, '../../../lib/dnp3');

describe('The examples in the README of lib/dnp3', function () {
  this.timeout(60_000);
  const children: ChildProcess[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'thermacore-dnp3-'));
  after(async () => {
    for (const child of children) {
      child.kill();
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('run as they stand, and speak with each other', async () => {
    const readme = readFileSync(join(library, 'README.md'), 'utf8');
    const port = String(await freePort());
    const printed: Record<string, string> = {};
    for (const name of ['outstation', 'master']) {
      const [, code] = new RegExp(`\`\`\`ts ${name}\n(.*?)\`\`\``, 's').exec(readme) ?? assert.fail(name);
      const file = join(folder, `${name}.mts`);
      const ours = (code ?? '').replace("'./dnp3'", JSON.stringify(join(library, 'index.ts')));
      writeFileSync(file, ours.replaceAll('20000', port));
      const child = spawn(process.execPath, ['--import', require.resolve('tsx'), file], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      children.push(child);
      if (name === 'outstation') await listening(Number(port));
      child.stdout
        .setEncoding('utf8')
        .on('data', (text: string) => (printed[name] = (printed[name] ?? '') + text));
    }
    const seen = (text: RegExp): boolean => text.test(printed['master'] ?? '');
    await until('the start-up', () => seen(/^online /m), 20_000);
    await until('an event', () => seen(/^analog-input 0 2\d\.\d+ true$/m), 10_000);
    await until('the control', () => seen(/^operated$/m) && seen(/^binary-output 0 true true$/m));
  });
});

/** Waits until somebody can connect: the master's example does not wait for its outstation. */
async function listening(port: number): Promise<void> {
  let there = false;
  const knock = (): void => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      there = true;
      socket.destroy();
    });
    socket.once('error', () => setTimeout(knock, 50));
  };
  knock();
  await until('the outstation listens', () => there, 20_000);
}
