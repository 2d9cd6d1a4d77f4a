import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs'; // prettier-ignore
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../../../lib/core/clock';
import { createLogger } from '../../../lib/core/logger';
import { startEmbedded, type EmbeddedDatabase } from '../../../lib/store';
import { isAlive, readPostmaster } from '../../../lib/store/embedded/postmaster';
import { connect } from '../../support/database';
import { removeHome } from '../../support/remove-home';
import { eventually } from '../../support/product';
import type { Launched } from './launcher';

const isRoot = process.getuid?.() === 0;

async function ask<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = await connect(url);
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const dead = (pid: number) => eventually(`the end of process ${pid}`, () => Promise.resolve(!isAlive(pid)));

/** The server that a killed launcher left running on a folder. */
async function endServer(home: string): Promise<void> {
  const base = join(home, 'database');
  const left = existsSync(base) ? readPostmaster(join(realpathSync(base), 'data')) : undefined;
  if (!left) return;
  process.kill(left.pid, 'SIGQUIT');
  await dead(left.pid);
}

describe('The embedded database', function () {
  this.timeout(60_000);
  let home: string;
  let log: string[];
  const homes: string[] = [];
  const running: EmbeddedDatabase[] = [];
  const children: ChildProcess[] = [];

  const start = async (at = home): Promise<EmbeddedDatabase> => {
    const logger = createLogger((level, message) => log.push(`${level}: ${message}`));
    const embedded = await startEmbedded({ home: at, clock: systemClock, logger });
    running.push(embedded);
    return embedded;
  };

  /** A ThermaCore of its own on the folder; resolves when it has said how it went. */
  async function launcher(at = home): Promise<{ launched: Launched; child: ChildProcess }> {
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'launcher.ts'), at], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const line = (await once(createInterface(child.stdout), 'line', {
      signal: AbortSignal.timeout(30_000),
    })) as [string];
    return { launched: JSON.parse(line[0]) as Launched, child };
  }

  const data = (): string => join(realpathSync(join(home, 'database')), 'data');

  beforeEach(() => {
    log = [];
    home = mkdtempSync(join(tmpdir(), 'thermacore-embedded-'));
    homes.push(home);
  });
  afterEach(async () => {
    for (const embedded of running.splice(0)) await embedded.stop();
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const one of homes.splice(0).reverse()) {
      await endServer(one);
      removeHome(one);
    }
  });

  it('keeps its data, its port and its password from one start to the next', async () => {
    const first = await start();
    assert.equal(first.adopted, false);
    await ask(first.url, 'create table kept (n int); insert into kept values (1)');
    await first.stop();
    assert.ok(!isAlive(first.pid), 'it has ended when stop() resolves');
    const second = await start();
    assert.equal(second.url, first.url);
    assert.equal(second.adopted, false);
    assert.deepEqual(await ask(second.url, 'select n from kept'), [{ n: 1 }]);
  });

  it('flushes what it confirms to disk, and listens on loopback only, for the password', async () => {
    const { url } = await start();
    const [settings] = await ask(
      url,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
              current_setting('full_page_writes') as pages, current_setting('listen_addresses') as address,
              current_setting('unix_socket_directories') as sockets, current_setting('data_checksums') as checksums`,
    );
    assert.deepEqual(settings, {
      fsync: 'on', commit: 'on', pages: 'on', address: '127.0.0.1', sockets: '', checksums: 'on',
    }); // prettier-ignore
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await assert.rejects(connect(wrong.toString()), { code: '28P01' });
    wrong.password = '';
    await assert.rejects(connect(wrong.toString()));
  });

  it('is adopted, with all that was committed, after its Node process was killed with -9', async () => {
    const { launched, child } = await launcher();
    assert.ok('url' in launched, JSON.stringify(launched));
    await ask(launched.url, 'create table kept (n int); insert into kept values (1)');
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.ok(isAlive(launched.pid), 'the server runs on');
    const next = await start();
    assert.deepEqual({ adopted: next.adopted, pid: next.pid, url: next.url }, { ...launched, adopted: true });
    assert.deepEqual(await ask(next.url, 'select n from kept'), [{ n: 1 }]);
    assert.ok(
      log.some((line) => /Adopted/.test(line)),
      log.join('\n'),
    );
    await next.stop();
    assert.ok(!isAlive(launched.pid), 'an adopted server is stopped like any other');
  });

  it('is started again on the same address, with all that was committed, after a kill -9 of the server', async () => {
    const embedded = await start();
    await ask(embedded.url, 'create table kept (n int)');
    for (const n of [1, 2]) {
      const { pid, url } = embedded;
      await ask(url, `insert into kept values (${n})`);
      process.kill(pid, 'SIGKILL');
      await dead(pid);
      const rows = await eventually('the server again', () => ask(url, 'select n from kept order by n'));
      assert.equal(rows.length, n);
      assert.equal(embedded.url, url);
      await eventually('its new process id', () =>
        Promise.resolve(embedded.pid !== pid && isAlive(embedded.pid)),
      );
    }
    assert.ok(
      log.some((line) => /^error: .*has died/.test(line)),
      log.join('\n'),
    );
  });

  it('is not started again after it was stopped', async () => {
    const embedded = await start();
    const { pid } = embedded;
    await embedded.stop();
    // Longer than the watch's period: a restart would be seen.
    await new Promise((resolve) => systemClock.after(600, () => resolve(undefined)));
    assert.equal(embedded.pid, pid);
    await assert.rejects(connect(embedded.url), { code: 'ECONNREFUSED' });
  });

  it('takes another port when its own is taken', async () => {
    const first = await start();
    await first.stop();
    const taken = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(taken, 'listening');
    try {
      const second = await start();
      assert.notEqual(second.url, first.url);
      assert.equal((await ask(second.url, 'select 1')).length, 1);
    } finally {
      taken.close();
    }
  });

  it('works below a path longer than a Unix socket’s name may be', async () => {
    const long = join(home, 'state-of-the-plant-'.repeat(8));
    mkdirSync(long);
    homes.push(long);
    const { url } = await start(long);
    assert.equal((await ask(url, 'select 1')).length, 1);
  });

  it('starts although its old process id is another program’s by now', async () => {
    const first = await start();
    await first.stop();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    children.push(stranger);
    await once(stranger, 'spawn');
    const port = new URL(first.url).port;
    const lines = [stranger.pid, data(), 0, port, '', '127.0.0.1', '', 'ready'];
    writeFileSync(join(data(), 'postmaster.pid'), lines.join('\n'));
    const second = await start();
    assert.equal(second.adopted, false);
    assert.ok(isAlive(stranger.pid ?? 0), 'the other program is left alone');
  });

  describe('refuses in words', () => {
    it('a second ThermaCore on the same folder, which does not disturb the first', async () => {
      const first = await launcher();
      assert.ok('url' in first.launched, JSON.stringify(first.launched));
      const second = await launcher();
      assert.ok('refused' in second.launched, JSON.stringify(second.launched));
      assert.match(
        second.launched.refused,
        new RegExp(`Another ThermaCore \\(process ${first.child.pid}\\) uses the state folder`),
      );
      assert.equal((await ask(first.launched.url, 'select 1')).length, 1);
    });

    it('a folder that it cannot write', async () => {
      // Root may write anywhere, but the unprivileged server may not enter root's own folder.
      const folder = isRoot ? mkdtempSync(join(tmpdir(), 'thermacore-locked-')) : join(home, 'database');
      if (isRoot) symlinkSync(join(folder, 'base'), join(home, 'database'));
      else mkdirSync(folder, { mode: 0o500 });
      try {
        await assert.rejects(start(), {
          name: 'ThermaCoreError',
          code: 'configuration',
          message: /^The embedded database could not be made: .*permission denied/i,
          advice: /writable/,
        });
      } finally {
        chmodSync(folder, 0o700);
        if (isRoot) rmSync(folder, { recursive: true });
      }
    });

    it('a password file that is not the data’s', async () => {
      await (await start()).stop();
      writeFileSync(join(home, 'database.password'), 'another');
      await assert.rejects(start(), {
        code: 'configuration',
        message: /password is not the one in database\.password/,
      });
      assert.throws(() => readFileSync(join(data(), 'postmaster.pid')), 'it leaves no server running');
    });

    it('data that is damaged, naming the log', async () => {
      await (await start()).stop();
      rmSync(join(data(), 'global', 'pg_control'));
      await assert.rejects(start(), {
        code: 'configuration',
        message: /^The embedded database does not start: .*pg_control/,
        advice: /postgresql\.log/,
      });
    });
  });

  if (isRoot)
    it('started by root, clears away the server and the data of a state folder that was deleted', async () => {
      const { launched, child } = await launcher();
      assert.ok('url' in launched, JSON.stringify(launched));
      const left = realpathSync(join(home, 'database'));
      child.kill('SIGKILL');
      await once(child, 'exit');
      rmSync(home, { recursive: true });
      mkdirSync(home);
      const next = await start();
      assert.equal(next.adopted, false);
      await dead(launched.pid);
      assert.ok(!existsSync(left));
    });
});
