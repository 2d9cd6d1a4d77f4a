import { ThermaCoreError } from '../../core/errors';
import type { Clock } from '../../core/clock';
import type { DecodeLevel } from '../../dnp3/decode-log/level';
import type { MasterConfig } from '../../dnp3/master/config';
import type { MasterRequest, RequestResult } from '../../dnp3/master/request';
import type { Measurement } from '../../dnp3/measurement';
import {
  heldCertificate,
  type HeldCertificate,
  type NamedCertificates,
  type NamedIdentity,
} from '../named-certificate';
import { SharedDecoding } from './decoding';
import { masterOf, quiet } from './master-config';
import type { Dnp3Config } from './spec';
import type { Association, Dial, Line, OutstationListener, OutstationState } from './stack';

/** A share in an outstation. */
export interface Membership {
  /** Never rejects. */
  request(request: MasterRequest, signal?: AbortSignal): Promise<RequestResult>;
  /**
   * Tells `log` what is on the connection, a block of lines for each frame, until the returned function is called or the
   * share is given back. It is as deep as the deepest that anybody on the connection asks for.
   */
  decode(level: DecodeLevel, log: (block: string) => void): () => void;
  /** The connection ends with the last who uses it; resolves when it has. */
  leave(): Promise<void>;
}

/** What a connection needs of the process. */
interface ChannelContext {
  readonly clock: Clock;
  readonly certificates: NamedCertificates | undefined;
}

interface Channel {
  readonly line: Line;
  readonly decoding: SharedDecoding;
  /** By link address. */
  readonly outstations: Map<number, SharedOutstation>;
}

/**
 * Connections by the way to the field. Outstations that are reached by the same way share one (multi-drop), and who is
 * interested in the same outstation shares that: two masters of one address would take the connection from each other
 * (IEEE 1815-2012, 13.2: an outstation has one connection for a master).
 */
export class Dnp3Channels {
  private readonly channels = new Map<string, Channel>();
  /** Connections that are being closed: a port that we listen on is free only then. */
  private readonly closing = new Map<string, Promise<void>>();

  constructor(private readonly dial: Dial) {}

  /** A share in the outstation, for good: it is started up, polled and set. Throws `configuration` as `Dial` does. */
  join(
    config: Dnp3Config,
    clock: Clock,
    listener: OutstationListener,
    certificates?: NamedCertificates,
  ): Membership {
    return this.enter(config, { clock, certificates }, listener, masterOf(config), false);
  }

  /** Somebody who only asks: the outstation is left as it is, and keeps its events. */
  visit(
    config: Dnp3Config,
    clock: Clock,
    listener: OutstationListener,
    certificates?: NamedCertificates,
  ): Membership {
    return this.enter(config, { clock, certificates }, listener, quiet(masterOf(config)), true);
  }

  private enter(
    config: Dnp3Config,
    context: ChannelContext,
    listener: OutstationListener,
    master: MasterConfig,
    isVisit: boolean,
  ): Membership {
    // Also of a connection that stands: it is not for who may not name its certificate.
    heldByDnp3(config, context.certificates);
    const way = wayOf(config);
    const { local, remote } = master;
    const known = this.channels.get(way);
    const there = known?.outstations.get(remote);
    if (there && there.local !== local)
      throw new ThermaCoreError(
        'configuration',
        `localAddress: outstation ${remote} is asked as master ${there.local} on this connection already, not as ${local}.`,
        { field: 'localAddress', advice: 'Give the same address of this master to both devices.' },
      );
    const channel = known ?? this.open(way, config, context);
    const joined = there ?? new SharedOutstation(local);
    channel.outstations.set(remote, joined);
    joined.add(channel.line, master, listener, isVisit);
    const listening = new Set<() => void>();
    let left: Promise<void> | undefined;
    return {
      request: (request, signal) => joined.request(request, signal),
      decode: (level, log) => {
        if (left) return () => undefined;
        const end = channel.decoding.add(level, log);
        listening.add(end);
        return () => {
          listening.delete(end);
          end();
        };
      },
      leave: () =>
        (left ??= (async () => {
          for (const end of listening) end();
          if (joined.remove(listener) > 0) return;
          channel.outstations.delete(remote);
          if (channel.outstations.size > 0) return;
          this.channels.delete(way);
          await this.close(way, channel.line);
        })()),
    };
  }

  private open(way: string, config: Dnp3Config, { clock, certificates }: ChannelContext): Channel {
    const line = this.dial(config, clock, certificates);
    const channel: Channel = { line, decoding: new SharedDecoding(line), outstations: new Map() };
    this.channels.set(way, channel);
    const before = this.closing.get(way);
    if (!before) channel.line.start();
    else
      void before.then(() => {
        if (this.channels.get(way) === channel) channel.line.start();
      });
    return channel;
  }

  private async close(way: string, line: Line): Promise<void> {
    const closed = Promise.all([this.closing.get(way), line.stop()]).then(() => undefined);
    this.closing.set(way, closed);
    await closed;
    if (this.closing.get(way) === closed) this.closing.delete(way);
  }
}

/** An outstation and all who listen to it: its events are stored when each of them has them. */
class SharedOutstation implements OutstationListener {
  private readonly listeners = new Map<OutstationListener, boolean>();
  private association: Association | undefined;
  private isQuiet = true;
  private isChanging = false;
  private last: { readonly state: OutstationState; readonly reason: string } | undefined;

  /** `local`: the address of the master. */
  constructor(readonly local: number) {}

  add(line: Line, config: MasterConfig, listener: OutstationListener, isVisit: boolean): void {
    this.listeners.set(listener, isVisit);
    if (this.association && (isVisit || !this.isQuiet)) {
      if (this.last) listener.state(this.last.state, this.last.reason);
      return;
    }
    // It was only being asked until now: what is under way there is answered with why it ended.
    this.isChanging = true;
    this.association?.remove();
    this.isChanging = false;
    this.isQuiet = isVisit;
    this.association = line.add(config, this);
  }

  /** Returns how many are left. */
  remove(listener: OutstationListener): number {
    this.listeners.delete(listener);
    if (this.listeners.size === 0) {
      this.association?.remove();
      this.association = undefined;
    }
    return this.listeners.size;
  }

  request(request: MasterRequest, signal?: AbortSignal): Promise<RequestResult> {
    return (
      this.association?.request(request, signal) ??
      Promise.resolve({ ok: false, cause: 'cancelled', reason: 'The device is not running.' })
    );
  }

  measured(measurements: readonly Measurement[], settle: (stored: boolean) => void): void {
    const keepers = [...this.listeners].filter(([, isVisit]) => !isVisit);
    let waiting = this.listeners.size;
    // A visitor stores nothing: events that only such a one has seen stay in the outstation.
    let stored = keepers.length > 0 || measurements.every(({ event }) => !event);
    if (waiting === 0) return settle(false);
    const one = (isStored: boolean): void => {
      stored &&= isStored;
      if (--waiting === 0) settle(stored);
    };
    for (const listener of [...this.listeners.keys()]) listener.measured(measurements, one);
  }

  state(state: OutstationState, reason: string): void {
    if (this.isChanging) return;
    this.last = { state, reason };
    for (const listener of [...this.listeners.keys()]) listener.state(state, reason);
  }

  dialling(): void {
    for (const listener of [...this.listeners.keys()]) listener.dialling?.();
  }

  indications(iin: number): void {
    for (const listener of [...this.listeners.keys()]) listener.indications?.(iin);
  }
}

interface NamedWay extends Pick<Dnp3Config, 'host' | 'port' | 'certificate'> {
  readonly transport: string;
}

/** The certificate of a way, where it is named. Throws as `heldCertificate`. */
export const heldByDnp3 = (
  { transport, certificate, host, port }: NamedWay,
  certificates: NamedCertificates | undefined,
  onNext?: (identity: NamedIdentity) => void,
): HeldCertificate | undefined =>
  heldCertificate(
    transport.startsWith('tls') ? certificate : undefined,
    certificates,
    `DNP3 at ${host}:${port}`,
    onNext,
  );

/** Another certificate is another way: what it may do decides the outstation. */
const wayOf = (config: Dnp3Config): string => {
  const { host, port, transport, ca, certificate, cert, key, servername, peers, allowHosts } = config;
  const tls = [ca, certificate, cert, key, servername, peers];
  return JSON.stringify([host.toLowerCase(), port, transport, ...tls, allowHosts]);
};
