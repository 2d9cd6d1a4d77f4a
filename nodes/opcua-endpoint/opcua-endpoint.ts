import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { OpcuaConfig, OpcuaConfigFields } from '../../lib/connectors/opcua/spec';
import { BrowseQuestion, type BrowsedNode } from '../../lib/core/browse';
import { toKey } from '../../lib/core/ids';
import { serveConnectionTest } from '../_kit/connection-test';
import { serveEditorQuestion, type Form } from '../_kit/editor-question';
import { nameField } from '../_kit/fields';
import { leasePlatform } from '../_kit/lease';
import { defineNode } from '../_kit/register';
import type { OpcuaEndpointService } from '../_kit/services';

/** Of the connector's own fields those that belong to the server; the rest belongs to what is read of it (opcua-in). */
const fields = OpcuaConfigFields.pick({
  endpoint: true,
  otherEndpoints: true,
  namedServers: true,
  returnAfterMs: true,
  security: true,
  mode: true,
  trust: true,
  fingerprint: true,
  identity: true,
  username: true,
  password: true,
  userCertificate: true,
  userKey: true,
  timeoutMs: true,
  sessionTimeoutMs: true,
}).extend({ name: nameField });

/** With the rules that span fields: a mistake is shown here, and not at each node that uses the server. */
const config = fields.superRefine((form, context) => {
  for (const { path, message } of OpcuaConfig.safeParse(form).error?.issues ?? [])
    context.addIssue({ code: 'custom', path, message });
});

const SearchQuestion = z.union([
  z.strictObject({ cursor: z.string().max(100) }),
  z.strictObject({ text: z.string().max(200), nodeId: z.string().max(4096).optional() }),
]);

/** With the key that a sensor or a unit of this name would have, and the unit that it would be in. */
const withKeys = (nodes: readonly (BrowsedNode & { readonly path?: readonly string[] })[]) =>
  nodes.map((node) => ({
    ...node,
    key: toKey(node.displayName),
    unit: toKey(node.path?.at(-1) ?? ''),
  }));

const register = defineNode({
  name: 'opcua-endpoint',
  config,
  secrets: { username: 'text', password: 'password', userCertificate: 'text', userKey: 'password' },
  create({ config: { name: _, ...way } }) {
    const service: OpcuaEndpointService = { way };
    return { service };
  },
});

export = (RED: NodeAPI): void => {
  register(RED);
  const asked = (form: Form) => ({ platform: leasePlatform(RED), server: OpcuaConfig.parse(form) });
  serveConnectionTest(RED, 'opcua-endpoint', async (form) => {
    const { platform, server } = asked(form);
    return platform.opcua.test(server, platform);
  });
  // Before anything else is known: the address is all that it takes.
  serveEditorQuestion(RED, 'opcua-endpoint', 'offers', async ({ endpoint, timeoutMs }) =>
    leasePlatform(RED).opcua.offers(OpcuaConfig.parse({ endpoint, timeoutMs })),
  );
  serveEditorQuestion(RED, 'opcua-endpoint', 'browse', async (form, question) => {
    const { platform, server } = asked(form);
    const page = await platform.opcua.browse(server, platform, BrowseQuestion.parse(question));
    return { ok: true, ...page, items: withKeys(page.items) };
  });
  serveEditorQuestion(RED, 'opcua-endpoint', 'search', async (form, question) => {
    const { platform, server } = asked(form);
    const step = await platform.opcua.search(server, platform, SearchQuestion.parse(question));
    return { ok: true, ...step, items: withKeys(step.items) };
  });
};
