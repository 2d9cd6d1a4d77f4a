import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DECODE_LEVELS, type DecodeLevel } from '../../../lib/dnp3/decode-log/level';
import type { TlsSettings } from '../../../lib/dnp3/io/tls';

/** Something that was asked for in a way that cannot be understood: told in one sentence, exit code 2. */
export class Misuse extends Error {}

export type Texts = Readonly<Record<string, string | undefined>>;

/** Options of both roles. */
export const COMMON_HELP = `  --tls-cert <file> --tls-key <file> --tls-ca <file>
                           speak TLS: the own certificate and key, and whose certificates are trusted (PEM files)
  --decode <level>         write what is on the line to standard error: link, transport, app or objects
  --help                   this text`;

const COMMON = ['host', 'port', 'tls-cert', 'tls-key', 'tls-ca', 'decode'];

/** Every option takes a value; undefined: help was asked for. */
export function texts(args: string[], names: readonly string[]): Texts | undefined {
  const all = [...COMMON, ...names];
  const options: Record<string, { type: 'string' | 'boolean' }> = { help: { type: 'boolean' } };
  for (const name of all) options[name] = { type: 'string' };
  try {
    const { values } = parseArgs({ args, options, strict: true, allowPositionals: false });
    return values['help'] === true ? undefined : (values as Texts);
  } catch (error) {
    throw new Misuse((error as Error).message, { cause: error });
  }
}

/** A whole number in a range. */
export function whole(
  values: Texts,
  name: string,
  fallback: number | undefined,
  least: number,
  most: number,
): number {
  const text = values[name];
  const value = text === undefined ? fallback : Number(text);
  if (value === undefined) throw new Misuse(`--${name} is missing: give a number from ${least} to ${most}.`);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Misuse(`--${name} is "${text}": give a whole number from ${least} to ${most}.`);
}

export function decodeLevel({ decode = 'off' }: Texts): DecodeLevel {
  const level = DECODE_LEVELS.find((one) => one === decode);
  if (level) return level;
  throw new Misuse(`--decode is "${decode}": give one of ${DECODE_LEVELS.join(', ')}.`);
}

/** Undefined where TLS was not asked for. */
export function tlsOf(values: Texts): TlsSettings | undefined {
  const names = ['tls-cert', 'tls-key', 'tls-ca'] as const;
  if (names.every((name) => values[name] === undefined)) return undefined;
  const [cert, key, ca] = names.map((name) => read(values, name));
  return { material: { cert: cert as string, key: key as string, ca: ca as string } };
}

function read(values: Texts, name: string): string {
  const file = values[name];
  if (file === undefined)
    throw new Misuse(`--${name} is missing: TLS needs --tls-cert, --tls-key and --tls-ca.`);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Misuse(`--${name}: ${(error as Error).message}.`, { cause: error });
  }
}
