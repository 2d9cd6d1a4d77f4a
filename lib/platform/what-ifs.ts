import { beginsOccurrence } from '../alarms/occurrences';
import { withoutWithdrawn } from '../alarms/metrics';
import { rulesInForce } from '../alarms/ports';
import type { AlarmRuleInput, SensorFacts } from '../alarms';
import type { LoadedPlant } from '../alarms/service/ports';
import { planWhatIf, type WhatIfPlan } from '../alarms/what-if/plan';
import {
  MAX_WHAT_IF_DAYS,
  USUAL_WHAT_IF_DAYS,
  type AlarmWhatIf,
  type AlarmWhatIfInput,
  type AlarmWhatIfResult,
} from '../alarms/what-if/shapes';
import { sleep, type Clock } from '../core/clock';
import { DAY_MS } from '../core/duration';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import { JobQueue, type Job } from '../core/job-queue';
import type { Logger } from '../core/logger';
import type { Counter, Meter } from '../core/meter';
import { everyPage } from '../core/pages';
import type { PastPlan, Store } from '../store';
import { StoredPlants, type PlantStore } from './alarm-plant';
import { timesOf } from './exports';
import type { Acting } from './transfer-audit';
import { replayInThread } from './what-if-thread';

/** What a what-if needs of a database. */
export type WhatIfStore = PlantStore & Pick<Store, 'past' | 'alarmRules' | 'alarmJournal'>;

export interface WhatIfsContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Rules that flows bring. */
  readonly flowRules: (store: WhatIfStore, tenant: string) => readonly AlarmRuleInput[];
  /** Readings of one what-if at most. Default 50 million. */
  readonly maxReadings?: number;
}

interface Work {
  readonly store: WhatIfStore;
  readonly plan: WhatIfPlan;
  readonly from: number;
  readonly to: number;
  /** The field that says how long the span is. */
  readonly field: 'days' | 'from';
  progress: { share: number; readings: number };
  fault?: AlarmWhatIf['error'];
  result?: AlarmWhatIfResult;
}

const MAX_RUNNING = 2;
const MAX_QUEUED = 5;
/** Answers are in memory; of more, the oldest go. */
const MAX_KEPT_PER_TENANT = 20;
const MAX_KEPT = 200;
const KEEP_MS = DAY_MS;
const MAX_READINGS = 50_000_000;
/** Far longer than the largest takes. */
const TIMEOUT_MS = 15 * 60_000;
/** How often a flow that waits for an answer looks whether it is there. */
const LOOK_MS = 200;
const PAGE = 1000;

const iso = (ms: number): string => new Date(ms).toISOString();

/** What-ifs of alarm rules: jobs in the background, one of a tenant at a time, whose answers are kept for a day. */
export class WhatIfs {
  private readonly queue: JobQueue<Work>;
  private readonly replayed: Counter;
  private readonly maxReadings: number;

  constructor(private readonly use: WhatIfsContext) {
    const { clock, logger, meter } = use;
    this.maxReadings = use.maxReadings ?? MAX_READINGS;
    this.replayed = meter.counter(
      'thermacore_what_if_readings_total',
      'Readings that what-ifs of alarm rules have replayed',
    );
    this.queue = new JobQueue<Work>({
      clock,
      maxRunning: MAX_RUNNING,
      maxRunningPerOwner: 1,
      maxQueuedPerOwner: MAX_QUEUED,
      keepMs: KEEP_MS,
      run: (job, signal) => this.run(job, signal),
      discard: () => Promise.resolve(),
      unexpected: (error) => logger.error('A what-if of an alarm rule failed', { error }),
    });
    meter.gauge(
      'thermacore_what_ifs_running',
      'What-ifs of alarm rules that are being replayed',
      () => this.queue.all().filter(({ state }) => state === 'running').length,
    );
  }

  stop(): Promise<void> {
    return this.queue.stop();
  }

  /** All that can be wrong with the draft is said at once. Rejects `invalid` with the field, `rate-limited`. */
  async start({ store, tenant, by }: Acting<WhatIfStore>, input: AlarmWhatIfInput): Promise<AlarmWhatIf> {
    const span = spanOf(input, this.use.clock.now());
    const rules = await this.rulesInForce(store, tenant);
    const plan = await this.onPlant(store, tenant, (plant) => planWhatIf(input.rule, rules, plant));
    const job = this.queue.add(tenant, by, {
      store,
      plan,
      ...span,
      field: input.from === undefined ? 'days' : 'from',
      progress: { share: 0, readings: 0 },
    });
    await this.forget(tenant);
    return shown(job);
  }

  /** Starts one and resolves when it is over, whatever became of it. */
  async answered(acting: Acting<WhatIfStore>, input: AlarmWhatIfInput): Promise<AlarmWhatIf> {
    const { id } = await this.start(acting, input);
    for (;;) {
      const now = this.get(acting.tenant, id);
      if (now.finishedAt !== undefined) return now;
      await sleep(this.use.clock, LOOK_MS);
    }
  }

  /** Newest first, without the answers. */
  list(tenant: string): AlarmWhatIf[] {
    return this.queue.list(tenant).map((job) => ({ ...shown(job), result: undefined }));
  }

  /** Throws `not-found`, also for another tenant's. */
  get(tenant: string, id: string): AlarmWhatIf {
    return shown(this.queue.get(tenant, id));
  }

  /** Cancels one that waits or runs, removes one that is over. */
  async remove(tenant: string, id: string): Promise<void> {
    await this.queue.remove(tenant, id);
  }

  private async run({ owner, data }: Job<Work>, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const late = sleep(this.use.clock, TIMEOUT_MS, over.signal).then(
      () => over.abort(new ThermaCoreError('timeout', 'The what-if took too long.', { advice: 'Ask for fewer days or sensors.' })),
      () => undefined,
    ); // prettier-ignore
    const stop = (): void => over.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      data.result = await this.answer(owner, data, over.signal);
      data.progress = { share: 1, readings: data.result.readings };
      this.replayed.add(data.result.readings);
    } catch (error) {
      if (isThermaCoreError(error)) data.fault = faultOf(error);
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      over.abort();
      await late;
    }
  }

  private async answer(tenant: string, work: Work, signal: AbortSignal): Promise<AlarmWhatIfResult> {
    const { store, plan, to } = work;
    const { sensors, leadMs } = plan;
    const past = await store.past.plan(tenant, { sensors, from: work.from - leadMs, to });
    const from = Math.max(work.from, past.keptFrom);
    this.refuse(past, from, work);
    const facts = await this.onPlant(store, tenant, factsOf);
    const units = await everyPage((cursor) => store.plant.listUnits(tenant, { limit: PAGE, cursor }));
    const whatIf = {
      tenant,
      ...plan,
      ...facts,
      from,
      to,
      begin: Math.min(past.from, ...past.before.map(({ times }) => times[0] ?? past.from)),
      unitNames: Object.fromEntries(units.map(({ key, name }) => [key, name])),
      sensors: past.sensors,
      before: past.before,
      notes: from > work.from ? [...plan.notes, goneBefore(from)] : plan.notes,
    };
    const result = await replayInThread(whatIf, blocksOf(store, past, signal), {
      signal,
      progress: (share, readings) => (work.progress = { share, readings }),
    });
    if (result.readings === 0) throw nothingThere(work, 'There are no readings of its sensors in that span.');
    if (!plan.current) return result;
    return { ...result, journalled: await journalled(store, tenant, plan.current, from, to) };
  }

  private refuse({ readings }: PastPlan, from: number, work: Work): void {
    if (from >= work.to)
      throw nothingThere(work, `The readings of that span are gone: they are kept since ${iso(from)}.`);
    if (readings <= this.maxReadings) return;
    throw new ThermaCoreError(
      'invalid',
      `About ${readings} readings would have to be replayed, and ${this.maxReadings} can be.`,
      { field: work.field, advice: 'Ask for fewer days, or narrow the pattern of the rule.' },
    );
  }

  private async rulesInForce(store: WhatIfStore, tenant: string): Promise<AlarmRuleInput[]> {
    return rulesInForce(await store.alarmRules.all(tenant), this.use.flowRules(store, tenant));
  }

  private async onPlant<T>(store: WhatIfStore, tenant: string, look: (plant: LoadedPlant) => T): Promise<T> {
    const plant = await new StoredPlants(store, this.use.logger).load(tenant);
    try {
      return look(plant);
    } finally {
      plant.close();
    }
  }

  /** Of answers that are over no more are kept than the bounds say. */
  private async forget(tenant: string): Promise<void> {
    const isOver = ({ finishedAt }: Job<Work>): boolean => finishedAt !== undefined;
    const own = this.queue.list(tenant).filter(isOver).slice(MAX_KEPT_PER_TENANT);
    const all = this.queue.all().filter(isOver).reverse().slice(MAX_KEPT);
    for (const { owner, id } of new Set([...own, ...all])) await this.queue.remove(owner, id);
  }
}

/** Throws `invalid` that names the field. */
function spanOf(
  { days = USUAL_WHAT_IF_DAYS, from, to }: AlarmWhatIfInput,
  now: number,
): { from: number; to: number } {
  const end = to === undefined ? now : Math.min(now, Date.parse(to));
  const begin = from === undefined ? end - days * DAY_MS : Date.parse(from);
  const wrong = (message: string, advice: string): ThermaCoreError =>
    new ThermaCoreError('invalid', message, { field: 'from', advice });
  if (begin >= end)
    throw wrong('The span has not begun yet.', 'Give a point in time before now and before `to`.');
  if (end - begin > MAX_WHAT_IF_DAYS * DAY_MS)
    throw wrong(`The span is longer than ${MAX_WHAT_IF_DAYS} days.`, 'Ask for less.');
  return { from: begin, to: end };
}

const goneBefore = (from: number): string =>
  `Readings from before ${iso(from)} are gone; the replay begins there.`;

const nothingThere = ({ field }: Work, message: string): ThermaCoreError =>
  new ThermaCoreError('invalid', message, { field, advice: 'Choose a span in which they were stored.' });

function faultOf({ message, field, advice }: ThermaCoreError): NonNullable<AlarmWhatIf['error']> {
  return {
    message,
    ...(field === undefined ? {} : { field }),
    ...(advice === undefined ? {} : { advice }),
  };
}

const factsOf = (plant: LoadedPlant): { timeZone: string; plant: SensorFacts[]; devices: string[] } => ({
  timeZone: plant.timeZone,
  plant: [...plant.sensors()],
  devices: [...plant.devices()],
});

async function* blocksOf(store: WhatIfStore, past: PastPlan, signal: AbortSignal) {
  for await (const { blocks } of store.past.read(past, signal)) yield blocks;
}

/** What the journal says that operators were told. */
async function journalled(
  { alarmJournal }: WhatIfStore,
  tenant: string,
  rule: AlarmRuleInput & { readonly updatedAt?: number },
  from: number,
  to: number,
): Promise<NonNullable<AlarmWhatIfResult['journalled']>> {
  let announcements = 0;
  for await (const line of withoutWithdrawn(alarmJournal.read(tenant, { rule: rule.key, from, to })))
    if (beginsOccurrence(line)) announcements++;
  const { updatedAt = from } = rule;
  return { announcements, ...(updatedAt > from ? { ruleChangedAt: iso(updatedAt) } : {}) };
}

function shown(job: Job<Work>): AlarmWhatIf {
  const { plan, from, to, progress, fault, result } = job.data;
  const { error: sentence, ...times } = timesOf(job);
  const error = fault ?? (sentence === undefined ? undefined : { message: sentence });
  return {
    id: job.id,
    state: job.state,
    progress: progress.share,
    readings: progress.readings,
    createdBy: job.requestedBy,
    ...times,
    question: { rule: plan.draft, from: iso(from), to: iso(to) },
    ...(job.state === 'failed' && error ? { error } : {}),
    ...(result && job.state === 'done' ? { result } : {}),
  };
}
