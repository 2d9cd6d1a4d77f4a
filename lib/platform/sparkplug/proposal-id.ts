import { createHash } from 'node:crypto';
import type { SparkplugAddress } from '../../core/sparkplug-proposal';

/** The same for the same metric, and short: addresses are longer than an index takes. No part of one has a zero byte. */
export const proposalId = ({ group, node, device = '', metric }: SparkplugAddress): string =>
  createHash('sha256').update([group, node, device, metric].join('\0')).digest('base64url').slice(0, 22);
