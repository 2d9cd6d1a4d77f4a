import { normalWidth } from './distributions';
import { minimise } from './minimise';
import { finite, mean } from './series';

/**
 * Exponential smoothing with a damped additive trend and additive season, ETS(A,Ad,A), in the error-correction form of
 * Hyndman, Koehler, Ord and Snyder, "Forecasting with Exponential Smoothing" (2008), chapters 2 and 6. A season of 1 is none.
 */
export interface Smoothing {
  /** How fast level, slope and season follow, 0 to 1. */
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  /** What is left of the slope after each step. */
  readonly phi: number;
}

export interface Forecast {
  readonly parameters: Smoothing;
  /** Standard deviation of the errors of one step. */
  readonly deviation: number;
  /** What was foretold one step before; NaN before there was a level. */
  readonly fitted: Float64Array;
  readonly mean: Float64Array;
  /** With `confidence` the values lie between them, if errors are normal and the past goes on. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

interface State {
  level: number;
  slope: number;
  readonly season: Float64Array;
}

const MOST_PHI = 0.98;
const LEAST_PHI = 0.8;
/** A slope or season that follows at once is noise that is handed on. */
const LEAST_ALPHA = 0.01;
const MOST_ALPHA = 0.99;
export const LEAST_FOR_FORECAST = 8;

/**
 * `values` at even distances; what is no number is a gap, over which the state goes on by itself. `season`: values in one
 * turn, two whole turns at least. Undefined for fewer than `LEAST_FOR_FORECAST` values.
 */
export function forecast(
  values: ArrayLike<number>,
  { season, horizon, confidence = 0.95 }: { season: number; horizon: number; confidence?: number },
): Forecast | undefined {
  const known = finite(values);
  if (known.length < LEAST_FOR_FORECAST) return undefined;
  const turn = season > 1 && values.length >= 2 * season ? season : 1;
  const cost = (at: readonly number[]): number => run(values, turn, unpack(at, turn)).error;
  const starts = [
    [0.3, 0.1, 0.1, 0.9],
    [0.8, 0.05, 0.05, 0.5],
    [0.05, 0.05, 0.3, 0.2],
  ];
  const [best] = starts.map((start) => minimise(cost, start)).sort((a, b) => a.cost - b.cost);
  const parameters = unpack(best?.at ?? [0.3, 0.1, 0.1, 0.9], turn);
  const { state, fitted, error, errors } = run(values, turn, parameters);
  const deviation = Math.sqrt(error / Math.max(1, errors - 2));
  const { alpha, beta, gamma, phi } = parameters;
  const width = normalWidth(confidence);
  const result = {
    mean: new Float64Array(horizon),
    low: new Float64Array(horizon),
    high: new Float64Array(horizon),
  };
  let damped = 0;
  let variance = 1;
  for (let h = 0; h < horizon; h++) {
    damped += phi ** (h + 1);
    const centre = state.level + damped * state.slope + at(state.season, values.length + h, turn);
    const reach = width * deviation * Math.sqrt(variance);
    result.mean[h] = centre;
    result.low[h] = centre - reach;
    result.high[h] = centre + reach;
    // c(j) of the book's class 1, j = h + 1.
    const c = alpha + beta * damped + (turn > 1 && (h + 1) % turn === 0 ? gamma : 0);
    variance += c * c;
  }
  return { parameters, deviation, fitted, ...result };
}

/** From the unit cube, so that β ≤ α and γ ≤ 1 − α always hold. */
function unpack(place: readonly number[], season: number): Smoothing {
  const [a = 0, b = 0, g = 0, f = 0] = place;
  const alpha = LEAST_ALPHA + a * (MOST_ALPHA - LEAST_ALPHA);
  return {
    alpha,
    beta: b * alpha,
    gamma: season > 1 ? g * (1 - alpha) : 0,
    phi: LEAST_PHI + f * (MOST_PHI - LEAST_PHI),
  };
}

const at = (season: Float64Array, place: number, turn: number): number => season[place % turn] as number;

function run(values: ArrayLike<number>, turn: number, { alpha, beta, gamma, phi }: Smoothing) {
  const state = begin(values, turn);
  const fitted = new Float64Array(values.length).fill(Number.NaN);
  let error = 0;
  let errors = 0;
  for (let i = 0; i < values.length; i++) {
    const slope = phi * state.slope;
    const expected = state.level + slope + at(state.season, i, turn);
    const value = values[i] as number;
    const e = Number.isFinite(value) ? value - expected : 0;
    fitted[i] = expected;
    state.level += slope + alpha * e;
    state.slope = slope + beta * e;
    state.season[i % turn] = at(state.season, i, turn) + gamma * e;
    if (!Number.isFinite(value)) continue;
    error += e * e;
    errors++;
  }
  return { state, fitted, error, errors };
}

/** The first turns give the level, the slope from turn to turn, and what each place of a turn is above its mean. */
function begin(values: ArrayLike<number>, turn: number): State {
  if (turn === 1) {
    const first = finite(values);
    return { level: first[0] as number, slope: 0, season: new Float64Array(1) };
  }
  const turns = Math.min(3, Math.floor(values.length / turn));
  const meanOf = (from: number): number =>
    mean(finite(Array.prototype.slice.call(values, from, from + turn)));
  const means = Array.from({ length: turns }, (_, k) => meanOf(k * turn));
  const whole = means.filter(Number.isFinite);
  const level = whole[0] ?? mean(finite(values));
  const slope = whole.length > 1 ? ((whole.at(-1) as number) - level) / ((whole.length - 1) * turn) : 0;
  const season = Float64Array.from({ length: turn }, (_, place) => {
    const above = means.flatMap((centre, k) => {
      const value = values[k * turn + place] as number;
      return Number.isFinite(value) && Number.isFinite(centre) ? [value - centre] : [];
    });
    return above.length > 0 ? mean(above) : 0;
  });
  // The mean of the first turn is its middle.
  return { level: level - (slope * (turn - 1)) / 2, slope, season };
}
