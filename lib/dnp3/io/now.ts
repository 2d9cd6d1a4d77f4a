import type { Now } from '../machine';

/** The system's two clocks. No other place of `lib/dnp3` reads them. */
export const systemNow = (): Now => ({ mono: performance.now(), utc: Date.now() });
