import { normalWidth } from './distributions';
import { autocorrelation } from './trend';
import { finite, median } from './series';

/**
 * The one of `candidates` (values in a turn) after which the values resemble themselves most, beyond chance, and more than
 * half a turn earlier; 1 where none does. Each needs two whole turns.
 */
export function seasonOf(values: ArrayLike<number>, candidates: readonly number[]): number {
  const level = median(finite(values));
  const filled = withoutSlope(Array.from(values, (value) => (Number.isFinite(value) ? value : level)));
  const chance = normalWidth(0.9) / Math.sqrt(Math.max(1, filled.length));
  let best = { turn: 1, r: Math.max(chance, 0.3) };
  for (const turn of candidates) {
    if (turn < 2 || filled.length < 2 * turn) continue;
    // Less pairs stand so far apart: what is missing of them must not count against it.
    const whole = filled.length / (filled.length - turn);
    const r = autocorrelation(filled, turn) * whole;
    const half = autocorrelation(filled, Math.floor(turn / 2));
    if (r > best.r && r > half) best = { turn, r };
  }
  return best.turn;
}

/** Less the line from the mean of the first half to that of the second. */
function withoutSlope(values: readonly number[]): Float64Array {
  const half = Math.floor(values.length / 2);
  const meanOf = (list: readonly number[]): number =>
    list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length);
  const slope =
    half > 0 ? (meanOf(values.slice(-half)) - meanOf(values.slice(0, half))) / (values.length - half) : 0;
  return Float64Array.from(values, (value, i) => value - slope * i);
}
