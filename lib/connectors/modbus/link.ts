import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import ModbusRTU from 'modbus-serial';
import { trustOf, type HeldCertificate, type NamedIdentity } from '../named-certificate';
import { ModbusFailure, failureOf } from './failure';
import { wordsOf } from './registers';
import type { ModbusConfig } from './spec';
import { BIT_TYPES, type Table } from './types';

/** A write, by what it does to the device. Addresses are those on the wire. */
export type Write =
  | { readonly kind: 'coil'; readonly address: number; readonly on: boolean }
  | { readonly kind: 'coils'; readonly address: number; readonly on: readonly boolean[] }
  | { readonly kind: 'register'; readonly address: number; readonly bytes: Buffer }
  | { readonly kind: 'registers'; readonly address: number; readonly bytes: Buffer }
  | { readonly kind: 'mask'; readonly address: number; readonly and: number; readonly or: number };

/** Object ids of device identification (MODBUS Application Protocol V1.1b3, 6.21) to what they say. */
export type Identification = Readonly<Record<number, string>>;

type Callback<T> = (error: Error | null, result: T) => void;

/** What modbus-serial keeps of requests, answered or not, and what its types do not tell. */
interface Inside {
  readonly _transactions: Record<number, { _timeoutHandle?: NodeJS.Timeout } | undefined>;
  /** `_length`: of the answer that serial frames wait for; 0 where modbus-serial does not know it. */
  readonly _port: { readonly _transactionIdWrite?: number; _length?: number };
  writeFC43(
    unit: number,
    code: number,
    object: number,
    next: Callback<{ data: Record<number, string> }>,
  ): void;
}

const BASIC_IDENTIFICATION = 1;
/** Function 22 answers with its request: unit, function, address, two masks, checksum (6.16 of the specification). */
const MASK_ANSWER = 10;
const KEEP_ALIVE_MS = 30_000;
/** A connection is slower than an answer: never less, in ms. */
const LEAST_DIAL_MS = 1000;

/** A connection, over TCP, TLS (MB-TCP-Security-v21) or with serial frames: modbus-serial's client with a time-out for each request. */
export class ModbusLink {
  private constructor(
    private readonly socket: Socket,
    private readonly client: ModbusRTU,
  ) {}

  /** Rejects with what net or tls say. */
  static async open(config: ModbusConfig, signal: AbortSignal, held?: HeldCertificate): Promise<ModbusLink> {
    const socket = await dial(config, signal, await held?.current());
    // One listener for each request under way.
    socket.setMaxListeners(0);
    const client = new ModbusRTU();
    // It would throw what no one listens to; the socket says the same.
    client.on('error', () => undefined);
    if (config.transport === 'rtu-over-tcp') await client.linkTelnet(socket, {});
    else await client.linkTCP(socket, { port: config.port });
    return new ModbusLink(socket, client);
  }

  /** Called once, when the connection has ended. */
  onEnd(listener: () => void): void {
    if (this.socket.destroyed) listener();
    else this.socket.once('close', listener);
  }

  /** The bytes of an answer: registers big-endian, or eight bits a byte from the lowest. Rejects with ModbusFailure. */
  async read(unit: number, table: Table, start: number, count: number, timeoutMs: number): Promise<Buffer> {
    const { buffer } = await this.ask<{ buffer: Buffer }>(timeoutMs, (done) => {
      switch (table) {
        case 'coil':
          return this.client.writeFC1(unit, start, count, done);
        case 'discrete':
          return this.client.writeFC2(unit, start, count, done);
        case 'holding':
          return this.client.writeFC3(unit, start, count, done);
        case 'input':
          return this.client.writeFC4(unit, start, count, done);
      }
    });
    // modbus-serial compares the length of the frame, not the byte count in it, and reads on into its own checksum.
    const expected = BIT_TYPES.has(table) ? Math.ceil(count / 8) : 2 * count;
    if (buffer.length === expected) return buffer;
    throw new ModbusFailure(
      'frame',
      `an answer that does not fit (its byte count says otherwise than the ${expected} that were asked for)`,
    );
  }

  /** Resolves when the device has confirmed. */
  async write(unit: number, write: Write, timeoutMs: number): Promise<void> {
    await this.ask(timeoutMs, (done) => this.sendWrite(unit, write, done));
  }

  /** Sends a write that nobody answers: unit 0 of a serial line (MODBUS over Serial Line V1.02, 2.1). */
  broadcast(write: Write): void {
    this.client.setTimeout(1);
    this.sendWrite(0, write, () => undefined);
  }

  async identify(unit: number, timeoutMs: number): Promise<Identification> {
    const { data } = await this.ask<{ data: Record<number, string> }>(timeoutMs, (done) =>
      (this.client as unknown as Inside).writeFC43(unit, BASIC_IDENTIFICATION, 0, done),
    );
    return data;
  }

  close(): void {
    for (const transaction of Object.values((this.client as unknown as Inside)._transactions))
      clearTimeout(transaction?._timeoutHandle);
    this.socket.destroy();
  }

  private sendWrite(unit: number, write: Write, done: Callback<unknown>): void {
    const { client } = this;
    const { address } = write;
    switch (write.kind) {
      case 'coil':
        return client.writeFC5(unit, address, write.on, done);
      case 'coils':
        return client.writeFC15(unit, address, [...write.on], done);
      case 'register':
        return client.writeFC6(unit, address, write.bytes.readUInt16BE(0), done);
      case 'registers':
        return client.writeFC16(unit, address, wordsOf(write.bytes), done);
      case 'mask':
        client.writeFC22(unit, address, write.and, write.or, done);
        this.awaits(MASK_ANSWER);
    }
  }

  /** Serial frames have no length in them, and modbus-serial knows it of functions 1 to 6, 15 and 16 only. */
  private awaits(bytes: number): void {
    const { _port } = this.client as unknown as Inside;
    if (_port._length === 0) _port._length = bytes;
  }

  /**
   * Each request with a time-out of its own. modbus-serial keeps the last 256 answered requests of a connection, some 1.5 MB
   * of them: each is forgotten here when it ends, by which an answer that comes too late also finds nobody.
   */
  private ask<T>(timeoutMs: number, send: (done: Callback<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const { _transactions, _port } = this.client as unknown as Inside;
      const id = _port._transactionIdWrite ?? 1;
      let ended = false;
      const end = (error: unknown, result?: T): void => {
        if (ended) return;
        ended = true;
        this.socket.off('close', closed);
        clearTimeout(_transactions[id]?._timeoutHandle);
        delete _transactions[id];
        if (error === null) resolve(result as T);
        else reject(failureOf(error));
      };
      const closed = (): void => end(new ModbusFailure('timeout', 'the connection ended before the answer'));
      this.socket.once('close', closed);
      this.client.setTimeout(timeoutMs);
      send(end);
    });
  }
}

function dial(config: ModbusConfig, signal: AbortSignal, named?: NamedIdentity): Promise<Socket> {
  const { host, port, transport, timeoutMs, ca, cert, key, servername, verify } = config;
  const own = named ? { cert: named.cert, key: named.key, ...trustOf(named, ca) } : { ca, cert, key };
  return new Promise((resolve, reject) => {
    const secure = transport === 'tls';
    const socket = secure
      ? connectTls({
          host,
          port,
          ...own,
          rejectUnauthorized: verify,
          minVersion: 'TLSv1.2',
          ...(servername ? { servername } : {}),
        })
      : connect({ host, port });
    const stop = (error: Error): void => {
      finish();
      socket.on('error', () => undefined);
      socket.destroy();
      reject(error);
    };
    const tooLong = AbortSignal.timeout(Math.max(timeoutMs, LEAST_DIAL_MS));
    const either = AbortSignal.any([signal, tooLong]);
    const abort = (): void =>
      stop(
        tooLong.aborted
          ? Object.assign(new Error('connecting took too long'), { code: 'ETIMEDOUT' })
          : (signal.reason as Error),
      );
    const finish = (): void => {
      either.removeEventListener('abort', abort);
      socket.off('error', stop);
    };
    socket.once('error', stop);
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      finish();
      socket.setNoDelay(true);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      resolve(socket);
    });
    if (either.aborted) abort();
    else either.addEventListener('abort', abort, { once: true });
  });
}
