import { z } from 'zod';
import type { Clock, Timer } from '../../lib/core/clock';
import type { Platform } from '../../lib/platform';

/** Says that there is something new in a tenant, or (null) in none. */
type Tell = (tenant: string | null, payload: object) => void;

/** What a resource says by itself, until it is stopped. */
export type News = (platform: Platform, tell: Tell) => () => void;

/** In the form of a node that has news. */
export const Tells = z
  .boolean()
  .default(false)
  .describe('Whether it also says, as msg.operation `news`, that there is something new, for dashboards');

/** Pages ask at most that often. */
const NEWS_MS = 250;

/** Tells the first news of a tenant at once, and what follows together at the end of the time. */
export function together(clock: Clock, say: Tell): { readonly tell: Tell; readonly stop: () => void } {
  /** The last that has to wait, of each tenant of which something was said just now. */
  const waiting = new Map<string | null, object | undefined>();
  const timers = new Set<Timer>();
  const tell: Tell = (tenant, payload) => {
    if (waiting.has(tenant)) {
      waiting.set(tenant, payload);
      return;
    }
    say(tenant, payload);
    waiting.set(tenant, undefined);
    const timer = clock.after(NEWS_MS, () => {
      timers.delete(timer);
      const next = waiting.get(tenant);
      waiting.delete(tenant);
      if (next) tell(tenant, next);
    });
    timers.add(timer);
  };
  return {
    tell,
    stop() {
      for (const timer of timers) timer.stop();
    },
  };
}

/** Begins to say what is new; gives the way to end that. */
export function sayNews(platform: Platform, news: News, say: Tell): () => void {
  const { tell, stop } = together(platform.clock, say);
  const end = news(platform, tell);
  return () => {
    end();
    stop();
  };
}
