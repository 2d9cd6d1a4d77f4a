import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A request as a device sees it: MBAP header and PDU taken apart. */
export interface Request {
  readonly transaction: number;
  readonly unit: number;
  readonly code: number;
  readonly start: number;
  /** Quantity of a read, value of a single write. */
  readonly count: number;
  readonly frame: Buffer;
}

/** What the device does: an answer's PDU, whole frames, or nothing. */
export type Behaviour = (request: Request, socket: Socket) => Buffer | undefined | void;

const HEADER = 7;

/** An answer's PDU with the MBAP header of its request before it. */
export function framed({ transaction, unit }: Pick<Request, 'transaction' | 'unit'>, pdu: Buffer): Buffer {
  const frame = Buffer.alloc(HEADER + pdu.length);
  frame.writeUInt16BE(transaction, 0);
  frame.writeUInt16BE(1 + pdu.length, 4);
  frame.writeUInt8(unit, 6);
  pdu.copy(frame, HEADER);
  return frame;
}

export const exception = (code: number, number: number): Buffer => Buffer.from([code | 0x80, number]);

/**
 * A device on a bare socket, for what modbus-serial's own server cannot do: behave badly, and answer at once. Registers
 * and coils hold what `registers` and `coils` say.
 */
export class ModbusField {
  readonly registers = new Uint16Array(65_536);
  readonly coils = new Uint8Array(65_536);
  readonly requests: Request[] = [];
  connections = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly behave: Behaviour | undefined,
  ) {}

  static async start(behave?: Behaviour): Promise<ModbusField> {
    const server = createServer();
    const field = new ModbusField(server, behave);
    server.on('connection', (socket) => field.serve(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return field;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** What a sound device answers. */
  answer({ code, start, count, frame }: Request): Buffer {
    switch (code) {
      case 1:
      case 2: {
        const bytes = Buffer.alloc(2 + Math.ceil(count / 8), 0);
        bytes.writeUInt8(code, 0);
        bytes.writeUInt8(bytes.length - 2, 1);
        for (let i = 0; i < count; i++)
          if (this.coils[start + i]) bytes[2 + (i >> 3)] = (bytes[2 + (i >> 3)] ?? 0) | (1 << (i & 7));
        return bytes;
      }
      case 3:
      case 4: {
        const bytes = Buffer.alloc(2 + 2 * count);
        bytes.writeUInt8(code, 0);
        bytes.writeUInt8(2 * count, 1);
        for (let i = 0; i < count; i++) bytes.writeUInt16BE(this.registers[start + i] ?? 0, 2 + 2 * i);
        return bytes;
      }
      case 5:
        this.coils[start] = count === 0xff00 ? 1 : 0;
        return frame.subarray(HEADER);
      case 6:
        this.registers[start] = count;
        return frame.subarray(HEADER);
      case 15:
        for (let i = 0; i < count; i++)
          this.coils[start + i] = ((frame[HEADER + 6 + (i >> 3)] ?? 0) >> (i & 7)) & 1;
        return frame.subarray(HEADER, HEADER + 5);
      case 16:
        for (let i = 0; i < count; i++) this.registers[start + i] = frame.readUInt16BE(HEADER + 6 + 2 * i);
        return frame.subarray(HEADER, HEADER + 5);
      case 22: {
        const or = frame.readUInt16BE(HEADER + 5);
        this.registers[start] = ((this.registers[start] ?? 0) & count) | (or & ~count);
        return frame.subarray(HEADER);
      }
      default:
        return exception(code, 1);
    }
  }

  /** Ends every connection; the device goes on listening. */
  drop(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.connections++;
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    let rest = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      let data = Buffer.concat([rest, chunk]);
      while (data.length >= HEADER && data.length >= 6 + data.readUInt16BE(4)) {
        const end = 6 + data.readUInt16BE(4);
        this.take(data.subarray(0, end), socket);
        data = data.subarray(end);
      }
      rest = Buffer.from(data);
    });
  }

  private take(frame: Buffer, socket: Socket): void {
    const request: Request = {
      transaction: frame.readUInt16BE(0),
      unit: frame.readUInt8(6),
      code: frame.readUInt8(HEADER),
      start: frame.length >= HEADER + 3 ? frame.readUInt16BE(HEADER + 1) : 0,
      count: frame.length >= HEADER + 5 ? frame.readUInt16BE(HEADER + 3) : 0,
      frame: Buffer.from(frame),
    };
    this.requests.push(request);
    const answer = this.behave ? this.behave(request, socket) : this.answer(request);
    if (answer && !socket.destroyed) socket.write(framed(request, answer));
  }
}
