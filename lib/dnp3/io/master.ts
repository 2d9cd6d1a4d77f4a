import { DecodeLog } from '../decode-log/decode-log';
import type { DecodeLevel } from '../decode-log/level';
import type { BroadcastAcknowledgement } from '../master/broadcast';
import { MasterChannel, type MasterChannelEffect } from '../master/channel';
import type { MasterConfig } from '../master/config';
import type { MasterRequest, RequestResult } from '../master/request';
import { Association, type AssociationListener } from './association';
import { Driver, quiet } from './driver';
import { systemNow } from './now';
import type { Line, LineListener, Transport } from './transport';

export interface DnpMasterOptions {
  readonly transport: Transport;
  /** Link address that broadcasts come from, 0 to 65519; default 1. */
  readonly local?: number;
  /** How deep the log looks into what is on the line; default `off`. `decode` changes it at any time. */
  readonly decode?: DecodeLevel;
  /** Takes lines for a field engineer: what is on the line, and what happens to it. */
  readonly log?: (line: string) => void;
  /** Takes what is on the line apart from the log, as a block of lines for each frame. */
  readonly decoded?: (lines: readonly string[]) => void;
}

/**
 * A master on one line, with the outstations there. It opens the line again when it ends. Where the outstation dials (a
 * listening transport) its newest connection counts; one from another host has to say something first.
 */
export class DnpMaster {
  private readonly channel: MasterChannel;
  private readonly driver: Driver<MasterChannelEffect>;
  private readonly log: (line: string) => void;
  private readonly decoding: DecodeLog;
  private readonly associations = new Map<number, Association>();
  private readonly broadcasts = new Map<number, (result: RequestResult) => void>();
  private line: Line | undefined;
  /** Connected from another host while there is a line; it has said nothing yet. */
  private waiting: Line | undefined;

  constructor(private readonly options: DnpMasterOptions) {
    this.log = quiet(options.log);
    this.decoding = new DecodeLog(
      options.decode ?? 'off',
      options.decoded ? quiet(options.decoded) : (lines) => lines.forEach(this.log),
    );
    this.channel = new MasterChannel({ local: options.local ?? 1 });
    this.driver = new Driver(
      this.channel,
      (effect) => this.act(effect),
      (error) => this.log(`${options.transport.name}: ${String((error as Error).stack ?? error)}`),
    );
  }

  /** Rejects where the transport is to listen and cannot; dialling goes on by itself. */
  start(): Promise<void> {
    return this.options.transport.start({
      opened: (line) => this.opened(line),
      trouble: (reason) => this.trouble(reason),
    });
  }

  /** Ends the line. Whoever waits for an answer gets one. */
  async stop(): Promise<void> {
    await this.options.transport.stop();
    this.closed(this.line, 'stopped');
  }

  get connected(): boolean {
    return this.line !== undefined;
  }

  get decode(): DecodeLevel {
    return this.decoding.level;
  }

  set decode(level: DecodeLevel) {
    this.decoding.level = level;
  }

  /** An outstation on the line, by its link address (`remote`). Throws a RangeError where there is one already. */
  add(config: Partial<MasterConfig>, listener: AssociationListener): Association {
    const session = this.channel.add(config, systemNow());
    const address = session.config.remote;
    const association: Association = new Association(session, this.channel, this.driver, listener, () =>
      this.associations.delete(address),
    );
    this.associations.set(address, association);
    // What the session wanted at once.
    this.driver.tell(() => undefined);
    return association;
  }

  /** To all outstations on the line at once, which do not answer (IEEE 1815-2012, 9.2.4.1.4). */
  broadcast(how: BroadcastAcknowledgement, request: MasterRequest): Promise<RequestResult> {
    return new Promise((resolve) => {
      this.driver.tell((now) => this.broadcasts.set(this.channel.broadcast(how, request, now), resolve));
    });
  }

  private opened(line: Line): LineListener {
    this.log(`${line.peer}: connected`);
    if (this.line && hostOf(this.line) !== hostOf(line)) {
      this.waiting?.close('another one has connected since');
      this.waiting = line;
    } else this.use(line);
    return {
      received: (octets) => {
        if (this.waiting === line) this.use(line);
        if (this.line !== line) return;
        this.decoding.octets(octets, 'received');
        this.driver.tell((now) => this.channel.received(octets, now));
      },
      closed: (reason) => this.closed(line, reason),
    };
  }

  private use(line: Line): void {
    const before = this.line;
    if (this.waiting === line) this.waiting = undefined;
    if (before) {
      this.drop(before, 'the outstation has connected anew');
      before.close('the outstation has connected anew');
    }
    this.line = line;
    this.decoding.reset();
    this.driver.tell((now) => this.channel.opened(now));
  }

  private closed(line: Line | undefined, reason: string): void {
    if (!line) return;
    if (this.waiting === line) this.waiting = undefined;
    if (this.line !== line) return;
    this.drop(line, reason);
    if (this.waiting) this.use(this.waiting);
  }

  private drop(line: Line, reason: string): void {
    this.line = undefined;
    this.log(`${line.peer}: closed, ${reason}`);
    for (const association of this.associations.values()) association.why = `${line.peer}: ${reason}`;
    this.driver.tell((now) => this.channel.closed(now));
  }

  private trouble(reason: string): void {
    this.log(reason);
    if (this.line) return;
    for (const association of this.associations.values()) this.driver.tell(() => association.trouble(reason));
  }

  private act(effect: MasterChannelEffect): void {
    switch (effect.kind) {
      case 'write':
        this.decoding.octets(effect.octets, 'sent');
        this.line?.write(effect.octets);
        break;
      case 'close':
        this.line?.close(effect.reason);
        break;
      case 'broadcast':
        this.broadcasts.get(effect.request)?.(effect.result);
        this.broadcasts.delete(effect.request);
        break;
      case 'association':
        if (effect.effect.kind === 'log') this.log(`outstation ${effect.address}: ${effect.effect.text}`);
        else this.associations.get(effect.address)?.act(effect.effect);
        break;
    }
  }
}

/** Without the port, which is another one each time. */
const hostOf = ({ peer }: Line): string => peer.replace(/:\d+(?= |$)/, '');
