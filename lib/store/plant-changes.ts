import { Client } from 'pg';
import { sleep, type Clock } from '../core/clock';
import { messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import type { ApplicationRole } from './application-role';

interface PlantChangesOptions {
  readonly url: string;
  readonly role: ApplicationRole;
  readonly clock: Clock;
  readonly logger: Logger;
  onChange(): void;
}

const RECONNECT_MS = 1000;
/** Many changes in one go (an import, a seed) make one refresh. */
const SETTLE_MS = 50;

/** Listens for `thermacore_plant` on a connection of its own, and for what it may have missed after a reconnect. */
export class PlantChanges {
  private client: Client | undefined;
  private readonly stopped = new AbortController();
  private settling = false;
  private reconnecting = false;

  constructor(private readonly options: PlantChangesOptions) {}

  async start(): Promise<void> {
    const { url, role } = this.options;
    const target = new URL(url);
    target.username = encodeURIComponent(role.user);
    target.password = encodeURIComponent(role.password);
    const client = new Client({
      connectionString: target.toString(),
      application_name: 'thermacore listen',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    this.client = client;
    client.on('error', () => undefined);
    client.on('end', () => void this.reconnect());
    client.on('notification', () => this.changed());
    await client.connect();
    await client.query('listen thermacore_plant');
  }

  async stop(): Promise<void> {
    this.stopped.abort(new Error('stopped'));
    await this.client?.end().catch(() => undefined);
  }

  private changed(): void {
    if (this.settling) return;
    this.settling = true;
    this.options.clock.after(SETTLE_MS, () => {
      this.settling = false;
      if (!this.stopped.signal.aborted) this.options.onChange();
    });
  }

  private async reconnect(): Promise<void> {
    if (this.reconnecting) return;
    this.reconnecting = true;
    const { clock, logger } = this.options;
    while (!this.stopped.signal.aborted) {
      try {
        await sleep(clock, RECONNECT_MS, this.stopped.signal);
        await this.start();
        this.changed();
        break;
      } catch (error) {
        logger.debug('Still not listening for plant changes', { reason: messageOf(error) });
      }
    }
    this.reconnecting = false;
  }
}
