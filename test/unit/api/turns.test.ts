import assert from 'node:assert/strict';
import { Turns } from '../../../lib/api/turns';

describe('Turns', () => {
  it('let work on one thing go one after another, in order, and work on others beside', async () => {
    const turns = new Turns();
    const gate = Promise.withResolvers<void>();
    const done: string[] = [];
    const first = turns.take('a', async () => {
      await gate.promise;
      done.push('a1');
    });
    const second = turns.take('a', async () => void done.push('a2'));
    await turns.take('b', async () => void done.push('b'));
    assert.deepEqual(done, ['b']);
    gate.resolve();
    await Promise.all([first, second]);
    assert.deepEqual(done, ['b', 'a1', 'a2']);
  });

  it('go on behind work that fails, and remember nothing', async () => {
    const turns = new Turns();
    const failing = turns.take('a', async () => {
      throw new Error('broken');
    });
    const next = turns.take('a', async () => 'fine');
    await assert.rejects(failing, /broken/);
    assert.equal(await next, 'fine');
    assert.equal(turns.size, 0);
  });
});
