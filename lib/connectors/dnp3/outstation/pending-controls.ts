import type { Clock, Timer } from '../../../core/clock';
import type { CommandOutcome } from '../../../core/field-command';
import { CommandStatus } from '../../../dnp3/app/command-status';

interface Pending {
  readonly resolve: (status: number) => void;
  readonly timer: Timer;
}

/** Controls that wait for their outcome; a further one is told that the queue is full. */
const MOST_WAITING = 1000;

/** What a master is told of the outcome of the command that its control became. */
const STATUS: Readonly<Record<CommandOutcome, number>> = {
  accepted: CommandStatus.Success,
  verified: CommandStatus.Success,
  // A rule of ours: limits, interlock, permission.
  rejected: CommandStatus.Blocked,
  failed: CommandStatus.DownstreamFail,
  // Nobody knows: it must not look like a success, nor invite to try again.
  'timed-out': CommandStatus.Undefined,
};

export const statusOf = (outcome: CommandOutcome): number => STATUS[outcome];

/** Controls on their way through a flow. A message carries only the number of its control. */
export class PendingControls {
  private readonly pending = new Map<number, Pending>();
  private last = 0;

  constructor(
    private readonly clock: Clock,
    private readonly timeoutMs: number,
  ) {}

  get size(): number {
    return this.pending.size;
  }

  /** Sends a control on its way; resolves with the status to answer, at the latest when its time is over. */
  begin(send: (control: number) => void): Promise<number> {
    if (this.pending.size >= MOST_WAITING) return Promise.resolve(CommandStatus.AlreadyActive);
    const control = ++this.last;
    return new Promise((resolve) => {
      const timer = this.clock.after(this.timeoutMs, () => this.end(control, CommandStatus.Undefined));
      this.pending.set(control, { resolve, timer });
      send(control);
    });
  }

  /** What became of it. False when nobody waits for it any more. */
  end(control: number, status: number): boolean {
    const found = this.pending.get(control);
    if (!found) return false;
    this.pending.delete(control);
    found.timer.stop();
    found.resolve(status);
    return true;
  }

  /** The flow is going: whoever still waits is told that it was cancelled. */
  close(): void {
    for (const control of [...this.pending.keys()]) this.end(control, CommandStatus.Cancelled);
  }
}
