import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Bus, type BusState } from '../../../../lib/connectors/modbus/bus';
import { ModbusFailure } from '../../../../lib/connectors/modbus/failure';
import type { Priority } from '../../../../lib/connectors/modbus/lane';
import type { ModbusLink } from '../../../../lib/connectors/modbus/link';
import { ModbusConfig } from '../../../../lib/connectors/modbus/spec';
import { FakeClock } from '../../../support/fake-clock';

interface Sent {
  readonly name: string;
  answer(): void;
  fail(failure: ModbusFailure): void;
}

const NO_ANSWER = new ModbusFailure('timeout', 'no answer in time');

describe('A Modbus bus', () => {
  let clock: FakeClock;
  let sent: Sent[];
  let ends: (() => void)[];
  let states: BusState[];
  let refuse: Error | undefined;
  let bus: Bus;

  const make = (more: object = {}): Bus => {
    const made = new Bus(ModbusConfig.parse({ host: 'plc', ...more }), clock, () =>
      refuse
        ? Promise.reject(refuse)
        : Promise.resolve({
            onEnd: (listener: () => void) => void ends.push(listener),
            close: () => undefined,
          } as ModbusLink),
    );
    made.onState((state) => states.push(state));
    return made;
  };
  const opened = async (more: object = {}): Promise<void> => {
    bus = make(more);
    bus.open();
    await settled();
  };
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await setImmediate();
  };
  beforeEach(() => {
    clock = new FakeClock();
    sent = [];
    ends = [];
    states = [];
    refuse = undefined;
  });
  afterEach(() => bus.close());

  /** What becomes of a request, in a word. */
  const ask = (unit: number, name: string, priority: Priority = 'poll', retries = 0): { now: string } => {
    const result = { now: 'waiting' };
    bus
      .request(
        unit,
        priority,
        retries,
        () =>
          new Promise<void>((resolve, reject) =>
            sent.push({ name, answer: () => resolve(), fail: (failure) => reject(failure) }),
          ),
      )
      .then(
        () => (result.now = 'answered'),
        (error: ModbusFailure) => (result.now = error.kind),
      );
    return result;
  };
  const names = (): string[] => sent.map(({ name }) => name);
  const last = (name: string): Sent => sent.findLast((one) => one.name === name) as Sent;

  it('has one request of a unit under way at a time, and those of other units beside it', async () => {
    await opened();
    for (const name of ['1a', '1b', '2a', '2b']) ask(Number(name[0]), name);
    assert.deepEqual(names(), ['1a', '2a']);
    last('1a').answer();
    await settled();
    assert.deepEqual(names(), ['1a', '2a', '1b']);
  });

  it('sends writes before polls', async () => {
    await opened({ maxInFlight: 1 });
    ask(1, 'poll 1');
    ask(1, 'poll 2');
    ask(1, 'write', 'write');
    last('poll 1').answer();
    await settled();
    assert.deepEqual(names(), ['poll 1', 'write']);
  });

  it('lets units take turns, so that one with much to ask does not hold up the others', async () => {
    await opened({ maxInFlight: 1 });
    for (let i = 0; i < 3; i++) ask(1, `1-${i}`);
    ask(2, '2-0');
    for (let i = 0; i < 3; i++) {
      sent.at(-1)?.answer();
      await settled();
    }
    assert.deepEqual(names(), ['1-0', '2-0', '1-1', '1-2']);
  });

  it('has no more under way than the device may take, and one where frames have no number', async () => {
    await opened({ maxInFlight: 2 });
    for (let unit = 1; unit <= 4; unit++) ask(unit, `unit ${unit}`);
    assert.equal(sent.length, 2);
    bus.close();
    sent = [];
    await opened({ transport: 'rtu-over-tcp' });
    for (let unit = 1; unit <= 4; unit++) ask(unit, `unit ${unit}`);
    assert.equal(sent.length, 1);
  });

  it('keeps silent between requests for as long as it is told', async () => {
    await opened({ pauseMs: 50 });
    ask(1, 'a');
    ask(1, 'b');
    last('a').answer();
    await settled();
    clock.advance(49);
    assert.deepEqual(names(), ['a']);
    clock.advance(1);
    assert.deepEqual(names(), ['a', 'b']);
  });

  it('keeps silent after the connection was made for as long as it is told', async () => {
    await opened({ connectPauseMs: 50 });
    ask(1, 'a');
    await settled();
    clock.advance(49);
    assert.deepEqual(names(), []);
    clock.advance(1);
    assert.deepEqual(names(), ['a']);
  });

  it('sends again what nobody answered, as often as it may, and then lets the unit rest', async () => {
    await opened();
    const first = ask(1, 'a', 'poll', 1);
    const waiting = ask(1, 'b');
    last('a').fail(NO_ANSWER);
    await settled();
    assert.deepEqual(names(), ['a', 'a']);
    last('a').fail(NO_ANSWER);
    await settled();
    assert.deepEqual([first.now, waiting.now], ['timeout', 'resting']);
    assert.equal((await later(ask(1, 'c'))).now, 'resting');
    assert.deepEqual(names(), ['a', 'a']);
    clock.advance(30_000);
    ask(1, 'd');
    assert.deepEqual(names(), ['a', 'a', 'd']);
    last('d').answer();
    await settled();
    assert.equal((await later(ask(1, 'e'))).now, 'waiting');
  });

  it('tries a write also while the unit rests: a person waits for it', async () => {
    await opened();
    ask(1, 'a');
    last('a').fail(NO_ANSWER);
    await settled();
    ask(1, 'write', 'write');
    assert.deepEqual(names(), ['a', 'write']);
  });

  it('never gives all places to units that do not answer', async () => {
    await opened({ maxInFlight: 2 });
    for (const unit of [1, 2, 3]) {
      ask(unit, `${unit}`);
      last(`${unit}`).fail(NO_ANSWER);
      await settled();
      if (unit === 1) {
        // A unit that answers, so that the connection is not taken for dead.
        ask(9, 'sound');
        last('sound').answer();
        await settled();
      }
    }
    clock.advance(30_000);
    sent = [];
    for (const unit of [1, 2, 3]) ask(unit, `look ${unit}`);
    ask(9, 'sound 2');
    assert.deepEqual(names(), ['look 1', 'sound 2']);
  });

  it('takes a gateway that says that a device is away for that device alone', async () => {
    await opened();
    const away = ask(1, 'a', 'poll', 3);
    last('a').fail(ModbusFailure.exception(11));
    await settled();
    assert.equal(away.now, 'exception');
    assert.equal((await later(ask(1, 'b'))).now, 'resting');
    assert.equal((await later(ask(2, 'c'))).now, 'waiting');
    assert.deepEqual(states.at(-1), { state: 'open' });
  });

  it('asks a busy device again', async () => {
    await opened();
    const busy = ask(1, 'a', 'poll', 1);
    last('a').fail(ModbusFailure.exception(6));
    await settled();
    last('a').answer();
    await settled();
    assert.equal(busy.now, 'answered');
  });

  it('makes a new connection when nobody answers on the old one any more', async () => {
    await opened();
    for (let i = 0; i < 3; i++) {
      ask(1, 'a', 'write');
      last('a').fail(NO_ANSWER);
      await settled();
    }
    assert.deepEqual(states.at(-1), { state: 'lost', text: 'plc:502 is connected, and does not answer' });
    clock.advance(500);
    await settled();
    assert.deepEqual(states.at(-1), { state: 'open' });
  });

  it('fails what waits when the connection ends, and comes back by itself', async () => {
    await opened({ maxInFlight: 1 });
    ask(1, 'a');
    const waiting = ask(2, 'b');
    ends[0]?.();
    await settled();
    assert.equal(waiting.now, 'closed');
    assert.equal((await later(ask(1, 'c'))).now, 'closed');
    assert.deepEqual(states.at(-1), { state: 'lost', text: 'plc:502 ended the connection' });
    clock.advance(500);
    await settled();
    assert.deepEqual(states.at(-1), { state: 'open' });
  });

  it('refuses more than it can remember, and says so', async () => {
    await opened();
    for (let i = 0; i < 101; i++) ask(1, 'x', 'write');
    assert.equal((await later(ask(1, 'one more', 'write'))).now, 'full');
  });

  it('leaves no timer behind', async () => {
    refuse = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    await opened();
    assert.deepEqual(states.at(-1), { state: 'lost', text: 'nothing answers at plc:502' });
    bus.close();
    assert.equal(clock.timers, 0);
  });

  async function later<T>(result: T): Promise<T> {
    await settled();
    return result;
  }
});
