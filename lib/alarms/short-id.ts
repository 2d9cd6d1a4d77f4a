import { createHash } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
/** 80 bits: of a million alarms of a tenant two have the same with a chance of one to 10¹². */
const LENGTH = 16;

/**
 * An alarm's name for addresses, always the same for the same id: that has `/` and `:` in it, which some proxies refuse also
 * where they are escaped. Base32 (RFC 4648) in small letters, so that it fits a path, a file name and a line on the phone.
 */
export function shortIdOf(id: string): string {
  const hash = createHash('sha256').update(id).digest();
  let text = '';
  for (let i = 0; i < LENGTH; i++) {
    const bit = i * 5;
    const pair = hash.readUInt16BE(bit >> 3);
    text += LETTERS[(pair >> (11 - (bit & 7))) & 31];
  }
  return text;
}

/** Whether it is a short one: an id as rules make it has a colon. */
export const isShortId = (id: string): boolean => /^[a-z2-7]{16}$/.test(id);
