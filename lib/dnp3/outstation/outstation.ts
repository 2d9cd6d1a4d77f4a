import { Address } from '../link/frame';
import type { Machine, Now } from '../machine';
import { outstationConfig, type OutstationOptions } from './config';
import type { PointDatabase } from './database';
import type { OutstationEffect } from './effect';
import { OutstationSession } from './session';

export interface OutstationIdentity {
  /** Link address, 0 to 65,519. */
  readonly address: number;
  /** Addresses of the masters that are served; `any`: whoever comes, up to eight. */
  readonly masters: readonly number[] | 'any';
  readonly options?: OutstationOptions;
  readonly database: PointDatabase;
}

/** What a session wants to be done while no connection carries it. */
export interface SessionEffect {
  readonly session: OutstationSession;
  readonly master: number;
  readonly effect: OutstationEffect;
}

/** Who speaks for a session at present. */
export interface Carrier {
  /** Another connection of the same master has taken the session over. */
  replaced(session: OutstationSession): void;
}

/** What the device says of itself to every master, present and to come. */
export interface Condition {
  /** Somebody at the device has control of it (IIN1.5); default not. */
  readonly local?: boolean;
  /** Something is wrong with it (IIN1.6); default not. */
  readonly trouble?: boolean;
  /** Its configuration is damaged (IIN2.5); default not. */
  readonly configurationCorrupt?: boolean;
}

interface Served {
  readonly master: number;
  readonly session: OutstationSession;
  carrier: Carrier | undefined;
}

const MOST_SESSIONS = 8;

/**
 * One outstation with its sessions, one for each master. They live on over connections, of which it knows which one
 * carries a session: the newest of that master.
 */
export class Outstation implements Machine<SessionEffect> {
  private readonly served = new Map<number, Served>();
  private present: Required<Condition> = { local: false, trouble: false, configurationCorrupt: false };

  /** Throws a RangeError that names the option, or the address that cannot be one. */
  constructor(readonly identity: OutstationIdentity) {
    const { address, masters, options = {} } = identity;
    outstationConfig(options);
    checkAddress(address, 'address');
    if (masters === 'any') return;
    if (masters.length > MOST_SESSIONS)
      throw new RangeError(`masters: there are ${masters.length}, at most ${MOST_SESSIONS} are served`);
    for (const master of masters) {
      checkAddress(master, 'masters');
      this.add(master);
    }
  }

  get sessions(): readonly OutstationSession[] {
    return [...this.served.values()].map(({ session }) => session);
  }

  /** What is not given stays as it is. */
  set condition(condition: Condition) {
    this.present = { ...this.present, ...condition };
    for (const session of this.sessions) Object.assign(session, this.present);
  }

  /** The only master there can be, so that the outstation can speak to it first; undefined where there may be others. */
  get onlyMaster(): number | undefined {
    const { masters } = this.identity;
    return masters !== 'any' && masters.length === 1 ? masters[0] : undefined;
  }

  /** Whether a connection speaks for the session of this master. */
  isCarried(master: number): boolean {
    return this.served.get(master)?.carrier !== undefined;
  }

  /** Gives the session of a master to a connection. Undefined where that master is not served. */
  claim(master: number, carrier: Carrier): OutstationSession | undefined {
    const served = this.served.get(master) ?? this.admit(master);
    if (!served) return undefined;
    const before = served.carrier;
    served.carrier = carrier;
    if (before && before !== carrier) before.replaced(served.session);
    return served.session;
  }

  /** The connection that carries the session is gone. */
  release(session: OutstationSession): void {
    for (const served of this.served.values()) if (served.session === session) served.carrier = undefined;
  }

  /** Effects of the sessions that no connection carries, e.g. of a freeze that was due. */
  take(): SessionEffect[] {
    return this.idle().flatMap(({ session, master }) =>
      session.take().map((effect) => ({ session, master, effect })),
    );
  }

  get wakeAt(): number | undefined {
    return earliest(this.idle().map(({ session }) => session.wakeAt));
  }

  wake(now: Now): void {
    for (const { session } of this.idle()) session.wake(now);
  }

  private idle(): Served[] {
    return [...this.served.values()].filter(({ carrier }) => !carrier);
  }

  /** Where any master is served, a new one may take the place of one that is not connected. */
  private admit(master: number): Served | undefined {
    if (this.identity.masters !== 'any' || master > Address.Last) return undefined;
    if (this.served.size >= MOST_SESSIONS) {
      const [leaving] = this.idle();
      if (!leaving) return undefined;
      leaving.session.end();
      this.served.delete(leaving.master);
    }
    return this.add(master);
  }

  private add(master: number): Served {
    const { options = {}, database } = this.identity;
    const served: Served = {
      master,
      session: new OutstationSession(options, database),
      carrier: undefined,
    };
    Object.assign(served.session, this.present);
    this.served.set(master, served);
    return served;
  }
}

/** The first of several times; undefined: none of them. */
export function earliest(times: readonly (number | undefined)[]): number | undefined {
  let first: number | undefined;
  for (const time of times) if (time !== undefined && (first === undefined || time < first)) first = time;
  return first;
}

function checkAddress(address: number, option: string): void {
  if (!Number.isInteger(address) || address < 0 || address > Address.Last)
    throw new RangeError(`${option}: ${address} is no link address, they are 0 to ${Address.Last}`);
}
