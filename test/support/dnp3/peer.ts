import { controlOctet, controlOf, nextSeq } from '../../../lib/dnp3/app/control-octet';
import { FunctionCode } from '../../../lib/dnp3/app/function-code';
import { readFragment } from '../../../lib/dnp3/app/reader';
import { formatFrames, type LinkFrame, PrimaryFunction } from '../../../lib/dnp3/link/frame';
import { FrameParser } from '../../../lib/dnp3/link/parser';
import { Reassembly } from '../../../lib/dnp3/transport/reassembly';
import { segmentsOf } from '../../../lib/dnp3/transport/segments';

const NOTHING = new Uint8Array(0);

/** What the other side of a connection makes of octets, and how it puts its own fragments into them. */
export class Peer {
  private readonly parser = new FrameParser();
  private readonly reassembly = new Reassembly(65_536);
  private transportSeq = 0;
  seq = 0;

  constructor(
    private readonly dir: boolean,
    private readonly local: number,
    private readonly remote: number,
  ) {}

  /** A fragment as link frames of unconfirmed user data. */
  framed(fragment: Uint8Array): Uint8Array {
    const segments = segmentsOf(fragment, this.transportSeq);
    this.transportSeq = (this.transportSeq + segments.length) & 0x3f;
    return formatFrames(segments.map((data) => this.frame(PrimaryFunction.UnconfirmedUserData, data)));
  }

  /** One segment, as it is. */
  segment(data: Uint8Array): Uint8Array {
    return formatFrames([this.frame(PrimaryFunction.UnconfirmedUserData, data)]);
  }

  /** A frame without data. */
  link(code: number): Uint8Array {
    return formatFrames([this.frame(code, NOTHING)]);
  }

  request(code: number, objects: readonly number[] = []): Uint8Array {
    this.seq = nextSeq(this.seq);
    return this.framed(Uint8Array.of(0xc0 | this.seq, code, ...objects));
  }

  confirm(seq: number, uns: boolean): Uint8Array {
    const control = controlOctet({ fir: true, fin: true, con: false, uns, seq });
    return this.framed(Uint8Array.of(control, FunctionCode.Confirm));
  }

  /** Frames and whole fragments in what the other side wrote. */
  heard(octets: Uint8Array): {
    readonly frames: readonly LinkFrame[];
    readonly fragments: readonly Uint8Array[];
  } {
    const frames = this.parser.push(octets);
    const fragments = frames.flatMap(({ data }) => this.reassembly.push(data) ?? []);
    return { frames, fragments };
  }

  private frame(code: number, data: Uint8Array): LinkFrame {
    const { dir, local: source, remote: destination } = this;
    return { dir, prm: true, fcb: false, fcv: false, function: code, source, destination, data };
  }
}

/** How a simple outstation answers: a READ with one analog, anything else with nothing, always with these indications. */
export function plainAnswer(request: Uint8Array, iin = 0): Uint8Array | undefined {
  const fragment = readFragment(request);
  if (!fragment || fragment.function === FunctionCode.Confirm) return undefined;
  const { seq } = controlOf(request[0] as number);
  const objects =
    fragment.function === FunctionCode.Read ? [0x1e, 0x02, 0x00, 0x00, 0x00, 0x01, 0x07, 0x00] : [];
  return Uint8Array.of(0xc0 | seq, FunctionCode.Response, iin & 0xff, iin >> 8, ...objects);
}
