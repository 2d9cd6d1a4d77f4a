import type { Clock } from '../../core/clock';
import type { DecodeLevel } from '../../dnp3/decode-log/level';
import type { MasterConfig } from '../../dnp3/master/config';
import type { MasterRequest, RequestResult } from '../../dnp3/master/request';
import type { Measurement } from '../../dnp3/measurement';
import type { NamedCertificates } from '../named-certificate';
import type { Dnp3Config } from './spec';

export type OutstationState = 'offline' | 'starting' | 'online' | 'no-answer';

/** What the connection tells of an outstation on it. Nothing of it may throw. */
export interface OutstationListener {
  /** `settle` is called once; until it is called with true the outstation keeps its events. */
  measured(measurements: readonly Measurement[], settle: (stored: boolean) => void): void;
  state(state: OutstationState, reason: string): void;
  /** The connection is tried again. */
  dialling?(): void;
  /** Internal indications (`Iin`), when they changed. */
  indications?(iin: number): void;
}

/** One outstation on a connection. */
export interface Association {
  /** Never rejects; an abort takes the request back where it has not been sent yet. */
  request(request: MasterRequest, signal?: AbortSignal): Promise<RequestResult>;
  remove(): void;
}

/** One way to the field, and the outstations behind it. */
export interface Line {
  start(): void;
  stop(): Promise<void>;
  add(config: MasterConfig, listener: OutstationListener): Association;
  /** From now on `log` is told what is on the line, as deep as `level` says, a block of lines for each frame. */
  decode(level: DecodeLevel, log: (block: string) => void): void;
}

/** What makes a connection; a test may give another. Throws `configuration` that names the field. */
export type Dial = (config: Dnp3Config, clock: Clock, certificates?: NamedCertificates) => Line;
