import { networkOf } from '../../tenancy/throttle';
import type { Detector } from './detector';
import type { SecurityEvent } from './event';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Minutes that what is kept out by itself stays out. */
export const AUTO_BLOCK_MINUTES = 15;

type Part = (event: SecurityEvent) => string | undefined;

const account: Part = (event) => event.account?.toLowerCase();
const network: Part = ({ address }) => (address === undefined ? undefined : networkOf(address));
const target: Part = ({ detail }) => detail;
const peer: Part = (event) => {
  const from = network(event);
  return from === undefined ? undefined : `${event.protocol} ${from}`;
};
/** A user of one tenant may bear the name of another's. */
const person: Part = (event) => {
  const name = account(event);
  return name === undefined ? undefined : `${event.tenant ?? ''}/${name}`;
};
const who = ({ account: name, address }: SecurityEvent): string => name ?? address ?? 'Somebody';
const where = ({ address }: SecurityEvent): string => (address === undefined ? '' : ` from ${address}`);

/** The one table of what is looked for. */
export const DETECTORS: readonly Detector[] = [
  {
    id: 'brute-force-address',
    title: 'Passwords are being guessed',
    kind: 'login',
    method: 'count',
    outcome: 'refused',
    keyOf: network,
    ofAll: true,
    windowMs: 10 * MINUTE,
    threshold: 20,
    severity: 'high',
    blocks: { kind: 'address', minutes: AUTO_BLOCK_MINUTES },
    words: (event, count) =>
      `${count} logins failed${where(event)}, the last as ${event.account ?? 'nobody'}.`,
    advice: 'If it is a device of yours with an old password, give it the right one; else leave it out.',
  },
  {
    id: 'brute-force-account',
    title: 'An account is being guessed at',
    kind: 'login',
    method: 'count',
    outcome: 'refused',
    keyOf: account,
    windowMs: 10 * MINUTE,
    threshold: 10,
    severity: 'high',
    // Nobody is locked out of an account because somebody else guesses at it (ADR 29 slows that down).
    words: (event, count) => `${count} logins as ${who(event)} failed, the last${where(event)}.`,
    advice: 'Ask the user. Where it was somebody else, have the password changed and a second factor set up.',
  },
  {
    id: 'credential-stuffing',
    title: 'Stolen passwords are being tried',
    kind: 'login',
    method: 'spread',
    outcome: 'refused',
    keyOf: network,
    ofAll: true,
    facetOf: account,
    windowMs: HOUR,
    threshold: 8,
    severity: 'critical',
    blocks: { kind: 'address', minutes: AUTO_BLOCK_MINUTES },
    words: (event, count) => `Logins as ${count} different users failed${where(event)}.`,
    advice: 'Look in the audit log for a login from there that succeeded, and end its sessions.',
  },
  {
    id: 'distributed-guessing',
    title: 'An account is being guessed at from many places',
    kind: 'login',
    method: 'spread',
    outcome: 'refused',
    keyOf: account,
    facetOf: network,
    windowMs: HOUR,
    threshold: 8,
    severity: 'high',
    words: (event, count) => `Logins as ${who(event)} failed from ${count} different networks.`,
    advice: 'Set up a second factor for this user.',
  },
  {
    id: 'token-reuse',
    title: 'A session was stolen',
    kind: 'token-reuse',
    method: 'count',
    keyOf: person,
    windowMs: MINUTE,
    threshold: 1,
    severity: 'critical',
    words: (event) =>
      `A refresh token of ${who(event)} was used a second time${where(event)}: two have it. The session was ended.`,
    advice: 'Have the user change the password and look through the list of sessions.',
  },
  {
    id: 'cross-tenant-probing',
    title: 'Somebody looks for what is not his',
    kind: 'denied',
    method: 'spread',
    keyOf: person,
    facetOf: target,
    windowMs: 10 * MINUTE,
    threshold: 25,
    severity: 'high',
    words: (event, count) =>
      `${who(event)} asked for ${count} different things that are not there or not allowed${where(event)}.`,
    advice: 'If it is no script of yours that went wrong, end the sessions and API keys of this user.',
  },
  {
    id: 'unusual-command',
    title: 'An unusual command',
    kind: 'command',
    method: 'habit',
    outcome: 'ok',
    keyOf: person,
    facetOf: target,
    windowMs: 7 * DAY,
    threshold: 20,
    severity: 'medium',
    words: (event) =>
      `${who(event)} commanded ${event.detail ?? 'a point'}, a point or hour of the day that is new for this user.`,
    advice: 'Ask the user whether this was meant.',
  },
  {
    id: 'command-burst',
    title: 'Very many commands',
    kind: 'command',
    method: 'count',
    outcome: 'ok',
    keyOf: person,
    windowMs: MINUTE,
    threshold: 60,
    severity: 'high',
    words: (event, count) => `${who(event)} gave ${count} commands within a minute.`,
    advice: 'If it is no script of yours, end the sessions and API keys of this user and look at the plant.',
  },
  {
    id: 'new-device',
    title: 'A login from a new device',
    kind: 'client',
    method: 'first',
    outcome: 'ok',
    keyOf: (event) => (event.protocol === 'mqtt' ? undefined : person(event)),
    facetOf: target,
    windowMs: 90 * DAY,
    threshold: 1,
    severity: 'low',
    words: (event) =>
      `${who(event)} logged in with ${event.detail ?? 'something new'}${where(event)} for the first time.`,
    advice: 'Ask the user; if it was somebody else, end the session and have the password changed.',
  },
  {
    id: 'new-mqtt-client',
    title: 'A new MQTT client',
    kind: 'client',
    method: 'first',
    outcome: 'ok',
    keyOf: (event) => (event.protocol === 'mqtt' ? person(event) : undefined),
    facetOf: target,
    windowMs: 90 * DAY,
    threshold: 1,
    severity: 'low',
    words: (event) =>
      `The MQTT client ${event.detail ?? ''} logged in as ${who(event)}${where(event)} for the first time.`,
    advice: 'If it is none of yours, change the password of this account and block the client.',
  },
  {
    id: 'new-certificate',
    title: 'An unknown certificate',
    kind: 'certificate',
    method: 'first',
    keyOf: ({ protocol }) => protocol,
    facetOf: target,
    windowMs: 90 * DAY,
    threshold: 0,
    severity: 'medium',
    words: (event) =>
      `A certificate that was never seen here was shown${where(event)}: ${event.detail ?? ''}.`,
    advice: 'Trust it only after you have compared its fingerprint at the device.',
  },
  {
    id: 'malformed-frames',
    title: 'Garbage is being sent',
    kind: 'malformed',
    method: 'count',
    keyOf: peer,
    windowMs: MINUTE,
    threshold: 20,
    severity: 'high',
    blocks: { kind: 'address', minutes: AUTO_BLOCK_MINUTES },
    words: (event, count) =>
      `${count} frames${where(event)} were no ${event.protocol.toUpperCase()}${event.detail === undefined ? '' : ` (${event.detail})`}.`,
    advice:
      'A scanner, a wrong port, or somebody who looks for faults: find out which machine has this address.',
  },
  {
    id: 'change-out-of-hours',
    title: 'A change out of hours',
    kind: 'configuration',
    method: 'hours',
    outcome: 'ok',
    keyOf: person,
    windowMs: HOUR,
    threshold: 1,
    severity: 'medium',
    words: (event) => `${who(event)} changed the configuration out of hours: ${event.detail ?? 'something'}.`,
    advice: 'Ask the user whether this was meant; the audit log has what was before and after.',
  },
];
