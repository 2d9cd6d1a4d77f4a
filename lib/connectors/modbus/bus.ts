import { Backoff } from '../../core/backoff';
import type { Clock, Timer } from '../../core/clock';
import { ModbusFailure, failureOf } from './failure';
import { socketFault } from '../socket-fault';
import { Lane, type Job, type Priority } from './lane';
import { ModbusLink } from './link';
import type { ModbusConfig } from './spec';

export type BusState =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  | { readonly state: 'lost'; readonly text: string };

/** What opens a connection; a test may give another. */
export type Dial = (config: ModbusConfig, signal: AbortSignal) => Promise<ModbusLink>;

/** Requests in a row, over all units, that nobody answered, before the connection itself is taken for dead. */
const SILENT_REQUESTS = 3;

/**
 * One connection and the units behind it. Each unit has a lane of its own: one request of a unit is under way at a time,
 * writes before polls; lanes take turns; a unit that does not answer is asked rarely and never holds all places, so it
 * delays no other. A connection that is lost, or on which nobody answers any more, is made again with growing pauses.
 */
export class Bus {
  private readonly lanes = new Map<number, Lane>();
  private turn: Lane[] = [];
  private readonly listeners = new Set<(state: BusState) => void>();
  private readonly backoff = new Backoff();
  private link: ModbusLink | undefined;
  private dialling: AbortController | undefined;
  private retry: Timer | undefined;
  private pause: Timer | undefined;
  private inFlight = 0;
  private unanswered = 0;
  private restUntil = 0;
  private closed = false;
  private now: BusState = { state: 'connecting' };
  /** The strictest of those who use it. */
  private limits: Pick<ModbusConfig, 'pauseMs' | 'connectPauseMs' | 'maxInFlight'>;

  constructor(
    private readonly config: ModbusConfig,
    private readonly clock: Clock,
    private readonly dial: Dial = (...how) => ModbusLink.open(...how),
  ) {
    this.limits = config;
  }

  get where(): string {
    return `${this.config.host}:${this.config.port}`;
  }

  /** Another device behind the same connection may want more pause. */
  share(config: ModbusConfig): void {
    this.limits = {
      pauseMs: Math.max(this.limits.pauseMs, config.pauseMs),
      connectPauseMs: Math.max(this.limits.connectPauseMs, config.connectPauseMs),
      maxInFlight: Math.min(this.limits.maxInFlight, config.maxInFlight),
    };
  }

  open(): void {
    if (this.closed || this.link || this.dialling || this.retry) return;
    void this.connect();
  }

  close(): void {
    this.closed = true;
    this.retry?.stop();
    this.retry = undefined;
    this.pause?.stop();
    this.pause = undefined;
    this.dialling?.abort(new ModbusFailure('closed', 'stopped'));
    const { link } = this;
    this.link = undefined;
    for (const lane of this.lanes.values()) lane.fail(new ModbusFailure('closed', 'stopped'));
    this.lanes.clear();
    this.turn = [];
    link?.close();
  }

  onState(listener: (state: BusState) => void): () => void {
    this.listeners.add(listener);
    listener(this.now);
    return () => void this.listeners.delete(listener);
  }

  /** Waits its turn. Rejects with ModbusFailure. `retries`: how often it is sent again when nobody answers. */
  request<T>(
    unit: number,
    priority: Priority,
    retries: number,
    run: (link: ModbusLink) => Promise<T>,
  ): Promise<T> {
    if (!this.link)
      return Promise.reject(new ModbusFailure('closed', `there is no connection to ${this.where}`));
    const lane = this.lane(unit);
    return new Promise((resolve, reject) => {
      const refused = lane.add({
        priority,
        retries,
        run,
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      if (refused) reject(refused);
      else this.pump();
    });
  }

  private lane(unit: number): Lane {
    const known = this.lanes.get(unit);
    if (known) return known;
    const lane = new Lane(unit, this.clock);
    this.lanes.set(unit, lane);
    // It had no turn yet.
    this.turn.unshift(lane);
    return lane;
  }

  /** Sends what may be sent now. */
  private pump(): void {
    while (this.link && !this.pause && this.inFlight < this.places) {
      const wait = this.restUntil - this.clock.monotonic();
      if (wait > 0) {
        this.pause = this.clock.after(wait, () => {
          this.pause = undefined;
          this.pump();
        });
        return;
      }
      const lane = this.next();
      const job = lane?.take();
      if (!lane || !job) return;
      void this.send(this.link, lane, job);
    }
  }

  /** Serial frames have no transaction ids: one request at a time. */
  private get places(): number {
    return this.config.transport === 'rtu-over-tcp' || this.limits.pauseMs > 0 ? 1 : this.limits.maxInFlight;
  }

  /** Whose turn it is. Of the places, one is always kept for units that answer. */
  private next(): Lane | undefined {
    const doubtful = this.turn.filter((lane) => lane.doubtful && lane.busy).length;
    const healthy = this.turn.some((lane) => !lane.doubtful);
    const full = healthy && doubtful >= Math.max(1, this.places - 1);
    const at = this.turn.findIndex((lane) => lane.ready && !(lane.doubtful && full));
    if (at < 0) return undefined;
    const [lane] = this.turn.splice(at, 1);
    if (lane) this.turn.push(lane);
    return lane;
  }

  private async send(link: ModbusLink, lane: Lane, job: Job): Promise<void> {
    this.inFlight++;
    lane.busy = true;
    try {
      const answer = await job.run(link);
      this.answered(lane);
      job.resolve(answer);
    } catch (error) {
      this.failed(link, lane, job, failureOf(error));
    } finally {
      this.inFlight--;
      lane.busy = false;
      if (this.limits.pauseMs > 0) this.restUntil = this.clock.monotonic() + this.limits.pauseMs;
      this.pump();
    }
  }

  private answered(lane: Lane): void {
    this.unanswered = 0;
    this.backoff.reset();
    lane.answers();
  }

  private failed(link: ModbusLink, lane: Lane, job: Job, failure: ModbusFailure): void {
    const here = this.link === link;
    const repeats = job.retries > 0 && here && (failure.kind === 'timeout' || failure.isBusy);
    if (failure.kind === 'timeout') this.unanswered++;
    else this.unanswered = 0;
    if (repeats) lane.again({ ...job, retries: job.retries - 1 });
    else {
      if (failure.isAway) lane.away(failure);
      else if (failure.kind === 'exception') lane.answers();
      job.reject(failure);
    }
    // Accepted once and silent since, or half open: only a new connection shows.
    if (here && this.unanswered >= SILENT_REQUESTS && [...this.lanes.values()].every((one) => one.doubtful))
      this.lose(link, `${this.where} is connected, and does not answer`);
  }

  private async connect(): Promise<void> {
    const dialling = new AbortController();
    this.dialling = dialling;
    this.tell({ state: 'connecting' });
    try {
      const link = await this.dial(this.config, dialling.signal);
      this.dialling = undefined;
      if (this.closed) return link.close();
      this.link = link;
      this.unanswered = 0;
      for (const lane of this.lanes.values()) lane.wake();
      this.restUntil = this.clock.monotonic() + this.limits.connectPauseMs;
      link.onEnd(() => this.lose(link, `${this.where} ended the connection`));
      this.tell({ state: 'open' });
      this.pump();
    } catch (error) {
      this.dialling = undefined;
      this.later(socketFault(error, this.where));
    }
  }

  private lose(link: ModbusLink, text: string): void {
    if (this.link !== link) return;
    this.link = undefined;
    link.close();
    for (const lane of this.lanes.values()) lane.fail(new ModbusFailure('closed', text));
    this.later(text);
  }

  private later(text: string): void {
    if (this.closed) return;
    this.tell({ state: 'lost', text });
    this.retry = this.clock.after(this.backoff.next(), () => {
      this.retry = undefined;
      void this.connect();
    });
  }

  private tell(state: BusState): void {
    this.now = state;
    for (const listener of [...this.listeners]) listener(state);
  }
}
