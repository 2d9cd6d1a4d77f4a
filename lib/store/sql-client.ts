import type { Readable } from 'node:stream';
import type { Turn } from '../core/fair-gate';

/** The bytes of a copy; the number of its rows is known when the statement after it has been answered. */
export type CopyStream = Readable & { readonly rowCount: number };

/** The little of a PostgreSQL connection that this room needs; `pg` fits, and so does a WASM engine in tests. */
export interface SqlClient {
  query<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
    /** Of a statement that comes again and again: parsed once per connection, found by this name afterwards. */
    name?: string,
  ): Promise<{ rows: Row[]; rowCount?: number | null }>;
  /** The bytes of a `COPY … TO STDOUT`. Whoever stops reading before the end gives the connection up. */
  copyOut?(text: string): CopyStream;
}

/** Where connections come from: one at a time to one user, given back whatever happens. */
export interface SqlSource {
  /** `turn` says for whom, where tenants have to share. */
  use<T>(work: (client: SqlClient) => Promise<T>, turn?: Turn): Promise<T>;
  close(): Promise<void>;
}

/** One whose number of connections may be changed while it is used. */
export interface SizedSource extends SqlSource {
  resize(connections: number): void;
}
