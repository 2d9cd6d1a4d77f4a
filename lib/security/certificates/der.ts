/** The role in a certificate for Modbus/TCP Security (MB-TCP-Security-v21 §8.4): a UTF8String under this id. */
export const MODBUS_ROLE = '1.3.6.1.4.1.50316.802.1';

const UTF8_STRING = 0x0c;
const INTEGER = 0x02;
/** What fits into the short form of a length (X.690 §8.1.3.4). */
const SHORT = 0x7f;

function element(tag: number, content: Buffer): Buffer<ArrayBuffer> {
  if (content.length > SHORT) throw new RangeError(`${content.length} bytes need the long form of a length`);
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

/** At most 127 bytes. */
export const derUtf8 = (text: string): Buffer<ArrayBuffer> => element(UTF8_STRING, Buffer.from(text));

/** A whole number from 0 on (X.690 §8.3). */
export function derInteger(value: number): Buffer<ArrayBuffer> {
  const hex = BigInt(value).toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  // The first bit is the sign.
  return element(INTEGER, (bytes[0] ?? 0) > SHORT ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}
