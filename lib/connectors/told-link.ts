import type { Clock } from '../core/clock';
import type { LinkState, LinkStatus } from './connector';

/** The state of a connection, told in words to whoever listens: at once, and with each change. */
export class ToldLink {
  private readonly listeners = new Set<(status: LinkStatus) => void>();
  status: LinkStatus;

  constructor(protected readonly clock: Clock) {
    this.status = { state: 'stopped', text: 'stopped', since: clock.now() };
  }

  set(state: LinkState, text: string): void {
    if (state === this.status.state && text === this.status.text) return;
    this.status = { state, text, since: this.clock.now() };
    for (const listener of [...this.listeners]) listener(this.status);
  }

  listen(listener: (status: LinkStatus) => void): () => void {
    this.listeners.add(listener);
    listener(this.status);
    return () => void this.listeners.delete(listener);
  }
}
