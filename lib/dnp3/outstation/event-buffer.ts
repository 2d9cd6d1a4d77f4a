import { Iin } from '../app/iin';
import type { Variation } from '../app/objects/variation';
import type { FragmentWriter } from '../app/writer';
import type { PointEvent } from './database';
import { EVENT_GROUPS } from './point-kind';
import { fitted } from './values';

/** An event in the buffer of one session. */
export interface BufferedEvent {
  readonly event: PointEvent;
  /** Counts up over all groups: the order in which they occurred. */
  readonly order: number;
  /** Whether the clock was set when it occurred. */
  readonly synchronised: boolean;
}

interface Entry extends BufferedEvent {
  /** In a fragment that is not confirmed. */
  sent: boolean;
  /** No longer in the buffer. */
  gone: boolean;
  before: Entry | undefined;
  after: Entry | undefined;
}

/** The events of one fragment, which are confirmed or come again together. */
export class EventBatch {
  /** @internal */
  readonly entries: Entry[] = [];

  get empty(): boolean {
    return this.entries.length === 0;
  }
}

interface Chain {
  readonly group: number;
  readonly bound: number;
  first: Entry | undefined;
  last: Entry | undefined;
  length: number;
}

/** Which events are to be written. */
export interface EventChoice {
  /** By which variation; undefined: not at all. */
  choose(event: BufferedEvent): Variation | undefined;
  /** The event that was asked for last has been written. */
  took?(): void;
}

const CLASS_BITS = [0, Iin.Class1Events, Iin.Class2Events, Iin.Class3Events] as const;

/**
 * Events of one session until their CONFIRM comes. Each group has its bound: when it is reached the oldest of that
 * group gives way (IEEE 1815-2012, 4.2.2.6.12: IIN2.3).
 */
export class EventBuffer {
  private readonly chains: readonly Chain[];
  private readonly byGroup = new Map<number, Chain>();
  private order = 0;
  /** Events of each class that are in no unconfirmed fragment. */
  private readonly waiting: [number, number, number, number] = [0, 0, 0, 0];
  private lost = false;

  /** At most so many events of each group, from 1 on. */
  constructor(bound: (group: number) => number) {
    this.chains = EVENT_GROUPS.map((group) => ({
      group,
      bound: bound(group),
      first: undefined,
      last: undefined,
      length: 0,
    }));
    for (const chain of this.chains) this.byGroup.set(chain.group, chain);
  }

  /** Answers false where an older event was lost for it. */
  push(event: PointEvent, synchronised: boolean): boolean {
    const chain = this.byGroup.get(event.group) as Chain;
    const full = chain.length >= chain.bound;
    if (full) {
      this.remove(chain, chain.first as Entry);
      this.lost = true;
    }
    const entry: Entry = {
      event,
      order: ++this.order,
      synchronised,
      sent: false,
      gone: false,
      before: chain.last,
      after: undefined,
    };
    if (chain.last) chain.last.after = entry;
    else chain.first = entry;
    chain.last = entry;
    chain.length++;
    this.waiting[event.class]++;
    return !full;
  }

  /** Order of the newest event: what comes later is no part of an answer that begins now. */
  get newest(): number {
    return this.order;
  }

  get length(): number {
    return this.chains.reduce((sum, { length }) => sum + length, 0);
  }

  /** Events were lost, and the master does not know for certain. */
  get overflowed(): boolean {
    return this.lost;
  }

  get hasSpace(): boolean {
    return this.chains.every(({ length, bound }) => length < bound);
  }

  /** Class bits of IIN1 and the overflow bit: of the events that are in no unconfirmed fragment. */
  get iin(): number {
    let iin: number = this.lost ? Iin.EventBufferOverflow : 0;
    for (const of of [1, 2, 3] as const) if (this.waiting[of] > 0) iin |= CLASS_BITS[of];
    return iin;
  }

  hasOf(classes: ReadonlySet<number>): boolean {
    return ([1, 2, 3] as const).some((of) => this.waiting[of] > 0 && classes.has(of));
  }

  /**
   * Writes the chosen events, oldest first over all groups, and puts them in the batch. Answers false where the fragment
   * is full before the end.
   */
  write(writer: FragmentWriter, choice: EventChoice, batch: EventBatch): boolean {
    const next = this.chains.map(({ first }) => first);
    for (;;) {
      let at = -1;
      let oldest: Entry | undefined;
      for (let i = 0; i < next.length; i++) {
        const entry = next[i];
        if (entry && (!oldest || entry.order < oldest.order)) {
          oldest = entry;
          at = i;
        }
      }
      if (!oldest) return true;
      next[at] = oldest.after;
      const variation = oldest.sent ? undefined : choice.choose(oldest);
      if (!variation) continue;
      if (!writeEvent(writer, variation, oldest)) return false;
      choice.took?.();
      oldest.sent = true;
      this.waiting[oldest.event.class]--;
      batch.entries.push(oldest);
    }
  }

  /** Their fragment has been confirmed. `told`: it bore IIN2.3. */
  confirm(batch: EventBatch, told: boolean): void {
    for (const entry of batch.entries)
      if (!entry.gone) this.remove(this.byGroup.get(entry.event.group) as Chain, entry);
    if (told && this.hasSpace) this.lost = false;
  }

  /** The confirmation did not come: they are to be reported again. */
  release(batch: EventBatch): void {
    for (const entry of batch.entries) {
      if (entry.gone) continue;
      entry.sent = false;
      this.waiting[entry.event.class]++;
    }
  }

  private remove(chain: Chain, entry: Entry): void {
    if (entry.before) entry.before.after = entry.after;
    else chain.first = entry.after;
    if (entry.after) entry.after.before = entry.before;
    else chain.last = entry.before;
    entry.gone = true;
    chain.length--;
    if (!entry.sent) this.waiting[entry.event.class]--;
  }
}

function writeEvent(writer: FragmentWriter, variation: Variation, { event, synchronised }: Entry): boolean {
  const { point, value, flags, time, octets } = event;
  const { index } = point;
  if (variation.layout.form === 'octets' || variation.of.point === 'octet-string')
    return writer.octets(event.group, { index, octets }, true);
  return writer.event(variation, fitted(variation, { index, value, flags, time }), synchronised);
}
