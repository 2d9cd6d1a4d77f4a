import { ThermaCoreError } from '../../core/errors';

export type PathReader = (from: unknown) => unknown;

const STEP = /^(?:\.?([^.[\]]+)|\[(\d+)\]|\["([^"]+)"\])/;

/**
 * Compiles a path such as `value`, `data.temp`, `d[0].v` or `["odd.name"]`. An empty path reads nothing. Throws
 * `configuration` naming the field.
 */
export function compilePath(path: string, field: string): PathReader {
  const steps: (string | number)[] = [];
  let rest = path.trim();
  while (rest) {
    const match = STEP.exec(rest);
    if (!match)
      throw new ThermaCoreError('configuration', `${field}: "${path}" is not a path.`, {
        field,
        advice: 'Write for example value, data.temp or d[0].v.',
      });
    const [whole, name, index, quoted] = match;
    steps.push(index !== undefined ? Number(index) : (name ?? quoted ?? ''));
    rest = rest.slice(whole.length);
  }
  if (steps.length === 0) return () => undefined;
  const [only] = steps;
  if (steps.length === 1 && only !== undefined) return (from) => own(from, only);
  return (from) => steps.reduce<unknown>((value, step) => own(value, step), from);
}

/** Own properties only: a payload cannot reach `constructor` or `__proto__`. */
function own(from: unknown, step: string | number): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, step)
    ? (from as Record<string | number, unknown>)[step]
    : undefined;
}
