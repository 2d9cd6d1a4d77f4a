import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The wire between a connector and its device: a TCP relay that counts, can be cut, and can fall silent. */
export class Line {
  /** Connections ever made. */
  made = 0;
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private silent = false;

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

  /** Connections that are open. */
  get open(): number {
    return this.sockets.size;
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

  private carry(near: Socket): void {
    this.made++;
    this.sockets.add(near);
    near.on('close', () => this.sockets.delete(near));
    near.on('error', () => undefined);
    // Read and forgotten, so that the end of the connection is seen.
    if (this.silent) return void near.resume();
    const far = connect(this.device, '127.0.0.1');
    far.on('error', () => near.destroy());
    far.on('close', () => near.destroy());
    near.on('close', () => far.destroy());
    near.pipe(far).pipe(near);
  }
}
