import type { LinkState } from '../../lib/connectors/connector';
import type { StatusState } from './status';

export const LINK_LOOK: Record<LinkState, StatusState> = {
  stopped: 'off',
  connecting: 'busy',
  connected: 'ok',
  degraded: 'warn',
  error: 'error',
};
