import { createLogger, type LogFields, type LogLevel, type Logger } from '../core/logger';

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/** What would end the line, or reach into the terminal that shows it. */
const CONTROL = /[\p{Cc}\u2028\u2029]/gu;
const escaped = (text: string): string =>
  text.replace(CONTROL, (character) =>
    character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** One line per event: time, level, message, then the fields as JSON. */
export function lineLogger(least: LogLevel, write: (line: string) => void): Logger {
  return createLogger((level: LogLevel, message: string, fields: LogFields) => {
    if (RANK[level] < RANK[least]) return;
    const rest = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : '';
    write(escaped(`${new Date().toISOString()} ${level.padEnd(5)} ${message}${rest}`));
  });
}
