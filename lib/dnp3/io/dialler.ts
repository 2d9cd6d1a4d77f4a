import type { Duplex } from 'node:stream';
import { faultWords } from './faults';
import { StreamLine } from './stream-line';
import type { LineLimits, Reconnect, Transport, TransportListener } from './transport';

const DEFAULT_MIN_MS = 1000;
const DEFAULT_MAX_MS = 60_000;
const MOST_DOUBLINGS = 20;

export interface Dialled {
  readonly stream: Duplex;
  /** In words. */
  readonly peer: string;
}

/**
 * Keeps one line open: opens it, and when it ends opens it again, ever less often while nothing comes over it. The wait
 * keeps the process alive, as a line would.
 */
export class Dialler implements Transport {
  private listener: TransportListener | undefined;
  private line: StreamLine | undefined;
  private redial: { stop(): void } | undefined;
  private dialling: AbortController | undefined;
  private failures = 0;

  /** `dial` rejects when the signal aborts. */
  constructor(
    readonly name: string,
    private readonly dial: (signal: AbortSignal) => Promise<Dialled>,
    private readonly limits: LineLimits,
    private readonly reconnect: Reconnect,
    private readonly random: () => number = Math.random,
  ) {}

  start(listener: TransportListener): Promise<void> {
    if (!this.listener) {
      this.listener = listener;
      void this.open();
    }
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.listener = undefined;
    this.redial?.stop();
    this.dialling?.abort(new Error('stopped'));
    this.line?.close('stopped');
    return Promise.resolve();
  }

  private async open(): Promise<void> {
    const dialling = new AbortController();
    this.dialling = dialling;
    try {
      const { stream, peer } = await this.dial(dialling.signal);
      const listener = this.listener;
      if (dialling.signal.aborted || !listener) {
        stream.on('error', () => undefined);
        stream.destroy();
        return;
      }
      const line = new StreamLine(stream, peer, this.limits, () => this.ended(line));
      this.line = line;
      line.listen(listener.opened(line));
    } catch (error) {
      if (dialling.signal.aborted) return;
      this.listener?.trouble(`${this.name}: ${faultWords(error)}`);
      this.later();
    }
  }

  private ended(line: StreamLine): void {
    if (this.line !== line) return;
    this.line = undefined;
    if (line.heard) this.failures = 0;
    this.later();
  }

  private later(): void {
    if (!this.listener) return;
    const { minMs = DEFAULT_MIN_MS, maxMs = DEFAULT_MAX_MS, after = timer } = this.reconnect;
    const wait = Math.min(maxMs, minMs * 2 ** Math.min(this.failures++, MOST_DOUBLINGS));
    this.redial?.stop();
    this.redial = after(wait * (0.75 + this.random() / 2), () => void this.open());
  }
}

function timer(ms: number, run: () => void): { stop(): void } {
  const handle = setTimeout(run, ms);
  return { stop: () => clearTimeout(handle) };
}
