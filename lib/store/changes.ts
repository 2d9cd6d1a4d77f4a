import { Client } from 'pg';
import { sleep, type Clock } from '../core/clock';
import { messageOf } from '../core/errors';
import type { Logger } from '../core/logger';
import type { ApplicationRole } from './application-role';

interface ChangesOptions {
  readonly url: string;
  readonly role: ApplicationRole;
  readonly clock: Clock;
  readonly logger: Logger;
  onChange(channel: Channel): void;
}

/** What the database announces (migrations 0002, 0018, 0023, 0027, 0029, 0034, 0040 and 0048). */
export const CHANNELS = [
  'thermacore_plant',
  'thermacore_devices',
  'thermacore_alarm_rules',
  'thermacore_alarms',
  'thermacore_alarm_requests',
  'thermacore_notifications',
  'thermacore_anomaly_settings',
  'thermacore_tenants',
  'thermacore_security',
] as const;
export type Channel = (typeof CHANNELS)[number];

const RECONNECT_MS = 1000;
/** Many changes in one go (an import, a seed) make one refresh. */
const SETTLE_MS = 50;

/** Listens for changes on a connection of its own, and takes all for changed after a reconnect. */
export class Changes {
  private client: Client | undefined;
  private readonly stopped = new AbortController();
  private readonly settling = new Set<Channel>();
  private reconnecting = false;

  constructor(private readonly options: ChangesOptions) {}

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
    client.on('notification', ({ channel }) => this.changed(channel as Channel));
    await client.connect();
    for (const channel of CHANNELS) await client.query(`listen ${channel}`);
  }

  async stop(): Promise<void> {
    this.stopped.abort(new Error('stopped'));
    await this.client?.end().catch(() => undefined);
  }

  private changed(channel: Channel): void {
    if (this.settling.has(channel)) return;
    this.settling.add(channel);
    this.options.clock.after(SETTLE_MS, () => {
      this.settling.delete(channel);
      if (!this.stopped.signal.aborted) this.options.onChange(channel);
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
        for (const channel of CHANNELS) this.changed(channel);
        break;
      } catch (error) {
        logger.debug('Still not listening for changes', { reason: messageOf(error) });
      }
    }
    this.reconnecting = false;
  }
}
