import { createServer, type Server, type Socket } from 'node:net';
import {
  createServer as createTlsServer,
  type SecureContextOptions,
  type Server as TlsServer,
} from 'node:tls';
import type { Clock } from '../../../core/clock';
import { PlacesByAddress, openDoor, placesOfOne, plainAddress, type Doorkeeper } from '../../../core/door';
import { messageOf } from '../../../core/errors';
import type { Logger } from '../../../core/logger';
import { TokenBucket } from '../../../core/token-bucket';
import { listenError } from '../../listen-error';
import { heldCertificate, type HeldCertificate, type NamedCertificates } from '../../named-certificate';
import { FrameFault, FrameReader, encodeFrame, type Frame } from './frames';
import {
  DEVICE_BUSY,
  DEVICE_FAILURE,
  GATEWAY_NO_ANSWER,
  answer,
  exceptionPdu,
  type ServedDevice,
} from './pdu';
import { contextOf, type ServerTls } from './tls-context';

/** Whose request it is. */
export interface ServerClient {
  /** IP address, without the prefix of an IPv4 address in IPv6. */
  readonly address: string;
}

export interface ServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly tls?: ServerTls | undefined;
  /** Connections at a time; one more is refused. */
  readonly maxConnections: number;
  /** Of them from one address; default all but a quarter. */
  readonly maxPerAddress?: number | undefined;
  /** Who may connect; default everybody. */
  readonly door?: Doorkeeper;
  readonly certificates?: NamedCertificates;
  /** A connection without a request for this long is closed, in ms; 0: never. */
  readonly idleMs: number;
  /** For TLS to be agreed on, in ms; default 10,000. */
  readonly handshakeMs?: number;
  /** Of a connection; what is more is answered with exception 6 (busy). */
  readonly requestsPerSecond: number;
  /** The device behind a unit id; undefined: there is none. */
  device(unit: number, client: ServerClient): ServedDevice | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface ServerCounts {
  readonly connections: number;
  /** Since the start. */
  readonly requests: number;
  readonly exceptions: number;
  /** Connections that were refused, or closed because they sent no Modbus. */
  readonly refused: number;
}

/** What may wait for a client that does not read, in bytes: then its requests are not read either. */
const MAX_WAITING_BYTES = 64 * 1024;
/** Function codes that write: Modbus Application Protocol 1.1b3, 6.5, 6.6, 6.11, 6.12, 6.16, 6.17. */
const WRITES: ReadonlySet<number> = new Set([5, 6, 15, 16, 22, 23]);
const TELL_EVERY_MS = 60_000;
const KEEP_ALIVE_MS = 30_000;
const HANDSHAKE_MS = 10_000;

/**
 * A Modbus TCP server: connections and bytes. What it answers is in pdu.ts, what stands behind in image.ts (ADR 11 says
 * why it is not the library's).
 */
export class ModbusServer {
  private server: Server | undefined;
  private tls: TlsServer | undefined;
  private held: HeldCertificate | undefined;
  private readonly sockets = new Set<Socket>();
  /** When a refused write was last told, monotonic ms. */
  private toldAt: number | undefined;
  private requests = 0;
  private exceptions = 0;
  private refused = 0;
  private readonly places: PlacesByAddress;
  private readonly door: Doorkeeper;

  constructor(private readonly options: ServerOptions) {
    this.places = new PlacesByAddress(options.maxPerAddress ?? placesOfOne(options.maxConnections));
    this.door = options.door ?? openDoor;
  }

  get counts(): ServerCounts {
    const { requests, exceptions, refused } = this;
    return { connections: this.sockets.size, requests, exceptions, refused };
  }

  /** The port it listens on. */
  get port(): number {
    const address = this.server?.address();
    return typeof address === 'object' && address !== null ? address.port : this.options.port;
  }

  /** Resolves when it listens. Rejects with one sentence, e.g. when the port is taken. */
  async start(): Promise<void> {
    if (this.server) return;
    const { host, port, tls } = this.options;
    const server = this.create(tls && (await this.material(tls)));
    this.server = server;
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
    } catch (error) {
      this.server = undefined;
      this.held?.release();
      throw listenError(error, { host, port, example: 5020 });
    }
    server.on('error', (error) =>
      this.options.logger.warn('Modbus server', { host, port, reason: messageOf(error) }),
    );
  }

  /** Ends every connection at once. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    this.held?.release();
    if (!server) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private create(material: SecureContextOptions | undefined): Server {
    const secured = material && this.secured(material);
    // TLS begins when there is a place: what is only a connection takes one as well.
    return createServer({ noDelay: true }, (socket) => {
      if (!this.enter(socket)) return;
      if (secured) secured.emit('connection', socket);
      else this.accept(socket);
    });
  }

  private async material(tls: ServerTls): Promise<SecureContextOptions> {
    const { certificates, host, port } = this.options;
    this.held ??= heldCertificate(tls.certificate, certificates, `Modbus at ${host}:${port}`, (next) =>
      this.tls?.setSecureContext(contextOf(tls, next)),
    );
    return contextOf(tls, await this.held?.current());
  }

  private secured(material: SecureContextOptions): TlsServer {
    const isMutual = material.ca !== undefined;
    const server = createTlsServer(
      {
        ...material,
        handshakeTimeout: this.options.handshakeMs ?? HANDSHAKE_MS,
        ...(isMutual ? { requestCert: true, rejectUnauthorized: true } : {}),
      },
      (socket) => this.accept(socket),
    );
    server.on('tlsClientError', (_error, socket) => {
      this.refused++;
      // Node.js only tells of a handshake that took too long.
      socket.destroy();
    });
    this.tls = server;
    return server;
  }

  /** Takes a place for it, or ends it before anything of it is read: false. */
  private enter(socket: Socket): boolean {
    socket.on('error', () => undefined);
    const address = plainAddress(socket.remoteAddress);
    const isFull = this.sockets.size >= this.options.maxConnections || !this.server;
    if (isFull || !this.door.admits(address) || !this.places.enter(address)) {
      this.refused++;
      socket.destroy();
      return false;
    }
    this.sockets.add(socket);
    socket.once('close', () => {
      this.places.leave(address);
      this.sockets.delete(socket);
    });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    return true;
  }

  /** `socket`: what the requests come by, with TLS not the one that took the place. */
  private accept(socket: Socket): void {
    if (socket.destroyed) return;
    const { idleMs, requestsPerSecond, clock } = this.options;
    socket.on('error', () => undefined);
    socket.on('timeout', () => socket.destroy());
    if (idleMs > 0) socket.setTimeout(idleMs);
    const client: ServerClient = { address: plainAddress(socket.remoteAddress) };
    const frames = new FrameReader();
    const pace = new TokenBucket(clock, requestsPerSecond);
    socket.on('drain', () => socket.resume());
    socket.on('data', (chunk) => {
      frames.push(chunk);
      this.serve(socket, frames, client, pace);
      if (socket.writableLength > MAX_WAITING_BYTES) socket.pause();
    });
  }

  private serve(socket: Socket, frames: FrameReader, client: ServerClient, pace: TokenBucket): void {
    const answers: Buffer[] = [];
    try {
      for (let frame = frames.take(); frame; frame = frames.take())
        answers.push(encodeFrame({ ...frame, pdu: this.answer(frame, client, pace) }));
    } catch (error) {
      if (!(error instanceof FrameFault)) throw error;
      this.refused++;
      this.door.malformed(client.address, error.message);
      this.options.logger.debug('Modbus client closed', { client: client.address, reason: error.message });
      socket.destroy();
      return;
    }
    if (answers.length > 0) socket.write(Buffer.concat(answers));
  }

  private answer({ unit, pdu }: Frame, client: ServerClient, pace: TokenBucket): Buffer {
    this.requests++;
    const result = this.answerOf(unit, pdu, client, pace);
    if (((result[0] ?? 0) & 0x80) !== 0) {
      this.exceptions++;
      if (WRITES.has(pdu[0] ?? 0)) this.tellRefusal(unit, pdu[0] ?? 0, client);
    }
    return result;
  }

  /** Once a minute: whoever goes on trying does not fill the log. */
  private tellRefusal(unit: number, functionCode: number, { address }: ServerClient): void {
    const now = this.options.clock.monotonic();
    if (this.toldAt !== undefined && now - this.toldAt < TELL_EVERY_MS) return;
    this.toldAt = now;
    this.options.logger.warn('A Modbus write was refused', { client: address, unit, functionCode });
  }

  private answerOf(unit: number, pdu: Buffer, client: ServerClient, pace: TokenBucket): Buffer {
    const functionCode = pdu[0] ?? 0;
    if (!pace.take()) return exceptionPdu(functionCode, DEVICE_BUSY);
    const device = this.options.device(unit, client);
    if (!device) return exceptionPdu(functionCode, GATEWAY_NO_ANSWER);
    try {
      return answer(pdu, device);
    } catch (error) {
      // A fault of ours must not end a connection, let alone the process.
      this.options.logger.error('A Modbus request could not be answered', { error });
      return exceptionPdu(functionCode, DEVICE_FAILURE);
    }
  }
}
