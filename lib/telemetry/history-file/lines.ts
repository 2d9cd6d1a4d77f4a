import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ThermaCoreError } from '../../core/errors';

export interface FileLine {
  /** Of its end; the first line of the file is 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface LineOptions {
  readonly delimiter: string;
  /** Told of a line that is not CSV; the others go on. */
  readonly unreadable: (line: number, reason: string) => void;
}

/** A reading takes some dozen characters, a text at most 4096. */
const MAX_LINE_BYTES = 64 * 1024;

/** The lines of a CSV file (RFC 4180, UTF-8 with or without a byte order mark), as they come. */
export async function* linesOf(
  bytes: Readable,
  { delimiter, unreadable }: LineOptions,
): AsyncGenerator<FileLine> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    // A quote in the middle of a value is the value's business: then it is no number.
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_LINE_BYTES,
  });
  parser.on('skip', (error: CsvError | undefined) => {
    const { lines } = (error ?? {}) as { lines?: number };
    unreadable(lines ?? 0, reasonOf(error));
  });
  bytes.once('error', (error) => parser.destroy(error));
  try {
    for await (const item of bytes.pipe(parser)) {
      const { record, info } = item as { record: string[]; info: { lines: number } };
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as { lines?: number }).lines;
    throw new ThermaCoreError(
      'invalid',
      `The file cannot be read on from line ${line ?? '?'}: ${reasonOf(error)}.`,
      {
        field: 'line',
        advice: 'Correct the line, and check the delimiter.',
        cause: error,
      },
    );
  } finally {
    bytes.destroy();
  }
}

function reasonOf(error: CsvError | undefined): string {
  switch (error?.code) {
    case 'CSV_MAX_RECORD_SIZE':
      return `the line is longer than ${MAX_LINE_BYTES / 1024} KiB (a quote that is not closed?)`;
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is not closed';
    default:
      return 'the line is not CSV';
  }
}
