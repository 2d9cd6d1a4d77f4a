/**
 * What `COPY … TO STDOUT (format binary)` writes (https://www.postgresql.org/docs/current/sql-copy.html, Binary Format): a
 * header, then each row with the number of its fields and each field with its length, then -1.
 */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const FLAGS_BYTES = 4;

/** The rows of a whole copy; a field that is null is undefined. The fields are parts of the buffer, not copies. */
export function* rowsOfCopy(copy: Buffer): Generator<(Buffer | undefined)[]> {
  if (!copy.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new Error('this is no binary copy');
  const extension = SIGNATURE.length + FLAGS_BYTES;
  let at = extension + 4 + copy.readInt32BE(extension);
  for (let fields = copy.readInt16BE(at); fields >= 0; fields = copy.readInt16BE(at)) {
    at += 2;
    const row: (Buffer | undefined)[] = [];
    for (let i = 0; i < fields; i++) {
      const length = copy.readInt32BE(at);
      at += 4;
      row.push(length < 0 ? undefined : copy.subarray(at, at + length));
      at += Math.max(0, length);
    }
    yield row;
  }
}
