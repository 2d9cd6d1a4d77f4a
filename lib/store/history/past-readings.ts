import { systemClock, type Clock } from '../../core/clock';
import { DAY_MS } from '../../core/duration';
import type { SensorAddress, Span } from '../../core/history';
import type { ReadingBlock } from '../../core/reading-blocks';
import { readFloat8Array, readInt2Array, readTextArray, readTimestampArray } from '../binary-array';
import { rowsOfCopy } from '../binary-copy';
import { BEFORE_COPY, instant, whole } from '../export/statement';
import type { SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';
import { countReadings } from './estimate';
import { findKept, findTextsKept } from './kept';
import { lastKnown, lastKnownTexts, type KnownValue } from './last-known';
import { checkSensors, checkSpan } from './refusals';
import { findSensors, type FoundSensor } from './sensors';

export const MAX_PAST_SENSORS = 2000;

export interface PastQuestion extends Span {
  /** 1 to MAX_PAST_SENSORS. */
  readonly sensors: readonly SensorAddress[];
}

/** What will be read, settled before it begins. */
export interface PastPlan extends Span {
  readonly tenant: string;
  /** In the order asked for: blocks name them by their place. */
  readonly sensors: readonly FoundSensor[];
  /** Since when readings are kept, epoch ms; `from` is never before it. */
  readonly keptFrom: number;
  /** How many readings there are, about; texts are not counted. */
  readonly readings: number;
  /** Of each sensor the last reading before `from`, however old; absent where there is none. */
  readonly before: readonly ReadingBlock[];
}

/** All readings of a part of the span. */
export interface PastSlice extends Span {
  readonly blocks: readonly ReadingBlock[];
}

/** A slice has about so many readings: large enough to cost little, small enough to be worked off in between. */
const ROWS_OF_A_SLICE = 100_000;
const SHORTEST_MS = 60_000;
/** A slice is longer than the one before by so much at most: what comes may be denser than what was. */
const MOST_GROWTH = 4;

/**
 * Every reading of many sensors over a span, bad ones and texts too, slice by slice in the order of time. The server makes
 * a row of arrays of each sensor's part as it finds them: any order costs it twice as much there, and a row for each reading
 * costs four times as much here (docs/adr/0022).
 */
export class PastReadings {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Throws `not-found` for a sensor that the tenant does not have, `invalid` for a span that is none. */
  plan(tenant: string, question: PastQuestion): Promise<PastPlan> {
    checkSensors(question.sensors, MAX_PAST_SENSORS);
    checkSpan(question);
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const sensors = await findSensors(client, question.sensors);
      const idsOf = (isText: boolean): number[] =>
        sensors.filter(({ type }) => (type === 'text') === isText).map(({ id }) => id);
      const [numbers, texts] = [idsOf(false), idsOf(true)];
      const now = this.clock.now();
      const kept = await findKept(client, numbers, now);
      const keptFrom = Math.ceil(
        Math.max(
          numbers.length > 0 ? kept.raw : -Infinity,
          texts.length > 0 ? await findTextsKept(client, now) : -Infinity,
        ),
      );
      const to = question.to;
      const from = Math.min(to, Math.max(question.from, keptFrom));
      const known = new Map([
        ...(await lastKnown(client, numbers, from, { quality: 'any', kept, inclusive: false })),
        ...(await lastKnownTexts(client, texts, from - 1, 'any')),
      ]);
      return {
        tenant,
        sensors,
        from,
        to,
        keptFrom,
        readings:
          numbers.length > 0 && from < to ? await countReadings(client, numbers, { from, to }, kept) : 0,
        before: sensors.flatMap(({ id }, place) => blockOf(place, known.get(id)) ?? []),
      };
    });
  }

  /** Rejects with the signal's reason when aborted. Whoever stops reading leaves nothing open. */
  async *read(plan: PastPlan, signal: AbortSignal): AsyncGenerator<PastSlice> {
    const { from, to, readings } = plan;
    let length = bounded(((to - from) * ROWS_OF_A_SLICE) / Math.max(1, readings));
    for (let at = from; at < to;) {
      signal.throwIfAborted();
      const end = Math.min(to, at + length);
      const blocks = await this.slice(plan, { from: at, to: end }, signal);
      yield { from: at, to: end, blocks };
      at = end;
      const rows = blocks.reduce((sum, { times }) => sum + times.length, 0);
      length = bounded(length * Math.min(MOST_GROWTH, ROWS_OF_A_SLICE / Math.max(1, rows)));
    }
  }

  /** A transaction of its own: maintenance waits for no longer than that. */
  private async slice(
    { tenant, sensors }: PastPlan,
    span: Span,
    signal: AbortSignal,
  ): Promise<readonly ReadingBlock[]> {
    try {
      return await this.transactions.forTenant(tenant, 'export', async (client) => {
        await client.query(BEFORE_COPY);
        const blocks: ReadingBlock[] = [];
        for (const isText of [false, true]) {
          const ids = sensors.filter(({ type }) => (type === 'text') === isText).map(({ id }) => id);
          if (ids.length === 0) continue;
          const places = new Map(sensors.map(({ id }, place) => [id, place]));
          const copy = await copied(client, statement(ids, isText ? 'text' : 'number', span), signal);
          for (const row of rowsOfCopy(copy)) blocks.push(blockOfRow(row, places, isText));
        }
        return blocks;
      });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  }
}

const bounded = (ms: number): number => Math.round(Math.min(DAY_MS, Math.max(SHORTEST_MS, ms)));

function blockOf(place: number, known: KnownValue | undefined): ReadingBlock | undefined {
  if (!known) return undefined;
  const { ms, value, quality } = known;
  return {
    place,
    times: Float64Array.of(Math.round(ms)),
    values: typeof value === 'string' ? [value] : Float64Array.of(value),
    quality: Uint16Array.of(quality),
  };
}

function blockOfRow(
  [id, times, values, quality, ordinals]: readonly (Buffer | undefined)[],
  places: ReadonlyMap<number, number>,
  isText: boolean,
): ReadingBlock {
  const place = id && places.get(id.readInt32BE());
  if (place === undefined || !times || !values) throw new Error('a copy of readings has an unknown row');
  return inOrder({
    place,
    times: readTimestampArray(times),
    values: isText ? readTextArray(values) : readFloat8Array(values),
    quality: quality && readInt2Array(quality),
    ordinals: ordinals && readInt2Array(ordinals),
  });
}

async function copied(client: SqlClient, text: string, signal: AbortSignal): Promise<Buffer> {
  if (!client.copyOut) throw new Error('this connection cannot copy');
  const stream = client.copyOut(text);
  const stop = (): void => void stream.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Their order is that of the table, which is that of time but for what came late; the blocks' is by (time, ordinal). */
function inOrder(block: ReadingBlock): ReadingBlock {
  const { times, values, quality, ordinals } = block;
  const ordinalAt = (i: number): number => ordinals?.[i] ?? 0;
  const isBehind = (i: number, j: number): number =>
    (times[i] as number) - (times[j] as number) || ordinalAt(i) - ordinalAt(j);
  let sorted = 1;
  while (sorted < times.length && isBehind(sorted - 1, sorted) < 0) sorted++;
  if (sorted >= times.length) return block;
  const order = Uint32Array.from(times, (_, i) => i).sort(isBehind);
  const moved = <T extends Float64Array | Uint16Array>(column: T): T =>
    column.map((_, i) => column[order[i] as number] as number) as T;
  return {
    ...block,
    times: moved(times),
    values: values instanceof Float64Array ? moved(values) : Array.from(order, (i) => values[i] as string),
    quality: quality && moved(quality),
    ordinals: ordinals && moved(ordinals),
  };
}

/**
 * COPY takes no bind parameters: what stands in the text are numbers of sensors from our own table and points in time, all
 * checked to be whole. Most readings are good and have no ordinal, so that of both usually nothing is sent.
 */
const statement = (ids: readonly number[], type: FoundSensor['type'], { from, to }: Span): string =>
  `copy (
    select sensor_id, array_agg(time), array_agg(value),
           case when bool_or(quality <> 0) then array_agg(quality) end,
           case when bool_or(ordinal <> 0) then array_agg(ordinal) end
    from thermacore.${type === 'text' ? 'texts_of_tenant' : 'readings_of_tenant'}
    where sensor_id = any (array[${ids.map(whole).join(', ')}]::int[])
      and time >= ${instant(from)} and time < ${instant(to)}
    group by sensor_id
  ) to stdout (format binary)`;
