import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer, type TLSSocket } from 'node:tls';
import { faultWords } from './faults';
import { HostList, place } from './host-list';
import { StreamLine } from './stream-line';
import type { SecureTransport } from './tcp-client';
import { tlsContext, tlsPeer, tlsRefusal, type TlsMaterial, type TlsSettings } from './tls';
import { DEFAULT_LIMITS, type LineLimits, type Transport, type TransportListener } from './transport';

const DEFAULT_CONNECTIONS = 16;
const HANDSHAKE_MS = 5000;
const PROBE_MS = 60_000;
const DEFAULT_FIRST_OCTET_MS = 30_000;
/** Longer than the link layer's keep-alive of 60 s, so that a master that lives is never taken for dead. */
const DEFAULT_IDLE_MS = 180_000;

export interface TcpServerOptions extends Partial<LineLimits> {
  /** Where to listen; default `127.0.0.1`. */
  readonly host?: string;
  /** 0: any free one (`port` tells it). */
  readonly port: number;
  /** Who may connect: addresses and networks (`10.1.0.0/16`). Empty: everybody. */
  readonly allow?: readonly string[];
  /** Default 16. */
  readonly maxConnections?: number;
  /** Of them from one address; default half of four and more. */
  readonly maxPerAddress?: number;
  /** Whether an address may connect now; default yes. Asked at each connection. */
  readonly admits?: (address: string) => boolean;
  /** A connection on which nothing has come for so long after it opened is closed, in ms; default 30,000. */
  readonly firstOctetMs?: number;
  /** Of TLS: how long a handshake may take, in ms; default 5,000. */
  readonly handshakeMs?: number;
}

/** A transport that listens. */
export interface ListeningTransport extends Transport {
  /** The port, once it listens. */
  readonly port: number;
}

/** Listens over TCP. */
export function tcpServer(options: TcpServerOptions): ListeningTransport {
  return new TcpServer(options);
}

/** Listens over TLS; clients show a certificate. */
export function tlsServer(
  options: TcpServerOptions & { readonly tls: TlsSettings },
): ListeningTransport & SecureTransport {
  return new TlsListener(options, options.tls);
}

class TcpServer implements ListeningTransport {
  readonly name: string;
  protected readonly limits: LineLimits;
  protected listener: TransportListener | undefined;
  private readonly hosts: HostList;
  private readonly lines = new Set<StreamLine>();
  /** All sockets, also those of which no line has come yet. */
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private bound = 0;

  constructor(protected readonly options: TcpServerOptions) {
    this.name = `${this.protocol} on ${place(this.host, options.port)}`;
    this.hosts = new HostList(options.allow);
    this.limits = { ...DEFAULT_LIMITS, idleTimeoutMs: DEFAULT_IDLE_MS, ...options };
  }

  protected get protocol(): string {
    return 'TCP';
  }

  get port(): number {
    return this.bound;
  }

  private get host(): string {
    return this.options.host ?? '127.0.0.1';
  }

  async start(listener: TransportListener): Promise<void> {
    if (this.listener) return;
    this.listener = listener;
    const server = this.createServer();
    this.server = server;
    // Before a line is made of it.
    server.prependListener('connection', (socket: Socket) => this.guard(socket));
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host: this.host, port: this.options.port }, () => {
          server.off('error', reject);
          resolve();
        });
      });
    } catch (error) {
      if (this.server === server) this.listener = undefined;
      throw new Error(`${this.name}: ${faultWords(error)}`, { cause: error });
    }
    if (this.server !== server) {
      server.close();
      throw new Error(`${this.name}: stopped before it listened`);
    }
    server.on('error', (error) => this.listener?.trouble(`${this.name}: ${faultWords(error)}`));
    this.bound = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.listener = undefined;
    for (const line of [...this.lines]) line.close('stopped');
    for (const socket of this.sockets) socket.destroy();
    const server = this.server;
    this.server = undefined;
    if (server?.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  protected createServer(): Server {
    return createServer({ noDelay: true }, (socket) => this.accept(socket, peerOf(socket)));
  }

  /** A line of its own for a connection that may be here. */
  protected accept(socket: Socket, peer: string): void {
    const { listener } = this;
    if (!listener || socket.destroyed) return;
    const line = new StreamLine(socket, peer, this.limits, () => this.lines.delete(line));
    this.lines.add(line);
    line.listen(listener.opened(line));
  }

  protected refuse(socket: Socket, why: string): void {
    this.listener?.trouble(`${this.name}: refused ${peerOf(socket)}: ${why}`);
    socket.destroy();
  }

  /** Before anything is read: who may not be here costs nothing. */
  private guard(socket: Socket): void {
    socket.on('error', () => undefined);
    const most = this.options.maxConnections ?? DEFAULT_CONNECTIONS;
    if (!this.hosts.allows(socket.remoteAddress ?? ''))
      return this.refuse(socket, 'its address is not on the list of those allowed');
    if (!(this.options.admits?.(socket.remoteAddress ?? '') ?? true))
      return this.refuse(socket, 'its address is blocked');
    if (this.sockets.size >= most)
      return this.refuse(socket, `${most} connections are open, which is the limit`);
    const perAddress = this.options.maxPerAddress ?? (most < 4 ? most : Math.ceil(most / 2));
    const same = [...this.sockets].filter(({ remoteAddress }) => remoteAddress === socket.remoteAddress);
    if (same.length >= perAddress)
      return this.refuse(socket, `${perAddress} connections from its address are open, which is the limit`);
    this.sockets.add(socket);
    // Whoever connects and says nothing must not take a master's place for the minutes that a silent line may last.
    const silent = setTimeout(() => {
      if (socket.bytesRead === 0) socket.destroy();
    }, this.options.firstOctetMs ?? DEFAULT_FIRST_OCTET_MS);
    silent.unref();
    socket.once('close', () => clearTimeout(silent));
    socket.once('close', () => this.sockets.delete(socket));
    socket.setNoDelay(true).setKeepAlive(true, PROBE_MS);
  }
}

class TlsListener extends TcpServer implements SecureTransport {
  private material: TlsMaterial | undefined;
  private secure: TlsServer | undefined;
  private stops = 0;

  constructor(
    options: TcpServerOptions,
    private readonly tls: TlsSettings,
  ) {
    super(options);
    if (typeof tls.material === 'function') return;
    this.material = tls.material;
    tlsContext(this.material, tls);
  }

  override async start(listener: TransportListener): Promise<void> {
    const { material } = this.tls;
    if (typeof material === 'function') {
      const { stops } = this;
      this.material = await material();
      if (stops !== this.stops) throw new Error(`${this.name}: stopped before it listened`);
    }
    await super.start(listener);
  }

  override async stop(): Promise<void> {
    this.stops++;
    await super.stop();
  }

  protected override get protocol(): string {
    return 'TLS';
  }

  reload(material: TlsMaterial): void {
    this.secure?.setSecureContext(tlsContext(material, this.tls));
    this.material = material;
  }

  protected override createServer(): Server {
    const server = createTlsServer({
      ...tlsContext(this.material as TlsMaterial, this.tls),
      requestCert: true,
      rejectUnauthorized: true,
      handshakeTimeout: this.options.handshakeMs ?? HANDSHAKE_MS,
    });
    server.on('secureConnection', (socket) => {
      const refusal = tlsRefusal(socket, this.tls.allow);
      if (refusal === undefined) this.accept(socket, tlsPeer(socket, peerOf(socket)));
      else this.refuse(socket, refusal);
    });
    server.on('tlsClientError', (error, socket: TLSSocket) => {
      // What is wrong with its certificate is told in this way only.
      const code = socket.authorizationError as unknown as string | undefined;
      const why = faultWords(code ? { code, message: code } : error);
      this.listener?.trouble(`${this.name}: refused ${peerOf(socket)}: ${why}`);
      // Node.js only tells of a handshake that took too long.
      socket.destroy();
    });
    this.secure = server;
    return server;
  }
}

/** A socket that has been destroyed knows no more. */
function peerOf(socket: Socket): string {
  return socket.remoteAddress === undefined
    ? 'a client'
    : place(socket.remoteAddress, socket.remotePort ?? 0);
}
