import type { Clock } from '../../core/clock';
import { Bus, type Dial } from './bus';
import type { ModbusConfig } from './spec';

export interface BusLease {
  readonly bus: Bus;
  /** The connection ends with the last who uses it. */
  release(): void;
}

interface Shared {
  readonly bus: Bus;
  users: number;
}

/** Devices that are reached by the same way share one connection: the units behind a gateway. */
export class ModbusBuses {
  private readonly shared = new Map<string, Shared>();

  constructor(private readonly dial?: Dial) {}

  lease(config: ModbusConfig, clock: Clock): BusLease {
    const way = wayOf(config);
    let entry = this.shared.get(way);
    if (entry) entry.bus.share(config);
    else {
      entry = { bus: new Bus(config, clock, this.dial), users: 0 };
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
      },
    };
  }
}

/** Another certificate is another way: what it may do decides the device. */
const wayOf = ({ host, port, transport, ca, cert, key, servername, verify }: ModbusConfig): string =>
  JSON.stringify([host.toLowerCase(), port, transport, ca, cert, key, servername, verify]);
