import { ThermaCoreError } from '../../core/errors';
import { EXPORT_COLUMNS, type ExportFormat, type ExportSelection, type RowPlace } from '../../core/transfer';
import { isAway, translate } from '../errors';
import type { StoredSensor } from '../sensor-directory';
import type { CopyStream, SqlClient } from '../sql-client';
import type { Transactions } from '../tenant-transaction';
import { BEFORE_COPY, copyStatement, viewOf } from './statement';

export interface ExportSensor extends Pick<StoredSensor, 'id' | 'type'> {
  readonly unit: string;
  readonly sensor: string;
}

export interface ExportRequest extends ExportSelection {
  readonly format: ExportFormat;
  /** Go on behind this row. */
  readonly after?: RowPlace | undefined;
}

/** What an export will write, settled before its first byte: whatever is wrong with the request has been said. */
export interface ExportPlan {
  readonly tenant: string;
  readonly format: ExportFormat;
  readonly from: number;
  readonly to: number;
  /** In the order of their keys. */
  readonly sensors: readonly ExportSensor[];
  /** Of the first sensor only the rows behind this one. */
  readonly after: { readonly timestamp: number; readonly ordinal: number } | undefined;
}

export interface ExportProgress {
  readonly rows: number;
  /** 0 to 1: the place reached in sensors and time. */
  readonly fraction: number;
}

export interface ExportTarget {
  /** The next chunk is read when this one is taken: the client's pace is the database's. */
  readonly write: (chunk: Buffer) => Promise<void> | void;
  readonly signal: AbortSignal;
  progress?(progress: ExportProgress): void;
}

/**
 * As many sensors share a COPY as bring about this many rows, by those of the last one: each costs as much as a thousand
 * rows. A sensor with many stays alone, with the time-out of its statement for itself.
 */
const ROWS_OF_A_COPY = 20_000;
const SENSORS_OF_A_COPY = 64;
/** A turn ends with the first copy that fills it; one counts for its rows, and as such. */
const ROWS_OF_A_TURN = 100_000;
const ROWS_PER_COPY = 1_000;
const MAX_ORDINAL = 32_767;
const NEWLINE = 10;
/** A row ends within this many bytes, unless it is a long text. */
const TAIL_BYTES = 400;
const TIMES = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/**
 * Streams a tenant's readings out, in the order (unit, sensor, time, ordinal). A sensor with many readings is a COPY of its
 * own, with the statement time-out of its class for itself; small ones share one. A transaction ends after some copies, so
 * that maintenance does not wait for the whole export, and the lane is free for somebody else in between.
 */
export class ReadingsExport {
  constructor(private readonly transactions: Transactions) {}

  /** Throws `not-found` for a unit or sensor that the tenant does not have, `invalid` for a place outside the export. */
  plan(tenant: string, request: ExportRequest): Promise<ExportPlan> {
    const { format, from, to, after } = request;
    return this.transactions.forTenant(tenant, 'query', async (client) => {
      const chosen = select(await sensorsOf(client), request);
      const sensors = after ? chosen.filter((sensor) => compare(sensor, after) >= 0) : chosen;
      const [first] = sensors;
      if (after && (!first || compare(first, after) !== 0))
        throw new ThermaCoreError('invalid', '"after" names a sensor that is not part of this export.', {
          field: 'after',
          advice: 'Ask with the same units, sensors and times as for the part that you have.',
        });
      return {
        tenant,
        format,
        from,
        to,
        sensors,
        after: after && first ? await placeOf(client, first, after) : undefined,
      };
    });
  }

  /** Resolves with the number of rows. Rejects with the signal's reason when aborted. */
  async copy(plan: ExportPlan, target: ExportTarget): Promise<number> {
    const { format, tenant } = plan;
    const { signal } = target;
    const run = new CopyRun(plan, target);
    if (format === 'json') await target.write(Buffer.from('{"items":[\n'));
    // A part that is put behind another has no second header.
    if (format === 'csv' && !plan.after) await target.write(Buffer.from(`${EXPORT_COLUMNS.join(',')}\n`));
    while (!run.isDone) {
      signal.throwIfAborted();
      try {
        await this.transactions.forTenant(tenant, 'export', (client) => run.turn(client));
      } catch (error) {
        const own = signal.aborted ? { reason: signal.reason as unknown } : run.refused;
        throw own ? own.reason : error;
      }
    }
    if (format === 'json') await target.write(Buffer.from(']}\n'));
    return run.rows;
  }
}

/** An export on its way. A turn that failed before its copy had begun may be tried again: it goes on where it was. */
class CopyRun {
  rows = 0;
  /** What the target says is not the database's fault, and goes to the caller as it is. */
  refused: { readonly reason: unknown } | undefined;
  private next = 0;
  /** Sensors of the next copy. */
  private atOnce = 1;
  private isEmpty = true;

  constructor(
    private readonly plan: ExportPlan,
    private readonly target: ExportTarget,
  ) {}

  get isDone(): boolean {
    return this.next >= this.plan.sensors.length;
  }

  /** Copies some sensors, in the transaction that is under way. */
  async turn(client: SqlClient): Promise<void> {
    await client.query(BEFORE_COPY);
    for (let filled = 0; !this.isDone && filled < ROWS_OF_A_TURN;)
      filled += ROWS_PER_COPY + (await this.copySensors(client));
  }

  private async copySensors(client: SqlClient): Promise<number> {
    const { sensors, from, to, format } = this.plan;
    const { target } = this;
    const { signal } = target;
    signal.throwIfAborted();
    if (!client.copyOut) throw new Error('this connection cannot copy');
    const after = this.next === 0 ? this.plan.after : undefined;
    const chosen = this.alike(sensors.slice(this.next, this.next + (after ? 1 : this.atOnce)));
    const stream = client.copyOut(copyStatement({ sensors: chosen, from, to, after, format }));
    let counted = 0;
    await drain(stream, signal, async (chunk) => {
      counted += linesIn(chunk);
      target.progress?.({
        rows: this.rows + counted,
        fraction: (this.next + (chosen.length === 1 ? reached(chunk, this.plan) : 0)) / sensors.length,
      });
      await this.pass(chunk);
    });
    this.rows += stream.rowCount;
    this.next += chosen.length;
    const perSensor = Math.max(1, stream.rowCount / chosen.length);
    this.atOnce = Math.min(SENSORS_OF_A_COPY, Math.max(1, Math.floor(ROWS_OF_A_COPY / perSensor)));
    target.progress?.({ rows: this.rows, fraction: this.next / sensors.length });
    return stream.rowCount;
  }

  /** Those at the beginning that are of one type: each type has its own columns. */
  private alike(sensors: readonly ExportSensor[]): readonly ExportSensor[] {
    const other = sensors.findIndex(({ type }) => type !== sensors[0]?.type);
    return other < 0 ? sensors : sensors.slice(0, other);
  }

  private async pass(chunk: Buffer): Promise<void> {
    // The lines of a JSON document begin with the comma that ends the one before.
    const isFirst = this.isEmpty && this.plan.format === 'json';
    this.isEmpty = false;
    try {
      await this.target.write(isFirst ? chunk.subarray(1) : chunk);
    } catch (reason) {
      this.refused = { reason };
      throw reason;
    }
  }
}

async function drain(
  stream: CopyStream,
  signal: AbortSignal,
  write: (chunk: Buffer) => Promise<void> | void,
): Promise<void> {
  const stop = (): void => void stream.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stream) await write(chunk as Buffer);
  } catch (error) {
    // Translated here already: a copy that has begun must not be taken for one that may be tried again.
    throw signal.aborted ? error : interrupted(error);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function interrupted(error: unknown): ThermaCoreError {
  if (!isAway(error)) return translate(error);
  return new ThermaCoreError('unavailable', 'The database went away in the middle of the export.', {
    advice: 'Start the export again once the database is back.',
    cause: error,
  });
}

async function sensorsOf(client: SqlClient): Promise<ExportSensor[]> {
  const { rows } = await client.query<ExportSensor>(
    `select s.id, u.key as unit, s.key as sensor, s.type
     from thermacore.sensors s join thermacore.units u on u.id = s.unit_id
     order by u.key collate "C", s.key collate "C"`,
  );
  return rows;
}

function select(all: readonly ExportSensor[], { units, sensors }: ExportSelection): ExportSensor[] {
  if (!units && !sensors) return [...all];
  const wantedUnits = new Set(units);
  const wantedSensors = new Set(sensors);
  const chosen = all.filter(
    ({ unit, sensor }) => wantedUnits.has(unit) || wantedSensors.has(`${unit}/${sensor}`),
  );
  const noUnit = units?.find((key) => !all.some(({ unit }) => unit === key));
  if (noUnit !== undefined) throw unknown('units', `unit "${noUnit}" with sensors`);
  const known = new Set(all.map(({ unit, sensor }) => `${unit}/${sensor}`));
  const noSensor = sensors?.find((place) => !known.has(place));
  if (noSensor !== undefined) throw unknown('sensors', `sensor "${noSensor}"`);
  return chosen;
}

const unknown = (field: string, what: string): ThermaCoreError =>
  new ThermaCoreError('not-found', `There is no ${what}.`, {
    field,
    advice: 'GET /api/v1/sensors lists those that there are.',
  });

type Place = Pick<ExportSensor, 'unit' | 'sensor'>;

/** As the database orders with the collation "C": by bytes, and keys are ASCII. */
function compare(a: Place, b: Place): number {
  if (a.unit !== b.unit) return a.unit < b.unit ? -1 : 1;
  return a.sensor === b.sensor ? 0 : a.sensor < b.sensor ? -1 : 1;
}

/** The ordinal of the named row. One that is gone meanwhile (retention) has all of its time behind it. */
async function placeOf(
  client: SqlClient,
  sensor: ExportSensor,
  { timestamp, position }: RowPlace,
): Promise<{ timestamp: number; ordinal: number }> {
  const { rows } = await client.query<{ ordinal: number }>(
    `select ordinal from ${viewOf(sensor.type)}
     where sensor_id = $1 and time = to_timestamp($2::float8 / 1000)
     order by sensor_id, time, ordinal offset $3 limit 1`,
    [sensor.id, timestamp, position],
  );
  return { timestamp, ordinal: rows[0]?.ordinal ?? MAX_ORDINAL };
}

/** Texts may have line breaks in CSV; the exact number comes from the database when the sensor is done. */
function linesIn(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

/** How far into the span the chunk's last time lies, 0 to 1. */
function reached(chunk: Buffer, { from, to }: ExportPlan): number {
  const last = chunk
    .subarray(Math.max(0, chunk.length - TAIL_BYTES))
    .toString('latin1')
    .match(TIMES)
    ?.at(-1);
  if (last === undefined || to <= from) return 0;
  return Math.min(1, Math.max(0, (Date.parse(last) - from) / (to - from)));
}
