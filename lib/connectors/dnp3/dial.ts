import { Backoff } from '../../core/backoff';
import type { Clock, Timer } from '../../core/clock';
import { messageOf } from '../../core/errors';
import type { DecodeLevel } from '../../dnp3/decode-log/level';
import { DnpMaster } from '../../dnp3/io/master';
import type { MasterConfig } from '../../dnp3/master/config';
import type { Dnp3Config } from './spec';
import type { HeldCertificate, NamedCertificates } from '../named-certificate';
import { heldByDnp3 } from './channels';
import type { Association, Dial, Line, OutstationListener } from './stack';
import { authorityOf, materialOf, reload, transportOf } from './transport';

/** Connections of one listening master: a new one of the outstation takes over from the one before. */
const MOST_CONNECTIONS = 4;

/** A connection by our own stack. Throws `configuration` that names the field. */
export const dialOwn: Dial = (config, clock, certificates) => new OwnLine(config, clock, certificates);

class OwnLine implements Line {
  private readonly master: DnpMaster;
  private readonly listeners = new Set<OutstationListener>();
  private readonly backoff = new Backoff();
  private readonly held: HeldCertificate | undefined;
  private retry: Timer | undefined;
  private running = false;
  private log: ((block: string) => void) | undefined;

  constructor(
    config: Dnp3Config,
    private readonly clock: Clock,
    certificates: NamedCertificates | undefined,
  ) {
    const way = { ...config, maxConnections: MOST_CONNECTIONS, readsFiles: false };
    this.held = heldByDnp3(config, certificates, (next) =>
      reload(transport, materialOf(next, authorityOf(way))),
    );
    const transport = transportOf({ ...way, held: this.held }, clock, () => this.again());
    this.master = new DnpMaster({
      transport,
      local: config.localAddress,
      decoded: (lines) => this.log?.(lines.join('\n')),
    });
  }

  /** A port to listen on that is taken is tried again. */
  start(): void {
    this.running = true;
    this.master.start().catch((error: unknown) => {
      if (!this.running) return;
      for (const listener of this.listeners) listener.state('offline', messageOf(error));
      this.retry = this.clock.after(this.backoff.next(), () => {
        this.again();
        this.start();
      });
    });
  }

  private again(): void {
    for (const listener of this.listeners) listener.dialling?.();
  }

  async stop(): Promise<void> {
    this.running = false;
    this.retry?.stop();
    await this.master.stop();
    this.held?.release();
  }

  decode(level: DecodeLevel, log: (block: string) => void): void {
    this.log = log;
    this.master.decode = level;
  }

  add(config: MasterConfig, listener: OutstationListener): Association {
    this.listeners.add(listener);
    const association = this.master.add(config, listener);
    return {
      request: (request, signal) => association.request(request, signal),
      remove: () => {
        this.listeners.delete(listener);
        association.remove();
      },
    };
  }
}
