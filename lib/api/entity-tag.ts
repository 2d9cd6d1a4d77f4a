import { createHash } from 'node:crypto';

/** Of 32 characters a collision is beyond reach, and a line of a log stays readable. */
const TAG_LENGTH = 32;

/**
 * A strong entity tag (RFC 9110 §8.8.3): of the bytes of the representation, so that it changes with anything that a
 * client can see, whether the store counts versions or not.
 */
export const entityTagOf = (body: string): string =>
  `"${createHash('sha256').update(body).digest('base64url').slice(0, TAG_LENGTH)}"`;

const TAG = /^(W\/)?("[\x21\x23-\x7e\x80-\xff]{0,200}")$/;
const MOST_TAGS = 50;

/** The tags of If-Match or If-None-Match; `*` stands for whatever is there. Undefined when it is neither. */
export function tagsOf(header: string): readonly string[] | '*' | undefined {
  if (header.trim() === '*') return '*';
  const tags = header.split(',', MOST_TAGS + 1).map((part) => part.trim());
  return tags.length <= MOST_TAGS && tags.every((tag) => TAG.test(tag)) ? tags : undefined;
}

/** If-Match compares strongly (§13.1.1): a tag that somebody on the way made weak matches nothing. */
export const matchesStrongly = (tags: readonly string[] | '*', current: string): boolean =>
  tags === '*' || tags.includes(current);

/** If-None-Match compares weakly (§13.1.2). */
export const matchesWeakly = (tags: readonly string[] | '*', current: string): boolean =>
  tags === '*' || tags.some((tag) => tag.replace(/^W\//, '') === current);
