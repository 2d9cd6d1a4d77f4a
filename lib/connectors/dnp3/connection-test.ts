import { messageOf } from '../../core/errors';
import { iinNames } from '../../dnp3/app/iin';
import type { RequestResult } from '../../dnp3/master/request';
import type { Measurement } from '../../dnp3/measurement';
import type { ConnectionTest, ConnectorContext } from '../connector';
import type { Dnp3Channels, Membership } from './channels';
import { KINDS, KIND_FACTS, keyOf, type Kind } from './kinds';
import type { Dnp3Config } from './spec';
import type { OutstationListener, OutstationState } from './stack';

/** A person waits: within ten seconds, whatever the form says. */
const LONGEST_MS = 8000;

/** What an outstation has, as its present values tell. */
export interface Found {
  readonly points: readonly Measurement[];
  /** Its internal indications. */
  readonly iin: number;
  /** Until it answered, in ms. */
  readonly tookMs: number;
}

/** What a look at an outstation needs of the process. */
export type Visit = Pick<ConnectorContext, 'clock' | 'certificates'>;

/**
 * Asks for all present values (class 0), beside the connector of the device where there is one; no event is taken. Rejects
 * with an error whose message says in words why there was no answer.
 */
export async function present(
  config: Dnp3Config,
  { clock, certificates }: Visit,
  channels: Dnp3Channels,
): Promise<Found> {
  const visitor = new Visitor();
  const timeoutMs = Math.min(config.timeoutMs, LONGEST_MS);
  const membership = channels.visit({ ...config, timeoutMs }, clock, visitor, certificates);
  const deadline = AbortSignal.timeout(LONGEST_MS);
  try {
    await visitor.reached(deadline);
    const sent = clock.monotonic();
    const result = await classZero(membership, deadline);
    if (!result.ok && visitor.points.size === 0) throw new Error(result.reason.replace(/\.$/, ''));
    return { points: [...visitor.points.values()], iin: visitor.iin, tookMs: clock.monotonic() - sent };
  } finally {
    await membership.leave();
  }
}

function classZero(membership: Membership, signal: AbortSignal): Promise<RequestResult> {
  const late = new Promise<RequestResult>((resolve) => {
    signal.addEventListener('abort', () =>
      resolve({ ok: false, cause: 'timeout', reason: 'no answer in time' }),
    );
  });
  return Promise.race([membership.request({ kind: 'classes', classes: [0] }, signal), late]);
}

class Visitor implements OutstationListener {
  readonly points = new Map<string, Measurement>();
  iin = 0;
  private words = 'no connection in time';
  private readonly answer = Promise.withResolvers<void>();

  measured(measurements: readonly Measurement[], settle: (stored: boolean) => void): void {
    for (const one of measurements) if (!one.event) this.points.set(keyOf(one.type, one.index), one);
    settle(true);
  }

  state(state: OutstationState, reason: string): void {
    // While it starts up a question goes first.
    if (state === 'online' || state === 'starting') return this.answer.resolve();
    this.words = reason;
    this.answer.reject(new Error(reason));
  }

  indications(iin: number): void {
    this.iin = iin;
  }

  async reached(deadline: AbortSignal): Promise<void> {
    deadline.addEventListener('abort', () => this.answer.reject(new Error(this.words)));
    await this.answer.promise;
  }
}

/** Link, then class 0: what is there, or why not. */
export async function testConnection(
  config: Dnp3Config,
  context: Visit,
  channels: Dnp3Channels,
): Promise<ConnectionTest> {
  const where = `${config.host}:${config.port}`;
  try {
    const { points, iin, tookMs } = await present(config, context, channels);
    const names = iinNames(iin);
    const says = names.length > 0 ? `; IIN: ${names.join(', ')}` : '';
    return {
      ok: true,
      answer: `Outstation ${config.remoteAddress} at ${where} answers in ${Math.round(tookMs)} ms: ${counted(points)}${says}.`,
    };
  } catch (error) {
    const words = messageOf(error).replace(/\.$/, '');
    const place = words.includes(String(config.port)) ? '' : ` at ${where}`;
    return { ok: false, answer: `Outstation ${config.remoteAddress}${place} does not answer: ${words}.` };
  }
}

/** E.g. `120 analog inputs, 1 counter`. */
export function counted(points: readonly Measurement[]): string {
  const counts = new Map<Kind, number>();
  for (const { type } of points) counts.set(type, (counts.get(type) ?? 0) + 1);
  const words = KINDS.flatMap((kind) => {
    const count = counts.get(kind);
    return count === undefined ? [] : [`${count} ${KIND_FACTS[kind].name}${count === 1 ? '' : 's'}`];
  });
  return words.join(', ') || 'no points';
}
