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

const SECRET_FIELD = /passw|passphrase|pwd|secret|token|authorization|cookie|credential|private|api.?key/i;
/** Up to the last `@` of the host part, since a password may have one; `\b` keeps long words from costing their square. */
const URL_PASSWORD = /(\b\w+:\/\/[^:@/\s]*:)[^/\s]+@/g;
/** What is secret wherever it stands: JSON web tokens, keys of the API, what follows `Bearer`, `password=`, private keys. */
const SECRET_SHAPES: readonly (readonly [shape: RegExp, shown: string])[] = [
  [/\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/g, '[redacted]'],
  [/\btck_[\w-]{4,64}\.[\w-]{8,}/g, 'tck_[redacted]'],
  [/\b(bearer|basic) [\w+/=.~-]{8,}/gi, '$1 [redacted]'],
  [/\b(password|passwd|passphrase|pwd|secret|token)(["']?[=:] ?["']?)[^\s"'&,;]{3,}/gi, '$1$2[redacted]'],
  [/(-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----)[\w+/=\s]*/g, '$1[redacted]'],
];
const MAX_ITEMS = 50;
/** Bounds what one line can cost, and ends circles. */
const MAX_DEPTH = 5;

/** A text without the secrets that can be told by their looks. */
function redactText(text: string): string {
  const shown = text.replace(URL_PASSWORD, '$1[redacted]@');
  return SECRET_SHAPES.reduce((rest, [shape, instead]) => rest.replace(shape, instead), shown);
}

/** Blanks out secrets: fields whose name says so, passwords inside URLs, and what looks like a token or a key. What comes back can become JSON. */
export function redact(value: unknown, name = '', depth = 0): unknown {
  if (SECRET_FIELD.test(name) && value !== undefined && value !== null) return '[redacted]';
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return '[…]';
  const within = (item: unknown, key?: string): unknown => redact(item, key, depth + 1);
  if (value instanceof Error) {
    const { message, stack, cause } = value;
    const because = cause === undefined ? {} : { cause: within(cause) };
    return { name: value.name, message: redact(message), stack: redact(stack), ...because };
  }
  if (value instanceof Date) return value.toJSON();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => within(item));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, within(item, key)]));
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
