import {
  HistoryData,
  HistoryReadResult,
  ReadProcessedDetails,
  ReadRawModifiedDetails,
  StatusCodes,
  type HistoryReadRequest,
  type HistoryReadValueId,
  type StatusCode,
} from 'node-opcua';
import type { Clock } from '../../../core/clock';
import { ThermaCoreError } from '../../../core/errors';
import { Gate } from '../../../core/gate';
import { Continuations } from './continuations';
import { isSupported, readProcessed, type Processing } from './history-processed';
import { continueRaw, readRaw, type RawState } from './history-raw';
import { instantOf, type Asked } from './history-values';
import { sensorOf } from './node-ids';
import type { PlantNodes } from './plant-nodes';
import type { ServedHistory } from './ports';
import { statusOfError } from './status-codes';

export interface HistoryReaderOptions {
  readonly nodes: PlantNodes;
  readonly history: ServedHistory;
  /** Values of one node in one answer. */
  readonly maxValues: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** Questions to the historian at a time, and those that wait for their turn, of all sessions. */
const MAX_RUNNING = 4;
const MAX_WAITING = 200;
export const MAX_CONTINUATIONS = 50;

type State =
  | { readonly kind: 'raw'; readonly raw: RawState; readonly limit: number }
  | { readonly kind: 'processed'; readonly processing: Processing };
type Answer = { readonly values: HistoryData['dataValues']; readonly next: State | undefined } | StatusCode;

/** HistoryRead of readings: raw and processed. */
export class HistoryReader {
  private readonly continuations = new Continuations<State>(MAX_CONTINUATIONS);
  private readonly gate = new Gate(MAX_RUNNING, MAX_WAITING, 'Too many questions wait for the historian.');

  constructor(private readonly use: HistoryReaderOptions) {}

  /** The node is one that the session sees. */
  async read(
    session: object,
    request: HistoryReadRequest,
    index: number,
    node: HistoryReadValueId,
  ): Promise<HistoryReadResult> {
    const id = String(node.nodeId);
    const point = node.continuationPoint;
    const goesOn = point instanceof Buffer && point.length > 0;
    const kept = goesOn ? this.continuations.take(session, id, point) : undefined;
    if (goesOn && !kept) return fault(StatusCodes.BadContinuationPointInvalid);
    if (request.releaseContinuationPoints) return new HistoryReadResult({ statusCode: StatusCodes.Good });
    const asked = this.askedFor(node);
    if (!('tenant' in asked)) return fault(asked);
    try {
      const answer = await this.gate.run(() => this.within(this.answer(asked, kept, request, index)));
      if (!('values' in answer)) return fault(answer);
      const next = answer.next && this.continuations.keep(session, id, answer.next);
      if (answer.next && !next) return fault(StatusCodes.BadNoContinuationPoints);
      return new HistoryReadResult({
        statusCode: answer.values?.length ? StatusCodes.Good : StatusCodes.GoodNoData,
        historyData: new HistoryData({ dataValues: answer.values }),
        ...(next ? { continuationPoint: next } : {}),
      });
    } catch (error) {
      return fault(statusOfError(error));
    }
  }

  private askedFor({ nodeId, indexRange }: HistoryReadValueId): Asked | StatusCode {
    if (!this.use.nodes.exists(nodeId)) return StatusCodes.BadNodeIdUnknown;
    const place = sensorOf(nodeId);
    const node = place && this.use.nodes.find(place.tenant, place.unit, place.sensor);
    if (!place || !node) return StatusCodes.BadHistoryOperationUnsupported;
    if (indexRange.isDefined()) return StatusCodes.BadIndexRangeNoData;
    return { ...place, type: node.served.type, history: this.use.history };
  }

  private async answer(
    asked: Asked,
    kept: State | undefined,
    { historyReadDetails: details }: HistoryReadRequest,
    index: number,
  ): Promise<Answer> {
    if (kept?.kind === 'raw')
      return this.rawAnswer(await continueRaw(asked, kept.raw, kept.limit), kept.limit);
    if (kept) return processedAnswer(asked, kept.processing);
    if (details instanceof ReadRawModifiedDetails) return this.raw(asked, details);
    if (details instanceof ReadProcessedDetails) return processed(asked, details, index);
    return StatusCodes.BadHistoryOperationUnsupported;
  }

  private async raw(asked: Asked, details: ReadRawModifiedDetails): Promise<Answer> {
    const { isReadModified, numValuesPerNode, returnBounds } = details;
    if (isReadModified) return StatusCodes.BadHistoryOperationUnsupported;
    const start = instantOf(details.startTime);
    const end = instantOf(details.endTime);
    // OPC 10000-11 §6.5.3.2: at least two of the three say what is wanted.
    if ([start !== undefined, end !== undefined, numValuesPerNode > 0].filter(Boolean).length < 2)
      return StatusCodes.BadHistoryOperationInvalid;
    const limit = Math.min(numValuesPerNode || this.use.maxValues, this.use.maxValues);
    return this.rawAnswer(await readRaw(asked, { start, end, bounds: returnBounds }, limit), limit);
  }

  private rawAnswer({ values, next }: Awaited<ReturnType<typeof readRaw>>, limit: number): Answer {
    return { values: [...values], next: next && { kind: 'raw', raw: next, limit } };
  }

  private async within<T>(work: Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = this.use.clock.after(this.use.timeoutMs, () =>
      late.reject(new ThermaCoreError('timeout', 'The historian did not answer in time.')),
    );
    try {
      return await Promise.race([work, late.promise]);
    } finally {
      timer.stop();
    }
  }
}

const fault = (statusCode: StatusCode): HistoryReadResult => new HistoryReadResult({ statusCode });

async function processed(asked: Asked, details: ReadProcessedDetails, index: number): Promise<Answer> {
  const { processingInterval: interval, aggregateType, aggregateConfiguration } = details;
  const aggregate = aggregateType?.[index];
  const start = instantOf(details.startTime);
  const end = instantOf(details.endTime);
  if (!aggregate || start === undefined || end === undefined || start === end || !(interval >= 0))
    return StatusCodes.BadInvalidArgument;
  if (!isSupported(aggregate) || asked.type === 'text') return StatusCodes.BadAggregateNotSupported;
  const { useServerCapabilitiesDefaults, treatUncertainAsBad } = aggregateConfiguration;
  return processedAnswer(asked, {
    start,
    end,
    interval: Math.round(interval),
    aggregate,
    quality: !useServerCapabilitiesDefaults && treatUncertainAsBad ? 'good' : 'usable',
  });
}

async function processedAnswer(asked: Asked, processing: Processing): Promise<Answer> {
  const { values, next } = await readProcessed(asked, processing);
  return { values: [...values], next: next && { kind: 'processed', processing: next } };
}
