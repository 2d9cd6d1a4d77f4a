import assert from 'node:assert/strict';
import type { Machine, Now } from '../../../lib/dnp3/machine';

/*
 * A conversation with one machine, written like a sequence diagram: the test plays the other side.
 *
 * Outstation under test:  talk.sends(requests.integrityPoll(0)); talk.answers('E0 81 …');
 * Master under test:      talk.answers(requests.integrityPoll(0)); talk.sends('C0 81 …');
 *
 * `sends` gives the machine a fragment, `answers` expects that it sends exactly this one next, `silent` that it sends
 * none. `effect` takes the next effect of a kind. Nothing waits: `passes(ms)` moves both clocks and wakes the machine
 * whenever it wants to be woken. Fragments are octets or hex with spaces; builders by name are in `fragments.ts`.
 */

/** Octets, or hex digits with spaces anywhere. */
export type Octets = Uint8Array | string;

export function octetsOf(octets: Octets): Uint8Array {
  if (typeof octets !== 'string') return octets;
  const digits = octets.replace(/\s+/g, '');
  assert.match(digits, /^([\da-f]{2})*$/i, `no whole octets: ${octets}`);
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}

export const hexOf = (octets: Uint8Array): string =>
  Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join(' ');

interface Effect {
  readonly kind: string;
}

type Of<E extends Effect, K extends E['kind']> = Extract<E, { readonly kind: K }>;

interface Conversing<E extends Effect> {
  readonly machine: Machine<E>;
  /** Gives the machine a fragment of the other side. */
  readonly deliver: (fragment: Uint8Array, now: Now) => void;
  /** Effects that are not looked at unless they are asked for with `effect`. Default: `log`. */
  readonly ignored?: readonly E['kind'][];
}

/** 2024-03-01T12:00:00Z, the moment of the vectors. */
export const NOON = 1_709_294_400_000;
const MOST_WAKES = 10_000;

export class Conversation<E extends Effect> {
  private readonly effects: E[] = [];
  private readonly ignored: ReadonlySet<string>;
  private mono = 1_000;
  private utc = NOON;

  constructor(private readonly of: Conversing<E>) {
    this.ignored = new Set<string>(of.ignored ?? ['log']);
  }

  get now(): Now {
    return { mono: this.mono, utc: this.utc };
  }

  /** The other side sends. */
  sends(fragment: Octets): this {
    this.of.deliver(octetsOf(fragment), this.now);
    return this;
  }

  /** The machine sends exactly this next, now. */
  answers(fragment: Octets, meaning?: string): this {
    this.wakeIfDue();
    const sent = this.nextSent();
    assert.ok(sent, `nothing is sent, but ${hexOf(octetsOf(fragment))} is expected`);
    assert.equal(hexOf(sent), hexOf(octetsOf(fragment)), meaning);
    return this;
  }

  /** What the machine sends next, now. */
  answer(): Uint8Array {
    this.wakeIfDue();
    const sent = this.nextSent();
    assert.ok(sent, 'nothing is sent');
    return sent;
  }

  /** The machine sends nothing now. */
  silent(): this {
    this.wakeIfDue();
    const sent = this.nextSent();
    assert.equal(sent && hexOf(sent), undefined);
    return this;
  }

  /** The next effect of this kind, whatever came before it of other kinds. */
  effect<K extends E['kind']>(kind: K): Of<E, K> {
    this.wakeIfDue();
    this.collect();
    const at = this.effects.findIndex((effect) => effect.kind === kind);
    assert.ok(
      at >= 0,
      `no ${kind}, but: ${this.effects.map((effect) => effect.kind).join(', ') || 'nothing'}`,
    );
    return this.effects.splice(at, 1)[0] as Of<E, K>;
  }

  /** All effects of this kind so far. */
  effectsOf<K extends E['kind']>(kind: K): Of<E, K>[] {
    this.wakeIfDue();
    this.collect();
    const found = this.effects.filter((effect): effect is Of<E, K> => effect.kind === kind);
    const rest = this.effects.filter((effect) => effect.kind !== kind);
    this.effects.splice(0, this.effects.length, ...rest);
    return found;
  }

  /** Time passes; the machine is woken whenever it is due. */
  passes(ms: number): this {
    const end = this.mono + ms;
    for (let wakes = 0; ; wakes++) {
      assert.ok(wakes < MOST_WAKES, 'the machine wants to be woken for ever');
      const at = this.of.machine.wakeAt;
      if (at === undefined || at > end) break;
      this.moveTo(Math.max(at, this.mono));
      this.of.machine.wake(this.now);
    }
    this.moveTo(end);
    return this;
  }

  private moveTo(mono: number): void {
    this.utc += mono - this.mono;
    this.mono = mono;
  }

  private wakeIfDue(): void {
    const at = this.of.machine.wakeAt;
    if (at !== undefined && at <= this.mono) this.of.machine.wake(this.now);
  }

  private collect(): void {
    this.effects.push(...this.of.machine.take());
  }

  /** Another effect than a fragment must be asked for before what is sent after it. */
  private nextSent(): Uint8Array | undefined {
    this.collect();
    while (this.effects[0] && this.ignored.has(this.effects[0].kind)) this.effects.shift();
    const [first] = this.effects;
    if (!first) return undefined;
    assert.ok('fragment' in first && first.fragment instanceof Uint8Array, `${first.kind} comes first`);
    this.effects.shift();
    return first.fragment;
  }
}
