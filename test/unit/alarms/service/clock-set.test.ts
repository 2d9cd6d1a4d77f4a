import assert from 'node:assert/strict';
import { FakeClock } from '../../../support/fake-clock';
import { MemoryDatabase, process, rule, turn } from './fixture';

const HOUR_MS = 3_600_000;

/** A clock that somebody sets. */
class WallClock extends FakeClock {
  private ahead = 0;

  override now(): number {
    return super.now() + this.ahead;
  }

  set(by: number): void {
    this.ahead += by;
  }
}

async function pending() {
  const database = new MemoryDatabase();
  database.setRules('aqua', rule({ onDelaySeconds: 300 }));
  database.setRules('borealis', rule({ onDelaySeconds: 300 }));
  const clock = new WallClock();
  const one = process(database, clock);
  const lease = one.feed();
  await turn();
  lease.readings([one.reading(95)]);
  return { ...one, clock, lease };
}

describe('AlarmService when the clock is set', () => {
  it('back: a delay ends a minute late at most, also where no reading comes', async () => {
    const { clock, states } = await pending();
    clock.set(-HOUR_MS);
    clock.advance(360_000);
    assert.deepEqual(await states(), ['hot:boiler-1/supply unacknowledged']);
  });

  it('back: also where readings of another tenant come', async () => {
    const { clock, lease, reading, states } = await pending();
    clock.set(-HOUR_MS);
    clock.advance(5_000);
    lease.readings([reading(95, { tenant: 'borealis' })]);
    clock.advance(360_000);
    assert.deepEqual(await states(), ['hot:boiler-1/supply unacknowledged']);
  });

  it('forward: a delay ends within a minute', async () => {
    const { clock, states } = await pending();
    clock.set(HOUR_MS);
    clock.advance(60_000);
    assert.deepEqual(await states(), ['hot:boiler-1/supply unacknowledged']);
  });
});
