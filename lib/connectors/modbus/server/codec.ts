import type { ReadingValue } from '../../../core/reading';
import { decoder, encode, ordered, wordsOf } from '../registers';
import { lengthOf } from '../types';
import type { ServedTag } from './spec';

type Coded = Pick<ServedTag, 'type' | 'length' | 'wordOrder' | 'scale' | 'offset'>;

const formatOf = ({ type, length, scale, offset }: Coded) => ({
  type,
  length,
  scale,
  offset,
  bit: undefined,
  clampLow: undefined,
  clampHigh: undefined,
  invalid: [],
});

function bytesOf(words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(words.length * 2);
  words.forEach((word, i) => bytes.writeUInt16BE(word, i * 2));
  return bytes;
}

/** Words of a reading's value; a bool gives one word, 0 or 1. Undefined: the type cannot say this value. */
export function encodeTag(tag: Coded, value: ReadingValue): number[] | undefined {
  const { type, wordOrder } = tag;
  if (type === 'bool') return typeof value === 'string' ? undefined : [Number(value) === 0 ? 0 : 1];
  const plain = type === 'text' ? String(value) : typeof value === 'boolean' ? Number(value) : value;
  const encoded = encode(plain, formatOf(tag), wordOrder);
  return 'bytes' in encoded ? wordsOf(encoded.bytes) : undefined;
}

/** The value that a client wrote, in the sensor's unit of measure. Undefined: the words are no value of the type. */
export function decodeTag(tag: Coded, words: readonly number[]): ReadingValue | undefined {
  if (tag.type === 'bool') return words[0] !== 0;
  const { value, quality } = decoder(formatOf(tag), tag.wordOrder)(bytesOf(words), 0);
  return quality === 'good' ? value : undefined;
}

/** Words that mean "no value": NaN, the most negative whole number, all ones where there is no sign. */
export const sentinelOf = ({ type, length, wordOrder }: Coded): number[] =>
  wordsOf(ordered(bytesOf(plainSentinel(type, lengthOf(type, length))), wordOrder));

function plainSentinel(type: ServedTag['type'], count: number): number[] {
  const rest = (word: number, more = 0): number[] => [word, ...new Array<number>(count - 1).fill(more)];
  switch (type) {
    case 'bool':
    case 'text':
      return rest(0);
    case 'int16':
    case 'int32':
    case 'int64':
      return rest(0x8000);
    case 'float32':
      return rest(0x7fc0);
    case 'float64':
      return rest(0x7ff8);
    case 'uint16':
    case 'uint32':
    case 'uint64':
    case 'bcd16':
    case 'bcd32':
      return rest(0xffff, 0xffff);
  }
}
