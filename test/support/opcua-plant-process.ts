/**
 * A controller in a process of its own, so that it can be killed: a ramp that counts tenths of a second of the wall clock,
 * and the history of it since the controller was first built, also of the time in which this process was not there.
 * Arguments: port, epoch ms of the ramp's first step, ms of a step. Prints `ready`.
 */
import type { DataValue, HistoryReadResult, SessionContext } from 'node-opcua';
import { loadOpcua } from '../../lib/connectors/opcua/library';
import { OpcuaField } from './opcua-field';
import { testPki } from './opcua-pki';

const [port = '0', began = '0', step = '100'] = process.argv.slice(2);
const BEGAN = Number(began);
const STEP = Number(step);
const PAGE = 500;

void (async () => {
  const opcua = await loadOpcua();
  const pki = await testPki('plant', true);
  const field = await OpcuaField.start({ port: Number(port), pki });
  const valueAt = (count: number): DataValue =>
    new opcua.DataValue({
      value: { dataType: opcua.DataType.Double, value: count },
      statusCode: opcua.StatusCodes.Good,
      sourceTimestamp: new Date(BEGAN + count * STEP),
      serverTimestamp: new Date(),
    });
  // Told by each change, not by sampling: a busy machine would miss a step.
  const ramp = field.variable(
    'ramp',
    'Double',
    { dataType: opcua.DataType.Double, value: 0 },
    { minimumSamplingInterval: 0 },
  );
  field.variable('steady', 'Double', { dataType: opcua.DataType.Double, value: 7 });
  field.server.engine.addressSpace!.installHistoricalDataNode(ramp);
  // What the library would keep in memory is computed instead: it knows what happened while nobody was there.
  (ramp as unknown as Record<string, unknown>)['_historyReadRaw'] = (
    _context: SessionContext,
    details: { startTime: Date; endTime: Date },
    _range: unknown,
    _encoding: unknown,
    { continuationPoint }: { continuationPoint?: Buffer },
    callback: (error: Error | null, result: HistoryReadResult) => void,
  ): void => {
    const first = continuationPoint
      ? Number(continuationPoint.toString())
      : Math.ceil((details.startTime.getTime() - BEGAN) / STEP);
    const end = Math.min(details.endTime.getTime(), Date.now());
    const last = Math.floor((end - BEGAN) / STEP);
    const values: DataValue[] = [];
    for (let count = first; count <= last && values.length < PAGE; count++) values.push(valueAt(count));
    const next = first + values.length;
    callback(
      null,
      new opcua.HistoryReadResult({
        statusCode: opcua.StatusCodes.Good,
        historyData: new opcua.HistoryData({ dataValues: values }),
        ...(next <= last ? { continuationPoint: Buffer.from(String(next)) } : {}),
      }),
    );
  };
  let count = Math.floor((Date.now() - BEGAN) / STEP);
  setInterval(() => {
    for (const now = Math.floor((Date.now() - BEGAN) / STEP); count < now;) {
      const { value, statusCode, sourceTimestamp } = valueAt(++count);
      ramp.setValueFromSource(value, statusCode, sourceTimestamp ?? undefined);
    }
  }, STEP / 4);
  process.stdout.write(`ready ${field.port}\n`);
})();
