import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/product';

const root = join(__dirname, '..', '..', '..');

/** Starts the product with settings that cannot work; resolves with what it says and its exit code. */
function refused(env: NodeJS.ProcessEnv, args = ['start']): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'dist', 'bin', 'thermacore.js'), ...args], {
      cwd: root,
      env: { ...process.env, NODE_OPTIONS: '', THERMACORE_DEMO: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    const timer = setTimeout(() => child.kill('SIGKILL'), 40_000);
    child.once('exit', (code) => (clearTimeout(timer), resolve({ code, output })));
  });
}

/** One sentence that says what is wrong and one that says what to do; no stack trace. */
function assertSentence({ code, output }: { code: number | null; output: string }, ...parts: RegExp[]): void {
  assert.equal(code, 1, output);
  assert.doesNotMatch(output, /\n\s+at /, 'no stack trace');
  for (const part of parts) assert.match(output, part);
}

describe('a start that cannot work says why', function () {
  this.timeout(60_000);
  let home: string;
  before(() => (home = mkdtempSync(join(tmpdir(), 'thermacore-refused-'))));
  after(() => rmSync(home, { recursive: true, force: true }));

  it('a busy port', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as { port: number };
    const result = await refused({ THERMACORE_HOME: home, PORT: String(port) });
    blocker.close();
    assertSentence(result, new RegExp(`Port ${port} .* is taken`), /set PORT to another port/);
  });

  it('a state folder that cannot be written', async () => {
    const file = join(home, 'a-file');
    writeFileSync(file, '');
    assertSentence(
      await refused({ THERMACORE_HOME: join(file, 'below'), PORT: '0' }),
      /state folder .* cannot be written/,
      /THERMACORE_HOME/,
    );
  });

  it('a database URL that is none', async () => {
    assertSentence(
      await refused({ THERMACORE_HOME: home, PORT: '0', THERMACORE_DATABASE_URL: 'mysql://localhost/x' }),
      /THERMACORE_DATABASE_URL is not a PostgreSQL connection string/,
      /postgresql:\/\/user:password@host/,
    );
  });

  it('a database host that does not exist, without showing the password', async () => {
    const result = await refused({
      THERMACORE_HOME: home,
      PORT: String(await freePort()),
      THERMACORE_DATABASE_URL: 'postgresql://me:geheim@no-such-host.invalid:5432/plant',
    });
    assertSentence(
      result,
      /host "no-such-host\.invalid" is unknown/,
      /Correct the host in THERMACORE_DATABASE_URL/,
    );
    assert.doesNotMatch(result.output, /geheim/);
  });

  it('a port that is no number', async () => {
    assertSentence(
      await refused({ THERMACORE_HOME: home, PORT: 'http' }),
      /PORT is "http", which is not a port number/,
    );
  });
});
