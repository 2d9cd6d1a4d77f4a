import assert from 'node:assert/strict';
import type { HistoryReadRequest, ReadRawModifiedDetails } from 'node-opcua';
import { gapsOf, readHistory } from '../../../../lib/connectors/opcua/history';
import { loadOpcua, type Opcua } from '../../../../lib/connectors/opcua/library';
import { OpcuaPoint } from '../../../../lib/connectors/opcua/spec';
import type { Live } from '../../../../lib/connectors/opcua/subscription';
import { TagGroup } from '../../../../lib/connectors/opcua/tags';
import { Collector } from '../../../contract/collector';
import { FakeClock } from '../../../support/fake-clock';

const T0 = Date.UTC(2026, 2, 1, 12);
const PAGE = 100;

describe('History that fills a gap', function () {
  this.timeout(10_000);
  let opcua: Opcua;

  before(async () => (opcua = await loadOpcua()));

  /** As open62541 keeps history: a value a second, and its continuation points count from the start of the span. */
  const history = (nodes: readonly string[], asked: string[][]): Live['session'] =>
    ({
      historyRead: ({ nodesToRead, historyReadDetails }: HistoryReadRequest) => {
        const { startTime, endTime } = historyReadDetails as ReadRawModifiedDetails;
        const [from, to] = [startTime?.getTime() ?? 0, endTime?.getTime() ?? 0];
        asked.push((nodesToRead ?? []).map(({ nodeId }) => String(nodeId.value)));
        return Promise.resolve({
          results: (nodesToRead ?? []).map(({ nodeId, continuationPoint }) => {
            if (!nodes.includes(String(nodeId.value)))
              return new opcua.HistoryReadResult({
                statusCode: opcua.StatusCodes.BadHistoryOperationUnsupported,
              });
            const skip = continuationPoint?.length ? Number(continuationPoint.toString()) : 0;
            const first = Math.ceil(from / 1000) + skip;
            const count = Math.min(PAGE, Math.floor(to / 1000) - first + 1);
            return new opcua.HistoryReadResult({
              statusCode: opcua.StatusCodes.Good,
              historyData: new opcua.HistoryData({
                dataValues: Array.from({ length: count }, (_, i) => ({
                  value: { dataType: opcua.DataType.Double, value: first + i },
                  statusCode: opcua.StatusCodes.Good,
                  sourceTimestamp: new Date((first + i) * 1000),
                })),
              }),
              ...(count === PAGE ? { continuationPoint: Buffer.from(String(skip + count)) } : {}),
            });
          }),
        });
      },
    }) as unknown as Live['session'];

  async function fill(
    gaps: Readonly<Record<string, number>>,
    nodes: readonly string[],
    maxNodes = 100,
  ): Promise<{ collector: Collector; asked: string[][]; without: number }> {
    const clock = new FakeClock(T0);
    const collector = new Collector();
    const { tags } = new TagGroup({
      points: Object.keys(gaps).map((sensor) =>
        OpcuaPoint.parse({ unit: 'u', sensor, nodeId: `s=${sensor}` }),
      ),
      receiver: collector,
      clock,
      device: 'opc.tcp://plc',
      serverNow: () => clock.now(),
      onOverflow: () => undefined,
    });
    for (const tag of tags) tag.gap = { from: T0 - (gaps[tag.point.sensor] ?? 0) * 1000, to: T0 };
    const asked: string[][] = [];
    const session = history(nodes, asked);
    const live = { opcua, session, where: 'opc.tcp://plc', resolve: opcua.resolveNodeId } as unknown as Live;
    const { without } = await readHistory({
      live,
      spans: gapsOf(tags, T0),
      maxNodes,
      signal: new AbortController().signal,
      onDone: ({ tag }) => (tag.gap = undefined),
    });
    assert.ok(tags.every(({ gap }) => gap === undefined));
    return { collector, asked, without: without.length };
  }
  const seconds = ({ readings }: Collector, sensor: string): number[] =>
    readings.filter((one) => one.sensor === sensor).map(({ timestamp }) => (timestamp - T0) / 1000);
  /** Those between the gap's ends. */
  const missed = (count: number): number[] => Array.from({ length: count - 1 }, (_, i) => i + 1 - count);

  it('brings every value of each tag once, although one beside it missed more and has no history', async () => {
    const { collector, without } = await fill({ fast: 250, still: 500 }, ['fast']);
    assert.deepEqual(seconds(collector, 'fast'), missed(250));
    assert.equal(without, 1);
  });

  it('asks for those together that miss about the same', async () => {
    const { collector, asked } = await fill({ a: 500, b: 20, c: 500, d: 20 }, ['a', 'b', 'c', 'd'], 2);
    for (const [sensor, count] of [['a', 500], ['b', 20], ['c', 500], ['d', 20]] as const)
      assert.deepEqual(seconds(collector, sensor), missed(count)); // prettier-ignore
    assert.deepEqual(asked.at(-1), ['b', 'd']);
  });
});
