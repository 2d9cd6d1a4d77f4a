import { z } from 'zod';

/** What can be told of who comes in, what is tried and what is sent. */
export const EVENT_KINDS = [
  'login',
  'token-reuse',
  'denied',
  'command',
  'configuration',
  'client',
  'certificate',
  'malformed',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export const PROTOCOLS = ['http', 'websocket', 'mqtt', 'modbus', 'opcua', 'dnp3', 'editor'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

const MAX_TEXT = 200;
/** Attackers choose these: a long one is cut, not refused, for what it is part of has to be seen. */
const text = z.string().transform((given) => given.replace(/\p{Cc}/gu, ' ').slice(0, MAX_TEXT));

/** Something that happened at a door of the installation, as the doors tell it. */
export const SecurityEvent = z
  .object({
    at: z.number().describe('Epoch ms'),
    kind: z.enum(EVENT_KINDS),
    tenant: z.string().nullable().describe('Of the account or device; null: of none, or not known'),
    account: text.optional().describe('User name as it was given'),
    address: text.optional().describe('IP address of the other side'),
    protocol: z.enum(PROTOCOLS),
    outcome: z.enum(['ok', 'refused', 'failed']),
    detail: text.optional().describe('What it was about: a point, a path, a certificate, what was wrong'),
  })
  .meta({ id: 'SecurityEvent' });
export type SecurityEvent = z.output<typeof SecurityEvent>;

/** What a door tells; when is for the listener to say. */
export type SecurityReport = Omit<z.input<typeof SecurityEvent>, 'at'>;

/** The port through which doors tell what they see. Never throws, never waits. */
export interface SecurityEvents {
  report(event: SecurityReport): void;
}

export const nobodyListens: SecurityEvents = { report: () => undefined };
