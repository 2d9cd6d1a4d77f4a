import { routes } from '../../lib/platform';
import { askInstallation, defineResource, type AskedOfInstallation } from '../_kit/resource';

/** Keys belong to people, of whom some are of no tenant: the message's user decides, never a form. */
const keysOf = async ({ platform, principal }: AskedOfInstallation) => {
  if (!principal) throw new Error('the resource has let nobody in without a user');
  return { keys: (await platform.auth()).apiKeys, principal };
};

/** Written to the audit log by identity itself, with the key's owner and tenant. */
const auditedThere = { changes: false } as const;

export = defineResource({
  name: 'api-keys',
  operations: {
    create: {
      ...askInstallation(routes.createApiKey, async ({ body, ...asked }) => {
        const { keys, principal } = await keysOf(asked);
        return keys.create(principal, body);
      }),
      ...auditedThere,
    },
    list: askInstallation(routes.listApiKeys, async ({ query, ...asked }) => {
      const { keys, principal } = await keysOf(asked);
      return query.of === 'tenant' ? keys.all(principal, query) : { items: await keys.own(principal) };
    }),
    rotate: {
      ...askInstallation(routes.rotateApiKey, async ({ params, body, ...asked }) => {
        const { keys, principal } = await keysOf(asked);
        return keys.rotate(principal, params.key, body.days);
      }),
      ...auditedThere,
    },
    revoke: {
      ...askInstallation(routes.revokeApiKey, async ({ params, ...asked }) => {
        const { keys, principal } = await keysOf(asked);
        return keys.revoke(principal, params.key);
      }),
      ...auditedThere,
    },
  },
});
