import { messageOf } from '../../core/errors';
import type { QualityFlag } from '../../core/quality';

/**
 * Why a request had no good answer. `exception`: the device answered so; `timeout`: nobody answered; `frame`: what came
 * was no answer to it; `closed`: there was no connection, or it ended before the answer; `full`: our own queue is full;
 * `resting`: the unit did not answer before and is not asked again yet.
 */
export type FailureKind = 'exception' | 'timeout' | 'frame' | 'closed' | 'full' | 'resting';

/** MODBUS Application Protocol V1.1b3, 7. */
const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: 'illegal function',
  2: 'illegal data address',
  3: 'illegal data value',
  4: 'server device failure',
  5: 'acknowledge',
  6: 'server device busy',
  7: 'negative acknowledge',
  8: 'memory parity error',
  10: 'gateway path unavailable',
  11: 'gateway target device failed to respond',
};

export const ILLEGAL_DATA_ADDRESS = 2;
/** The device has more to do than it can, and wants to be asked again. */
const BUSY: ReadonlySet<number> = new Set([5, 6]);
/** What a gateway says when the device behind it is away: as good as no answer. */
const GATEWAY: ReadonlySet<number> = new Set([10, 11]);

export class ModbusFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly exception?: number,
  ) {
    super(message);
    this.name = 'ModbusFailure';
  }

  static exception(code: number): ModbusFailure {
    return new ModbusFailure('exception', `exception ${code} (${EXCEPTIONS[code] ?? 'unknown'})`, code);
  }

  /** Nobody is there: the unit is asked less often, until it answers. */
  get isAway(): boolean {
    return this.kind === 'timeout' || (this.exception !== undefined && GATEWAY.has(this.exception));
  }

  get isBusy(): boolean {
    return this.exception !== undefined && BUSY.has(this.exception);
  }

  /** Whether the field may have acted on the request although we do not know. */
  get isUncertain(): boolean {
    return this.kind === 'timeout' || this.kind === 'frame' || this.exception === 11;
  }

  /** Why a reading is bad. */
  get flag(): QualityFlag {
    return this.kind === 'exception' && !this.isAway ? 'sensor-failure' : 'comm-lost';
  }
}

/** What modbus-serial throws or calls back with, as one of ours. */
export function failureOf(error: unknown): ModbusFailure {
  if (error instanceof ModbusFailure) return error;
  const { modbusCode, errno } = error as { modbusCode?: number; errno?: string };
  if (typeof modbusCode === 'number') return ModbusFailure.exception(modbusCode);
  if (errno === 'ETIMEDOUT') return new ModbusFailure('timeout', 'no answer in time');
  if (errno === 'ECONNREFUSED') return new ModbusFailure('closed', 'the connection is closed');
  return new ModbusFailure('frame', `an answer that does not fit (${messageOf(error)})`);
}
