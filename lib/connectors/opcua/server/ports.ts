import type { CommandOutcome } from '../../../core/field-command';
import type {
  HistorySeries,
  HistoryStatistics,
  RawQuestion,
  RawReading,
  SeriesQuestion,
  StatisticsQuestion,
} from '../../../core/history';
import type { LatestReading, Page } from '../../../core/plant';
import type { ReadingValue } from '../../../core/reading';
import type { ServedAlarms } from './alarm-ports';
import type { ServedUser } from './served-user';

export type { ServedUser };

/** Who may log in. Each method rejects only when it cannot be found out at present. */
export interface ServedUsers {
  /** Undefined when name or password is wrong, has to wait, or the user may not read. `from`: the client's address. */
  authenticate(name: string, password: string, from: string): Promise<ServedUser | undefined>;
  /** `thumbprint`: SHA-1 of the certificate, 40 lower-case hex digits (OPC 10000-4 §7.2). The certificate is trusted already. */
  userOfCertificate(thumbprint: string, from: string): Promise<ServedUser | undefined>;
  /** The user as it stands now; undefined when it was disabled or may not read any more. */
  confirm(user: ServedUser): Promise<ServedUser | undefined>;
}

export interface ServedSensor {
  readonly key: string;
  readonly name: string;
  readonly type: 'number' | 'boolean' | 'text';
  /** As shown, e.g. `°C`; empty: none. */
  readonly uom: string;
  readonly rangeLow?: number | undefined;
  readonly rangeHigh?: number | undefined;
  /** Seconds without a reading after which the value is stale. */
  readonly staleAfter: number;
  readonly description?: string | undefined;
  /** Whether its point has write rules. */
  readonly writable: boolean;
}

export interface ServedUnit {
  readonly key: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly sensors: readonly ServedSensor[];
}

export interface ServedTenant {
  readonly key: string;
  readonly name: string;
  readonly units: readonly ServedUnit[];
}

/** What is served: the registry and its newest readings. */
export interface ServedPlant {
  read(): Promise<readonly ServedTenant[]>;
  latest(tenant: string): Promise<readonly LatestReading[]>;
  /** Called soon after any unit, sensor or point of any tenant changed. Returns the way to stop listening. */
  onChange(listener: () => void): () => void;
}

/** The historian, as lib/store/history answers. Each method rejects with a ThermaCoreError. */
export interface ServedHistory {
  raw(tenant: string, question: RawQuestion): Promise<Page<RawReading>>;
  series(tenant: string, question: SeriesQuestion): Promise<HistorySeries>;
  statistics(tenant: string, question: StatisticsQuestion): Promise<HistoryStatistics>;
}

/** Why a command was refused, as far as a client can do something about it. */
export type Refusal = 'permission' | 'range' | 'type' | 'not-writable' | 'busy' | 'state';

export interface ServedOutcome {
  /** `pending`: another user must confirm it first. */
  readonly outcome: CommandOutcome | 'pending';
  /** With `rejected`. */
  readonly refusal?: Refusal;
  /** One sentence, for the log. */
  readonly detail: string;
}

/** The way to the field, with permission, rules and audit. */
export interface ServedCommands {
  /** Rejects with a ThermaCoreError only when nothing could be decided. */
  command(
    user: ServedUser,
    order: { readonly unit: string; readonly sensor: string; readonly value: ReadingValue },
  ): Promise<ServedOutcome>;
}

/** How well this server can do its work at present. */
export interface ServedHealth {
  /** Values, history and commands are there. */
  readonly database: boolean;
  /** Alarm rules of all tenants are evaluated in this process; otherwise another one does, or none. */
  readonly evaluates: boolean;
}

export interface ServerPorts {
  readonly users: ServedUsers;
  readonly plant: ServedPlant;
  readonly history: ServedHistory;
  readonly commands: ServedCommands;
  readonly alarms: ServedAlarms;
  /** Answered at once, from memory. */
  health(): ServedHealth;
}
