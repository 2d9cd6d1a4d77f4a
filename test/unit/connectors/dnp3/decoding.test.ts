import assert from 'node:assert/strict';
import { systemClock } from '../../../../lib/core/clock';
import { Dnp3Channels } from '../../../../lib/connectors/dnp3/channels';
import { DecodeFeed, MOST_BLOCKS } from '../../../../lib/connectors/dnp3/decode-feed';
import { Dnp3Config } from '../../../../lib/connectors/dnp3/spec';
import type { OutstationListener } from '../../../../lib/connectors/dnp3/stack';
import { FakeClock } from '../../../support/fake-clock';
import { FakeLine } from './fixture';

const deaf: OutstationListener = {
  measured: (_measurements, settle) => settle(true),
  state: () => undefined,
};
const listener = (): OutstationListener => ({ ...deaf });
const config = (more: object = {}): Dnp3Config => Dnp3Config.parse({ host: 'rtu', ...more });

describe('The decode log of a line that several share', () => {
  let line: FakeLine;
  let channels: Dnp3Channels;
  beforeEach(() => {
    line = new FakeLine();
    channels = new Dnp3Channels(() => line);
  });

  it('is as deep as the deepest that anybody asks for, and off with the last', () => {
    const a = channels.join(config(), systemClock, listener());
    const b = channels.join(config({ remoteAddress: 11 }), systemClock, listener());
    const heard: string[] = [];
    const endA = a.decode('link', (block) => heard.push(`a ${block}`));
    const endB = b.decode('objects', (block) => heard.push(`b ${block}`));
    assert.equal(line.level, 'objects');
    line.log('frame');
    endB();
    assert.equal(line.level, 'link');
    line.log('frame');
    endA();
    endA();
    assert.equal(line.level, 'off');
    line.log('frame');
    assert.deepEqual(heard, ['a frame', 'b frame', 'a frame']);
  });

  it('ends with the share that wanted it, while others keep the line', async () => {
    const a = channels.join(config(), systemClock, listener());
    channels.join(config({ remoteAddress: 11 }), systemClock, listener());
    a.decode('app', () => undefined);
    await a.leave();
    assert.deepEqual([line.level, line.stopped], ['off', 0]);
    a.decode('app', () => undefined);
    assert.equal(line.level, 'off');
  });
});

describe('What a node gets of a decode log', () => {
  let clock: FakeClock;
  let heard: string[];
  let take: (block: string) => void;
  let isOver: boolean;
  const feed = (seconds: number): DecodeFeed =>
    new DecodeFeed(
      clock,
      seconds,
      (block) => heard.push(block),
      (log) => {
        take = log;
        return () => (isOver = true);
      },
    );
  beforeEach(() => {
    clock = new FakeClock();
    heard = [];
    isOver = false;
  });

  it('ends with its time', () => {
    feed(30);
    clock.advance(29_999);
    take('first');
    assert.equal(isOver, false);
    clock.advance(1);
    take('late');
    assert.deepEqual([isOver, heard, clock.timers], [true, ['first'], 0]);
  });

  it('is at most 200 blocks a second; once a second it says how many more there were', () => {
    feed(60);
    for (let i = 0; i < MOST_BLOCKS + 7; i++) take(`block ${i}`);
    assert.equal(heard.length, 200);
    clock.advance(1000);
    assert.deepEqual(heard.slice(200), ['7 more in this second, left out: at most 200 are shown']);
    take('next second');
    assert.equal(heard.at(-1), 'next second');
    clock.advance(1000);
    assert.equal(heard.at(-1), 'next second');
  });

  it('says what was left out also when it is stopped within the second', () => {
    const stopped = feed(60);
    for (let i = 0; i < MOST_BLOCKS + 1; i++) take('block');
    stopped.stop();
    stopped.stop();
    assert.match(heard.at(-1) ?? '', /^1 more/);
    assert.deepEqual([heard.length, clock.timers], [201, 0]);
  });
});
