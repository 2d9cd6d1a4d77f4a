import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { until } from '../../support/dnp3/plant';
import { authority } from '../mqtt/certificates';

const PROGRAM = join(__dirname, '../../../bin/thermacore.ts');

interface Said {
  readonly ev: string;
  readonly [field: string]: unknown;
}

/** `thermacore dnp3 …`. */
class Command {
  out = '';
  err = '';
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, ['--import', require.resolve('tsx'), PROGRAM, 'dnp3', ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
    });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.err += text));
  }

  /** Each line of standard output must be JSON. */
  get lines(): Said[] {
    return this.out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Said);
  }

  type(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  async says(ev: string, fits: object = {}): Promise<Said> {
    const wanted = Object.entries(fits).map(([field, value]) => [field, JSON.stringify(value)] as const);
    const found = (): Said | undefined =>
      this.lines.find(
        (line) => line.ev === ev && wanted.every(([field, value]) => JSON.stringify(line[field]) === value),
      );
    await until(`${ev} ${JSON.stringify(fits)}`, () => found() !== undefined, 12_000);
    return found() as Said;
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null) {
      const gone = once(this.child, 'exit');
      this.child.kill(signal);
      await gone;
    }
    return this.child.exitCode;
  }

  async code(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }
}

describe('thermacore dnp3', function () {
  this.timeout(40_000);
  const commands: Command[] = [];
  const run = (...args: string[]): Command => {
    const command = new Command(...args);
    commands.push(command);
    return command;
  };
  afterEach(async () => {
    for (const command of commands.splice(0)) await command.end('SIGKILL');
  });
  const outstation = async (...args: string[]): Promise<[Command, string]> => {
    const command = run('outstation', '--port', '0', ...args);
    const { port } = await command.says('listening');
    return [command, String(port)];
  };

  it('an outstation and a master speak, and take orders while they run', async () => {
    const [field, port] = await outstation('--points', '4', '--decode', 'app');
    const master = run('master', '--host', '127.0.0.1', '--port', port);
    await master.says('state', { state: 'online' });
    await master.says('meas', { gv: 'g1v1', index: 0, value: true, flags: 1, event: false });
    await master.says('meas', { gv: 'g30v5', index: 3, value: 4.5, time: null });
    await field.says('time');
    field.type('ai 3 12.5 5');
    field.type('bi 2 0');
    field.type('dbi 1 3');
    field.type('ctr 1 70000');
    field.type('os 0 pump house');
    await master.says('meas', { gv: 'g32v7', index: 3, value: 12.5, flags: 5, event: true });
    await master.says('meas', { gv: 'g2v2', index: 2, value: false, event: true });
    await master.says('meas', { gv: 'g4v2', index: 1, value: 3, event: true });
    await master.says('meas', { gv: 'g22v5', index: 1, value: 70_000, event: true });
    await master.says('meas', { gv: 'g111v10', index: 0, value: 'pump house', event: true });
    master.type('crob 2 latch_on sbo');
    await field.says('operate', { gv: 'g12v1', index: 2, code: 3 });
    await master.says('task', { task: 'crob 2 latch_on sbo', ok: true });
    await master.says('meas', { gv: 'g11v2', index: 2, value: true });
    master.type('ao 1 3.25 direct');
    await field.says('operate', { gv: 'g41v3', index: 1, value: 3.25 });
    for (const order of ['integrity', 'class 1', 'timesync', 'freeze', 'read 30 1 0 2', 'restart cold']) {
      master.type(order);
      await master.says('task', { task: order, ok: true });
    }
    await master.says('meas', { gv: 'g30v1', index: 2, value: 3 });
    await field.says('restart', { cold: true });
    master.type('read 31 0 3');
    await master.says('meas', { gv: 'g31v7', type: 'frozen-analog-input', index: 3, value: 0, flags: 1 });
    assert.match(field.err, /APP READ seq \d+ FIR FIN/);
    assert.equal(await master.end(), 0);
    assert.equal(await field.end('SIGINT'), 0);
  });

  it('TLS asks for certificates on both sides', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'thermacore-dnp3-'));
    const utility = authority('Utility CA');
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const ca = file('ca.pem', utility.cert);
    const tls = (name: string): string[] => {
      const { cert, key } = utility.issue(name);
      const [certFile, keyFile] = [file(`${name}.pem`, cert), file(`${name}.key`, key)];
      return ['--tls-cert', certFile, '--tls-key', keyFile, '--tls-ca', ca];
    };
    try {
      const [, port] = await outstation(...tls('rtu'));
      const master = run('master', '--port', port, ...tls('centre'));
      await master.says('state', { state: 'online' });
      const bare = run('master', '--port', port, '--timeout', '200');
      await until('the refusal', () => bare.err.includes('closed'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('says in one sentence what it does not understand, with exit code 2', async () => {
    const wrong: [string[], RegExp][] = [
      [['outstation'], /^--port is missing: give a number from 0 to 65535\.$/],
      [['master', '--port', 'x'], /^--port is "x": give a whole number from 1 to 65535\.$/],
      [
        ['master', '--decode', 'all'],
        /^--decode is "all": give one of off, link, transport, app, objects\.$/,
      ],
      [['master', '--tls-cert', 'x'], /^--tls-cert: ENOENT.*\.$/],
      [['master', '--colour', 'red'], /--colour/],
    ];
    await Promise.all(
      wrong.map(async ([args, words]) => {
        const command = run(...args);
        assert.equal(await command.code(), 2, args.join(' '));
        assert.match(command.err.trim(), words);
        assert.equal(command.out, '');
      }),
    );
  });

  it('says why it cannot run, with exit code 1, and helps with 0', async () => {
    const [, port] = await outstation();
    const second = run('outstation', '--port', port);
    assert.equal(await second.code(), 1);
    assert.match(second.err, /^TCP on 127\.0\.0\.1:\d+: the port is taken; .*\n$/);
    const help = run('master', '--help');
    assert.equal(await help.code(), 0);
    assert.match(help.out, /--class-period <ms>/);
  });

  it('says what is wrong with an order, and goes on', async () => {
    const [field] = await outstation('--points', '2');
    field.type('ai 7 1');
    await until('the sentence', () => field.err.includes('"ai 7 1": there is no such point'));
    field.type('nonsense');
    await until('the sentence', () => field.err.includes('give one of ai, bi, dbi, ctr, os, restart'));
    field.type('ctr 1 -5');
    await until('the sentence', () => field.err.includes('counter 1 takes whole numbers from 0 on'));
    const wrong: [string, string][] = [
      ['ai 1 1 256', 'The flag octet is to be a whole number from 0 to 255'],
      ['bi 1 2', 'The value is to be 0 or 1'],
      ['dbi 1 4', 'The value is to be a whole number from 0 to 3'],
      ['ai', 'The index is to be a number'],
    ];
    for (const [order, sentence] of wrong) {
      field.type(order);
      await until(sentence, () => field.err.includes(`"${order}": ${sentence}`));
    }
    const master = run('master');
    await until('the state', () => master.out !== '' || master.err !== '');
    for (const [order, sentence] of [
      ['restart', 'Say restart cold or restart warm'],
      ['restart hot', 'Say restart cold or restart warm'],
      ['freeze all', 'Say freeze or freeze clear'],
    ] as const) {
      master.type(order);
      await until(sentence, () => master.err.includes(`"${order}": ${sentence}`));
    }
    assert.equal(field.child.exitCode, null);
  });

  it('carries any number there is, and every space of a text', async () => {
    const [field, port] = await outstation('--points', '4');
    const master = run('master', '--port', port);
    await master.says('state', { state: 'online' });
    for (const [order, said] of [
      ['ao 0 7 direct', { gv: 'g41v1', index: 0, value: 7 }],
      ['ao 1 -0.5', { gv: 'g41v3', index: 1, value: -0.5 }],
      ['ao 2 1e300 direct', { gv: 'g41v4', index: 2, value: 1e300 }],
      ['ao 3 4294967297 direct', { gv: 'g41v4', index: 3, value: 4_294_967_297 }],
    ] as const) {
      master.type(order);
      await field.says('operate', said);
      await master.says('task', { task: order, ok: true });
    }
    field.type('os 1 pump  house  3 ');
    await master.says('meas', { gv: 'g111v14', index: 1, value: 'pump  house  3' });
    field.type('ai 1 Infinity');
    await master.says('meas', { gv: 'g32v7', index: 1, flags: 0x21 });
    field.type('ai 1 nan');
    await master.says('meas', { gv: 'g32v7', index: 1, value: 'NaN', flags: 1 });
  });
});
