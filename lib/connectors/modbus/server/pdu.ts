/**
 * Answers a request of the Modbus application protocol (V1.1b3 §6) from a device's tables. Pure: the device is a port.
 */
export type BitTable = 'coil' | 'discrete';
export type RegisterTable = 'holding' | 'input';

/** What a device offers to be read and written. Each throws a ModbusException. */
export interface ServedDevice {
  readBits(table: BitTable, address: number, count: number): readonly boolean[];
  readRegisters(table: RegisterTable, address: number, count: number): readonly number[];
  /** All of them or none. */
  writeBits(address: number, values: readonly boolean[]): void;
  writeRegisters(address: number, values: readonly number[]): void;
  readonly identity: DeviceIdentity;
}

/** Read Device Identification (FC 43/14), V1.1b3 §6.21. */
export interface DeviceIdentity {
  readonly vendorName: string;
  readonly productCode: string;
  readonly revision: string;
  readonly vendorUrl?: string;
  readonly productName?: string;
  readonly modelName?: string;
}

/** Exception codes, V1.1b3 §7. */
export const ILLEGAL_FUNCTION = 1;
export const ILLEGAL_ADDRESS = 2;
export const ILLEGAL_VALUE = 3;
export const DEVICE_FAILURE = 4;
export const DEVICE_BUSY = 6;
export const GATEWAY_NO_ANSWER = 11;

export class ModbusException extends Error {
  constructor(readonly exception: number) {
    super(`Modbus exception ${exception}`);
  }
}

const MAX_BITS_READ = 2000;
const MAX_REGISTERS_READ = 125;
const MAX_BITS_WRITTEN = 1968;
const MAX_REGISTERS_WRITTEN = 123;
const MAX_REGISTERS_WRITTEN_BEFORE_READ = 121;
const TABLE_SIZE = 65_536;
const COIL_ON = 0xff00;

const FAULT_BIT = 0x80;

export const exceptionPdu = (functionCode: number, exception: number): Buffer =>
  Buffer.from([functionCode | FAULT_BIT, exception]);

/** The answer to a request; an exception where the device or the request is at fault. Never throws a ModbusException. */
export function answer(request: Buffer, device: ServedDevice): Buffer {
  const functionCode = request[0] ?? 0;
  const handle = HANDLERS[functionCode];
  if (!handle) return exceptionPdu(functionCode, ILLEGAL_FUNCTION);
  try {
    return handle(request, device);
  } catch (error) {
    if (error instanceof ModbusException) return exceptionPdu(functionCode, error.exception);
    throw error;
  }
}

type Handler = (request: Buffer, device: ServedDevice) => Buffer;

const HANDLERS: Readonly<Record<number, Handler>> = {
  1: (request, device) => readBits(request, device, 'coil'),
  2: (request, device) => readBits(request, device, 'discrete'),
  3: (request, device) => readRegisters(request, device, 'holding'),
  4: (request, device) => readRegisters(request, device, 'input'),
  5: writeCoil,
  6: writeRegister,
  15: writeCoils,
  16: writeRegisters,
  22: maskRegister,
  23: writeAndRead,
  43: identify,
};

/** The function codes that change something. */
export const WRITING: ReadonlySet<number> = new Set([5, 6, 15, 16, 22, 23]);

/** The request must have just this many bytes: what is too long is as wrong as what is cut. */
function sized(request: Buffer, bytes: number): void {
  if (request.length !== bytes) throw new ModbusException(ILLEGAL_VALUE);
}

/** V1.1b3 §6, each state diagram: the quantity is checked first (3), then the addresses (2). */
function range(address: number, count: number, most: number): void {
  if (count < 1 || count > most) throw new ModbusException(ILLEGAL_VALUE);
  if (address + count > TABLE_SIZE) throw new ModbusException(ILLEGAL_ADDRESS);
}

function packBits(bits: readonly boolean[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) if (bit) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7));
  return bytes;
}

function packRegisters(registers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(registers.length * 2);
  for (const [i, register] of registers.entries()) bytes.writeUInt16BE(register, i * 2);
  return bytes;
}

const registersAt = (request: Buffer, from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => request.readUInt16BE(from + i * 2));

const counted = (functionCode: number, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([functionCode, bytes.length]), bytes]);

function readBits(request: Buffer, device: ServedDevice, table: BitTable): Buffer {
  sized(request, 5);
  const [address, count] = [request.readUInt16BE(1), request.readUInt16BE(3)];
  range(address, count, MAX_BITS_READ);
  return counted(request.readUInt8(0), packBits(device.readBits(table, address, count)));
}

function readRegisters(request: Buffer, device: ServedDevice, table: RegisterTable): Buffer {
  sized(request, 5);
  const [address, count] = [request.readUInt16BE(1), request.readUInt16BE(3)];
  range(address, count, MAX_REGISTERS_READ);
  return counted(request.readUInt8(0), packRegisters(device.readRegisters(table, address, count)));
}

function writeCoil(request: Buffer, device: ServedDevice): Buffer {
  sized(request, 5);
  const value = request.readUInt16BE(3);
  if (value !== 0 && value !== COIL_ON) throw new ModbusException(ILLEGAL_VALUE);
  device.writeBits(request.readUInt16BE(1), [value === COIL_ON]);
  return request;
}

function writeRegister(request: Buffer, device: ServedDevice): Buffer {
  sized(request, 5);
  device.writeRegisters(request.readUInt16BE(1), [request.readUInt16BE(3)]);
  return request;
}

function writeCoils(request: Buffer, device: ServedDevice): Buffer {
  if (request.length < 6) throw new ModbusException(ILLEGAL_VALUE);
  const [address, count, bytes] = [request.readUInt16BE(1), request.readUInt16BE(3), request.readUInt8(5)];
  if (bytes !== Math.ceil(count / 8)) throw new ModbusException(ILLEGAL_VALUE);
  sized(request, 6 + bytes);
  range(address, count, MAX_BITS_WRITTEN);
  const values = Array.from(
    { length: count },
    (_, i) => (request.readUInt8(6 + (i >> 3)) & (1 << (i & 7))) !== 0,
  );
  device.writeBits(address, values);
  return request.subarray(0, 5);
}

function writeRegisters(request: Buffer, device: ServedDevice): Buffer {
  if (request.length < 6) throw new ModbusException(ILLEGAL_VALUE);
  const [address, count, bytes] = [request.readUInt16BE(1), request.readUInt16BE(3), request.readUInt8(5)];
  if (bytes !== count * 2) throw new ModbusException(ILLEGAL_VALUE);
  sized(request, 6 + bytes);
  range(address, count, MAX_REGISTERS_WRITTEN);
  device.writeRegisters(address, registersAt(request, 6, count));
  return request.subarray(0, 5);
}

/** FC 22, §6.16: (present AND and-mask) OR (or-mask AND NOT and-mask). */
function maskRegister(request: Buffer, device: ServedDevice): Buffer {
  sized(request, 7);
  const [address, and, or] = [request.readUInt16BE(1), request.readUInt16BE(3), request.readUInt16BE(5)];
  const [present = 0] = device.readRegisters('holding', address, 1);
  device.writeRegisters(address, [((present & and) | (or & ~and)) & 0xffff]);
  return request;
}

/** FC 23, §6.17: the write comes before the read. Both ranges are checked before anything is written. */
function writeAndRead(request: Buffer, device: ServedDevice): Buffer {
  if (request.length < 10) throw new ModbusException(ILLEGAL_VALUE);
  const [from, count] = [request.readUInt16BE(1), request.readUInt16BE(3)];
  const [to, written, bytes] = [request.readUInt16BE(5), request.readUInt16BE(7), request.readUInt8(9)];
  if (bytes !== written * 2) throw new ModbusException(ILLEGAL_VALUE);
  sized(request, 10 + bytes);
  range(from, count, MAX_REGISTERS_READ);
  range(to, written, MAX_REGISTERS_WRITTEN_BEFORE_READ);
  device.readRegisters('holding', from, count);
  device.writeRegisters(to, registersAt(request, 10, written));
  return counted(request.readUInt8(0), packRegisters(device.readRegisters('holding', from, count)));
}

const MEI_IDENTIFICATION = 14;
const BASIC = 1;
const SPECIFIC = 4;
/** Stream and single access to the regular objects. */
const CONFORMITY = 0x82;
const MAX_OBJECTS_BYTES = 253 - 7;

function identify(request: Buffer, { identity }: ServedDevice): Buffer {
  if (request[1] !== MEI_IDENTIFICATION) throw new ModbusException(ILLEGAL_FUNCTION);
  sized(request, 4);
  const [code, wanted] = [request.readUInt8(2), request.readUInt8(3)];
  const objects = [identity.vendorName, identity.productCode, identity.revision, identity.vendorUrl,
    identity.productName, identity.modelName]
    .map((text, id) => ({ id, text }))
    .filter(({ text }) => text !== undefined); // prettier-ignore
  if (code < BASIC || code > SPECIFIC) throw new ModbusException(ILLEGAL_VALUE);
  const single = code === SPECIFIC;
  if (single && !objects.some(({ id }) => id === wanted)) throw new ModbusException(ILLEGAL_ADDRESS);
  const last = code === BASIC ? 2 : 6;
  const known = objects.some(({ id }) => id === wanted && id <= last);
  // §6.21: one that does not exist begins again at the first.
  const first = known ? wanted : 0;
  const chosen = objects.filter(({ id }) => (single ? id === wanted : id >= first && id <= last));
  const sent: Buffer[] = [];
  let bytes = 0;
  let next = 0;
  for (const { id, text } of chosen) {
    const value = Buffer.from(text ?? '', 'latin1').subarray(0, MAX_OBJECTS_BYTES - 2);
    if (bytes + 2 + value.length > MAX_OBJECTS_BYTES) {
      next = id;
      break;
    }
    sent.push(Buffer.from([id, value.length]), value);
    bytes += 2 + value.length;
  }
  const head = [43, MEI_IDENTIFICATION, code, CONFORMITY, next > 0 ? 0xff : 0, next, sent.length / 2];
  return Buffer.concat([Buffer.from(head), ...sent]);
}
