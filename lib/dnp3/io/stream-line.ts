import type { Duplex } from 'node:stream';
import { alarmClock, type Alarm } from './alarm-clock';
import { faultWords } from './faults';
import type { Line, LineLimits, LineListener } from './transport';

/**
 * A line over a stream that is open. Nothing more is read while the other side does not take what was written, so that
 * neither side's appetite fills this process's memory.
 */
export class StreamLine implements Line {
  private listener: LineListener | undefined;
  private reason: string | undefined;
  private ended = false;
  private heardAt = performance.now();
  private heardAny = false;
  /** When it began to wait for the other side to read. */
  private stuckAt: number | undefined;
  private readonly alarm: Alarm;

  constructor(
    private readonly stream: Duplex,
    readonly peer: string,
    private readonly limits: LineLimits,
    private readonly onEnd: () => void = () => undefined,
  ) {
    this.alarm = alarmClock.alarm(() => this.look());
    stream.on('error', (error) => this.end(faultWords(error)));
    stream.on('close', () => this.end('the other side has closed the connection'));
    // Half of a connection is of no use here.
    stream.on('end', () => this.close('the other side has closed the connection'));
  }

  /** Whether anything has ever come. */
  get heard(): boolean {
    return this.heardAny;
  }

  /** Begins to read. */
  listen(listener: LineListener): void {
    this.listener = listener;
    if (this.ended) {
      listener.closed(this.reason ?? 'closed');
      return;
    }
    this.stream.on('drain', () => {
      this.stuckAt = undefined;
      this.stream.resume();
    });
    this.stream.on('data', (octets: Buffer) => {
      this.heardAt = performance.now();
      this.heardAny = true;
      listener.received(octets);
      if (this.stuckAt !== undefined) this.stream.pause();
    });
    if (this.limits.idleTimeoutMs > 0) alarmClock.set(this.alarm, this.heardAt + this.limits.idleTimeoutMs);
  }

  write(octets: Uint8Array): void {
    if (this.ended || this.stream.destroyed || !this.stream.writable) return;
    const taken = this.stream.write(octets);
    if (taken) return;
    if (this.stream.writableLength > this.limits.maxUnsent) {
      this.close(`takes nothing of what is sent: ${this.stream.writableLength} octets wait`);
      return;
    }
    if (this.stuckAt !== undefined) return;
    this.stuckAt = performance.now();
    this.look();
  }

  close(reason: string): void {
    this.reason ??= reason;
    this.stream.destroy();
    this.end(reason);
  }

  private look(): void {
    if (this.ended) return;
    const { idleTimeoutMs, writeTimeoutMs } = this.limits;
    const now = performance.now();
    const idleAt = idleTimeoutMs > 0 && this.stuckAt === undefined ? this.heardAt + idleTimeoutMs : Infinity;
    const stuckAt = this.stuckAt === undefined ? Infinity : this.stuckAt + writeTimeoutMs;
    if (now >= stuckAt) this.close(`takes nothing of what is sent for ${writeTimeoutMs / 1000} s`);
    else if (now >= idleAt) this.close(`nothing came for ${idleTimeoutMs / 1000} s`);
    else if (idleAt < Infinity || stuckAt < Infinity) alarmClock.set(this.alarm, Math.min(idleAt, stuckAt));
  }

  private end(reason: string): void {
    if (this.ended) return;
    this.ended = true;
    this.reason ??= reason;
    alarmClock.set(this.alarm, undefined);
    this.onEnd();
    this.listener?.closed(this.reason);
  }
}
