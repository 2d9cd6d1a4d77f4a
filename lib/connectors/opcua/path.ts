/** One step into a value: a field of a structure, or an element of an array. */
export type Step = { readonly field: string } | { readonly index: number };

export type Path = { readonly steps: readonly Step[] } | { readonly fault: string };

const STEP = /^(?:\.?([A-Za-z_][\w ]*)|\[(\d{1,9})\])/;

/** `Position.X`, `[3]`, `Limits[0].High`. An empty text is the whole value. */
export function parsePath(text: string): Path {
  const steps: Step[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const found = STEP.exec(rest);
    if (!found || (steps.length === 0 && rest.startsWith('.')))
      return { fault: `is not a path at "${rest}": write it like Position.X or [3]` };
    const [whole, field, index] = found;
    if (field === undefined) steps.push({ index: Number(index) });
    else if (steps.length > 0 && !whole.startsWith('.')) return { fault: `needs a point before "${field}"` };
    else steps.push({ field });
    rest = rest.slice(whole.length);
  }
  return { steps };
}

/** Follows the steps; undefined where the value has no such part. Structures have their fields in camel case here. */
export function follow(value: unknown, steps: readonly Step[]): unknown {
  let at = value;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null) return undefined;
    if ('index' in step) at = (at as ArrayLike<unknown>)[step.index];
    else {
      const holder = at as Record<string, unknown>;
      const camel = step.field.charAt(0).toLowerCase() + step.field.slice(1);
      const name = [step.field, camel].find((one) => Object.hasOwn(holder, one) || one in holder);
      at = name === undefined ? undefined : holder[name];
    }
  }
  return at;
}
