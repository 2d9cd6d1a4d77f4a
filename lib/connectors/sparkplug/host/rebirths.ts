const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;

interface Asked {
  at: number;
  pause: number;
}

/** When a node was asked to be born again: not for every message that calls for it, and ever less often if it does not. */
export class Rebirths {
  private readonly asked = new Map<string, Asked>();

  /** Whether to ask now. */
  ask(node: string, now: number): boolean {
    const before = this.asked.get(node);
    if (before && now - before.at < before.pause) return false;
    const pause = before ? Math.min(before.pause * 2, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
    this.asked.set(node, { at: now, pause });
    return true;
  }

  /** It was born. */
  answered(node: string): void {
    this.asked.delete(node);
  }
}
