import {
  AlarmEngine,
  AlarmRuleInput,
  type AlarmEffect,
  type AlarmPlant,
  type AlarmRuleDraft,
  type JournalEntry,
  type SensorFacts,
} from '../../../lib/alarms';
import type { Reading, ReadingValue } from '../../../lib/core/reading';

/** A Monday, noon UTC. */
export const T0 = Date.UTC(2026, 10, 23, 12);

export const facts = (sensor: string, more: Partial<SensorFacts> = {}): SensorFacts => ({
  unit: 'u', sensor, name: sensor, type: 'number', uom: '°C', decimals: 1, staleAfter: 60,
  rangeLow: 0, rangeHigh: 200, unitKind: 'boiler', ...more,
}); // prettier-ignore

export const plantOf = (
  sensors: readonly SensorFacts[],
  devices: readonly string[] = ['plc'],
  timeZone = 'UTC',
): AlarmPlant => ({
  timeZone,
  sensor: (unit, sensor) => sensors.find((one) => one.unit === unit && one.sensor === sensor),
  sensors: () => sensors,
  hasDevice: (device) => devices.includes(device),
  devices: () => devices,
});

export const PLANT = plantOf([
  facts('main'), facts('other'), facts('pump', { type: 'boolean' }), facts('mode', { type: 'text' }),
  facts('bare', { rangeLow: undefined, rangeHigh: undefined }),
  facts('main', { unit: 'v', unitKind: 'tank' }), facts('other', { unit: 'v', unitKind: 'tank' }),
]); // prettier-ignore

/** A rule on u/main; `more` replaces what it names. */
export const rule = (more: Partial<AlarmRuleDraft> & Pick<AlarmRuleDraft, 'condition'>): AlarmRuleInput =>
  AlarmRuleInput.parse({
    key: 'r',
    name: 'Rule',
    appliesTo: { to: 'sensor', unit: 'u', sensor: 'main' },
    commentRequired: [],
    ...more,
  });

export const HIGH = { kind: 'limit' as const, limits: [{ level: 'high' as const, value: 80 }] };

/** `at` in seconds from T0. */
export const reading = (at: number, value: ReadingValue, more: Partial<Reading> = {}): Reading => ({
  tenant: 't', unit: 'u', sensor: 'main', timestamp: T0 + at * 1000, value, quality: 'good', ...more,
}); // prettier-ignore

/** An engine with its clock: everything in seconds from T0, and the journal in short lines. */
export class Bench {
  engine: AlarmEngine;
  effects: AlarmEffect[] = [];

  constructor(
    private readonly rules: readonly AlarmRuleInput[],
    private readonly plant: AlarmPlant = PLANT,
    private readonly windowMs = 10_000,
    at = 0,
  ) {
    this.engine = this.make(at);
    this.engine.setRules(rules, T0 + at * 1000);
    this.gather();
  }

  /** A reading that comes when it was measured, or at `arrives`. */
  see(at: number, value: ReadingValue, more: Partial<Reading> = {}, arrives = at): this {
    this.wake(arrives);
    this.engine.reading(reading(at, value, more), T0 + arrives * 1000);
    return this.gather();
  }

  /** Time passes, and the engine is woken whenever it wants to be. */
  wake(at: number): this {
    const until = T0 + at * 1000;
    for (let next = this.engine.wakeAt; next !== undefined && next <= until; next = this.engine.wakeAt)
      this.engine.wake(next);
    this.engine.wake(until);
    return this.gather();
  }

  act(at: number, action: JournalEntry['event'], more: object = {}, id = 'r:u/main'): this {
    this.wake(at);
    try {
      this.engine.act(id, { action: action as 'reset', user: 'ann', ...more }, T0 + at * 1000);
    } finally {
      this.gather();
    }
    return this;
  }

  restart(at: number): this {
    this.wake(at);
    const snapshot = JSON.parse(JSON.stringify(this.engine.snapshot())) as ReturnType<
      AlarmEngine['snapshot']
    >;
    this.engine = this.make(at);
    this.engine.restore(snapshot);
    this.engine.setRules(this.rules, T0 + at * 1000);
    return this.gather();
  }

  gather(): this {
    this.effects.push(...this.engine.take());
    return this;
  }

  get journal(): JournalEntry[] {
    return this.effects.flatMap((effect) => (effect.kind === 'journal' ? [effect.entry] : []));
  }

  /** Those that were not withdrawn. */
  get valid(): JournalEntry[] {
    const gone = new Set(this.journal.map(({ withdraws }) => withdraws));
    return this.journal.filter(({ id, event }) => event !== 'withdrawn' && !gone.has(id));
  }

  /** `5 active unacknowledged`: seconds, event, state. */
  get lines(): string[] {
    return this.journal.map(({ at, event, to }) => `${(at - T0) / 1000} ${event} ${to}`);
  }

  state(id = 'r:u/main'): string | undefined {
    return this.engine.get(id)?.state;
  }

  private make(at: number): AlarmEngine {
    return new AlarmEngine({ tenant: 't', plant: this.plant, windowMs: this.windowMs, now: T0 + at * 1000 });
  }
}
