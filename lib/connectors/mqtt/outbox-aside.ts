import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from '../../telemetry';
import { encodeMessage, type OutboxMessage } from './outbox-record';

const MAX_FILES = 100;

/** Messages that a broker does not take, as files for a person to look at: bounded in number. */
export class SetAside {
  private files = 0;

  constructor(private readonly folder: string) {}

  /** The file that the message is in now; undefined when it could not be written, or too many are. */
  async put(message: OutboxMessage, { segment, end }: Place): Promise<string | undefined> {
    if (this.files++ >= MAX_FILES) return undefined;
    const file = join(this.folder, `${segment}.${end}.refused`);
    return writeFile(file, encodeMessage(message), { mode: 0o600 }).then(
      () => file,
      () => undefined,
    );
  }

  /** Whether the folder holds nothing that somebody might want to look at, from damage or refusal. */
  async isEmpty(): Promise<boolean> {
    const names = await readdir(this.folder).catch(() => []);
    return !names.some((name) => name.endsWith('.refused') || name.endsWith('.corrupt'));
  }
}
