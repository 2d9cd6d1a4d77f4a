/** An open way to the other side. */
export interface Line {
  /** Who is there, in words: `10.0.0.5:20000`, `10.0.0.5:20000 (CN=rtu-7)`. */
  readonly peer: string;
  /** All in one write to the socket, so that a fragment goes out whole. What is written after the end is dropped. */
  write(octets: Uint8Array): void;
  /** Ends it; `closed` follows. */
  close(reason: string): void;
}

/** Who listens to a line. Neither may throw. */
export interface LineListener {
  received(octets: Uint8Array): void;
  /** Once, with the reason in words. */
  closed(reason: string): void;
}

export interface TransportListener {
  /** A line has opened. */
  opened(line: Line): LineListener;
  /** In words: a line could not be opened, or somebody was refused. The transport goes on by itself. */
  trouble(reason: string): void;
}

/** A way of opening lines: a dialled connection, a listening socket, a serial port. */
export interface Transport {
  /** In words: `TCP to 10.0.0.5:20000`. */
  readonly name: string;
  /** Resolves when it listens, or when dialling has begun; rejects where it cannot listen. */
  start(listener: TransportListener): Promise<void>;
  /** Closes all its lines. */
  stop(): Promise<void>;
}

/** How long to wait before dialling again: doubled each time in vain, a quarter to either side by chance. */
export interface Reconnect {
  /** Ms; default 1,000. */
  readonly minMs?: number;
  /** Ms; default 60,000. */
  readonly maxMs?: number;
  /** Calls `run` once after `ms`, unless it is stopped before; default a timer that keeps the process alive. */
  readonly after?: (ms: number, run: () => void) => { stop(): void };
}

export interface LineLimits {
  /** A line on which nothing has come for so long is closed, in ms; 0: never. Longer than the keep-alive of the link layer. */
  readonly idleTimeoutMs: number;
  /** A peer that takes none of what was written for so long is dropped, in ms. */
  readonly writeTimeoutMs: number;
  /** So many unsent octets at most; beyond it the line is closed. */
  readonly maxUnsent: number;
}

export const DEFAULT_LIMITS: LineLimits = {
  idleTimeoutMs: 0,
  writeTimeoutMs: 30_000,
  maxUnsent: 1 << 20,
};
