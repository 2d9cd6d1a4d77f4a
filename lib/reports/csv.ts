import { csvQuoted } from '../core/csv';
import type { Block, Cell, ReportModel, Table } from './model';

/** What a spreadsheet would run as a formula (CWE-1236) gets an apostrophe before it; numbers stay numbers. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;
const COLUMNS = ['section', 'table', 'row', 'column', 'value'] as const;

const quoted = (text: string): string =>
  csvQuoted(FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);
const textOf = (cell: Cell): string => (typeof cell === 'object' ? cell.text : (cell ?? ''));
const numberOf = (value: number | undefined, decimals: number): string =>
  value === undefined || !Number.isFinite(value) ? '' : value.toFixed(decimals);

/** All figures of a report, one a line: whoever filters and pivots them needs no other form. */
export function reportCsv(model: ReportModel): string {
  const lines = [COLUMNS.join(',')];
  const add = (...cells: string[]): void => void lines.push(cells.map(quoted).join(','));
  for (const { title, blocks } of model.sections)
    for (const block of blocks) for (const row of rowsOf(block)) add(title, ...row);
  return `${lines.join('\r\n')}\r\n`;
}

/** Table, row, column and value of each figure. */
function rowsOf(block: Block): [string, string, string, string][] {
  switch (block.kind) {
    case 'figures':
      return block.items.map(({ label, value, note = '' }) => ['', label, note, value]);
    case 'table':
      return tableRows(block);
    case 'bars':
      return block.bars.map(({ label, value }) => [
        block.caption,
        label,
        block.unit,
        numberOf(value, block.decimals),
      ]);
    case 'lines':
      return block.times.map((at, i) => [
        block.caption,
        new Date(at).toISOString(),
        block.unit,
        numberOf(block.mean[i], block.decimals),
      ]);
    case 'note':
      return [['', '', '', block.text]];
  }
}

/** What stands before the first number says which row it is. */
function tableRows({ caption, columns, rows }: Table): [string, string, string, string][] {
  const first = columns.findIndex(({ numeric }) => numeric === true);
  const heads = first > 0 ? first : 1;
  return rows.flatMap((row) => {
    const name = row.slice(0, heads).map(textOf).join(' / ');
    return columns
      .slice(heads)
      .map(({ title }, i): [string, string, string, string] => [
        caption,
        name,
        title,
        textOf(row[heads + i]),
      ]);
  });
}
