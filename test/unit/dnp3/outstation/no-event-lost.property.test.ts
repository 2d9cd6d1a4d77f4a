import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Fragment } from '../../../../lib/dnp3/app/fragment';
import { FunctionCode } from '../../../../lib/dnp3/app/function-code';
import { readFragment } from '../../../../lib/dnp3/app/reader';
import { request, requests, u32 } from '../../../support/dnp3/fragments';
import { outstation, type Station } from '../../../support/dnp3/outstation';

type Step =
  | { readonly kind: 'update'; readonly point: number }
  | { readonly kind: 'poll'; readonly classes: string }
  | { readonly kind: 'unsolicited'; readonly enable: boolean }
  | { readonly kind: 'reconnect' }
  | { readonly kind: 'wait'; readonly ms: number };

const CLASSES = ['3c 02 06', '3c 03 06', '3c 02 06 3c 03 06', '3c 02 07 02', '3c 03 06 3c 01 06'];
const CONFIRM_MS = 1_000;
const SHORT_MS = 250;
const TEXT_OCTETS = 90;

/**
 * The master and, beside it, the slow and obvious model of the events: a list of all, and a list of those whose CONFIRM
 * has arrived. Every event has a number as its value.
 */
class Model {
  readonly all: number[] = [];
  readonly confirmed: number[] = [];
  readonly reported: number[] = [];
  private seq = 0;
  private readonly station: Station;

  constructor(private readonly arrives: () => boolean) {
    this.station = outstation(
      (database) => {
        database.define('counter', 0, { class: 1, eventVariation: 1 });
        database.define('counter', 1, { class: 2, eventVariation: 1 });
        database.define('octet-string', 0, { class: 1 });
        database.define('octet-string', 1, { class: 2 });
      },
      { unsolicited: true, needTime: false, confirmTimeoutMs: CONFIRM_MS, maxTransmitFragment: 300 },
    );
    this.station.open();
    this.listen();
  }

  step(step: Step): void {
    const { station } = this;
    if (step.kind === 'update') this.update(step.point);
    else if (step.kind === 'poll') station.talk.sends(requests.read(this.nextSeq(), step.classes));
    else if (step.kind === 'wait') this.wait(step.ms);
    else if (step.kind === 'unsolicited')
      station.talk.sends(request(this.nextSeq(), step.enable ? 0x14 : 0x15, '3c 02 06 3c 03 06'));
    else {
      station.session.closed();
      station.open();
    }
    this.listen();
    assert.equal(station.session.bufferedEvents, this.all.length - this.confirmed.length);
  }

  /** The master answers at once, so that it must hear what is said on the way. */
  private wait(ms: number): void {
    for (let left = ms; left > 0; left -= SHORT_MS) {
      this.station.talk.passes(Math.min(left, SHORT_MS));
      this.listen();
    }
  }

  /** Everything arrives from now on. */
  drain(): void {
    for (let i = 0; i < 20; i++) {
      this.step({ kind: 'wait', ms: 10 * CONFIRM_MS });
      this.step({ kind: 'poll', classes: '3c 02 06 3c 03 06' });
    }
  }

  /** Odd points are of class 2. */
  private update(point: number): void {
    const id = this.all.length;
    this.all.push(id);
    this.classOf.push(1 + (point % 2));
    if (point < 2) this.station.update('counter', point, id + 1);
    else {
      const octets = new Uint8Array(TEXT_OCTETS);
      octets.set(u32(id + 1));
      this.station.update('octet-string', point - 2, { value: octets });
    }
  }

  private readonly classOf: number[] = [];

  of(list: readonly number[], wanted: number): number[] {
    return list.filter((id) => this.classOf[id] === wanted);
  }

  /** Hears whatever the outstation says, and confirms what asks for it, unless that is lost on the way. */
  private listen(): void {
    const { talk } = this.station;
    for (;;) {
      const sent = talk.effectsOf('send');
      if (sent.length === 0) return;
      for (const { fragment: octets } of sent) {
        const fragment = readFragment(octets);
        assert.ok(fragment && !fragment.fault);
        const events = eventsOf(fragment);
        this.reported.push(...events);
        const { con, uns, seq } = fragment.control;
        assert.ok(con || events.length === 0);
        if (!con || !this.arrives()) continue;
        this.confirmed.push(...events);
        talk.sends(uns ? requests.confirmUnsolicited(seq) : requests.confirm(seq));
      }
    }
  }

  private nextSeq(): number {
    this.seq = (this.seq + 1) % 16;
    return this.seq;
  }
}

function eventsOf({ headers, function: code }: Fragment): number[] {
  assert.ok(code === FunctionCode.Response || code === FunctionCode.UnsolicitedResponse);
  return headers.flatMap(({ variation, content }) => {
    if (variation.of.role !== 'event') return [];
    if (content.kind === 'points') return content.points.map(({ value }) => value - 1);
    assert.equal(content.kind, 'octets');
    return content.kind === 'octets'
      ? content.strings.map(({ octets }) => Buffer.from(octets).readUInt32LE(0) - 1)
      : [];
  });
}

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('update' as const), point: fc.nat(3) }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('poll' as const), classes: fc.constantFrom(...CLASSES) }),
    },
    fc.record({ kind: fc.constant('unsolicited' as const), enable: fc.boolean() }),
    fc.record({ kind: fc.constant('reconnect' as const) }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 500, 1_000, 20_000) }),
  ),
  { maxLength: 60 },
);

const firsts = (list: readonly number[]): number[] => [...new Set(list)];

describe('outstation: no event is lost', () => {
  it('whatever is updated, polled and lost: each event is confirmed once, in the order of its class', () => {
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.boolean()), (script, fates) => {
        let lossy = true;
        const model = new Model(() => !lossy || fates.next().value === true);
        for (const step of script) model.step(step);
        lossy = false;
        model.drain();
        for (const of of [1, 2]) {
          assert.deepEqual(model.of(model.confirmed, of), model.of(model.all, of));
          assert.deepEqual(firsts(model.of(model.reported, of)), model.of(model.all, of));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('when every CONFIRM arrives, each event is reported exactly once', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const model = new Model(() => true);
        for (const step of script) model.step(step);
        model.drain();
        for (const of of [1, 2]) assert.deepEqual(model.of(model.reported, of), model.of(model.all, of));
      }),
      { numRuns: 150 },
    );
  });
});
