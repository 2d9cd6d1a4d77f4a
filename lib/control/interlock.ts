import { ThermaCoreError } from '../core/errors';
import { ExpressionFault, compileExpression } from '../core/expression';
import type { ReadingValue } from '../core/reading';
import type { SensorPlace } from './ports';

/** Interlocks are expressions (core/expression.ts): `sensor("boiler-1","pump-state") == 0 && value <= 80`. */
export interface Interlock {
  readonly text: string;
  /** Every sensor it looks at, also those that an `||` might skip. */
  readonly sensors: readonly SensorPlace[];
  /** Throws `invalid` where the values do not fit the expression. */
  holds(valueOf: (place: SensorPlace) => ReadingValue, value: ReadingValue): boolean;
}

const MAX_LENGTH = 1000;
const MAX_SENSORS = 50;

/** Throws `invalid` that says what in the text is wrong. */
export function parseInterlock(text: string): Interlock {
  const expression = inWords(() =>
    compileExpression(text, { maxLength: MAX_LENGTH, maxSensors: MAX_SENSORS }),
  );
  const { sensors } = expression;
  return {
    text,
    sensors,
    holds: (valueOf, value) =>
      inWords(() => expression.holds({ value, at: (index) => valueOf(sensors[index] as SensorPlace) })),
  };
}

function inWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    const { message, position } = error;
    throw new ThermaCoreError(
      'invalid',
      `The interlock ${message}${position === undefined ? '' : ` at character ${position}`}.`,
      { field: 'interlock', advice: 'Write it like sensor("boiler-1","pump-state") == 0 && value <= 80.' },
    );
  }
}
