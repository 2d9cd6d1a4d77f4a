import assert from 'node:assert/strict';
import type { HistoryData } from 'node-opcua';
import {
  AggregateFunction,
  HistoryReadRequest,
  ReadProcessedDetails,
  ReadRawModifiedDetails,
  TimestampsToReturn,
  coerceNodeId,
  makeNodeId,
  type ClientSession,
  type HistoryReadResult,
} from 'node-opcua';
import type { OpcuaServer } from '../../../lib/connectors/opcua/server';
import type { QualityClass } from '../../../lib/core/quality';
import { silentLogger } from '../../../lib/core/logger';
import { opcuaServerPorts, type Store } from '../../../lib/platform';
import { openTestPki, type TestPki } from '../../support/opcua-server-pki';
import { Clients, asUser, serve } from '../../support/opcua-server';
import { DEMO_PASSWORD, realStore, useRealPlatform } from '../../support/real-platform';

const FLOW = 'ns=2;s=aqua/history/flow';
/** On a full hour. */
const T0 = Date.UTC(2026, 2, 1, 12);
const MINUTE = 60_000;
const COUNT = 120;

interface Asked {
  performMessageTransaction(request: object): Promise<{ results: HistoryReadResult[] }>;
}

describe('History over OPC UA, from the database', function () {
  this.timeout(60_000);
  const platform = useRealPlatform();
  let pki: TestPki;
  let store: Store;
  let server: OpcuaServer;
  let session: ClientSession;
  const clients = new Clients(() => pki);

  before(async () => {
    pki = await openTestPki();
    store = await realStore();
    await store.plant.createUnit('aqua', { key: 'history', name: 'History', kind: 'other' });
    for (const key of ['flow', 'quiet'] as const)
      await store.plant.createSensor('aqua', 'history', {
        key, name: key, type: 'number', quantity: 'flow', uom: 'm³/h', decimals: 1, staleAfter: 60, headline: false,
      }); // prettier-ignore
    await store.directory.refresh();
    const quality = (i: number): QualityClass => (i === 5 ? 'bad' : i === 6 ? 'uncertain' : 'good');
    await store.sink.write(
      Array.from({ length: COUNT }, (_, i) => ({
        tenant: 'aqua',
        unit: 'history',
        sensor: 'flow',
        timestamp: T0 + i * MINUTE,
        value: i,
        quality: quality(i),
        ordinal: 0,
      })),
    );
    server = await serve(pki, {
      ports: opcuaServerPorts({
        store,
        auth: () => platform().auth(),
        commands: platform().commands.of(store),
        tenants: ['aqua', 'borealis'],
        alarms: platform().alarms,
        logger: silentLogger,
        isDatabaseThere: () => true,
        userCertificates: [],
      }),
      config: { maxHistoryValues: 100 },
    });
    session = await clients.session(server.port, asUser('viewer@aqua', DEMO_PASSWORD));
  });
  after(async () => {
    await clients.close();
    await server.stop();
    await store.plant.deleteUnit('aqua', 'history');
    await pki.close();
  });

  const ask = async (
    historyReadDetails: object,
    more: { nodeId?: string; continuationPoint?: Buffer; release?: boolean } = {},
  ): Promise<HistoryReadResult> => {
    const { results } = await (session as unknown as Asked).performMessageTransaction(
      new HistoryReadRequest({
        historyReadDetails: historyReadDetails as ReadRawModifiedDetails,
        timestampsToReturn: TimestampsToReturn.Source,
        releaseContinuationPoints: more.release ?? false,
        nodesToRead: [
          {
            nodeId: coerceNodeId(more.nodeId ?? FLOW),
            ...(more.continuationPoint ? { continuationPoint: more.continuationPoint } : {}),
          },
        ],
      }),
    );
    assert.ok(results[0]);
    return results[0];
  };
  const at = (minutes: number): Date => new Date(T0 + minutes * MINUTE);
  const raw = (
    start: number | null,
    end: number | null,
    num = 0,
    returnBounds = false,
  ): ReadRawModifiedDetails =>
    new ReadRawModifiedDetails({
      ...(start === null ? {} : { startTime: at(start) }),
      ...(end === null ? {} : { endTime: at(end) }),
      numValuesPerNode: num,
      returnBounds,
      isReadModified: false,
    });
  /** Minutes since T0 and values: `3=3`, with the status where it is not Good. */
  const shown = ({ historyData }: HistoryReadResult): string[] =>
    ((historyData as HistoryData | null)?.dataValues ?? []).map(({ sourceTimestamp, value, statusCode }) => {
      const minutes = ((sourceTimestamp?.getTime() ?? 0) - T0) / MINUTE;
      // Of aggregates all are calculated.
      const name = statusCode.name.replace(/#HistorianCalculated$/, '');
      const status = name === 'Good' ? '' : ` ${name}`;
      return `${minutes}=${String(value.value as unknown)}${status}`;
    });
  /** All pages. */
  async function pages(details: object): Promise<{ values: string[]; count: number }> {
    const values: string[] = [];
    let continuationPoint: Buffer | undefined;
    let count = 0;
    do {
      const result = await ask(details, continuationPoint ? { continuationPoint } : {});
      assert.match(result.statusCode.name, /^Good/);
      values.push(...shown(result));
      continuationPoint = result.continuationPoint?.length ? result.continuationPoint : undefined;
      count++;
    } while (continuationPoint);
    return { values, count };
  }

  it('answers raw readings with their status, from the start and without the end', async () => {
    assert.deepEqual(shown(await ask(raw(4, 8))), ['4=4', '5=5 Bad', '6=6 Uncertain', '7=7']);
    assert.deepEqual(shown(await ask(raw(8, 4))), ['8=8', '7=7', '6=6 Uncertain', '5=5 Bad']);
    assert.deepEqual(shown(await ask(raw(4, 4))), ['4=4']);
    assert.deepEqual(shown(await ask(raw(117, null, 5))), ['117=117', '118=118', '119=119']);
    assert.deepEqual(shown(await ask(raw(null, 2, 2))), ['2=2', '1=1']);
    const empty = await ask(raw(200, 300));
    assert.deepEqual([empty.statusCode.name, shown(empty)], ['GoodNoData', []]);
  });

  it('gives bounding values, or says that there are none', async () => {
    assert.deepEqual(shown(await ask(raw(10.5, 12.5, 0, true))), ['10=10', '11=11', '12=12', '13=13']);
    assert.deepEqual(shown(await ask(raw(12.5, 10.5, 0, true))), ['13=13', '12=12', '11=11', '10=10']);
    assert.deepEqual(shown(await ask(raw(10, 12, 0, true))), ['10=10', '11=11', '12=12']);
    assert.deepEqual(shown(await ask(raw(-10, 1, 0, true))), ['-10=null BadBoundNotFound', '0=0', '1=1']);
    assert.deepEqual(shown(await ask(raw(118.5, 130, 0, true))), [
      '118=118',
      '119=119',
      '130=null BadBoundNotFound',
    ]);
  });

  it('goes on where a page ended, in both directions', async () => {
    const forwards = await pages(raw(0, COUNT, 50));
    assert.equal(forwards.count, 3);
    assert.deepEqual(forwards.values.map((text) => parseInt(text)), Array.from({ length: COUNT }, (_, i) => i)); // prettier-ignore
    const backwards = await pages(raw(COUNT - 1, -1, 50));
    assert.equal(backwards.count, 3);
    assert.deepEqual(backwards.values, forwards.values.toReversed());
    // The server's own bound, with none asked for; the bounds come first and last.
    const bounded = await pages(raw(-1, COUNT, 0, true));
    assert.equal(bounded.count, 2);
    assert.equal(bounded.values.length, COUNT + 2);
  });

  it('keeps continuation points to their node and session, for one use', async () => {
    const next = async (): Promise<Buffer> => (await ask(raw(0, COUNT, 10))).continuationPoint;
    const point = await next();
    const elsewhere = await ask(raw(0, COUNT, 10), { nodeId: FLOW.replace('flow', 'quiet'), continuationPoint: point }); // prettier-ignore
    assert.equal(elsewhere.statusCode.name, 'BadContinuationPointInvalid');
    assert.equal((await ask(raw(0, COUNT, 10), { continuationPoint: point })).statusCode.name, 'Good');
    assert.equal((await ask(raw(0, COUNT, 10), { continuationPoint: point })).statusCode.name, 'BadContinuationPointInvalid'); // prettier-ignore
    const released = await next();
    assert.equal((await ask(raw(0, COUNT, 10), { continuationPoint: released, release: true })).statusCode.name, 'Good'); // prettier-ignore
    assert.equal((await ask(raw(0, COUNT, 10), { continuationPoint: released })).statusCode.name, 'BadContinuationPointInvalid'); // prettier-ignore
    assert.equal((await ask(raw(0, COUNT, 10), { continuationPoint: Buffer.from('made up') })).statusCode.name, 'BadContinuationPointInvalid'); // prettier-ignore
  });

  it('refuses what says too little, and what it does not have', async () => {
    assert.equal((await ask(raw(0, null))).statusCode.name, 'BadHistoryOperationInvalid');
    assert.equal((await ask(raw(0, 1), { nodeId: 'ns=2;s=aqua/history' })).statusCode.name, 'BadHistoryOperationUnsupported'); // prettier-ignore
    assert.equal((await ask(raw(0, 1), { nodeId: 'ns=2;s=aqua/history/none' })).statusCode.name, 'BadNodeIdUnknown'); // prettier-ignore
    const modified = new ReadRawModifiedDetails({ ...raw(0, 1), isReadModified: true });
    assert.equal((await ask(modified)).statusCode.name, 'BadHistoryOperationUnsupported');
  });

  const processed = (
    aggregate: AggregateFunction,
    start: number,
    end: number,
    minutes: number,
  ): ReadProcessedDetails =>
    new ReadProcessedDetails({
      startTime: at(start),
      endTime: at(end),
      processingInterval: minutes * MINUTE,
      aggregateType: [makeNodeId(aggregate)],
    });

  it('computes aggregates', async () => {
    const of = async (aggregate: AggregateFunction): Promise<string[]> =>
      shown(await ask(processed(aggregate, 60, 120, 30)));
    assert.deepEqual(await of(AggregateFunction.Average), ['60=74.5', '90=104.5']);
    assert.deepEqual(await of(AggregateFunction.Minimum), ['60=60', '90=90']);
    assert.deepEqual(await of(AggregateFunction.Maximum), ['60=89', '90=119']);
    assert.deepEqual(await of(AggregateFunction.Range), ['60=29', '90=29']);
    assert.deepEqual(await of(AggregateFunction.Count), ['60=30', '90=30']);
    assert.deepEqual(await of(AggregateFunction.Start), ['60=60', '90=90']);
    assert.deepEqual(await of(AggregateFunction.End), ['60=89', '90=119']);
    assert.deepEqual(await of(AggregateFunction.TimeAverage), ['60=74.5', '90=104.5']);
    assert.deepEqual(await of(AggregateFunction.Total), [`60=${74.5 * 1800}`, `90=${104.5 * 1800}`]);
    const other = await ask(processed(AggregateFunction.Interpolative, 60, 120, 30));
    assert.equal(other.statusCode.name, 'BadAggregateNotSupported');
  });

  it('counts intervals from where they are asked for, backwards too, and the last may be short', async () => {
    const { Average } = AggregateFunction;
    // 12:07 and 25 minutes: no bucket of the historian begins there.
    assert.deepEqual(shown(await ask(processed(Average, 67, 117, 25))), ['67=79', '92=104']);
    assert.deepEqual(shown(await ask(processed(Average, 60, 100, 30))), [
      '60=74.5',
      '90=94.5 Good#HistorianCalculated|HistorianPartial',
    ]);
    assert.deepEqual(shown(await ask(processed(Average, 120, 60, 30))), ['120=104.5', '90=74.5']);
    assert.deepEqual(shown(await ask(processed(Average, 60, 120, 0))), ['60=89.5']);
    assert.deepEqual(shown(await ask(processed(Average, 0, 10, 10))), ['0=4.444444444444445 UncertainDataSubNormal']); // prettier-ignore
    assert.deepEqual(shown(await ask(processed(Average, 300, 330, 30))), ['300=null BadNoData']);
    assert.deepEqual(shown(await ask(processed(AggregateFunction.Count, 300, 330, 30))), ['300=0']);
  });

  it('pages many intervals', async () => {
    const perSecond = processed(AggregateFunction.Count, 0, 20, 1 / 60);
    const { values, count } = await pages(perSecond);
    assert.equal(values.length, 1200);
    assert.equal(count, 3);
    assert.equal(values.filter((text) => text.includes('=1')).length, 19, 'all but the bad one');
  });
});
