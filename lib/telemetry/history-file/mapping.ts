import { isTimeZone, LocalTime } from '../../core/local-time';
import { ThermaCoreError } from '../../core/errors';
import { isKey } from '../../core/ids';
import { isQualityClass, isQualityFlag, type QualityClass, type QualityFlag } from '../../core/quality';
import { timestampFault, valueFault, type Reading, type ReadingValue } from '../../core/reading';
import type { ImportError } from '../../core/transfer';
import type { SensorDirectory, SensorEntry } from '../ports';

export const STAMP_FORMATS = ['iso', 'epoch-ms', 'epoch-s'] as const;

/** How the columns of a file become readings. A column is named by its header, or by its number from 1. */
export interface FileMapping {
  readonly timestamp: string;
  readonly value: string;
  /** Columns that may be missing: `good` and no flags then. */
  readonly quality: string;
  readonly flags: string;
  readonly unit: string;
  readonly sensor: string;
  /** In place of the columns. */
  readonly fixedUnit?: string | undefined;
  readonly fixedSensor?: string | undefined;
  readonly stamps: (typeof STAMP_FORMATS)[number];
  /** IANA name, for stamps without an offset. */
  readonly timeZone: string;
  readonly decimal: '.' | ',';
  readonly header: boolean;
}

type Field = 'timestamp' | 'value' | 'quality' | 'flags' | 'unit' | 'sensor';
type Fault = Pick<ImportError, 'field' | 'reason'>;
export type MappedLine = { readonly reading: Reading } | { readonly fault: Fault };

interface Context {
  readonly tenant: string;
  readonly directory: SensorDirectory;
  /** Epoch ms. */
  readonly now: number;
}

const STAMP = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;
const NUMBER = {
  '.': /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i,
  ',': /^[+-]?(\d+(,\d*)?|,\d+)(e[+-]?\d+)?$/i,
};
const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  1: true,
  0: false,
  on: true,
  off: false,
};
/** What an export puts before a text that a spreadsheet would run. */
const APOSTROPHE = /^'(?=[=+\-@\t\r])/;

/** Turns the lines of one file into readings, or into a sentence about what is wrong with them. */
export class LineMapper {
  private readonly local: LocalTime;
  private readonly columns: Readonly<Record<Field, number>>;

  /** `header`: the first line, of a file that has one. Throws `invalid` for a column that is not there. */
  constructor(
    private readonly mapping: FileMapping,
    private readonly context: Context,
    header: readonly string[] | undefined,
  ) {
    if (!isTimeZone(mapping.timeZone))
      throw new ThermaCoreError('invalid', `There is no time zone "${mapping.timeZone}".`, {
        field: 'timeZone',
        advice: 'Name one as IANA does, e.g. Europe/Berlin.',
      });
    this.local = new LocalTime(mapping.timeZone);
    const names = header?.map((name) => name.trim().toLowerCase());
    const place = (field: Field, needed: boolean): number => columnOf(field, mapping[field], names, needed);
    this.columns = {
      timestamp: place('timestamp', true),
      value: place('value', true),
      quality: place('quality', false),
      flags: place('flags', false),
      unit: mapping.fixedUnit === undefined ? place('unit', true) : -1,
      sensor: mapping.fixedSensor === undefined ? place('sensor', true) : -1,
    };
  }

  map(cells: readonly string[]): MappedLine {
    const { tenant, directory, now } = this.context;
    const { fixedUnit, fixedSensor } = this.mapping;
    const cell = (field: Field): string => cells[this.columns[field]] ?? '';
    const unit = fixedUnit ?? cell('unit').trim();
    if (!isKey(unit) || !directory.hasUnit(tenant, unit))
      return wrong('unit', `there is no unit "${cut(unit)}"`);
    const sensor = fixedSensor ?? cell('sensor').trim();
    const entry = isKey(sensor) ? directory.find(tenant, unit, sensor) : undefined;
    if (!entry) return wrong('sensor', `there is no sensor "${cut(sensor)}" in unit ${unit}`);
    const timestamp = this.stampOf(cell('timestamp').trim());
    if (timestamp === undefined)
      return wrong('timestamp', `"${cut(cell('timestamp'))}" is not a time (${this.mapping.stamps})`);
    const late = timestampFault(timestamp, now);
    if (late)
      return wrong(
        'timestamp',
        late === 'timestamp-too-old' ? 'lies before the year 2000' : 'lies in the future',
      );
    const value = valueOf(cell('value'), entry, this.mapping.decimal);
    if (value === undefined) return wrong('value', `"${cut(cell('value'))}" is not a ${entry.type}`);
    const fault = valueFault(value) ?? unreadable(value);
    if (fault)
      return wrong('value', fault === 'payload-too-large' ? 'the text is too long' : 'cannot be stored');
    const quality = cell('quality').trim().toLowerCase() || 'good';
    if (!isQualityClass(quality))
      return wrong('quality', `"${cut(quality)}" is none of good, uncertain, bad`);
    const flags = cell('flags').trim().toLowerCase().split(/[\s|]+/).filter(Boolean); // prettier-ignore
    if (!flags.every(isQualityFlag))
      return wrong('flags', `"${cut(flags.join(' '))}" has one that is not known`);
    return { reading: readingOf(tenant, unit, sensor, timestamp, value, quality, flags) };
  }

  private stampOf(text: string): number | undefined {
    const { stamps } = this.mapping;
    if (stamps !== 'iso') {
      if (!/^\d{1,15}(\.\d+)?$/.test(text)) return undefined;
      return Math.round(Number(text) * (stamps === 'epoch-s' ? 1000 : 1));
    }
    const parts = STAMP.exec(text);
    if (!parts) return undefined;
    const [, year, month, day, hour, minute, second = '0', fraction = '0', offset] = parts;
    const [y, m, d, h, min, s] = [year, month, day, hour, minute, second].map(Number) as [number, number, number, number, number, number]; // prettier-ignore
    const wall = Date.UTC(y, m - 1, d, h, min, s) + Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6);
    // The 31st of February would become a day in March.
    const back = new Date(wall);
    if (back.getUTCMonth() !== m - 1 || back.getUTCDate() !== d || back.getUTCHours() !== h) return undefined;
    if (min > 59 || s > 59) return undefined;
    if (offset === undefined) return this.local.toUtc(wall);
    if (/^z$/i.test(offset)) return wall;
    const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
    return wall - (offset.startsWith('-') ? -minutes : minutes) * 60_000;
  }
}

function columnOf(
  field: Field,
  name: string,
  header: readonly string[] | undefined,
  needed: boolean,
): number {
  const number = /^\d{1,3}$/.test(name) ? Number(name) : undefined;
  if (!header) {
    if (number !== undefined && number >= 1) return number - 1;
    if (!needed) return -1;
    throw new ThermaCoreError('invalid', `"${field}" does not say which column it is.`, {
      field,
      advice: 'The file has no header: give the number of the column, the first is 1.',
    });
  }
  const place = header.indexOf(name.trim().toLowerCase());
  if (place >= 0) return place;
  if (number !== undefined && number >= 1 && number <= header.length) return number - 1;
  if (!needed) return -1;
  throw new ThermaCoreError('invalid', `The file has no column "${name}".`, {
    field,
    advice: `Its columns are ${header.slice(0, 20).map(cut).join(', ')}; check the delimiter too.`,
  });
}

function valueOf(text: string, { type }: SensorEntry, decimal: '.' | ','): ReadingValue | undefined {
  switch (type) {
    case 'text':
      return text.replace(APOSTROPHE, '');
    case 'boolean':
      return BOOLEANS[text.trim().toLowerCase()];
    case 'number': {
      const number = text.trim();
      return NUMBER[decimal].test(number) ? Number(number.replace(',', '.')) : undefined;
    }
  }
}

/** PostgreSQL has no NUL in texts, and this replacement is what bytes that are not UTF-8 come out as. */
const unreadable = (value: ReadingValue): string | undefined =>
  typeof value === 'string' && /[\0\uFFFD]/.test(value) ? 'unreadable' : undefined;

const readingOf = (
  tenant: string,
  unit: string,
  sensor: string,
  timestamp: number,
  value: ReadingValue,
  quality: QualityClass,
  flags: QualityFlag[],
): Reading => ({
  tenant,
  unit,
  sensor,
  timestamp,
  value,
  quality,
  ...(flags.length > 0 ? { flags } : {}),
});

const wrong = (field: Field, reason: string): { fault: Fault } => ({ fault: { field, reason } });
const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
