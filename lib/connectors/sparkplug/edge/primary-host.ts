import type { HostState } from '../topics';

/** Whether the host that an edge node waits for is there, by what it says and when it said it (§5.4, §6.4.28). */
export class PrimaryHost {
  private state: HostState = { online: false, timestamp: -Infinity };

  get isOnline(): boolean {
    return this.state.online;
  }

  /** A new connection: only what the broker tells now counts, though nothing older than was heard before. */
  forget(): void {
    this.state = { online: false, timestamp: this.state.timestamp };
  }

  /** What changes by it. What is older than what was heard is a message that was late. */
  hear(said: HostState): 'online' | 'offline' | undefined {
    if (said.timestamp < this.state.timestamp) return undefined;
    const before = this.state.online;
    this.state = said;
    if (said.online === before) return undefined;
    return said.online ? 'online' : 'offline';
  }
}
