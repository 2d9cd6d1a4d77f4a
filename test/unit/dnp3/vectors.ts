import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whole link frames as they were on the wire between master 1 and outstation 10, with what they say. */
export interface Vector {
  readonly id: string;
  readonly hex: string;
  readonly meaning: string;
}

export const VECTORS = JSON.parse(readFileSync(join(__dirname, 'vectors.json'), 'utf8')) as readonly Vector[];

export const octetsOf = (hex: string): Uint8Array =>
  new Uint8Array(Buffer.from(hex.replace(/\s/g, ''), 'hex'));

export const hexOf = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

/** The octets of a vector. */
export function vector(id: string): Uint8Array {
  const found = VECTORS.find((one) => one.id === id);
  if (!found) throw new Error(`no vector ${id}`);
  return octetsOf(found.hex);
}
