import {
  formatFrame,
  type LinkFrame,
  PrimaryFunction,
  SecondaryFunction,
} from '../../../../lib/dnp3/link/frame';
import { FrameParser } from '../../../../lib/dnp3/link/parser';
import {
  Station,
  STATION_DEFAULTS,
  type StationConfig,
  type StationEffect,
} from '../../../../lib/dnp3/link/station';
import { hexOf } from '../vectors';

const NOTHING = new Uint8Array(0);
export const FRAGMENT = Uint8Array.of(0xc0, 0x17);

const name = (codes: Readonly<Record<string, number>>, code: number): string =>
  Object.entries(codes).find(([, value]) => value === code)?.[0] ?? `function ${code}`;

/** A frame in words, e.g. `ConfirmedUserData FCB 1, 3 octets`. */
export function words({ prm, fcb, fcv, function: code, data }: LinkFrame): string {
  const bits = prm ? (fcv ? ` FCB ${fcb ? 1 : 0}` : '') : fcv ? ' DFC' : '';
  return `${name(prm ? PrimaryFunction : SecondaryFunction, code)}${bits}${data.length > 0 ? `, ${data.length} octets` : ''}`;
}

const told = (effect: StationEffect): string => {
  switch (effect.kind) {
    case 'write':
      return new FrameParser().push(effect.octets).map(words).join(' + ');
    case 'fragment':
      return `fragment ${hexOf(effect.octets)}${effect.broadcast === 'none' ? '' : ` to all, ${effect.broadcast}`}`;
    case 'lost':
      return `lost: ${effect.reason}`;
    case 'sent':
      return 'sent';
  }
};

/** A station (outstation 10 of master 1 unless said otherwise), the other side's frames, and a clock. */
export class Conversation {
  readonly station: Station;
  private ms = 0;
  private readonly dir: boolean;
  private readonly ends: { readonly source: number; readonly destination: number };

  constructor(config: Partial<StationConfig> = {}) {
    const whole = { ...STATION_DEFAULTS, master: false, local: 10, remote: 1, keepAliveMs: 0, ...config };
    this.station = new Station(whole);
    this.dir = !whole.master;
    this.ends = { source: whole.remote, destination: whole.local };
    this.station.opened(this.now);
  }

  get now(): { mono: number; utc: number } {
    return { mono: this.ms, utc: 1_700_000_000_000 + this.ms };
  }

  get wakesIn(): number | undefined {
    return this.station.wakeAt === undefined ? undefined : this.station.wakeAt - this.ms;
  }

  /** What the station did, in words. */
  effects(): string[] {
    return this.station.take().map(told);
  }

  primary(code: number, more: Partial<LinkFrame> = {}): string[] {
    return this.frame({ prm: true, function: code, ...more });
  }

  secondary(code: number, more: Partial<LinkFrame> = {}): string[] {
    return this.frame({ prm: false, function: code, ...more });
  }

  frame(more: Partial<LinkFrame>): string[] {
    const frame = {
      dir: this.dir,
      prm: true,
      fcb: false,
      fcv: false,
      function: 0,
      data: NOTHING,
      ...this.ends,
      ...more,
    };
    for (const whole of new FrameParser().push(formatFrame(frame))) this.station.receive(whole, this.now);
    return this.effects();
  }

  send(octets: Uint8Array = FRAGMENT, broadcast?: number): string[] {
    this.station.send(octets, this.now, broadcast);
    return this.effects();
  }

  later(ms: number): string[] {
    this.ms += ms;
    this.station.wake(this.now);
    return this.effects();
  }
}
