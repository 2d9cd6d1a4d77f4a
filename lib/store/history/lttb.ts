/** [epoch ms, value] */
export type Point = readonly [number, number];

/**
 * Largest-Triangle-Three-Buckets: at most `count` (5 or more) of the points, ascending by time, that draw the same
 * picture. Of each slice it keeps the point that spans the largest triangle with the one kept before and the mean of
 * the next slice (S. Steinarsson, "Downsampling Time Series for Visual Representation", 2013).
 *
 * Kept without exception: the first and the last point, and one point each at the lowest and the highest value, which
 * the method by itself may lose. Every point that comes out is one that went in.
 */
export function lttb(points: readonly Point[], count: number): Point[] {
  if (points.length <= count) return [...points];
  const extremes = extremesOf(points);
  const chosen = new Set([...triangles(points, count - extremes.length), ...extremes]);
  return [...chosen].sort((a, b) => a - b).map((index) => points[index] as Point);
}

function extremesOf(points: readonly Point[]): number[] {
  let low = 0;
  let high = 0;
  points.forEach(([, value], i) => {
    if (value < (points[low] as Point)[1]) low = i;
    if (value > (points[high] as Point)[1]) high = i;
  });
  return [low, high];
}

/** Indexes of the points that the method keeps. */
function triangles(points: readonly Point[], count: number): number[] {
  const inner = points.length - 2;
  const slices = count - 2;
  const start = (slice: number): number => 1 + Math.floor((slice * inner) / slices);
  const chosen = [0];
  let kept = points[0] as Point;
  for (let slice = 0; slice < slices; slice++) {
    const [time, value] = meanOf(points, start(slice + 1), Math.min(start(slice + 2), points.length));
    let best = start(slice);
    let largest = -1;
    for (let i = best; i < start(slice + 1); i++) {
      const [x, y] = points[i] as Point;
      // Twice the area; the sign and the half do not matter.
      const area = Math.abs((kept[0] - time) * (y - kept[1]) - (kept[0] - x) * (value - kept[1]));
      if (area > largest) [largest, best] = [area, i];
    }
    chosen.push(best);
    kept = points[best] as Point;
  }
  chosen.push(points.length - 1);
  return chosen;
}

function meanOf(points: readonly Point[], from: number, to: number): Point {
  let time = 0;
  let value = 0;
  for (let i = from; i < to; i++) {
    const point = points[i] as Point;
    time += point[0];
    value += point[1];
  }
  return [time / (to - from), value / (to - from)];
}
