import type { Duplex } from 'node:stream';
import { Dialler } from './dialler';
import { DEFAULT_LIMITS, type LineLimits, type Reconnect, type Transport } from './transport';

export interface StreamOptions extends Partial<LineLimits> {
  /** In words: `serial port /dev/ttyS0`. */
  readonly name: string;
  /** Opens it, once for each line; a serial port of whichever library, a pipe, one end of a pair. */
  readonly open: (signal: AbortSignal) => Duplex | Promise<Duplex>;
  readonly reconnect?: Reconnect;
}

/** Lines over any stream of octets, which is how DNP3 goes over serial ports. */
export function streamTransport(options: StreamOptions): Transport {
  const { name, open, reconnect = {} } = options;
  const dial = async (signal: AbortSignal): Promise<{ stream: Duplex; peer: string }> => ({
    stream: await open(signal),
    peer: name,
  });
  return new Dialler(name, dial, { ...DEFAULT_LIMITS, ...options }, reconnect);
}
