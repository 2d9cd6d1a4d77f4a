import { csvRow } from '../../core/csv';
import type { JournalEntry } from '../ports';

/** The journal as a table: one line a transition. */
export const JOURNAL_COLUMNS = [
  'at', 'evaluatedAt', 'event', 'from', 'to', 'priority', 'class', 'rule', 'unit', 'sensor', 'device', 'level', 'value',
  'limit', 'quality', 'message', 'user', 'comment', 'shelvedUntil', 'firstOut', 'corrected', 'withdraws', 'correlation', 'id',
] as const; // prettier-ignore
type Column = (typeof JOURNAL_COLUMNS)[number];

const TIMES: ReadonlySet<Column> = new Set(['at', 'evaluatedAt', 'shelvedUntil']);

export const journalHeader = (): string => csvRow(JOURNAL_COLUMNS);

export function journalRow({ source, ...line }: JournalEntry): string {
  const of: Partial<Record<Column, string | number | boolean | undefined>> = { ...line, ...source };
  return csvRow(JOURNAL_COLUMNS.map((column) => (TIMES.has(column) ? isoOf(of[column]) : of[column])));
}

const isoOf = (at: unknown): string | undefined =>
  typeof at === 'number' ? new Date(at).toISOString() : undefined;
