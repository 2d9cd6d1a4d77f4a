import type { JournalEntry } from '../ports';

/** The journal as a table: one line a transition. */
export const JOURNAL_COLUMNS = [
  'at', 'evaluatedAt', 'event', 'from', 'to', 'priority', 'class', 'rule', 'unit', 'sensor', 'device', 'level', 'value',
  'limit', 'quality', 'message', 'user', 'comment', 'shelvedUntil', 'firstOut', 'corrected', 'withdraws', 'correlation', 'id',
] as const; // prettier-ignore
type Column = (typeof JOURNAL_COLUMNS)[number];

const TIMES: ReadonlySet<Column> = new Set(['at', 'evaluatedAt', 'shelvedUntil']);

export const journalHeader = (): string => `${JOURNAL_COLUMNS.join(',')}\r\n`;

export function journalRow({ source, ...line }: JournalEntry): string {
  const of: Partial<Record<Column, unknown>> = { ...line, ...source };
  const cells = JOURNAL_COLUMNS.map((column) => {
    const value = of[column];
    if (value === undefined) return '';
    return quoted(TIMES.has(column) ? new Date(value as number).toISOString() : safe(value));
  });
  return `${cells.join(',')}\r\n`;
}

/** What a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers. */
function safe(value: unknown): string {
  const text = String(value);
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
