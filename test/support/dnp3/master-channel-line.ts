import assert from 'node:assert/strict';
import { formatFrame, PrimaryFunction } from '../../../lib/dnp3/link/frame';
import { FrameParser } from '../../../lib/dnp3/link/parser';
import type { Now } from '../../../lib/dnp3/machine';
import { MasterChannel, type MasterChannelEffect } from '../../../lib/dnp3/master/channel';
import type { MasterConfig } from '../../../lib/dnp3/master/config';
import { segmentsOf } from '../../../lib/dnp3/transport/segments';
import { NOON, octetsOf } from './conversation';

const NOTHING = new Uint8Array(0);

type Other = Exclude<MasterChannelEffect, { kind: 'write' }>;

/** A master's channel, with the test in the place of the outstations on the line. Measurements are stored at once. */
export class MasterChannelLine {
  readonly channel = new MasterChannel();
  private readonly parser = new FrameParser();
  private readonly sent: string[] = [];
  private readonly others: Other[] = [];
  private mono = 0;

  get now(): Now {
    return { mono: this.mono, utc: NOON + this.mono };
  }

  add(remote: number, config: Partial<MasterConfig> = {}): this {
    this.channel.add({ keepAliveMs: 0, ...config, remote }, this.now);
    return this.pump();
  }

  open(): this {
    this.channel.opened(this.now);
    return this.pump();
  }

  /** `10: c001…`: the next fragment that leaves, and for whom; link frames by their function. */
  sends(...expected: string[]): this {
    for (const line of expected)
      assert.equal((this.sent.shift() ?? 'nothing').replaceAll(' ', ''), line.replaceAll(' ', ''));
    return this;
  }

  /** All that left since, as `sends` takes it. */
  drain(): string[] {
    return this.sent.splice(0);
  }

  sendsNothing(): this {
    assert.deepEqual(this.sent, []);
    return this;
  }

  /** The outstation with this address says so. */
  answers(source: number, fragment: string): this {
    for (const data of segmentsOf(octetsOf(fragment), 0))
      this.frame(source, PrimaryFunction.UnconfirmedUserData, data);
    return this.pump();
  }

  frame(source: number, code: number, data: Uint8Array = NOTHING, prm = true): this {
    const frame = { dir: false, prm, fcb: false, fcv: false, function: code, destination: 1, source, data };
    this.channel.received(formatFrame(frame), this.now);
    return this.pump();
  }

  /** Whatever the octets are. */
  octets(octets: Uint8Array): this {
    this.channel.received(octets, this.now);
    return this.pump();
  }

  passes(ms: number): this {
    const end = this.mono + ms;
    for (let at = this.channel.wakeAt; at !== undefined && at <= end; at = this.channel.wakeAt) {
      this.mono = Math.max(this.mono, at);
      this.channel.wake(this.now);
      this.pump();
    }
    this.mono = end;
    return this;
  }

  does(what: (channel: MasterChannel, now: Now) => void): this {
    what(this.channel, this.now);
    return this.pump();
  }

  taken<K extends Other['kind']>(kind: K): Extract<Other, { kind: K }>[] {
    const found = this.others.filter((effect): effect is Extract<Other, { kind: K }> => effect.kind === kind);
    const rest = this.others.filter((effect) => effect.kind !== kind);
    this.others.splice(0, this.others.length, ...rest);
    return found;
  }

  /** Measurements so far, by outstation. */
  measured(): [address: number, indices: number[]][] {
    return this.taken('association').flatMap(({ address, effect }) =>
      effect.kind === 'measured'
        ? [[address, effect.measurements.map(({ index }) => index)] as [number, number[]]]
        : [],
    );
  }

  private pump(): this {
    for (let effects = this.channel.take(); effects.length > 0; effects = this.channel.take())
      for (const effect of effects) this.carryOut(effect);
    return this;
  }

  private carryOut(effect: MasterChannelEffect): void {
    if (effect.kind !== 'write') {
      this.others.push(effect);
      if (effect.kind === 'association' && effect.effect.kind === 'measured')
        this.channel.stored(effect.address, effect.effect.batch, true, this.now);
      return;
    }
    for (const { destination, function: code, data } of this.parser.push(effect.octets))
      this.sent.push(
        `${destination}: ${data.length > 0 ? Buffer.from(data.subarray(1)).toString('hex') : `function ${code}`}`,
      );
  }
}
