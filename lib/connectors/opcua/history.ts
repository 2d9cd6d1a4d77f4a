import type { HistoryData, HistoryReadResult, NodeId } from 'node-opcua';
import type { Reading } from '../../core/reading';
import { OpcuaFailure, failureOf } from './failure';
import { AGGREGATES, type Processed } from './spec';
import type { Live } from './subscription';
import type { Tag } from './tags';

/** A stretch of a tag's history; both ends are in it. Epoch ms. */
export interface Span {
  readonly tag: Tag;
  readonly from: number;
  readonly to: number;
}

export interface HistoryOptions {
  readonly live: Live;
  readonly spans: readonly Span[];
  /** Raw values, or one of each interval. */
  readonly processed?: Processed | undefined;
  /** Most nodes of one request. */
  readonly maxNodes: number;
  readonly signal: AbortSignal;
  /** Called when a span is read, or cannot be. */
  readonly onDone?: (span: Span) => void;
}

/** What the history of a server brought. */
export interface HistoryBrought {
  readonly readings: number;
  /** Sensors of which the server has no history, or gives none, with the reason. */
  readonly without: readonly { readonly sensor: string; readonly reason: string }[];
}

const NODES_PER_REQUEST = 100;
const VALUES_PER_NODE = 1000;
/** Of one tag: a million values, which is a day at 10 Hz. */
const MOST_PAGES = 1000;

interface Open {
  readonly span: Span;
  readonly nodeId: NodeId;
  continuation: Buffer | undefined;
  pages: number;
}

/**
 * Reads history of the server (OPC 10000-11 §6.5), page by page, each stored before the next is asked for, so that any span
 * takes the same memory. Rejects with an OpcuaFailure where the connection does not hold.
 */
export async function readHistory(options: HistoryOptions): Promise<HistoryBrought> {
  const { live, signal } = options;
  const brought = { readings: 0, without: [] as { sensor: string; reason: string }[] };
  const all: Open[] = [];
  // Those of about the same time are asked for together, since a request has one span for all of its nodes.
  for (const span of [...options.spans].sort((one, other) => one.from - other.from))
    try {
      all.push({ span, nodeId: live.resolve(span.tag.point.nodeId), continuation: undefined, pages: 0 });
    } catch (error) {
      refuse(options, brought, span, failureOf(error, live.where));
    }
  const size = Math.min(options.maxNodes, NODES_PER_REQUEST);
  for (let at = 0; at < all.length && !signal.aborted; at += size)
    await readPortion(options, all.slice(at, at + size), brought);
  return brought;
}

interface Brought {
  readings: number;
  readonly without: { sensor: string; reason: string }[];
}

function refuse({ onDone }: HistoryOptions, { without }: Brought, span: Span, failure: OpcuaFailure): void {
  without.push({ sensor: span.tag.name, reason: failure.message });
  onDone?.(span);
}

/** All pages of some tags. The span stays as it was begun: to some servers a continuation point is a count from its start. */
async function readPortion(
  options: HistoryOptions,
  portion: readonly Open[],
  brought: Brought,
): Promise<void> {
  const from = Math.min(...portion.map(({ span }) => span.from));
  const to = Math.max(...portion.map(({ span }) => span.to));
  let left = portion;
  while (left.length > 0 && !options.signal.aborted) {
    const page = await readPage(options, left, { from, to });
    const more: Open[] = [];
    for (const [i, one] of left.entries()) {
      const result = page instanceof OpcuaFailure ? page : page[i];
      if (!result || result instanceof OpcuaFailure || result.statusCode.isNotGood()) {
        refuse(options, brought, one.span, failureIn(result));
        continue;
      }
      brought.readings += await store(one.span, result);
      one.continuation = result.continuationPoint?.length ? result.continuationPoint : undefined;
      if (one.continuation && ++one.pages < MOST_PAGES) more.push(one);
      else options.onDone?.(one.span);
    }
    left = more;
  }
}

const failureIn = (result: HistoryReadResult | OpcuaFailure | undefined): OpcuaFailure =>
  result instanceof OpcuaFailure ? result : OpcuaFailure.of(result?.statusCode.name ?? 'BadNoData');

/** One request. A service that the server does not have, or not for us, is a failure that is told; others are thrown. */
async function readPage(
  { live: { opcua, session, where }, processed }: HistoryOptions,
  portion: readonly Open[],
  { from, to }: Pick<Span, 'from' | 'to'>,
): Promise<HistoryReadResult[] | OpcuaFailure> {
  // Each takes its own part of what comes. The end is not in the span for the server.
  const startTime = new Date(from);
  const endTime = new Date(to + 1);
  const request = new opcua.HistoryReadRequest({
    historyReadDetails: processed
      ? new opcua.ReadProcessedDetails({
          startTime,
          endTime,
          processingInterval: processed.intervalMs,
          aggregateType: portion.map(() => opcua.resolveNodeId(`i=${AGGREGATES[processed.aggregate]}`)),
          aggregateConfiguration: { useServerCapabilitiesDefaults: true },
        })
      : new opcua.ReadRawModifiedDetails({
          isReadModified: false,
          startTime,
          endTime,
          numValuesPerNode: VALUES_PER_NODE,
          returnBounds: false,
        }),
    timestampsToReturn: opcua.TimestampsToReturn.Both,
    releaseContinuationPoints: false,
    nodesToRead: portion.map(({ nodeId, continuation }) => ({
      nodeId,
      ...(continuation ? { continuationPoint: continuation } : {}),
    })),
  });
  try {
    const { results } = await session.historyRead(request);
    return results ?? [];
  } catch (error) {
    const failure = failureOf(error, where);
    if (failure.isUncertain) throw failure;
    return failure;
  }
}

async function store({ tag, from, to }: Span, { historyData }: HistoryReadResult): Promise<number> {
  const readings: Reading[] = [];
  for (const data of (historyData as HistoryData | null)?.dataValues ?? []) {
    const time = data.sourceTimestamp?.getTime() ?? NaN;
    if (time >= from && time <= to) tag.group.take(tag, data, 'history', readings);
  }
  await new Promise<void>((resolve) => tag.group.handOver(readings, resolve));
  return readings.length;
}

/** What the tags missed, between the last sample that went on and the first that came since, or now. */
export const gapsOf = (tags: readonly Tag[], now: number): Span[] =>
  tags.flatMap((tag) => (tag.gap ? [{ tag, from: tag.gap.from + 1, to: (tag.gap.to ?? now) - 1 }] : []));
