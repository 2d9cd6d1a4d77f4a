/** The little of a PostgreSQL connection that this room needs; `pg` fits, and so does a WASM engine in tests. */
export interface SqlClient {
  query<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
    /** Of a statement that comes again and again: parsed once per connection, found by this name afterwards. */
    name?: string,
  ): Promise<{ rows: Row[]; rowCount?: number | null }>;
}

/** Where connections come from: one at a time to one user, given back whatever happens. */
export interface SqlSource {
  use<T>(work: (client: SqlClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
