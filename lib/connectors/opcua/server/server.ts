import type { Reading } from '../../../core/reading';
import type { RunOptions, RunningServer } from './running-server';

export type OpcuaServerOptions = RunOptions;

export interface OpcuaServerCounts {
  readonly sessions: number;
  /** Monitored items of all sessions. */
  readonly items: number;
  /** Log-ins since the start. */
  readonly refused: number;
  readonly sensors: number;
  /** Alarms that their rules can raise. */
  readonly conditions: number;
}

const NOTHING: OpcuaServerCounts = { sessions: 0, items: 0, refused: 0, sensors: 0, conditions: 0 };

/** An OPC UA server for the tenants of an installation. The library is loaded by the first that starts: it takes a second and 100 MB. */
export class OpcuaServer {
  private running: RunningServer | undefined;
  private starting: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly options: OpcuaServerOptions) {}

  /** The port it listens on. */
  get port(): number {
    return this.running?.port ?? this.options.config.port;
  }

  get counts(): OpcuaServerCounts {
    return this.running?.counts ?? NOTHING;
  }

  /** Resolves when it listens. Rejects with one sentence, e.g. when the port is taken; it may be called again then. */
  async start(): Promise<void> {
    if (this.running || this.stopped) return;
    this.starting ??= this.run().finally(() => (this.starting = undefined));
    await this.starting;
  }

  /** Shows readings of a tenant. Before it has started they are left: it begins with what the store has. */
  update(tenant: string, readings: readonly Reading[]): number {
    return this.running?.update(tenant, readings) ?? 0;
  }

  /** Ends every session at once; it does not start again. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.starting?.catch(() => undefined);
    const { running } = this;
    this.running = undefined;
    await running?.stop();
  }

  private async run(): Promise<void> {
    const { RunningServer: server } = await import('./running-server.js');
    this.running = await server.run(this.options);
  }
}
