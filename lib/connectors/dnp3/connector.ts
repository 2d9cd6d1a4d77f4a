import type { Timer } from '../../core/clock';
import { ThermaCoreError, messageOf } from '../../core/errors';
import type { FieldCommand, FieldOutcome } from '../../core/field-command';
import { noValue, type FieldValue } from '../../core/field-value';
import { failure, type RequestResult } from '../../dnp3/master/request';
import type { Measurement } from '../../dnp3/measurement';
import type { Connector, ConnectorContext, Diagnostics, LinkStatus, Receiver } from '../connector';
import { ToldLink } from '../told-link';
import { answerOf, type Answer } from './answer';
import { Binding } from './binding';
import type { Dnp3Channels, Membership } from './channels';
import { DecodeFeed } from './decode-feed';
import { KIND_FACTS, keyOf, type Kind } from './kinds';
import { listens, type DecodeLevel, type Dnp3Config, type Dnp3Point, type Dnp3Request } from './spec';
import type { OutstationListener, OutstationState } from './stack';
import { judge } from './quality';
import { Tally } from './tally';
import { valueOf } from './values';
import { carryOut, type Operated } from './writing';

/** Somebody waits for the present value of a point. */
interface Look {
  readonly key: string;
  found: Measurement | undefined;
}

/** One outstation: hands on what it measures, confirms what is stored, and controls its outputs. */
export class Dnp3Connector implements Connector<Dnp3Point>, OutstationListener {
  private readonly bindings = new Set<Binding>();
  private readonly looks = new Set<Look>();
  private readonly link: ToldLink;
  private readonly tally: Tally;
  /** Where it is, for people. */
  private readonly where: string;
  private membership: Membership | undefined;
  private feed: DecodeFeed | undefined;
  private at: OutstationState = 'offline';
  /** It answered since the connection was made. */
  private isHeard = false;

  constructor(
    private readonly config: Dnp3Config,
    private readonly context: ConnectorContext,
    private readonly channels: Dnp3Channels,
  ) {
    this.where = `${config.host}:${config.port}/${config.remoteAddress}`;
    this.link = new ToldLink(context.clock);
    this.tally = new Tally(context);
  }

  start(): void {
    if (this.membership) return;
    const { clock, certificates } = this.context;
    this.at = 'offline';
    this.link.set('connecting', this.attempt);
    try {
      this.membership = this.channels.join(this.config, clock, this, certificates);
    } catch (error) {
      this.link.set('error', messageOf(error));
    }
  }

  async stop(): Promise<void> {
    const { membership } = this;
    this.feed?.stop();
    this.membership = undefined;
    this.link.set('stopped', 'stopped');
    await membership?.leave();
  }

  bind(points: readonly Dnp3Point[], receiver: Receiver): () => void {
    const binding = new Binding({ points, receiver, clock: this.context.clock, device: this.where });
    this.bindings.add(binding);
    return () => void this.bindings.delete(binding);
  }

  onLink(listener: (status: LinkStatus) => void): () => void {
    return this.link.listen(listener);
  }

  async command(command: FieldCommand<Dnp3Point>): Promise<FieldOutcome> {
    const { membership } = this;
    if (!membership || !this.isHeard)
      return { outcome: 'failed', detail: `The command was not sent: ${this.link.status.text}.` };
    const { clock } = this.context;
    const deadline = clock.monotonic() + command.timeoutMs;
    const left = (): number => Math.max(1, deadline - clock.monotonic());
    return carryOut(command, {
      operate: async (mode, control) =>
        operatedOf(
          await this.within(membership, { kind: 'operate', mode, controls: [control] }, left()),
          mode,
        ),
      read: async (kind, index) => {
        const found = await this.look(membership, kind, index, left());
        return found && !(found.value instanceof Uint8Array) ? Number(found.value) : undefined;
      },
      pause: (ms) => {
        if (clock.monotonic() + ms >= deadline) return Promise.resolve(false);
        return new Promise((resolve) => clock.after(ms, () => resolve(true), 'awaited'));
      },
    });
  }

  /** One point after the other, each by its range: what the outstation has of others stays where it is. */
  async readNow(points: readonly Dnp3Point[], timeoutMs: number): Promise<FieldValue[]> {
    const { membership } = this;
    const { clock } = this.context;
    const deadline = clock.monotonic() + timeoutMs;
    const values: FieldValue[] = [];
    for (const point of points) {
      const left = deadline - clock.monotonic();
      if (!membership || !this.isHeard) values.push(noValue(this.link.status.text));
      else if (left <= 0) values.push(noValue('no answer in time'));
      else values.push(await this.present(membership, point, left));
    }
    return values;
  }

  private async present(membership: Membership, point: Dnp3Point, timeoutMs: number): Promise<FieldValue> {
    const { kind, index } = point;
    try {
      const found = await this.look(membership, kind, index, timeoutMs);
      const value = found && valueOf(point, found);
      if (!found || value === undefined) return noValue(`the outstation tells no value of ${kind} ${index}`);
      return { value, ...judge(kind, found.flags) };
    } catch (error) {
      return noValue(messageOf(error));
    }
  }

  /**
   * Asks the outstation, once; what it measures goes to the bindings. Never rejects. An abort takes back what was not
   * sent yet.
   */
  async ask(request: Dnp3Request, signal: AbortSignal): Promise<Answer> {
    const { membership } = this;
    if (!membership)
      return failure('offline', `the outstation is not asked at present: ${this.link.status.text}`);
    return answerOf(await this.tally.timed(() => membership.request(request, signal)));
  }

  /**
   * Tells `log` for so many seconds what is on the line, a block for each frame, others on it included; a new level takes
   * the place of the one before, `off` ends it. Throws `unavailable` where there is no line.
   */
  decode(level: DecodeLevel, seconds: number, log: (block: string) => void): void {
    this.feed?.stop();
    this.feed = undefined;
    if (level === 'off') return;
    const { membership } = this;
    if (!membership)
      throw new ThermaCoreError('unavailable', `There is no line to look at: ${this.link.status.text}.`, {
        advice: 'Ask again when the node shows that it connects.',
      });
    this.feed = new DecodeFeed(this.context.clock, seconds, log, (take) => membership.decode(level, take));
  }

  diagnostics(): Diagnostics {
    return this.tally.diagnostics;
  }

  measured(measurements: readonly Measurement[], settle: (stored: boolean) => void): void {
    const events = measurements.reduce((count, { event }) => count + Number(event), 0);
    this.tally.heard(events, measurements.length - events);
    if (this.looks.size > 0) this.show(measurements);
    this.isHeard = true;
    // Between a redeploy's two bindings the outstation keeps what it has.
    let waiting = this.bindings.size;
    if (!this.membership || waiting === 0) return settle(false);
    let stored = true;
    for (const binding of [...this.bindings])
      binding.take(measurements, (isStored) => {
        stored &&= isStored;
        if (--waiting > 0) return;
        if (!stored) this.tally.unconfirmed();
        settle(stored);
      });
    if (this.membership) this.tellHeard();
  }

  state(state: OutstationState, reason: string): void {
    this.at = state;
    switch (state) {
      case 'starting':
        return;
      case 'online':
        this.isHeard = true;
        return this.tellHeard();
      case 'offline':
      case 'no-answer':
        this.isHeard = false;
        this.tally.failed(reason);
        this.link.set('error', reason);
        for (const binding of this.bindings) binding.lose(reason);
    }
  }

  dialling(): void {
    if (this.membership) this.link.set('connecting', this.attempt);
  }

  private get attempt(): string {
    const { transport, remoteAddress, host, port } = this.config;
    return listens(transport)
      ? `waiting for outstation ${remoteAddress} to connect to ${host}:${port}`
      : `connecting to ${this.where}`;
  }

  /** After the poll of all values a point without one is not there. */
  private tellHeard(): void {
    const silent = this.at === 'online' ? [...this.bindings].flatMap((binding) => binding.silent) : [];
    const [first, ...more] = silent;
    if (first === undefined) return this.link.set('connected', `connected to ${this.where}`);
    const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
    this.link.set('degraded', `the outstation tells no ${first}${rest}`);
  }

  private async within(
    membership: Membership,
    request: Parameters<Membership['request']>[0],
    timeoutMs: number,
  ): Promise<RequestResult> {
    const tooLong = new AbortController();
    const { promise: late, resolve } = Promise.withResolvers<RequestResult>();
    const timer: Timer = this.context.clock.after(
      timeoutMs,
      () => {
        tooLong.abort();
        resolve({ ok: false, cause: 'timeout', reason: 'no answer in time', unsure: true });
      },
      'awaited',
    );
    try {
      return await this.tally.timed(() => Promise.race([membership.request(request, tooLong.signal), late]));
    } finally {
      timer.stop();
    }
  }

  /** Asks for the present value of one point. */
  private async look(
    membership: Membership,
    kind: Kind,
    index: number,
    timeoutMs: number,
  ): Promise<Measurement | undefined> {
    const look: Look = { key: keyOf(kind, index), found: undefined };
    this.looks.add(look);
    try {
      const header = { group: KIND_FACTS[kind].group, variation: 0, start: index, stop: index };
      const result = await this.within(membership, { kind: 'read', headers: [header] }, timeoutMs);
      if (!result.ok && look.found === undefined) throw new Error(wordsOf(result.reason));
      return look.found;
    } finally {
      this.looks.delete(look);
    }
  }

  private show(measurements: readonly Measurement[]): void {
    for (const one of measurements) {
      if (one.event) continue;
      const key = keyOf(one.type, one.index);
      for (const look of this.looks) if (look.key === key) look.found = one;
    }
  }
}

/** Within a sentence of ours. */
const wordsOf = (reason: string): string => reason.replace(/\.$/, '');

/** What is known of a control after its request ended. */
export function operatedOf(result: RequestResult, mode: Dnp3Point['mode']): Operated {
  if (result.ok) {
    if (mode === 'direct-no-ack') return { kind: 'sent' };
    const status = result.kind === 'operate' ? result.controls[0]?.status : undefined;
    return status === undefined
      ? { kind: 'unknown', words: 'an answer without a status' }
      : { kind: 'answered', status };
  }
  const words = wordsOf(result.reason);
  switch (result.cause) {
    case 'status': {
      const status = result.controls?.find((control) => control.status !== 0)?.status;
      return status === undefined ? { kind: 'refused', words } : { kind: 'answered', status };
    }
    case 'refused':
      return { kind: 'refused', words };
    default:
      return { kind: result.unsure ? 'unknown' : 'failed', words };
  }
}
