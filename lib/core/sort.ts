/** One column of an order; of several the first counts most. */
export interface SortKey<Field extends string = string> {
  readonly field: Field;
  readonly descending: boolean;
}

/** `-updatedAt,name` → newest first, then by name. */
export const sortKeysOf = (text: string): SortKey[] =>
  text.split(',').map((part) => ({
    field: part.replace(/^-/, ''),
    descending: part.startsWith('-'),
  }));

/** The way back, for cursors: a place in one order says nothing in another. */
export const textOfSort = (keys: readonly SortKey[]): string =>
  keys.map(({ field, descending }) => `${descending ? '-' : ''}${field}`).join(',');
