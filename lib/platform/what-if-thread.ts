import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AlarmWhatIfResult } from '../alarms/what-if/shapes';
import { ThermaCoreError } from '../core/errors';
import type { ReadingBlock } from '../core/reading-blocks';
import type { ThreadInput, ThreadOutput, WhatIfCase } from './what-if-case';

/** Compiled, or as tests run it. */
const PROGRAM = join(__dirname, `what-if-worker${extname(__filename)}`);
/** Parts of the history that wait for the thread: the database reads on while it works. */
const AHEAD = 4;
const MOST_MIB = 1024;

export interface WhatIfRun {
  readonly signal: AbortSignal;
  readonly progress: (share: number, readings: number) => void;
}

/**
 * Works out a what-if in a thread of its own: millions of readings take seconds, in which the process has devices to read
 * and people to answer. Rejects with the signal's reason when aborted; the thread is gone then.
 */
export async function replayInThread(
  whatIf: WhatIfCase,
  history: AsyncIterable<readonly ReadingBlock[]>,
  { signal, progress }: WhatIfRun,
): Promise<AlarmWhatIfResult> {
  signal.throwIfAborted();
  const worker = new Worker(PROGRAM, {
    name: 'thermacore what-if',
    workerData: whatIf,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MIB },
  });
  const room = new Room(AHEAD);
  const over = new AbortController();
  const stop = (): void => over.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const answered = new Promise<AlarmWhatIfResult>((resolve, reject) => {
    over.signal.addEventListener('abort', () => reject(over.signal.reason as Error), { once: true });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread of a what-if ended with code ${code}`)));
    worker.on('message', (output: ThreadOutput) => {
      switch (output.kind) {
        case 'next':
          return room.leave();
        case 'progress':
          return progress(output.share, output.readings);
        case 'answer':
          return resolve(output.result);
        case 'refused':
          return reject(refusalOf(output));
      }
    });
  });
  const fed = feed(worker, history, room, over.signal);
  try {
    // What feeds it may fail first, and must not be waited for when the answer is there.
    return await Promise.race([answered, fed.then(() => answered)]);
  } finally {
    signal.removeEventListener('abort', stop);
    over.abort(new Error('the what-if is over'));
    await worker.terminate();
    await Promise.allSettled([answered, fed]);
  }
}

async function feed(
  worker: Worker,
  history: AsyncIterable<readonly ReadingBlock[]>,
  room: Room,
  signal: AbortSignal,
): Promise<void> {
  const post = (input: ThreadInput, moved: readonly ArrayBufferLike[] = []): void =>
    worker.postMessage(input, moved as ArrayBuffer[]);
  for await (const blocks of history) {
    if (signal.aborted) return;
    post({ blocks }, blocks.flatMap(buffersOf));
    await room.enter(signal);
  }
  post({ blocks: undefined });
}

/** Handed over rather than copied. */
const buffersOf = ({ times, values, quality, ordinals }: ReadingBlock): ArrayBufferLike[] =>
  [times, values, quality, ordinals].flatMap((column) => (ArrayBuffer.isView(column) ? [column.buffer] : []));

function refusalOf({
  code,
  message,
  field,
  advice,
}: Extract<ThreadOutput, { kind: 'refused' }>): ThermaCoreError {
  return new ThermaCoreError(code, message, {
    ...(field === undefined ? {} : { field: `rule.${field}` }),
    ...(advice === undefined ? {} : { advice }),
  });
}

/** How much may be on its way at a time. */
class Room {
  private used = 0;
  private waiting: (() => void) | undefined;

  constructor(private readonly size: number) {}

  /** Resolves when there is room for one more, or nobody wants it any more. */
  async enter(signal: AbortSignal): Promise<void> {
    this.used++;
    if (this.used < this.size || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.waiting = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  leave(): void {
    this.used--;
    this.waiting?.();
    this.waiting = undefined;
  }
}
