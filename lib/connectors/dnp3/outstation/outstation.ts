import { isIP } from 'node:net';
import type { Clock } from '../../../core/clock';
import { openDoor, plainAddress, type Doorkeeper } from '../../../core/door';
import { ThermaCoreError, isThermaCoreError, messageOf } from '../../../core/errors';
import type { Logger } from '../../../core/logger';
import type { Reading } from '../../../core/reading';
import { CommandStatus } from '../../../dnp3/app/command-status';
import type { Control } from '../../../dnp3/app/control';
import { DnpOutstation } from '../../../dnp3/io/outstation';
import { PointDatabase } from '../../../dnp3/outstation/database';
import type { OutstationOptions } from '../../../dnp3/outstation/config';
import type { HeldCertificate, NamedCertificates } from '../../named-certificate';
import { heldByDnp3 } from '../channels';
import { authorityOf, materialOf, reload, transportOf, type Way } from '../transport';
import { PendingControls } from './pending-controls';
import { ServedPoints, type Wanted } from './served-points';
import type { OutstationConfig } from './spec';

/** A control of a master on its way into a flow. */
export interface ServedControl extends Wanted {
  /** By which its outcome finds the way back; 0: nobody waits for it. */
  readonly control: number;
  /** Link addresses. */
  readonly outstation: number;
  readonly master: number;
  readonly kind: 'binary-output' | 'analog-output';
  readonly index: number;
}

export interface ServedOutstationOptions {
  readonly config: OutstationConfig;
  /** 0: any free port. */
  readonly port: number;
  /** Who may connect; default everybody. */
  readonly door?: Doorkeeper;
  /** Of the installation, by name. */
  readonly certificates?: NamedCertificates;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A master has operated an output. */
  onControl(control: ServedControl): void;
  /** Somebody connected, left or controlled. */
  onChange(): void;
}

/** What the link layer allows for a connection to a master, in ms. */
const CONNECT_TIMEOUT_MS = 5000;
/** The stack answers for a control by itself a little later than we do. */
const GRACE_MS = 500;
const MOST_CONTROL_MS = 60_000;

const TRANSPORTS: Readonly<Record<OutstationConfig['transport'], Way['transport']>> = {
  tcp: 'tcp-server',
  tls: 'tls-server',
  udp: 'udp-server',
  'tcp-client': 'tcp',
  'tls-client': 'tls',
};

/**
 * Sensors of a tenant as one or several outstations on one port. Throws `configuration` that names the field. Masters are
 * known by their link address alone, which is no proof: who may connect is for TLS and the list of hosts to say.
 */
export class ServedOutstation {
  private readonly points: ServedPoints;
  private readonly databases: ReadonlyMap<number, PointDatabase>;
  private readonly pending: PendingControls;
  private readonly held: HeldCertificate | undefined;
  private readonly transport: ReturnType<typeof transportOf>;
  private readonly stack: DnpOutstation;
  private controls = 0;

  constructor(private readonly options: ServedOutstationOptions) {
    const { config, port, clock, logger, door = openDoor } = options;
    this.points = new ServedPoints(config.points, config.address);
    this.pending = new PendingControls(clock, config.controlTimeoutMs);
    const way: Way = {
      ...config,
      port,
      transport: TRANSPORTS[config.transport],
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      readsFiles: true,
      admits: (address) => door.admits(plainAddress(address)),
    };
    this.held = heldByDnp3({ ...config, port }, options.certificates, (next) =>
      reload(this.transport, materialOf(next, authorityOf(way))),
    );
    this.transport = transportOf({ ...way, held: this.held }, clock);
    this.databases = new Map(
      this.points.addresses.map((address) => {
        const database = new PointDatabase();
        defined(() => this.points.define(address, database));
        return [address, database];
      }),
    );
    const [first, ...beside] = this.points.addresses.map((address) => ({
      address,
      database: this.databases.get(address) as PointDatabase,
      masters: config.masters.split(',').map(Number),
      options: stackOptions(config),
    }));
    this.stack = defined(
      () =>
        new DnpOutstation({
          ...(first as NonNullable<typeof first>),
          beside,
          transport: this.transport,
          // Of a datagram anybody may claim to be anywhere: nobody is blamed for it.
          ...(config.transport === 'udp'
            ? {}
            : { onGarbage: (peer: string) => door.malformed(hostOf(peer), 'octets that are no frames') }),
          onControl: (controls, about) => this.operate(controls, about),
          log: (line) => {
            logger.debug('DNP3 outstation', { line });
            options.onChange();
          },
        }),
    );
  }

  get port(): number {
    return 'port' in this.transport ? this.transport.port : this.options.port;
  }

  get counts(): { readonly connections: number; readonly controls: number; readonly waiting: number } {
    return { connections: this.stack.peers.length, controls: this.controls, waiting: this.pending.size };
  }

  /** How many points have a value. */
  get told(): ServedPoints['told'] {
    return this.points.told;
  }

  /** Rejects with one sentence, e.g. when the port is taken. */
  async start(): Promise<void> {
    try {
      await this.stack.start();
    } catch (error) {
      if (isThermaCoreError(error)) throw error;
      throw new ThermaCoreError('unavailable', `${messageOf(error)}.`, { field: 'port', cause: error });
    }
  }

  async stop(): Promise<void> {
    this.pending.close();
    await this.stack.stop();
    this.held?.release();
  }

  /** Takes over the readings of its sensors; others are left. */
  update(readings: readonly Reading[]): void {
    const { clock } = this.options;
    const now = { mono: clock.monotonic(), utc: clock.now() };
    for (const { address, kind, index, told } of this.points.updates(readings))
      this.databases.get(address)?.update(kind, index, told, now);
  }

  /** What became of a control; false when its master waits for it no more. */
  answer(control: number, status: number): boolean {
    return this.pending.end(control, status);
  }

  private operate(
    controls: readonly Control[],
    about: { readonly address: number; readonly master: number; readonly select: boolean },
  ): readonly number[] | Promise<readonly number[]> {
    const wanted = controls.map((control) => this.points.wanted(about.address, control));
    // Of a selection nothing is done yet; of several controls each is answered for itself.
    if (about.select) return wanted.map((one) => (typeof one === 'number' ? one : CommandStatus.Success));
    return Promise.all(
      controls.map((control, i) => {
        const one = wanted[i] as Wanted | number;
        return typeof one === 'number' ? Promise.resolve(one) : this.carryOut(control, one, about);
      }),
    );
  }

  private carryOut(
    control: Control,
    wanted: Wanted,
    { address, master }: { readonly address: number; readonly master: number },
  ): Promise<number> {
    const { options } = this;
    this.controls++;
    const about =
      control.kind === 'crob'
        ? { kind: 'binary-output' as const, index: control.crob.index }
        : { kind: 'analog-output' as const, index: control.setPoint.index };
    const begun = { ...wanted, outstation: address, master, ...about };
    options.onChange();
    if (options.config.answers === 'outcome')
      return this.pending.begin((number) => options.onControl({ ...begun, control: number }));
    options.onControl({ ...begun, control: 0 });
    return Promise.resolve(CommandStatus.Success);
  }
}

/** `10.0.0.5:20000 (CN=rtu-7)`, `[::1]:20000`; empty for a peer whose line has broken and has no address any more. */
function hostOf(peer: string): string {
  const host = (peer.split(' ', 1)[0] ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? '' : plainAddress(host);
}

function stackOptions(config: OutstationConfig): OutstationOptions {
  const { selectTimeoutMs, confirmTimeoutMs, controlTimeoutMs, maxControls, eventBuffer, unsolicited } =
    config;
  return {
    selectTimeoutMs,
    confirmTimeoutMs,
    controlTimeoutMs: Math.min(MOST_CONTROL_MS, controlTimeoutMs + GRACE_MS),
    maxControls,
    eventBuffer,
    unsolicited,
    // The readings bear the time of the field: no master is asked to set a clock here.
    needTime: false,
  };
}

/** What the stack says of a point or an option, as an error of the form. */
function defined<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const field = error instanceof RangeError && /^masters/.test(error.message) ? 'masters' : 'points';
    throw new ThermaCoreError('configuration', `${field}: ${messageOf(error)}.`, { field, cause: error });
  }
}
