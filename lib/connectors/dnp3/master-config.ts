import { masterConfig, type MasterConfig } from '../../dnp3/master/config';
import type { Dnp3Config } from './spec';

/**
 * Ms within which readings must be stored to be confirmed. An outstation waits for its confirmation for some 5 s, then it
 * sends again; later than that a confirmation is worth nothing.
 */
const STORED_TIMEOUT_MS = 4000;

/** How the outstation is spoken to. */
export function masterOf(config: Dnp3Config): MasterConfig {
  const { unsolicited } = config;
  return masterConfig({
    local: config.localAddress,
    remote: config.remoteAddress,
    responseTimeoutMs: config.timeoutMs,
    retries: config.retries,
    integrityPeriodMs: config.integrityMs,
    classPeriodsMs: { 1: config.class1Ms, 2: config.class2Ms, 3: config.class3Ms },
    phaseMs: phaseOf(config),
    unsolicited: {
      1: unsolicited.includes('1'),
      2: unsolicited.includes('2'),
      3: unsolicited.includes('3'),
    },
    timeSync: config.timeSync,
    storedTimeoutMs: STORED_TIMEOUT_MS,
    keepAliveMs: config.keepAliveMs,
  });
}

/** For somebody who only asks: nothing is set, enabled or polled by itself. */
export const quiet = (config: MasterConfig): MasterConfig => ({
  ...config,
  retries: 0,
  passive: true,
});

/** Polls of many outstations are spread over this, in ms. */
const SPREAD_MS = 1000;

/** The same for the same outstation after each start (FNV-1a, 32 bit). */
function phaseOf({ host, port, remoteAddress }: Dnp3Config): number {
  let hash = 0x811c9dc5;
  for (const char of `${host}:${port}/${remoteAddress}`)
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) % SPREAD_MS;
}
