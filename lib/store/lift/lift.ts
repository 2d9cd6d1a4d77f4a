import type { Clock } from '../../core/clock';
import { ThermaCoreError, isThermaCoreError, messageOf } from '../../core/errors';
import type { Logger } from '../../core/logger';
import { prepare } from '../prepare';
import { identityOf, openSource, openTarget, usersOf, type End } from './ends';
import { Progress, count } from './progress';
import { WHOLE, dayText, forget, readCopied, record, refuseChanged, same, type Copied } from './record';
import {
  byDay, census, clearDay, copyPart, makeMonths, partsOf, seriesOf, slicesOf, type DayOfTenant, type Series, type Slice,
} from './series'; // prettier-ignore
import { contentsOf, mirrorTables, tablesOf, type Contents, type Table } from './tables';

export interface LiftOptions {
  /** Connection strings of the owners. */
  readonly from: string;
  readonly to: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Progress, for people. */
  readonly say: (line: string) => void;
  /** Rows of a transaction. Default 500,000. */
  readonly rowsAtOnce?: number;
}

export interface LiftReport {
  readonly tables: number;
  /** Rows by time, as they are in both now. */
  readonly rows: number;
  /** Of these, what this run copied. */
  readonly copied: number;
}

const ROWS_AT_ONCE = 500_000;

/**
 * Makes an empty database hold what a plain one holds. What a run that was ended, or an earlier one, has copied is kept;
 * the source is only read, as it was when the run began. Readings are copied oldest first, day by day, and compared in
 * the end. Rollups are for the target to compute, but for those whose readings are gone.
 */
export async function lift(options: LiftOptions): Promise<LiftReport> {
  const source = await openSource(options.from);
  try {
    const target = await openTarget(options.to);
    try {
      return await new Lift(source, target, options).run();
    } finally {
      await target.close();
    }
  } catch (error) {
    if (isThermaCoreError(error)) throw error;
    throw new ThermaCoreError('unavailable', `The lift was interrupted: ${messageOf(error)}.`, {
      advice: 'Run it again: it goes on where it was.',
      cause: error,
    });
  } finally {
    await source.close();
  }
}

interface Found {
  readonly series: Series;
  readonly census: readonly DayOfTenant[];
  readonly days: ReadonlyMap<number, Contents>;
}

class Lift {
  constructor(
    private readonly source: End,
    private readonly target: End,
    private readonly options: LiftOptions,
  ) {}

  async run(): Promise<LiftReport> {
    const { say, clock, logger, to } = this.options;
    const { source, target } = this;
    const identity = await identityOf(source);
    if (identity === (await identityOf(target)))
      throw new ThermaCoreError('configuration', 'Source and target are the same database.', {
        field: '--to',
        advice: 'Give another one.',
      });
    const copied = await readCopied(target, identity);
    const { rung } = await prepare(to, { clock, logger });
    say(`Target: ${rung.sentence}.`);
    if ((await usersOf(source)).length > 0)
      say(
        'ThermaCore runs on the source: what comes in from now on is not copied. Stop it and run the lift again.',
      );

    const tables = await this.commonTables();
    const series = await seriesOf(source);
    say('Counting and hashing what the source holds…');
    const found: Found[] = [];
    for (const one of series) {
      const inSource = await census(source, one);
      found.push({ series: one, census: inSource, days: byDay(inSource) });
    }
    if (copied.size > 0) await refuseChanged(target, copied, tables, series);

    await this.liftTables(tables, copied, identity);
    const lifted = await this.liftSeries(found, copied, identity);
    await this.liftRollupState(series);
    say('Comparing both, day by day and tenant by tenant…');
    await this.compare(tables, found);
    await target.client.query(
      `analyze ${[...tables.map(({ name }) => name), ...series.map(({ name }) => `thermacore.${name}`)].join(', ')}`,
    );
    const rows = found.reduce((sum, one) => sum + total(one.days), 0);
    say(
      `Both hold the same: ${tables.length} tables and ${count(rows)} rows by time, ${count(lifted)} copied now.`,
    );
    return { tables: tables.length, rows, copied: lifted };
  }

  private async commonTables(): Promise<readonly Table[]> {
    const [theirs, ours] = [await tablesOf(this.source), await tablesOf(this.target)];
    const differs = theirs.find(
      ({ name, columns }) =>
        ours
          .find((one) => one.name === name)
          ?.columns.slice()
          .sort()
          .join() !== columns.slice().sort().join(),
    );
    if (differs)
      throw new ThermaCoreError('configuration', `The table ${differs.name} of the source is not ours.`, {
        field: '--from',
        advice: 'Move what does not belong to ThermaCore out of the schema thermacore.',
      });
    return theirs;
  }

  /** All or nothing, since they refer to each other. */
  private async liftTables(tables: readonly Table[], copied: Copied, identity: string): Promise<void> {
    const { source, target, options } = this;
    const contents: Contents[] = [];
    for (const table of tables) contents.push(await contentsOf(source, table));
    if (
      tables.every(
        ({ name }, i) => copied.get(name)?.has(WHOLE) && same(copied.get(name)?.get(WHOLE), contents[i]),
      )
    )
      return options.say(`${tables.length} tables: as they were.`);
    await this.transaction(async () => {
      await mirrorTables(source, target, tables);
      for (const [i, table] of tables.entries()) {
        const now = await contentsOf(target, table);
        if (!same(now, contents[i])) throw differs(table.name);
        await record(target, identity, table.name, WHOLE, now);
      }
    });
    options.say(`${tables.length} tables: ${count(contents.reduce((sum, { rows }) => sum + rows, 0))} rows.`);
  }

  private async liftSeries(found: readonly Found[], copied: Copied, identity: string): Promise<number> {
    const { clock, say, rowsAtOnce = ROWS_AT_ONCE } = this.options;
    const work = found.map(({ series, days }) => {
      const before = copied.get(series.name) ?? new Map<number, Contents>();
      const isDone = (day: number): boolean => before.has(day) && same(before.get(day), days.get(day));
      return { series, days, before, slices: slicesOf(days, isDone, rowsAtOnce) };
    });
    const rows = work.reduce((sum, { slices }) => sum + slices.reduce((n, slice) => n + slice.rows, 0), 0);
    const progress = new Progress(rows, clock, say);
    for (const { series, days, before, slices } of work) {
      for (const day of before.keys()) if (!days.has(day)) await this.dropDay(series, day);
      const first = slices[0]?.days[0];
      if (first !== undefined) await makeMonths(this.target, series, first);
      for (const slice of slices)
        await this.liftSlice(series, slice, { days, before, identity, progress, rowsAtOnce });
    }
    return rows;
  }

  /** Gone from the source since, as by retention. */
  private dropDay(series: Series, day: number): Promise<void> {
    return this.transaction(async () => {
      await clearDay(this.target, series, day);
      await forget(this.target, series.name, day);
    });
  }

  private liftSlice(
    series: Series,
    slice: Slice,
    context: {
      days: ReadonlyMap<number, Contents>;
      before: ReadonlyMap<number, Contents>;
      identity: string;
      progress: Progress;
      rowsAtOnce: number;
    },
  ): Promise<void> {
    const { days, before, identity, progress, rowsAtOnce } = context;
    return this.transaction(async () => {
      for (const day of slice.days) if (before.has(day)) await clearDay(this.target, series, day);
      let rows = 0;
      for (const [from, to] of partsOf(slice, rowsAtOnce)) {
        const part = await copyPart(this.source, this.target, series, from, to);
        rows += part;
        progress.add(part, `${series.name} of ${dayText(from)}`);
      }
      if (rows !== slice.rows) throw differs(`${series.name} of ${dayText(slice.days[0] ?? 0)}`);
      for (const day of slice.days)
        await record(this.target, identity, series.name, day, days.get(day) ?? { rows: 0, checksum: 0n });
    });
  }

  /** Below `sealed` nothing is computed anew; what came late there and is not in the partials yet goes along. */
  private async liftRollupState(series: readonly Series[]): Promise<void> {
    const before = series.find((one) => one.before !== undefined)?.before;
    if (before === undefined) return;
    const { rows } = await this.source.client.query<{
      tenant_id: number;
      bucket: string;
      sensor_ids: number[];
    }>(
      `select tenant_id, bucket::text, sensor_ids from thermacore.rollup_late where bucket < to_timestamp($1)`,
      [before],
    );
    await this.transaction(async () => {
      const { client } = this.target;
      await client.query(
        `update thermacore.rollup_state set ready = to_timestamp($1), sealed = case level when '1m' then to_timestamp($1) else sealed end`,
        [before],
      );
      await client.query('delete from thermacore.rollup_late');
      for (const { tenant_id, bucket, sensor_ids } of rows)
        await client.query(
          'insert into thermacore.rollup_late (tenant_id, bucket, sensor_ids) values ($1, $2, $3)',
          [tenant_id, bucket, sensor_ids],
        );
    });
  }

  private async compare(tables: readonly Table[], found: readonly Found[]): Promise<void> {
    for (const table of tables)
      if (!same(await contentsOf(this.source, table), await contentsOf(this.target, table)))
        throw differs(table.name);
    for (const { series, census: theirs } of found) {
      const key = ({ day, tenant }: DayOfTenant): string => `${day} ${tenant}`;
      const ours = new Map((await census(this.target, series)).map((one) => [key(one), one]));
      const wrong = theirs.find((one) => !same(one, ours.get(key(one))));
      if (wrong) throw differs(`${series.name} of ${dayText(wrong.day)}, tenant ${wrong.tenant}`);
      if (ours.size !== theirs.length) throw differs(`${series.name} of days that the source does not have`);
    }
  }

  private async transaction(work: () => Promise<void>): Promise<void> {
    const { client } = this.target;
    await client.query('begin');
    try {
      await work();
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
}

const total = (days: ReadonlyMap<number, Contents>): number =>
  [...days.values()].reduce((sum, { rows }) => sum + rows, 0);

const differs = (what: string): ThermaCoreError =>
  new ThermaCoreError('conflict', `Source and target differ: ${what}.`, {
    advice: 'Run the lift again; if it stays, keep using the source and report it.',
  });
