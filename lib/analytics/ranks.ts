/** Ranks from 1; values that are equal share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i);
  order.sort((a, b) => (values[a] as number) - (values[b] as number));
  const result = new Float64Array(values.length);
  for (const [from, to] of runs(order, values))
    for (let i = from; i < to; i++) result[order[i] as number] = (from + 1 + to) / 2;
  return result;
}

/** How many values each group of equal ones has. */
export function ties(values: ArrayLike<number>): number[] {
  const order = Array.from({ length: values.length }, (_, i) => i);
  order.sort((a, b) => (values[a] as number) - (values[b] as number));
  return Array.from(runs(order, values), ([from, to]) => to - from);
}

function* runs(order: readonly number[], values: ArrayLike<number>): Generator<[from: number, to: number]> {
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++;
    yield [from, to];
    from = to;
  }
}
