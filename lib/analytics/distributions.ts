/** Probabilities of the distributions that tests of significance need. */

const LANCZOS_G = 7;
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]; // prettier-ignore

/** Logarithm of the gamma function for x ≥ 0.5 (Lanczos, SIAM J. Numer. Anal. 1, 1964). */
function logGamma(x: number): number {
  const z = x - 1;
  const t = z + LANCZOS_G + 0.5;
  const sum = LANCZOS.reduce((total, c, i) => (i === 0 ? c : total + c / (z + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

const TERMS = 500;
const EPSILON = 1e-15;

/** Upper share of the incomplete gamma function, Q(a, x), for a ≥ 0.5: a series below a + 1, a continued fraction above. */
function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < TERMS && Math.abs(term) > EPSILON * Math.abs(sum); n++) sum += term *= x / (a + n);
    return Math.max(0, 1 - sum * scale);
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < TERMS; n++) {
    const factor = -n * (n - a);
    b += 2;
    d = 1 / (factor * d + b);
    c = b + factor / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < EPSILON) break;
  }
  return Math.min(1, fraction * scale);
}

/** Share of a chi-square distribution that lies above `x`. */
export const chiSquareAbove = (x: number, degrees: number): number => upperGamma(degrees / 2, x / 2);

/** Probability that a normal variable is further from its mean than `z` standard deviations, on either side. */
export const normalBeyond = (z: number): number => upperGamma(0.5, (z * z) / 2);

/** How many standard deviations hold `share` (0 to 1) of a normal distribution, the mean in the middle. */
export function normalWidth(share: number): number {
  let low = 0;
  let high = 40;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (1 - normalBeyond(middle) < share) low = middle;
    else high = middle;
  }
  return high;
}
