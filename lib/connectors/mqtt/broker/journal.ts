import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ThermaCoreError, messageOf } from '../../../core/errors';

interface Operation {
  readonly statement: StatementSync;
  readonly values: readonly SQLInputValue[];
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const SCHEMA = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  create table if not exists inbox (id integer primary key, packet text not null, payload blob not null);
  create table if not exists outgoing (
    client text not null, broker text not null, counter integer not null, place integer not null,
    packet text not null, payload blob not null, primary key (client, broker, counter)) without rowid;
  create table if not exists subscriptions (client text not null, topic text not null, options text not null, primary key (client, topic)) without rowid;
  create table if not exists retained (topic text primary key, packet text not null, payload blob not null) without rowid;
`;

/**
 * The broker's memory on disk. Operations are gathered during a turn of the event loop and committed together, so that
 * thousands of messages share one transaction; WAL with synchronous=normal survives the death of the process (what a
 * power cut may take is the last moment, as with most brokers).
 */
export class Journal {
  private readonly database: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private operations: Operation[] = [];
  private waiting: Waiting[] = [];
  private scheduled = false;
  private closed = false;

  /** Throws one sentence when the folder cannot be used. */
  constructor(
    folder: string,
    private readonly defer: (run: () => void) => void,
  ) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.database = new DatabaseSync(join(folder, 'broker.sqlite'));
      this.database.exec(SCHEMA);
    } catch (error) {
      throw new ThermaCoreError(
        'configuration',
        `The MQTT broker cannot keep its messages in ${folder} (${messageOf(error)}).`,
        {
          field: 'THERMACORE_HOME',
          advice: 'Check that the folder can be written; if broker.sqlite is damaged, move it away.',
          cause: error,
        },
      );
    }
  }

  all<Row>(text: string): Row[] {
    return this.database.prepare(text).all() as Row[];
  }

  /** Queues an operation for the next commit. Behind the close there is none: whoever waits for it is told. */
  run(text: string, ...values: SQLInputValue[]): void {
    if (this.closed) return;
    let statement = this.statements.get(text);
    if (!statement) this.statements.set(text, (statement = this.database.prepare(text)));
    this.operations.push({ statement, values });
    this.schedule();
  }

  /** Resolves when all that was queued before is committed. */
  committed(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.schedule();
    });
  }

  close(): void {
    if (this.closed) return;
    this.commit();
    this.closed = true;
    this.database.close();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.defer(() => this.commit());
  }

  private commit(): void {
    this.scheduled = false;
    const { operations, waiting } = this;
    this.operations = [];
    this.waiting = [];
    if (this.closed) {
      for (const { reject } of waiting) reject(stopped());
      return;
    }
    try {
      if (operations.length > 0) {
        this.database.exec('begin');
        for (const { statement, values } of operations) statement.run(...values);
        this.database.exec('commit');
      }
      for (const { resolve } of waiting) resolve();
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('rollback');
      for (const { reject } of waiting) reject(error);
    }
  }
}

/** What is not kept is not confirmed either, so the client sends it again. */
const stopped = (): ThermaCoreError =>
  new ThermaCoreError('unavailable', 'The MQTT broker has been stopped.', { advice: 'Send it again later.' });
