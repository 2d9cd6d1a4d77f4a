import { ThermaCoreError } from '../../core/errors';
import { DAY_MS } from '../../core/duration';
import {
  AGGREGATES,
  FILLS,
  HISTORY_LIMITS,
  QUALITY_FILTERS,
  type SensorAddress,
  type Span,
} from '../../core/history';

export const invalid = (field: string, message: string, advice: string): ThermaCoreError =>
  new ThermaCoreError('invalid', message, { field, advice });

const LATEST_MS = Date.UTC(2200, 0, 1);

export function checkInstants(instants: Readonly<Record<string, number>>): void {
  for (const [field, value] of Object.entries(instants))
    if (!Number.isInteger(value) || Math.abs(value) > LATEST_MS)
      throw invalid(field, `\`${field}\` is not a point in time.`, 'Give epoch milliseconds before 2200.');
}

/** Throws `invalid` that names `from` or `to`. */
export function checkSpan({ from, to }: Span): void {
  checkInstants({ from, to });
  if (from > to)
    throw invalid('from', '`from` is later than `to`.', 'Exchange them, or correct the one that is wrong.');
}

export function checkLength({ from, to }: Span, mostDays: number, advice: string): void {
  if (to - from > mostDays * DAY_MS)
    throw invalid('to', `The span from \`from\` to \`to\` is longer than ${mostDays} days.`, advice);
}

export function checkCount(field: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw invalid(
      field,
      `\`${field}\` is not a whole number from ${least} to ${most}.`,
      `Choose ${least} to ${most}.`,
    );
}

export function checkSensors(sensors: readonly SensorAddress[], most: number = HISTORY_LIMITS.sensors): void {
  if (sensors.length === 0)
    throw invalid('sensors', 'No sensor is named.', 'Name at least one as unit/sensor.');
  if (sensors.length > most)
    throw invalid(
      'sensors',
      `${sensors.length} sensors are too many for one question.`,
      `Ask for ${most} at most.`,
    );
  const names = new Set(sensors.map(({ unit, sensor }) => `${unit}/${sensor}`));
  if (names.size !== sensors.length)
    throw invalid('sensors', 'A sensor is named twice.', 'Name each sensor once.');
}

interface Words {
  readonly aggregates?: readonly string[] | undefined;
  readonly fill?: string | undefined;
  readonly quality?: string | undefined;
}

/** They choose among texts of SQL, so that one we do not know must not get there. */
export function checkWords({ aggregates, fill, quality }: Words): void {
  if (aggregates?.length === 0)
    throw invalid('aggregates', 'No aggregate is named.', 'Name at least one, such as mean.');
  for (const name of aggregates ?? []) checkWord('aggregates', name, AGGREGATES);
  checkWord('fill', fill, FILLS);
  checkWord('quality', quality, QUALITY_FILTERS);
}

function checkWord(field: string, word: string | undefined, known: readonly string[]): void {
  if (word !== undefined && !known.includes(word))
    throw invalid(field, `\`${field}\` is none that there is.`, `Choose ${known.join(', ')}.`);
}
