import type { EndpointDescription, OPCUAClient, OPCUAClientOptions } from 'node-opcua';
import { OpcuaFailure } from './failure';
import type { Opcua } from './library';
import type { OpcuaPki } from './pki';
import { POLICIES, type OpcuaConfig, type PolicyName } from './spec';

/** What a client needs of the installation’s certificates. */
export type ClientPki = Pick<
  OpcuaPki,
  'applicationUri' | 'certificateFile' | 'privateKeyFile' | 'applications'
>;

/** How a server is talked to, chosen of what it offers. */
export interface Endpoint {
  readonly policy: PolicyName | 'None';
  readonly mode: 'SignAndEncrypt' | 'Sign' | 'None';
  /** Of the server; with its chain, as it sent it. */
  readonly certificate: Buffer | undefined;
  readonly applicationUri: string;
}

export const POLICY_URI = 'http://opcfoundation.org/UA/SecurityPolicy#';
const APPLICATION = 'ThermaCore';

/** What every client of ours says of itself, and that it does not reconnect on its own: that is the link’s business. */
export const clientOptions = (
  config: Pick<OpcuaConfig, 'timeoutMs' | 'sessionTimeoutMs'>,
  pki: ClientPki,
): OPCUAClientOptions => ({
  applicationName: APPLICATION,
  applicationUri: pki.applicationUri,
  certificateFile: pki.certificateFile,
  privateKeyFile: pki.privateKeyFile,
  clientCertificateManager: pki.applications,
  // Servers name themselves as they are known inside their own network; the address that was given is the one to use.
  endpointMustExist: false,
  connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 1000, randomisationFactor: 0 },
  transportTimeout: config.timeoutMs,
  requestedSessionTimeout: config.sessionTimeoutMs,
  // The next connection takes them over; who ends for good closes them first.
  keepPendingSessionsOnDisconnect: true,
  keepSessionAlive: false,
});

/** Runs `work` with a client; it is let go of at the end, and at once when the signal says so. */
export async function withClient<T>(
  client: OPCUAClient,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => {
    reject(signal.reason as Error);
    void client.disconnect().catch(() => undefined);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([work(), promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Asks the server which endpoints it has. Rejects with what the network says. */
export async function discover(
  opcua: Opcua,
  config: Pick<OpcuaConfig, 'endpoint' | 'timeoutMs' | 'sessionTimeoutMs'>,
  pki: ClientPki,
  signal: AbortSignal,
): Promise<EndpointDescription[]> {
  const client = opcua.OPCUAClient.create({
    ...clientOptions(config, pki),
    securityMode: opcua.MessageSecurityMode.None,
    securityPolicy: opcua.SecurityPolicy.None,
  });
  try {
    return await withClient(client, signal, async () => {
      await client.connect(config.endpoint);
      return client.getEndpoints();
    });
  } finally {
    await client.disconnect().catch(() => undefined);
  }
}

/** The strongest endpoint that the configuration allows. Never one without security unless it is asked for. */
export function choose(
  opcua: Opcua,
  offered: readonly EndpointDescription[],
  { security, mode }: Pick<OpcuaConfig, 'security' | 'mode'>,
): Endpoint {
  const named = offered.map((endpoint) => ({
    endpoint,
    policy: (endpoint.securityPolicyUri ?? '').replace(POLICY_URI, ''),
    mode: opcua.MessageSecurityMode[endpoint.securityMode] as Endpoint['mode'],
  }));
  const wanted: readonly Endpoint['policy'][] =
    security === 'none' ? ['None'] : security === 'strongest' ? POLICIES : [security];
  for (const policy of wanted) {
    const found = named.find(
      (one) => one.policy === policy && (policy === 'None' ? one.mode === 'None' : one.mode === mode),
    );
    if (!found) continue;
    const { serverCertificate, server } = found.endpoint;
    return {
      policy,
      mode: found.mode,
      certificate: serverCertificate?.length ? serverCertificate : undefined,
      applicationUri: server.applicationUri ?? '',
    };
  }
  const list = [...new Set(named.map((one) => `${one.policy} (${one.mode})`))].join(', ');
  throw new OpcuaFailure(
    `the server does not offer ${security === 'none' ? 'a connection without security' : `${security === 'strongest' ? 'a secure policy' : security} (${mode})`}; it offers ${list || 'nothing'}`,
  );
}

/** In words for a status line: `Basic256Sha256, signed and encrypted`. */
export const nameOf = ({ policy, mode }: Endpoint): string =>
  policy === 'None'
    ? 'without security'
    : `${policy}, ${mode === 'Sign' ? 'signed' : 'signed and encrypted'}`;
