import type { SeenValue } from '../../core/mqtt-topics';

const MAX_DEPTH = 8;
const MAX_TEXT = 200;
const PLAIN = /^[^.[\]"]+$/;

/** The single values of a payload with their paths, as `compilePath` reads them; at most `limit`. */
export function valuesOf(json: unknown, limit: number): SeenValue[] {
  const found: SeenValue[] = [];
  const visit = (value: unknown, path: string, depth: number): void => {
    if (found.length >= limit || depth > MAX_DEPTH) return;
    switch (typeof value) {
      case 'number':
      case 'boolean':
        found.push({ path, value });
        return;
      case 'string':
        found.push({ path, value: value.slice(0, MAX_TEXT) });
        return;
      case 'object':
        if (Array.isArray(value)) value.forEach((item, i) => visit(item, `${path}[${i}]`, depth + 1));
        else
          for (const [name, item] of Object.entries(value ?? {}))
            if (!name.includes('"') && name !== '') visit(item, `${path}${stepTo(name, path)}`, depth + 1);
        return;
      default:
        return;
    }
  };
  visit(json, '', 0);
  return found;
}

const stepTo = (name: string, path: string): string =>
  PLAIN.test(name) ? (path === '' ? name : `.${name}`) : `["${name}"]`;
