import { controlOf } from '../../../lib/dnp3/app/control-octet';
import type { PointObject } from '../../../lib/dnp3/app/fragment';
import { FunctionCode } from '../../../lib/dnp3/app/function-code';
import { knownVariation } from '../../../lib/dnp3/app/objects/table';
import { readFragment } from '../../../lib/dnp3/app/reader';
import { FragmentWriter } from '../../../lib/dnp3/app/writer';
import { formatFrames, PrimaryFunction } from '../../../lib/dnp3/link/frame';
import { FrameParser } from '../../../lib/dnp3/link/parser';
import { Reassembly } from '../../../lib/dnp3/transport/reassembly';
import { segmentsOf } from '../../../lib/dnp3/transport/segments';
import { atLeast, figure, type Figure } from '../figure';

const RUNS = 5;
const RUN_MS = 1500;
const FRAGMENTS = 64;
const TIME = 1_709_294_400_000;
const EVENT = knownVariation(32, 3);
const STATIC = knownVariation(30, 1);

interface Work {
  /** A read's worth of points; how many that were. */
  run(): number;
}

const control = controlOf(0xc0);

/** Half of the fragments full of events with time (g32v3), half of present values (g30v1). */
function fragments(): Uint8Array[] {
  return Array.from({ length: FRAGMENTS }, (_, n) => {
    const writer = new FragmentWriter().start(control, FunctionCode.Response, 0);
    const point = (index: number): PointObject => ({
      index,
      value: index * 1000 - 5,
      flags: 1,
      time: TIME + index,
    });
    if (n % 2 === 0) for (let i = 0; writer.event(EVENT, point(i)); i++);
    else
      writer.run(
        STATIC,
        Array.from({ length: 1000 }, (_, i) => point(i)),
      );
    return writer.finish();
  });
}

/** Octets of link frames to points, through all layers. */
class Ours implements Work {
  private readonly parser = new FrameParser();
  private readonly reassembly = new Reassembly(2048);
  private readonly stream: readonly Uint8Array[];
  last: readonly PointObject[] = [];

  constructor(from: readonly Uint8Array[]) {
    this.stream = from.map((fragment) =>
      formatFrames(
        segmentsOf(fragment, 0).map((data) => ({
          dir: false,
          prm: true,
          fcb: false,
          fcv: false,
          function: PrimaryFunction.UnconfirmedUserData,
          destination: 1,
          source: 10,
          data,
        })),
      ),
    );
  }

  run(): number {
    let count = 0;
    for (const octets of this.stream)
      for (const { data } of this.parser.push(octets)) {
        const fragment = this.reassembly.push(data);
        if (fragment) count += this.points(fragment);
      }
    return count;
  }

  private points(octets: Uint8Array): number {
    let count = 0;
    for (const { content } of readFragment(octets)?.headers ?? [])
      if (content.kind === 'points') {
        this.last = content.points;
        count += content.points.length;
      }
    return count;
  }
}

/** The same fields from a flat buffer into the same objects: no frames, checks, segments or headers. */
class Bare implements Work {
  private readonly views: readonly { readonly view: DataView; readonly events: boolean }[];
  last: readonly PointObject[] = [];

  constructor(from: readonly Uint8Array[]) {
    this.views = from.map((octets) => ({
      view: new DataView(octets.buffer, octets.byteOffset, octets.length),
      events: octets[4] === EVENT.group,
    }));
  }

  run(): number {
    let count = 0;
    for (const { view, events } of this.views) {
      this.last = events ? this.events(view) : this.statics(view);
      count += this.last.length;
    }
    return count;
  }

  /** Indices of one octet, as all of them are below 256. */
  private events(view: DataView): PointObject[] {
    const points: PointObject[] = [];
    for (let at = 8; at + 12 <= view.byteLength; at += 12)
      points.push({
        index: view.getUint8(at),
        flags: view.getUint8(at + 1),
        value: view.getInt32(at + 2, true),
        time: view.getUint32(at + 6, true) + view.getUint16(at + 10, true) * 0x1_0000_0000,
      });
    return points;
  }

  private statics(view: DataView): PointObject[] {
    const points: PointObject[] = [];
    for (let at = 11, index = 0; at + 5 <= view.byteLength; at += 5, index++)
      points.push({ index, flags: view.getUint8(at), value: view.getInt32(at + 1, true), time: undefined });
    return points;
  }
}

/** Points per second. */
function rate(work: Work): number {
  const end = performance.now() + RUN_MS;
  const started = performance.now();
  let points = 0;
  while (performance.now() < end) points += work.run();
  return (points / (performance.now() - started)) * 1000;
}

const inMillions = (all: readonly number[]): string => all.map((one) => (one / 1e6).toFixed(1)).join(', ');

export async function* decoding(say: (line: string) => void): AsyncIterable<Figure> {
  const all = fragments();
  const ours = new Ours(all);
  const bare = new Bare(all);
  const [mine, flat] = [ours.run(), bare.run()];
  if (mine !== flat) throw new Error(`${mine} points through all layers, ${flat} from the flat buffer`);
  rate(ours);
  rate(bare);
  const rates: number[] = [];
  const references: number[] = [];
  for (let run = 1; run <= RUNS; run++) {
    say(`decoding, run ${run} of ${RUNS}`);
    rates.push(rate(ours));
    references.push(rate(bare));
    await new Promise((resolve) => setImmediate(resolve));
  }
  yield figure({
    id: 'dnp3.decode_points_per_s',
    unit: 'points/s',
    values: rates,
    aim: atLeast(1_000_000),
    note: `octets → frames → fragments of 2,048 octets → points, g32v3 and g30v1; the same objects from a flat buffer, in millions: ${inMillions(references)}`,
  });
}
