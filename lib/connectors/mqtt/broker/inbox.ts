import type { IPublishPacket } from 'mqtt-packet';
import type { Journal } from './journal';

interface Row {
  id: number;
  packet: string;
  payload: Uint8Array;
}

/**
 * Messages between the moment their publisher is told that they are taken and the moment they stand in the queues of
 * their receivers.
 */
export class Inbox {
  private readonly ids = new WeakMap<IPublishPacket, number>();
  private next = 1;

  constructor(private readonly journal: Journal) {}

  /** Resolves when the message is on disk. */
  keep(packet: IPublishPacket): Promise<void> {
    const id = this.next++;
    this.ids.set(packet, id);
    const { topic, qos, retain } = packet;
    this.journal.run(
      'insert into inbox values (?, ?, ?)',
      id,
      JSON.stringify({ topic, qos, retain }),
      Buffer.from(packet.payload),
    );
    return this.journal.committed();
  }

  /** The message stands in the queues; the same commit that wrote those forgets it here. */
  release(packet: IPublishPacket): void {
    const id = this.ids.get(packet);
    if (id !== undefined) this.journal.run('delete from inbox where id = ?', id);
  }

  /** Publishes again what a crash left here. */
  async replay(publish: (packet: Parameters<Inbox['keep']>[0]) => Promise<void>): Promise<void> {
    const rows = this.journal.all<Row>('select id, packet, payload from inbox order by id');
    this.next = (rows.at(-1)?.id ?? 0) + 1;
    for (const { id, packet, payload } of rows) {
      const { topic, qos, retain } = JSON.parse(packet) as Pick<IPublishPacket, 'topic' | 'qos' | 'retain'>;
      await publish({ cmd: 'publish', topic, qos, retain, dup: false, payload: Buffer.from(payload) });
      this.journal.run('delete from inbox where id = ?', id);
    }
  }
}
