import type { Batch, Connector, LinkState, LinkStatus, Receiver } from '../../lib/connectors/connector';
import type { Reading, Rejection } from '../../lib/core/reading';

const TIMEOUT_MS = 8_000;

/** Takes what a connector hands on, and waits for it. */
export class Collector implements Receiver {
  readonly readings: Reading[] = [];
  readonly rejections: Rejection[] = [];
  /** How many readings each batch had. */
  readonly batches: number[] = [];
  /** Batches that nobody has settled. */
  readonly open: Batch[] = [];
  private readonly waiting = new Set<() => void>();

  /** `by hand`: the field is not confirmed before `settle` is called. */
  constructor(
    readonly tenant = 'aqua',
    private readonly settling: 'at once' | 'by hand' = 'at once',
  ) {}

  batch(batch: Batch): void {
    this.readings.push(...batch.readings);
    this.batches.push(batch.readings.length);
    if (this.settling === 'at once') batch.settle(true);
    else this.open.push(batch);
    this.changed();
  }

  reject(rejection: Rejection): void {
    this.rejections.push(rejection);
    this.changed();
  }

  get values(): unknown[] {
    return this.readings.map(({ value }) => value);
  }

  settle(stored: boolean): void {
    for (const batch of this.open.splice(0)) batch.settle(stored);
  }

  /** Resolves as soon as so many readings came. */
  async count(readings: number): Promise<void> {
    await this.until(`${readings} readings`, () => this.readings.length >= readings);
  }

  until(what: string, holds: () => boolean, timeoutMs = TIMEOUT_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(look);
      };
      const look = (): void => {
        if (!holds()) return;
        done();
        resolve();
      };
      const timer = setTimeout(() => {
        done();
        reject(
          new Error(
            `${what}: not within ${timeoutMs} ms; came ${this.readings.length} readings, ${this.rejections.length} rejections`,
          ),
        );
      }, timeoutMs);
      this.waiting.add(look);
      look();
    });
  }

  private changed(): void {
    for (const look of [...this.waiting]) look();
  }
}

/** Resolves with the first status, from now on, that is of a state or says something; the present one counts. */
export function link(
  connector: Pick<Connector<never>, 'onLink'>,
  wanted: LinkState | RegExp,
  timeoutMs = TIMEOUT_MS,
): Promise<LinkStatus> {
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    let found = false;
    let stopListening = (): void => undefined;
    const timer = setTimeout(() => {
      stopListening();
      reject(new Error(`link ${String(wanted)}: not within ${timeoutMs} ms; was ${seen.join(', ')}`));
    }, timeoutMs);
    stopListening = connector.onLink((status) => {
      seen.push(`${status.state} (${status.text})`);
      if (found || !(typeof wanted === 'string' ? status.state === wanted : wanted.test(status.text))) return;
      found = true;
      clearTimeout(timer);
      // The listener may be called before onLink has returned.
      queueMicrotask(() => stopListening());
      resolve(status);
    });
  });
}
