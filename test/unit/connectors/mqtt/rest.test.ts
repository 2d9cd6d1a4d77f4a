import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { Rest } from '../../../../lib/connectors/mqtt/rest';
import { FakeClock } from '../../../support/fake-clock';

function connection() {
  const clock = new FakeClock();
  const rest = new Rest(clock);
  const stream = new PassThrough();
  stream.on('data', () => undefined);
  rest.begin(stream);
  const came = (count: number): void => {
    for (let i = 0; i < count; i++) rest.came();
  };
  return { clock, rest, stream, came };
}

describe('Rest', () => {
  it('pauses the socket after a batch for 8 ms, while the window is small', () => {
    const { clock, rest, stream, came } = connection();
    came(20);
    rest.batchDone();
    assert.ok(stream.isPaused());
    clock.advance(7);
    assert.ok(stream.isPaused());
    clock.advance(1);
    assert.ok(!stream.isPaused());
    assert.equal(clock.timers, 0);
  });

  it('rests longer once the broker has shown a large window, until the next connection', () => {
    const { clock, rest, stream, came } = connection();
    clock.advance(1000);
    came(65);
    rest.batchDone();
    clock.advance(29);
    assert.ok(stream.isPaused());
    clock.advance(1);
    assert.ok(!stream.isPaused());
    for (let i = 0; i < 65; i++) rest.settled();
    came(1);
    rest.batchDone();
    clock.advance(8);
    assert.ok(stream.isPaused(), 'the window is remembered');
    clock.advance(22);

    const next = new PassThrough();
    rest.settled();
    rest.begin(next);
    came(1);
    rest.batchDone();
    clock.advance(8);
    assert.ok(!next.isPaused());
  });

  it('rests no longer than a large batch takes to come', () => {
    const { clock, rest, stream, came } = connection();
    // 20 messages per ms, in batches that are not large.
    for (let i = 0; i < 50; i++) {
      came(200);
      rest.batchDone();
      clock.advance(10);
      rest.batchDone();
      for (let j = 0; j < 200; j++) rest.settled();
    }
    came(200);
    rest.batchDone();
    assert.ok(stream.isPaused());
    clock.advance(15);
    assert.ok(!stream.isPaused(), 'of 20 per ms, 256 come in 13');
  });

  it('counts what is unsettled towards the window, not what came in all', () => {
    const { clock, rest, stream, came } = connection();
    for (let i = 0; i < 10; i++) {
      came(20);
      for (let j = 0; j < 20; j++) rest.settled();
    }
    rest.batchDone();
    clock.advance(8);
    assert.ok(!stream.isPaused());
  });

  it('does not rest after a large batch', () => {
    const { clock, rest, stream, came } = connection();
    came(256);
    rest.batchDone();
    assert.ok(!stream.isPaused());
    assert.equal(clock.timers, 0);
  });

  it('ends a rest with the connection', () => {
    const { clock, rest, stream, came } = connection();
    came(1);
    rest.batchDone();
    rest.end();
    assert.ok(!stream.isPaused());
    assert.equal(clock.timers, 0);
    came(1);
    rest.batchDone();
    assert.equal(clock.timers, 0, 'nothing to rest');
  });

  it('makes a paused stream stop at the first chunk instead of filling its buffer', () => {
    const { stream, came, rest } = connection();
    came(1);
    rest.batchDone();
    assert.equal(stream.readableHighWaterMark, 1);
    assert.equal(stream.push(Buffer.alloc(10)), false);
  });
});
