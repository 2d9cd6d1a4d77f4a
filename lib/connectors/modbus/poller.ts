import type { Clock, Timer } from '../../core/clock';
import type { QualityFlag } from '../../core/quality';
import type { Reading, ReadingValue } from '../../core/reading';
import type { Receiver } from '../connector';
import { nameAddress, wireAddress } from './address';
import { ILLEGAL_DATA_ADDRESS, type ModbusFailure } from './failure';
import { Planner, type Block, type PlanLimits, type Span } from './plan';
import { decoder, type Decode, type Decoded } from './registers';
import type { ModbusPoint, WordOrder } from './spec';
import { BIT_TYPES, lengthOf } from './types';

export interface PollerOptions {
  readonly points: readonly ModbusPoint[];
  readonly receiver: Receiver;
  readonly clock: Clock;
  /** The device, for the origin of its readings. */
  readonly device: string;
  readonly limits: PlanLimits & { readonly intervalMs: number; readonly wordOrder: WordOrder };
  /** Where in an interval the device's slot lies, from 0 to below 1: devices of one interval are spread over it. */
  readonly phase: number;
  readonly read: (block: Block) => Promise<Buffer>;
  /** A slot that came before the last one's reads had ended, or while too much waits to be stored. */
  readonly onOverrun: () => void;
  readonly onResult: () => void;
}

interface Polled {
  readonly point: ModbusPoint;
  readonly span: Span;
  readonly decode: Decode;
  readonly address: string;
  /** What was handed on last. */
  last: { value: ReadingValue; at: number; mark: string } | undefined;
}

interface Group {
  readonly intervalMs: number;
  blocks: Block[];
  busy: number;
  timer: Timer | undefined;
}

/** Batches that may be on their way to the store; above, slots are skipped: memory is bounded, and the field keeps the value. */
const MAX_UNSETTLED = 20;
/**
 * Slots lie on this grid, in ms: devices that share a place on it are asked and answer in one turn of the event loop. A
 * process that polls hundreds of devices spends more on being woken than on their registers.
 */
const GRID_MS = 5;
const GOOD = '';

/**
 * Reads the points of one binding at their intervals, block by block, and hands on what they say. Slots lie at fixed times,
 * so that a slow answer makes no poll drift; a slot that comes too early is left out and counted, never queued.
 */
export class Poller {
  private readonly polled: Polled[];
  private readonly planner: Planner;
  private groups: Group[] = [];
  private unsettled = 0;
  private running = false;
  /** What the last read of each block met, by its first address. */
  private readonly failures = new Map<string, string>();

  constructor(private readonly options: PollerOptions) {
    const { points, limits } = options;
    this.polled = points.map((point) => polledOf(point, limits));
    this.planner = new Planner(
      this.polled.map(({ span }) => span),
      limits,
    );
  }

  get size(): number {
    return this.polled.length;
  }

  /** A failure of one of its blocks, in words; undefined if all were read. */
  get fault(): string | undefined {
    const [first] = this.failures.values();
    return first === undefined || this.failures.size === 1
      ? first
      : `${first} (and ${this.failures.size - 1} more)`;
  }

  /** Reads everything now, and from then on in its slots. */
  start(): void {
    if (this.running) return;
    this.running = true;
    this.arrange();
  }

  stop(): void {
    this.running = false;
    for (const group of this.groups) group.timer?.stop();
    this.groups = [];
    this.failures.clear();
  }

  /** Says of every point that the device cannot be asked any more. */
  lose(words: string): void {
    this.hand(
      this.polled.map((_, index) => index),
      () => failed('comm-lost'),
      words,
    );
  }

  private arrange(): void {
    const known = new Map(this.groups.map((group) => [group.intervalMs, group]));
    const byInterval = new Map<number, Block[]>();
    for (const block of this.planner.plan()) {
      const blocks = byInterval.get(block.intervalMs);
      if (blocks) blocks.push(block);
      else byInterval.set(block.intervalMs, [block]);
    }
    for (const group of this.groups) if (!byInterval.has(group.intervalMs)) group.timer?.stop();
    this.groups = [...byInterval].map(([intervalMs, blocks]) => {
      const group = known.get(intervalMs);
      if (group) {
        group.blocks = blocks;
        return group;
      }
      const made: Group = { intervalMs, blocks, busy: 0, timer: undefined };
      this.tick(made);
      return made;
    });
  }

  private tick(group: Group): void {
    const { clock, phase } = this.options;
    const { intervalMs } = group;
    const now = clock.monotonic();
    const offset = Math.floor((phase * intervalMs) / GRID_MS) * GRID_MS;
    // The slot nearest to now was this one, also where a timer was a little early.
    const slot =
      group.timer === undefined
        ? Math.floor((now - offset) / intervalMs)
        : Math.round((now - offset) / intervalMs);
    group.timer = clock.after(Math.ceil(Math.max(0, offset + (slot + 1) * intervalMs - now)), () =>
      this.tick(group),
    );
    if (group.busy > 0 || this.unsettled >= MAX_UNSETTLED) this.options.onOverrun();
    else for (const block of group.blocks) void this.poll(group, block);
  }

  private async poll(group: Group, block: Block): Promise<void> {
    group.busy++;
    try {
      const bytes = await this.options.read(block);
      if (this.running) this.succeeded(block, bytes);
    } catch (error) {
      if (this.running) this.refused(block, error as ModbusFailure);
    } finally {
      group.busy--;
      if (this.running) this.options.onResult();
    }
  }

  private succeeded(block: Block, bytes: Buffer): void {
    this.failures.delete(keyOf(block));
    this.hand(block.spans, (polled) => this.decoded(polled, block, bytes), GOOD);
    if (this.planner.relearn(block)) this.arrange();
  }

  private refused(block: Block, failure: ModbusFailure): void {
    if (failure.exception === ILLEGAL_DATA_ADDRESS && !this.isKnown(block)) {
      this.planner.learn(block);
      if (block.spans.length > 1) this.failures.delete(keyOf(block));
      this.arrange();
      // Cut: its parts tell themselves in the next slot.
      if (block.spans.length > 1) return;
    }
    const where = this.polled[block.spans[0] ?? 0]?.address ?? '';
    const words = failure.kind === 'exception' ? `${failure.message} at ${where}` : failure.message;
    if (failure.kind === 'exception' || failure.kind === 'frame') this.failures.set(keyOf(block), words);
    this.hand(block.spans, () => failed(failure.flag), failure.message);
  }

  private isKnown({ spans }: Block): boolean {
    return spans.length === 1 && this.planner.refused.has(spans[0] ?? -1);
  }

  private decoded({ decode, span }: Polled, block: Block, bytes: Buffer): Decoded {
    const at = span.first - block.start;
    if (!BIT_TYPES.has(span.table)) return decode(bytes, 2 * at);
    return { value: (bytes.readUInt8(at >> 3) & (1 << (at & 7))) !== 0, quality: 'good' };
  }

  /**
   * Hands on one reading for each of `indexes`. A reading that is not good carries the last value that was known, as it
   * must have one, and comes once for each cause; a point that was never read has nothing to say.
   */
  private hand(indexes: readonly number[], say: (polled: Polled) => Decoded, words: string): void {
    const { clock, receiver, device } = this.options;
    const { tenant } = receiver;
    const now = clock.now();
    const readings: Reading[] = [];
    for (const index of indexes) {
      const polled = this.polled[index] as Polled;
      const { value, quality, flag } = say(polled);
      const { point, last } = polled;
      const carried = value ?? last?.value;
      if (carried === undefined) continue;
      const mark = quality === 'good' ? GOOD : `${quality} ${flag ?? ''} ${words}`;
      if (value === undefined ? last?.mark === mark : !isNews(point, last, carried, mark, now)) continue;
      polled.last = { value: carried, at: now, mark };
      const { unit, sensor } = point;
      const { address } = polled;
      const origin = { protocol: 'modbus', device, address, receivedAt: now };
      // Apart, and without spreading: a poll makes a hundred of the first kind.
      const sound: Reading = { tenant, unit, sensor, timestamp: now, value: carried, quality, origin };
      const reading =
        flag === undefined
          ? sound
          : {
              ...sound,
              flags: [flag],
              ...(words === GOOD ? {} : { origin: { ...origin, properties: { fault: words } } }),
            };
      const reason = receiver.admit?.(reading);
      if (reason === undefined) readings.push(reading);
      else
        receiver.reject({
          reason,
          detail: `${point.unit}/${point.sensor} of ${device} is not in the registry, or has another type.`,
          address: polled.address,
        });
    }
    if (readings.length === 0) return;
    this.unsettled++;
    // Modbus has nothing to confirm: what was not stored is read again in the next slot.
    receiver.batch({ readings, settle: () => void this.unsettled-- });
  }
}

const failed = (flag: QualityFlag): Decoded => ({ quality: 'bad', flag });
const keyOf = ({ table, start }: Block): string => `${table} ${start}`;

function polledOf(point: ModbusPoint, { intervalMs, wordOrder }: PollerOptions['limits']): Polled {
  const first = wireAddress(point);
  return {
    point,
    span: {
      table: point.table,
      first,
      length: lengthOf(point.type, point.length),
      intervalMs: point.intervalMs ?? intervalMs,
    },
    decode: decoder(point, point.wordOrder ?? wordOrder),
    address: nameAddress(point.table, first),
    last: undefined,
  };
}

function isNews(
  { report, deadband, heartbeatMs }: ModbusPoint,
  last: Polled['last'],
  value: ReadingValue,
  mark: string,
  now: number,
): boolean {
  if (report === 'always' || last?.mark !== mark || now - last.at >= heartbeatMs) return true;
  return typeof value === 'number' && typeof last.value === 'number'
    ? Math.abs(value - last.value) > deadband
    : value !== last.value;
}
