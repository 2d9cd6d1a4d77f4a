import type { Page } from './plant';

/**
 * All items of a list that is read page by page. `most` bounds it, up to a page: a list that goes on growing is not read
 * without end.
 */
export async function everyPage<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
  most = Infinity,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && items.length < most);
  return items;
}
