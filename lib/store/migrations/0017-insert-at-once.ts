import type { RungName } from '../rung';
import { insertBatch, insertNew, writer } from './0004-write-function';
import { REPLACE, raise } from './0006-latest-of-one-time';
import { SHARED, UNLIMITED, logLate } from './0011-rollup-refresh';
import type { Migration } from './migration';

/**
 * ON CONFLICT inserts every row twice over, first tentatively, which costs as much again as the insertion. A batch that
 * is new, as nearly all are, needs none of it: it goes in as it is, in the order of the key, and only one that holds
 * something known is taken back and inserted anew, row by row.
 */
export const insertAtOnce: Migration = {
  name: '0017-insert-at-once',
  sql: (rung) => [numbers(rung), texts(rung)].join('\n'),
};

const numbers = (rung: RungName): string =>
  writer(
    'write_readings',
    'readings',
    'double precision',
    'value, null',
    REPLACE,
    raise('readings', 'kept.value, null') + logLate(rung),
    rung === 'timescale-tsl' ? UNLIMITED : SHARED,
    atOnce('readings'),
  );

const texts = (rung: RungName): string =>
  writer(
    'write_texts',
    'texts',
    'text',
    'null, value',
    REPLACE,
    raise('texts', 'null, kept.value'),
    rung === 'timescale-tsl' ? UNLIMITED : '',
    atOnce('texts'),
  );

/** In one order, so that two writers of the same readings wait for each other, and never in a circle. */
const atOnce = (table: string): string => `  begin
${indented(insertBatch(table, 'order by sensor, time, ordinal'))}
  exception when unique_violation then
${indented(insertNew(table))}
  end;
`;

const indented = (text: string): string => text.trimEnd().replaceAll(/^/gm, '  ');
