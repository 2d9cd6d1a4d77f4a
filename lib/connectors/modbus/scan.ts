import type { BrowsePage, BrowseQuestion, BrowsedNode } from '../../core/browse';
import type { Clock } from '../../core/clock';
import { ThermaCoreError } from '../../core/errors';
import { socketFault } from '../socket-fault';
import { nameAddress } from './address';
import { failureOf } from './failure';
import { ModbusLink } from './link';
import { decoder } from './registers';
import { READINGS, idOf, placeOf, rangeOf, type Place, type Span } from './register-ids';
import type { ModbusConfig } from './spec';
import { BIT_TYPES, TABLES, TABLE_NAMES, lengthOf } from './types';

/** A person waits: a page ends after so long with what was found, and the next goes on from there. */
const PAGE_MS = 8000;
/** Whatever the device's settings say: a page has to end within 20 s. */
const LONGEST_ANSWER_MS = 4000;
/** Between two requests, so that the device has time for those who work with it. */
const PAUSE_MS = 20;
const MAX_PAUSE_MS = 1000;
/** Exceptions that may hold for a part of a block only: some devices say 3 of a long one, and 4 of a gap within one. */
const OF_SOME: ReadonlySet<number | undefined> = new Set([2, 3, 4]);

export type ScanLink = Pick<ModbusLink, 'read' | 'close'>;
export type OpenScan = (config: ModbusConfig, signal: AbortSignal) => Promise<ScanLink>;

/** What was read of a span: registers or bits by address, and why others were refused. */
interface Found {
  readonly values: Map<number, number>;
  readonly refused: Map<number, string>;
  /** The first address that was not asked for. */
  readonly end: number;
}

/**
 * The registers that a device has, as a tree: its tables, and below each what answers. Modbus has no list of them, so they are
 * asked for in blocks, and a block that is refused in smaller ones down to single registers. Only reads, one request at a time.
 */
export class RegisterScan {
  constructor(private readonly open: OpenScan = (...how) => ModbusLink.open(...how)) {}

  async browse(config: ModbusConfig, clock: Clock, question: BrowseQuestion): Promise<BrowsePage> {
    const { nodeId, cursor, limit } = question;
    if (nodeId === undefined) return { items: tables() };
    if (placeOf(nodeId)) return { items: [] };
    const span = rangeOf(nodeId);
    const first = cursorOf(cursor, span);
    const end = Math.min(span.end, first + limit);
    if (config.broadcast)
      throw new ThermaCoreError('invalid', 'A broadcast is answered by nobody.', {
        field: 'device',
        advice: 'Scan the devices of the line, each by its unit id.',
      });
    // One register more where there is one: the last of a page may begin a longer value.
    const found = await this.read(config, clock, { ...span, first, end: Math.min(span.end, end + 1) });
    const shownEnd = Math.min(end, found.end);
    const items = nodesOf({ ...span, first, end: shownEnd }, found);
    return shownEnd < span.end ? { items, nextCursor: String(shownEnd) } : { items };
  }

  private async read(config: ModbusConfig, clock: Clock, span: Span): Promise<Found> {
    const where = `${config.host}:${config.port}`;
    const timeoutMs = Math.min(config.timeoutMs, LONGEST_ANSWER_MS);
    const signal = AbortSignal.timeout(LONGEST_ANSWER_MS);
    let link: ScanLink;
    try {
      link = await this.open({ ...config, timeoutMs }, signal);
    } catch (error) {
      throw away(`No connection: ${socketFault(error, where)}.`, error);
    }
    try {
      return await sweep(link, { ...config, timeoutMs }, clock, span);
    } finally {
      link.close();
    }
  }
}

/** Reads a span from its beginning until it or the time ends. Rejects where the first request has no answer at all. */
async function sweep(link: ScanLink, config: ModbusConfig, clock: Clock, span: Span): Promise<Found> {
  const { unitId, timeoutMs, maxBits, maxRegisters } = config;
  const { table, end } = span;
  const most = BIT_TYPES.has(table) ? maxBits : maxRegisters;
  const values = new Map<number, number>();
  const refused = new Map<number, string>();
  const until = clock.monotonic() + PAGE_MS;
  const between = Math.min(Math.max(config.pauseMs, PAUSE_MS), MAX_PAUSE_MS);
  let at = span.first;
  let size = most;
  const inTime = (): boolean => clock.monotonic() < until;
  while (at < end && (inTime() || at === span.first)) {
    // However slow the device is, a page gets on by a register: the next one would else begin where this one did.
    const count = inTime() ? Math.min(size, end - at) : 1;
    if (at > span.first || size < most) await pause(clock, between);
    try {
      const bytes = await link.read(unitId, table, at, count, timeoutMs);
      for (let i = 0; i < count; i++) values.set(at + i, valueAt(span, bytes, i));
      at += count;
      size = Math.min(most, 2 * count);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind !== 'exception' || failure.isAway) {
        if (at > span.first) break;
        throw away(`Unit ${unitId} at ${config.host}:${config.port} does not answer: ${failure.message}.`, error); // prettier-ignore
      }
      // What the device says of other things than address, count and values it says of all addresses.
      if (OF_SOME.has(failure.exception) && count > 1) size = Math.ceil(count / 2);
      else {
        for (let i = 0; i < count; i++) refused.set(at + i, failure.message);
        at += count;
      }
    }
  }
  return { values, refused, end: at };
}

const valueAt = ({ table }: Span, bytes: Buffer, i: number): number =>
  BIT_TYPES.has(table) ? (bytes.readUInt8(i >> 3) >> (i & 7)) & 1 : bytes.readUInt16BE(2 * i);

const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.after(ms, resolve));

const away = (sentence: string, cause: unknown): ThermaCoreError =>
  new ThermaCoreError('unavailable', sentence, {
    advice: 'Check the address, the unit id and the device, and try again.',
    cause,
  });

const tables = (): BrowsedNode[] =>
  TABLES.map((table) => ({
    nodeId: table,
    browseName: table,
    displayName: `${TABLE_NAMES[table].charAt(0).toUpperCase()}${TABLE_NAMES[table].slice(1)}s`,
    nodeClass: 'object',
    hasChildren: true,
  }));

/** A node for each register that answered, and one for each run of registers that were refused. */
function nodesOf(span: Span, found: Found): BrowsedNode[] {
  const nodes: BrowsedNode[] = [];
  for (let address = span.first; address < span.end; address++) {
    const fault = found.refused.get(address);
    if (fault === undefined) {
      nodes.push(registerNode(span, address, found.values));
      continue;
    }
    const first = address;
    while (address + 1 < span.end && found.refused.get(address + 1) === fault) address++;
    nodes.push(refusedNode({ ...span, first, end: address + 1 }, fault));
  }
  return nodes;
}

function refusedNode({ table, first, end }: Span, fault: string): BrowsedNode {
  const last = end - 1;
  return {
    nodeId: `${table}:${first}-${last}`,
    browseName: first === last ? String(first) : `${first}-${last}`,
    displayName: first === last ? nameAddress(table, first) : `${TABLE_NAMES[table]}s ${first} to ${last}`,
    nodeClass: 'object',
    hasChildren: false,
    readable: false,
    fault,
  };
}

function registerNode({ table }: Span, address: number, values: Found['values']): BrowsedNode {
  const node = {
    browseName: String(address),
    displayName: nameAddress(table, address),
    nodeClass: 'variable' as const,
    hasChildren: false,
    valueRank: -1,
    readable: true,
  };
  const raw = values.get(address) ?? 0;
  if (BIT_TYPES.has(table))
    return { ...node, nodeId: idOf({ table, address, type: 'bool' }), dataType: 'bool', value: String(raw === 1) }; // prettier-ignore
  const readings = READINGS.flatMap(({ type, wordOrder }) => {
    const value = decoded({ table, address, type, wordOrder }, values);
    if (value === undefined) return [];
    const dataType = wordOrder === undefined ? type : `${type} ${wordOrder}`;
    return { nodeId: idOf({ table, address, type, wordOrder }), dataType, value };
  });
  const nodeId = idOf({ table, address, type: 'uint16' });
  return { ...node, nodeId, dataType: 'uint16', value: String(raw), readings };
}

/** Undefined where a register of it is not known, or the bits are no such value. */
function decoded({ address, type, wordOrder }: Place, values: Found['values']): string | undefined {
  const words = Array.from({ length: lengthOf(type, 1) }, (_, i) => values.get(address + i));
  const bytes = Buffer.alloc(2 * words.length);
  for (const [i, word] of words.entries()) {
    if (word === undefined) return undefined;
    bytes.writeUInt16BE(word, 2 * i);
  }
  const plain = { type, bit: undefined, length: 1, scale: 1, offset: 0, clampLow: undefined, clampHigh: undefined, invalid: [] }; // prettier-ignore
  const { value } = decoder(plain, wordOrder ?? 'ABCD')(bytes, 0);
  if (typeof value !== 'number') return undefined;
  // A float32 has some seven digits; more would be the noise of its binary form.
  return type === 'float32' ? String(Number(value.toPrecision(7))) : String(value);
}

function cursorOf(cursor: string | undefined, { first, end }: Span): number {
  if (cursor === undefined) return first;
  const at = /^\d{1,5}$/.test(cursor) ? Number(cursor) : NaN;
  if (at >= first && at < end) return at;
  throw new ThermaCoreError('invalid', 'cursor: is not one of an answer before.', {
    field: 'cursor',
    advice: 'Begin anew without a cursor.',
  });
}
