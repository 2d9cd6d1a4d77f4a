import { silentLogger } from '../../../lib/core/logger';
import { nullMeter } from '../../../lib/core/meter';
import type { Reading } from '../../../lib/core/reading';
import { LiveHub, type LiveHubOptions, type LiveSink } from '../../../lib/live';
import type { Principal } from '../../../lib/tenancy';
import { FakeClock } from '../../support/fake-clock';

export const viewer = (tenant: string | null): Principal => ({
  userId: `viewer-of-${tenant}`,
  username: `viewer@${tenant}`,
  role: 'viewer',
  homeTenant: tenant,
  tenant,
  sessionId: 'session',
});

export const reading = (tenant: string, unit: string, sensor: string, timestamp = 0, value = 1): Reading => ({
  tenant,
  unit,
  sensor,
  timestamp,
  value,
  quality: 'good',
});

export interface Frame {
  readonly type: 'readings';
  readonly id?: string;
  readonly readings: readonly Omit<Reading, 'tenant'>[];
}

/** A client that takes frames until told otherwise. */
export class FakeSink implements LiveSink {
  behind = false;
  readonly frames: Frame[] = [];
  readonly raw: Buffer[] = [];
  closed: { code: number; reason: string } | undefined;

  isBehind(): boolean {
    return this.behind;
  }
  send(frame: Buffer): void {
    this.raw.push(frame);
    this.frames.push(JSON.parse(frame.toString()) as Frame);
  }
  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }
  get readings(): Omit<Reading, 'tenant'>[] {
    return this.frames.flatMap((frame) => frame.readings);
  }
}

export const FRAME_MS = 40;

/** Frames every 40 ms, however many watch; null: as the product has it. */
export function createHub(
  frameMs: LiveHubOptions['frameMs'] | null = { shortest: FRAME_MS, longest: FRAME_MS },
): { clock: FakeClock; hub: LiveHub } {
  const clock = new FakeClock();
  const options = { clock, logger: silentLogger, meter: nullMeter };
  return { clock, hub: new LiveHub(frameMs ? { ...options, frameMs } : options) };
}
