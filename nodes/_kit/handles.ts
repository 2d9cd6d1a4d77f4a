import { ThermaCoreError } from '../../lib/core/errors';
import { randomId } from '../../lib/core/ids';
import type { Platform, StreamSource, UploadSource } from '../../lib/platform';

/** What a message carries in place of something that would not survive cloning. */
export interface Handle {
  readonly stream: string;
}

const KEPT_MS = 60_000;
const MAX_KEPT = 1000;

/**
 * Streams on their way through a flow: the message has an id, the stream waits here for the node that takes it. It holds
 * nothing open until it is read, and one that nobody takes is forgotten after a minute.
 */
export class Handles<T extends object> {
  private readonly kept = new Map<string, T>();

  constructor(private readonly platform: Pick<Platform, 'clock'>) {}

  add(stream: T): Handle {
    if (this.kept.size >= MAX_KEPT)
      throw new ThermaCoreError('unavailable', 'Too many streams wait in flows.', {
        advice: 'Look for a flow that drops the messages between "api in" and "api out".',
      });
    const id = randomId();
    this.kept.set(id, stream);
    this.platform.clock.after(KEPT_MS, () => this.kept.delete(id));
    return { stream: id };
  }

  /** Once; undefined when the payload names none, or one that was taken or forgotten. */
  take(payload: unknown): T | undefined {
    const id =
      typeof payload === 'object' && payload !== null && 'stream' in payload ? payload.stream : undefined;
    if (typeof id !== 'string') return undefined;
    const found = this.kept.get(id);
    this.kept.delete(id);
    return found;
  }

  get size(): number {
    return this.kept.size;
  }
}

interface Kinds {
  readonly answers: Handles<StreamSource>;
  readonly uploads: Handles<UploadSource>;
}
const ofPlatform = new WeakMap<Platform, Kinds>();

function kinds(platform: Platform): Kinds {
  let known = ofPlatform.get(platform);
  if (!known)
    ofPlatform.set(platform, (known = { answers: new Handles(platform), uploads: new Handles(platform) }));
  return known;
}

/** Streams that a node answers with, for `api out`. */
export const answerStreams = (platform: Platform): Handles<StreamSource> => kinds(platform).answers;
/** Bodies that `api in` got, for the node that reads them. */
export const uploads = (platform: Platform): Handles<UploadSource> => kinds(platform).uploads;

export const isStream = (value: unknown): value is StreamSource =>
  typeof value === 'object' && value !== null && 'pipe' in value && typeof value.pipe === 'function';
export const isUpload = (value: unknown): value is UploadSource =>
  typeof value === 'object' && value !== null && 'read' in value && typeof value.read === 'function';
