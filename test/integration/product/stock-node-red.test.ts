import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { eventually, freePort } from '../../support/product';

const root = join(__dirname, '..', '..', '..');
const PACKAGE = '@thermacore/node-red-dashboard-2-scada';
const STOP_TIMEOUT_MS = 20_000;

/** A Node-RED as its users install it, with our package in its palette and our line in its settings.js. */
describe('a stock Node-RED with our line in its settings.js', function () {
  this.timeout(90_000);
  let userDir: string;
  let url: string;
  let child: ChildProcess;
  let output = '';
  let password = '';

  before(async () => {
    userDir = mkdtempSync(join(tmpdir(), 'thermacore-stock-'));
    const modules = join(userDir, 'node_modules');
    mkdirSync(join(modules, '@thermacore'), { recursive: true });
    mkdirSync(join(modules, '@flowfuse'));
    symlinkSync(root, join(modules, PACKAGE));
    symlinkSync(
      join(root, 'node_modules', '@flowfuse', 'node-red-dashboard'),
      join(modules, '@flowfuse', 'node-red-dashboard'),
    );
    writeFileSync(
      join(userDir, 'package.json'),
      JSON.stringify({ name: 'red', dependencies: { [PACKAGE]: '*' } }),
    );
    writeFileSync(
      join(userDir, 'settings.js'),
      `module.exports = { uiHost: '127.0.0.1', flowFile: 'flows.json', ...require('${PACKAGE}').forNodeRed(__dirname) };`,
    );
    writeFileSync(
      join(userDir, 'flows.json'),
      JSON.stringify([
        { id: '5c0000000000ff01', type: 'thermacore-database', name: '', poolSize: 4, spoolLimitMb: 64 },
      ]),
    );
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    child = spawn(
      process.execPath,
      [join(root, 'node_modules', 'node-red', 'red.js'), '--userDir', userDir, '--port', String(port)],
      { cwd: userDir, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
    );
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data: Buffer) => (output = (output + data.toString()).slice(-20_000)));
    password = await eventually(
      'the first login',
      async () => {
        assert.equal(child.exitCode, null, output);
        const found = /^admin = (.+)$/m.exec(
          readFileSync(join(userDir, 'thermacore', 'credentials'), 'utf8'),
        )?.[1];
        return found && (await login(found)).status === 200 && found;
      },
      60_000,
    );
  });
  after(async () => {
    if (child?.exitCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    }
    rmSync(userDir, { recursive: true, force: true });
  });

  const login = (secret: string): Promise<Response> =>
    fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: secret }),
    });

  it('has the API and its health', async () => {
    const { paths } = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as { paths: object };
    assert.ok(Object.keys(paths).length > 5);
    await eventually('ready', async () => (await fetch(`${url}/health/ready`)).ok);
  });

  it('asks for our users at the editor', async () => {
    assert.equal((await fetch(`${url}/flows`)).status, 401);
    const answer = await fetch(`${url}/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: 'node-red-editor',
        grant_type: 'password',
        scope: '*',
        username: 'admin',
        password,
      }),
    });
    assert.equal(answer.status, 200, await answer.clone().text());
  });

  it('has the live WebSocket, for those who are logged in', async () => {
    const { access_token: token } = (await (await login(password)).json()) as { access_token: string };
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live`, [
      'thermacore.v1',
      `bearer.${token}`,
    ]);
    await once(socket, 'open');
    socket.close();
    const stranger = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live`, ['thermacore.v1', 'bearer.x']);
    const [code] = (await once(stranger, 'close')) as [number];
    assert.equal(code, 4401);
  });
});
