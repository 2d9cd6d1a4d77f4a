import assert from 'node:assert/strict';
import { Driver } from '../../../../lib/dnp3/io/driver';
import type { Machine } from '../../../../lib/dnp3/machine';

/** Wants to say what it was told, and counts how often it was woken. */
class Echo implements Machine<string> {
  readonly wakeAt = undefined;
  woken = 0;
  private effects: string[] = [];

  hear(...words: string[]): void {
    this.effects.push(...words);
  }

  take(): string[] {
    const { effects } = this;
    this.effects = [];
    return effects;
  }

  wake(): void {
    this.woken++;
  }
}

describe('What runs a machine', () => {
  it('does what the machine wants, in its order, also what it is told meanwhile', () => {
    const echo = new Echo();
    const done: string[] = [];
    const driver: Driver<string> = new Driver(
      echo,
      (word) => {
        done.push(word);
        if (word === 'a') driver.tell(() => echo.hear('from a'));
      },
      assert.ifError,
    );
    driver.tell(() => echo.hear('a', 'b'));
    assert.deepEqual(done, ['a', 'b', 'from a']);
  });

  it('keeps what is thrown from the event loop, and goes on', () => {
    const echo = new Echo();
    const faults: unknown[] = [];
    const done: string[] = [];
    const driver = new Driver<string>(
      echo,
      (word) => {
        if (word === 'bad') throw new Error('bad');
        done.push(word);
      },
      (error) => faults.push((error as Error).message),
    );
    driver.tell(() => echo.hear('bad', 'good'));
    driver.tell(() => {
      echo.hear('heard before');
      throw new Error('input');
    });
    assert.deepEqual(faults, ['bad', 'input']);
    assert.deepEqual(done, ['good', 'heard before']);
    driver.wake();
    assert.equal(echo.woken, 1);
  });
});
