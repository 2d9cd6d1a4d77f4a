import { randomBytes } from 'node:crypto';

/**
 * Keys name tenants, units and sensors in topics, URLs and readings: lower-case letters, digits, `-`, `_` and `.`,
 * 1 to 64 characters, starting with a letter or digit. They contain nothing that MQTT, URLs or SQL treat specially.
 */
export const KEY_PATTERN = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export const isKey = (value: unknown): value is string =>
  typeof value === 'string' && KEY_PATTERN.test(value);

/** A key made from free text, for default values in forms: `Boiler 1 (north)` → `boiler-1-north`. Empty when no letter of it remains. */
export function toKey(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64)
    .replace(/-+$/, '');
}

/** A random identifier without meaning, 128 bit, 22 URL-safe characters. */
export const randomId = (): string => randomBytes(16).toString('base64url');
