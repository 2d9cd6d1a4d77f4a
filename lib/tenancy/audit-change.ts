import { redact } from '../core/logger';

/** Characters of JSON on either side; more is told by its size. */
const MOST = 4_000;
/** Fields that change with every change and say nothing about it. */
const ALWAYS = new Set(['updatedAt', 'version']);

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What an audit entry says of a change: the fields that differ as they were and as they are now, without secrets. What
 * is new has no `before`, what is gone no `after`.
 */
export function changeOf(before: unknown, after: unknown): { before?: unknown; after?: unknown } {
  if (!isObject(before)) return isObject(after) ? { after: shown(after) } : {};
  if (!isObject(after)) return { before: shown(before) };
  const differing = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !ALWAYS.has(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return { before: shown(pick(before, differing)), after: shown(pick(after, differing)) };
}

const pick = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]]));

function shown(fields: Fields): unknown {
  const told = redact(fields);
  const { length } = JSON.stringify(told);
  return length <= MOST ? told : `[${length} characters of JSON]`;
}
