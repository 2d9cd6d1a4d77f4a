/** How a door that has no field for a code takes one: not at all, or behind the password. */
export type CodeAt = 'nowhere' | 'end-of-password';

const CODE_LENGTH = 6;

/** A password with the code right behind it, for doors that have one field for both. */
export const parted = (text: string): { password: string; code: string } => ({
  password: text.slice(0, -CODE_LENGTH),
  code: text.slice(-CODE_LENGTH),
});
