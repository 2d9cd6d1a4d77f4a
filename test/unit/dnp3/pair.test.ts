import assert from 'node:assert/strict';
import { CrobCode } from '../../../lib/dnp3/app/fragment';
import type { Control } from '../../../lib/dnp3/app/control';
import { Iin } from '../../../lib/dnp3/app/iin';
import type { PointDatabase } from '../../../lib/dnp3/outstation/database';
import { ConnectionPair, generator } from '../../support/dnp3/connection-pair';
import { NOON } from '../../support/dnp3/conversation';

const BAD_LINE = { latencyMs: 20, lost: 0.15, damaged: 0.1, cut: 0.5 };
const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);

const points = (database: PointDatabase): void => {
  for (let index = 0; index < 8; index++) {
    database.define('binary-input', index, { class: 1, eventVariation: 2 });
    database.define('analog-input', index, { class: 2, eventVariation: 7 });
    database.define('counter', index, { class: 3, eventVariation: 5 });
    database.define('binary-output', index);
  }
};

/** A control that can be told from all others by its times. */
const latch = (index: number, id: number): Control => ({
  kind: 'crob',
  crob: { index, code: CrobCode.LatchOn, count: 1, onMs: id, offMs: 0, status: 0 },
});
const idOf = (control: Control): number => (control.kind === 'crob' ? control.crob.onMs : -1);

describe('dnp3: a master and an outstation', () => {
  it('come together: the restart is cleared, the clock set, everything read, reporting enabled', () => {
    const pair = new ConnectionPair({ define: points }).connect().passes(1000);
    assert.deepEqual(pair.states, ['starting', 'online']);
    assert.equal(pair.stored.filter(({ event }) => !event).length, 32);
    pair.database.update('analog-input', 3, { value: 12.5 }, pair.now);
    pair.passes(1000);
    const last = pair.stored.at(-1);
    assert.deepEqual(
      [last?.type, last?.index, last?.value, last?.time],
      ['analog-input', 3, 12.5, NOON + 1000],
    );
    assert.equal(pair.unsolicited, 1);
    assert.equal(pair.outstation.bufferedEvents, 0);
  });

  it('agree again after the outstation has restarted', () => {
    const pair = new ConnectionPair({ define: points }).connect().passes(60_000);
    pair.outstation.restarted(pair.now);
    pair.passes(20_000);
    assert.deepEqual(pair.states, ['starting', 'online', 'starting', 'online']);
    pair.database.update('binary-input', 0, { value: true }, pair.now);
    pair.passes(1000);
    assert.equal(pair.unsolicited, 1);
  });

  it('fit with an outstation that does not report by itself: events are polled', () => {
    const master = { classPeriodsMs: { 1: 1000, 2: 5000, 3: 0 } };
    const pair = new ConnectionPair({ define: points, master, outstation: { unsolicited: false } }).connect();
    pair.passes(1000);
    for (const type of ['binary-input', 'analog-input', 'counter'] as const)
      pair.database.update(type, 1, { value: type === 'binary-input' ? true : 9 }, pair.now);
    pair.passes(1000);
    // Class 3 has no period: it is read because it is indicated.
    const types = pair.stored.filter(({ event }) => event).map(({ type }) => type); // prettier-ignore
    assert.deepEqual(types.sort(), ['binary-input', 'counter']);
    pair.passes(5000);
    assert.equal(pair.outstation.bufferedEvents, 0);
  });

  it('carry a large answer over many fragments, and many frames each', () => {
    const define = (database: PointDatabase): void => {
      for (let index = 0; index < 5000; index++) database.define('analog-input', index);
    };
    const pair = new ConnectionPair({ define });
    pair.line = { latencyMs: 5, lost: 0, damaged: 0, cut: 0.9 };
    pair.connect().passes(5000);
    assert.deepEqual(pair.states, ['starting', 'online']);
    assert.deepEqual(pair.stored.map(({ index }) => index), Array.from({ length: 5000 }, (_, i) => i)); // prettier-ignore
  });

  it('make up for events that were lost in the outstation by reading everything', () => {
    const pair = new ConnectionPair({ define: points, outstation: { eventBuffer: 5 } })
      .connect()
      .passes(1000);
    pair.disconnect();
    for (let value = 1; value <= 20; value++) pair.database.update('analog-input', 0, { value }, pair.now);
    pair.connect().passes(90_000);
    assert.equal(pair.stored.at(-1)?.type === undefined, false);
    const latest = pair.stored.filter(({ type, index }) => type === 'analog-input' && index === 0).at(-1);
    assert.equal(latest?.value, 20);
    assert.equal(pair.master.state, 'online');
  });
});

describe('dnp3: a master and an outstation on a bad line', () => {
  for (const seed of SEEDS)
    it(`lose no event (seed ${seed})`, () => {
      const random = generator(seed * 7919);
      const reports = seed % 2 === 0;
      const confirmedLink = seed % 3 === 0;
      const pair = new ConnectionPair({
        seed,
        define: points,
        confirmedLink,
        master: { classPeriodsMs: reports ? { 1: 0, 2: 0, 3: 0 } : { 1: 500, 2: 1000, 3: 2000 } },
        outstation: { unsolicited: reports, eventBuffer: 10_000 },
      });
      pair.line = BAD_LINE;
      pair.notStored = 0.1;
      pair.connect().passes(2000);
      const told: string[] = [];
      for (let i = 1; i <= 300; i++) {
        const index = Math.floor(random() * 8);
        if (pair.database.update('analog-input', index, { value: i }, pair.now))
          told.push(`${index} ${i} ${pair.now.utc}`);
        pair.passes(Math.floor(random() * 400));
        if (random() < 0.02) pair.disconnect().passes(3000).connect();
      }
      pair.line = { latencyMs: 20, lost: 0, damaged: 0, cut: 0.5 };
      pair.notStored = 0;
      pair.passes(300_000);
      assert.equal(pair.outstation.bufferedEvents, 0);
      assert.equal(pair.master.state, 'online');
      const events = pair.stored.filter(({ event }) => event);
      const stored = new Set(events.map(({ index, value, time }) => `${index} ${value as number} ${time}`));
      assert.deepEqual(told.filter((one) => !stored.has(one)), []); // prettier-ignore
      assert.equal(stored.size, told.length);
    });

  for (const seed of SEEDS)
    it(`carry out no control twice, and none that is told to have failed at the select (seed ${seed})`, () => {
      const random = generator(seed * 104_729);
      const pair = new ConnectionPair({
        seed,
        define: points,
        confirmedLink: seed % 3 === 0,
        master: { responseTimeoutMs: 1000, classPeriodsMs: { 1: 700, 2: 0, 3: 0 } },
      });
      pair.line = BAD_LINE;
      pair.connect().passes(2000);
      const asked: { id: number; request: number }[] = [];
      for (let id = 1; id <= 120; id++) {
        const mode = (['direct', 'select-before-operate', 'direct-no-ack'] as const)[id % 3] as 'direct';
        asked.push({ id, request: pair.request({ kind: 'operate', mode, controls: [latch(id % 8, id)] }) });
        pair.passes(Math.floor(random() * 3000));
        if (random() < 0.02) pair.disconnect().passes(500).connect();
      }
      pair.passes(60_000);
      const executed = pair.executed.map(idOf);
      assert.equal(new Set(executed).size, executed.length, 'a control was executed twice');
      let good = 0;
      for (const { id, request } of asked) {
        const result = pair.result(request);
        assert.ok(result, `the request for control ${id} has no result`);
        if (result.ok && result.kind === 'operate') {
          good++;
          assert.ok(executed.includes(id), `control ${id} was not executed, but reported as good`);
        }
        if (!result.ok && result.cause === 'status') assert.ok(!executed.includes(id));
      }
      assert.ok(good > 10, `${good} of ${asked.length} went well`);
    });

  for (const seed of SEEDS)
    it(`come together in the end (seed ${seed})`, () => {
      const pair = new ConnectionPair({ seed, define: points, confirmedLink: seed % 3 === 0 });
      pair.line = { ...BAD_LINE, lost: 0.4 };
      pair.connect().passes(60_000);
      pair.line = { ...BAD_LINE, lost: 0, damaged: 0 };
      pair.passes(200_000);
      assert.equal(pair.master.state, 'online');
      const probe = pair.request({ kind: 'classes', classes: [0] });
      pair.passes(1000);
      assert.equal(pair.result(probe)?.ok, true);
      pair.database.update('counter', 0, { value: 77 }, pair.now);
      const before = pair.unsolicited;
      pair.passes(10_000);
      assert.ok(pair.unsolicited > before, 'reporting is not enabled');
      assert.equal(pair.master.indications & (Iin.DeviceRestart | Iin.NeedTime), 0);
    });
});
