import { Iin } from '../app/iin';
import type { EventClass, MasterConfig } from './config';
import { Job } from './job';
import type { FailureCause, RequestResult } from './request';
import { clearRestartTask } from './tasks/clear-restart';
import { eventTask, integrityTask } from './tasks/classes';
import type { Task } from './tasks/task';
import { timeTask } from './tasks/time';
import { unsolicitedTask } from './tasks/unsolicited';

const CLASSES: readonly EventClass[] = [1, 2, 3];
const CLASS_BITS: Readonly<Record<EventClass, number>> = {
  1: Iin.Class1Events,
  2: Iin.Class2Events,
  3: Iin.Class3Events,
};
/** Ms between two polls for the same standing indication, so that a faulty outstation is not asked without end. */
const PAUSE = { restart: 10_000, overflow: 60_000, time: 10_000 } as const;
/** Ms that the outstation has to report by itself what it indicates: it may have given up its retries. */
const STANDING_MS = 10_000;

type Name = 'disable' | 'clear' | 'integrity' | 'time' | 'enable' | EventClass;

/** In the order in which jobs that are due are done: the sequence of start-up, then the polls. */
const ORDER: readonly Name[] = ['disable', 'clear', 'integrity', 'time', 'enable', ...CLASSES];

/** Jobs that are done together in one conversation. */
export interface Turn {
  readonly names: readonly Name[];
  readonly task: Task;
}

/** What the master does by itself with one outstation, and when. It sends nothing. */
export class Schedule {
  private readonly jobs: Readonly<Record<Name, Job>>;
  /** Of the start-up, not answered yet. */
  private readonly starting = new Set<Name>();
  /** Classes that the outstation reports by itself. */
  private readonly reported = new Set<EventClass>();
  private readonly wanted: readonly EventClass[];
  /** Nobody answered this one: the others have their turn before it. */
  private silent: Name | undefined;
  private overflow = false;
  private overflowAfter = -Infinity;

  constructor(private readonly config: MasterConfig) {
    const { classPeriodsMs: period, unsolicited } = config;
    this.wanted = CLASSES.filter((of) => unsolicited[of]);
    this.jobs = {
      disable: new Job(0),
      clear: new Job(0, PAUSE.restart),
      integrity: new Job(config.integrityPeriodMs),
      time: new Job(0, PAUSE.time),
      enable: new Job(0),
      1: new Job(period[1]),
      2: new Job(period[2]),
      3: new Job(period[3]),
    };
  }

  /** A new connection. */
  opened(mono: number): void {
    if (this.config.passive) return;
    for (const name of ORDER) this.jobs[name].start(mono, this.config.phaseMs);
    this.silent = undefined;
    this.overflow = false;
    this.overflowAfter = -Infinity;
    this.startUp(mono, this.config.startup.integrity);
  }

  closed(): void {
    for (const name of ORDER) this.jobs[name].stop();
    this.starting.clear();
    this.reported.clear();
  }

  /** The sequence that brings master and outstation together (IEEE 1815-2012, 5.1.1.1.2). */
  private startUp(mono: number, integrity: boolean): void {
    const sequence: Name[] = [];
    if (this.config.startup.disableUnsolicited) sequence.push('disable');
    if (integrity) sequence.push('integrity');
    if (this.wanted.length > 0) sequence.push('enable');
    for (const name of sequence) {
      this.jobs[name].ask(mono);
      this.starting.add(name);
    }
    this.reporting(true, this.wanted);
  }

  get startingUp(): boolean {
    return this.starting.size > 0;
  }

  /** Until then nobody knows what an event changes: the outstation is to report it again. */
  get awaitsIntegrity(): boolean {
    return this.starting.has('integrity');
  }

  /** Whether the outstation reports these classes by itself; those that it does not are read when it indicates them. */
  reporting(enabled: boolean, classes: readonly EventClass[]): void {
    for (const of of classes)
      if (enabled) this.reported.add(of);
      else this.reported.delete(of);
  }

  /** When something is due next, by the monotonic clock; Infinity: never. */
  get due(): number {
    let due = Infinity;
    for (const name of ORDER) due = Math.min(due, this.dueOf(name));
    return due;
  }

  private dueOf(name: Name): number {
    return name === 'enable' && this.awaitsIntegrity ? Infinity : this.jobs[name].due;
  }

  /** The conversation that is due; polls of several classes are one. */
  next(mono: number): Turn | undefined {
    const isDue = (name: Name): boolean => this.dueOf(name) <= mono;
    const name = ORDER.find((one) => one !== this.silent && isDue(one)) ?? ORDER.find(isDue);
    if (name === undefined) return undefined;
    if (typeof name === 'string') return { names: [name], task: this.taskOf(name) };
    const classes = CLASSES.filter(isDue);
    return { names: classes, task: eventTask(classes) };
  }

  private taskOf(name: Exclude<Name, EventClass>): Task {
    switch (name) {
      case 'disable':
        return unsolicitedTask(false, CLASSES);
      case 'clear':
        return clearRestartTask();
      case 'integrity':
        return integrityTask();
      case 'time':
        return timeTask(this.config.timeSync);
      case 'enable':
        return unsolicitedTask(true, this.wanted);
    }
  }

  /** How a turn ended. */
  ended({ names }: Turn, result: RequestResult, mono: number): void {
    const answered = result.ok || isAnswer(result.cause);
    this.silent = answered ? undefined : names[0];
    for (const name of names) {
      if (answered) this.starting.delete(name);
      this.settle(name, result, answered, mono);
    }
    // What comes after the integrity poll is wanted: it is not forbidden any more.
    if (!answered || !names.includes('integrity')) return;
    this.jobs.disable.cancel();
    this.starting.delete('disable');
  }

  private settle(name: Name, result: RequestResult, answered: boolean, mono: number): void {
    const job = this.jobs[name];
    if (name === 'enable' && answered && !result.ok) this.reporting(false, this.wanted);
    // An outstation that refuses to report by itself does so for good, and what it indicates without having it
    // would be read without end.
    const refused = answered && !result.ok && (name === 'enable' || name === 'disable');
    const empty =
      typeof name === 'number' && result.ok && result.kind === 'read' && result.measurements === 0;
    if (refused || (empty && this.config.classPeriodsMs[name] === 0)) job.givenUp(mono);
    else if (result.ok) job.succeeded(mono);
    else job.failed(mono);
  }

  /** Internal indications of a response. */
  indications(iin: number, mono: number): void {
    if (this.config.passive) return;
    if (iin & Iin.DeviceRestart) this.restarted(mono);
    if (iin & Iin.NeedTime && this.config.timeSync !== 'off') this.jobs.time.ask(mono);
    this.overflowed((iin & Iin.EventBufferOverflow) !== 0, mono);
    for (const of of CLASSES) this.indicated(of, (iin & CLASS_BITS[of]) !== 0, mono);
  }

  /** Whether there are events of a class. Those that nothing else brings are read. */
  private indicated(of: EventClass, events: boolean, mono: number): void {
    if (this.config.classPeriodsMs[of] > 0 || this.awaitsIntegrity) return;
    const isReported = this.reported.has(of);
    if (events) this.jobs[of].ask(isReported ? mono + STANDING_MS : mono);
    else if (isReported) this.jobs[of].cancel();
  }

  /** The outstation reports events by itself: nobody needs to read what it has indicated so far. */
  reports(): void {
    for (const of of this.reported) this.jobs[of].cancel();
  }

  /** Cleared, and all begins anew; the pause of the clearing limits how often. */
  private restarted(mono: number): void {
    const { clear } = this.jobs;
    if (clear.due < Infinity) return;
    clear.ask(mono);
    if (!this.awaitsIntegrity) this.startUp(clear.due, true);
  }

  /** Events were lost: what they would have said is read, at once, and again while it goes on. */
  private overflowed(overflow: boolean, mono: number): void {
    if (overflow && (!this.overflow || mono >= this.overflowAfter)) {
      const at = Math.max(mono, this.overflowAfter);
      this.jobs.integrity.ask(at);
      this.overflowAfter = at + PAUSE.overflow;
    }
    this.overflow = overflow;
  }
}

/** The outstation was heard, whatever it said. */
function isAnswer(cause: FailureCause): boolean {
  return cause !== 'timeout' && cause !== 'offline' && cause !== 'not-stored';
}
