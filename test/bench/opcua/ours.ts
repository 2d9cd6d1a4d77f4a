/**
 * The connector as the platform runs it, with a receiver that admits and stores at once. Arguments: a task, and `latency`
 * when the time from a value's date to its reading is to be noted, too.
 */
import { OpcuaConfig, OpcuaPoint, opcuaSpec } from '../../../lib/connectors/opcua';
import { systemClock } from '../../../lib/core/clock';
import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import { testPki } from '../../support/opcua-pki';
import { endWith, reportWhenAsked } from '../reporting';
import { quantile } from '../statistics';
import { BySecond } from './by-second';
import { QUEUE_SIZE, SECURITY, nodeIds, taskOf } from './task';

const task = taskOf(process.argv[2]);
const seconds = new BySecond();
const latencies: number[] | undefined = process.argv[3] === 'latency' ? [] : undefined;
let values = 0;
let bad = 0;

async function main(): Promise<void> {
  const pki = await testPki('ours', true);
  const connector = opcuaSpec(() => Promise.resolve(pki)).create(
    OpcuaConfig.parse({
      endpoint: task.url,
      security: SECURITY.policy,
      mode: SECURITY.mode,
      publishingIntervalMs: task.publishingMs,
      samplingIntervalMs: task.samplingMs,
      queueSize: QUEUE_SIZE,
    }),
    { clock: systemClock, logger: silentLogger, meter: nullMeter },
  );
  const points = nodeIds(task).map((nodeId, i) =>
    OpcuaPoint.parse({ unit: `unit-${i % 100}`, sensor: `v${i}`, nodeId }),
  );
  connector.bind(points, {
    tenant: 'aqua',
    admit: () => undefined,
    batch({ readings, settle }) {
      const now = Date.now();
      for (const { timestamp, quality } of readings) {
        seconds.add(timestamp);
        if (quality !== 'good') bad++;
        latencies?.push(now - timestamp);
      }
      values += readings.length;
      settle(true);
    },
    reject: (rejection) => console.error(JSON.stringify(rejection)),
  });
  connector.start();
  endWith(
    () => connector.stop(),
    () => pki.remove(),
  );
  reportWhenAsked(() => ({
    values,
    bad,
    seconds: seconds.counted,
    ...(latencies && { p99: quantile(latencies.splice(0), 0.99) }),
  }));
  const subscribed = setInterval(() => {
    if (values < task.items) return;
    clearInterval(subscribed);
    console.log('ready');
  }, 50);
}

void main();
