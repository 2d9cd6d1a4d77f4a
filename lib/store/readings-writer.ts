import { ThermaCoreError } from '../core/errors';
import { packQuality } from '../core/quality';
import type { Reading } from '../core/reading';
import type { ReadingSink, WriteResult } from '../telemetry/ports';
import { float8Array, int2Array, int4Array, storableText, textArray, timestampArray } from './binary-array';
import type { LatestRow, LatestValues } from './latest-values';
import type { CachedDirectory, StoredSensor } from './sensor-directory';
import type { Transactions } from './tenant-transaction';

type Refused = WriteResult['refused'][number];

/** Columns of one statement, and the readings they came from. */
class Columns {
  readonly readings: Reading[] = [];
  readonly sensor: number[] = [];
  readonly time: number[] = [];
  readonly ordinal: number[] = [];
  readonly quality: number[] = [];
  readonly value: (number | string)[] = [];
  /** The same, as who asks for the newest values sees them. */
  readonly rows: LatestRow[] = [];

  add(reading: Reading, { id, type }: StoredSensor, value: number | string): void {
    this.readings.push(reading);
    this.sensor.push(id);
    this.time.push(reading.timestamp);
    this.ordinal.push(reading.ordinal ?? 0);
    const quality = packQuality(reading.quality, reading.flags);
    this.quality.push(quality);
    this.value.push(value);
    const { unit, sensor, timestamp: ms } = reading;
    const text = typeof value === 'string' ? storableText(value) : value;
    this.rows.push({ unit, sensor, ms, value: type === 'boolean' ? value !== 0 : text, quality });
  }
}

/**
 * Writes batches: one statement, and so one round trip and one transaction, per tenant and kind of value, its columns as
 * binary arrays. When the second fails the first is stored, and a repeat of the batch does it no harm. Tenants are written
 * in the order of their keys, sensors by the database in the order of their ids, so that two writers never wait for each
 * other in a circle.
 */
export class ReadingsWriter implements ReadingSink {
  constructor(
    private readonly transactions: Transactions,
    private readonly directory: CachedDirectory,
    private readonly newest?: LatestValues,
  ) {}

  async write(readings: readonly Reading[]): Promise<WriteResult> {
    const refused: Refused[] = [];
    let stored = 0;
    for (const [tenant, group] of byTenant(readings)) {
      const { numbers, texts } = this.columns(tenant, group, refused);
      stored += await this.store(
        tenant,
        'write_readings_for',
        numbers,
        float8Array(numbers.value as number[]),
        refused,
      );
      stored += await this.store(
        tenant,
        'write_texts_for',
        texts,
        textArray(texts.value as string[]),
        refused,
      );
    }
    return { stored, repeated: readings.length - stored - refused.length, refused };
  }

  /** Returns the number of rows that were new. */
  private async store(
    tenant: string,
    name: 'write_readings_for' | 'write_texts_for',
    columns: Columns,
    values: Buffer,
    refused: Refused[],
  ): Promise<number> {
    if (columns.readings.length === 0) return 0;
    const result = await this.transactions.callForTenant<{ stored: number; refused: number[] | null }>(
      tenant,
      { name, text: `select stored, refused from thermacore.${name}($1, $2, $3, $4, $5, $6)` },
      [
        int4Array(columns.sensor),
        timestampArray(columns.time),
        int2Array(columns.ordinal),
        int2Array(columns.quality),
        values,
      ],
    );
    if (result?.refused)
      for (const [i, reading] of columns.readings.entries())
        if (result.refused.includes(columns.sensor[i] ?? 0))
          refused.push({ reading, reason: 'unknown-sensor' });
    const { refused: gone } = result ?? {};
    this.newest?.stored(
      tenant,
      gone ? columns.rows.filter((_, i) => !gone.includes(columns.sensor[i] ?? 0)) : columns.rows,
    );
    return result?.stored ?? 0;
  }

  private columns(
    tenant: string,
    readings: readonly Reading[],
    refused: Refused[],
  ): { numbers: Columns; texts: Columns } {
    const numbers = new Columns();
    const texts = new Columns();
    for (const reading of readings) {
      const sensor = this.directory.find(tenant, reading.unit, reading.sensor);
      if (!sensor) refused.push({ reading, reason: 'unknown-sensor' });
      else if (!isStorable(reading, sensor)) throw unstorable(reading);
      else if (sensor.type === 'text') texts.add(reading, sensor, String(reading.value));
      else numbers.add(reading, sensor, Number(reading.value));
    }
    return { numbers, texts };
  }
}

/** What a Date can hold; PostgreSQL holds more at the upper end and says so itself at the lower. */
const MAX_TIMESTAMP = 8.64e15;
const MAX_ORDINAL = 32_767;

/**
 * The pipeline has checked it, but flows are edited by people: text for a number, or no value, must not be stored as
 * NaN or 0.
 */
function isStorable({ timestamp, value, ordinal = 0 }: Reading, { type }: StoredSensor): boolean {
  return (
    Math.abs(timestamp) <= MAX_TIMESTAMP &&
    Number.isInteger(ordinal) &&
    ordinal >= 0 &&
    ordinal <= MAX_ORDINAL &&
    (typeof value === 'boolean' || Number.isFinite(value) || (type === 'text' && typeof value === 'string'))
  );
}

const unstorable = ({ unit, sensor }: Reading): ThermaCoreError =>
  new ThermaCoreError('invalid', `A reading of ${unit}/${sensor} cannot be stored.`, {
    field: 'msg.payload',
    advice:
      "Give it a value of the sensor's type, a time in epoch milliseconds and an ordinal from 0 to 32767.",
  });

function byTenant(readings: readonly Reading[]): [string, Reading[]][] {
  const groups = new Map<string, Reading[]>();
  for (const reading of readings) {
    const group = groups.get(reading.tenant);
    if (group) group.push(reading);
    else groups.set(reading.tenant, [reading]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
