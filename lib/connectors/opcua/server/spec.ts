import { z } from 'zod';
import { Key } from '../../../core/plant';

/** OPC 10000-7: those that are neither deprecated nor obsolete. */
export const SECURITY_POLICIES = ['Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss'] as const;

const count = (low: number, high: number, usual: number) => {
  const error = `must be a whole number from ${low} to ${high}`;
  return z.coerce.number({ error }).int({ error }).min(low, { error }).max(high, { error }).default(usual);
};

export const UserCertificate = z.object({
  thumbprint: z
    .string()
    .transform((text) => text.replace(/[\s:]/g, '').toLowerCase())
    .pipe(z.string().regex(/^[0-9a-f]{40}$/, 'must be the SHA-1 thumbprint of a certificate: 40 hex digits'))
    .describe('SHA-1 thumbprint of the certificate'),
  user: z.string().trim().min(1).max(200).describe('User who it logs in, e.g. operator@aqua'),
});
export type UserCertificate = z.output<typeof UserCertificate>;

export const REDUNDANCY = ['none', 'cold', 'warm', 'hot'] as const;
export type Redundancy = (typeof REDUNDANCY)[number];

const ServerUri = z
  .string()
  .trim()
  .regex(
    /^(urn:|https?:\/\/)\S{1,500}$/,
    'must be the application URI of a server, e.g. urn:thermacore:second',
  );

export const ServerConfig = z.object({
  host: z
    .string()
    .trim()
    .default('127.0.0.1')
    .describe('Address to listen on; 127.0.0.1 is this machine only'),
  port: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Port; empty: the installation’s, 4840 or THERMACORE_OPCUA_PORT'),
  policies: z
    .array(z.enum(SECURITY_POLICIES))
    .min(1, 'must have one at least')
    .default([...SECURITY_POLICIES])
    .describe('Security policies that clients may choose from'),
  signOnly: z
    .boolean()
    .default(true)
    .describe('Also messages that are signed and not encrypted; without it encrypted ones only'),
  unsecured: z
    .enum(['refuse', 'anybody-may-read-along'])
    .default('refuse')
    .describe('Connections without security: neither encrypted nor signed, from any client'),
  anonymousTenant: Key.optional().describe(
    'Tenant that clients without a user may read, never write; empty: every client needs a user',
  ),
  userCertificates: z
    .array(UserCertificate)
    .max(1000)
    .default([])
    .describe('Users who log in with a certificate; it must be trusted in the certificate store as well'),
  maxSessions: count(1, 1000, 200).describe('Sessions at a time'),
  maxSessionsPerTenant: count(1, 1000, 150).describe('Sessions of one tenant at a time'),
  maxSubscriptionsPerSession: count(1, 100, 10).describe('Subscriptions of a session'),
  maxItemsPerSubscription: count(1, 100_000, 10_000).describe('Monitored items of a subscription'),
  maxItems: count(1, 1_000_000, 100_000).describe('Monitored items of all sessions'),
  minSamplingMs: count(50, 60_000, 100).describe('Fastest sampling interval, in ms'),
  maxSessionTimeoutSeconds: count(10, 86_400, 600).describe(
    'Longest time that a session without a request is kept, in s',
  ),
  maxNodesPerRequest: count(10, 10_000, 1000).describe('Nodes of one request'),
  maxMessageKb: count(64, 65_536, 4096).describe('Largest message of a client, in kB'),
  maxHistoryValues: count(100, 10_000, 10_000).describe('Values of a node in one answer about history'),
  historyTimeoutSeconds: count(1, 120, 15).describe(
    'Longest time that a question about history may take, in s',
  ),
  requireComments: z
    .boolean()
    .default(false)
    .describe(
      'Where an alarm rule asks for a comment, methods that have none, such as TimedShelve, are refused; without it the journal says that there is none',
    ),
  redundancy: z
    .enum(REDUNDANCY)
    .default('none')
    .describe(
      'How other servers stand in for this one (OPC 10000-4 §6.6.2); clients switch by the service level',
    ),
  redundantServers: z
    .array(ServerUri)
    .max(20, 'can have 20 at most')
    .default([])
    .describe('Application URIs of the others, e.g. urn:thermacore:second'),
  productName: z.string().max(100).default('ThermaCore SCADA').describe('What the server says it is'),
});
export type ServerConfig = z.output<typeof ServerConfig>;
