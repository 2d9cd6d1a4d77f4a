const REFLECT = 1;
const EXPAND = 2;
const CONTRACT = 0.5;
const SHRINK = 0.5;
const CLOSE = 1e-8;

interface Corner {
  readonly at: readonly number[];
  readonly cost: number;
}

/**
 * The least of `cost` inside the unit cube by the simplex of Nelder and Mead (Computer Journal 7, 1965), from `start`. It
 * ends after `steps` at the latest.
 */
export function minimise(
  cost: (at: readonly number[]) => number,
  start: readonly number[],
  steps = 200,
): Corner {
  const corner = (at: readonly number[]): Corner => {
    const inside = at.map((x) => Math.min(1, Math.max(0, x)));
    return { at: inside, cost: cost(inside) };
  };
  const simplex = [
    corner(start),
    ...start.map((_, i) => corner(start.map((x, k) => (k === i ? (x > 0.5 ? x - 0.25 : x + 0.25) : x)))),
  ];
  for (let step = 0; step < steps; step++) {
    simplex.sort((a, b) => a.cost - b.cost);
    const best = simplex[0] as Corner;
    const worst = simplex.at(-1) as Corner;
    const second = simplex.at(-2) as Corner;
    if (worst.cost - best.cost <= CLOSE * Math.abs(best.cost)) break;
    const others = simplex.slice(0, -1);
    const centre = start.map(
      (_, i) => others.reduce((sum, { at }) => sum + (at[i] as number), 0) / others.length,
    );
    const along = (factor: number): Corner =>
      corner(centre.map((x, i) => x + factor * (x - (worst.at[i] as number))));
    const reflected = along(REFLECT);
    let next = reflected;
    if (reflected.cost < best.cost) {
      const expanded = along(EXPAND);
      if (expanded.cost < reflected.cost) next = expanded;
    } else if (reflected.cost >= second.cost) {
      next = along(reflected.cost < worst.cost ? CONTRACT : -CONTRACT);
      if (next.cost >= Math.min(reflected.cost, worst.cost)) {
        const shrunk = simplex
          .slice(1)
          .map(({ at }) =>
            corner(at.map((x, i) => (best.at[i] as number) + SHRINK * (x - (best.at[i] as number)))),
          );
        simplex.splice(1, simplex.length, ...shrunk);
        continue;
      }
    }
    simplex[simplex.length - 1] = next;
  }
  return simplex.reduce((best, one) => (one.cost < best.cost ? one : best));
}
