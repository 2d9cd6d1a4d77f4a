import { createRequire } from 'node:module';
import type * as Library from '@zxcvbn-ts/language-common';
import { ThermaCoreError } from '../core/errors';
import { MAX_PASSWORD_LENGTH } from './passwords';

/** Of a password that people choose; NIST SP 800-63B-4 §3.1.1.2 asks for 15 where it is the only factor, 8 beside another. */
export const LEAST_PASSWORD_LENGTH = 12;
/** A password that a form could not demand of anybody. */
export const MOST_PASSWORD_MINIMUM = 64;

export interface PasswordContext {
  readonly username: string;
  readonly tenant: string | null;
  readonly displayName?: string | undefined;
  readonly email?: string | undefined;
}

/** Words of the user that are shorter may stand in a password by chance. */
const SHORTEST_NAME = 4;
/** As many different characters make a password that is not one key pressed again and again. */
const LEAST_DIFFERENT = 5;
/** Beside a name so much has to be left. */
const LEAST_REST = 8;
/** The same beside a common password; shorter ones than that are words that a good one may have in it. */
const COMMON_REST = 5;
const SHORTEST_COMMON = 6;
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
];

const refused = (message: string, advice: string, field: string): ThermaCoreError =>
  new ThermaCoreError('invalid', message, { field, advice });

const FOUR_WORDS = 'Choose another one, for example four words that have nothing to do with each other.';

/**
 * Throws `invalid` that names `field` and says in words what is wrong with a new password. As NIST SP 800-63B-4 §3.1.1.2
 * has it: only length counts, no kinds of characters are asked for, and what everybody tries first is refused: common
 * passwords, names of the user and of the plant, repetitions and runs of keys.
 */
export function requireGoodPassword(
  password: string,
  { username, tenant, displayName, email }: PasswordContext,
  { least = LEAST_PASSWORD_LENGTH, field = 'password' }: { least?: number; field?: string } = {},
): void {
  const normal = password.normalize('NFKC');
  // Characters as people count them, not UTF-16 units.
  const length = [...normal].length;
  if (length < least)
    throw refused(
      `The password has ${length} characters; it needs ${least}.`,
      'Choose a longer one, for example four words that have nothing to do with each other.',
      field,
    );
  if (normal.length > MAX_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH)
    throw refused(
      `The password has more than ${MAX_PASSWORD_LENGTH} characters.`,
      'Choose a shorter one.',
      field,
    );
  const plain = normal.toLowerCase();
  if (new Set(plain).size < LEAST_DIFFERENT)
    throw refused('The password is made of very few different characters.', FOUR_WORDS, field);
  if (isRepetition(plain)) throw refused('The password says the same again and again.', FOUR_WORDS, field);
  if (isRun(plain))
    throw refused('The password follows the alphabet, the numbers or the keyboard.', FOUR_WORDS, field);
  for (const name of namesOf([username, tenant, displayName, email]))
    if (isLittleMoreThan(plain, name))
      throw refused(`The password is little more than the name "${name}".`, FOUR_WORDS, field);
  const common = commonPart(plain);
  if (common !== undefined)
    throw refused(
      common === plain
        ? 'The password is one of those that are tried first.'
        : `The password is little more than "${common}", which is tried first.`,
      FOUR_WORDS,
      field,
    );
}

/** `abcabcabc`, also with a rest at its end. */
function isRepetition(text: string): boolean {
  for (let length = 1; length <= text.length / 2; length++)
    if (text.startsWith(text.slice(length)) && length < LEAST_PASSWORD_LENGTH) return true;
  return false;
}

/** All of it is part of a run, forwards or backwards. */
function isRun(text: string): boolean {
  const backwards = [...text].reverse().join('');
  return RUNS.some((run) => {
    const endless = run.repeat(Math.ceil(text.length / run.length) + 1);
    return endless.includes(text) || endless.includes(backwards);
  });
}

/** The parts of names as people type them: `kim.berg@aqua` is kim.berg, kim, berg and aqua. */
function namesOf(texts: readonly (string | null | undefined)[]): string[] {
  const names = texts.flatMap((text) => {
    const name = text?.toLowerCase() ?? '';
    return [name, ...name.split('@'), ...name.split(/[^\p{L}\p{N}]+/u)];
  });
  return [...new Set(names)]
    .filter((name) => name.length >= SHORTEST_NAME)
    .sort((a, b) => b.length - a.length);
}

/** The name, several times or with a little beside it. */
const isLittleMoreThan = (text: string, name: string): boolean =>
  text.includes(name) && text.replaceAll(name, '').length < LEAST_REST;

/** The longest common password in it that leaves too little beside it. */
function commonPart(text: string): string | undefined {
  const known = commonPasswords();
  for (let length = text.length; length > text.length - COMMON_REST && length >= SHORTEST_COMMON; length--)
    for (let from = 0; from + length <= text.length; from++) {
      const part = text.slice(from, from + length);
      if (known.has(part)) return part;
    }
  return undefined;
}

let known: ReadonlySet<string> | undefined;

/** Some ten thousands, loaded when the first password is chosen. */
function commonPasswords(): ReadonlySet<string> {
  if (known) return known;
  const library = createRequire(__filename)('@zxcvbn-ts/language-common') as typeof Library;
  return (known = new Set(library.dictionary['passwords-common']));
}
