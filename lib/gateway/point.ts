import { worstQuality, type QualityClass, type QualityFlag } from '../core/quality';
import type { Reading, ReadingValue } from '../core/reading';
import { compileFit, type Fit } from './fit';
import { MISFITS, isMisfit, type LossReason } from './misfit';
import { toldQuality, type Judged, type Told } from './quality';
import type { GatewayRule } from './rule';
import { TIME_RANGES, targetType, type TimeRange } from './types';

/** What a rule comes to, made once for all of its points. */
export interface CompiledRule {
  readonly rule: GatewayRule;
  readonly fit: Fit;
  readonly told: Told;
  readonly times: TimeRange | undefined;
  /** What a point says that never had a value. */
  readonly none: ReadingValue;
}

export function compileRule(rule: GatewayRule): CompiledRule {
  const kind = targetType(rule.protocol, rule.type)?.shape.kind;
  return {
    rule,
    fit: compileFit(rule),
    told: toldQuality(rule.protocol, rule.type),
    times: TIME_RANGES[rule.protocol],
    none: kind === 'state' ? false : kind === 'text' ? '' : 0,
  };
}

const withFlag = (flags: readonly QualityFlag[] | undefined, flag: QualityFlag): readonly QualityFlag[] =>
  flags === undefined ? [flag] : flags.includes(flag) ? flags : [...flags, flag];

interface Draft extends Omit<Reading, 'flags' | 'ordinal' | 'origin'> {
  flags?: readonly QualityFlag[];
  ordinal?: number;
  origin?: NonNullable<Reading['origin']>;
}

/** One sensor on its way to one point. */
export class Point {
  /** Why the last reading did not arrive as it was. */
  loss: LossReason | undefined;
  private last: ReadingValue;

  constructor(
    private readonly compiled: CompiledRule,
    readonly unit: string,
    readonly sensor: string,
  ) {
    this.last = compiled.none;
  }

  /** Sensor of the status register, if there is one. */
  get status(): string | undefined {
    return this.compiled.rule.status;
  }

  /**
   * What leaves for a reading. A value that does not fit leaves as the last good one, bad; one that is cut off, uncertain.
   * `now`: epoch ms, for a time that cannot be told.
   */
  convert(reading: Reading, now: number): Reading {
    const { fit, times, told } = this.compiled;
    let { quality, timestamp, flags } = reading as Judged & Reading;
    this.loss = undefined;
    const fitted = fit(reading.value);
    let value: ReadingValue;
    if (!isMisfit(fitted)) {
      value = fitted;
    } else {
      this.loss = fitted.reason;
      flags = withFlag(flags, fitted.flag);
      if (fitted.clamped === undefined) {
        value = this.last;
        quality = 'bad';
      } else {
        value = fitted.clamped;
        quality = worstQuality(quality, 'uncertain');
      }
    }
    if (times !== undefined && !(timestamp >= times.least && timestamp <= times.most)) {
      this.loss ??= MISFITS.time.reason;
      flags = withFlag(withFlag(flags, MISFITS.time.flag), 'arrival-time');
      value = this.last;
      quality = 'bad';
      timestamp = now;
    }
    if (quality === 'good') this.last = value;
    if (quality !== 'good' || flags !== undefined) ({ quality, flags } = told({ quality, ...(flags ? { flags } : {}) })); // prettier-ignore
    return this.leaving(reading, timestamp, value, quality, flags);
  }

  private leaving(
    { tenant, ordinal, origin }: Reading,
    timestamp: number,
    value: ReadingValue,
    quality: QualityClass,
    flags: readonly QualityFlag[] | undefined,
  ): Reading {
    const { unit, sensor } = this;
    const leaving: Draft = { tenant, unit, sensor, timestamp, value, quality };
    if (flags !== undefined && flags.length > 0) leaving.flags = flags;
    if (ordinal !== undefined) leaving.ordinal = ordinal;
    if (origin !== undefined) leaving.origin = origin;
    return leaving;
  }
}
