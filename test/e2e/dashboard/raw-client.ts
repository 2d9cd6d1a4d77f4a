import { once } from 'node:events';
import { WebSocket } from 'ws';

type Event = [string, ...unknown[]];

export interface RawOptions {
  readonly cookie?: string;
  readonly origin?: string;
}

/** A socket.io 4 client that says what it is told to, unlike a browser: one engine.io packet a frame, no upgrade. */
export class RawClient {
  readonly events: Event[] = [];
  /** What the server refused the connection with. */
  refusal: string | undefined;
  sid = '';
  closed = false;

  private constructor(private readonly socket: WebSocket) {}

  static async connect(url: string, { cookie, origin }: RawOptions): Promise<RawClient> {
    const socket = new WebSocket(
      `${url.replace('http', 'ws')}/dashboard/socket.io/?EIO=4&transport=websocket`,
      {
        headers: { ...(cookie ? { cookie } : {}), ...(origin ? { origin } : {}) },
      },
    );
    const client = new RawClient(socket);
    socket.on('message', (data: Buffer) => client.take(data.toString()));
    socket.on('close', () => (client.closed = true));
    socket.on('error', () => undefined);
    await Promise.race([once(socket, 'open'), once(socket, 'close')]);
    if (!client.closed) socket.send('40');
    await client.until(() => client.sid !== '' || client.refusal !== undefined || client.closed);
    return client;
  }

  emit(...event: Event): void {
    this.socket.send(`42${JSON.stringify(event)}`);
  }

  /** Events of this name, oldest first. */
  named(name: string): Event[] {
    return this.events.filter(([event]) => event === name);
  }

  async next(name: string): Promise<Event> {
    await this.until(() => this.named(name).length > 0);
    const at = this.events.findIndex(([event]) => event === name);
    const [event] = this.events.splice(at, 1);
    if (!event) throw new Error(`no ${name}`);
    return event;
  }

  async until(check: () => boolean, ms = 40_000): Promise<void> {
    const deadline = Date.now() + ms;
    while (!check()) {
      if (Date.now() > deadline)
        throw new Error(`not within ${ms} ms; seen: ${this.events.map(([name]) => name).join(', ')}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** All that came, as text to search for what must not be in it. */
  get everything(): string {
    return JSON.stringify(this.events);
  }

  close(): void {
    this.socket.terminate();
  }

  private take(packet: string): void {
    if (packet === '2') this.socket.send('3');
    else if (packet.startsWith('40')) this.sid = (JSON.parse(packet.slice(2)) as { sid: string }).sid;
    else if (packet.startsWith('44'))
      this.refusal = (JSON.parse(packet.slice(2)) as { message: string }).message;
    else if (packet.startsWith('42')) this.events.push(JSON.parse(packet.slice(2)) as Event);
  }
}
