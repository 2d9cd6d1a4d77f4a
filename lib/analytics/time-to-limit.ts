import type { Forecast } from './holt-winters';
import { trendOf, type TrendOptions } from './trend';
import type { Series } from './series';

export interface TimeToLimit {
  /** Epoch ms at which the line meets the limit; now where it has passed it. */
  readonly at: number;
  /** By the steepest and the flattest slope that the confidence allows; undefined: not within the time looked at. */
  readonly earliest: number;
  readonly latest: number | undefined;
}

const DAY_MS = 86_400_000;

/**
 * When the line of Theil and Sen meets a limit, for what wears out, clogs or drifts. Undefined where there is no significant
 * trend, it leads away from the limit, or it takes longer than `within` ms.
 */
export function timeToLimit(
  series: Series,
  limit: number,
  { within, side, ...options }: TrendOptions & { readonly within: number; readonly side: 'high' | 'low' },
): TimeToLimit | undefined {
  const trend = trendOf(series, options);
  const now = Number(series.times[series.times.length - 1]);
  if (!trend || trend.direction === 'steady') return undefined;
  if (trend.direction !== (side === 'high' ? 'rising' : 'falling')) return undefined;
  const left = limit - trend.end;
  if (side === 'high' ? left <= 0 : left >= 0) return { at: now, earliest: now, latest: now };
  const by = (slope: number): number => (left / slope > 0 ? now + (left / slope) * DAY_MS : Infinity);
  const [one, other] = [by(trend.slopeLow), by(trend.slopeHigh)];
  const meets = by(trend.slope);
  if (meets > now + within) return undefined;
  const latest = Math.max(one, other);
  return {
    at: Math.round(meets),
    earliest: Math.round(Math.min(one, other)),
    latest: latest > now + within ? undefined : Math.round(latest),
  };
}

export interface Crossing {
  /** Steps of the forecast, from 0, at which its middle and its near and far band pass the limit. */
  readonly step: number | undefined;
  readonly earliest: number | undefined;
  readonly latest: number | undefined;
}

/** When a forecast passes a limit. */
export function crossingOf(
  { mean, low, high }: Pick<Forecast, 'mean' | 'low' | 'high'>,
  limit: number,
  side: 'high' | 'low',
): Crossing {
  const first = (values: Float64Array): number | undefined => {
    const step = values.findIndex((value) => (side === 'high' ? value >= limit : value <= limit));
    return step < 0 ? undefined : step;
  };
  const [near, far] = side === 'high' ? [high, low] : [low, high];
  return { step: first(mean), earliest: first(near), latest: first(far) };
}
