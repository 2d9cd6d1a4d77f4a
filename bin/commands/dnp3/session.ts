import { createInterface } from 'node:readline';
import { Misuse } from './options';

/** A line of JSON on standard output. */
export function say(event: string, more: object = {}): void {
  process.stdout.write(`${JSON.stringify({ ev: event, ...more })}\n`);
}

/** Words for people, on standard error. */
export function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/** What runs between start and end. */
export interface Role {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** An order from standard input, in words and as it was typed. Throws Misuse for what it does not know. */
  order(words: readonly string[], line: string): void;
}

/** Runs a role until the process is told to end. Exit code. */
export async function runRole(help: string, make: () => Role | undefined): Promise<number> {
  try {
    const role = make();
    if (!role) {
      process.stdout.write(help);
      return 0;
    }
    await role.start();
    const ended = untilEnded();
    const lines = createInterface({ input: process.stdin });
    lines.on('line', (line) => take(role, line));
    await ended;
    lines.close();
    await role.stop();
    return 0;
  } catch (error) {
    tell((error as Error).message);
    return error instanceof Misuse ? 2 : 1;
  }
}

function take(role: Role, line: string): void {
  const typed = line.trim();
  const words = typed.split(/\s+/).filter(Boolean);
  if (words.length === 0) return;
  try {
    role.order(words, typed);
  } catch (error) {
    tell(`"${typed}": ${(error as Error).message}`);
  }
}

/** By a signal, or because nobody reads any more. */
function untilEnded(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
    process.stdout.once('error', () => resolve());
  });
}

/** A number among the words of an order. */
export function number(text: string | undefined, what: string): number {
  const value = Number(text);
  if (text === undefined || text === '' || Number.isNaN(value))
    throw new Misuse(`${what} is to be a number.`);
  return value;
}

/** A whole number among the words of an order, from 0 on. */
export function upTo(most: number, text: string | undefined, what: string): number {
  const value = number(text, what);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new Misuse(`${what} is to be ${most === 1 ? '0 or 1' : `a whole number from 0 to ${most}`}.`);
}

/** An index among the words of an order. */
export const index = (text: string | undefined): number => upTo(65_535, text, 'The index');
