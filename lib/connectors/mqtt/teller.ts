import type { Clock } from '../../core/clock';
import type { LogFields, Logger } from '../../core/logger';

const AGAIN_MS = 60_000;

/** A log for what may happen a thousand times a second: each kind of thing is said at most once in a while. */
export class Teller {
  private readonly toldAt = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** `pause`: ms in which it is not said again; Infinity: not before `forget`. */
  tell(kind: string, text: string, fields: LogFields = {}, pause = AGAIN_MS): void {
    const now = this.clock.monotonic();
    const before = this.toldAt.get(kind);
    if (before !== undefined && now - before < pause) return;
    this.toldAt.set(kind, now);
    this.logger.warn(text, fields);
  }

  forget(kind: string): void {
    this.toldAt.delete(kind);
  }
}
