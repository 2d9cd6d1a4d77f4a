import { routes, shownBlock, shownIncident, shownSecurityEvent } from '../../lib/platform';
import { askInstallation, defineResource, type AskedOfInstallation } from '../_kit/resource';

/** The tenant in which the user acts; null: the installation. */
const placeOf = ({ principal }: AskedOfInstallation): string | null => principal?.tenant ?? null;

export = defineResource({
  name: 'intrusion',
  operations: {
    incidents: askInstallation(routes.listSecurityIncidents, async ({ query, ...asked }) => {
      const page = await asked.platform.intrusion.incidents(asked.store, placeOf(asked), query);
      return { ...page, items: page.items.map(shownIncident) };
    }),
    events: askInstallation(routes.listSecurityEvents, ({ query, ...asked }) => {
      const events = asked.platform.intrusion.events(placeOf(asked), query.limit);
      return Promise.resolve({ items: events.map(shownSecurityEvent) });
    }),
    blocks: askInstallation(routes.listSecurityBlocks, async (asked) => ({
      items: (await asked.platform.intrusion.blocks.of(placeOf(asked))).map(shownBlock),
    })),
    block: askInstallation(routes.createSecurityBlock, async ({ body, ...asked }) => {
      const { intrusion } = asked.platform;
      const block = await intrusion.blocks.block(placeOf(asked), asked.principal?.username ?? 'flow', body);
      asked.note({ blocked: `${block.kind} ${block.value}`, minutes: body.minutes, reason: body.reason });
      return shownBlock(block);
    }),
    unblock: askInstallation(routes.removeSecurityBlock, async ({ params, ...asked }) => {
      const block = await asked.platform.intrusion.blocks.unblock(placeOf(asked), params.block);
      asked.note({ unblocked: `${block.kind} ${block.value}` });
    }),
  },
});
