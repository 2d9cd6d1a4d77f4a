import type { StreamSource } from '../api';
import type { Clock } from '../core/clock';
import type { Ticket } from '../core/transfer';
import { Tickets } from './tickets';

/** Opens the file, once it is asked for. */
type Open = () => StreamSource | Promise<StreamSource>;

/** What a browser fetches by a ticket, whoever has it to give: all of it has one path. */
export class Downloads {
  private readonly tickets: Tickets<Open>;

  constructor(
    clock: Clock,
    private readonly pathOf: (ticket: string) => string,
  ) {
    this.tickets = new Tickets(clock);
  }

  issue(open: Open): Ticket {
    return this.tickets.issue(open, this.pathOf);
  }

  /** Once. Rejects `not-found`, whatever the reason. */
  async redeem(ticket: string): Promise<StreamSource> {
    return await this.tickets.redeem(ticket)();
  }
}
