import type { AlarmAction, AlarmActionRequest } from '../../lib/platform';
import { routes } from '../../lib/platform';
import { ask, defineResource, type Asked, type Operation } from '../_kit/resource';

/** The service writes its own lines into the audit log, also for what it refuses. */
const unaudited = (operation: Operation): Operation => ({ ...operation, changes: false });
const serviceOf = ({ platform, store }: Asked) => platform.alarms.of(store);
const rulesOf = ({ platform, store }: Asked) => platform.alarms.rulesOf(store);

/** Acts on the alarm that the path names. */
const act = (
  asked: Asked,
  action: AlarmAction,
  { params, body }: { params: { alarm: string }; body: Pick<AlarmActionRequest, 'comment' | 'seconds'> },
) => serviceOf(asked).act(asked, params.alarm, { action, ...body });

/** Who changes a rule, and why; the reason stands in the audit log too. */
function author({ tenant, principal, note }: Asked, reason: string) {
  note({ reason });
  return { tenant, user: principal?.username, reason };
}

export = defineResource({
  name: 'alarms',
  operations: {
    list: ask(routes.listAlarms, ({ query, ...asked }) =>
      serviceOf(asked).list(asked.tenant, { ...query, view: query.view }),
    ),
    get: ask(routes.getAlarm, ({ params, ...asked }) => serviceOf(asked).get(asked.tenant, params.alarm)),
    'acknowledge-all': unaudited(
      ask(routes.acknowledgeAlarms, async ({ body: { alarms, comment }, ...asked }) => {
        const { done, refused } = await serviceOf(asked).actAll(asked, alarms, {
          action: 'acknowledge',
          comment,
        });
        return { acknowledged: done.length, refused };
      }),
    ),
    acknowledge: unaudited(ask(routes.acknowledgeAlarm, (asked) => act(asked, 'acknowledge', asked))),
    reset: unaudited(ask(routes.resetAlarm, (asked) => act(asked, 'reset', asked))),
    shelve: unaudited(ask(routes.shelveAlarm, (asked) => act(asked, 'shelve', asked))),
    unshelve: unaudited(ask(routes.unshelveAlarm, (asked) => act(asked, 'un-shelve', asked))),
    'out-of-service': unaudited(
      ask(routes.takeAlarmOutOfService, (asked) => act(asked, 'out-of-service', asked)),
    ),
    return: unaudited(ask(routes.returnAlarmToService, (asked) => act(asked, 'back-in-service', asked))),
    journal: ask(routes.listAlarmJournal, ({ platform, store, tenant, query }) =>
      platform.alarms.journal(store, tenant, filterOf(query)),
    ),
    'export-journal': ask(routes.exportAlarmJournal, ({ platform, store, tenant, query }) =>
      Promise.resolve(platform.alarms.journalFile(store, tenant, filterOf(query))),
    ),
    // Reads only, for all that it is a POST.
    'journal-ticket': unaudited(
      ask(routes.createAlarmJournalTicket, ({ platform, store, tenant, query }) =>
        Promise.resolve(platform.alarms.journalTicket(store, tenant, filterOf(query))),
      ),
    ),
    metrics: ask(routes.getAlarmMetrics, ({ platform, store, tenant, query }) =>
      platform.alarms.metrics(store, tenant, query),
    ),
    rules: ask(routes.listAlarmRules, ({ query, ...asked }) => rulesOf(asked).list(asked.tenant, query)),
    'get-rule': ask(routes.getAlarmRule, ({ params, ...asked }) =>
      rulesOf(asked).get(asked.tenant, params.rule),
    ),
    'create-rule': ask(routes.createAlarmRule, ({ body, ...asked }) =>
      rulesOf(asked).create(author(asked, body.reason), body.rule),
    ),
    'update-rule': ask(routes.updateAlarmRule, ({ params, body, ...asked }) =>
      rulesOf(asked).update(author(asked, body.reason), params.rule, body.change, body.version),
    ),
    'delete-rule': ask(routes.deleteAlarmRule, ({ params, query, ...asked }) =>
      rulesOf(asked).delete(author(asked, query.reason), params.rule),
    ),
    'enable-rule': ask(routes.enableAlarmRule, ({ params, body, ...asked }) =>
      rulesOf(asked).enable(author(asked, body.reason), params.rule, true),
    ),
    'disable-rule': ask(routes.disableAlarmRule, ({ params, body, ...asked }) =>
      rulesOf(asked).enable(author(asked, body.reason), params.rule, false),
    ),
    'clone-rule': ask(routes.cloneAlarmRule, ({ params, body: { reason, ...copy }, ...asked }) =>
      rulesOf(asked).clone(author(asked, reason), params.rule, copy),
    ),
    'rule-changes': ask(routes.listAlarmRuleChanges, ({ params, query, ...asked }) =>
      rulesOf(asked).changes(asked.tenant, params.rule, query),
    ),
    // A question with a body: nothing changes that an audit log would have to tell.
    'validate-rule': unaudited(
      ask(routes.validateAlarmRule, ({ body, ...asked }) => rulesOf(asked).validate(asked.tenant, body)),
    ),
  },
});

/** What the API calls the alarm, the journal calls an instance. */
const filterOf = <T extends { alarm?: string | undefined }>({ alarm, ...filter }: T) => ({
  ...filter,
  instance: alarm,
});
