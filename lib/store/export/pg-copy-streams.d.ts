declare module 'pg-copy-streams' {
  import type { Readable, ReadableOptions } from 'node:stream';
  import type { Submittable } from 'pg';

  /** A `COPY … TO STDOUT` that `pg` can be given as a query: reads as the bytes of the copy. */
  export interface CopyToQuery extends Readable, Submittable {
    /** Known once the server has said that it is complete. */
    readonly rowCount: number;
  }
  export function to(text: string, options?: ReadableOptions): CopyToQuery;
}
