import { authorise, changeOfProposals, may, routes } from '../../lib/platform';
import { ask, defineResource, type Asked } from '../_kit/resource';

const byOf = ({ principal }: Asked): string => principal?.username ?? 'flow';

export = defineResource({
  name: 'sparkplug-proposals',
  operations: {
    list: ask(routes.listSparkplugProposals, ({ query, store, tenant }) =>
      store.proposals.list(tenant, query),
    ),
    get: ask(routes.getSparkplugProposal, ({ params, store, tenant }) =>
      store.proposals.get(tenant, params.proposal),
    ),
    approve: ask(routes.approveSparkplugProposals, async ({ body, ...asked }) => {
      const { database, tenant, principal, platform, note } = asked;
      const decider = { by: byOf(asked), mayAddUnits: !principal || may(principal, 'unit:create') };
      const result = await platform.proposals.approve(database.store, tenant, body, decider);
      const { before, decided, refused } = result;
      note(changeOfProposals(before, decided));
      return { decided, refused };
    }),
    reject: ask(routes.rejectSparkplugProposals, async ({ body, ...asked }) => {
      const { database, tenant, platform, note } = asked;
      const result = await platform.proposals.reject(database.store, tenant, body.proposals, byOf(asked));
      const { before, decided, refused } = result;
      note(changeOfProposals(before, decided));
      return { decided, refused };
    }),
    listRules: ask(routes.listSparkplugRules, async ({ store, tenant }) => ({
      items: await store.proposalRules.list(tenant),
    })),
    getRule: ask(routes.getSparkplugRule, ({ params, store, tenant }) =>
      store.proposalRules.get(tenant, params.proposalRule),
    ),
    createRule: ask(routes.createSparkplugRule, ({ body, ...asked }) => {
      // It adds units for its author, whenever one is missing.
      if (asked.principal) authorise(asked.principal, 'unit:create');
      return asked.platform.proposals.addRule(asked.database.store, asked.tenant, body, byOf(asked));
    }),
    deleteRule: ask(routes.deleteSparkplugRule, ({ params, store, tenant }) =>
      store.proposalRules.remove(tenant, params.proposalRule),
    ),
  },
});
