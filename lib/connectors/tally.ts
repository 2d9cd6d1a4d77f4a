import type { Diagnostics } from './connector';
import { ResponseTimes } from './response-times';

/** What is counted of a device whatever its protocol, for the devices page. */
export class DeviceTally {
  private readonly times = new ResponseTimes();
  private requests = 0;
  private failures = 0;
  private lastSuccess: number | undefined;
  private lastFailure: string | undefined;

  get diagnostics(): Diagnostics {
    const { requests, failures, lastSuccess, lastFailure } = this;
    return {
      requests,
      failures,
      ...(lastSuccess === undefined ? {} : { lastSuccess }),
      responseMs: () => this.times.quantiles,
      ...(lastFailure === undefined ? {} : { lastFailure }),
    };
  }

  countRequest(): void {
    this.requests++;
  }

  countAnswer(ms: number): void {
    this.times.add(ms);
  }

  /** It was as it should be, at `now` in epoch ms. */
  countSuccess(now: number): void {
    this.lastSuccess = now;
  }

  countFailure(words: string): void {
    this.failures++;
    this.lastFailure = words;
  }
}
