import type { DataValue } from 'node-opcua';
import type { RawReading } from '../../../core/history';
import { EARLIEST_MS, LATEST_MS, noBound, rawValue, timeOf, type Asked } from './history-values';

export interface RawRange {
  /** Epoch ms. Of the two that are given the first is where it begins: a later one than `end` means backwards. */
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly bounds: boolean;
}

/** Where a page ended. */
export interface RawState {
  readonly backwards: boolean;
  /** What is left: inclusive, exclusive. */
  readonly from: number;
  readonly to: number;
  /** Forwards: the historian's place. */
  readonly cursor?: string | undefined;
  /** Backwards: readings of the latest millisecond that were sent already. */
  readonly skip: number;
  /** Bound that comes last; undefined: none was asked for. */
  readonly lastBound: number | undefined;
  /** Only that bound is missing. */
  readonly body: 'open' | 'sent';
}

export interface RawPage {
  readonly values: readonly DataValue[];
  readonly next: RawState | undefined;
}

/** The historian's own bound for a page. */
const MOST = 10_000;
const FIRST_WINDOW_MS = 3_600_000;
const WINDOW_FACTOR = 4;

/** The first page: `limit` values at most, the bounds included (OPC 10000-11 §6.5.3). */
export async function readRaw(asked: Asked, range: RawRange, limit: number): Promise<RawPage> {
  const { start, end, bounds } = range;
  const first = start ?? end ?? EARLIEST_MS;
  const backwards = start === undefined || (end !== undefined && end < start);
  const state: RawState = {
    backwards,
    // Where time begins counts, where it ends does not; a range of one instant is that instant.
    ...(backwards
      ? { from: start === undefined ? EARLIEST_MS : (end ?? EARLIEST_MS) + 1, to: first + 1 }
      : { from: first, to: end === undefined ? LATEST_MS : end === first ? end + 1 : end }),
    skip: 0,
    lastBound: bounds && start !== undefined && end !== undefined && end !== start ? end : undefined,
    body: 'open',
  };
  const bound =
    bounds && !(await hasReadingAt(asked, first)) ? [await outside(asked, first, !backwards)] : [];
  const page = await continueRaw(asked, state, limit - bound.length);
  return { ...page, values: [...bound, ...page.values] };
}

export async function continueRaw(asked: Asked, state: RawState, limit: number): Promise<RawPage> {
  if (limit <= 0) return { values: [], next: state };
  const { readings, next } =
    state.body === 'sent'
      ? { readings: [], next: undefined }
      : await (state.backwards ? backwardsFrom(asked, state, limit) : forwardsFrom(asked, state, limit));
  const values = readings.map((reading) => rawValue(asked.type, reading));
  if (next || state.lastBound === undefined) return { values, next };
  if (values.length >= limit) return { values, next: { ...state, body: 'sent' } };
  const at = state.lastBound;
  const exact = await readingsOf(asked, at, at + 1, 1);
  const bound = exact[0] ? rawValue(asked.type, exact[0]) : await outside(asked, at, state.backwards);
  return { values: [...values, bound], next: undefined };
}

interface Part {
  readonly readings: readonly RawReading[];
  readonly next: RawState | undefined;
}

async function forwardsFrom(asked: Asked, state: RawState, limit: number): Promise<Part> {
  const { items, nextCursor } = await asked.history.raw(asked.tenant, {
    sensors: [asked],
    from: state.from,
    to: state.to,
    limit: Math.min(limit, MOST),
    quality: 'any',
    ...(state.cursor === undefined ? {} : { cursor: state.cursor }),
  });
  return { readings: items, next: nextCursor === undefined ? undefined : { ...state, cursor: nextCursor } };
}

/**
 * The historian reads forwards. Going back it is asked for windows that grow while they are empty and shrink when they
 * hold more than a page, so that neither a gap of years nor a busy second costs more than a few questions.
 */
async function backwardsFrom(asked: Asked, state: RawState, limit: number): Promise<Part> {
  const want = limit + state.skip + 1;
  const found: RawReading[] = [];
  let upper = state.to;
  let width = FIRST_WINDOW_MS;
  while (upper > state.from && found.length < want) {
    const lower = Math.max(state.from, upper - width);
    const most = Math.min(MOST, lower === upper - 1 ? MOST : want);
    const { items, nextCursor } = await asked.history.raw(asked.tenant, {
      sensors: [asked],
      from: lower,
      to: upper,
      limit: most,
      quality: 'any',
    });
    if (nextCursor !== undefined && upper - lower > 1) {
      width = Math.max(1, Math.floor((upper - lower) / WINDOW_FACTOR));
      continue;
    }
    found.push(...items.reverse());
    upper = lower;
    width *= WINDOW_FACTOR;
  }
  const readings = found.slice(state.skip, state.skip + limit);
  const last = readings.at(-1);
  if (found.length <= state.skip + limit || !last) return { readings, next: undefined };
  const time = timeOf(last);
  const sent = found.slice(0, state.skip + limit).filter((reading) => timeOf(reading) === time).length;
  return { readings, next: { ...state, to: time + 1, skip: sent } };
}

const readingsOf = async (asked: Asked, from: number, to: number, limit: number): Promise<RawReading[]> =>
  (await asked.history.raw(asked.tenant, { sensors: [asked], from, to, limit, quality: 'any' })).items;

const hasReadingAt = async (asked: Asked, time: number): Promise<boolean> =>
  (await readingsOf(asked, time, time + 1, 1)).length > 0;

/** The nearest reading before a time, or after it. */
async function outside(asked: Asked, time: number, before: boolean): Promise<DataValue> {
  const whole = { skip: 0, lastBound: undefined, body: 'open' } as const;
  const { readings } = before
    ? await backwardsFrom(asked, { ...whole, backwards: true, from: EARLIEST_MS, to: time }, 1)
    : await forwardsFrom(asked, { ...whole, backwards: false, from: time + 1, to: LATEST_MS }, 1);
  const [nearest] = readings;
  return nearest ? rawValue(asked.type, nearest) : noBound(time);
}
