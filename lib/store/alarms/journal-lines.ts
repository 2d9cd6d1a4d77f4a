import type { AlarmSource, JournalEntry } from '../../alarms/ports';
import type { ReadingValue } from '../../core/reading';
import type { SqlClient } from '../sql-client';
import { jsonForSql } from './json';

/** Lines of a statement: some megabytes. */
const LINES_AT_ONCE = 10_000;

/** Adds lines in the transaction that is under way; those that are there already stay as they are. */
export async function appendLines(client: SqlClient, lines: readonly JournalEntry[]): Promise<void> {
  for (let from = 0; from < lines.length; from += LINES_AT_ONCE)
    await client.query('select thermacore.write_alarm_journal($1::json)', [
      jsonForSql(lines.slice(from, from + LINES_AT_ONCE).map(written)),
    ]);
}

const written = ({ source, value, ...line }: JournalEntry): object => ({
  ...line,
  ...source,
  ...(value === undefined ? {} : { value: JSON.stringify(value) }),
});

const epochMs = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

/** Columns of the views as members of a line. */
export const LINE_COLUMNS = `j.id, j.rule, j.instance, j.unit, j.sensor, j.device, ${epochMs('j.time')} as at,
  ${epochMs('j.evaluated_at')} as "evaluatedAt", j.ordinal, j.event, j.from_state as "from", j.to_state as "to", j.level,
  j.priority, j.class, j.value, j."limit", j.quality, j.message, j.correlation, j."user", j.comment,
  ${epochMs('j.shelved_until')} as "shelvedUntil", nullif(j.first_out, false) as "firstOut",
  nullif(j.corrected, false) as corrected, j.withdraws`;

/** As the views give it, with nulls. */
export type LineRow = Omit<JournalEntry, 'source' | 'value'> & {
  readonly unit: string | null;
  readonly sensor: string | null;
  readonly device: string | null;
  readonly value: string | null;
  readonly ordinal: number;
};

export function lineOf({ unit, sensor, device, value, ordinal: _, ...row }: LineRow): JournalEntry {
  const line: Record<string, unknown> = { source: sourceOf(unit, sensor, device) };
  for (const [name, member] of Object.entries(row)) if (member !== null) line[name] = member;
  const known = value === null ? null : (JSON.parse(value) as ReadingValue | null);
  if (known !== null) line['value'] = known;
  return line as unknown as JournalEntry;
}

const sourceOf = (unit: string | null, sensor: string | null, device: string | null): AlarmSource =>
  unit !== null && sensor !== null ? { unit, sensor } : { device: device ?? '' };
