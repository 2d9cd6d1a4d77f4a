import { ThermaCoreError } from './errors';

/** A place in an ordered list, opaque to callers. It carries no rights: what it points to is looked up as the caller. */
export const encodeCursor = (place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** Throws `invalid` naming the field when the text is not a cursor with these kinds of members. */
export function decodeCursor<const K extends readonly ('string' | 'number')[]>(
  cursor: string,
  kinds: K,
): { [I in keyof K]: K[I] extends 'number' ? number : string } {
  try {
    const place = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (
      Array.isArray(place) &&
      place.length === kinds.length &&
      kinds.every((kind, i) => typeof place[i] === kind)
    )
      return place as { [I in keyof K]: K[I] extends 'number' ? number : string };
  } catch {
    // falls through to the one error
  }
  throw new ThermaCoreError('invalid', 'The cursor is not one that this list gave.', {
    field: 'cursor',
    advice: 'Start again without a cursor.',
  });
}

/** A place in one of several orders of a list, which says nothing in another. Throws `invalid` as `decodeCursor` does. */
export function decodeCursorIn(
  order: string,
  cursor: string,
  kinds: readonly ('string' | 'number')[],
): (string | number)[] {
  const [named, ...place] = decodeCursor<readonly ('string' | 'number')[]>(cursor, ['string', ...kinds]);
  if (named === order) return place;
  throw new ThermaCoreError('invalid', 'The cursor belongs to another order of the list.', {
    field: 'cursor',
    advice: 'Start again without a cursor.',
  });
}
