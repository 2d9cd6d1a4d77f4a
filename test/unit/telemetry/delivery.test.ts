import assert from 'node:assert/strict';
import { Deliveries } from '../../../lib/telemetry';
import { FakeClock } from '../../support/fake-clock';

const build = (timeoutMs?: number) => {
  const clock = new FakeClock();
  const deliveries = new Deliveries({ clock, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  const settled: [string, boolean][] = [];
  const open = (name: string): string => deliveries.open((stored) => settled.push([name, stored]));
  return { clock, deliveries, settled, open };
};

describe('Deliveries', () => {
  it('settles each once, by its own id', () => {
    const { deliveries, settled, open } = build();
    const [a, b] = [open('a'), open('b')];
    assert.notEqual(a, b);
    assert.equal(deliveries.size, 2);
    assert.equal(deliveries.settle(b, true), true);
    assert.equal(deliveries.settle(b, false), false);
    assert.equal(deliveries.settle('nobody', true), false);
    assert.equal(deliveries.settle(a, false), true);
    assert.deepEqual(settled, [
      ['b', true],
      ['a', false],
    ]);
    assert.equal(deliveries.size, 0);
  });

  it('gives up after 30 s, as not stored, within a second', () => {
    const { clock, deliveries, settled, open } = build();
    const late = open('late');
    clock.advance(10_000);
    open('later');
    clock.advance(19_999);
    assert.deepEqual(settled, []);
    clock.advance(1001);
    assert.deepEqual(settled, [['late', false]]);
    assert.equal(deliveries.settle(late, true), false, 'the commit came too late: the field sends again');
    clock.advance(10_000);
    assert.deepEqual(settled.at(-1), ['later', false]);
  });

  it('keeps one timer for all, and none when nothing is open', () => {
    const { clock, deliveries, open } = build();
    const ids = Array.from({ length: 1000 }, (_, i) => open(String(i)));
    assert.equal(clock.timers, 1);
    for (const id of ids) deliveries.settle(id, true);
    clock.advance(2000);
    assert.equal(clock.timers, 0);
    open('again');
    assert.equal(clock.timers, 1);
  });

  it('gives all up when it is closed', () => {
    const { clock, deliveries, settled, open } = build();
    open('a');
    open('b');
    deliveries.close();
    assert.deepEqual(settled, [
      ['a', false],
      ['b', false],
    ]);
    assert.equal(clock.timers, 0);
  });

  it('goes on when a settlement opens or settles another', () => {
    const { clock, deliveries, settled, open } = build(1000);
    let inner = '';
    deliveries.open(() => {
      deliveries.settle(inner, true);
      open('new');
    });
    inner = open('inner');
    clock.advance(2500);
    assert.deepEqual(settled[0], ['inner', true]);
    clock.advance(2500);
    assert.deepEqual(settled[1], ['new', false]);
  });
});
