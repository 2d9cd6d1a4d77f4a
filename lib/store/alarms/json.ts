/** What PostgreSQL's text cannot hold: U+0000, and half of a surrogate pair. As JSON.stringify writes them. */
const UNFIT = /\\u(?:0000|d[89a-f])/i;

/** JSON whose texts PostgreSQL takes; what it cannot hold is replaced, so that no line is refused for a character. */
export function jsonForSql(value: unknown): string {
  const json = JSON.stringify(value);
  // Rarely so, and looking at each text costs more than writing it.
  return UNFIT.test(json) ? JSON.stringify(value, fit) : json;
}

const fit = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '\u2400').toWellFormed() : value;
