import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readFragment } from '../../lib/dnp3/app/reader';
import { decodeFragment } from '../../lib/dnp3/decode-log/fragment';
import { HEADER_OCTETS } from '../../lib/dnp3/link/frame';
import { FrameParser } from '../../lib/dnp3/link/parser';
import { Station, STATION_DEFAULTS } from '../../lib/dnp3/link/station';
import { type End, MasterEnd, OutstationEnd } from '../support/dnp3/ends';
import { hexOf } from '../unit/dnp3/vectors';
import { mutation, Random } from './mutations';

const SEED = Number(process.env['THERMACORE_FUZZ_SEED'] ?? randomInt(1, 2 ** 31));
const FRAMES = Number(process.env['THERMACORE_FUZZ_FRAMES'] ?? 2_000_000);
/** Frames between two looks at whether the end still serves. */
const LOOK_EVERY = 2_000;
/** Time passes after so many frames, so that polls, time-outs and retries have their turn. */
const TICK_EVERY = 20;
const TICK_MS = 1000;
/** Of processor time for all of them, so that a busy machine fails no run. */
const MOST_CPU_SECONDS = 60;
const MOST_MINUTES = 5;
const MOST_GROWTH_OCTETS = 32 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapOctets(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

const NOW = { mono: 0, utc: 1_709_294_400_000 };

type Attacked = Pick<End, 'push' | 'later' | 'done' | 'ailment'>;

/** Link, transport and application layer of one side, without a session. */
class Codec implements Attacked {
  private readonly parser = new FrameParser();
  private readonly station: Station;

  constructor(master: boolean) {
    const [local, remote] = master ? [1, 10] : [10, 1];
    this.station = new Station({ ...STATION_DEFAULTS, master, local, remote });
    this.station.opened(NOW);
  }

  push(octets: Uint8Array): Uint8Array[] {
    for (const frame of this.parser.push(octets)) this.station.receive(frame, NOW);
    assert.ok(this.parser.pending < 292);
    const written: Uint8Array[] = [];
    for (const effect of this.station.take()) {
      if (effect.kind === 'write') written.push(effect.octets);
      else if (effect.kind === 'fragment') this.read(effect.octets);
    }
    return written;
  }

  later(): Uint8Array[] {
    return [];
  }

  done(): string[] {
    return [];
  }

  ailment(): string | undefined {
    return undefined;
  }

  private read(octets: Uint8Array): void {
    const fragment = readFragment(octets);
    if (!fragment || fragment.fault) return;
    assert.equal(fragment.headers.at(-1)?.to ?? octets.length, octets.length);
    decodeFragment(octets);
  }
}

/** Pushes mutated frames; whatever goes wrong is told with the seed and the frame that it went wrong at. */
function attack(end: Attacked, seed: number, frames: number): void {
  const random = new Random(seed);
  const told = (at: number, octets: Uint8Array, what: string): string =>
    `THERMACORE_FUZZ_SEED=${SEED}, frame ${at} (${hexOf(octets)}): ${what}`;
  let seq = 0;
  const hear = (written: readonly Uint8Array[]): void => {
    for (const octets of written) if (octets.length > HEADER_OCTETS + 2) seq = (octets[11] as number) & 0x0f;
  };
  for (let at = 0; at < frames; at++) {
    const { octets, damaged } = mutation(random, seq);
    if (damaged) end.push(new Uint8Array(300));
    end.done();
    let written: Uint8Array[];
    try {
      written = end.push(octets);
    } catch (error) {
      throw new Error(told(at, octets, 'it threw'), { cause: error });
    }
    if (damaged) {
      assert.deepEqual(end.done(), [], told(at, octets, 'something came of a bad frame'));
      assert.equal(written.length, 0, told(at, octets, 'a bad frame was answered'));
      end.push(new Uint8Array(300));
    }
    hear(written);
    if (at % TICK_EVERY === 0) hear(end.later(TICK_MS));
    if (at % LOOK_EVERY === LOOK_EVERY - 1) {
      assert.equal(end.ailment(), undefined, told(at, octets, 'it does not serve any more'));
    }
  }
}

describe(`mutated frames (seed ${SEED})`, function () {
  this.timeout(MOST_MINUTES * 60_000);

  const ends: readonly (readonly [name: string, share: number, make: () => Attacked])[] = [
    ['link, transport and reader of an outstation', 0.3, () => new Codec(false)],
    ['link, transport and reader of a master', 0.2, () => new Codec(true)],
    ['an outstation', 0.2, () => new OutstationEnd()],
    [
      'an outstation that reports by itself',
      0.1,
      () => new OutstationEnd({ unsolicited: true, unsolicitedClasses: [1, 2, 3] }),
    ],
    [
      'a master',
      0.2,
      () => new MasterEnd({ classPeriodsMs: { 1: 1000, 2: 3000, 3: 5000 }, restMs: { first: 1, most: 1 } }),
    ],
  ];

  for (const [name, share, make] of ends) {
    const frames = Math.round(FRAMES * share);
    it(`${frames.toLocaleString('en')} at ${name}: it never throws, keeps its bounds, and serves a good peer afterwards`, () => {
      const end = make();
      attack(end, SEED, Math.round(frames / 20));
      const before = heapOctets();
      const started = process.cpuUsage();
      attack(end, SEED + 1, Math.round((frames * 19) / 20));
      const { user, system } = process.cpuUsage(started);
      const seconds = (user + system) / 1e6;
      const growth = heapOctets() - before;
      assert.equal(end.ailment(), undefined);
      assert.ok(seconds < MOST_CPU_SECONDS * share, `took ${seconds.toFixed(1)} s`);
      assert.ok(growth < MOST_GROWTH_OCTETS, `keeps ${growth} octets more than after the first frames`);
    });
  }
});
