import type { ConnectorContext, ConnectorSpec } from '../connector';
import { AddressSpaces, type FoundNode, type SearchAnswer, type SearchAsked } from './browse';
import { testConnection } from './connection-test';
import { OpcuaConnector } from './connector';
import type { ClientPki } from './endpoint';
import { offersOf, type Offer, type Offers } from './offers';
import { OpcuaConfig, OpcuaPoint } from './spec';

export {
  OpcuaConfig,
  OpcuaConnector,
  OpcuaPoint,
  type ClientPki,
  type FoundNode,
  type Offer,
  type Offers,
  type SearchAnswer,
  type SearchAsked,
};

/** What every protocol has, and what only the form of an OPC UA node asks for. */
export interface OpcuaSpec extends Required<ConnectorSpec<typeof OpcuaConfig, typeof OpcuaPoint>> {
  create(config: OpcuaConfig, context: ConnectorContext): OpcuaConnector;
  /** What the server offers to anybody; never rejects. */
  offers(config: Pick<OpcuaConfig, 'endpoint' | 'timeoutMs' | 'sessionTimeoutMs'>): Promise<Offers>;
  /** Looks for nodes by name, a step at a time. Rejects as `browse` does. */
  search(config: OpcuaConfig, context: ConnectorContext, asked: SearchAsked): Promise<SearchAnswer>;
}

/** Connectors made by one spec show the same certificate and share its trust list. */
export const opcuaSpec = (pki: () => Promise<ClientPki>): OpcuaSpec => {
  const spaces = new AddressSpaces(pki);
  return {
    protocol: 'opcua',
    title: 'OPC UA',
    config: OpcuaConfig,
    point: OpcuaPoint,
    capabilities: ['subscribe', 'command', 'browse', 'history'],
    secrets: ['password', 'userKey'],
    ofFlows: [],
    identity: ['endpoint', 'fingerprint'],
    test: (config) => testConnection(config, pki),
    create: (config, context) => new OpcuaConnector(config, context, pki),
    browse: (config, context, question) => spaces.browse(config, context, question),
    describe: (config, context, nodes) => spaces.describe(config, context, nodes),
    search: (config, context, asked) => spaces.search(config, context, asked),
    offers: (config) => offersOf(config, pki),
    close: () => spaces.close(),
  };
};
