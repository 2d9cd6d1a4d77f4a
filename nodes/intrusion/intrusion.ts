import { ThermaCoreError } from '../../lib/core/errors';
import { isPlatformUser, routes, shownBlock, shownIncident, shownSecurityEvent } from '../../lib/platform';
import { askInstallation, defineResource, type AskedOfInstallation } from '../_kit/resource';

interface Whose {
  readonly of?: 'tenant' | 'installation' | undefined;
}

/** The tenant in which the user acts; null: the installation. */
function placeOf({ principal }: AskedOfInstallation, { of }: Whose): string | null {
  if (of !== 'installation') return principal?.tenant ?? null;
  if (principal && isPlatformUser(principal)) return null;
  throw new ThermaCoreError('forbidden', 'What is the installation’s is for users of the platform.', {
    field: 'of',
    advice: 'Leave it out: what concerns your tenant is shown then.',
  });
}

/** Pages are told that there is something new; what it is they ask for, as who they are. */
const NEWS = { type: 'security-news' };

export = defineResource({
  name: 'intrusion',
  news: (platform, tell) => platform.intrusion.onIncident(({ tenant }) => tell(tenant, NEWS)),
  operations: {
    incidents: askInstallation(routes.listSecurityIncidents, async ({ query, ...asked }) => {
      const page = await asked.platform.intrusion.incidents(asked.store, placeOf(asked, query), query);
      return { ...page, items: page.items.map(shownIncident) };
    }),
    events: askInstallation(routes.listSecurityEvents, ({ query, ...asked }) => {
      const events = asked.platform.intrusion.events(placeOf(asked, query), query.limit);
      return Promise.resolve({ items: events.map(shownSecurityEvent) });
    }),
    blocks: askInstallation(routes.listSecurityBlocks, async ({ query, ...asked }) => ({
      items: (await asked.platform.intrusion.blocks.of(placeOf(asked, query))).map(shownBlock),
    })),
    block: askInstallation(routes.createSecurityBlock, async ({ query, body, ...asked }) => {
      const { platform, principal, note } = asked;
      const isForAll = body.kind === 'address' && principal !== undefined && isPlatformUser(principal);
      const place = isForAll ? null : placeOf(asked, query);
      const block = await platform.intrusion.blocks.block(place, principal?.username ?? 'flow', body);
      note({ blocked: `${block.kind} ${block.value}`, minutes: body.minutes, reason: body.reason });
      return shownBlock(block);
    }),
    unblock: askInstallation(routes.removeSecurityBlock, async ({ query, params, ...asked }) => {
      const block = await asked.platform.intrusion.blocks.unblock(placeOf(asked, query), params.block);
      asked.note({ unblocked: `${block.kind} ${block.value}` });
    }),
  },
});
