import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ThermaCoreError } from '../../../lib/core/errors';
import { FairGate } from '../../../lib/core/fair-gate';
import { FakeClock } from '../../support/fake-clock';

const settled = (): Promise<void> => new Promise(setImmediate);

/** A gate, and who got in, was refused, or left. */
class House {
  readonly clock = new FakeClock();
  readonly inside: string[] = [];
  readonly refused: string[] = [];
  /** Everybody who got in, in order. */
  readonly log: string[] = [];
  readonly gate: FairGate;

  constructor(size: number, maxWaiting = 100) {
    const full = () => new ThermaCoreError('unavailable', 'All places are taken.');
    this.gate = new FairGate({ size, maxWaiting, timeoutMs: 5000, clock: this.clock, full });
  }

  /** `aqua:1` is the first of aqua. */
  come(name: string, patient = false, signal?: AbortSignal): void {
    const owner = ownerOf(name);
    this.gate.enter({ owner, patient, ...(signal ? { signal } : {}) }).then(
      () => {
        this.inside.push(name);
        this.log.push(name);
      },
      () => this.refused.push(name),
    );
  }

  leave(name: string): void {
    this.inside.splice(this.inside.indexOf(name), 1);
    this.gate.leave(ownerOf(name));
  }
}

const ownerOf = (name: string): string => name.split(':')[0] ?? '';

describe('A fair gate', () => {
  it('keeps a quarter of the places for others, and gives them to whoever comes', async () => {
    const house = new House(8);
    for (let i = 0; i < 20; i++) house.come(`aqua:${i}`);
    await settled();
    assert.equal(house.inside.length, 6);
    house.come('borealis:0');
    house.come('borealis:1');
    await settled();
    assert.deepEqual(house.inside.slice(6), ['borealis:0', 'borealis:1']);
    assert.deepEqual([house.gate.inUse, house.gate.waiting, house.gate.heldBy('aqua')], [8, 14, 6]);
  });

  it('gives a place that becomes free to who holds fewest, in turn among equals', async () => {
    const house = new House(4);
    for (const name of ['aqua:0', 'aqua:1', 'aqua:2', 'borealis:0']) house.come(name);
    for (const name of ['aqua:3', 'aqua:4', 'borealis:1', 'cedar:0', 'cedar:1']) house.come(name);
    await settled();
    house.leave('aqua:0');
    house.leave('aqua:1');
    house.leave('aqua:2');
    await settled();
    assert.deepEqual(house.log.slice(4), ['cedar:0', 'aqua:3', 'borealis:1']);
  });

  it('lets the installation itself have all places, and few places are not kept free', async () => {
    const house = new House(8);
    for (let i = 0; i < 8; i++) house.come(`:${i}`);
    const small = new House(3);
    for (let i = 0; i < 3; i++) small.come(`aqua:${i}`);
    await settled();
    assert.deepEqual([house.inside.length, small.inside.length], [8, 3]);
  });

  it('lets what people wait for go before what is long', async () => {
    const house = new House(1);
    house.come('aqua:0');
    house.come('aqua:long', true);
    house.come('aqua:short');
    await settled();
    house.leave('aqua:0');
    await settled();
    house.leave('aqua:short');
    await settled();
    assert.deepEqual(house.log, ['aqua:0', 'aqua:short', 'aqua:long']);
  });

  it('makes room in a full line for who has fewer there, at the cost of who has most', async () => {
    const house = new House(1, 4);
    for (let i = 0; i < 5; i++) house.come(`aqua:${i}`);
    house.come('aqua:5');
    await settled();
    assert.deepEqual(house.refused, ['aqua:5']);
    house.come('borealis:0');
    house.come('borealis:1');
    house.come('borealis:2');
    await settled();
    assert.deepEqual([...house.refused].sort(), ['aqua:3', 'aqua:4', 'aqua:5', 'borealis:2']);
    assert.equal(house.gate.waiting, 4);
    for (const name of ['aqua:0', 'aqua:1']) {
      house.leave(name);
      await settled();
    }
    assert.deepEqual(house.log, ['aqua:0', 'aqua:1', 'borealis:0']);
  });

  it('refuses who waits too long, gives up, or comes when it is closed, and leaves no timer', async () => {
    const house = new House(1);
    const abort = new AbortController();
    house.come('aqua:0');
    house.come('aqua:late');
    house.come('borealis:gone', false, abort.signal);
    house.come('borealis:at once', false, AbortSignal.abort(new Error('gone')));
    abort.abort(new Error('gone'));
    await settled();
    assert.deepEqual([...house.refused].sort(), ['borealis:at once', 'borealis:gone']);
    house.clock.advance(5000);
    house.come('aqua:closed');
    house.gate.close(new Error('closed'));
    house.come('aqua:after');
    await settled();
    assert.deepEqual(house.refused.slice(2).sort(), ['aqua:after', 'aqua:closed', 'aqua:late']);
    assert.deepEqual([house.gate.waiting, house.clock.timers], [0, 0]);
  });

  const owner = fc.constantFrom('aqua', 'borealis', 'cedar');
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('come' as const), owner, patient: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), pick: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('resize' as const), places: fc.integer({ min: 1, max: 9 }) }) },
  ); // prettier-ignore

  it('is work-conserving, starves nobody, and keeps the order within a tenant', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const house = new House(4, 1000);
        const { gate, inside } = house;
        const most = (): number => (gate.size < 4 ? gate.size : Math.ceil((gate.size * 3) / 4));
        const waiting: string[] = [];
        const check = async (): Promise<void> => {
          await settled();
          for (const name of inside) if (waiting.includes(name)) waiting.splice(waiting.indexOf(name), 1);
          assert.equal(gate.inUse, inside.length);
          assert.equal(gate.waiting, waiting.length);
          for (const name of waiting)
            assert.ok(
              gate.inUse >= gate.size || gate.heldBy(ownerOf(name)) >= most(),
              'a place stays free only for who holds less than an owner may',
            );
        };
        for (const [i, one] of steps.entries()) {
          if (one.kind === 'come') {
            const name = `${one.owner}:${one.patient ? 'long' : 'short'}:${i}`;
            waiting.push(name);
            house.come(name, one.patient);
          } else if (one.kind === 'resize') gate.resize(one.places);
          else if (inside.length > 0) house.leave(inside[one.pick % inside.length] as string);
          await check();
        }
        for (let left = steps.length; inside.length > 0; left--) {
          assert.ok(left >= 0, 'everybody has a turn');
          house.leave(inside[0] as string);
          await check();
        }
        assert.deepEqual(waiting, []);
        for (const kind of ['aqua:long', 'aqua:short', 'borealis:long', 'borealis:short']) {
          const order = house.log
            .filter((name) => name.startsWith(kind))
            .map((name) => Number(name.split(':')[2]));
          assert.deepEqual(order, order.toSorted((a, b) => a - b)); // prettier-ignore
        }
        assert.equal(house.clock.timers, 0);
      }),
      { numRuns: 60 },
    );
  });
});
