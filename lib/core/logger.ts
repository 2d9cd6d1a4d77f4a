export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds `fields` to every line. */
  with(fields: LogFields): Logger;
}

const SECRET_FIELD = /passw|secret|token|authorization|cookie|credential|private/i;
const URL_PASSWORD = /(\w+:\/\/[^:@/\s]*:)[^@/\s]+@/g;

/** Blanks out secrets: fields whose name says so, and passwords inside URLs. */
export function redact(value: unknown, name = ''): unknown {
  if (SECRET_FIELD.test(name) && value !== undefined && value !== null) return '[redacted]';
  if (typeof value === 'string') return value.replace(URL_PASSWORD, '$1[redacted]@');
  if (value instanceof Error)
    return { name: value.name, message: redact(value.message), stack: redact(value.stack) };
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redact(item, key)]));
  return value;
}

/** A logger that hands each redacted line to `write`. */
export function createLogger(
  write: (level: LogLevel, message: string, fields: LogFields) => void,
  base: LogFields = {},
): Logger {
  const at = (level: LogLevel) => (message: string, fields?: LogFields) =>
    write(level, redact(message) as string, redact({ ...base, ...fields }) as LogFields);
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => createLogger(write, { ...base, ...fields }),
  };
}

export const silentLogger: Logger = createLogger(() => undefined);
