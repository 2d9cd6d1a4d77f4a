/** The thread of one what-if (what-if-thread.ts starts it): replays what it is sent, and answers. */
import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { answerOf, replay, type AlarmPlant } from '../alarms';
import { isThermaCoreError } from '../core/errors';
import type { Reading } from '../core/reading';
import { readingsOfBlocks } from '../core/reading-blocks';
import type { ThreadInput, ThreadOutput, WhatIfCase } from './what-if-case';

const whatIf = workerData as WhatIfCase;
const tell = (output: ThreadOutput): void => parentPort?.postMessage(output);

function plantOf({ timeZone, plant, devices }: WhatIfCase): AlarmPlant {
  const byName = new Map(plant.map((facts) => [`${facts.unit}/${facts.sensor}`, facts]));
  const known = new Set(devices);
  return {
    timeZone,
    sensor: (unit, sensor) => byName.get(`${unit}/${sensor}`),
    sensors: () => plant,
    hasDevice: (device) => known.has(device),
    devices: () => known,
  };
}

async function* history({ tenant, sensors, before }: WhatIfCase): AsyncGenerator<readonly Reading[]> {
  yield* readingsOfBlocks(tenant, sensors, before);
  if (!parentPort) return;
  for await (const [message] of on(parentPort, 'message')) {
    const { blocks } = message as ThreadInput;
    if (!blocks) return;
    yield* readingsOfBlocks(tenant, sensors, blocks);
    tell({ kind: 'next' });
  }
}

async function answer(): Promise<void> {
  const { tenant, draft, current, ancestors, from, to, begin, sensors } = whatIf;
  const plant = plantOf(whatIf);
  const replayed = await replay({
    tenant,
    plant,
    before: current,
    after: draft,
    others: ancestors,
    history: history(whatIf),
    from,
    to,
    begin,
    progress: (share, readings) => tell({ kind: 'progress', share, readings }),
  });
  const compared = current !== undefined;
  tell({
    kind: 'answer',
    result: answerOf(replayed, { ...whatIf, plant, compared, sensors: sensors.length }),
  });
}

answer().catch((error: unknown) => {
  if (!isThermaCoreError(error)) throw error;
  const { code, message, field, advice } = error;
  tell({ kind: 'refused', code, message, field, advice });
});
