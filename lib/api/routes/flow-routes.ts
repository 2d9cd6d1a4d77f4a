import { exportRoutes } from './exports';
import { importRoutes } from './imports';
import { readingRoutes } from './readings';
import { retentionRoutes } from './retention';
import { sensorRoutes } from './sensors';
import { unitRoutes } from './units';

/** The operations that a flow answers; `api in` offers them. */
export const flowRoutes = [
  ...unitRoutes,
  ...sensorRoutes,
  ...readingRoutes,
  ...exportRoutes,
  ...importRoutes,
  ...retentionRoutes,
] as const;
