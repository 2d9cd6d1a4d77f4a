const KEPT = 128;

/** The last response times of a device, in ms. */
export class ResponseTimes {
  private readonly times: number[] = [];
  private next = 0;

  add(ms: number): void {
    this.times[this.next] = ms;
    this.next = (this.next + 1) % KEPT;
  }

  get quantiles(): { p50: number; p95: number } | undefined {
    const { times } = this;
    if (times.length === 0) return undefined;
    const sorted = [...times].sort((a, b) => a - b);
    const at = (share: number): number =>
      Math.round((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) * 10) / 10;
    return { p50: at(0.5), p95: at(0.95) };
  }
}
