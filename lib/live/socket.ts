import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../core/clock';
import type { Logger } from '../core/logger';
import type { Meter } from '../core/meter';
import type { VerifiedToken } from '../tenancy';
import type { LiveHub } from './hub';

export const LIVE_PATH = '/api/v1/live';

export interface LiveServerOptions {
  readonly hub: LiveHub;
  /** Rejects `unauthenticated` for anything but a valid access token. */
  verify(token: string): Promise<VerifiedToken>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly limits?: Partial<LiveLimits>;
}

export interface LiveLimits {
  readonly sockets: number;
  readonly socketsPerTenant: number;
}

export interface LiveServer {
  /** Takes WebSocket upgrades of `/api/v1/live`; leaves all others alone. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every socket of a session that has ended or changed tenant. */
  endSession(sessionId: string): void;
  readonly size: number;
  close(): void;
}

export function createLiveServer(_options: LiveServerOptions): LiveServer {
  return { handleUpgrade: () => undefined, endSession: () => undefined, size: 0, close: () => undefined };
}
