import type { Clock } from '../../core/clock';
import { heldCertificate, type HeldCertificate, type NamedCertificates } from '../named-certificate';
import { Bus, type Dial } from './bus';
import { ModbusLink } from './link';
import type { ModbusConfig } from './spec';

export interface BusLease {
  readonly bus: Bus;
  /** The connection ends with the last who uses it. */
  release(): void;
}

interface Shared {
  readonly bus: Bus;
  readonly held: HeldCertificate | undefined;
  users: number;
}

/** Devices that are reached by the same way share one connection: the units behind a gateway. */
export class ModbusBuses {
  private readonly shared = new Map<string, Shared>();

  constructor(private readonly dial?: Dial) {}

  /** Throws `configuration` where a certificate is named and `certificates` are not for whoever wrote that. */
  lease(config: ModbusConfig, clock: Clock, certificates?: NamedCertificates): BusLease {
    const way = wayOf(config);
    const held = heldByModbus(config, certificates);
    let entry = this.shared.get(way);
    if (entry) entry.bus.share(config);
    else {
      const dial = held ? dialWith(held) : this.dial;
      entry = { bus: new Bus(config, clock, dial), held, users: 0 };
      this.shared.set(way, entry);
    }
    entry.users++;
    const mine = entry;
    let released = false;
    return {
      bus: mine.bus,
      release: () => {
        if (released) return;
        released = true;
        if (--mine.users > 0) return;
        this.shared.delete(way);
        mine.bus.close();
        mine.held?.release();
      },
    };
  }
}

const dialWith =
  (held: HeldCertificate): Dial =>
  (config, signal) =>
    ModbusLink.open(config, signal, held);

/** The certificate by which a device is dialled, where it is named. Throws as `heldCertificate`. */
export const heldByModbus = (
  { transport, certificate, host, port }: ModbusConfig,
  certificates: NamedCertificates | undefined,
): HeldCertificate | undefined =>
  heldCertificate(transport === 'tls' ? certificate : undefined, certificates, `Modbus to ${host}:${port}`);

/** Another certificate is another way: what it may do decides the device. */
const wayOf = ({ host, port, transport, servername, verify, ...tls }: ModbusConfig): string =>
  JSON.stringify([
    host.toLowerCase(),
    port,
    transport,
    tls.ca,
    tls.certificate,
    tls.cert,
    tls.key,
    servername,
    verify,
  ]);
