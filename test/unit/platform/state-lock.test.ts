import assert from 'node:assert/strict';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isThermaCoreError } from '../../../lib/core/errors';
import { lockStateFolder } from '../../../lib/platform/state-lock';
import { temporaryFolder } from './fixture';
import type { Order, Outcome } from './lock-taker';

/** Larger than any process number that Linux gives (2²²). */
const NO_PROCESS = 4_194_305;

describe('the lock of the state folder', () => {
  const children: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) await kill(child);
  });

  function startTaker(): ChildProcess {
    const child = fork(join(__dirname, 'lock-taker.ts'), { execArgv: ['--import', 'tsx'] });
    children.push(child);
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async function order(child: ChildProcess, folder: string, at = 0): Promise<Outcome> {
    const outcome = once(child, 'message', { signal: AbortSignal.timeout(40_000) });
    child.send({ folder, at } satisfies Order);
    return (await outcome)[0] as Outcome;
  }

  it('is taken, says whose it is to its owner only, and is given back', () => {
    const folder = temporaryFolder();
    const unlock = lockStateFolder(folder);
    assert.equal(readFileSync(join(folder, 'lock'), 'utf8'), String(process.pid));
    assert.equal(statSync(join(folder, 'lock')).mode & 0o777, 0o600);
    unlock();
    assert.deepEqual(readdirSync(folder), []);
    lockStateFolder(folder)();
  });

  it('refuses a second process in words, and is taken over when the first was killed', async () => {
    const folder = temporaryFolder();
    const first = startTaker();
    assert.ok((await order(first, folder)).held);
    assert.throws(
      () => lockStateFolder(folder),
      (error) =>
        isThermaCoreError(error) &&
        error.code === 'configuration' &&
        error.field === 'THERMACORE_HOME' &&
        error.message === `Another ThermaCore (process ${first.pid}) uses the state folder ${folder}.` &&
        error.advice === 'Stop it first, or set THERMACORE_HOME to another folder.',
    );
    assert.equal(readFileSync(join(folder, 'lock'), 'utf8'), String(first.pid), 'a refusal changes nothing');

    await kill(first);
    lockStateFolder(folder)();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('goes to exactly one of two processes that start at the same moment', async () => {
    const takers = [startTaker(), startTaker()];
    const warmUp = temporaryFolder();
    for (const taker of takers) await order(taker, warmUp);
    for (let round = 0; round < 40; round++) {
      const folder = temporaryFolder();
      const left = round % 2 === 0 ? undefined : String(NO_PROCESS);
      if (left) writeFileSync(join(folder, 'lock'), left);
      const at = Date.now() + 3;
      const outcomes = await Promise.all(takers.map((taker) => order(taker, folder, at)));
      const [loser, ...none] = outcomes.filter(({ held }) => !held);
      assert.ok(loser && none.length === 0, `round ${round}: ${JSON.stringify(outcomes)}`);
      assert.match(loser.sentence, /^Another ThermaCore \(process \d+\) uses the state folder/);
      assert.deepEqual(readdirSync(folder), ['lock']);
    }
  });

  const leftBehind: readonly [what: string, content: string][] = [
    ['a process that is gone', String(NO_PROCESS)],
    ['a power cut in the middle of writing', ''],
    ['something else', 'not a number'],
    ['a process with our own number, as in a restarted container', String(process.pid)],
  ];
  for (const [what, content] of leftBehind)
    it(`left behind by ${what} is taken over`, () => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'lock'), content);
      lockStateFolder(folder);
      assert.equal(readFileSync(join(folder, 'lock'), 'utf8'), String(process.pid));
    });

  it('is taken over when another program got the number of the process that died', async () => {
    const folder = temporaryFolder();
    const other = spawn('sleep', ['60']);
    children.push(other);
    await once(other, 'spawn');
    writeFileSync(join(folder, 'lock'), String(other.pid));
    lockStateFolder(folder);
    assert.equal(readFileSync(join(folder, 'lock'), 'utf8'), String(process.pid));
  });
});
