import {
  MessageSecurityMode,
  RegisterServerMethod,
  SecurityPolicy,
  nodesets,
  type OPCUAServerOptions,
} from 'node-opcua';
import { borrowed } from './borrowed';
import { MAX_CONTINUATIONS } from './history-reader';
import type { ServerPki } from './pki-port';
import type { ServerConfig } from './spec';

const PRODUCT_URI = 'urn:thermacore:scada';
/** Connections beyond the sessions: clients that look for endpoints, and those that come back before their old one ended. */
const SPARE_CONNECTIONS = 50;

export const maxConnections = ({ maxSessions }: Pick<ServerConfig, 'maxSessions'>): number =>
  maxSessions + SPARE_CONNECTIONS;

const HELLO_TIMEOUT_MS = 10_000;
const CHUNK_BYTES = 65_536;
const KILOBYTE = 1024;

/** What the server does, not what its library could (OPC 10000-7). */
const PROFILES = [
  'http://opcfoundation.org/UA-Profile/Server/EmbeddedUA2017',
  'http://opcfoundation.org/UA-Profile/Server/DataAccess',
  'http://opcfoundation.org/UA-Profile/Server/HistoricalRawData',
  'http://opcfoundation.org/UA-Profile/Server/StandardEventSubscription',
  'http://opcfoundation.org/UA-Profile/Server/AddressSpaceNotifier',
  'http://opcfoundation.org/UA-Profile/Server/ACRefresh',
  'http://opcfoundation.org/UA-Profile/Server/ACAddressSpaceInstance',
  'http://opcfoundation.org/UA-Profile/Server/ACAlarm',
  'http://opcfoundation.org/UA-Profile/Server/ACAckAlarm',
  'http://opcfoundation.org/UA-Profile/Server/ACExclusiveAlarming',
  'http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary',
  'http://opcfoundation.org/UA-Profile/Security/UserToken/Server/UserNamePassword',
  'http://opcfoundation.org/UA-Profile/Security/UserToken/Server/X509Certificate',
];

/** The form in the words of the library. `builtAt`: epoch ms. */
export function serverOptions(
  config: ServerConfig & { readonly port: number },
  pki: ServerPki,
  { softwareVersion, builtAt }: { readonly softwareVersion: string; readonly builtAt: number },
): OPCUAServerOptions {
  const { host, port, policies, signOnly, unsecured, productName, maxNodesPerRequest } = config;
  const open = unsecured !== 'refuse';
  const everywhere = host === '0.0.0.0' || host === '::' || host === '';
  return {
    host,
    port,
    ...(everywhere ? {} : { hostname: host }),
    securityPolicies: [
      ...policies.map((policy) => SecurityPolicy[policy]),
      ...(open ? [SecurityPolicy.None] : []),
    ],
    securityModes: [
      MessageSecurityMode.SignAndEncrypt,
      ...(signOnly ? [MessageSecurityMode.Sign] : []),
      ...(open ? [MessageSecurityMode.None] : []),
    ],
    allowAnonymous: config.anonymousTenant !== undefined,
    certificateFile: pki.certificateFile,
    privateKeyFile: pki.privateKeyFile,
    serverCertificateManager: borrowed(pki.applications),
    userCertificateManager: borrowed(pki.users),
    serverInfo: {
      applicationUri: pki.applicationUri,
      productUri: PRODUCT_URI,
      applicationName: { text: productName, locale: 'en' },
    },
    buildInfo: {
      productName,
      productUri: PRODUCT_URI,
      manufacturerName: 'ThermaCore',
      softwareVersion,
      buildNumber: softwareVersion,
      buildDate: new Date(builtAt),
    },
    // Neither a discovery server nor multicast learns of us.
    registerServerMethod: RegisterServerMethod.HIDDEN,
    // Its audit events would tell of other tenants' users; ours stand in the audit log.
    isAuditing: false,
    nodesets: [nodesets.standard],
    maxConnectionsPerEndpoint: maxConnections(config),
    timeout: HELLO_TIMEOUT_MS,
    transportSettings: {
      adjustTransportLimits: (hello) => ({
        ...hello,
        maxMessageSize: smaller(hello.maxMessageSize, config.maxMessageKb * KILOBYTE),
        maxChunkCount: smaller(hello.maxChunkCount, Math.ceil((config.maxMessageKb * KILOBYTE) / 8192)),
        receiveBufferSize: smaller(hello.receiveBufferSize, CHUNK_BYTES),
        sendBufferSize: smaller(hello.sendBufferSize, CHUNK_BYTES),
      }),
    },
    serverCapabilities: {
      serverProfileArray: PROFILES,
      localeIdArray: ['en'],
      maxSessions: config.maxSessions,
      maxSubscriptionsPerSession: config.maxSubscriptionsPerSession,
      maxSubscriptions: config.maxSessions * config.maxSubscriptionsPerSession,
      maxMonitoredItemsPerSubscription: config.maxItemsPerSubscription,
      maxMonitoredItems: config.maxItems,
      minSupportedSampleRate: config.minSamplingMs,
      maxBrowseContinuationPoints: 20,
      maxHistoryContinuationPoints: MAX_CONTINUATIONS,
      maxMonitoredItemsQueueSize: 1000,
      operationLimits: {
        maxNodesPerRead: maxNodesPerRequest,
        maxNodesPerWrite: Math.min(100, maxNodesPerRequest),
        maxNodesPerBrowse: maxNodesPerRequest,
        maxNodesPerMethodCall: 10,
        maxNodesPerRegisterNodes: maxNodesPerRequest,
        maxNodesPerTranslateBrowsePathsToNodeIds: maxNodesPerRequest,
        maxMonitoredItemsPerCall: maxNodesPerRequest,
        maxNodesPerHistoryReadData: Math.min(100, maxNodesPerRequest),
      },
    },
  };
}

/** In a Hello 0 means: no limit. */
const smaller = (asked: number, most: number): number => (asked === 0 ? most : Math.min(asked, most));
