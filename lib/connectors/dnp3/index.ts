import type { ConnectorContext, ConnectorSpec } from '../connector';
import { PointTrees } from './browse';
import { Dnp3Channels } from './channels';
import { testConnection } from './connection-test';
import { dialOwn } from './dial';
import { Dnp3Connector } from './connector';
import { Dnp3Config, Dnp3Point } from './spec';

export { dialOwn, Dnp3Channels, Dnp3Config, Dnp3Connector, Dnp3Point };

/** What every protocol has; a connector can also be asked what only DNP3 knows. */
export interface Dnp3Spec extends Required<ConnectorSpec<typeof Dnp3Config, typeof Dnp3Point>> {
  create(config: Dnp3Config, context: ConnectorContext): Dnp3Connector;
}

/** Connectors made by one spec share the connections of `channels`. */
export const dnp3Spec = (channels: Dnp3Channels): Dnp3Spec => {
  const trees = new PointTrees(channels);
  return {
    protocol: 'dnp3',
    title: 'DNP3',
    config: Dnp3Config,
    point: Dnp3Point,
    capabilities: ['poll', 'subscribe', 'command', 'browse', 'time-sync'],
    secrets: ['key'],
    ofFlows: ['certificate'],
    identity: ['host', 'port', 'localAddress', 'remoteAddress'],
    test: (config, context) => testConnection(config, context, channels),
    create: (config, context) => new Dnp3Connector(config, context, channels),
    browse: (config, context, question) => trees.browse(config, context, question),
    describe: (config, context, nodes) => trees.describe(config, context, nodes),
    close: () => Promise.resolve(trees.forget()),
  };
};
