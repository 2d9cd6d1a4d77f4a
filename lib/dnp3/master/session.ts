import { nextSeq } from '../app/control-octet';
import type { Fragment } from '../app/fragment';
import { FunctionCode, isUnanswered } from '../app/function-code';
import { REFUSALS } from '../app/iin';
import { readFragment } from '../app/reader';
import { FragmentWriter } from '../app/writer';
import type { Machine, Now } from '../machine';
import { masterConfig, type MasterConfig } from './config';
import type { Conversation } from './conversation';
import { Deliveries } from './deliveries';
import type { MasterCounts, MasterEffect } from './effects';
import { Inbox } from './inbox';
import { measurementsOf, strayIndex } from './measurements';
import { Outbox } from './outbox';
import { DONE, failure, type Failure, type MasterRequest, type RequestResult } from './request';
import { faultOf } from './request-check';
import { RequestQueue, type Waiting } from './request-queue';
import { Rest } from './rest';
import { Schedule, type Turn } from './schedule';
import { after, type MasterEvent, type MasterState } from './states';
import { taskOf } from './tasks';
import type { Question, Step, Task } from './tasks/task';

/** Fragments of one answer: more than all indices of all groups need. */
const MOST_FRAGMENTS = 4096;

/**
 * A master's side of the talk with one outstation. It speaks when it is given the turn, one conversation at a time, and
 * listens always: several of them may share a line. A user's request goes before what is due by itself.
 */
export class MasterSession implements Machine<MasterEffect> {
  readonly config: MasterConfig;
  private readonly out = new Outbox();
  private readonly schedule: Schedule;
  private readonly deliveries: Deliveries;
  private readonly inbox = new Inbox();
  private readonly queue: RequestQueue;
  private readonly rest: Rest;
  private conversation: Conversation | undefined;
  private now: Now = { mono: -Infinity, utc: 0 };
  private current: MasterState = 'offline';
  /** The last one used, of whichever direction. */
  private seq = 15;
  private lastRequest = 0;
  private iin = 0;

  constructor(config: Partial<MasterConfig> = {}) {
    this.config = masterConfig(config);
    this.schedule = new Schedule(this.config);
    this.deliveries = new Deliveries(this.config.storedTimeoutMs);
    this.queue = new RequestQueue(this.config.maxQueuedRequests);
    this.rest = new Rest(this.config.restMs);
  }

  get state(): MasterState {
    return this.current;
  }

  /** As the outstation told them last. Bits of `Iin`, without those that refuse one request. */
  get indications(): number {
    return this.iin;
  }

  get counts(): MasterCounts {
    return this.out.counts;
  }

  take(): MasterEffect[] {
    return this.out.take();
  }

  /** There is something to say, as far as is known since the last input. */
  get wantsTurn(): boolean {
    if (this.conversation) return this.conversation.paused;
    if (this.current === 'offline') return false;
    return this.urgent || this.pollDue <= this.now.mono;
  }

  /** A user waits. */
  get urgent(): boolean {
    const { conversation } = this;
    return conversation ? conversation.paused && conversation.waiting !== undefined : this.queue.length > 0;
  }

  get wakeAt(): number | undefined {
    const poll = this.conversation ? Infinity : this.pollDue;
    const at = Math.min(
      this.conversation?.deadline ?? Infinity,
      this.deliveries.deadline,
      this.queue.deadline,
      poll > this.now.mono ? poll : Infinity,
    );
    return at === Infinity ? undefined : at;
  }

  /** When the next poll may begin. Polls do not run ahead of the store. */
  private get pollDue(): number {
    return this.deliveries.full ? Infinity : Math.max(this.schedule.due, this.rest.until);
  }

  opened(now: Now): void {
    this.now = now;
    if (this.current !== 'offline') return;
    this.rest.heard();
    this.schedule.opened(now.mono);
    this.move('opened', 'connected');
  }

  closed(now: Now): void {
    this.now = now;
    this.deliveries.clear();
    this.inbox.clear();
    const lost = failure('offline', 'the connection was lost');
    const { conversation } = this;
    if (conversation) {
      conversation.iin = undefined;
      this.finish(conversation, lost);
    }
    for (const { id } of this.queue.clear()) this.out.answer(id, lost);
    this.schedule.closed();
    this.move('closed', 'not connected');
  }

  wake(now: Now): void {
    this.now = now;
    const { conversation } = this;
    if (conversation && conversation.deadline <= now.mono) this.unanswered(conversation);
    if (this.deliveries.deadline <= now.mono)
      for (const batch of this.deliveries.overdue(now.mono)) this.stored(batch, false, now);
    while (this.queue.deadline <= now.mono) {
      const { id } = this.queue.shift() as Waiting;
      this.out.answer(id, failure('timeout', 'the line was busy for too long; the request was not sent'));
    }
  }

  /** The request's number; its result comes as an effect, at once where it cannot be sent. */
  request(request: MasterRequest, now: Now): number {
    this.now = now;
    const id = ++this.lastRequest;
    const refused = this.takeRequest(id, request);
    if (refused) this.out.answer(id, refused);
    return id;
  }

  private takeRequest(id: number, request: MasterRequest): Failure | undefined {
    const fault = faultOf(request);
    if (fault) return failure('refused', fault);
    if (this.current === 'offline')
      return failure('offline', 'the outstation is not connected; the request was not sent');
    const { timeSync, requestWaitMs } = this.config;
    const waiting = {
      id,
      request,
      task: taskOf(request, timeSync),
      deadline: this.now.mono + requestWaitMs,
    };
    if (this.queue.push(waiting)) return undefined;
    return failure('queue-full', 'too many requests wait already; try again later');
  }

  /** Whether a request could still be taken back; one that was sent goes on to its result. */
  cancel(request: number, now: Now): boolean {
    this.now = now;
    if (!this.queue.remove(request)) return false;
    this.out.answer(request, failure('cancelled', 'the request was taken back before it was sent'));
    return true;
  }

  /**
   * One conversation may be had, up to its end or to a time-out. `turn-over` tells that, at once where there is nothing
   * to say.
   */
  turn(now: Now): void {
    this.now = now;
    const { conversation } = this;
    if (conversation) {
      if (conversation.paused) this.ask(conversation, conversation.task.begin(now));
      return;
    }
    const waiting = this.queue.shift();
    if (waiting) return this.start(waiting.task, { waiting });
    const turn = this.pollDue <= now.mono ? this.schedule.next(now.mono) : undefined;
    if (turn) this.start(turn.task, { turn });
    else this.out.put({ kind: 'turn-over' });
  }

  received(octets: Uint8Array, now: Now): void {
    this.now = now;
    if (this.current === 'offline') return;
    const fragment = readFragment(octets);
    if (!fragment) return this.out.malformed('a fragment is too short to say what it is');
    const { control } = fragment;
    if (fragment.function === FunctionCode.Response && !control.uns) this.response(fragment);
    else if (fragment.function === FunctionCode.UnsolicitedResponse && control.uns)
      this.unsolicited(fragment);
    else this.out.counts.ignored++;
  }

  /** The measurements of a batch are where they belong, or could not be brought there. */
  stored(batch: number, ok: boolean, now: Now): void {
    this.now = now;
    const purpose = this.deliveries.settle(batch);
    if (!purpose) return;
    if (!ok) {
      this.out.counts.notStored++;
      this.out.warn('measurements were not stored in time; they are not confirmed, and come again');
    }
    const { conversation } = this;
    if (purpose === 'unsolicited') {
      const seq = this.inbox.settle(batch, ok);
      if (seq !== undefined) this.out.confirm(seq, true);
    } else if (purpose === 'answer' && conversation?.stored?.batch === batch) {
      const { confirm, step } = conversation.stored;
      conversation.stored = undefined;
      if (!ok)
        return this.finish(conversation, failure('not-stored', 'the measurements were not stored in time'));
      this.out.confirm(confirm, false);
      this.proceed(conversation, step);
    }
  }

  private start(task: Task, why: { readonly turn?: Turn; readonly waiting?: Waiting }): void {
    const conversation: Conversation = {
      task,
      turn: why.turn,
      waiting: why.waiting,
      question: task.begin(this.now),
      // One that was silent is looked after once, so that it costs others no more than that.
      retries: this.rest.doubtful ? 0 : this.config.retries,
      paused: false,
      fragments: 0,
      deadline: Infinity,
      stored: undefined,
      iin: undefined,
    };
    this.conversation = conversation;
    this.ask(conversation, conversation.question);
  }

  private ask(conversation: Conversation, question: Question): void {
    conversation.question = question;
    conversation.paused = false;
    conversation.fragments = 0;
    conversation.iin = undefined;
    this.seq = nextSeq(this.seq);
    const writer = new FragmentWriter(this.config.maxReceiveFragment);
    writer.start({ fir: true, fin: true, con: false, uns: false, seq: this.seq }, question.code);
    if (!question.write(writer)) {
      const most = this.config.maxReceiveFragment;
      const reason = `the ${conversation.task.name} does not fit into one fragment of ${most} octets; ask for less`;
      return this.finish(conversation, failure('refused', reason));
    }
    this.out.counts.requests++;
    this.out.put({ kind: 'send', fragment: writer.finish() });
    if (isUnanswered(question.code)) this.finish(conversation, DONE);
    else conversation.deadline = this.now.mono + this.config.responseTimeoutMs;
  }

  private unanswered(conversation: Conversation): void {
    this.out.counts.timeouts++;
    const { task, question, fragments } = conversation;
    if (question.repeatable && conversation.retries > 0) {
      conversation.retries--;
      conversation.paused = true;
      conversation.deadline = Infinity;
      return this.out.put({ kind: 'turn-over' });
    }
    const seconds = this.config.responseTimeoutMs / 1000;
    const what = fragments > 0 ? 'a fragment of the answer' : 'an answer';
    const unsure = question.repeatable ? '' : '; whether it was carried out is not known';
    const reason = `the ${task.name} waited ${seconds} s for ${what} in vain${unsure}`;
    conversation.iin = undefined;
    if (fragments === 0) {
      this.rest.silent(this.now.mono);
      this.move('silent', reason);
    }
    this.finish(conversation, failure('timeout', reason));
  }

  /** The end of a conversation, good or bad. */
  private finish(conversation: Conversation, outcome: RequestResult): void {
    const result = withDoubt(outcome, conversation.question);
    this.conversation = undefined;
    const { turn, waiting, task, iin } = conversation;
    if (!result.ok) this.out.warn(`${task.name}: ${result.reason}`);
    if (turn) this.schedule.ended(turn, result, this.now.mono);
    if (waiting) this.out.answer(waiting.id, result);
    if (waiting?.request.kind === 'unsolicited' && result.ok)
      this.schedule.reporting(waiting.request.enable, waiting.request.classes);
    // Once more, now that what was under way is done: what it did not bring is asked for anew.
    if (iin !== undefined) this.indicated(iin);
    this.out.put({ kind: 'turn-over' });
  }

  private response(fragment: Fragment): void {
    const { conversation } = this;
    const { control } = fragment;
    if (!conversation || conversation.paused || conversation.stored || control.seq !== this.seq) {
      this.out.counts.ignored++;
      return;
    }
    this.out.counts.responses++;
    conversation.iin = fragment.iin;
    this.heard(fragment.iin);
    const fault = misfit(fragment, conversation.fragments);
    if (fault) {
      this.out.counts.malformed++;
      return this.finish(conversation, failure('malformed', fault));
    }
    conversation.fragments++;
    const { task } = conversation;
    const measurements = task.reads ? measurementsOf(fragment.headers) : [];
    if (measurements.length > 0 && this.deliveries.full)
      return this.finish(
        conversation,
        failure('not-stored', 'too many batches of measurements are not stored yet'),
      );
    const step = task.take(fragment, this.now, measurements.length);
    if (measurements.length > 0) {
      const batch = this.deliveries.add(control.con ? 'answer' : 'unconfirmed', this.now.mono);
      this.out.put({ kind: 'measured', batch, measurements, unsolicited: false });
      if (control.con) {
        conversation.stored = { batch, confirm: control.seq, step };
        conversation.deadline = Infinity;
        return;
      }
    } else if (control.con) this.out.confirm(control.seq, false);
    this.proceed(conversation, step);
  }

  private proceed(conversation: Conversation, step: Step | undefined): void {
    if (!step) {
      this.seq = nextSeq(this.seq);
      conversation.deadline = this.now.mono + this.config.responseTimeoutMs;
    } else if ('ask' in step) this.ask(conversation, step.ask);
    else this.finish(conversation, step.end);
  }

  private unsolicited(fragment: Fragment): void {
    const { control, headers, fault, iin } = fragment;
    this.out.counts.unsolicited++;
    if (headers.length > 0) this.schedule.reports();
    this.heard(iin);
    if (fault) return this.out.malformed(`an unsolicited response cannot be read: ${fault.reason}`);
    const stray = strayIndex(headers);
    if (stray !== undefined) return this.out.malformed(`an unsolicited response has ${strayWords(stray)}`);
    if (!control.fir || !control.fin)
      return this.out.malformed('an unsolicited response has several fragments');
    if (headers.length === 0) {
      this.inbox.clear();
      if (control.con) this.out.confirm(control.seq, true);
      return;
    }
    const fate = this.inbox.fateOf(fragment);
    if (fate === 'stored') return this.out.confirm(control.seq, true);
    // Not confirmed, so that it comes again when it can be taken.
    if (fate === 'open' || this.schedule.awaitsIntegrity || this.deliveries.full) {
      this.out.counts.ignored++;
      return;
    }
    const measurements = measurementsOf(headers);
    if (measurements.length === 0) {
      if (control.con) this.out.confirm(control.seq, true);
      return;
    }
    const batch = this.deliveries.add(control.con ? 'unsolicited' : 'unconfirmed', this.now.mono);
    if (control.con) this.inbox.put(fragment, batch);
    this.out.put({ kind: 'measured', batch, measurements, unsolicited: true });
  }

  /** It answers, and indicates how it is. */
  private heard(iin: number): void {
    this.rest.heard();
    this.indicated(iin);
    const told = iin & ~REFUSALS;
    if (told !== this.iin) {
      this.iin = told;
      this.out.put({ kind: 'indications', iin: told });
    }
  }

  private indicated(iin: number): void {
    this.schedule.indications(iin, this.now.mono);
    if (this.schedule.startingUp) this.move('unready', 'the start-up sequence is under way');
    else this.move('ready', 'the outstation answers');
  }

  private move(event: MasterEvent, reason: string): void {
    const state = after(this.current, event);
    if (state === this.current) return;
    this.current = state;
    this.out.put({ kind: 'state', state, reason });
  }
}

/** What ended without a word of the outstation about it may have been carried out all the same. */
function withDoubt(result: RequestResult, { repeatable }: Question): RequestResult {
  if (result.ok || repeatable) return result;
  const { cause } = result;
  return cause === 'timeout' || cause === 'offline' || cause === 'malformed'
    ? { ...result, unsure: true }
    : result;
}

const strayWords = (index: number): string => `index ${index}; those of points end at 65535`;

/** Why a fragment cannot be the next one of an answer of which so many came before. */
function misfit({ fault, control, headers }: Fragment, before: number): string | undefined {
  if (fault) return `the answer cannot be read: ${fault.reason}`;
  const stray = strayIndex(headers);
  if (stray !== undefined) return `the answer has ${strayWords(stray)}`;
  if (control.fir !== (before === 0)) return 'a fragment of the answer is missing';
  return before >= MOST_FRAGMENTS ? 'the answer has no end' : undefined;
}
