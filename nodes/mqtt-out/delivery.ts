import { join } from 'node:path';
import { Outbox, type Platform, type PublishOptions } from '../../lib/platform';
import { folderName } from '../_kit/folder-name';
import { bytesText, grouped } from '../_kit/rate';
import type { BrokerService } from '../_kit/services';
import type { Config } from './form';
import type { Packet } from './packets';

const MEGABYTE = 1024 * 1024;
const HOUR_MS = 60 * 60 * 1000;

/** The node's way to the broker: through an outbox on disk, or straight. */
export class Delivery {
  private readonly outbox: Outbox | undefined;
  private readonly stopDraining: (() => void) | undefined;

  constructor(
    private readonly broker: BrokerService,
    platform: Platform,
    { id, name }: { id: string; name?: string | undefined },
    { qos, keep, outboxMb, outboxHours, outboxRate }: Config,
  ) {
    // At QoS 0 nobody would say when a message may be forgotten.
    if (qos === 0 || keep === 'memory') return;
    const { clock, logger, meter, settings } = platform;
    this.outbox = new Outbox({
      folder: join(settings.home, 'outbox', folderName(id)),
      name: name || id,
      limitBytes: outboxMb * MEGABYTE,
      maxAgeMs: outboxHours * HOUR_MS,
      messagesPerSecond: outboxRate,
      clock,
      logger,
      meter,
    });
    this.stopDraining = broker.drain(this.outbox);
  }

  get isOnDisk(): boolean {
    return this.outbox !== undefined;
  }

  /** What waits, for the status; empty when nothing does. */
  get waiting(): string {
    if (!this.outbox) return this.broker.outbox > 0 ? `${bytesText(this.broker.outbox)} wait` : '';
    const { messages, bytes } = this.outbox.depth;
    return messages > 0 ? `${grouped(messages)} wait (${bytesText(bytes)})` : '';
  }

  /** Resolves when the message is on disk or, without an outbox, when the broker has confirmed it. */
  publish({ topic, payload }: Packet, options: PublishOptions): Promise<void> {
    return (this.outbox ?? this.broker).publish(topic, payload, options);
  }

  async close(removed: boolean): Promise<void> {
    const closing = this.outbox?.close(removed);
    this.stopDraining?.();
    await closing;
  }
}
