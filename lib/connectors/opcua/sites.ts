import type { Clock } from '../../core/clock';
import { OpcuaFailure, failureOf } from './failure';
import { listOf } from './lists';
import type { OpcuaConfig } from './spec';

/** How well a server can serve, from worst to best (OPC 10000-4 Table 105). */
const MAINTENANCE = 0;
const NO_DATA = 1;
const DEGRADED = 2;
const HEALTHY = 3;

export const classOf = (serviceLevel: number): number =>
  serviceLevel >= 200 ? HEALTHY : serviceLevel >= 2 ? DEGRADED : serviceLevel === 1 ? NO_DATA : MAINTENANCE;

export interface SitesOptions {
  readonly config: Pick<OpcuaConfig, 'endpoint' | 'otherEndpoints' | 'returnAfterMs'>;
  readonly clock: Clock;
  /** Asks a server for its ServiceLevel; rejects where it does not answer. */
  readonly probe: (url: string, signal: AbortSignal) => Promise<number>;
}

/** More that a server names than anybody has. */
const MOST_NAMED = 10;
/** Once a healthy one has answered, others that would be preferred have this long. */
const GRACE_MS = 500;
/** How long another has to be better before a connection that still gives something is left for it. */
const BETTER_FOR_MS = 5000;

interface Found {
  readonly url: string;
  readonly level: number;
}

/**
 * The servers that have the same data (OPC 10000-4 §6.6), the preferred one first: where to connect, and when to go elsewhere.
 * It changes only for a better class of service, or back to one that was preferred and is as good again for a while.
 */
export class Sites {
  current: string;
  private named: readonly string[] = [];
  /** Since when another one would be the better choice. */
  private better: { readonly url: string; readonly since: number } | undefined;

  constructor(private readonly options: SitesOptions) {
    this.current = options.config.endpoint;
  }

  /** Each once. */
  get all(): readonly string[] {
    const { endpoint, otherEndpoints } = this.options.config;
    return [...new Set([endpoint, ...listOf(otherEndpoints), ...this.named])];
  }

  /** What a server says that the others are. */
  learn(urls: readonly string[]): void {
    this.named = urls.slice(0, MOST_NAMED);
  }

  /** The best that answers. Rejects with what the preferred one says where none does. */
  async choose(signal: AbortSignal): Promise<string> {
    const { all } = this;
    this.better = undefined;
    if (all.length > 1) this.current = best(await this.probe(all, signal), all).url;
    return this.current;
  }

  /** Another one that should be used instead, now that the present one has this ServiceLevel. */
  async elsewhere(level: number, signal: AbortSignal): Promise<string | undefined> {
    const { all, current } = this;
    const own = classOf(level);
    const wanted = all.filter((url, i) => url !== current && (own < HEALTHY || i < all.indexOf(current)));
    if (wanted.length === 0) return (this.better = undefined);
    const found = await this.probe(wanted, signal).catch((): Found[] => []);
    // Of the same class only one that is preferred, and only when both are well.
    const fit = found.filter(
      (one) => classOf(one.level) > own || (own === HEALTHY && classOf(one.level) === own),
    );
    if (fit.length === 0) return (this.better = undefined);
    const { url } = best(fit, all);
    return this.isFor(url, own) ? url : undefined;
  }

  private isFor(url: string, own: number): boolean {
    const { clock, config } = this.options;
    const now = clock.monotonic();
    if (this.better?.url !== url) this.better = { url, since: now };
    const least = own === HEALTHY ? config.returnAfterMs : own === DEGRADED ? BETTER_FOR_MS : 0;
    return now - this.better.since >= least;
  }

  private async probe(urls: readonly string[], signal: AbortSignal): Promise<Found[]> {
    const { clock, probe } = this.options;
    const found: Found[] = [];
    let failure: OpcuaFailure | undefined;
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    const asked = urls.map(async (url, i) => {
      try {
        const level = await probe(url, signal);
        found.push({ url, level });
        if (classOf(level) === HEALTHY) clock.after(i === 0 ? 0 : GRACE_MS, resolve);
      } catch (error) {
        if (i === 0) failure = failureOf(error, url);
      }
    });
    await Promise.race([Promise.all(asked), enough]);
    signal.throwIfAborted();
    if (found.length === 0) throw failure ?? new OpcuaFailure('none of its servers answers');
    return [...found];
  }
}

/** Of the best class the one that is preferred. */
function best(found: readonly Found[], preferred: readonly string[]): Found {
  const [first] = [...found].sort(
    (a, b) => classOf(b.level) - classOf(a.level) || preferred.indexOf(a.url) - preferred.indexOf(b.url),
  );
  if (!first) throw new OpcuaFailure('none of its servers answers');
  return first;
}
