import { AlarmEngine, replay } from '../../../lib/alarms';
import type { Reading } from '../../../lib/core/reading';
import { atLeast, atMost, figure, type Figure } from '../figure';
import type { Bench } from '../main';
import { limitRule, plantOf, readingOf } from './plant';
import { replayStored } from './stored';
import { toSocket } from './to-socket';

const RUNS = 3;
const RULES = 10_000;
const ROUNDS = 100;
const START = Date.UTC(2026, 0, 1);

const DAYS = 30;
const SENSORS = 100;
const MINUTE_MS = 60_000;
const MINUTES = DAYS * 24 * 60;

/** A slow wave that passes the high limit now and then, out of step from sensor to sensor. */
const wave = (sensor: number, step: number, period: number): number =>
  70 + 14 * Math.sin((2 * Math.PI * (step + sensor * 7)) / period);

/** Readings of 10,000 sensors, a second apart; returns evaluations per CPU second and how many lines it wrote. */
function evaluate(): { perSecond: number; lines: number } {
  const { plant, all } = plantOf(RULES);
  const engine = new AlarmEngine({ tenant: 'bench', plant, now: START });
  engine.setRules(
    all.map((sensor, i) => limitRule(`rule-${i}`, sensor, 80)),
    START,
  );
  engine.take();
  const rounds: Reading[][] = Array.from({ length: ROUNDS }, (_, round) =>
    all.map((sensor, i) => readingOf(sensor, START + round * 1000, wave(i, round, 500))),
  );
  let lines = 0;
  const before = process.cpuUsage();
  rounds.forEach((readings, round) => {
    const now = START + round * 1000;
    engine.wake(now);
    engine.readings(readings, now);
    for (const effect of engine.take()) if (effect.kind === 'journal') lines++;
  });
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  return { perSecond: engine.counts.evaluations / seconds, lines };
}

/** A minute of all sensors at a time, as a query over history gives them. */
async function* history(sensors: ReturnType<typeof plantOf>['all']): AsyncGenerator<readonly Reading[]> {
  for (let minute = 0; minute < MINUTES; minute += 10) {
    const batch: Reading[] = [];
    for (let at = minute; at < minute + 10; at++)
      sensors.forEach((sensor, i) =>
        batch.push(readingOf(sensor, START + at * MINUTE_MS, wave(i, at, 1440))),
      );
    yield await Promise.resolve(batch);
  }
}

async function whatIf(): Promise<{ seconds: number; alarms: string }> {
  const { plant, all } = plantOf(SENSORS);
  const [first] = all;
  if (!first) throw new Error('the plant has no sensor');
  const appliesTo = { to: 'sensors' as const, unit: '*', sensor: '*' };
  const onAll = { ...limitRule('rule', first, 80), appliesTo };
  const changed = { ...limitRule('rule', first, 83.5), appliesTo, onDelaySeconds: 600 };
  const before = performance.now();
  const result = await replay({
    tenant: 'bench',
    plant,
    before: onAll,
    after: changed,
    history: history(all),
    from: START,
    to: START + MINUTES * MINUTE_MS,
  });
  const seconds = (performance.now() - before) / 1000;
  if (result.readings !== MINUTES * SENSORS)
    throw new Error(`only ${result.readings} readings were replayed`);
  return { seconds, alarms: `${result.before.alarms} alarms before, ${result.after.alarms} after` };
}

async function* figures(say: (line: string) => void): AsyncIterable<Figure> {
  const evaluated: ReturnType<typeof evaluate>[] = [];
  for (let run = 1; run <= RUNS; run++) {
    say(`${RULES} rules, run ${run} of ${RUNS}`);
    evaluated.push(evaluate());
  }
  yield figure({
    id: 'alarms.eval_per_s',
    unit: 'evaluations/CPU s',
    values: evaluated.map(({ perSecond }) => perSecond),
    aim: atLeast(500_000),
    note: `${RULES} rules on as many sensors, ${evaluated[0]?.lines} lines of the journal`,
  });
  const sockets: Awaited<ReturnType<typeof toSocket>>[] = [];
  for (let run = 1; run <= RUNS; run++) {
    say(`alarms to a socket, run ${run} of ${RUNS}`);
    sockets.push(await toSocket());
  }
  yield figure({
    id: 'alarms.to_socket_p99_ms',
    unit: 'ms',
    values: sockets.map(({ p99 }) => p99),
    aim: atMost(20),
    note: `reading in to WebSocket client, ${RULES} rules, ${Math.round(sockets[0]?.perSecond ?? 0)} readings/s, ${sockets[0]?.alarms} alarms`,
  });
  const replayed: Awaited<ReturnType<typeof whatIf>>[] = [];
  for (let run = 1; run <= RUNS; run++) {
    say(`${DAYS} days of ${SENSORS} sensors, run ${run} of ${RUNS}`);
    replayed.push(await whatIf());
  }
  yield figure({
    id: 'alarms.replay_s',
    unit: 's',
    values: replayed.map(({ seconds }) => seconds),
    aim: atMost(5),
    note: `${DAYS} days × ${SENSORS} sensors at 1 min, made as they go, by both rules; ${replayed[0]?.alarms}`,
  });
  const stored = await replayStored(SENSORS, RUNS, say);
  if (stored.some(({ readings }) => readings < MINUTES * SENSORS))
    throw new Error(`only ${stored[0]?.readings} stored readings were replayed`);
  yield figure({
    id: 'alarms.replay_stored_s',
    unit: 's',
    values: stored.map(({ seconds }) => seconds),
    aim: atMost(5),
    note: `the same through the store, ${stored[0]?.readings} readings, from question to answer; ${stored[0]?.alarms}; the event loop waited ${Math.round(Math.max(...stored.map(({ loopMs }) => loopMs)))} ms at most`,
  });
}

export const bench: Bench = { run: figures };
