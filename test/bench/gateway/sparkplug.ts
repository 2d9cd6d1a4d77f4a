import { EdgeNode } from '../../../lib/connectors/sparkplug/edge/edge-node';
import { Host } from '../../../lib/connectors/sparkplug/host/host';
import { placing } from '../../../lib/connectors/sparkplug/host/placing';
import type { Reading } from '../../../lib/core/reading';
import { atLeast, figure, type Figure } from '../figure';

const RUNS = 5;
const DEVICES = 10;
const METRICS = 100;
const MESSAGES = 2_000;
const NOW = Date.UTC(2026, 10, 23, 9);

/** All devices of a node report at once, with another time for each round. */
function round(i: number): Reading[] {
  return Array.from({ length: DEVICES * METRICS }, (_, n) => ({
    tenant: 'aqua',
    unit: `unit-${Math.floor(n / METRICS)}`,
    sensor: `sensor-${n % METRICS}`,
    timestamp: NOW + i,
    value: n + i / 1000,
    quality: 'good',
  }));
}

/** From the bytes of DDATA, as our edge node writes them, to readings of the host: CPU time of one process. */
export function sparkplug(say: (line: string) => void): Figure {
  const values: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const edge = new EdgeNode({ group: 'g', node: 'n' });
    const host = new Host({
      tenant: 'aqua',
      hostId: 'scada',
      groups: [],
      reorderMs: 2000,
      maxNodes: 10,
      maxMetricsPerNode: 10_000,
      place: placing('{device}', '{metric}'),
    });
    edge.will(NOW);
    const messages = edge.begin(NOW);
    for (let i = 0; messages.length < MESSAGES; i++)
      messages.push(...edge.data(round(i), false, NOW).publishes);
    const before = process.cpuUsage();
    let readings = 0;
    for (const { topic, payload } of messages)
      readings += host.message(topic, Buffer.from(payload), NOW + MESSAGES).readings.length;
    const { user, system } = process.cpuUsage(before);
    values.push(readings / ((user + system) / 1e6));
    say(`sparkplug, run ${run + 1}: ${Math.round(values.at(-1) ?? 0).toLocaleString('en')} metrics/CPU s`);
  }
  return figure({
    id: 'gateway.sparkplug_metrics_per_s',
    unit: 'metrics/CPU s',
    values,
    aim: atLeast(100_000),
    note: `decode and map, ${METRICS} metrics a message with alias and time, ${DEVICES} devices of one node`,
  });
}
