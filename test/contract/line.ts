import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The wire between a connector and its device: a TCP relay that counts, can be cut, and can fall silent. */
export class Line {
  /** Connections ever made. */
  made = 0;
  private readonly sockets = new Set<Socket>();
  private connections = 0;
  private server: Server | undefined;
  private silent = false;
  private readonly pulled: (() => void)[] = [];

  private constructor(
    private readonly device: number,
    readonly port: number,
  ) {}

  static async to(device: number): Promise<Line> {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const line = new Line(device, port);
    await line.restore();
    return line;
  }

  /** Connections that are open, to the connector or still to the device. */
  get open(): number {
    return this.connections;
  }

  /** Nobody answers any more. */
  async cut(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  async restore(): Promise<void> {
    this.silent = false;
    if (this.server) return;
    this.server = createServer((socket) => this.carry(socket)).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  /** Connections are accepted from now on, and nothing is said on them. */
  fallSilent(): void {
    this.silent = true;
  }

  /** What is open stays open and carries nothing any more, in neither direction, and what is opened says nothing: a cable that was pulled. */
  freeze(): void {
    this.silent = true;
    for (const socket of this.sockets) {
      socket.unpipe();
      socket.pause();
    }
    for (const unpipe of this.pulled.splice(0)) unpipe();
  }

  private carry(near: Socket): void {
    this.made++;
    this.connections++;
    this.sockets.add(near);
    near.on('close', () => this.sockets.delete(near));
    near.on('error', () => undefined);
    if (this.silent) {
      near.on('close', () => this.connections--);
      // Read and forgotten, so that the end of the connection is seen.
      near.resume();
      return;
    }
    const far = connect(this.device, '127.0.0.1');
    near.pipe(far).pipe(near);
    this.pulled.push(() => far.unpipe().pause());
    // An end, so that what is under way still arrives; and read on, to see the end of the other side.
    near.on('close', () => far.end().resume());
    far.on('error', () => undefined);
    far.on('close', () => {
      this.connections--;
      near.end();
    });
  }
}
