/**
 * A second alarm engine, slow and obvious: one loop over everything that happens, sorted. It is written from what the rules
 * say and shares no code with lib/alarms but the types; the properties hold the two against each other.
 */
import type { AlarmRuleInput } from '../../../lib/alarms';
import type { Reading, ReadingValue } from '../../../lib/core/reading';

export interface ModelDeed {
  time: number;
  action: string;
  user: string;
  until?: number;
}
export interface ModelEdge {
  time: number;
  ordinal: number;
  active: boolean;
}
export interface ModelLine {
  at: number;
  event: string;
  from: string;
  to: string;
  level: string;
  value: ReadingValue | undefined;
}
export interface ModelInput {
  rule: AlarmRuleInput;
  /** In any order, repeats too. `main` is the sensor of the rule. */
  readings: readonly Reading[];
  deeds: readonly ModelDeed[];
  parentEdges?: readonly ModelEdge[];
  begins: number;
  born: number;
  until: number;
}

type Known = { value: ReadingValue; quality: string; time: number };

/** Wrong in their order, worst first. */
const SEVERITY = ['high-high', 'low-low', 'high', 'low', 'active'];
const seconds = (s: number) => s * 1000;
const asNumber = (value: ReadingValue) => (typeof value === 'boolean' ? Number(value) : value);

export function model(input: ModelInput): {
  lines: ModelLine[];
  edges: ModelEdge[];
  state: string;
  priority: string;
} {
  const { rule, begins, until } = input;
  const { condition } = rule;
  const lines: ModelLine[] = [];
  const edges: ModelEdge[] = [];
  const latest = new Map<string, Known>();
  const history: Known[] = [];
  let parentActive = false;
  let lastData = input.born;

  // One row per limit: beyond it or not, in force or not, and since when the two differ.
  const limits = levelsOf(rule).map((level) => ({ level, beyond: false, inForce: false, since: 0 }));
  const priorityOf = (level: string) =>
    (condition.kind === 'limit' && condition.limits.find((one) => one.level === level)?.priority) ||
    rule.priority;

  let enabledSince: number | undefined = -Infinity;
  let settledAt = begins;
  let suppressed = false;
  let level: string | undefined;
  let shownLevel = levelsOf(rule)[0] ?? 'active';
  let latched = false;
  let shelvedUntil: number | undefined;
  let outOfService = false;
  let acknowledgedAt: number | undefined;
  let unknown = false;
  let marked = false;
  let state = 'normal';
  /** Priority of what operators were told last and have not acknowledged. */
  let told: string | undefined;

  const write = (at: number, event: string, from: string) =>
    lines.push({ at, event, from, to: state, level: shownLevel, value: latest.get('main')?.value });

  const become = (to: string, event: string, at: number) => {
    const from = state;
    state = to;
    if (to === 'acknowledged') {
      if (from !== 'acknowledged') acknowledgedAt = at;
    } else acknowledgedAt = undefined;
    write(at, event, from);
    const waited = from.endsWith('unacknowledged');
    if (!to.endsWith('unacknowledged')) told = undefined;
    else if (priorityOf(shownLevel) !== 'journal') told = priorityOf(shownLevel);
    const announcing = !['suppress', 'shelve', 'out-of-service', 'return', 'level-down'].includes(event);
    if (announcing && !waited && priorityOf(shownLevel) === 'journal') {
      if (to === 'unacknowledged') become('acknowledged', 'acknowledge', at);
      if (to === 'latched-unacknowledged') become('latched-acknowledged', 'acknowledge', at);
    }
  };
  const covered = () => ['shelved', 'suppressed-by-design', 'out-of-service'].includes(state);
  const uncovered = () => {
    if (outOfService) return 'out-of-service';
    if (suppressed) return 'suppressed-by-design';
    if (shelvedUntil !== undefined) return 'shelved';
    if (level) return 'unacknowledged';
    return latched ? 'latched-unacknowledged' : 'normal';
  };

  const settle = (at: number, ordinal: number, shelfEnded = false, reAlarm = false) => {
    settledAt = at;
    const enabled =
      enabledSince !== undefined && at - enabledSince >= seconds(rule.enable?.delaySeconds ?? 0);
    const shouldSuppress = !enabled || parentActive;
    if (shouldSuppress && !suppressed) {
      suppressed = true;
      become(outOfService ? 'out-of-service' : 'suppressed-by-design', 'suppress', at);
    }
    const worst = SEVERITY.find((one) => limits.some((limit) => limit.level === one && limit.inForce));
    if (worst !== level) {
      const before = level;
      level = worst;
      if (!worst) {
        edge(at, ordinal, false);
        if (covered()) become(state, 'return', at);
        else if (state === 'unacknowledged')
          become(latched ? 'latched-unacknowledged' : 'returned-unacknowledged', 'return', at);
        else become(latched ? 'latched-acknowledged' : 'normal', 'return', at);
      } else if (!before) {
        shownLevel = worst;
        latched ||= rule.latch;
        edge(at, ordinal, true);
        become(covered() ? state : 'unacknowledged', 'active', at);
      } else {
        shownLevel = worst;
        const rank = (one: string) => (one.includes('-') ? 2 : 1);
        const up = rank(worst) >= rank(before);
        become(up && !covered() ? 'unacknowledged' : state, up ? 'level-up' : 'level-down', at);
      }
    }
    if (!shouldSuppress && suppressed) {
      suppressed = false;
      become(uncovered(), 'un-suppress', at);
    }
    if (shelfEnded) {
      shelvedUntil = undefined;
      become(state === 'shelved' ? uncovered() : state, 'shelve-time-out', at);
    }
    if (reAlarm && state === 'acknowledged') become('unacknowledged', 're-alarm', at);
    const mark = unknown && level !== undefined;
    if (mark !== marked) {
      marked = mark;
      if (level) write(at, mark ? 'quality-lost' : 'quality-back', state);
    }
  };

  const edge = (time: number, ordinal: number, active: boolean) => {
    const last = edges.at(-1);
    edges.push({
      time,
      ordinal: last?.time === time ? Math.max(ordinal, last.ordinal + 1) : ordinal,
      active,
    });
  };

  const look = (beyond: Record<string, boolean> | undefined, at: number) => {
    for (const limit of limits) {
      if (!beyond) limit.beyond = limit.inForce;
      else if (beyond[limit.level] !== limit.beyond) {
        limit.beyond = !limit.beyond;
        limit.since = at;
      }
      force(limit, at);
    }
  };
  const delayOf = (limit: { beyond: boolean }) =>
    seconds(limit.beyond ? rule.onDelaySeconds : rule.offDelaySeconds);
  const force = (limit: (typeof limits)[number], at: number) => {
    if (limit.beyond !== limit.inForce && at - limit.since >= delayOf(limit)) limit.inForce = limit.beyond;
  };

  // What is to happen, sorted; each reading once, of the sensors that the rule names.
  const named = ['main'];
  if (condition.kind === 'deviation' && condition.from.kind === 'sensor') named.push(condition.from.sensor);
  if (rule.enable?.when.kind === 'state') named.push(rule.enable.when.sensor);
  const unique = new Map(input.readings.map((r) => [`${r.sensor} ${r.timestamp} ${r.ordinal ?? 0}`, r]));
  const points = [
    ...[...unique.values()]
      .filter((one) => named.includes(one.sensor))
      .map((reading) => ({
        time: reading.timestamp,
        ordinal: reading.ordinal ?? 0,
        reading,
        edge: undefined,
      })),
    ...(input.parentEdges ?? []).map((one) => ({ ...one, reading: undefined, edge: one })),
  ].sort((a, b) => a.time - b.time || a.ordinal - b.ordinal);
  const deeds = [...input.deeds];

  const endings = (): number[] => {
    const times = limits.filter((l) => l.beyond !== l.inForce).map((l) => l.since + delayOf(l));
    if (enabledSince !== undefined) {
      const over = enabledSince + seconds(rule.enable?.delaySeconds ?? 0);
      if (over > settledAt) times.push(over);
    }
    if (shelvedUntil !== undefined) times.push(shelvedUntil);
    if (acknowledgedAt !== undefined && rule.reAlarmSeconds)
      times.push(acknowledgedAt + seconds(rule.reAlarmSeconds));
    if (condition.kind === 'stale' && !limits[0]?.beyond)
      times.push(lastData + seconds(condition.afterSeconds ?? 60));
    return times;
  };

  let now = begins;
  for (;;) {
    const ending = Math.min(...endings().map((time) => Math.max(time, now)), Infinity);
    const point = points[0]?.time ?? Infinity;
    const deed = deeds[0]?.time ?? Infinity;
    const next = Math.min(ending, point, deed);
    if (next > until && next === ending) break;
    if (next === Infinity) break;
    now = next;
    if (ending === next && !alreadyOver(next)) {
      const shelfEnded = shelvedUntil !== undefined && shelvedUntil <= next;
      const reAlarm =
        acknowledgedAt !== undefined &&
        !!rule.reAlarmSeconds &&
        next >= acknowledgedAt + seconds(rule.reAlarmSeconds);
      if (reAlarm) acknowledgedAt = undefined;
      for (const limit of limits) force(limit, next);
      if (condition.kind === 'stale' && next >= lastData + seconds(condition.afterSeconds ?? 60))
        if (!limits[0]?.beyond) look({ active: true }, next);
      settle(next, 0, shelfEnded, reAlarm);
    } else if (point === next) {
      const { ordinal } = points[0] ?? { ordinal: 0 };
      while (points[0]?.time === next && points[0].ordinal === ordinal) {
        const { reading, edge: parent } = points.shift() ?? {};
        if (parent) parentActive = parent.active;
        if (!reading) continue;
        const known = { value: reading.value, quality: reading.quality, time: next };
        latest.set(reading.sensor, known);
        if (reading.sensor !== 'main') continue;
        history.push(known);
        if (!reading.flags?.includes('comm-lost')) lastData = next;
      }
      const beyond = watch(rule, latest, history, limits, lastData, next);
      unknown = beyond === undefined;
      look(beyond, next);
      const on = enabledNow(rule, latest);
      if (!on) enabledSince = undefined;
      else enabledSince ??= next;
      settle(next, ordinal);
    } else {
      const done = deeds.shift();
      if (done) perform(done);
    }
  }
  const waits = state.endsWith('unacknowledged') && priorityOf(shownLevel) === 'journal';
  return { lines, edges, state, priority: waits && told !== undefined ? told : priorityOf(shownLevel) };

  /** An enable delay that is over already, whose end changed nothing. */
  function alreadyOver(time: number): boolean {
    return endings().every((one) => one > time);
  }

  function perform({ action, time, until: shelf }: ModelDeed): void {
    const possible: Record<string, string[]> = {
      acknowledge: ['unacknowledged', 'returned-unacknowledged', 'latched-unacknowledged'],
      reset: ['latched-acknowledged'],
      shelve: [
        'normal', 'unacknowledged', 'acknowledged', 'returned-unacknowledged',
        'latched-unacknowledged', 'latched-acknowledged', 'shelved',
      ],
      'un-shelve': ['shelved'],
      'back-in-service': ['out-of-service'],
    }; // prettier-ignore
    if (action === 'out-of-service' ? outOfService : !possible[action]?.includes(state)) return;
    switch (action) {
      case 'acknowledge':
        become(
          state === 'unacknowledged'
            ? 'acknowledged'
            : state === 'returned-unacknowledged'
              ? 'normal'
              : 'latched-acknowledged',
          action,
          time,
        );
        break;
      case 'reset':
        latched = false;
        become('normal', action, time);
        break;
      case 'shelve':
        shelvedUntil = shelf;
        become('shelved', action, time);
        break;
      case 'un-shelve':
        shelvedUntil = undefined;
        become(uncovered(), action, time);
        break;
      case 'out-of-service':
        outOfService = true;
        become('out-of-service', action, time);
        break;
      default:
        outOfService = false;
        become(uncovered(), action, time);
    }
    settle(time, 0);
  }
}

function levelsOf({ condition }: AlarmRuleInput): string[] {
  if (condition.kind !== 'limit') return ['active'];
  return SEVERITY.filter((level) => condition.limits.some((limit) => limit.level === level));
}

const usable = (known: Known | undefined): known is Known => known !== undefined && known.quality !== 'bad';

function enabledNow({ enable }: AlarmRuleInput, latest: ReadonlyMap<string, Known>): boolean {
  if (enable?.when.kind !== 'state') return true;
  const known = latest.get(enable.when.sensor);
  return !usable(known) || enable.when.states.some((state) => asNumber(state) === asNumber(known.value));
}

/** Beyond which limits the value is; undefined: nobody knows. */
function watch(
  { condition }: AlarmRuleInput,
  latest: ReadonlyMap<string, Known>,
  history: readonly Known[],
  limits: readonly { level: string; beyond: boolean }[],
  lastData: number,
  now: number,
): Record<string, boolean> | undefined {
  const main = latest.get('main');
  const was = limits[0]?.beyond ?? false;
  const above = (x: number, limit: number, band: number, already: boolean) =>
    x > limit || (already && x > limit - band);
  const number = (known: Known | undefined) =>
    usable(known) && typeof known.value !== 'string' ? Number(known.value) : undefined;
  const x = number(main);
  switch (condition.kind) {
    case 'limit': {
      if (x === undefined) return undefined;
      const result: Record<string, boolean> = {};
      for (const { level, value } of condition.limits) {
        const already = limits.find((one) => one.level === level)?.beyond ?? false;
        const band = condition.deadband.value;
        result[level] = level.startsWith('high')
          ? above(x, value, band, already)
          : above(-x, -value, band, already);
      }
      return result;
    }
    case 'deviation': {
      const set =
        condition.from.kind === 'fixed' ? condition.from.value : number(latest.get(condition.from.sensor));
      if (x === undefined || set === undefined) return undefined;
      return { active: above(Math.abs(x - set), condition.limit, condition.deadband.value, was) };
    }
    case 'rate-of-change': {
      if (x === undefined || !main) return undefined;
      const old = history.filter(
        (one) => one.time <= main.time - seconds(condition.windowSeconds) && number(one) !== undefined,
      );
      const from = old.at(-1);
      if (!from) return undefined;
      const rate = ((x - Number(from.value)) / (main.time - from.time)) * 60_000;
      return { active: above(Math.abs(rate), condition.limit, condition.deadband.value, was) };
    }
    case 'digital':
      return usable(main)
        ? { active: condition.states.some((state) => asNumber(state) === asNumber(main.value)) }
        : undefined;
    case 'bad-quality':
      return main && { active: main.quality === 'bad' };
    case 'stale':
      return { active: lastData === now ? false : was };
    default:
      throw new Error(`the model has no ${condition.kind}`);
  }
}
