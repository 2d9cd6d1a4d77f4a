import type { Clock, Timer } from '../../core/clock';

const SECOND_MS = 1000;
/** A busy line says more than anybody reads: blocks that are handed on in a second. */
export const MOST_BLOCKS = 200;

/** Hands on what is on a line, for so long, and no more of it than somebody can take. */
export class DecodeFeed {
  private told = 0;
  private dropped = 0;
  private second: Timer | undefined;
  private readonly end: Timer;
  private leave: (() => void) | undefined;

  /** `listen` begins the log, and returns what ends it. */
  constructor(
    private readonly clock: Clock,
    seconds: number,
    private readonly log: (block: string) => void,
    listen: (log: (block: string) => void) => () => void,
  ) {
    this.end = clock.after(seconds * SECOND_MS, () => this.stop());
    this.leave = listen((block) => this.take(block));
  }

  stop(): void {
    const { leave } = this;
    if (!leave) return;
    this.leave = undefined;
    leave();
    this.end.stop();
    this.second?.stop();
    this.count();
  }

  private take(block: string): void {
    if (!this.leave) return;
    this.second ??= this.clock.after(SECOND_MS, () => {
      this.second = undefined;
      this.count();
    });
    if (this.told >= MOST_BLOCKS) {
      this.dropped++;
      return;
    }
    this.told++;
    this.log(block);
  }

  private count(): void {
    const { dropped } = this;
    this.told = 0;
    this.dropped = 0;
    if (dropped > 0) this.log(`${dropped} more in this second, left out: at most ${MOST_BLOCKS} are shown`);
  }
}
