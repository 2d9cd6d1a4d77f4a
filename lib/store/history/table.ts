import type { Aggregate, HistorySeries, HistoryTable } from '../../core/history';

/** The same answer by rows: one per bucket, with a column per sensor and aggregate behind the time. */
export function tableOf({
  series,
  timestamps = [],
  bucket = '',
  end = 0,
  ...rest
}: HistorySeries): HistoryTable {
  const columns = series.flatMap(({ unit, sensor, values }) =>
    Object.entries(values).map(([aggregate, list]) => ({
      name: `${unit}/${sensor}/${aggregate}`,
      unit,
      sensor,
      aggregate: aggregate as Aggregate,
      list,
    })),
  );
  return {
    ...rest,
    bucket,
    end,
    columns: [{ name: 'time' }, ...columns.map(({ list: _list, ...column }) => column)],
    rows: timestamps.map((time, i) => [time, ...columns.map(({ list }) => list[i] ?? null)]),
  };
}
