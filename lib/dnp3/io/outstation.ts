import { CommandStatus } from '../app/command-status';
import type { PointType } from '../app/objects/variation';
import { DecodeLog } from '../decode-log/decode-log';
import type { DecodeLevel } from '../decode-log/level';
import type { StationConfig } from '../link/station';
import { OutstationChannel, type OutstationChannelEffect } from '../outstation/channel';
import type { PointDatabase } from '../outstation/database';
import type { Control } from '../app/control';
import type { OutstationEffect } from '../outstation/effect';
import {
  Outstation,
  type Condition,
  type OutstationIdentity,
  type SessionEffect,
} from '../outstation/outstation';
import type { Reading } from '../outstation/point';
import type { OutstationSession } from '../outstation/session';
import { Driver, quiet } from './driver';
import { systemNow } from './now';
import type { Line, LineListener, Transport } from './transport';

/** Which conversation something belongs to. */
export interface Conversing {
  /** Link addresses. */
  readonly address: number;
  readonly master: number;
}

/** What a master did to an outstation, beside controls. */
export type OutstationNotice = Exclude<OutstationEffect, { kind: 'send' | 'control' | 'log' }>;

export interface DnpOutstationOptions extends OutstationIdentity {
  readonly transport: Transport;
  /** More outstations on the same line, with other addresses. */
  readonly beside?: readonly OutstationIdentity[];
  /** Of the link layer: confirmed user data, keep-alive, longest fragment. */
  readonly link?: Partial<Omit<StationConfig, 'master' | 'local' | 'remote'>>;
  /**
   * Carries out controls or, with `select`, says whether they could be: a `CommandStatus` for each. It has
   * `controlTimeoutMs`; after that, and when it throws, the outstation answers for it. Default: nothing can be controlled.
   */
  readonly onControl?: (
    controls: readonly Control[],
    about: Conversing & { readonly select: boolean },
  ) => readonly number[] | Promise<readonly number[]>;
  /** The clock was set, a restart is wanted, points were frozen or are reported otherwise, a buffer is full. */
  readonly onNotice?: (notice: OutstationNotice, about: Conversing) => void;
  /** Octets came that are no frames. */
  readonly onGarbage?: (peer: string) => void;
  readonly decode?: DecodeLevel;
  readonly log?: (line: string) => void;
}

interface Connection {
  readonly line: Line;
  readonly driver: Driver<OutstationChannelEffect>;
  readonly decoding: DecodeLog;
  readonly channel: OutstationChannel;
}

/** Outstations on one transport. Their events outlive connections; a master that connects anew takes its session over. */
export class DnpOutstation {
  private readonly outstations: readonly Outstation[];
  /** For the sessions that no connection carries. */
  private readonly idle: readonly Driver<SessionEffect>[];
  private readonly connections = new Set<Connection>();
  private readonly log: (line: string) => void;
  private level: DecodeLevel;
  private stirring = false;

  /** Throws a RangeError that names the option which is out of range. */
  constructor(private readonly options: DnpOutstationOptions) {
    this.log = quiet(options.log);
    this.level = options.decode ?? 'off';
    this.outstations = [options, ...(options.beside ?? [])].map((identity) => new Outstation(identity));
    this.idle = this.outstations.map(
      (outstation) =>
        new Driver(
          outstation,
          ({ session, master, effect }) =>
            this.act(session, effect, { address: outstation.identity.address, master }),
          this.fault,
        ),
    );
  }

  /** Rejects where the transport is to listen and cannot; dialling goes on by itself. */
  start(): Promise<void> {
    for (const driver of this.idle) driver.rouse();
    return this.options.transport.start({
      opened: (line) => this.opened(line),
      trouble: this.log,
    });
  }

  async stop(): Promise<void> {
    await this.options.transport.stop();
    for (const connection of [...this.connections]) this.closed(connection, 'stopped');
    // What a master asked for at a time, e.g. freezes, has no place where nobody serves it.
    for (const driver of this.idle) driver.sleep();
  }

  get database(): PointDatabase {
    return this.options.database;
  }

  /** Connections that are open. */
  get peers(): readonly string[] {
    return [...this.connections].map(({ line }) => line.peer);
  }

  /** Events that masters have not confirmed, of all sessions together. */
  get bufferedEvents(): number {
    return this.sessions().reduce((sum, session) => sum + session.bufferedEvents, 0);
  }

  get decode(): DecodeLevel {
    return this.level;
  }

  set decode(level: DecodeLevel) {
    this.level = level;
    for (const { decoding } of this.connections) decoding.level = level;
  }

  /** As `PointDatabase.update`, at this moment. */
  update(
    type: PointType,
    index: number,
    reading: Reading,
    events?: 'detect' | 'force' | 'suppress',
  ): boolean {
    return this.database.update(type, index, reading, systemNow(), events);
  }

  /** The device has restarted, as far as its masters are to know (IIN1.7). */
  restarted(): void {
    const now = systemNow();
    for (const session of this.sessions()) session.restarted(now);
    this.stir();
  }

  /** What all outstations here say of themselves; what is not given stays as it is. */
  set condition(condition: Condition) {
    for (const outstation of this.outstations) outstation.condition = condition;
  }

  private sessions(): OutstationSession[] {
    return this.outstations.flatMap(({ sessions }) => sessions);
  }

  private opened(line: Line): LineListener {
    const { link } = this.options;
    this.log(`${line.peer}: connected`);
    const channel = new OutstationChannel({
      outstations: this.outstations,
      stirred: () => this.stir(),
      ...(link === undefined ? {} : { link }),
    });
    const decoding = new DecodeLog(this.level, (lines) => lines.forEach(this.log));
    const driver = new Driver<OutstationChannelEffect>(
      channel,
      (effect) => {
        if (effect.kind === 'write') {
          decoding.octets(effect.octets, 'sent');
          line.write(effect.octets);
        } else if (effect.kind === 'close') line.close(effect.reason);
        else {
          const { session, outstation, master } = effect;
          this.act(session, effect.effect, { address: outstation.identity.address, master });
        }
      },
      this.fault,
    );
    const connection: Connection = { line, driver, decoding, channel };
    this.connections.add(connection);
    driver.tell((now) => channel.opened(now));
    return {
      received: (octets) => {
        decoding.octets(octets, 'received');
        const before = channel.damage;
        driver.tell((now) => channel.received(octets, now));
        if (channel.damage > before) this.options.onGarbage?.(line.peer);
      },
      closed: (reason) => this.closed(connection, reason),
    };
  }

  private closed(connection: Connection, reason: string): void {
    if (!this.connections.delete(connection)) return;
    const { line, driver, channel } = connection;
    this.log(`${line.peer}: closed, ${reason}`);
    driver.tell(() => channel.closed());
    this.stir();
  }

  /** Something happened that came over no line: all are asked what is to be done, once for all that happens now. */
  private stir(): void {
    if (this.stirring) return;
    this.stirring = true;
    setImmediate(() => {
      this.stirring = false;
      for (const { driver } of this.connections) driver.wake();
      for (const driver of this.idle) driver.wake();
    });
  }

  private act(session: OutstationSession, effect: OutstationEffect, about: Conversing): void {
    switch (effect.kind) {
      case 'send':
        break;
      case 'log':
        this.log(`outstation ${about.address}, master ${about.master}: ${effect.text}`);
        break;
      case 'control':
        this.control(session, effect, about);
        break;
      default:
        this.options.onNotice?.(effect, about);
    }
  }

  private control(
    session: OutstationSession,
    { id, select, controls }: Extract<OutstationEffect, { kind: 'control' }>,
    about: Conversing,
  ): void {
    const answer = (statuses: readonly number[]): void => {
      session.controlled(id, statuses, systemNow());
      this.stir();
    };
    const fail = (error: unknown): void => {
      this.log(`outstation ${about.address}: a control failed: ${String((error as Error).stack ?? error)}`);
      answer(controls.map(() => CommandStatus.HardwareError));
    };
    try {
      const statuses =
        this.options.onControl?.(controls, { ...about, select }) ??
        controls.map(() => CommandStatus.NotSupported);
      if ('then' in statuses) statuses.then(answer, fail);
      else answer(statuses);
    } catch (error) {
      fail(error);
    }
  }

  private readonly fault = (error: unknown): void =>
    this.log(`${this.options.transport.name}: ${String((error as Error).stack ?? error)}`);
}
