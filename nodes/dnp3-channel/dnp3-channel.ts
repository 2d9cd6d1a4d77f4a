import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { Dnp3Config, listens } from '../../lib/connectors/dnp3/spec';
import { MAX_BROWSE_LIMIT, type BrowseQuestion } from '../../lib/core/browse';
import { ThermaCoreError } from '../../lib/core/errors';
import { serveConnectionTest } from '../_kit/connection-test';
import { serveEditorQuestion, type Form } from '../_kit/editor-question';
import { nameField } from '../_kit/fields';
import { leasePlatform } from '../_kit/lease';
import { defineNode } from '../_kit/register';
import type { Dnp3ChannelService } from '../_kit/services';

/** Of the connector's own fields those that belong to the connection; the rest belongs to an outstation (dnp3-in). */
const config = Dnp3Config.pick({
  transport: true,
  connectTimeoutMs: true,
  ca: true,
  certificate: true,
  cert: true,
  key: true,
  servername: true,
  peers: true,
  allowHosts: true,
}).extend({
  name: nameField,
  source: z
    .enum(['own', 'other'])
    .default('other')
    .describe('The DNP3 outstation of this installation, or another outstation or gateway'),
  host: z
    .string()
    .trim()
    .max(255)
    .default('')
    .describe('Host name or address of the outstation; where it connects to us: the address to listen on'),
  port: z.coerce.number().int().min(1).max(65_535).optional().describe('Port; empty: 20000, with TLS 19999'),
});
type Config = z.output<typeof config>;

const PORT = 20_000;
const TLS_PORT = 19_999;

function wayOf({ source, name: _, ...rest }: Config, ownPort: number): Dnp3ChannelService['way'] {
  if (source === 'own') return { ...rest, host: '127.0.0.1', port: ownPort, transport: 'tcp' };
  const { transport } = rest;
  const host = rest.host || (listens(transport) ? '127.0.0.1' : '');
  if (host === '')
    throw new ThermaCoreError('configuration', 'host: is not given.', {
      field: 'host',
      advice: 'Give the host name or address of the outstation, or of the gateway before it.',
    });
  return { ...rest, host, port: rest.port ?? (transport.startsWith('tls') ? TLS_PORT : PORT) };
}

const register = defineNode({
  name: 'dnp3-channel',
  config,
  secrets: { key: 'password' },
  create({ config: form, platform }) {
    const service: Dnp3ChannelService = { way: wayOf(form, platform.settings.ports.dnp3) };
    return { service };
  },
});

/** Points that the form lists at most: more are named by hand, or in the registry. */
const MOST_FOUND = 5000;

export = (RED: NodeAPI): void => {
  register(RED);
  const asked = (form: Form) => {
    const platform = leasePlatform(RED);
    const way = wayOf(config.parse(form), platform.settings.ports.dnp3);
    const { testLocal: localAddress, testRemote: remoteAddress } = form;
    return { platform, outstation: Dnp3Config.parse({ ...way, localAddress, remoteAddress }) };
  };
  serveConnectionTest(RED, 'dnp3-channel', async (form) => {
    const { platform, outstation } = asked(form);
    return platform.dnp3.test(outstation, platform);
  });
  /** For the form of `dnp3 in`: what points there are, with their values. */
  serveEditorQuestion(RED, 'dnp3-channel', 'points', async (form) => {
    const { platform, outstation } = asked(form);
    const items: { kind: string; index: number; value: string }[] = [];
    const kinds = await platform.dnp3.browse(outstation, platform, { limit: MAX_BROWSE_LIMIT });
    for (const { nodeId: kind } of kinds.items)
      for (let cursor: string | undefined = '0'; cursor !== undefined && items.length < MOST_FOUND;) {
        const question: BrowseQuestion = { nodeId: kind, cursor, limit: MAX_BROWSE_LIMIT };
        const page = await platform.dnp3.browse(outstation, platform, question);
        for (const { browseName, value } of page.items)
          items.push({ kind, index: Number(browseName), value: value ?? '' });
        cursor = page.nextCursor;
      }
    return { ok: true, items: items.slice(0, MOST_FOUND) };
  });
};
