import { createHash } from 'node:crypto';
import type { Clock, Timer } from '../../../core/clock';
import { ThermaCoreError, isThermaCoreError } from '../../../core/errors';
import type { ClientPki } from '../endpoint';
import { OpcuaFailure, adviceOf, failureOf } from '../failure';
import { loadOpcua } from '../library';
import { UaSession } from '../session';
import type { OpcuaConfig } from '../spec';
import { AddressSpace } from './address-space';
import { Browser } from './browser';
import { within } from '../deadline';

/** Sessions for questions, beside those that subscribe; some servers have only a few for everybody. */
const MOST_OPEN = 8;
const IDLE_MS = 60_000;
/** Longer than it stays idle, so that the server does not end it before we do. */
const LEAST_SESSION_TIMEOUT_MS = 2 * IDLE_MS;
/** What a server answers whose session has ended without our seeing it. */
const GONE: ReadonlySet<string | undefined> = new Set([
  'BadSessionIdInvalid',
  'BadSessionClosed',
  'BadSessionNotActivated',
  'BadSecureChannelIdInvalid',
  'BadConnectionClosed',
]);

interface Entry {
  readonly key: string;
  readonly browser: Promise<Browser>;
  readonly opening: AbortController;
  ua: UaSession | undefined;
  /** Questions under way. */
  asking: number;
  lastAsked: number;
  idle: Timer | undefined;
}

export type Work<T> = (browser: Browser) => Promise<T>;

/** Sessions for those who look around: opened by the first question, shared by all of one configuration, closed after a minute without one. */
export class BrowsePool {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly pki: () => Promise<ClientPki>) {}

  /** Sessions that are open or being opened. */
  get size(): number {
    return this.entries.size;
  }

  /** Rejects `unavailable` where the server does not answer within `timeoutMs` or at all. */
  async ask<T>(config: OpcuaConfig, clock: Clock, timeoutMs: number, work: Work<T>): Promise<T> {
    const key = keyOf(config);
    const isOld = this.entries.has(key);
    try {
      return await this.once(key, config, clock, timeoutMs, work);
    } catch (error) {
      if (!isOld || !(error instanceof OpcuaFailure) || !GONE.has(error.status)) throw told(error, config);
    }
    return this.once(key, config, clock, timeoutMs, work).catch((error: unknown) => {
      throw told(error, config);
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.entries.values()].map((entry) => this.drop(entry)));
  }

  private async once<T>(
    key: string,
    config: OpcuaConfig,
    clock: Clock,
    timeoutMs: number,
    work: Work<T>,
  ): Promise<T> {
    const entry = this.entries.get(key) ?? this.enter(key, config);
    entry.idle?.stop();
    entry.asking++;
    entry.lastAsked = clock.monotonic();
    try {
      return await within(clock, timeoutMs, entry.browser.then(work));
    } catch (error) {
      if (isThermaCoreError(error)) throw error;
      // Whatever it was, the next question shall not meet it again.
      void this.drop(entry);
      throw failureOf(error, config.endpoint);
    } finally {
      entry.asking--;
      if (entry.asking === 0 && this.entries.get(key) === entry)
        entry.idle = clock.after(IDLE_MS, () => void this.drop(entry));
    }
  }

  private enter(key: string, config: OpcuaConfig): Entry {
    this.makeRoom();
    const opening = new AbortController();
    const entry: Entry = {
      key,
      opening,
      browser: this.open(config, opening.signal, (ua) => {
        entry.ua = ua;
        ua.onLost(() => void this.drop(entry));
      }),
      ua: undefined,
      asking: 0,
      lastAsked: 0,
      idle: undefined,
    };
    this.entries.set(key, entry);
    return entry;
  }

  private async open(
    config: OpcuaConfig,
    signal: AbortSignal,
    opened: (ua: UaSession) => void,
  ): Promise<Browser> {
    const opcua = await loadOpcua();
    const sessionTimeoutMs = Math.max(config.sessionTimeoutMs, LEAST_SESSION_TIMEOUT_MS);
    const parts = { opcua, config: { ...config, sessionTimeoutMs }, pki: await this.pki() };
    const ua = await UaSession.open(parts, signal);
    opened(ua);
    const { session } = ua;
    const space = await AddressSpace.of({ opcua, session, maxItemsPerCall: config.maxItemsPerCall });
    return new Browser(space);
  }

  private makeRoom(): void {
    if (this.entries.size < MOST_OPEN) return;
    const [oldest] = [...this.entries.values()]
      .filter(({ asking }) => asking === 0)
      .sort((a, b) => a.lastAsked - b.lastAsked);
    if (oldest) void this.drop(oldest);
    else
      throw new ThermaCoreError('unavailable', `${MOST_OPEN} servers are being browsed at this moment.`, {
        advice: 'Try again in a minute.',
      });
  }

  private async drop(entry: Entry): Promise<void> {
    if (this.entries.get(entry.key) === entry) this.entries.delete(entry.key);
    entry.idle?.stop();
    entry.opening.abort(OpcuaFailure.of('BadTimeout'));
    await entry.browser.catch(() => undefined);
    const { ua } = entry;
    entry.ua = undefined;
    await ua?.close();
  }
}

/** Those who ask alike share a session; the secrets among it are in no key. */
const keyOf = (config: OpcuaConfig): string =>
  createHash('sha256').update(JSON.stringify(config)).digest('base64url');

function told(error: unknown, { endpoint }: OpcuaConfig): unknown {
  if (!(error instanceof OpcuaFailure)) return error;
  const advice = adviceOf(error);
  return new ThermaCoreError('unavailable', `${endpoint} cannot be browsed: ${error.message}.`, {
    cause: error,
    ...(advice === undefined ? {} : { advice }),
  });
}
